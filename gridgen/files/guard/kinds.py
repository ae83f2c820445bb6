"""A path from outside -> what the file really is, by its bytes; nothing else is ever opened.

GDAL guesses from content and will follow recipes (VRT, GDALG, WFS) to other files and the network.
So the kind is found here and the reader is called for that one kind alone.
"""

from __future__ import annotations

import os
import re
import stat
import zipfile
from enum import StrEnum
from pathlib import Path

from gridgen.files.foreign_formats import refuse_foreign, refuse_geodatabase
from gridgen.files.guard.archives import safe_members
from gridgen.files.guard.limits import is_over, limits
from gridgen.files.zipped import holds_shapefile, kml_in
from gridgen.model.errors import ReadError
from gridgen.words.say import Sentence, in_both, reason_of

_HEAD = 4096

_SYSTEM = ("/dev/", "/proc/", "/sys/")
_SHARED_MEMORY = "/dev/shm/"  # noqa: S108 - a folder of ordinary files

_OF_SHAPEFILE = frozenset({".shp", ".dbf", ".shx", ".prj", ".cpg"})


class Kind(StrEnum):
    """What a file is, whatever its name."""

    GEOPACKAGE = "GeoPackage"
    GEOJSON = "GeoJSON"
    SHAPEFILE = "Shapefile"
    PARQUET = "GeoParquet"
    ZIP = "zip archive"
    """Of Shapefiles."""
    KML = "KML"
    KMZ = "KMZ"
    EXCEL = "Excel workbook"
    SPREADSHEET = "spreadsheet"
    """A workbook of an older Excel or of another program: .xls, .xlsb, .ods."""
    TEXT = "CSV"

    @property
    def named(self) -> Sentence:
        """What people call it."""
        if self in (Kind.EXCEL, Kind.SPREADSHEET):
            return in_both("kind_excel")
        return in_both("kind_zip") if self is Kind.ZIP else (self.value, self.value)


def split_layer(text: str | os.PathLike[str]) -> tuple[Path, str | None]:
    r"""Return the file and the layer of `FILE[:layer]`; the layer is None where none is named.

    What follows the last colon is a layer only where what stands before it is a file, so that
    `C:\towns\a.gpkg` and a file with a colon in its name stay whole.

    Raises
    ------
    ReadError
        A URL or one of GDAL's virtual paths is given instead of a file.
    """
    whole = os.fspath(text)
    if "://" in whole or re.match(r"/+vsi\w+/", whole.lower()):
        raise ReadError("file_is_address", file=whole)
    head, colon, layer = whole.rpartition(":")
    is_layer = bool(colon and layer) and not re.search(r"[/\\]", layer)
    if is_layer and not os.path.exists(whole) and os.path.isfile(head):
        return Path(head), layer
    return Path(whole), None


def kind_of(path: Path) -> Kind:
    """Return what the file at `path` is, judged by its bytes.

    Raises
    ------
    ReadError
        The file is missing, empty, a folder, may not be read, or is of no kind that can be read.
    """
    kind = _kind(path, _head(path))
    size = path.stat().st_size
    most = limits().text_bytes if kind in (Kind.TEXT, Kind.KML) else limits().file_bytes
    if is_over(size, most):
        raise ReadError("file_too_large", file=path.name, size=size, most=most)
    return kind


def _kind(path: Path, head: bytes) -> Kind:
    refuse_foreign(path, head)
    if head.startswith(b"SQLite format 3\x00"):
        return _geopackage(path, head)
    if head.startswith(b"PAR1"):
        return Kind.PARQUET
    if head[:4] == (9994).to_bytes(4, "big"):
        return _shapefile(path)
    if head.startswith(b"PK\x03\x04"):
        return _archive(path)
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        return _old_office(path)
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _text(path, head[2:].replace(b"\x00", b""))  # the "Unicode text" of Excel
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if start[:1] in (b"{", b"[", b"\x1e"):
        return Kind.GEOJSON  # whether it is one says whoever reads it
    if start[:1] == b"<" and re.search(rb"<(\w+:)?kml\b", start):
        return Kind.KML
    return _text(path, start)


def _text(path: Path, start: bytes) -> Kind:
    """Return that a file is a text of rows; ReadError where it is a page, a recipe, or no text."""
    begin = start.lstrip()[:_HEAD].lower()
    if re.match(rb"(<!doctype html|<html|<table|mime-version:)", begin):
        raise ReadError("file_is_web_page", file=path.name)
    if begin.startswith(b"<") and b"urn:schemas-microsoft-com:office:spreadsheet" in begin:
        raise ReadError("file_is_xml_sheet", file=path.name)
    # Of UTF-16 without a mark every other byte of digits and commas is zero, and no two are.
    is_wide = len(start) >= _WIDE_LEAST and 8 * start.count(0) > len(start)
    is_text = b"\x00" not in start or (is_wide and b"\x00\x00" not in start)
    if begin.startswith(b"<") or not is_text:
        raise ReadError("file_of_no_kind", file=path.name, expected=in_both("expected_file"))
    return Kind.TEXT


