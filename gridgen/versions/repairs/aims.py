"""A finding -> what is to be mended: which zones of which level, or which units are to be whole."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from gridgen.model.findings import Finding, Severity
from gridgen.model.zones import ASIDE
from gridgen.versions.draft import Draft
from gridgen.versions.repairs.sketch import has_rule

SIZES = ("band_missed", "grid_too_large", "grid_too_small", "size_missed", "unit_off_size",
         "around_missed")  # fmt: skip
"""A zone has too many or too few, and need not."""

PIECES = ("zone_in_pieces", "grid_in_parts")
LIES = ("radius_long", "walk_long", "walk_detour", "zone_thin", "border_off_lines")
"""How a zone lies: far from its centre, long, bent, thin, off the lines."""

CUTS = ("place_cut", "unit_cut", "preferred_cut")
OUTSIDE = ("household_outside_zone",)
EMPTY = ("zone_empty",)

LOCKED = ("locked_off_size", "locks_forbid")
CANNOT_BE = (
    "band_impossible", "units_do_not_fit", "unit_above_band", "neighbours_too_large",
    "links_do_not_fit", "ties_forbid", "tied_above_band", "grids_do_not_fit", *LOCKED,
)  # fmt: skip
"""Sizes that arithmetic, ties or locks forbid: the finding says which, and what to do."""

TOLD = (*SIZES, *PIECES, *LIES, *CUTS, *OUTSIDE, *EMPTY, *CANNOT_BE)
"""All of these: warnings of other kinds are left to the planner."""

LIGHTEST_FIRST = ("border_off_lines", "zone_thin", "walk_detour", "walk_long", "radius_long",
                  "preferred_cut", "unit_off_size", "size_missed", "around_missed")  # fmt: skip
"""Warnings by weight: a repair may bring one that is lighter than what it puts right."""

_NAMED = re.compile("“([^”]+)”")

Subject = tuple[str, str, str]
"""A finding whatever its numbers: the kind of it, of what it is, and which part of that."""


@dataclass(frozen=True, slots=True, eq=False)
class Aim:
    """What is to be mended.

    Attributes
    ----------
    finding
        That says so.
    code
        Of the community.
    level
        Row of the level among those of the plan.
    zones
        Rows of the zones that are amiss, ascending.
    whole
        (k,) rows of households that should be in one zone; none where the zones themselves are
        amiss.
    goals
        Rows of the zones in which those should be: any one of them.
    """

    finding: Finding
    code: str
    level: int
    zones: tuple[int, ...]
    whole: NDArray[np.int64]
    goals: tuple[int, ...] = ()

    @property
    def amiss(self) -> tuple[int, ...]:
        """Rows of the zones that nothing mends unless it touches one of them."""
        return self.zones or self.goals

    @property
    def lies_badly(self) -> bool:
        """Whether only a check of the drawing can tell that it is mended."""
        return self.finding.rule in (*LIES, *OUTSIDE)


def is_told(found: Finding) -> bool:
    """Say whether a finding is one for which repairs, or why there are none, are told."""
    return found.severity is Severity.ERROR or found.rule in TOLD


def weight_of(found: Finding) -> int:
    """How heavy a finding is: more than any it outranks. Errors are the heaviest."""
    if found.severity is Severity.ERROR:
        return len(LIGHTEST_FIRST) + 2
    if found.rule in LIGHTEST_FIRST:
        return LIGHTEST_FIRST.index(found.rule)
    return len(LIGHTEST_FIRST) + 1


def subject_of(found: Finding) -> Subject:
    """Return by which two findings are of the same thing, though numbers in them differ."""
    kind = "size" if found.rule in (*SIZES, *CANNOT_BE) else found.rule
    named = _NAMED.search(found.zh) if found.rule == "preferred_cut" else None
    return kind, found.where, named.group(1) if named else ""


def aim_of(draft: Draft, code: str, found: Finding) -> Aim | None:
    """Return what a finding of a community asks to be mended; None where no edit does that."""
    if found.rule in CUTS:
        return _whole(draft, code, found)
    if found.rule in OUTSIDE:
        return _inside(draft, code, found)
    if found.rule not in (*SIZES, *PIECES, *LIES, *EMPTY):
        return None
    for level, zones in enumerate(draft.plan.levels):
        at = np.flatnonzero((zones.code == found.where) & ~np.isin(zones.kind.astype(str), ASIDE))
        if len(at) and has_rule(draft.rules, zones):
            return Aim(found, code, level, (int(at[0]),), np.zeros(0, np.int64))
    return None


def _whole(draft: Draft, code: str, found: Finding) -> Aim | None:
    """Return the aim to have what is cut in one zone, at the first level at which it is not."""
    for level, rows in _cut(draft, code, found):
        zones = draft.plan.levels[level]
        there = draft.plan.zone_of[zones.level][rows]
        goals = tuple(np.unique(there[there >= 0]).tolist())
        parents = {str(zones.parent[zone]) for zone in goals}
        if len(goals) > 1 and len(parents) == 1 and has_rule(draft.rules, zones):
            return Aim(found, code, level, (), rows, goals)
    return None


def _cut(draft: Draft, code: str, found: Finding) -> Iterator[tuple[int, NDArray[np.int64]]]:
    """Give, level by level, the households of what a finding says is cut."""
    known, plan = draft.known, draft.plan
    mine = known.members[known.row_of_community[code]]
    for level, zones in enumerate(plan.levels):
        if found.rule == "place_cut":
            if found.where in known.row_of_id:
                place_of = known.first_household
                row = known.row_of_id[found.where]
                yield level, mine[place_of[mine] == place_of[row]]
            continue
        rule = next((one for one in draft.rules.levels if one.name == zones.level), None)
        if rule is None:
            continue
        name = found.where if found.rule == "unit_cut" else subject_of(found)[2]
        keys = rule.prefer if found.rule == "preferred_cut" else (*rule.keep, *rule.by)
        for key in keys:
            if key in plan.township.households.keys:
                rows = mine[plan.township.households.keys[key][mine] == name]
                if len(rows):
                    yield level, rows


def _inside(draft: Draft, code: str, found: Finding) -> Aim | None:
    """Return the aim to have a household in the zone in whose polygon it stands."""
    plan, row = draft.plan, draft.known.row_of_id.get(found.where)
    if row is None:
        return None
    point = shapely.Point(plan.township.households.xy[row])
    for level, zones in enumerate(plan.levels):
        zone = int(plan.zone_of[zones.level][row])
        mine = np.flatnonzero((zones.community == code) & ~np.isin(zones.kind.astype(str), ASIDE))
        if zone < 0 or shapely.dwithin(zones.polygon[zone], point, 0.01):
            continue
        here = mine[shapely.intersects(zones.polygon[mine], point)]
        goals = [int(one) for one in here if zones.parent[one] == zones.parent[zone]]
        if goals and has_rule(draft.rules, zones):
            return Aim(found, code, level, (), np.array([row]), tuple(goals))
    return None
