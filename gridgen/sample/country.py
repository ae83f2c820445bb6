"""A made-up country: townships of the sizes that China's have, each made when it is asked for.

What a township is depends on its code and the seed alone, so that any of them is made on any
machine, in any order. Counts are those of the census of 2020 (494 million family households) and of
the yearbook of 2022 (38,602 townships, of which 8,984 are subdistricts; 620,573 villages and urban
communities); how they scatter around their means is assumed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely
from pyproj import Transformer

from gridgen.files.geoparquet import write_geoparquet
from gridgen.files.whole import write_folder
from gridgen.model.errors import ProblemError
from gridgen.sample.any_town import township
from gridgen.sample.curves import XY
from gridgen.sample.layers import DECIMALS, DEGREES, METRES, MIDDLE

TOWNSHIPS = 38_602
HOUSEHOLDS = 494_000_000
UNITS = 620_573
"""Villages and urban communities, of all townships."""

_SUBDISTRICTS = 8_984 / TOWNSHIPS
_URBAN_IN_SUBDISTRICT, _URBAN_IN_TOWN = 0.5, 0.1
"""Shares of urban communities: 19 % of all, as 118,000 of 607,000 were in 2022."""
_UNITS_MEDIAN, _UNITS_SPREAD = 14.24, 0.5
_EACH_IN_SUBDISTRICT, _EACH_IN_TOWN, _EACH_SPREAD = 1_500, 549, 0.4
"""Median households of a unit, and how they scatter, as a lognormal does."""
_FEWEST_UNITS, _MOST_UNITS = 3, 60
_FEWEST, _MOST = 500, 45_000
"""Households of a township: more would not lie within its cell of the country."""

_COUNTY, _PREFECTURE = 14, 28
"""Townships in a county, counties in a prefecture; China has 14 and 9."""
_COLUMNS = 222
_WEST, _SOUTH = 73.635, 12.1
_CELL_LON, _CELL_LAT = 0.27, 0.19
"""Degrees: townships lie side by side in 222 columns and 174 rows, and never meet."""
_LAT_M = 110_900.0
"""Metres of a degree of latitude, about."""

_TRIES = 8
"""Towns that are made where the land of the first has no room for all the houses."""


@dataclass(frozen=True, slots=True)
class Size:
    """How large a township is: its households, its communities, and the share that is urban."""

    households: int
    communities: int
    urban: float


def code_of(number: int) -> str:
    """Return the code of a township, counted from 0; 99 is no province.

    >>> code_of(0), code_of(13), code_of(14), code_of(38_601)
    ('990101101', '990101114', '990102101', '999914104')

    Raises
    ------
    ProblemError
        The country has no such township.
    """
    if not 0 <= number < TOWNSHIPS:
        raise ProblemError("sample_townships", number=number + 1, most=TOWNSHIPS)
    county, place = divmod(number, _COUNTY)
    prefecture, county = divmod(county, _PREFECTURE)
    return f"99{prefecture + 1:02d}{county + 1:02d}{place + 101:03d}"


def size_of(code: str, seed: int = 0) -> Size:
    """Return how large a township is: the sums over all are those of China, to half a per cent."""
    return _size(np.random.default_rng([seed, int(code)]))


def _size(rng: np.random.Generator) -> Size:
    is_subdistrict = rng.random() < _SUBDISTRICTS
    units = round(_UNITS_MEDIAN * float(np.exp(rng.normal(0, _UNITS_SPREAD))))
    units = min(max(units, _FEWEST_UNITS), _MOST_UNITS)
    each = _EACH_IN_SUBDISTRICT if is_subdistrict else _EACH_IN_TOWN
    households = round(units * each * float(np.exp(rng.normal(0, _EACH_SPREAD))))
    urban = _URBAN_IN_SUBDISTRICT if is_subdistrict else _URBAN_IN_TOWN
    return Size(min(max(households, _FEWEST), _MOST), units, urban)


def township_of(code: str, seed: int = 0) -> dict[str, gpd.GeoDataFrame]:
    """Return a township of the country by layer name, as `gridgen.sample.any_town` makes it.

    Parameters
    ----------
    code
        As `code_of` gives it.
    seed
        0 or more: another country.
    """
    rng = np.random.default_rng([seed, int(code)])
    size = _size(rng)
    for left in reversed(range(_TRIES)):
        try:
            layers = township(
                size.households, size.communities, int(rng.integers(1 << 31)),
                code=code, urban=size.urban,
            )  # fmt: skip
            break
        except ProblemError:
            if not left:
                raise
    return {name: _moved(table, code) for name, table in layers.items()}


def write_country(
    folder: Path,
    townships: int = TOWNSHIPS,
    *,
    seed: int = 0,
    on_progress: Callable[[int, int], None] | None = None,
) -> None:
    """Write townships as `FOLDER/township=CODE/LAYER.parquet`, one after the other.

    Parameters
    ----------
    folder
        That is there. A township that is there too is left as it is.
    townships
        How many: the first ones.
    seed
        As in `township_of`.
    on_progress
        Called with (townships done, townships in all) after each.

    Raises
    ------
    ProblemError
        The country has fewer townships.
    WriteError
        The folder may not be written, or the disk is full.
    """
    code_of(townships - 1)
    for number in range(townships):
        code = code_of(number)
        target = folder / f"township={code}"
        if not target.exists():
            write_folder(target, partial(_write, township_of(code, seed)))
        if on_progress:
            on_progress(number + 1, townships)


def _write(layers: dict[str, gpd.GeoDataFrame], folder: Path) -> None:
    for name, table in layers.items():
        if len(table):
            write_geoparquet(table, folder / f"{name}.parquet")


def _moved(table: gpd.GeoDataFrame, code: str) -> gpd.GeoDataFrame:
    """Return a layer at the place of its township: moved north in metres, then turned east, which
    changes no distance by more than the projection does.
    """
    row, column = divmod(_number(code), _COLUMNS)
    lon, lat = _WEST + (column + 0.5) * _CELL_LON, _SOUTH + (row + 0.5) * _CELL_LAT
    to_metres = Transformer.from_crs(DEGREES, METRES, always_xy=True)
    to_degrees = Transformer.from_crs(METRES, DEGREES, always_xy=True)
    made_lon, made_lat = to_degrees.transform(*MIDDLE)
    north_m = (lat - made_lat) * _LAT_M

    def moved(lonlat: XY) -> XY:
        x, y = to_metres.transform(lonlat[:, 0], lonlat[:, 1])
        east, north = to_degrees.transform(x, y + north_m)
        return np.column_stack([east + (lon - made_lon), north]).round(DECIMALS)

    shapes = shapely.transform(np.asarray(table.geometry.array, object), moved)
    there: gpd.GeoDataFrame = table.set_geometry(gpd.GeoSeries(shapes, table.index, table.crs))
    return there


def _number(code: str) -> int:
    """Return which township a code is of: `code_of` the other way round."""
    prefecture, county, place = int(code[2:4]) - 1, int(code[4:6]) - 1, int(code[6:]) - 101
    return (prefecture * _PREFECTURE + county) * _COUNTY + place
