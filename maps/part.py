"""A plan of one community alone, taken out of a larger plan."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gridgen.errors import NotInPlanError
from gridgen.model import Communities, Households, Plan, Report, Zones


def part_of(plan: Plan, community: str) -> Plan:
    """Return the plan of one community: its households, its zones, findings that name them.

    Raises
    ------
    NotInPlanError
        The plan has no community of that code.
    """
    areas = np.flatnonzero(plan.areas.code == community)
    if len(areas) == 0:
        raise NotInPlanError(f"The plan has no community {community!r}.")
    home = plan.community_of == areas[0]
    levels, zone_of = [], {}
    for zones in plan.levels:
        kept = np.flatnonzero(zones.community == community)
        row_of = np.full(len(zones) + 1, -1)
        row_of[kept] = np.arange(len(kept))
        levels.append(_zones(zones, kept))
        zone_of[zones.level] = row_of[plan.zone_of[zones.level][home]]
    codes = {community, *(code for zones in levels for code in zones.code)}
    return Plan(
        roll=_roll(plan.roll, home),
        presence=plan.presence[home],
        community_of=np.zeros(int(home.sum()), np.int32),
        areas=Communities(
            plan.areas.code[areas[:1]], plan.areas.name[areas[:1]], plan.areas.kind[areas[:1]],
            plan.areas.shape[areas[:1]], plan.areas.urban_class[areas[:1]],
        ),
        levels=tuple(levels),
        zone_of=zone_of,
        made_by=plan.made_by,
        report=Report(tuple(found for found in plan.report if found.where in codes)),
        lines=plan.lines,
    )  # fmt: skip


def _zones(zones: Zones, rows: NDArray[np.int64]) -> Zones:
    return Zones(
        level=zones.level, code=zones.code[rows], name=zones.name[rows], parent=zones.parent[rows],
        kind=zones.kind[rows], community=zones.community[rows], households=zones.households[rows],
        units=zones.units[rows], mean_m=zones.mean_m[rows], max_m=zones.max_m[rows],
        status=zones.status[rows], polygon=zones.polygon[rows],
    )  # fmt: skip


def _roll(roll: Households, home: NDArray[np.bool_]) -> Households:
    return Households(
        ids=roll.ids[home], given=roll.given[home], xy=roll.xy[home], count=roll.count[home],
        community=roll.community[home],
        keys={name: values[home] for name, values in roll.keys.items()},
        source=roll.source[home], crs=roll.crs,
    )  # fmt: skip
