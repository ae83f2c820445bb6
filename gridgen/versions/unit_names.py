"""What units are called: buildings, estates and villager groups, as households name them."""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from gridgen.model.communities import short_name
from gridgen.model.plan import Plan
from gridgen.plans.names import word

UNIT_KEYS = ("group", "estate", "building")
"""Columns by whose values units are called, a building in its estate."""

Unit = tuple[int, str, str, str]
"""The row of the community, the key, the value, and the estate of a building."""


def units_by_name(plan: Plan) -> dict[str, list[Unit]]:
    """Return the units of all communities by each way in which they may be called."""
    found: defaultdict[str, list[Unit]] = defaultdict(list)
    for unit in _units(plan):
        home, _, value, estate = unit
        village = plan.communities.name[home]
        own = {value, estate + value}
        called = {*own, *(place + one for place in (village, short_name(village)) for one in own)}
        for one in {word(said) for said in called}:
            found[one].append(unit)
    return dict(found)


def _units(plan: Plan) -> list[Unit]:
    """Return every value of every key by which units are called, in each community."""
    households, home = plan.township.households, plan.community_of
    estate = households.keys.get("estate")
    units: set[Unit] = set()
    for key in UNIT_KEYS:
        value = households.keys.get(key)
        if value is None:
            continue
        there = np.flatnonzero((value != "") & (home >= 0))
        within = estate[there] if key == "building" and estate is not None else [""] * len(there)
        homes, values = home[there].tolist(), value[there].tolist()
        units |= {(h, key, v, str(e)) for h, v, e in zip(homes, values, within, strict=True)}
    return sorted(units)


def unit_name(plan: Plan, unit: Unit) -> str:
    """Return what a unit is called in full."""
    home, _, value, estate = unit
    # Many lists name a building by its estate as well.
    within = "" if value.startswith(estate) else estate
    return f"{plan.communities.name[home]}{within}{value}"
