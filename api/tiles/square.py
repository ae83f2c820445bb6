"""The square of Web Mercator (WebMercatorQuad of OGC 17-083r4), halved again and again into tiles.

Places are in the square itself: x and y from 0 to 1, from the west and from the north. At each zoom
the square has so many whole units, `EXTENT` along each side of a tile, from which tiles are cut.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gridgen.model.errors import NotInPlanError

NAME = "WebMercatorQuad"
URI = f"http://www.opengis.net/def/tilematrixset/OGC/1.0/{NAME}"
CRS_URI = "http://www.opengis.net/def/crs/EPSG/0/3857"

EXTENT = 4096
"""Units along the side of a tile."""

DEEPEST = 16
"""The last zoom that is drawn: a unit is 15 cm there, and a map enlarges the tiles beyond it."""

LAST = 24
"""The last zoom that the standard describes."""

HALF_M = 20_037_508.342789244
"""From the middle of the square to its side, metres of EPSG:3857."""

_PIXEL_M = 0.00028
_TILE_PIXELS = 256


@dataclass(frozen=True, slots=True)
class Tile:
    """One tile of the square: its zoom, its row from the north, its column from the west."""

    zoom: int
    row: int
    col: int

    @property
    def origin(self) -> NDArray[np.int64]:
        """(2,) its north-western corner in units of its zoom: x, y."""
        return np.array([self.col, self.row], np.int64) * EXTENT

    def above(self, zoom: int) -> Tile:
        """Return the tile of a smaller zoom in which it lies."""
        step = self.zoom - zoom
        return Tile(zoom, self.row >> step, self.col >> step)


def tile_at(zoom: int, row: int, col: int) -> Tile:
    """Return a tile that is drawn.

    Raises
    ------
    NotInPlanError
        There is none: the zoom is beyond `DEEPEST`, or the row or column beyond the square.
    """
    last = 2**zoom - 1 if 0 <= zoom <= DEEPEST else -1
    if not (0 <= row <= last and 0 <= col <= last):
        raise NotInPlanError(
            "tiles_no_tile", zoom=str(zoom), row=str(row), col=str(col), deepest=DEEPEST
        )
    return Tile(zoom, row, col)


def in_square(lonlat: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return (n, 2) places in the square; what lies beyond its north and south is moved to them.

    Parameters
    ----------
    lonlat
        (n, 2) degrees, longitude first.

    Examples
    --------
    >>> in_square(np.array([[0.0, 0.0], [-180.0, 90.0]])).tolist()
    [[0.5, 0.5], [0.0, 0.0]]
    """
    x = lonlat[:, 0] / 360 + 0.5
    with np.errstate(divide="ignore", invalid="ignore"):
        y = 0.5 - np.arcsinh(np.tan(np.radians(np.clip(lonlat[:, 1], -89.99, 89.99)))) / (2 * np.pi)
    return np.column_stack([np.clip(x, 0, 1), np.clip(y, 0, 1)])


def in_degrees(places: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return (n, 2) longitudes and latitudes of places in the square: what `in_square` undoes.

    >>> in_degrees(np.array([[0.5, 0.5], [0.25, 0.5]])).tolist()
    [[0.0, 0.0], [-90.0, 0.0]]
    """
    lat = np.degrees(np.arctan(np.sinh(np.pi * (1 - 2 * places[:, 1]))))
    return np.column_stack([(places[:, 0] - 0.5) * 360, lat])


def units(zoom: int) -> int:
    """Return how many units the side of the square has at a zoom."""
    return EXTENT << zoom


def matrix(zoom: int) -> dict[str, object]:
    """Return what the standard says of the tiles of one zoom."""
    cell = 2 * HALF_M / (_TILE_PIXELS << zoom)
    return {
        "id": str(zoom),
        "scaleDenominator": cell / _PIXEL_M,
        "cellSize": cell,
        "cornerOfOrigin": "topLeft",
        "pointOfOrigin": [-HALF_M, HALF_M],
        "tileWidth": _TILE_PIXELS,
        "tileHeight": _TILE_PIXELS,
        "matrixWidth": 1 << zoom,
        "matrixHeight": 1 << zoom,
    }
