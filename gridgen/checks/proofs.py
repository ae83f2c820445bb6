"""Whether units that hang together can be shared out into sizes inside a band at all.

Own lines, so that they prove what the search could not find. False is never said without a proof.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csc_matrix

from gridgen.model.bands import Band
from gridgen.model.graphs import neighbours

FEW_UNITS = 12
"""Units up to which every way to share them out is tried."""

LARGEST_MOST = 100_000
"""The most of a band up to which sums are listed one by one."""

MOST_SETS = 2_000
MOST_LOOKED_AT = 20_000
"""Zones that could be that are listed, and sets of units that are looked at for it, at most."""

NODES = 50
"""Branches that HiGHS may look at for a proof."""

REMEMBERED = 500
"""Rests of which it is remembered whether they can be divided."""

_NONE_AT_ALL = 2
"""What scipy says where it is proven that nothing fits."""


@dataclass(frozen=True, slots=True, eq=False)
class Rest:
    """What is divided together: u units and the (m, 2) pairs of them that touch.

    `load` (u,) is what the band counts of each.
    """

    load: NDArray[np.int64]
    pairs: NDArray[np.int32]

    @property
    def number(self) -> int:
        """What the band counts in all."""
        return int(self.load.sum())


def counts(band: Band, number: int) -> list[int]:
    """Return the numbers of zones whose sizes can add up to `number`, by trying each."""
    return [
        k for k in range(1, number // band.fewest + 1) if band.fewest * k <= number <= band.most * k
    ]


def has_sums(band: Band, rest: Rest) -> bool:
    """Say whether the units could be shared out into sizes inside the band, wherever they lie.

    Few units are shared out in every way. Of many, some must add up to a size that leaves a rest
    that can be cut, and the sizes and numbers of units in a zone must allow some number of zones.
    """
    load = sorted((int(n) for n in rest.load if n > 0), reverse=True)
    if len(load) <= FEW_UNITS:
        return _can_share(band, tuple(load), {})
    if band.most > LARGEST_MOST:
        return True
    sizes = _sizes(band, load)
    if not any(rest.number == s or counts(band, rest.number - s) for s in sizes):
        return False
    return bool(fitting(band, load))


def fitting(band: Band, load: Sequence[int]) -> list[int]:
    """Return the numbers of zones that units may fill, by their sums and by how many one can have.

    Parameters
    ----------
    band
        Of each zone.
    load
        (u,) what the band counts of each unit.
    """
    most_first = sorted((int(n) for n in load if n > 0), reverse=True)
    total = sum(most_first)
    if band.most > LARGEST_MOST:
        return counts(band, total)
    sizes = _sizes(band, most_first)
    if not sizes:
        return []
    most = _in_one(most_first[::-1], band.most)
    fewest = _in_one(most_first, band.fewest - 1) + 1
    return [
        k
        for k in counts(band, total)
        if sizes[0] * k <= total <= sizes[-1] * k and fewest * k <= len(most_first) <= most * k
    ]


def _sizes(band: Band, load: Sequence[int]) -> list[int]:
    """Return the sizes inside the band to which some units add up."""
    sums, short = 1, (1 << band.most + 1) - 1  # bit s is set where some units add up to s
    for n in load:
        sums |= sums << n & short
    return [s for s in range(band.fewest, band.most + 1) if sums >> s & 1]


def _in_one(load: Sequence[int], most: int) -> int:
    """Return how many of the first units together are not above `most`."""
    return int(np.searchsorted(np.cumsum(load), most, side="right"))


def _can_share(band: Band, loads: tuple[int, ...], known: dict[tuple[int, ...], bool]) -> bool:
    """Say whether `loads` fill whole zones, by trying every zone of the first one."""
    if not loads:
        return True
    if loads not in known:
        known[loads] = False
        others = loads[1:]
        for choice in range(2 ** len(others)):
            mine = [load for i, load in enumerate(others) if choice >> i & 1]
            if band.fewest <= loads[0] + sum(mine) <= band.most:
                left = tuple(load for i, load in enumerate(others) if not choice >> i & 1)
                if _can_share(band, left, known):
                    known[loads] = True
                    break
    return known[loads]


def has_division(band: Band, rest: Rest) -> bool:
    """Say whether the units could be divided into zones in one piece; True where that is not known.

    Where pairs are a tree, all ways to cut it are gone through; where few zones can be at all,
    these are listed, and HiGHS looks for a division into them. What was said of the last rests is
    remembered: nearly every edit leaves the units of a community as they were, and asks again.
    """
    is_tree = len(rest.pairs) == len(rest.load) - 1
    if band.most > LARGEST_MOST or not (is_tree or fewest_sets(band, rest.load) <= MOST_SETS):
        return True
    pairs = np.ascontiguousarray(rest.pairs, np.int32)
    return _searched(band, tuple(rest.load.tolist()), pairs.tobytes())


@lru_cache(maxsize=REMEMBERED)
def _searched(band: Band, loads: tuple[int, ...], touching: bytes) -> bool:
    """Say whether units can be divided; `touching` holds their (m, 2) pairs, int32, row by row."""
    load, pairs = list(loads), np.frombuffer(touching, np.int32).reshape(-1, 2)
    start, near = neighbours(len(load), pairs)
    beside = [near[start[u] : start[u + 1]].tolist() for u in range(len(load))]
    if len(pairs) == len(load) - 1:
        return _tree_has_division(band, load, beside)
    sets = _zones(band, load, beside)
    if sets is None:
        return True
    if not sets:
        return False
    rows = np.concatenate([np.array(one) for one in sets])
    begin = np.cumsum([0, *map(len, sets)])
    member = csc_matrix((np.ones(len(rows)), rows, begin), shape=(len(beside), len(sets)))
    once = np.ones(len(beside))
    solved = milp(
        np.zeros(len(sets)), constraints=LinearConstraint(member, once, once),
        bounds=Bounds(0, 1), integrality=np.ones(len(sets)), options={"node_limit": NODES},
    )  # fmt: skip
    return bool(solved.status != _NONE_AT_ALL)


def _tree_has_division(band: Band, load: list[int], beside: list[list[int]]) -> bool:
    """Say whether some links of a tree can be cut so that all zones are inside the band."""
    order, above = [0], [-1] * len(load)
    for u in order:
        for v in beside[u]:
            if v != above[u]:
                above[v] = u
                order.append(v)
    inside = (1 << band.most + 1) - (1 << band.fewest)
    # Bit s of a unit is set where the zone around it can have s in its subtree.
    can_be = [1 << n for n in load]
    for u in reversed(order[1:]):
        mine, upper = can_be[u], can_be[above[u]]
        joined = upper if mine & inside else 0
        for s in range(mine.bit_length()):
            if mine >> s & 1:
                joined |= upper << s
        can_be[above[u]] = joined & ((1 << band.most + 1) - 1)
    return bool(can_be[0] & inside)


def _zones(band: Band, load: list[int], beside: list[list[int]]) -> list[list[int]] | None:
    """Return each set of units in one piece inside the band; None where there are too many.

    Each from its lowest unit on: a unit is in, or else out of all sets that follow. Sets of units
    are whole numbers with a bit for each.
    """
    touched = [sum(1 << v for v in near) for near in beside]
    looked_at = 0
    found: list[list[int]] = []
    for root in range(len(load)):
        # The units, their households, all that they touch, and who is out.
        waiting = [([root], load[root], touched[root], (1 << root + 1) - 1)]
        while waiting:
            mine, size, edge, out = waiting.pop()
            looked_at += 1
            if looked_at > MOST_LOOKED_AT or len(found) > MOST_SETS:
                return None
            if band.fewest <= size <= band.most:
                found.append(mine)
            left = edge & ~out
            while left:
                bit = left & -left
                v, left, out = bit.bit_length() - 1, left ^ bit, out | bit
                if size + load[v] <= band.most:
                    waiting.append(([*mine, v], size + load[v], edge | touched[v], out))
    return found


def fewest_sets(band: Band, load: NDArray[np.int64]) -> int:
    """Return how many sets of units in one piece are inside the band at least, however they touch.

    Some unit can always be taken away so that the others stay in one piece. From it a set grows by
    a unit at a time; it counts no more than the largest more each time, so that while there are
    enough units it is inside the band for as many steps as fit into it.
    """
    largest = int(load.max(initial=0))
    if largest == 0:
        return 0
    begun = (int(load.sum()) - band.most) // largest + 1
    return max(0, begun) * ((band.most - band.fewest + 1) // largest)
