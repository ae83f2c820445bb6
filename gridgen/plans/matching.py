"""Households of a plan and those of a newer list -> who is who: by id, or by place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from gridgen.model.arrays import Texts
from gridgen.model.households import KEEP_KEYS, Households

WITHIN_M = 5.0
"""A household of a newer list is one of the plan where they are at most so far from each other."""

SAME_M = 0.1
"""Places are one where they are equal in steps of this."""

_NEAREST = 16
"""Households near another that are looked at in a turn."""


@dataclass(frozen=True, slots=True, eq=False)
class Placed:
    """n households with what says where they are.

    `home` (n,) a number for the community of each, -1 for none; `has_place` (n,) false for a
    stand-in, whose place says nothing.
    """

    households: Households
    home: NDArray[np.int32]
    has_place: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.households)


def by_id(old: Texts, new: Texts) -> NDArray[np.int64]:
    """Return (n,) the row of (o,) older ids that each of (n,) newer ones is, -1 for none."""
    row_of = {name: row for row, name in enumerate(old)}
    return np.array([row_of.get(name, -1) for name in new], np.int64)


def without_zeros(old: Texts, new: Texts) -> NDArray[np.int64]:
    """Return (n,) the row of the older id that each newer one is but for zeros in front, or -1.

    Spreadsheets drop them: 0012 becomes 12. Only ids that are digits alone count, and only where
    one on each side reads so without zeros; equal ids are -1, since they need none of this.

    >>> without_zeros(["0012", "7", "a"], ["12", "7", "07"]).tolist()
    [0, -1, -1]
    """
    before, after = [_bare(name) for name in old], [_bare(name) for name in new]
    times = [Counter(names) for names in (before, after)]
    row_of = {name: row for row, name in enumerate(before) if name and times[0][name] == 1}
    found = np.full(len(new), -1, np.int64)
    for row, name in enumerate(after):
        at = row_of.get(name, -1)
        if at >= 0 and times[1][name] == 1 and old[at] != new[row]:
            found[row] = at
    return found


def _bare(name: str) -> str:
    is_number = name.isascii() and name.isdecimal()
    return name.lstrip("0") or "0" if is_number else ""


def by_place(old: Placed, new: Placed) -> NDArray[np.int64]:
    """Return (n,) the older household that stands where each newer one does, -1 for none.

    One to one, in the same community, at most `WITHIN_M` apart, and where both name a villager
    group, building or the like, the same one. Of several at one place the one of that id is taken,
    else they are taken in their order. Who has no place is known by id.

    Parameters
    ----------
    old, new
        In the same metres; homes are rows of the same communities.
    """
    found = np.full(len(new), -1, np.int64)
    absent = by_id(old.households.ids, new.households.ids)
    there = ~new.has_place & (absent >= 0)
    there[there] &= ~old.has_place[absent[there]]
    found[there] = absent[there]
    columns = [
        key for key in KEEP_KEYS if key in old.households.keys and key in new.households.keys
    ]
    for extra in (("ids",), ()):
        sides = [_marks(side, columns, extra) for side in (old, new)]
        _pair(sides[0], sides[1], found)
    while _pair_near(old, new, columns, found):
        pass
    return found


def _marks(side: Placed, columns: Sequence[str], extra: Sequence[str]) -> list[tuple[object, ...]]:
    """Return what must be equal for two households to be one; () for whoever has no place."""
    households = side.households
    at = np.round(households.xy / SAME_M).astype(np.int64).tolist()
    further = [households.keys[key] for key in columns]
    further += [getattr(households, name) for name in extra]
    rows = zip(side.home.tolist(), map(tuple, at), side.has_place.tolist(), *further, strict=True)
    return [(home, spot, *more) if placed else () for home, spot, placed, *more in rows]


def _pair(
    old: list[tuple[object, ...]], new: list[tuple[object, ...]], found: NDArray[np.int64]
) -> None:
    """Pair those that are not paired and bear equal marks, in their order; change `found`."""
    taken = set(found.tolist())
    free: dict[tuple[object, ...], list[int]] = {}
    for row in range(len(old) - 1, -1, -1):
        if row not in taken and old[row]:
            free.setdefault(old[row], []).append(row)
    for row in np.flatnonzero(found < 0).tolist():
        waiting = free.get(new[row])
        if waiting:
            found[row] = waiting.pop()


def _pair_near(old: Placed, new: Placed, columns: Sequence[str], found: NDArray[np.int64]) -> bool:
    """Pair those that are not paired with their nearest; return whether any was."""
    is_free = old.has_place.copy()
    is_free[found[found >= 0]] = False
    left, asked = np.flatnonzero(is_free), np.flatnonzero((found < 0) & new.has_place)
    if not len(left) or not len(asked):
        return False
    pairs = sorted(_near(old, new, left, asked))
    taken: set[int] = set()
    before = int((found >= 0).sum())
    for _, row, at in pairs:
        if found[row] < 0 and at not in taken and _is_alike(old, new, columns, (at, row)):
            found[row] = at
            taken.add(at)
    return int((found >= 0).sum()) > before


def _near(
    old: Placed, new: Placed, left: NDArray[np.int64], asked: NDArray[np.int64]
) -> Iterator[tuple[float, int, int]]:
    """Give metres, newer and older row of those that are near each other."""
    tree = cKDTree(old.households.xy[left])
    metres, rows = tree.query(
        new.households.xy[asked], k=min(_NEAREST, len(left)), distance_upper_bound=WITHIN_M + 1e-9
    )
    metres, rows = metres.reshape(len(asked), -1), rows.reshape(len(asked), -1)
    for row, column in zip(*np.nonzero(np.isfinite(metres)), strict=True):
        yield float(metres[row, column]), int(asked[row]), int(left[rows[row, column]])


def _is_alike(old: Placed, new: Placed, columns: Sequence[str], pair: tuple[int, int]) -> bool:
    """Return whether nothing that both say speaks against an older and a newer row being one."""
    before, after = pair
    if old.home[before] != new.home[after]:
        return False
    both = ((old.households.keys[k][before], new.households.keys[k][after]) for k in columns)
    return all(one == other or not one or not other for one, other in both)


def metres_moved(old: Placed, new: Placed, old_of: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return (n,) metres from where each newer household was before; NaN where nobody knows.

    Parameters
    ----------
    old, new
        In the same metres.
    old_of
        (n,) the older row of each newer one, -1 for none.
    """
    metres = np.full(len(new), np.nan)
    rows = np.flatnonzero((old_of >= 0) & new.has_place)
    rows = rows[old.has_place[old_of[rows]]]
    metres[rows] = np.hypot(*(new.households.xy[rows] - old.households.xy[old_of[rows]]).T)
    return metres


def is_elsewhere(old: Placed, new: Placed, old_of: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return (n,) whether an id that is known stands where the plan has another household.

    Parameters
    ----------
    old, new, old_of
        As of `metres_moved`.
    """
    with np.errstate(invalid="ignore"):
        elsewhere = metres_moved(old, new, old_of) > WITHIN_M
    if elsewhere.any():
        tree = cKDTree(old.households.xy[old.has_place])
        elsewhere[elsewhere] = tree.query(new.households.xy[elsewhere])[0] <= SAME_M
    return elsewhere
