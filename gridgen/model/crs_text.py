"""Texts that name a coordinate system -> the same, or refused, before PROJ or GDAL sees them.

PROJ opens files and addresses that a text names: grids, `+init`, `+nadgrids`, PROJ4_GRIDS,
PARAMETERFILE. So a text is taken only in a grammar that has no place for them: the code of an
authority, WKT, PROJJSON, or a PROJ string of known parameters.
"""

from __future__ import annotations

import json
import re
from enum import StrEnum
from functools import lru_cache
from typing import Any

_LONGEST = 1 << 16
_DEEPEST = 40
"""The longest WKT in the EPSG registry has 20,000 characters; none is 20 levels deep."""

_AUTHORITIES = {"EPSG": "EPSG", "ESRI": "ESRI", "OGC": "OGC", "CRS": "OGC"}
_CODE = re.compile(r"(EPSG|ESRI|OGC|CRS):(?::)?(\d{1,7}(?:\+\d{1,7})?|CRS\d{2})", re.IGNORECASE)
_URN = re.compile(
    r"urn:(?:x-)?ogc:def:crs:(EPSG|ESRI|OGC|CRS):[0-9.]*:(\d{1,7}|(?:CRS)?\d{2})", re.IGNORECASE
)
_REGISTER = re.compile(
    r"https?://www\.opengis\.net/def/crs/(EPSG|ESRI|OGC)/[0-9.]+/(\d{1,7}|CRS\d{2})"
    r"|https?://www\.opengis\.net/gml/srs/(epsg)\.xml#(\d{1,7})",
    re.IGNORECASE,
)
"""Names that look like addresses. They are read as names; nobody asks that server."""

_INIT = re.compile(r"\+?init=epsg:(\d{1,7})", re.IGNORECASE)


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_ROOTS = _words(
    "GEOGCS PROJCS GEOCCS COMPD_CS VERT_CS LOCAL_CS GEOGCRS GEODCRS GEODETICCRS "
    "GEOGRAPHICCRS PROJCRS PROJECTEDCRS COMPOUNDCRS BOUNDCRS VERTCRS VERTICALCRS ENGCRS "
    "ENGINEERINGCRS"
)
_JSON_ROOTS = _words(
    "GeographicCRS GeodeticCRS ProjectedCRS CompoundCRS BoundCRS VerticalCRS EngineeringCRS"
)
_TOKEN = re.compile(r'\s*(?:("(?:[^"]|"")*")|([A-Za-z_][A-Za-z0-9_]*)|([-+.0-9eE]+)|([\[\](),]))')
_HEIGHTS = re.compile(r"\s*(?:$|,\s*VERTCS\s*\[)", re.IGNORECASE)
_EXTENSION = re.compile(r'\bEXTENSION\s*[\[(]\s*"([^"]*)"\s*,\s*"([^"]*)"', re.IGNORECASE)
_NO_FILE = re.compile(r'PARAMETERFILE\s*\[\s*"[^"]*"\s*,\s*"@null"', re.IGNORECASE)
"""As PROJ writes a Web Mercator that came as +nadgrids=@null."""

_FILE_WORD = re.compile(r"PARAMETER_?FILE|PROJ4_GRIDS", re.IGNORECASE)

_NUMBER = r"[-+]?\d+(?:\.\d*)?(?:[eE][-+]?\d+)?|[-+]?\.\d+"
_OF_NUMBER = _words(
    "lat_0 lat_1 lat_2 lat_3 lat_ts lon_0 lon_1 lon_2 lon_3 lonc alpha gamma k k_0 x_0 y_0 "
    "z_0 h_0 a b f rf e es R h zone tilt azi to_meter vto_meter W M n"
)
_OF_WORD = _words("proj ellps datum units vunits axis type pm sweep")
_ALONE = _words(
    "no_defs wktext over south north no_uoff no_off no_rot ns guam R_A R_V R_a R_g R_h approx"
)
_NOT_A_SYSTEM = _words(
    "pipeline hgridshift vgridshift gridshift xyzgridshift deformation defmodel tinshift "
    "horner push pop noop helmert molodensky molobadekas axisswap unitconvert set"
)
_PARAMETER = re.compile(r"\+?([A-Za-z][A-Za-z0-9_]*)(?:=(\S*))?")


class Taken(StrEnum):
    """What becomes of a text."""

    PLAIN = "plain"
    REACHING = "reaching"
    """It names a file, a grid or an address."""
    UNKNOWN = "unknown"
    """It is in none of the forms that are read."""


