"""Some zones of a community, and whose households are to be together -> the zones drawn anew.

The land of the zones that are touched stays theirs: it is one small community, divided by what was
asked. Zones beside it keep their outline; where a border now ends at one, it gets a corner there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from gridgen.division.centres import LocalCentres
from gridgen.division.community import Outcome, divide_community
from gridgen.division.options import Options
from gridgen.division.problems import CommunityProblem, Step, numbers_of, steps_of
from gridgen.land.contract import within
from gridgen.land.ground import grounds_of
from gridgen.land.noding import HAIR_M, with_corners
from gridgen.model.arrays import Shapes, rows_of_each, taken
from gridgen.model.errors import NotInPlanError
from gridgen.model.links import Links
from gridgen.model.plan import Plan
from gridgen.model.polygons import repair
from gridgen.model.zones import ASIDE, Zones
from gridgen.rules.levels import Rules
from gridgen.versions.change import Rows
from gridgen.versions.known import Known, Plot

EFFORT = "edit"
"""How hard lower levels, and the parts of a zone that is split, are searched: a planner waits."""

SNAP_M = 3 * HAIR_M
"""A corner this near to one that the land had before is that corner: drawing rounds it."""


@dataclass(frozen=True, slots=True, eq=False)
class Region:
    """Zones of one level and community that are touched together: k households.

    Attributes
    ----------
    plan
        Before the edit.
    code
        Of the community.
    level
        Row of the level among those of the plan.
    zones
        Rows of the zones, ascending.
    rows
        (k,) of the households in the plan, ascending.
    local
        (k,) of the same in the plot.
    plot
        Of the community.
    land
        Polygon or multipolygon: what the zones cover.
    """

    plan: Plan
    code: str
    level: int
    zones: NDArray[np.int64]
    rows: NDArray[np.int64]
    local: NDArray[np.int64]
    plot: Plot
    land: shapely.Geometry

    @property
    def count(self) -> NDArray[np.int64]:
        """(k,) households of each row."""
        return self.plot.township.households.count[self.local]

    @property
    def links(self) -> Links:
        """Among its households."""
        return within(self.plot.links, self.local, len(self.plot.rows))

    @property
    def touched(self) -> Zones:
        """The zones, as they are."""
        return taken(self.plan.levels[self.level], self.zones)

    def rows_of_each(self, label: NDArray[np.integer], number: int) -> tuple[Rows, ...]:
        """Return for each of so many labels (k,) the rows in the plan that have it, ascending."""
        return tuple(self.rows[rows].astype(np.int32) for rows in rows_of_each(label, number))

    def local_zone_of(self, level: int) -> NDArray[np.int64]:
        """Return (k,) the row of the zone of each household at a level of the plan, -1 for none."""
        return self.plan.zone_of[self.plan.levels[level].level][self.rows].astype(np.int64)


def region_of(known: Known, plan: Plan, level: int, zones: Sequence[int]) -> Region:
    """Return the region of zones that are touched, with those with which they share a tower.

    Raises
    ------
    NotInPlanError
        The zones are of several communities or zones above, or one of them is set aside.
    """
    every = plan.levels[level]
    homes = sorted({str(every.community[zone]) for zone in zones})
    if len(homes) > 1:
        names = dict(zip(plan.communities.code, plan.communities.name, strict=True))
        raise NotInPlanError("edit_over_border", communities=[names[home] for home in homes])
    for zone in zones:
        if every.kind[zone] in ASIDE:
            raise NotInPlanError("edit_of_aside", name=every.name[zone], code=every.code[zone])
    parents = sorted({str(every.parent[zone]) for zone in zones})
    if len(parents) > 1:
        raise NotInPlanError("edit_over_parent", level=every.level, parents=parents)
    touched = _with_towers(known, plan, level, np.unique(np.asarray(zones, np.int64)))
    plot = known.plot(plan, homes[0])
    zone_of = plan.zone_of[every.level][plot.rows]
    local = np.flatnonzero(np.isin(zone_of, touched))
    land = united(every.polygon[touched])
    return Region(plan, homes[0], level, touched, plot.rows[local], local, plot, land)


def _with_towers(
    known: Known, plan: Plan, level: int, zones: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Return zones and all with which they share a place: these are drawn together."""
    every = plan.levels[level]
    if not every.schematic[zones].any():
        return zones
    zone_of, place = plan.zone_of[every.level], known.first_household
    while True:
        mine = np.isin(zone_of, zones)
        beside = np.unique(zone_of[np.isin(place, place[mine]) & (zone_of >= 0)])
        if len(beside) == len(zones):
            return zones
        zones = beside.astype(np.int64)


