"""Levels around contact persons or stations: nobody is lost, nothing is without somebody."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from gridgen.model.centres import Centres
from gridgen.model.findings import Finding, Severity, finding
from gridgen.model.plan import Plan
from gridgen.model.zones import ASIDE
from gridgen.plans.seen import Seen
from gridgen.rules.levels import Level


def centres_serve(seen: Seen) -> Iterator[Finding]:
    """Every centre has a zone, and every zone of such a level a centre."""
    plan, centres = seen.plan, seen.plan.township.centres
    if centres is None:
        return
    yield from _communities_are_known(plan, centres)
    for ruled in seen.ruled:
        if "around" in ruled.rule.mode.values():
            yield from _all_have_zones(plan, centres, ruled.rule)
            yield from _all_zones_have_one(plan, centres, ruled.rule)


def _communities_are_known(plan: Plan, centres: Centres) -> Iterator[Finding]:
    known = {"", *plan.communities.code}
    for row in range(len(centres)):
        if centres.community[row] not in known:
            yield finding("serves_unknown", Severity.WARNING, _who(centres, row),
                          community=centres.community[row])  # fmt: skip


def _all_have_zones(plan: Plan, centres: Centres, level: Level) -> Iterator[Finding]:
    codes = set(plan.level(level.name).code)
    known = set(plan.communities.code)
    who_of = dict(zip(plan.communities.code, plan.communities.class_or_kind, strict=True))
    not_needed: Counter[str] = Counter()
    for row in np.flatnonzero((centres.role == level.centres) | (level.centres == "")):
        if codes & set(centres.zones[row].split(",")):
            continue
        near, metres = nearest_community(plan, centres.xy[row])
        is_lost = metres > 0 and centres.community[row] not in known
        home = near if is_lost or centres.community[row] not in known else centres.community[row]
        if not is_lost and level.mode_of(who_of[home]) != "around":
            not_needed[home] += 1
            continue
        rule = "centre_outside" if is_lost else "centre_unused"
        yield finding(rule, Severity.WARNING, _who(centres, row), community=home,
                      number=round(metres), level=level.name)  # fmt: skip
    for home, number in sorted(not_needed.items()):
        yield finding("centre_not_needed", Severity.NOTE, home, number=number,
                      level=level.name)  # fmt: skip


def _all_zones_have_one(plan: Plan, centres: Centres, level: Level) -> Iterator[Finding]:
    zones = plan.level(level.name)
    held = {code for codes in centres.zones for code in codes.split(",")}
    who_of = dict(zip(plan.communities.code, plan.communities.class_or_kind, strict=True))
    for z in range(len(zones)):
        # What is set aside needs somebody where the rest of its community does.
        who = who_of.get(zones.community[z], zones.kind[z])
        is_wanted = zones.kind[z] not in ASIDE or zones.households[z] > 0
        if level.mode_of(who) == "around" and is_wanted and zones.code[z] not in held:
            yield finding("zone_without_centre", Severity.WARNING, zones.code[z],
                          number=int(zones.households[z]), level=level.name)  # fmt: skip


def nearest_community(plan: Plan, xy: NDArray[np.float64]) -> tuple[str, float]:
    """Return the code of the community in which, or nearest to which, a place is, and metres."""
    metres = shapely.distance(shapely.Point(xy), plan.communities.shape)
    row = int(np.argmin(metres))
    return str(plan.communities.code[row]), float(metres[row])


def _who(centres: Centres, row: int | np.integer[Any]) -> str:
    """Return the id of a centre, or else its number among them."""
    return str(centres.ids[row] or f"#{row + 1}")