_WIDE_LEAST = 16
"""Bytes by which UTF-16 can be told from other bytes."""


def _old_office(path: Path) -> Kind:
    """Return that an OLE file is a workbook of an old Excel; ReadError where it is not."""
    with path.open("rb") as file:
        content = file.read(_OLE_MOST)
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise ReadError("file_has_password", file=path.name)
    if not any(name.encode("utf-16-le") + b"\x00\x00" in content for name in ("Workbook", "Book")):
        raise ReadError("file_of_no_kind", file=path.name, expected=in_both("expected_file"))
    return Kind.SPREADSHEET


_OLE_MOST = 1 << 28
"""Bytes of an old workbook that are looked through for the names of its parts."""


def _head(path: Path) -> bytes:
    try:
        _refuse_odd(path)
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except (OSError, ValueError) as error:
        raise ReadError("file_unopenable", file=path, why=reason_of(error)) from error
    if not head.strip(b"\xef\xbb\xbf \t\r\n\x00"):
        raise ReadError("file_is_empty", file=path.name, expected=in_both("expected_file"))
    return head


def _refuse_odd(path: Path) -> None:
    """Raise ReadError for what is no ordinary file, before it is opened: a pipe would wait."""
    try:
        mode = path.stat().st_mode
    except (FileNotFoundError, NotADirectoryError) as error:
        raise ReadError("no_such_file", file=path) from error
    if stat.S_ISDIR(mode):
        refuse_geodatabase(path)
        raise ReadError("file_is_folder", file=path, expected=in_both("expected_file"))
    named = [f"{path.absolute()}", f"{path.resolve()}"] if os.name == "posix" else []
    is_of_system = any(n.startswith(_SYSTEM) and not n.startswith(_SHARED_MEMORY) for n in named)
    if is_of_system or not stat.S_ISREG(mode):
        raise ReadError("file_is_odd", file=path, expected=in_both("expected_file"))


def _geopackage(path: Path, head: bytes) -> Kind:
    # Bytes 16-17 hold the page size (1 means 65,536), bytes 28-31 the number of pages, which
    # counts only where the two change counters agree (SQLite file format, 1.3.7).
    page = int.from_bytes(head[16:18], "big")
    pages = int.from_bytes(head[28:32], "big")
    size = path.stat().st_size
    if head[24:28] != head[92:96]:
        return Kind.GEOPACKAGE
    expected = (65536 if page == 1 else page) * pages
    if size < max(expected, 512):
        raise ReadError("file_cut_short", file=path.name, size=size, expected=expected)
    return Kind.GEOPACKAGE


def _shapefile(path: Path) -> Kind:
    if path.suffix.lower() != ".shp":
        raise ReadError("shapefile_renamed", file=path.name)
    for part in path.parent.iterdir():
        is_beside = part.stem == path.stem and part.suffix.lower() in _OF_SHAPEFILE
        if is_beside and part.name != path.name and part.is_symlink():
            raise ReadError("file_beside_is_link", file=path.name, part=part.name)
    return Kind.SHAPEFILE


def _archive(path: Path) -> Kind:
    try:
        with zipfile.ZipFile(path) as archive:
            members = safe_members(archive, kept=True)
            is_shapefile, kml = holds_shapefile(archive), kml_in(archive)
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise ReadError("file_damaged", file=path.name, why=str(error)) from error
    names = {member.filename for member in members}
    found = next((kind for name, kind in _BOOKS.items() if name in names), None)
    if found is None or (found is _OPEN and not _is_calc(path)):
        if is_shapefile or kml:
            return Kind.ZIP if is_shapefile else Kind.KMZ
        raise ReadError("file_is_archive", file=path.name, expected=in_both("expected_file"))
    return Kind.EXCEL if found is Kind.EXCEL else Kind.SPREADSHEET


_OPEN = "OpenDocument"
_BOOKS = {"xl/workbook.xml": Kind.EXCEL, "xl/workbook.bin": Kind.SPREADSHEET, "content.xml": _OPEN}
"""What an archive is that has such a part."""


def _is_calc(path: Path) -> bool:
    """Return whether an OpenDocument file is a spreadsheet."""
    try:
        with zipfile.ZipFile(path) as archive, archive.open("mimetype") as said:
            return said.read(80).startswith(b"application/vnd.oasis.opendocument.spreadsheet")
    except (KeyError, OSError, zipfile.BadZipFile):
        return False
