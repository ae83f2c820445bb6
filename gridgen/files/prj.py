"""The .prj of a Shapefile -> the CRS that it says, whatever encoding its names are in."""

from __future__ import annotations

import re
from pathlib import Path

from pyproj import CRS
from pyproj.exceptions import CRSError

from gridgen.model.errors import ReadError

_MOST = 1 << 16
"""Bytes that are read: the longest definitions have a few thousand."""

_CODE = re.compile(r"(EPSG|ESRI)\s*[:：]\s*(\d{4,6})", re.IGNORECASE)


def prj_crs(path: Path, file: str) -> CRS | None:
    """Return the CRS that a .prj says; None where it is blank.

    Names may be in UTF-8 or GB18030, as Chinese programs write them; the code of an authority
    ("EPSG:4547") is taken too.

    Parameters
    ----------
    path
        The .prj.
    file
        The Shapefile as the user knows it.

    Raises
    ------
    ReadError
        It is prose, or a definition that ends too soon or means nothing.
    """
    text = _decoded(path.read_bytes()[:_MOST]).strip("\x00\ufeff \t\r\n")
    if not text:
        return None
    if code := _CODE.fullmatch(text):
        text = f"{code[1].upper()}:{code[2]}"
    elif not re.match(r"[A-Za-z_]+\s*[\[(]", text):
        raise ReadError("prj_no_crs", file=file)
    elif _is_cut(text):
        raise ReadError("prj_damaged", file=file)
    try:
        return CRS.from_user_input(text)
    except CRSError as error:
        raise ReadError("prj_no_crs", file=file) from error


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("gb18030", "replace")


def _is_cut(text: str) -> bool:
    """Return whether a definition ends inside a bracket or a name.

    >>> _is_cut('GEOGCS["a",DATUM["b"]]'), _is_cut('GEOGCS["a",DATUM["b'), _is_cut('PROJCS["a (b"]')
    (False, True, False)
    """
    bare = re.sub(r'"[^"]*"', "", text)
    opened, closed = (sum(bare.count(mark) for mark in marks) for marks in ("[(", "])"))
    return '"' in bare or opened > closed
