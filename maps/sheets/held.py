"""Which villager groups, estates and buildings lie in a zone, as a board lists them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import groupby

import numpy as np

from gridgen.model.arrays import natural_order
from gridgen.model.plan import Plan
from gridgen.words.numerals import arabic
from maps.ink.fonts import plain

HELD = ("group", "estate", "building")
"""Keys that a board tells, the widest first."""

Held = Mapping[str, tuple[tuple[str, bool], ...]]
"""By key the names in a zone, in natural order, each with whether it lies there as a whole."""

_NUMBERED = re.compile(r"^(.*?)(\d+)(\D*)$")


def held_in(plan: Plan) -> tuple[Held, ...]:
    """Return what lies in each zone of the top level of a plan.

    A group of one name in two communities is two groups.
    """
    if not plan.levels:
        return ()
    zone_of = plan.zone_of[plan.levels[0].level]
    found: list[dict[str, tuple[tuple[str, bool], ...]]] = [{} for _ in range(len(plan.levels[0]))]
    for key in HELD:
        if key in plan.township.households.keys:
            for zone, names in _by_zone(plan, key, zone_of).items():
                found[zone][key] = names
    return tuple(found)


def _by_zone(plan: Plan, key: str, zone_of: np.ndarray) -> dict[int, tuple[tuple[str, bool], ...]]:
    zones_of: dict[tuple[int, str], set[int]] = {}
    names_in: dict[int, set[tuple[int, str]]] = {}
    columns = (zone_of.tolist(), plan.community_of.tolist(), plan.township.households.keys[key])
    for zone, home, name in zip(*columns, strict=True):
        if name:
            zones_of.setdefault((home, name), set()).add(zone)
            if zone >= 0:
                names_in.setdefault(zone, set()).add((home, name))
    return {
        zone: tuple(
            (plain(name), len(zones_of[home, name]) == 1)
            for home, name in sorted(names, key=lambda one: natural_order(arabic(one[1])))
        )
        for zone, names in names_in.items()
    }


def in_runs(names: Sequence[str]) -> list[str]:
    """Return names with those that differ by one in a number joined to runs.

    >>> in_runs(["青禾花园1栋", "青禾花园2栋", "青禾花园3栋", "青禾花园5栋", "菜场"])
    ['青禾花园1–3栋', '青禾花园5栋', '菜场']
    """
    found: list[str] = []
    numbered = [_NUMBERED.match(name) for name in names]
    rows = list(zip(names, numbered, strict=True))

    def run(place: int) -> object:
        name, match = rows[place]
        # Equal for neighbours in a run: the number less the place in the list stays the same.
        return name if match is None else (match[1], match[3], int(match[2]) - place)

    for _, places in groupby(range(len(rows)), key=run):
        own = list(places)
        first, last = rows[own[0]], rows[own[-1]]
        if first[1] is None or last[1] is None or len(own) < 3:
            found += [names[place] for place in own]
        else:
            found.append(f"{first[1][1]}{first[1][2]}–{last[1][2]}{first[1][3]}")
    return found
