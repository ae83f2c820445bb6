"""The zones of all communities -> the levels of one plan, and its links."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Executor
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from gridgen.division.coded import Coded, Coding
from gridgen.land.seams import seamed
from gridgen.model.arrays import joined, taken
from gridgen.model.later import later
from gridgen.model.links import Links
from gridgen.model.zones import Zones


@dataclass(frozen=True, slots=True, eq=False)
class Numbered:
    """The zones of a whole township, numbered.

    `levels` from the top, those that have a zone; `zone_of` for each (n,) the zone of each
    household, -1 for none; `zone_at` the codes of the zones around each given centre, by its row.
    """

    levels: tuple[Zones, ...]
    zone_of: Mapping[str, NDArray[np.int32]]
    zone_at: Mapping[int, list[str]]


def numbered(
    coding: Coding, coded: Mapping[int, Coded], executor: Executor | None = None
) -> Numbered:
    """Return the zones of all communities.

    Zones stand in the order of the communities and, inside each, of their codes; what is set aside
    comes last, at every level.

    Parameters
    ----------
    coding
        What is set aside, and who is in which community.
    coded
        The zones of each community that is divided, by its row.
    executor
        Over which borders between communities are made one line, level by level; None for this
        process.
    """
    zone_at: dict[int, list[str]] = {}
    blocks: dict[str, list[Zones]] = {level.name: [] for level in coding.rules.levels}
    zone_of = {name: np.full(len(coding.site.households), -1, np.int32) for name in blocks}
    begun = dict.fromkeys(blocks, 0)
    for row in sorted({*coded, *coding.extra}):
        if row in coded:
            one = coded[row]
            for zones, mine in zip(one.zones, one.zone_of, strict=True):
                zone_of[zones.level][coding.members[row]] = mine + begun[zones.level]
                begun[zones.level] += len(zones)
                blocks[zones.level].append(zones)
            zone_at |= {at: zone_at.get(at, []) + codes for at, codes in one.zone_at.items()}
        for zones, rows in coding.extra.get(row, ()):
            for number, inside in enumerate(rows):
                zone_of[zones.level][inside] = begun[zones.level] + number
            begun[zones.level] += len(zones)
            blocks[zones.level].append(zones)
    made = [name for name in blocks if blocks[name]]
    levels = _seamed([joined(blocks[name]) for name in made], executor)
    return Numbered(levels, {name: zone_of[name] for name in made}, zone_at)


def _seamed(levels: list[Zones], executor: Executor | None) -> tuple[Zones, ...]:
    """Return levels with the outer borders of communities made one line."""
    # The last has the most zones: it is this process's own.
    away = [later(executor, seamed, zones.polygon) for zones in levels[:-1]]
    own = [seamed(zones.polygon) for zones in levels[-1:]]
    shapes = [*(made() for made in away), *own]
    return tuple(
        replace(zones, polygon=polygon) for zones, polygon in zip(levels, shapes, strict=True)
    )


def all_links(members: Mapping[int, NDArray[np.int64]], links: Mapping[int, Links]) -> Links:
    """Return the links of all communities over the households of the plan.

    `members` are the rows of the households of each community, `links` those among them.
    """
    if not links:
        return Links(np.zeros((0, 2), np.int32), np.zeros(0), np.zeros(0, bool))
    pairs = np.concatenate(
        [np.sort(members[row][made.pairs], axis=1) for row, made in links.items()]
    )
    border = np.concatenate([made.border_m for made in links.values()])
    joins = np.concatenate([made.joins for made in links.values()])
    bends = np.concatenate([made.bends for made in links.values()])
    along = np.concatenate([made.along_m for made in links.values()])
    order = np.lexsort((pairs[:, 1], pairs[:, 0]))
    return taken(Links(pairs, border, joins, bends, along), order)
