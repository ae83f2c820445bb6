"""Where does a point or a household belong: which community, which zones, and who answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import isnan

import numpy as np
import shapely
from numpy.typing import NDArray

from gridgen.model.antimeridian import arc_between, degrees_from
from gridgen.model.arrays import frozen
from gridgen.model.crs import project, project_one
from gridgen.model.errors import CoordinateError, NotInPlanError
from gridgen.model.households import Presence
from gridgen.model.plan import Plan
from gridgen.model.zones import Zones
from gridgen.plans.responsible import Responsible, contacts_of, responsible_of
from gridgen.plans.squares import Squares, squares_of
from gridgen.plans.zone_index import Points, ZoneIndex, points_at
from gridgen.words.say import in_both

MARGIN_DEG = 0.05
"""Points farther than this from everything in the plan are not projected at all."""

_MOST_LON, _MOST_LAT = 360.0, 90.0
"""Longitudes may go on past 180, as they do in layers that lie across the antimeridian."""

NEAR_DEG = 1.0
"""Farther than this from everything in the plan no zone is said to be the nearest."""


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
    row that was cut may have several of a level. `responsible` says who answers for it, those
    nearest to it first: its own contacts, then from the lowest level up to the community.
    """

    community_code: str
    community_name: str
    zones: tuple[InZone, ...]
    presence: Presence = Presence.PLACED
    responsible: tuple[Responsible, ...] = ()

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


@dataclass(frozen=True, slots=True)
class Nearest:
    """The zone of the first level that is nearest to a point outside of all, and how far it is."""

    zone: InZone
    community_code: str
    metres: float


