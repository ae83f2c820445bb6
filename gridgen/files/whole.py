"""Every file of a user's is written here: it appears whole or not at all."""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Callable
from pathlib import Path

from gridgen.model.errors import WriteError


def write_whole(target: Path, fill: Callable[[Path], object]) -> None:
    """Let `fill` write a file in a folder beside `target`, then move it into place.

    A killed process or a full disk leaves the older file as it was.

    Parameters
    ----------
    target
        A new name, or that of an ordinary file, which is replaced.
    fill
        Gets a path with the ending of `target` at which nothing stands yet.

    Raises
    ------
    WriteError
        The folder is missing or may not be written, the disk is full, or what stands at `target`
        is no file.
    """
    try:
        if target.exists() and not target.is_file():
            is_folder = target.is_dir()
            raise FileExistsError(17, "it is a folder" if is_folder else "it is no ordinary file")
        with tempfile.TemporaryDirectory(prefix=".gridgen-", dir=target.parent) as folder:
            file = Path(folder) / f"whole{target.suffix}"
            fill(file)
            with file.open("rb+") as written:
                os.fsync(written.fileno())
            os.replace(file, target)
    except (OSError, RuntimeError, sqlite3.Error) as error:
        # pyogrio's errors are RuntimeErrors.
        reason = getattr(error, "strerror", None) or str(error)
        raise WriteError(
            f"{target}: the file cannot be written: {reason}. Check that the folder exists, that "
            "you may write there, that the disk has room, and that no program holds the file."
        ) from error


def write_bytes(target: Path, content: bytes) -> None:
    """Write a file whose content is known, as `write_whole` does."""
    write_whole(target, lambda file: file.write_bytes(content))


def geopackage(path: str | os.PathLike[str]) -> Path:
    """Return the name of a GeoPackage to be written.

    Raises
    ------
    WriteError
        It does not end in .gpkg: whoever opens it would take it for something else.
    """
    if Path(path).suffix.lower() != ".gpkg":
        raise WriteError(
            f"{path}: the file cannot be written: it is a GeoPackage; expected a name that ends "
            "in .gpkg."
        )
    return Path(path)
