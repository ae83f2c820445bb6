"""A file appears whole or not at all."""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Callable
from pathlib import Path

from gridgen.errors import WriteError


def write_whole(target: Path, fill: Callable[[Path], None]) -> None:
    """Let `fill` write a file in a folder beside `target`, then move it into place.

    A killed process or a full disk leaves the older file as it was.

    Raises
    ------
    WriteError
        The folder is missing or may not be written, or the disk is full.
    """
    try:
        if target.exists() and not target.is_file():
            is_folder = target.is_dir()
            raise FileExistsError(17, "it is a folder" if is_folder else "it is no ordinary file")
        with tempfile.TemporaryDirectory(prefix=".gridgen-", dir=target.parent) as folder:
            file = Path(folder) / f"whole{target.suffix or '.gpkg'}"
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
