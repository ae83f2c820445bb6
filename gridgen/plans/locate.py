"""Where does a point or a household belong: which community, which zone of each level."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import shapely
from numpy.typing import NDArray

from gridgen.model.antimeridian import degrees_from
from gridgen.model.arrays import Shapes, Texts, frozen
from gridgen.model.crs import project
from gridgen.model.errors import CoordinateError, NotInPlanError
from gridgen.model.households import Presence
from gridgen.model.plan import Plan
from gridgen.model.polygons import repair
from gridgen.model.zones import Zones
from gridgen.words.say import in_both

BORDER_M = 0.001
"""A point this near to a zone is in it, so that rounding opens no gap between neighbours."""

MARGIN_DEG = 0.05
"""Points farther than this from everything in the plan are not projected at all."""


@dataclass(frozen=True, slots=True)
class InZone:
    """The zone of one level that holds a place."""

    level: str
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Place:
    """What a plan says of a point or a household.

    `community_code` and `community_name` are "" and `zones` is empty for an unplaced household;
    `zones` goes from the top level down and leaves out levels that have no zone there; a household
    row that was cut may have several of a level.
    """

    community_code: str
    community_name: str
    zones: tuple[InZone, ...]
    presence: Presence = Presence.PLACED

    def code_of(self, level: str) -> str:
        """Return the code of the (first) zone of one level, or "" where there is none."""
        return next((zone.code for zone in self.zones if zone.level == level), "")


@dataclass(frozen=True, slots=True, eq=False)
class Located:
    """What a plan says of n points, as rows.

    `community_of` (n,) row of the plan's communities, -1 outside; `zone_of` for each level (n,)
    row of its zones, -1 where there is none.
    """

    community_of: NDArray[np.int32]
    zone_of: Mapping[str, NDArray[np.int32]]

    def __post_init__(self) -> None:
        object.__setattr__(self, "community_of", frozen(self.community_of, np.int32))
        zone_of = {level: frozen(rows, np.int32) for level, rows in self.zone_of.items()}
        object.__setattr__(self, "zone_of", zone_of)

    def __len__(self) -> int:
        return len(self.community_of)


class Locator:
    """Answers for one plan; made once, asked often, safe to share between threads.

    Points are projected to the metres of the plan rather than the polygons to degrees: a border
    that is straight in metres is not straight in degrees, and a long one would be off by
    centimetres.
    """

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._communities = _Index(plan.communities.shape, plan.communities.code)
        self._levels = {zones.level: _Index(zones.polygon, zones.code) for zones in plan.levels}
        self._around = _around(plan)
        self._rows_of_household = _rows_by_name(plan)
        self._row_of_community = {code: row for row, code in enumerate(plan.communities.code)}
        self._parents = _parent_rows(plan)

    def at(self, lon: float, lat: float) -> Place | None:
        """Return what is at a point, or None outside of every zone and community.

        Parameters
        ----------
        lon, lat
            WGS 84 or CGCS2000 degrees.

        Raises
        ------
        CoordinateError
            A coordinate is not a finite number of degrees on the globe.
        """
        found = self.at_many(np.array([[lon, lat]], dtype=np.float64))
        rows = {level: int(of[0]) for level, of in found.zone_of.items()}
        community = int(found.community_of[0])
        if community < 0 and all(row < 0 for row in rows.values()):
            return None
        return self._place(community, rows, Presence.PLACED)

    def at_many(self, lonlat: NDArray[np.float64]) -> Located:
        """Return what is at each of n points.

        On a shared border the zone with the smaller code wins, level by level from the top; a
        lower level answers only with a zone inside the one found above.

        Parameters
        ----------
        lonlat
            (n, 2) WGS 84 or CGCS2000 degrees, longitude first.

        Raises
        ------
        CoordinateError
            A coordinate is not a finite number of degrees on the globe; the message names the row.
        """
        points = _checked(lonlat)
        # Far from its meridian a projection answers with anything, even with a place in the plan.
        lon, lat, reach = self._around
        points[~(degrees_from(points, lon, lat) <= reach)] = np.nan
        xy = project(points, "EPSG:4326", self._plan.township.crs)
        zone_of: dict[str, NDArray[np.int32]] = {}
        above: NDArray[np.int32] | None = None
        for zones in self._plan.levels:
            parent = None if above is None else (self._parents[zones.level], above)
            above = self._levels[zones.level].at(xy, parent)
            zone_of[zones.level] = above
        return Located(self._community_of(xy, zone_of), zone_of)

    def has(self, household: str) -> bool:
        """Return whether the plan has a household of that id."""
        return household in self._rows_of_household

    def household(self, household: str) -> Place:
        """Return where a household belongs; `presence` says when it is joined or unplaced.

        Of a row that was cut, because it alone was above the band, the zones of all its parts are
        returned, part by part.

        Raises
        ------
        NotInPlanError
            The plan has no household of that id.
        """
        rows = self._rows_of_household.get(household)
        if rows is None:
            number = len(self._plan.township.households)
            raise NotInPlanError("no_such_household", id=household, number=number)
        presence = Presence(self._plan.presence[rows[0]])
        found = [
            self._place(
                int(self._plan.community_of[row]),
                {level: int(of[row]) for level, of in self._plan.zone_of.items()},
                presence,
            )
            for row in rows
        ]
        zones = dict.fromkeys(zone for place in found for zone in place.zones)
        return replace(found[0], zones=tuple(zones))

    def _place(self, community: int, rows: Mapping[str, int], presence: Presence) -> Place:
        zones = tuple(
            InZone(level.level, level.code[row], level.name[row])
            for level in self._plan.levels
            if (row := rows.get(level.level, -1)) >= 0
        )
        if community < 0:
            return Place("", "", zones, presence)
        at = self._plan.communities
        return Place(at.code[community], at.name[community], zones, presence)

    def _community_of(
        self, xy: NDArray[np.float64], zone_of: Mapping[str, NDArray[np.int32]]
    ) -> NDArray[np.int32]:
        """Row of the community at each point: that of its zone, else the one it lies in."""
        found = np.full(len(xy), -1, dtype=np.int32)
        if self._plan.levels:
            top = self._plan.levels[0]
            row_of = [self._row_of_community.get(code, -1) for code in top.community]
            found = np.array([*row_of, -1], dtype=np.int32)[zone_of[top.level]]
        outside = found < 0
        found[outside] = self._communities.at(xy[outside])
        return found


def _rows_by_name(plan: Plan) -> dict[str, list[int]]:
    """Return the rows of each household id: one, or for a row that was cut those of its parts."""
    households = plan.township.households
    rows: dict[str, list[int]] = {}
    for row, (id_, whole) in enumerate(zip(households.ids, households.part_of, strict=True)):
        rows[id_] = [row]
        if whole:
            rows.setdefault(whole, []).append(row)
    return rows


class _Index:
    """Polygons of one level, ready to be asked; those without a shape are never found."""

    def __init__(self, polygons: Shapes, code: Texts) -> None:
        self._rows = np.array(
            [k for k, shape in enumerate(polygons) if shape is not None and not shape.is_empty],
            dtype=np.int32,
        )
        self._shapes = repair(polygons[self._rows])
        shapely.prepare(self._shapes)
        # Of boxes, each wider by what is near: a point beside a border meets both neighbours.
        west, south, east, north = shapely.bounds(self._shapes).reshape(-1, 4).T
        around = (west - BORDER_M, south - BORDER_M, east + BORDER_M, north + BORDER_M)
        self._tree = shapely.STRtree(shapely.box(*around))
        # Place of each code in the order of codes: argsort twice turns an order into ranks.
        self._rank = np.argsort(np.argsort(np.array([str(code[k]) for k in self._rows])))

    def at(
        self,
        xy: NDArray[np.float64],
        parent: tuple[NDArray[np.int32], NDArray[np.int32]] | None = None,
    ) -> NDArray[np.int32]:
        """Row of the zone at each point, -1 for none; `parent` is (parent of zone, wanted)."""
        found = np.full(len(xy), -1, dtype=np.int32)
        known = np.flatnonzero(np.isfinite(xy).all(axis=1))
        points = shapely.points(xy[known])
        x, y = xy[known].T
        point, zone = self._tree.query(points)
        if parent is not None:
            parent_of, wanted = parent
            nested = parent_of[self._rows[zone]] == wanted[known[point]]
            point, zone = point[nested], zone[nested]
        near = self._near(points, x, y, point, zone)
        point, zone = point[near], zone[near]
        # Written from the largest code to the smallest, so that the smallest stays.
        order = np.argsort(-self._rank[zone], kind="stable")
        found[known[point[order]]] = self._rows[zone[order]]
        return found

    def _near(
        self,
        points: Shapes,
        x: NDArray[np.float64],
        y: NDArray[np.float64],
        point: NDArray[np.int64],
        zone: NDArray[np.int64],
    ) -> NDArray[np.bool_]:
        """Return for pairs of points and zones whether they are near; of a zone whose code is
        larger than that of one that holds the point it does not matter, and is not asked.
        """
        rank = self._rank[zone]
        near = np.asarray(shapely.contains_xy(self._shapes[zone], x[point], y[point]), bool)
        first = np.full(len(points), len(self._shapes))
        np.minimum.at(first, point[near], rank[near])
        open_ = np.flatnonzero(~near & (rank < first[point]))
        near[open_] = shapely.dwithin(self._shapes[zone[open_]], points[point[open_]], BORDER_M)
        return near


def _parent_rows(plan: Plan) -> dict[str, NDArray[np.int32]]:
    """For each level but the first, the row of each zone's parent in the level above."""
    rows: dict[str, NDArray[np.int32]] = {}
    above: Zones | None = None
    for zones in plan.levels:
        if above is not None:
            row_of = {code: row for row, code in enumerate(above.code)}
            # -2 is no row at all and not "outside" either.
            rows[zones.level] = np.array(
                [row_of.get(code, -2) for code in zones.parent], dtype=np.int32
            )
        above = zones
    return rows