@lru_cache(maxsize=256)
def judged(text: str) -> tuple[Taken, str]:
    """Return what a text is, and, where it is plain, the text to hand on.

    Names of one system become one: `urn:ogc:def:crs:EPSG::4547`, `+init=epsg:4547` and
    `http://www.opengis.net/def/crs/EPSG/0/4547` are EPSG:4547. Whether the code or the system
    exists is not asked.

    Examples
    --------
    >>> judged("urn:ogc:def:crs:OGC:1.3:CRS84")
    (<Taken.PLAIN: 'plain'>, 'OGC:CRS84')
    >>> judged("+proj=longlat +ellps=krass +nadgrids=/tmp/grid.gsb")[0]
    <Taken.REACHING: 'reaching'>
    >>> judged("somewhere in China")[0]
    <Taken.UNKNOWN: 'unknown'>
    """
    bare = text.strip().strip("\x00\ufeff").strip()
    if len(bare) > _LONGEST or not bare:
        return Taken.UNKNOWN, ""
    if (code := _code(bare)) is not None:
        return Taken.PLAIN, code
    if bare.startswith("{"):
        return _json(bare)
    if "[" in bare or "(" in bare:
        return _wkt(bare)
    if "=" in bare:
        return _proj(bare), bare
    is_reaching = "/" in bare or "\\" in bare or "://" in bare
    return (Taken.REACHING if is_reaching else Taken.UNKNOWN), ""


def _code(text: str) -> str | None:
    """Return AUTHORITY:CODE where the text is such a name in one of its forms."""
    if found := _INIT.fullmatch(text):
        return f"EPSG:{found[1]}"
    for form in (_CODE, _URN, _REGISTER):
        if found := form.fullmatch(text):
            authority, code = [part for part in found.groups() if part is not None]
            authority = _AUTHORITIES[authority.upper()]
            is_bare = authority == "OGC" and code.isdecimal()
            return f"{authority}:{'CRS' if is_bare else ''}{code.upper()}"
    return "OGC:CRS84" if text.upper() == "CRS84" else None


def _proj(text: str) -> Taken:
    words = text.split()
    parameters = [_PARAMETER.fullmatch(word) for word in words]
    if not all(parameters):
        is_reaching = re.search(r"(grids|init|file)\s*=|/|\\", text, re.IGNORECASE)
        return Taken.REACHING if is_reaching else Taken.UNKNOWN
    verdicts = [_parameter(found[1], found[2]) for found in parameters if found]
    worst = Taken.REACHING if Taken.REACHING in verdicts else Taken.UNKNOWN
    has_system = any(found and found[1] == "proj" for found in parameters)
    return Taken.PLAIN if has_system and set(verdicts) == {Taken.PLAIN} else worst


def _parameter(name: str, value: str | None) -> Taken:
    """Return what one parameter of a PROJ string is: a known one has a value of its kind."""
    if name == "nadgrids" and value in ("@null", "null"):  # as Web Mercator has it
        return Taken.PLAIN
    if value is None:
        return Taken.PLAIN if name in _ALONE else Taken.REACHING
    if name == "proj" and value.lower() in _NOT_A_SYSTEM:
        return Taken.REACHING
    if name in _OF_NUMBER and re.fullmatch(rf"(?:{_NUMBER})(?:/(?:{_NUMBER}))?", value):
        return Taken.PLAIN
    if name in _OF_WORD and re.fullmatch(r"[A-Za-z0-9_.-]{1,40}", value):
        return Taken.PLAIN
    if name == "towgs84" and re.fullmatch(rf"(?:{_NUMBER})(?:,(?:{_NUMBER})){{0,6}}", value):
        return Taken.PLAIN
    # Whatever is not known may be a file in the next version of PROJ.
    return Taken.REACHING


def _wkt(text: str) -> tuple[Taken, str]:
    """Return what a WKT is: well nested words, texts and numbers, none of which names a file."""
    if _FILE_WORD.search(_NO_FILE.sub("", text)):
        return Taken.REACHING, ""
    extensions = _EXTENSION.findall(text)
    is_known = [
        name.upper() == "PROJ4" and _proj(value) is Taken.PLAIN for name, value in extensions
    ]
    if not all(is_known) or len(extensions) != text.upper().count("EXTENSION"):
        return Taken.REACHING, ""
    root = re.match(r"[A-Za-z_]+", text)
    is_system = root is not None and root[0].upper() in _ROOTS
    return (Taken.PLAIN, text) if is_system and _is_nested(text) else (Taken.UNKNOWN, "")


def _is_nested(text: str) -> bool:
    """Return whether brackets match; after a system ArcGIS writes the one of heights, no more."""
    at = depth = 0
    while at < len(text.rstrip()):
        token = _TOKEN.match(text, at)
        if token is None:
            return False
        depth += {"[": 1, "(": 1, "]": -1, ")": -1}.get(token[4] or "", 0)
        at = token.end()
        is_closed = depth == 0 and token[4] in ("]", ")")
        if not 0 <= depth <= _DEEPEST or (is_closed and not _HEIGHTS.match(text, at)):
            return False
    return depth == 0


def _json(text: str) -> tuple[Taken, str]:
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        return Taken.UNKNOWN, ""
    if content.get("type") not in _JSON_ROOTS:
        return Taken.UNKNOWN, ""
    return (Taken.PLAIN, text) if _is_plain(content, 0) else (Taken.REACHING, "")


def _is_plain(content: Any, depth: int) -> bool:
    """Return whether no parameter of a PROJJSON has a text, which would be the name of a file."""
    if depth > _DEEPEST:
        return False
    if isinstance(content, list):
        return all(_is_plain(one, depth + 1) for one in content)
    if not isinstance(content, dict):
        return True
    value = content.get("value")
    has_file = isinstance(value, str) and value != "@null"
    return not has_file and all(_is_plain(one, depth + 1) for one in content.values())