class Locator:
    """Answers for one plan; made once, asked often, safe to share between threads.

    Points are projected to the metres of the plan rather than the polygons to degrees: a border
    that is straight in metres is not straight in degrees, and a long one would be off by
    centimetres.

    Parameters
    ----------
    plan
        That is asked.
    quick
        Lay squares over the plan first, so that of most points no polygon need be asked. It takes
        about as long as fifty points in each zone without them, and changes no answer.
    """

    def __init__(self, plan: Plan, *, quick: bool = False) -> None:
        self._plan = plan
        self._communities = ZoneIndex(plan.communities.shape, plan.communities.code)
        self._levels = {zones.level: ZoneIndex(zones.polygon, zones.code) for zones in plan.levels}
        self._around = _around(plan)
        self._rows_of_household = _rows_by_name(plan)
        self._community_of_top = _communities_of_top(plan)
        self._parents = _parent_rows(plan)
        self._responsible = responsible_of(plan)
        self._places: dict[tuple[int, ...], Place] = {}
        self._squares = self._laid() if quick else None
        if self._squares is not None:
            self._in_squares = self._among_polygons(self._squares.places)

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
        if not (abs(lon) <= _MOST_LON and abs(lat) <= _MOST_LAT):
            _checked(np.array([[lon, lat]], dtype=np.float64))
        squares = self._squares
        if squares is None or (square := squares.at_one(lon, lat)) < 0:
            return self._place_among_polygons(self._point(lon, lat))
        known = self._in_squares
        rows = {level: int(of[square]) for level, of in known.zone_of.items()}
        return self._place_if_any(int(known.community_of[square]), rows)

    def _place_among_polygons(self, point: shapely.Point) -> Place | None:
        """Return what `at` does, by asking polygons."""
        rows: dict[str, int] = {}
        above: int | None = None
        for zones in self._plan.levels:
            parent = None if above is None else (self._parents[zones.level], above)
            rows[zones.level] = above = self._levels[zones.level].at_one(point, parent)
        top = next(iter(rows.values()), -1)
        community = int(self._community_of_top[top])
        if community < 0:
            community = self._communities.at_one(point)
        return self._place_if_any(community, rows)

    def _place_if_any(self, community: int, rows: Mapping[str, int]) -> Place | None:
        """Return the place of rows, the same one each time; None where all are -1."""
        key = (community, *rows.values())
        if max(key) < 0:
            return None
        known = self._places.get(key)
        if known is None:
            known = self._places[key] = self._place(community, rows, Presence.PLACED)
        return known

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
        if self._squares is None:
            return self._among_polygons(points)
        square = self._squares.at(points)
        open_ = np.flatnonzero(square < 0)
        found = self._among_polygons(points[open_])
        zone_of = {level: rows[square] for level, rows in self._in_squares.zone_of.items()}
        for level, rows in found.zone_of.items():
            zone_of[level][open_] = rows
        community_of = self._in_squares.community_of[square]
        community_of[open_] = found.community_of
        return Located(community_of, zone_of)

    def _laid(self) -> Squares | None:
        """Return squares over the plan; None where they would not do."""
        every = [self._communities.shapes, *(one.shapes for one in self._levels.values())]
        return squares_of(np.concatenate(every), self._plan.township.crs)

    def _among_polygons(self, lonlat: NDArray[np.float64]) -> Located:
        """Return what `at_many` does, by asking polygons."""
        points = self._points(lonlat.copy(), MARGIN_DEG)
        zone_of: dict[str, NDArray[np.int32]] = {}
        above: NDArray[np.int32] | None = None
        for zones in self._plan.levels:
            parent = None if above is None else (self._parents[zones.level], above)
            above = self._levels[zones.level].at(points, parent)
            zone_of[zones.level] = above
        return Located(self._community_of(points, zone_of), zone_of)

    def nearest(self, lon: float, lat: float) -> Nearest | None:
        """Return the zone of the first level that is nearest to a point, and how far it is.

        None where none is nearer than some hundred kilometres. Parameters and errors as of `at`.
        """
        rows, metres = self.nearest_many(np.array([[lon, lat]], dtype=np.float64))
        if rows[0] < 0:
            return None
        top, row = self._plan.levels[0], int(rows[0])
        zone = InZone(top.level, top.code[row], top.name[row])
        return Nearest(zone, top.community[row], float(metres[0]))

    def nearest_many(
        self, lonlat: NDArray[np.float64]
    ) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
        """Return the zone of the first level that is nearest to each of n points.

        Parameters
        ----------
        lonlat
            (n, 2) WGS 84 or CGCS2000 degrees, longitude first.

        Returns
        -------
        (n,) its row, -1 where none is nearer than some hundred kilometres; (n,) metres to it on
        the ground, 0 inside, infinite for none.

        Raises
        ------
        CoordinateError
            As of `at_many`.
        """
        if not self._plan.levels:
            return np.full(len(lonlat), -1, dtype=np.int32), np.full(len(lonlat), np.inf)
        points = self._points(_checked(lonlat), NEAR_DEG)
        return self._levels[self._plan.levels[0].level].nearest(points)

    def responsible(self, code: str) -> tuple[Responsible, ...]:
        """Return who answers for a zone or community; none for a code that is not there."""
        return self._responsible.get(code, ())

    def rows_of(self, households: Sequence[str]) -> NDArray[np.int32]:
        """Return the row of each household id, of one that was cut its first part's; -1 for none.

        Parameters
        ----------
        households
            n ids.

        Returns
        -------
        (n,) rows of the plan's households.
        """
        none = [-1]
        rows = [self._rows_of_household.get(one, none)[0] for one in households]
        return np.array(rows, dtype=np.int32)

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
        zones = tuple(dict.fromkeys(zone for place in found for zone in place.zones))
        own = dict.fromkeys(who for row in rows for who in contacts_of(self._plan, row))
        home = found[0].community_code
        return replace(found[0], zones=zones, responsible=(*own, *self._who_answers(zones, home)))

    def _points(self, lonlat: NDArray[np.float64], margin: float) -> Points:
        """Return points in the metres of the plan; those farther than a margin are nowhere."""
        # Far from its meridian a projection answers with anything, even with a place in the plan.
        lon, lat, reach = self._around
        lonlat[~(degrees_from(lonlat, lon, lat) <= reach + margin)] = np.nan
        return points_at(project(lonlat, "EPSG:4326", self._plan.township.crs))

    def _point(self, lon: float, lat: float) -> shapely.Point:
        """Return what `_points` does of one point within `MARGIN_DEG`; an empty one for nowhere."""
        middle_lon, middle_lat, reach = self._around
        if not arc_between(lon, lat, middle_lon, middle_lat) <= reach + MARGIN_DEG:
            return shapely.Point()
        x, y = project_one(lon, lat, "EPSG:4326", self._plan.township.crs)
        return shapely.Point() if isnan(x) else shapely.Point(x, y)

    def _who_answers(self, zones: Sequence[InZone], community: str) -> Iterator[Responsible]:
        """Yield who answers for zones and their community, the lowest level first."""
        for code in (*(zone.code for zone in reversed(zones)), community):
            yield from self._responsible.get(code, ())

    def _place(self, community: int, rows: Mapping[str, int], presence: Presence) -> Place:
        zones = tuple(
            InZone(level.level, level.code[row], level.name[row])
            for level in self._plan.levels
            if (row := rows.get(level.level, -1)) >= 0
        )
        at = self._plan.communities
        code, name = (at.code[community], at.name[community]) if community >= 0 else ("", "")
        return Place(code, name, zones, presence, tuple(self._who_answers(zones, code)))

    def _community_of(
        self, points: Points, zone_of: Mapping[str, NDArray[np.int32]]
    ) -> NDArray[np.int32]:
        """Row of the community at each point: that of its zone, else the one it lies in."""
        found = np.full(len(points.xy), -1, dtype=np.int32)
        if self._plan.levels:
            found = self._community_of_top[zone_of[self._plan.levels[0].level]]
        outside = found < 0
        if outside.any():
            found[outside] = self._communities.at(points[outside])
        return found


def _communities_of_top(plan: Plan) -> NDArray[np.int32]:
    """Return the row of the community of each zone of the first level, and at the end -1: that of
    no zone.
    """
    row_of = {code: row for row, code in enumerate(plan.communities.code)}
    codes = plan.levels[0].community if plan.levels else ()
    return np.array([*(row_of.get(code, -1) for code in codes), -1], dtype=np.int32)


def _rows_by_name(plan: Plan) -> dict[str, list[int]]:
    """Return the rows of each household id: one, or for a row that was cut those of its parts."""
    households = plan.township.households
    rows: dict[str, list[int]] = {}
    for row, (id_, whole) in enumerate(zip(households.ids, households.part_of, strict=True)):
        rows[id_] = [row]
        if whole:
            rows.setdefault(whole, []).append(row)
    return rows


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
    """Longitude and latitude of the middle of a plan, and how far all of it reaches.

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
    return lon, lat, float(reach)


def _checked(lonlat: NDArray[np.float64]) -> NDArray[np.float64]:
    points = np.array(lonlat, dtype=np.float64).reshape(-1, 2)
    axes = ((0, "longitude", 180, _MOST_LON), (1, "latitude", 90, _MOST_LAT))
    for column, name, limit, most in axes:
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
