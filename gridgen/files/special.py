"""Layers of special grids and of centres -> shapes and points in metres."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from gridgen.files.headers import CENTRES, SPECIAL, recognise
from gridgen.files.people import refuse_names
from gridgen.files.points import crs_or_guess, places_of
from gridgen.files.polygons import part_overlaps, to_metres
from gridgen.files.values import to_codes, to_numbers, to_text
from gridgen.model.arrays import Texts, texts
from gridgen.model.centres import Centres
from gridgen.model.crs import project
from gridgen.model.errors import ReadError
from gridgen.model.findings import Finding
from gridgen.model.polygons import polygonal, repair
from gridgen.model.special import SpecialGrids


def to_special(
    table: pd.DataFrame, *, crs_m: str, source: str
) -> tuple[SpecialGrids, tuple[Finding, ...]]:
    """Return the polygons of a layer of special grids; of two that overlap the first has both.

    Raises
    ------
    ReadError
        The table has no polygons, or nothing says their CRS.
    """
    known, found = recognise(table, SPECIAL, source)
    if not isinstance(known, gpd.GeoDataFrame):
        raise ReadError(f"{source}: the table has no polygons; expected a layer of special grids.")
    shapes = np.asarray(known.geometry.array, object)
    crs, more = crs_or_guess(known, shapely.get_coordinates(shapes), source=source, crs=None)
    parted, _ = part_overlaps(repair(to_metres(polygonal(shapes), crs, crs_m)))
    size = _whole(known, "size", 0)
    special = SpecialGrids(_column(known, "name"), _column(known, "code"), size, parted)
    return special, found + more


def to_centres(
    table: pd.DataFrame, *, crs_m: str, source: str
) -> tuple[Centres, tuple[Finding, ...]]:
    """Return the places around which zones are made.

    Columns id, role, fewest, most and the code of the community to serve, all optional; the zones
    that a plan says were drawn around them come too. Any other column is dropped.

    Raises
    ------
    ReadError
        There is no place, or a row has none that can be used; an id is a name, an identity number
        or a mobile number, or stands twice in one role.
    """
    known, found = recognise(table, CENTRES, source)
    places = places_of(known, source=source, crs=None, headers=list(map(str, table.columns)))
    xy = project(places.xy, places.crs, crs_m)
    bad = ~np.isfinite(xy).all(axis=1)
    if bad.any():
        row = int(np.argmax(bad)) + 1
        raise ReadError(f"{source}, row {row}: no place; expected a point for each centre.")
    ids, community = _codes(known, "id"), _codes(known, "community")
    refuse_names(ids, source)
    role = _column(known, "role")
    _refuse_twice(ids, role, source)
    fewest, most = _whole(known, "fewest", -1), _whole(known, "most", -1)
    centres = Centres(ids, role, xy, fewest, most, community, _column(known, "zones"))
    return centres, found + places.findings


def _refuse_twice(ids: Texts, role: Texts, source: str) -> None:
    first: dict[tuple[str, str], int] = {}
    for row, who in enumerate(zip(ids, role, strict=True), start=1):
        if who[0] and first.setdefault(who, row) != row:
            raise ReadError(
                f"{source}, row {row}: the id {who[0]} stands in row {first[who]} already; "
                "expected one place for each. Remove one of the rows, or give it another id."
            )


def _codes(table: pd.DataFrame, name: str) -> Texts:
    return to_codes(table[name]) if name in table else texts([""] * len(table))


def _column(table: pd.DataFrame, name: str) -> Texts:
    return to_text(table[name]) if name in table else texts([""] * len(table))


def _whole(table: pd.DataFrame, name: str, other: int) -> NDArray[np.int64]:
    """Return (n,) whole numbers from 0 to a thousand million, `other` where there is none."""
    if name not in table:
        return np.full(len(table), other, np.int64)
    number = to_numbers(table[name])
    good = np.isfinite(number) & (number >= 0) & (number <= 1e9)
    return np.where(good, np.nan_to_num(number, posinf=0, neginf=0), other).astype(np.int64)
