"""What is kept together is cut nowhere, or where it had to be: split, marked and told."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from gridgen.model.findings import Finding, Severity, finding
from gridgen.model.plan import Plan
from gridgen.model.zones import Zones
from gridgen.plans.seen import RuledLevel, Seen
from gridgen.rules.levels import Level

AREAL = ("group", "estate")
"""What is split by a line on the ground; the parts of all else share a building or a point."""


def nothing_is_cut(seen: Seen) -> Iterator[Finding]:
    """Households at one place, or linked in one building, are in one zone.

    What is above the band alone may be cut where the rules say so; then it is told once, with the
    parts that it was cut into, and the zones that have a part of one place or building are marked.
    """
    a, b = seen.links.pairs.T
    for ruled in seen.ruled:
        rule, zones, zone_of = ruled.rule, ruled.zones, ruled.zone_of
        cut = (zone_of[a] != zone_of[b]) & (zone_of[a] >= 0) & (zone_of[b] >= 0)
        marked = np.zeros(len(zones), bool)
        split: set[int] = set()
        for key in rule.keep:
            same = cut & seen.is_same(key)
            may = same & ruled.kept.is_large[a] & (key in rule.split)
            # Over a border of the level above nothing can be kept whole: that level has told it.
            split |= set(ruled.kept.unit_of[a[may & ruled.is_nested]].tolist())
            if key not in AREAL:
                marked[zone_of[a[same]]] = marked[zone_of[b[same]]] = True
            yield from _cut(seen.plan, rule, key, seen.links.pairs[same & ~may & ruled.is_nested])
        yield from _preferred_cut(seen, ruled)
        for unit in sorted(split):
            yield _split(seen.plan, ruled, unit)
        if seen.plan.made_by.version != "":  # somebody else's grids know no such mark
            yield from _marks(zones, marked)


def _cut(plan: Plan, level: Level, key: str, pairs: NDArray[np.int32]) -> Iterator[Finding]:
    households = plan.township.households
    if key == "place":
        for a, b in pairs:
            yield finding("place_cut", Severity.ERROR, households.ids[a],
                          other=households.ids[b], level=level.name)  # fmt: skip
        return
    zones, zone_of = plan.level(level.name), plan.zone_of[level.name]
    name_of = households.keys.get(key, households.ids)[pairs[:, 0]]
    for name in sorted(set(name_of.tolist())):
        there = np.unique(zone_of[pairs[name_of == name]])
        codes = ", ".join(str(code) for code in zones.code[there])
        yield finding("unit_cut", Severity.ERROR, name, key=key, level=level.name, codes=codes)


def _preferred_cut(seen: Seen, ruled: RuledLevel) -> Iterator[Finding]:
    """Tell of what the rules prefer whole, as villager groups, where it is in several zones."""
    households = seen.plan.township.households
    for key in ruled.rule.prefer:
        names = households.keys[key].tolist() if key in households.keys else []
        for home, name, codes in ruled.cut(names) if names else ():
            yield finding("preferred_cut", Severity.WARNING, seen.plan.communities.code[home],
                          key=key, name=name, level=ruled.rule.name, number=len(codes),
                          codes=", ".join(codes))  # fmt: skip


def _split(plan: Plan, ruled: RuledLevel, unit: int) -> Finding:
    """Return what became of one unit above the band: its parts, the largest first."""
    level, code = ruled.rule, ruled.zones.code
    rows = np.flatnonzero(ruled.kept.unit_of == unit)
    zones, part_of = np.unique(ruled.zone_of[rows], return_inverse=True)
    load = plan.township.households.count[rows]
    size = np.bincount(part_of.reshape(-1), weights=load).astype(int)
    order = np.lexsort((zones, -size))
    return finding(
        "unit_split", Severity.NOTE, _name(plan, rows, level), number=int(size.sum()),
        limit=int(ruled.kept.most[rows[0]]), level=level.name, parts=len(zones),
        sizes=" + ".join(str(size[k]) for k in order),
        codes=", ".join(str(code[zones[k]]) for k in order),
    )  # fmt: skip


def _name(plan: Plan, rows: NDArray[np.int64], level: Level) -> str:
    """Return what people call a unit: its building or group, else the id of its row."""
    households = plan.township.households
    for key in ("group", "estate", "building"):
        names = set(households.keys.get(key, households.ids)[rows].tolist())
        if key in level.keep and key in households.keys and len(names) == 1 and names != {""}:
            return str(names.pop())
    first = rows[0]
    return str(households.part_of[first] or households.ids[first])


def _marks(zones: Zones, marked: NDArray[np.bool_]) -> Iterator[Finding]:
    """A zone says that a part of its border is schematic exactly where it has part of a unit."""
    words = {True: "schematic", False: "not schematic"}
    for z in np.flatnonzero(marked != zones.schematic):
        said, true = words[bool(zones.schematic[z])], words[bool(marked[z])]
        yield finding("label_untrue", Severity.ERROR, zones.code[z], said=said, true=true)