def united(polygons: Shapes) -> shapely.Geometry:
    """Return the ground that zones cover together."""
    there = polygons[~shapely.is_empty(polygons)]
    if shapely.coverage_is_valid(there):
        # By the corners that are there, so that the land fits into its surroundings bit by bit.
        whole = shapely.coverage_union_all(there)
        if shapely.is_valid(whole):
            return whole
    return repair(np.array([shapely.union_all(repair(there))], object))[0]


def divided(
    region: Region,
    rules: Rules,
    known: Known,
    *,
    label_of: NDArray[np.int64] | None = None,
    is_whole: NDArray[np.bool_] | None = None,
    parts: int = 0,
    around: NDArray[np.float64] | None = None,
) -> Outcome:
    """Return the region divided: by what is asked of its top level, and by the rules below.

    Parameters
    ----------
    region
        k households.
    rules, known
        Those of the plan.
    label_of, is_whole
        (k,) from 0, the zone in which each is to be, and whether that is one zone at each level
        below too; or else
    parts
        into how many zones the solver is to cut it; or
    around
        (p, 2) metres, around which places.
    """
    steps = list(_steps(region, rules))
    names: dict[str, NDArray[np.int64]] = {}
    centres: dict[str, LocalCentres] = {}
    top = steps[0]
    if label_of is not None and is_whole is not None:
        steps, names = _given(region, steps, label_of, is_whole)
    elif around is not None:
        steps[0] = replace(top, mode="around")
        none = np.full(len(around), -1, np.int64)
        centres[top.level] = LocalCentres(np.arange(len(around)), around, none, none, none)
    else:
        steps[0] = replace(top, mode="band", grids=parts)
    row_of = {zones.level: row for row, zones in enumerate(region.plan.levels)}
    for step in steps[1:]:
        if step.level not in names and step.mode != "band":
            names[step.level] = region.local_zone_of(row_of[step.level])
    mine = taken(region.plot.township.households, region.local)
    problem = CommunityProblem(
        code=region.code,
        xy=region.plot.spot[region.local],
        count=mine.count,
        keys={name: numbers_of(mine, name) for name in mine.keys},
        ground=grounds_of(known.land, np.array([region.land], object))[0],
        steps=tuple(steps),
        effort=EFFORT,
        seed=region.plan.made_by.seed,
        existing={
            zones.level: region.local_zone_of(row)
            for row, zones in enumerate(region.plan.levels)
            if row > region.level
        },
        empty_land=rules.empty_land,
        names=names,
        counts=mine.counts,
        centres=centres,
        prices=rules.prices,
    )
    outcome = divide_community(problem)
    is_searched = any(step.mode == "band" for step in steps)
    if label_of is not None and is_whole is not None and is_whole.any() and is_searched:
        outcome = divide_community(_with_whole(problem, outcome, is_whole))
    return outcome


def _with_whole(
    problem: CommunityProblem, outcome: Outcome, is_whole: NDArray[np.bool_]
) -> CommunityProblem:
    """Return the problem of zones as they were found, those that stay whole one at each level."""
    names = {layer.level: np.where(is_whole, -1 - outcome.layers[0].zone_of, layer.zone_of)
             for layer in outcome.layers[1:]}  # fmt: skip
    # From 0 on, since -1 is no name; the top keeps its numbers, by which codes are given.
    names = {level: name - name.min() for level, name in names.items()} | dict(problem.names)
    steps = tuple(replace(step, mode="given", band=None, split=()) for step in problem.steps)
    return replace(problem, steps=steps, names=names)


def _steps(region: Region, rules: Rules) -> tuple[Step, ...]:
    """Return the steps of the level of the region and of those below that the plan has."""
    plan = region.plan
    at = plan.communities
    who = str(at.class_or_kind[list(at.code).index(region.code)])
    keys = tuple(plan.township.households.keys)
    made = {step.level: step for step in steps_of(rules, who, keys, Options(), None)}
    # A plan of strangers may have levels of which our rules do not know.
    own = [zones.level for zones in plan.levels[region.level :]]
    there = [made.get(name, Step(name, "given", None, keep=("place",))) for name in own]
    below = [step for k, step in enumerate(there) if k and _is_below(region, k)]
    return (there[0], *below)


def _is_below(region: Region, depth: int) -> bool:
    """Say whether households of the region are in zones of a level below."""
    return bool((region.local_zone_of(region.level + depth) >= 0).any())


