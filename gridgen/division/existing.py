"""The grids that are there already: from a plan by household, from polygons by place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from gridgen.model.arrays import Texts, picked, texts
from gridgen.model.centres import Centres
from gridgen.model.existing import ExistingGrids
from gridgen.model.households import Households
from gridgen.model.plan import Plan
from gridgen.model.zones import ASIDE, Zones


@dataclass(frozen=True, slots=True)
class Former:
    """A zone that exists, of a plan: what of it goes on wherever its households go.

    `parent` is the code of the zone above; `name` the one that it was given by hand, "" where the
    label of the rules made it; `weight` its households that are still there, a vacant row for one.
    """

    parent: str
    name: str
    weight: int


@dataclass(frozen=True, slots=True, eq=False)
class Existing:
    """For each level the code of the zone in which each of n households already is, "" for none.

    `retired` are for each level codes that must never be used again; `held` is the code of the zone
    that was drawn around each centre, by level and by its id and role; `absent` are the id and role
    of who had each zone of households without a place; `former` are for each level the zones of a
    plan by their code, but for those set aside.
    """

    code_of: Mapping[str, Texts] = field(default_factory=dict)
    retired: Mapping[str, frozenset[str]] = field(default_factory=dict)
    held: Mapping[str, Mapping[tuple[str, str], str]] = field(default_factory=dict)
    absent: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    former: Mapping[str, Mapping[str, Former]] = field(default_factory=dict)

    def all_codes(self, level: str) -> frozenset[str]:
        """Return every code of a level that is or was in use."""
        used = {code for code in self.code_of.get(level, ()) if code}
        return self.retired.get(level, frozenset()) | used

    def labels(self, level: str, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return a number for the existing zone of each of `rows`, -1 for none."""
        codes = self.code_of[level][rows].astype(str)
        number = np.unique(codes, return_inverse=True)[1].reshape(-1)
        return np.where(codes == "", -1, number).astype(np.int64)

    def held_by(self, level: str, centres: Centres, rows: NDArray[np.int64]) -> Texts:
        """Return the code of the zone that was drawn around each of `rows` of centres, or "".

        Parameters
        ----------
        level
            Where zones are made around centres.
        centres
            Those of now; known by id and role, not by row.
        rows
            (k,) of `centres`.
        """
        held = self.held.get(level, {})
        who = zip(centres.ids[rows], centres.role[rows], strict=True)
        return texts([held.get(one, "") for one in who])


def existing_in_plan(
    households: Households, plan: Plan, names: Mapping[str, Mapping[str, str]] | None = None
) -> Existing:
    """Return the zones of the households that `plan` knows, by their ids, at every level.

    A part of a row that was whole goes by the row, a row that was cut by its first part. Retired
    codes of the plan, and those of its zones that nobody is left in, are never used again.

    Parameters
    ----------
    households
        As they are now.
    plan
        Whose grids are to go on.
    names
        For each level by code the names that go on too: those that people gave.
    """
    old = rows_in_plan(households, plan)
    code_of: dict[str, Texts] = {}
    former: dict[str, dict[str, Former]] = {}
    # A zone whose households all left has no heir, but its code was on doors and in files.
    retired = {level: frozenset(codes) for level, codes in plan.made_by.retired.items()}
    for zones in plan.levels:
        zone = np.where(old >= 0, plan.zone_of[zones.level][old], -1)
        code_of[zones.level] = picked(zones.code, zone)
        left = frozenset(zones.code.tolist()) - set(code_of[zones.level].tolist())
        retired[zones.level] = retired.get(zones.level, frozenset()) | left
        named = (names or {}).get(zones.level, {})
        former[zones.level] = _former(zones, zone, households.count, named)
    return Existing(code_of, retired, *_held(plan), former)


def _former(
    zones: Zones, zone: NDArray[np.integer], count: NDArray[np.int64], names: Mapping[str, str]
) -> dict[str, Former]:
    """Return the zones of a level by code, where (n,) `zone` is the one that each row was in."""
    there = zone >= 0
    weight = np.bincount(zone[there], np.maximum(count[there], 1), minlength=len(zones))
    rows = zip(zones.code, zones.parent, zones.kind, weight.astype(int).tolist(), strict=True)
    return {
        code: Former(parent, names.get(code, ""), number)
        for code, parent, kind, number in rows
        if kind not in ASIDE
    }


def rows_in_plan(households: Households, plan: Plan) -> NDArray[np.int64]:
    """Return (n,) the row in a plan of each household by its id, -1 where the plan has none.

    A part of a row that was whole goes by the row, a row that was cut by its first part.
    """
    row_of = {household: row for row, household in enumerate(plan.township.households.ids)}
    # Backwards, so that of several parts of one row the first one is what remains.
    first_part = {
        whole: row for row, whole in reversed(list(enumerate(plan.township.households.part_of)))
    }
    both = zip(households.ids, households.part_of, strict=True)
    return np.array(
        [row_of.get(id_, row_of.get(whole, first_part.get(id_, -1))) for id_, whole in both],
        np.int64,
    )


Who = tuple[str, str]
"""The id and the role of a centre."""


def _held(plan: Plan) -> tuple[dict[str, dict[Who, str]], dict[str, Who]]:
    """Return for each level the code of the zone drawn around each centre that has an id, and who
    had each zone that is set aside.
    """
    held: dict[str, dict[Who, str]] = {zones.level: {} for zones in plan.levels}
    absent: dict[str, Who] = {}
    if plan.township.centres is None:
        return held, absent
    at = plan.township.centres
    kind_of = {code: (zones.level, kind) for zones in plan.levels
               for code, kind in zip(zones.code, zones.kind, strict=True)}  # fmt: skip
    for person, role, zones_of in zip(at.ids, at.role, at.zones, strict=True):
        for code in zones_of.split(",") if person else ():
            level, kind = kind_of.get(code, ("", ""))
            if kind in ASIDE:
                absent[code] = (person, role)
            elif level:
                held[level][person, role] = code
    return held, absent


def existing_in_polygons(households: Households, grids: ExistingGrids) -> Existing:
    """Return the existing grid of each household: the first polygon that holds its place."""
    row = grids.rows_at(households.xy)
    code_of = picked(grids.code, row)
    empty = frozenset(grids.code.tolist()) - set(code_of.tolist())
    return Existing({"grids": code_of}, {"grids": empty})
