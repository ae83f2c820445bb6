"""What the band of a level counts: households, another column of theirs, or square metres."""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray

from gridgen.model.plan import Plan
from gridgen.rules.levels import Level


def sizes_of(plan: Plan, level: Level) -> NDArray[np.int64]:
    """Return (n,) what the band of a level counts for each household; 0 where only zones count."""
    households = plan.township.households
    if level.counts == "households":
        return households.count
    if level.counts in households.counts:
        return households.counts[level.counts]
    return np.zeros(len(households), np.int64)


def sizes_of_zones(plan: Plan, level: Level) -> NDArray[np.int64]:
    """Return (z,) what the band of a level counts in each of its zones."""
    zones = plan.level(level.name)
    if level.counts == "area":
        return np.asarray(shapely.area(zones.polygon)).round().astype(np.int64)
    zone_of = plan.zone_of[level.name]
    there = zone_of >= 0
    weights = sizes_of(plan, level)[there]
    return np.bincount(zone_of[there], weights=weights, minlength=len(zones)).astype(np.int64)
