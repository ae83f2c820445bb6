"""A plan -> the township that a redraw divides again: what reading its own tables would give."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from gridgen.model.arrays import texts
from gridgen.model.households import Households, Presence
from gridgen.model.plan import Plan
from gridgen.model.special import SpecialGrids
from gridgen.model.township import Township
from gridgen.model.zones import column_of
from gridgen.rules.levels import Rules


def township_of(plan: Plan, rules: Rules) -> Township:
    """Return what a plan divided, as if it had just been read by these rules.

    Rows that were cut are whole again, each household names the community in which it is, special
    grids are those of the first level, and people are those who serve. Special grids, and that a
    household has no place, are forgotten where the rules do not ask for them. So are findings of
    reading: they were about files.
    """
    households = _whole(_as_planned(plan, rules))
    return replace(
        plan.township,
        households=households,
        special=_special(plan) if rules.special else None,
        people=None if plan.staff is None else plan.staff.people,
        findings=(),
        source={},
    )


def _as_planned(plan: Plan, rules: Rules) -> Households:
    """Return the households with the community, and where rules name zones by it the grid, of each.

    The column `grid` that was given is not kept in a plan: its place has the grid that was made.
    """
    households = plan.township.households
    community = _codes_at(plan.communities.code, plan.community_of)
    keys = {name: column for name, column in households.keys.items() if name != "grid"}
    for zones in plan.levels:
        if column_of(zones.level) == "grid" and "grid" in rules.names:
            keys["grid"] = _codes_at(zones.code, plan.zone_of[zones.level])
    kept = [Presence.BY_UNIT, *([Presence.VIRTUAL] if rules.virtual else [])]
    standing = np.where(np.isin(plan.presence.astype(str), kept), plan.presence, "")
    return replace(households, community=community, keys=keys, standing=standing)


def _codes_at(codes: NDArray[np.object_], rows: NDArray[np.int32]) -> NDArray[np.object_]:
    """Return (n,) the code in each row, "" where the row is -1."""
    return texts(np.append(codes, "")[rows])  # -1 is the last


def _whole(households: Households) -> Households:
    """Return households with the parts of a row as that row again.

    What is counted besides households stands in the first part alone.
    """
    id_of = np.where(households.part_of == "", households.ids, households.part_of).astype(str)
    _, first, whole_of = np.unique(id_of, return_index=True, return_inverse=True)
    counts = np.bincount(whole_of.reshape(-1), weights=households.count, minlength=len(first))
    order = np.argsort(first)  # as the rows stood, not by the alphabet of their ids
    rows = first[order]
    return Households(
        ids=id_of[rows],
        given=households.given[rows],
        xy=households.xy[rows],
        count=counts[order].astype(np.int64),
        community=households.community[rows],
        keys={name: column[rows] for name, column in households.keys.items()},
        source=np.arange(1, len(rows) + 1),
        crs=households.crs,
        counts={name: column[rows] for name, column in households.counts.items()},
        standing=households.standing[rows],
    )


def _special(plan: Plan) -> SpecialGrids | None:
    """Return the zones that are special grids at the first level; None where there are none."""
    if not plan.levels or not (plan.levels[0].kind == "special").any():
        return None
    zones = plan.levels[0]
    mine = zones.kind == "special"
    return SpecialGrids(
        name=zones.name[mine],
        code=zones.code[mine],
        size=zones.units[mine],  # a special grid has no units: their number is its size
        shape=zones.polygon[mine],
    )
