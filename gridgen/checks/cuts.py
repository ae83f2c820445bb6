"""What is kept together is cut nowhere, or where it had to be: split, marked and told."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from gridgen.model.findings import Finding, Severity
from gridgen.model.links import Links
from gridgen.model.plan import Plan
from gridgen.plans.pairs import Kept, is_same_key, is_same_place, kept
from gridgen.rules.levels import Level, Rules
from gridgen.words.say import finding

AREAL = ("group", "estate")
"""What is split by a line on the ground; the parts of all else share a building or a point."""


def nothing_is_cut(plan: Plan, links: Links, rules: Rules) -> Iterator[Finding]:
    """Households at one place, or linked in one building, are in one zone.

    What is above the band alone may be cut where the rules say so; then it is told once, with the
    parts that it was cut into, and the zones that have a part of one place or building are marked.
    """
    above = plan.community_of
    for level in rules.levels:
        if level.name not in plan.zone_of:
            continue
        zone_of = plan.zone_of[level.name]
        a, b = links.pairs[:, 0], links.pairs[:, 1]
        cut = (zone_of[a] != zone_of[b]) & (zone_of[a] >= 0) & (zone_of[b] >= 0)
        units = kept(plan, links, level, above[a] == above[b])
        marked = np.zeros(len(plan.level(level.name)), bool)
        split: set[int] = set()
        for key in level.keep:
            is_place = key == "place"
            same = cut & (is_same_place(plan, links) if is_place else is_same_key(plan, links, key))
            may = same & units.is_large[a] & (key in level.split)
            split |= set(units.unit_of[a[may & (above[a] == above[b])]].tolist())
            if key not in AREAL:
                marked[zone_of[a[same]]] = marked[zone_of[b[same]]] = True
            yield from _cut(plan, level, key, links.pairs[same & ~may & (above[a] == above[b])])
        for unit in sorted(split):
            yield _split(plan, units, unit, level, zone_of)
        yield from _marks(plan, level.name, marked)
        above = zone_of


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


def _split(plan: Plan, units: Kept, unit: int, level: Level, zone_of: NDArray[np.int32]) -> Finding:
    """Return what became of one unit above the band: its parts, the largest first."""
    rows = np.flatnonzero(units.unit_of == unit)
    zones, part_of = np.unique(zone_of[rows], return_inverse=True)
    size = np.bincount(part_of.reshape(-1), weights=plan.township.households.count[rows]).astype(
        int
    )
    order = np.lexsort((zones, -size))
    code = plan.level(level.name).code
    return finding(
        "unit_split", Severity.NOTE, _name(plan, rows, level), number=int(size.sum()),
        limit=int(units.most[rows[0]]), level=level.name, parts=len(zones),
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


def _marks(plan: Plan, level: str, marked: NDArray[np.bool_]) -> Iterator[Finding]:
    """A zone says that a part of its border is schematic exactly where it has part of a unit."""
    if plan.made_by.version == "":  # somebody else's grids know no such mark
        return
    zones = plan.level(level)
    words = {True: "schematic", False: "not schematic"}
    for z in np.flatnonzero(marked != zones.schematic):
        said, true = words[bool(zones.schematic[z])], words[bool(marked[z])]
        yield finding("label_untrue", Severity.ERROR, zones.code[z], said=said, true=true)
