"""Small squares of degrees over a plan: where no border crosses one, all of it has one answer."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy import ndimage

from gridgen.model.arrays import Shapes
from gridgen.model.crs import project

SQUARES_OF_A_ZONE = 1024
"""Squares for each zone: of the points in a zone of this many, nine of ten meet no border."""

MOST_SQUARES = 2**23
"""Squares of a plan: 32 MB, which a plan of 8,192 zones has. With 100,000 zones of all levels two
points in three meet no border."""

LEAST_M = 4.0
"""Side of the smallest square."""

LONGEST_M = 500.0
"""Pieces into which borders are cut before they are projected: a straight line in metres is a curve
in degrees, by some millimetres in this length."""

MOST_LAT = 80.0
"""Nearer to a pole degrees of longitude are too short for squares."""

_PER_SQUARE = 4
"""Places in a square at which a border is looked at. Each marks the squares within a quarter of a
side around it: every square that a border comes nearer to than an eighth of its side."""

_M_OF_DEG = 111_320.0


@dataclass(frozen=True, slots=True, eq=False)
class Squares:
    """Rows of squares from south to north, each from west to east.

    Attributes
    ----------
    answer
        (rows, columns) the number of the answer of each square, -1 where a border crosses it.
    west, south
        Degrees, of the corner of the first square.
    per_lon, per_lat
        Squares in a degree.
    places
        (k, 2) degrees: a place that has each answer.
    """

    answer: NDArray[np.int32]
    west: float
    south: float
    per_lon: float
    per_lat: float
    places: NDArray[np.float64]

    def at(self, lonlat: NDArray[np.float64]) -> NDArray[np.int32]:
        """Return the number of the answer at each place, -1 where that is not known.

        Parameters
        ----------
        lonlat
            (n, 2) degrees, on the globe.
        """
        rows, columns = self.answer.shape
        x = ((lonlat[:, 0] - self.west) * self.per_lon).astype(np.int64)
        y = ((lonlat[:, 1] - self.south) * self.per_lat).astype(np.int64)
        # What is cut off towards zero is 0 a little west and south of all too: the first row and
        # column are never answered.
        inside = (x > 0) & (x < columns) & (y > 0) & (y < rows)
        return np.where(inside, self.answer.take(y * columns + x, mode="clip"), np.int32(-1))

    def at_one(self, lon: float, lat: float) -> int:
        """Return what `at` does of one place."""
        rows, columns = self.answer.shape
        x, y = int((lon - self.west) * self.per_lon), int((lat - self.south) * self.per_lat)
        return int(self.answer[y, x]) if 0 < x < columns and 0 < y < rows else -1


def squares_of(shapes: Shapes, crs: str) -> Squares | None:
    """Return squares over polygons, so that each that has an answer lies in the same polygons.

    Parameters
    ----------
    shapes
        Polygons in metres, those of all levels one after the other; none may be missing.
    crs
        Of the polygons.

    Returns
    -------
    None where squares of degrees would not do: nothing is there, it lies across the antimeridian
    or near a pole, or is hardly larger than a square.
    """
    if not len(shapes):
        return None
    lines = shapely.get_parts(shapely.boundary(shapes))
    corners, line = shapely.get_coordinates(shapely.segmentize(lines, LONGEST_M), return_index=True)
    lonlat = project(corners, crs, "EPSG:4326")
    if not np.isfinite(lonlat).all():
        return None
    per = _in_a_degree(lonlat, min(MOST_SQUARES, SQUARES_OF_A_ZONE * len(shapes)))
    if per is None:
        return None
    start = lonlat.min(axis=0) - 2 / per  # two squares of nothing all around
    columns, rows = np.ceil((lonlat.max(axis=0) - start) * per).astype(int).tolist()
    crossed = _crossed((lonlat - start) * per, line, (rows + 2, columns + 2))
    answer, places = _parts(~crossed)
    (west, south), (per_lon, per_lat) = start.tolist(), per.tolist()
    return Squares(answer, west, south, per_lon, per_lat, start + places / per)


def _in_a_degree(lonlat: NDArray[np.float64], number: int) -> NDArray[np.float64] | None:
    """Return how many of a number of squares over places are in a degree of longitude and of
    latitude; None where squares would not do.
    """
    (west, south), (east, north) = lonlat.min(axis=0), lonlat.max(axis=0)
    across = _M_OF_DEG * np.cos(np.radians((south + north) / 2)) * (east - west)
    up = _M_OF_DEG * (north - south)
    if east - west > 180 or max(-south, north) > MOST_LAT or min(across, up) < LEAST_M:
        return None
    side = max(LEAST_M, float(np.sqrt(across * up / number)))
    return np.array([across / side / (east - west), up / side / (north - south)])


def _crossed(
    corners: NDArray[np.float64], line: NDArray[np.int64], shape: tuple[int, int]
) -> NDArray[np.bool_]:
    """Return which squares lines cross, or come near to; corners are in sides of squares."""
    crossed = np.zeros(shape, bool)
    follows = line[1:] == line[:-1]
    start, step = corners[:-1][follows], np.diff(corners, axis=0)[follows]
    number = np.ceil(np.abs(step).max(axis=1, initial=0) * _PER_SQUARE).astype(int) + 1
    segment = np.repeat(np.arange(len(start)), number)
    place = np.arange(len(segment)) - np.repeat(np.cumsum(number) - number, number)
    share = place / np.maximum(number - 1, 1)[segment]
    x, y = (start[segment] + step[segment] * share[:, None]).T
    near = 1 / _PER_SQUARE
    columns = [(x + far).astype(int) for far in (-near, near)]
    for row in ((y + far).astype(int) for far in (-near, near)):
        for column in columns:
            crossed[row, column] = True
    return crossed


def _parts(free: NDArray[np.bool_]) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
    """Number what hangs together by the sides of free squares; -1 elsewhere.

    Returns
    -------
    The numbers, and (k, 2) the middle of one square of each number, in sides.
    """
    free[0], free[:, 0] = False, False
    number, parts = ndimage.label(free)
    # Written from the last square to the first, so that of each part the first stays; sorting all
    # would take as long as everything else.
    first = np.empty(parts + 1, np.int64)
    first[number.reshape(-1)[::-1]] = np.arange(number.size - 1, -1, -1)
    y, x = np.divmod(first[1:], free.shape[1])
    return number.astype(np.int32) - 1, np.column_stack([x, y]) + 0.5