def _around(plan: Plan) -> tuple[float, float, float]:
    """Longitude and latitude of the middle of a plan, and how far all of it and a margin reach.

    Degrees, the reach as an arc: a box of degrees would be 360 wide across the antimeridian. NaN
    where the plan has no shape.
    """
    shapes = [*plan.communities.shape, *(s for zones in plan.levels for s in zones.polygon)]
    west, south, east, north = shapely.total_bounds(np.array(shapes, dtype=object))
    if not np.isfinite(west):
        return np.nan, np.nan, np.nan
    # Edges of a box in metres are curves in degrees: a point every eighth of the way bounds them.
    ring = shapely.segmentize(
        shapely.box(west, south, east, north).exterior, max(east - west, north - south, 8) / 8
    )
    middle = np.array([[(west + east) / 2, (south + north) / 2]])
    every = np.concatenate([middle, shapely.get_coordinates(ring)])
    lonlat = project(every, plan.township.crs, "EPSG:4326")
    lon, lat = lonlat[0].tolist()
    reach = np.nanmax(degrees_from(lonlat, lon, lat), initial=0.0)
    return lon, lat, float(reach) + MARGIN_DEG


def _checked(lonlat: NDArray[np.float64]) -> NDArray[np.float64]:
    points = np.array(lonlat, dtype=np.float64).reshape(-1, 2)
    # Longitudes may go on past 180, as they do in layers that lie across the antimeridian.
    for column, name, limit, most in ((0, "longitude", 180, 360), (1, "latitude", 90, 90)):
        # Written so that NaN fails too.
        wrong = np.flatnonzero(~(np.abs(points[:, column]) <= most))
        if len(wrong):
            where = in_both("point_row" if len(points) > 1 else "point_only", row=wrong[0] + 1)
            raise CoordinateError(
                "point_off_globe",
                where=where,
                axis=in_both(name),
                value=float(points[wrong[0], column]),
                limit=limit,
            )
    return points
