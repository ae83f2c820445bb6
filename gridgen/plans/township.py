"""A plan -> the township that a redraw divides again."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from gridgen.model.arrays import texts
from gridgen.model.households import Households
from gridgen.model.plan import Plan
from gridgen.model.special import SpecialGrids
from gridgen.model.township import Township


def township_of(plan: Plan) -> Township:
    """Return what a plan divided, as if it had just been read.

    Rows that were cut are whole again, each household names the community in which it is, special
    grids are those of the first level, and people are those who serve. Findings of reading are not
    kept: they were about files.
    """
    of = plan.community_of
    named = np.where(of >= 0, plan.communities.code[of], "")
    households = replace(plan.township.households, community=texts(named))
    households, rows = _whole(households)
    return replace(
        plan.township,
        households=households,
        special=_special(plan),
        people=None if plan.staff is None else plan.staff.people,
        is_placeless=plan.is_virtual[rows],
        findings=(),
        source={},
    )


def _whole(households: Households) -> tuple[Households, NDArray[np.int64]]:
    """Return households with the parts of a row as that row again, and which row each comes from.

    What is counted besides households stands in the first part alone.
    """
    name = np.where(households.part_of == "", households.ids, households.part_of).astype(str)
    # Names come out sorted: `order` puts whole rows where the first part of each stood.
    _, first, of = np.unique(name, return_index=True, return_inverse=True)
    order = np.argsort(first)
    rows = first[order]
    count = np.bincount(of.reshape(-1), weights=households.count, minlength=len(first))
    whole = Households(
        ids=name[rows],
        given=households.given[rows],
        xy=households.xy[rows],
        count=count[order].astype(np.int64),
        community=households.community[rows],
        keys={key: values[rows] for key, values in households.keys.items() if key != "grid"},
        source=np.arange(1, len(rows) + 1),
        crs=households.crs,
        counts={key: values[rows] for key, values in households.counts.items()},
    )
    return whole, rows


def _special(plan: Plan) -> SpecialGrids | None:
    """Return the zones that are special grids at the first level; None where there are none."""
    if not plan.levels or not (plan.levels[0].kind == "special").any():
        return None
    zones = plan.levels[0]
    mine = zones.kind == "special"
    return SpecialGrids(zones.name[mine], zones.code[mine], zones.units[mine], zones.polygon[mine])
