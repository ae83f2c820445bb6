"""The zones of one level, ready to be asked which of them holds a point, or is nearest to it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely
from numpy.typing import NDArray

from gridgen.model.arrays import Shapes, Texts
from gridgen.model.polygons import repair

BORDER_M = 0.001
"""A point this near to a zone is in it, so that rounding opens no gap between neighbours."""


@dataclass(frozen=True, slots=True, eq=False)
class Points:
    """n places in metres, NaN for nowhere; made into shapes once for all levels.

    Attributes
    ----------
    xy
        (n, 2) metres.
    shapes
        (n,) the same as points, None for nowhere.
    """

    xy: NDArray[np.float64]
    shapes: Shapes

    def __getitem__(self, rows: NDArray[np.bool_]) -> Points:
        return Points(self.xy[rows], self.shapes[rows])


def points_at(xy: NDArray[np.float64]) -> Points:
    """Return places in metres as points."""
    return Points(xy, shapely.points(xy, handle_nan="skip"))


class ZoneIndex:
    """Polygons of one level, ready to be asked; those without a shape are never found.

    Attributes
    ----------
    shapes
        Those that have one, whole.
    """

    def __init__(self, polygons: Shapes, code: Texts) -> None:
        self._rows = np.array(
            [k for k, shape in enumerate(polygons) if shape is not None and not shape.is_empty],
            dtype=np.int32,
        )
        self.shapes: Shapes = repair(polygons[self._rows])
        shapely.prepare(self.shapes)
        # Of boxes, each wider by what is near: a point beside a border meets both neighbours.
        west, south, east, north = shapely.bounds(self.shapes).reshape(-1, 4).T
        around = (west - BORDER_M, south - BORDER_M, east + BORDER_M, north + BORDER_M)
        self._tree = shapely.STRtree(shapely.box(*around))
        # Place of each code in the order of codes: argsort twice turns an order into ranks.
        self._rank = np.argsort(np.argsort(np.array([str(code[k]) for k in self._rows])))

    def at(
        self,
        points: Points,
        parent: tuple[NDArray[np.int32], NDArray[np.int32]] | None = None,
    ) -> NDArray[np.int32]:
        """Return the row of the zone at each point, -1 for none.

        Parameters
        ----------
        points
            n of them.
        parent
            The parent of each zone, and (n,) the one wanted at each point: rows.
        """
        found = np.full(len(points.xy), -1, dtype=np.int32)
        point, zone = self._tree.query(points.shapes)
        if parent is not None:
            parent_of, wanted = parent
            nested = parent_of[self._rows[zone]] == wanted[point]
            point, zone = point[nested], zone[nested]
        # Zone by zone: what a zone is asked with is then at hand for all of its points.
        order = np.argsort(zone, kind="stable")
        point, zone = point[order], zone[order]
        near = self._near(points, point, zone)
        point, zone = point[near], zone[near]
        # Written from the largest code to the smallest, so that the smallest stays.
        order = np.argsort(-self._rank[zone], kind="stable")
        found[point[order]] = self._rows[zone[order]]
        return found

    def at_one(
        self, point: shapely.Point, parent: tuple[NDArray[np.int32], int] | None = None
    ) -> int:
        """Return what `at` does of one place, without what arrays cost.

        Parameters
        ----------
        point
            In metres; empty for nowhere.
        parent
            The parent of each zone, and the one wanted: rows.
        """
        zones = self._tree.query(point)
        if len(zones) > 1:
            zones = zones[np.argsort(self._rank[zones])]
        for zone in zones.tolist():
            row = int(self._rows[zone])
            is_nested = parent is None or parent[0][row] == parent[1]
            if is_nested and shapely.dwithin(self.shapes[zone], point, BORDER_M):
                return row
        return -1

    def nearest(self, points: Points) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
        """Return (n,) the row of the zone nearest to each point, and the metres to it.

        Of zones that are equally far the one with the smallest code; -1 and infinity for points
        that are nowhere, and where there are no zones.
        """
        row = np.full(len(points.xy), -1, dtype=np.int32)
        metres = np.full(len(points.xy), np.inf)
        (point, zone), far = self._exact.query_nearest(points.shapes, return_distance=True)
        order = np.argsort(-self._rank[zone], kind="stable")
        row[point[order]], metres[point[order]] = self._rows[zone[order]], far[order]
        return row, metres

    @cached_property
    def _exact(self) -> shapely.STRtree:
        return shapely.STRtree(self.shapes)

    def _near(
        self, points: Points, point: NDArray[np.int64], zone: NDArray[np.int64]
    ) -> NDArray[np.bool_]:
        """Return for pairs of points and zones whether they are near; of a zone whose code is
        larger than that of one that holds the point it does not matter, and is not asked.
        """
        rank, (x, y) = self._rank[zone], points.xy[point].T
        near = np.asarray(shapely.contains_xy(self.shapes[zone], x, y), bool)
        first = np.full(len(points.xy), len(self.shapes))
        np.minimum.at(first, point[near], rank[near])
        open_ = np.flatnonzero(~near & (rank < first[point]))
        near[open_] = shapely.dwithin(
            self.shapes[zone[open_]], points.shapes[point[open_]], BORDER_M
        )
        return near
