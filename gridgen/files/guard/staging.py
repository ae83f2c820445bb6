"""A file as its parser may see it: without a CRS text that was not taken, with its write-ahead log.

Where there is nothing to keep from a parser, that is the file itself.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from gridgen.files.crs_text import crs_from_text
from gridgen.files.guard.kinds import Kind
from gridgen.model.errors import ReadError

_READ = (".shp", ".shx", ".dbf", ".cpg", ".prj")
_WAL = 2
"""What bytes 18 and 19 of an SQLite file say of one with a write-ahead log (file format, 1.3.3)."""


def needs_copy(path: Path, kind: Kind) -> bool:
    """Return whether a parser must not be shown the file where it is.

    Raises
    ------
    ReadError
        The .prj of a Shapefile names a file or an address.
    """
    if kind is Kind.SHAPEFILE:
        return any(not _is_shown(part, path.name) for part in _parts(path))
    if kind is Kind.GEOPACKAGE:
        with path.open("rb") as file:
            return _WAL in file.read(20)[18:]
    return False


def copied(path: Path, kind: Kind, folder: Path) -> Path:
    """Return the file at `path`, brought into `folder` with what belongs to it."""
    target = folder / path.name
    if kind is Kind.SHAPEFILE:
        for part in _parts(path):
            if _is_shown(part, path.name):
                _bring(part, target.with_suffix(part.suffix.lower()))
        return target.with_suffix(".shp")
    shutil.copyfile(path, target)
    # What another program has written and not yet filed away stands there.
    log = path.with_name(f"{path.name}-wal")
    if log.is_file():
        shutil.copyfile(log, folder / log.name)
    return target


def _parts(path: Path) -> list[Path]:
    return [
        part for part in sorted(path.parent.iterdir())
        if part.stem == path.stem and part.suffix.lower() in _READ
    ]  # fmt: skip


def _is_shown(part: Path, name: str) -> bool:
    """Return whether a part may be shown to GDAL: of a .prj, one in a form that is read."""
    if part.suffix.lower() != ".prj":
        return True
    content = part.read_bytes()[: 1 << 17]
    try:
        text, is_utf8 = content.decode("utf-8-sig"), True
    except UnicodeDecodeError:
        text, is_utf8 = content.decode("gb18030", "replace"), False
    try:
        # GDAL hands on names that are not UTF-8 as they are, and reading ends there.
        return crs_from_text(text, source=f"{name}, {part.name}") is not None and is_utf8
    except ReadError as error:
        if error.key == "crs_text_reaching":
            raise
        return False


def _bring(part: Path, target: Path) -> None:
    try:
        os.symlink(part.resolve(), target)
    except OSError:  # as on Windows, where links are for administrators
        shutil.copyfile(part, target)
