"""Every file of a user's is written here: it appears whole or not at all, and so do folders."""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from gridgen.model.errors import WriteError
from gridgen.words.say import in_both, reason_of


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
    with telling_unwritable(target), beside(target) as file:
        fill(file)
        put_in_place(file, target)


@contextmanager
def beside(target: Path) -> Iterator[Path]:
    """Give a path with the ending of `target` at which nothing stands yet, in a folder beside it.

    What is there when the block is left is removed: `put_in_place` takes it out before.

    Raises
    ------
    WriteError
        What stands at `target` is no file.
    """
    if target.exists() and not target.is_file():
        what = in_both("target_folder" if target.is_dir() else "target_odd")
        raise WriteError("target_no_file", file=target, what=what)
    with tempfile.TemporaryDirectory(prefix=".gridgen-", dir=target.parent) as folder:
        yield Path(folder) / f"whole{target.suffix}"


def put_in_place(file: Path, target: Path) -> None:
    """Move a file that is whole to where it belongs; what stands there is replaced."""
    with file.open("rb+") as written:
        os.fsync(written.fileno())
    os.replace(file, target)


@contextmanager
def telling_unwritable(target: Path) -> Iterator[None]:
    """Raise WriteError where `target` cannot be written for what the block raises."""
    try:
        yield
    except (OSError, RuntimeError, sqlite3.Error) as error:
        # pyogrio's errors are RuntimeErrors.
        raise WriteError("file_unwritable", file=target, why=reason_of(error)) from error


def write_folder(target: Path, fill: Callable[[Path], object]) -> None:
    """Let `fill` write files into a folder beside `target`, then move that into place.

    A killed process or a full disk leaves the older folder as it was, or none; never a part.

    Parameters
    ----------
    target
        A new name, or that of a folder, which is replaced as a whole.
    fill
        Gets an empty folder, into which it writes files.

    Raises
    ------
    WriteError
        The folder above is missing or may not be written, the disk is full, what stands at `target`
        is no folder, or another process puts one there at the same time.
    """
    with telling_unwritable(target):
        if target.exists() and not target.is_dir():
            raise WriteError("target_no_folder", file=target)
        with tempfile.TemporaryDirectory(prefix=".gridgen-", dir=target.parent) as folder:
            whole = Path(folder) / "whole"
            whole.mkdir()
            fill(whole)
            for file in whole.iterdir():
                with file.open("rb+") as written:
                    os.fsync(written.fileno())
            if target.exists():
                os.replace(target, Path(folder) / "older")
            os.replace(whole, target)


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
        raise WriteError("name_not_gpkg", file=path)
    return Path(path)
