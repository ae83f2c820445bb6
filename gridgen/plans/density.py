"""Households -> households per square kilometre in H3 cells.

H3 is an index for aggregates here and for nothing else: a grid of households is never a cell.
"""

from __future__ import annotations

from dataclasses import dataclass

import h3
import numpy as np
import shapely
from h3.api.basic_int import latlng_to_cell
from numpy.typing import NDArray

from gridgen.model.antimeridian import unrolled
from gridgen.model.arrays import Texts, frozen, texts
from gridgen.model.errors import CoordinateError


@dataclass(frozen=True, slots=True, eq=False)
class Density:
    """Households in c cells.

    `cells` (c,) H3 indices as text, sorted; `households` (c,) counts, each above 0; `per_km2` (c,)
    households per square kilometre of the cell.
    """

    cells: Texts
    households: NDArray[np.int64]
    per_km2: NDArray[np.float64]

    def __post_init__(self) -> None:
        object.__setattr__(self, "cells", texts(self.cells))
        object.__setattr__(self, "households", frozen(self.households, np.int64))
        object.__setattr__(self, "per_km2", frozen(self.per_km2, np.float64))

    def __len__(self) -> int:
        return len(self.cells)


def density(lonlat: NDArray[np.float64], count: NDArray[np.int64], resolution: int = 9) -> Density:
    """Count the households of each H3 cell; cells with none are left out.

    Parameters
    ----------
    lonlat
        (n, 2) WGS 84 or CGCS2000 degrees, longitude first, which may go on past 180.
    count
        (n,) households at each place.
    resolution
        Of H3, 0 to 15; a cell of 9 is about 0.1 km2, 350 m across.

    Raises
    ------
    CoordinateError
        A coordinate is not finite or off the globe, or the resolution is not 0 to 15.

    Examples
    --------
    >>> import numpy as np
    >>> found = density(np.array([[114.0, 31.0], [114.0, 31.0]]), np.array([3, 2]))
    >>> len(found), int(found.households[0])
    (1, 5)
    """
    if not 0 <= resolution <= 15:
        raise CoordinateError("density_resolution", resolution=resolution)
    given = np.asarray(lonlat, dtype=np.float64).reshape(-1, 2)
    kept = np.asarray(count) > 0
    places = given[kept]
    # Written so that NaN fails too.
    on_globe = (np.abs(places[:, 0]) <= 360) & (np.abs(places[:, 1]) <= 90)
    if not on_globe.all():
        lon, lat = places[~on_globe][0]
        raise CoordinateError("density_off_globe", lon=lon, lat=lat)
    # As whole numbers, which sort as their texts do, and many times faster.
    indices = np.fromiter(
        (latlng_to_cell(lat, lon, resolution) for lon, lat in places.tolist()), np.uint64
    )
    numbers, cell_of = np.unique(indices, return_inverse=True)
    cells = texts([h3.int_to_str(number) for number in numbers.tolist()])
    households = np.zeros(len(cells), np.int64)
    np.add.at(households, cell_of, np.asarray(count)[kept])
    area_km2 = np.array([h3.cell_area(cell, "km^2") for cell in cells])
    return Density(cells, households, households / area_km2)


def cell_polygon(cell: str) -> shapely.Polygon:
    """Return the outline of an H3 cell in degrees, longitude first; past 180 where it crosses that.

    >>> cell_polygon("8940c9a1123ffff").geom_type
    'Polygon'
    """
    if not h3.is_valid_cell(cell):
        raise CoordinateError("density_no_cell", cell=cell)
    lat, lon = np.array(h3.cell_to_boundary(cell)).T
    return shapely.Polygon(np.column_stack([unrolled(lon), lat]))
