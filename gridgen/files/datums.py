"""Which datum the places of a table are in, by what was said, and which of two pairs is taken."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gridgen.files.headers import active_geometry
from gridgen.files.origin import origin_of, with_origin
from gridgen.files.values import to_numbers
from gridgen.model.datum import Datum, from_wgs84, offset_m, to_wgs84
from gridgen.model.errors import ReadError
from gridgen.model.findings import Finding, Severity, finding
from gridgen.model.ground import GROUND

LonLat = NDArray[np.float64]

EVERY = ""
"""Stands for all tables of places, where no table is named."""

TABLES = ("households", "communities", *GROUND, "special", "centres", "people")
"""Of what a datum may be said."""

_POINTS = ("households", "centres", "people")
"""Tables of places: their degrees come from phones, whatever a file says of its CRS."""

_WORDS = (
    (Datum.GCJ02, r"高德|腾讯|騰訊|火星|gaode|amap|tencent|gcj"),
    (Datum.BD09, r"百度|baidu|bd-?_?0?9|(?<![a-z])bd(?=[^a-z]|lng|lon|lat)"),
    (Datum.WGS84, r"wgs-?_?84|gps"),
    (Datum.CGCS2000, r"cgcs-?_?2000|国家2000|大地2000|2000(国家|大地|坐标)"),
)

_ALONE = r"(?:(?<![a-z])|(?<=gcj)|(?<=bd)|(?<=wgs)|(?<=gps)|(?<=amap)|(?<=baidu))"
"""Short words count where no other letter stands before them: "lat" is no part of "population"."""

_LON = rf"经度|經度|东经|東經|longitude|{_ALONE}(?:long|lon|lng)(?![a-z])"
_LAT = rf"纬度|緯度|北纬|北緯|latitude|{_ALONE}lat(?![a-z])"

_SAME_M = 1.0
"""Places of two pairs that are nearer than this, metres, are the same place."""

_LOOKED_AT = 2000
"""Rows that tell how two pairs differ."""


def datum_in(header: str) -> Datum | None:
    """Return the datum that a header names; None where it names none.

    >>> datum_in("高德经度"), datum_in("BD09_lng"), datum_in("经度(WGS84)"), datum_in("经度")
    (<Datum.GCJ02: 'gcj02'>, <Datum.BD09: 'bd09'>, <Datum.WGS84: 'wgs84'>, None)
    """
    plain = _plain(header)
    return next((datum for datum, words in _WORDS if re.search(words, plain)), None)


def datums_in(options: Sequence[str] | None) -> dict[str, str]:
    """Return what options say of datums, as `datums_said` takes it.

    >>> datums_in(["gcj02", "communities=wgs84"])
    {'': 'gcj02', 'communities': 'wgs84'}
    """
    pairs = [option.rpartition("=") for option in options or ()]
    return {role.strip(): name.strip() for role, _, name in pairs}


def datums_said(said: str | Mapping[str, str] | None, usual: str = "") -> dict[str, Datum]:
    """Return the datum of each table that one was said of; that of all places at `EVERY`.

    Parameters
    ----------
    said
        The name of a datum, for all places; or names by table ("households", "communities", ...).
    usual
        What holds for all places where nothing is said of them; "" for nothing.

    Raises
    ------
    ReadError
        A name is none of a datum, or none of a table.
    """
    named = {EVERY: usual} if usual else {}
    named |= {EVERY: said} if isinstance(said, str) else dict(said or {})
    for role, name in named.items():
        if role not in (EVERY, *TABLES):
            value = f"{role}={name}"
            raise ReadError("datum_role_unknown", value=value, role=role, known=list(TABLES))
    for name in named.values():
        if str(name).casefold() not in list(Datum):
            raise ReadError("datum_unknown", name=str(name), known=[d.value for d in Datum])
    return {role: Datum(str(name).casefold()) for role, name in named.items()}


def datum_for(role: str, said: Mapping[str, Datum], *, has_crs: bool) -> Datum | None:
    """Return what `datums_said` says of a table, None where it says nothing.

    What is said of all places holds for layers beside them only where they say no CRS.
    """
    if role in said or (has_crs and role not in _POINTS):
        return said.get(role)
    return said.get(EVERY)


def datum_of(known: pd.DataFrame) -> tuple[Datum | None, str]:
    """Return the datum of a table's places, and the header that names it; "" where none does.

    What was said beside the file goes before what its headers say.

    Parameters
    ----------
    known
        As `gridgen.files.headers.recognise` returns it.
    """
    origin = origin_of(known)
    if origin.datum is not None or active_geometry(known) is not None:
        return origin.datum, ""
    for name in ("lon", "lat"):
        header = origin.header.get(name, "")
        if name in known and (named := datum_in(header)) is not None:
            return named, header
    return None, ""


def point_in_wgs84(lon: float, lat: float, said: Mapping[str, str]) -> tuple[float, float]:
    """Return longitude and latitude of a point in WGS 84, degrees.

    Parameters
    ----------
    lon, lat
        Degrees in the datum that is said of all places; of WGS 84 where none is.
    said
        As `datums_said` takes it.

    Raises
    ------
    ReadError
        A name is none of a datum.
    """
    datum = datums_said(said).get(EVERY, Datum.WGS84)
    lon, lat = to_wgs84(np.array([[lon, lat]]), datum)[0].tolist()
    return lon, lat


class _Pair(NamedTuple):
    """Two columns that together are places."""

    lon: int
    lat: int
    title: str
    datum: Datum | None


def one_pair(table: pd.DataFrame, source: str) -> tuple[pd.DataFrame, tuple[Finding, ...]]:
    """Return a table with one pair of longitude and latitude, where it has several.

    A column of one pair is never taken with one of another: they belong together by what their
    headers say besides, by language, or by order. Of pairs of which one is the other in GCJ-02 or
    BD-09 that in WGS 84 is taken; else one whose headers name WGS 84 or CGCS2000; else the first.

    Parameters
    ----------
    table
        As it stands in the file.
    source
        The file as the user knows it.

    Returns
    -------
    The table without the columns of other pairs, and a warning that names both.
    """
    pairs = _pairs([str(header) for header in table.columns])
    if len(pairs) < 2 or active_geometry(table) is not None:
        return table, ()
    chosen, why = _chosen(table, pairs)
    others = [pair for pair in pairs if pair is not chosen]
    gone = {position for pair in others for position in (pair.lon, pair.lat)}
    kept = table.iloc[:, [at for at in range(table.shape[1]) if at not in gone]]
    found = finding(
        why, Severity.WARNING, source, taken=chosen.title, others=[pair.title for pair in others]
    )
    return with_origin(kept, origin_of(table)), (found,)


def _pairs(headers: Sequence[str]) -> list[_Pair]:
    """Return the pairs of columns that are longitude and latitude, in the order of the first."""
    found: dict[tuple[str, bool], tuple[list[int], list[int]]] = {}
    for position, header in enumerate(headers):
        plain = _plain(header)
        for side, words in enumerate((_LON, _LAT)):
            if (match := re.search(words, plain)) is not None:
                rest = plain[: match.start()] + plain[match.end() :]
                key = (re.sub(r"[^\w]", "", rest), match[0].isascii())
                found.setdefault(key, ([], []))[side].append(position)
                break
    pairs = [
        _Pair(lon, lat, f"{headers[lon]}、{headers[lat]}", datum_in(headers[lon]))
        for lons, lats in found.values()
        for lon, lat in zip(lons, lats, strict=False)
    ]
    return sorted(pairs)


def _chosen(table: pd.DataFrame, pairs: Sequence[_Pair]) -> tuple[_Pair, str]:
    """Return the pair to be taken, and the rule that says why."""
    places = {pair: _places(table, pair) for pair in pairs}
    full = [pair for pair in pairs if np.isfinite(places[pair]).all(axis=1).any()] or list(pairs)
    for pair in full:
        if any(_is_shown(places[pair], places[other]) for other in full if other is not pair):
            return pair, "pair_unshifted"
    plain = [pair for pair in full if pair.datum is not None and not pair.datum.is_shifted]
    return (plain or full)[0], "pair_taken"


def _places(table: pd.DataFrame, pair: _Pair) -> LonLat:
    rows = np.linspace(0, len(table) - 1, min(len(table), _LOOKED_AT)).astype(int)
    columns = (table.iloc[rows, at].to_numpy(dtype=object) for at in (pair.lon, pair.lat))
    return np.column_stack([to_numbers(column) for column in columns])


def _is_shown(wgs: LonLat, other: LonLat) -> bool:
    """Return whether `other` is where GCJ-02 or BD-09 show the places of `wgs`."""
    both = np.isfinite(wgs).all(axis=1) & np.isfinite(other).all(axis=1)
    if not both.any() or _apart(wgs[both], other[both]) <= _SAME_M:
        return False
    shifted = [datum for datum in Datum if datum.is_shifted]
    return any(_apart(from_wgs84(wgs[both], datum), other[both]) <= _SAME_M for datum in shifted)


def _apart(some: LonLat, others: LonLat) -> float:
    return float(np.median(np.hypot(*offset_m(some, others).T)))


def _plain(header: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", header)).casefold()