def _given(
    region: Region, steps: list[Step], label_of: NDArray[np.int64], is_whole: NDArray[np.bool_]
) -> tuple[list[Step], dict[str, NDArray[np.int64]]]:
    """Return steps that take the zones as they are asked for, and what households call them.

    Zones below go along whole, and are cut where a border now runs through them. Only where one of
    these is then outside its band, and was not before or comes to others, are they searched anew.
    """
    names = {steps[0].level: label_of}
    asked = ~is_whole
    is_new = _comes_in(region, label_of)
    made = [replace(steps[0], mode="given", band=None)]
    above, is_given = label_of, True
    row_of = {zones.level: row for row, zones in enumerate(region.plan.levels)}
    for step in steps[1:]:
        before = region.local_zone_of(row_of[step.level])
        both = np.stack([above, np.where(is_whole, -1, before)], axis=1)
        label = np.unique(both, axis=0, return_inverse=True)[1].reshape(-1).astype(np.int64)
        is_given = is_given and not _is_broken(region, step, before, label, asked & is_new)
        is_given = is_given and not _is_broken(region, step, before, label, asked, strictly=True)
        if is_given or step.mode != "band":
            made.append(replace(step, mode="given", band=None, split=()))
            names[step.level] = label
            above = label
        else:
            made.append(step)
    return made, names


def _is_broken(
    region: Region,
    step: Step,
    before: NDArray[np.int64],
    label: NDArray[np.int64],
    asked: NDArray[np.bool_],
    *,
    strictly: bool = False,
) -> bool:
    """Say whether a zone of those `asked` (k,) is outside its band; `strictly`, that came of one
    inside.
    """
    if step.band is None or step.mode != "band":
        return False
    households = region.plot.township.households
    load = households.counts.get(step.counts, households.count)[region.local]
    band = step.band
    was = np.bincount(before + 1, load)[before + 1]
    now = np.bincount(label, load)[label]
    mine = asked & (before >= 0)
    return any(
        band.breach(int(n)) > 0 and not (strictly and band.breach(int(b)) > 0)
        for n, b in zip(now[mine], was[mine], strict=True)
    )


def _comes_in(region: Region, label_of: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return (k,) whether a household is to be in a zone most of whose others were in another."""
    before, count = region.local_zone_of(region.level), region.count
    place = np.searchsorted(region.zones, before)
    shared = np.zeros((int(label_of.max()) + 1, len(region.zones)))
    np.add.at(shared, (label_of, place), count + 1e-6)  # a zone of vacant houses has a past too
    return np.asarray(np.argmax(shared, axis=1)[label_of] != place)


def fitted(polygons: Shapes, land: shapely.Geometry) -> Shapes:
    """Return polygons with the very corners of the land where drawing moved them by a hair."""
    corners = shapely.get_coordinates(land)
    xy = shapely.get_coordinates(polygons)
    away, at = cKDTree(corners).query(xy, distance_upper_bound=SNAP_M)
    near = np.isfinite(away)
    xy[near] = corners[at[near]]
    return np.asarray(shapely.set_coordinates(polygons.copy(), xy), object)


def new_corners(polygons: Shapes, land: shapely.Geometry) -> NDArray[np.float64]:
    """Return (q, 2) the corners of polygons that lie on the outline of their land, and were none of
    its corners.
    """
    xy = np.unique(shapely.get_coordinates(polygons), axis=0)
    known = {tuple(corner) for corner in shapely.get_coordinates(land).tolist()}
    strange = np.array([tuple(corner) not in known for corner in xy.tolist()], bool)
    xy = xy[strange]
    on = shapely.dwithin(shapely.points(xy), shapely.boundary(land), HAIR_M)
    return np.asarray(xy[on])


def with_their_corners(
    polygons: Shapes, points: NDArray[np.float64]
) -> tuple[NDArray[np.int64], Shapes]:
    """Return which of (z,) polygons have points on their outline that are no corners of theirs, and
    these with the points as corners.

    Parameters
    ----------
    polygons
        (z,) in metres.
    points
        (q, 2).
    """
    if len(points) == 0:
        return np.zeros(0, np.int64), np.empty(0, object)
    low, high = points.min(axis=0) - HAIR_M, points.max(axis=0) + HAIR_M
    box = shapely.bounds(polygons)
    near = np.flatnonzero(
        (box[:, 0] <= high[0]) & (box[:, 2] >= low[0]) & (box[:, 1] <= high[1])
        & (box[:, 3] >= low[1])
    )  # fmt: skip
    spots = shapely.points(points)
    near = near[shapely.dwithin(polygons[near], shapely.multipoints(spots), HAIR_M)]
    rows, made = [], []
    for row in near:
        shape = with_corners(polygons[row], points[_on_outline(polygons[row], spots)])
        if shapely.get_num_coordinates(shape) > shapely.get_num_coordinates(polygons[row]):
            rows.append(row)
            made.append(shape)
    shapes = np.empty(len(made), object)
    shapes[:] = made
    return np.array(rows, np.int64), shapes


def _on_outline(shape: shapely.Geometry, spots: Shapes) -> NDArray[np.bool_]:
    return np.asarray(shapely.dwithin(shapely.boundary(shape), spots, HAIR_M))
