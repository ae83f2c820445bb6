"""Two plans -> what became of their villages and urban communities: merged, split, renamed, new."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import shapely
from numpy.typing import NDArray

from gridgen.model.communities import Communities
from gridgen.model.crs import moved
from gridgen.model.plan import Plan
from gridgen.model.polygons import repair
from gridgen.plans.both import Both, Sides, both_of, sides_of

SAME_SHARE = 0.001
"""An outline of which less than this share of the land changed is the one it was, drawn again."""


class CommunityState(StrEnum):
    """What became of a community."""

    MERGED = "merged"
    SPLIT = "split"
    RECODED = "recoded"
    RENAMED = "renamed"
    RECLASSED = "reclassed"
    NEW = "new"
    GONE = "gone"
    MOVED = "moved"
    """Households of one that stays are in another one that was there."""
    REDRAWN = "redrawn"
    """Its outline is another, and nobody lives where it changed."""


@dataclass(frozen=True, slots=True)
class CommunityChange:
    """What became of one community, or what several became.

    Attributes
    ----------
    state
        What it is.
    old, new
        Codes before and after. Merged: several before, one after. Split: the other way round; the
        one that was there comes first where it stays.
    old_names, new_names
        In the same order.
    households
        As they are now; of one that is gone as they were. Of a merge and of a split those of all.
    before, now
        What it was and is, where it counts by other rules now: its class, or its kind.
    """

    state: CommunityState
    old: tuple[str, ...]
    new: tuple[str, ...]
    old_names: tuple[str, ...]
    new_names: tuple[str, ...]
    households: int
    before: str = ""
    now: str = ""


def community_changes(
    old: Plan, new: Plan, both: Both | None = None
) -> tuple[CommunityChange, ...]:
    """Return what became of the communities of a plan, the weightiest first.

    A community goes where most of its households are; where nobody is in both plans, nothing tells.

    Parameters
    ----------
    old, new
        Any two plans.
    both
        Their households side by side, where that is known already.
    """
    known = both or both_of(old, new)
    told = _Told(old, new, known)
    order = list(CommunityState)
    return tuple(sorted(told.all(), key=lambda one: (order.index(one.state), one.old, one.new)))


class _Told:
    """The flows of households between the communities of two plans, and what they tell."""

    def __init__(self, old: Plan, new: Plan, both: Both) -> None:
        """Count who went from which community to which."""
        self.old, self.new = old, new
        self.sides = sides_of(both, (old.communities.code, old.community_of),
                              (new.communities.code, new.community_of))  # fmt: skip
        self.row_of = {code: row for row, code in enumerate(self.sides.codes)}
        c = len(self.sides.codes)
        self.flow = _summed(both.weight, self.sides, c)
        self.count = _summed(both.new_count, self.sides, c)
        here = self.sides.now >= 0
        self.weight = np.bincount(self.sides.now[here], both.weight[here], minlength=c)
        self.name = [dict(zip(at.code, at.name, strict=True)) for at in _sides(old, new)]
        self.lived = np.bincount(self.sides.was[self.sides.was >= 0],
                                 both.old_count[self.sides.was >= 0],
                                 minlength=len(self.sides.codes)).astype(int)  # fmt: skip
        self.lives = np.bincount(self.sides.now[self.sides.now >= 0],
                                 both.new_count[self.sides.now >= 0],
                                 minlength=len(self.sides.codes)).astype(int)  # fmt: skip
        self.lost = sorted(self.name[0].keys() - self.name[1].keys())
        self.fresh = sorted(self.name[1].keys() - self.name[0].keys())
        self.explained: set[tuple[str, str]] = set()

    def all(self) -> Iterator[CommunityChange]:
        """Give all that is told."""
        heirs = self._heirs()
        self.explained = {(one, code) for code, came in heirs.items() for one in came}
        split = self._split(heirs)
        yield from split
        yield from self._merged_or_recoded(heirs, {one.old for one in split})
        for code in self.fresh:
            if not any(way[1] == code for way in self.explained):
                number = int(self.lives[self.row_of[code]])
                yield self._change(CommunityState.NEW, [], [code], number)
        for code in self.lost:
            if code not in {one for codes in heirs.values() for one in codes}:
                number = int(self.lived[self.row_of[code]])
                yield self._change(CommunityState.GONE, [code], [], number)
        yield from self._moved()
        yield from self._of_those_that_stay()

    def _change(
        self, state: CommunityState, old: Sequence[str], new: Sequence[str], households: int,
        before: str = "", now: str = "",
    ) -> CommunityChange:  # fmt: skip
        return CommunityChange(
            state, tuple(old), tuple(new), tuple(self.name[0][code] or code for code in old),
            tuple(self.name[1][code] or code for code in new), households, before, now,
        )  # fmt: skip

    def _heirs(self) -> dict[str, list[str]]:
        """Return by the code of a community those whose code is no more and that went there."""
        heirs: dict[str, list[str]] = {}
        for code in self.lost:
            row = self.flow[self.row_of[code]]
            if row.sum() > 0:
                heirs.setdefault(self.sides.codes[int(row.argmax())], []).append(code)
        return heirs

    def _merged_or_recoded(
        self, heirs: dict[str, list[str]], split: set[tuple[str, ...]]
    ) -> Iterator[CommunityChange]:
        for code, came in sorted(heirs.items()):
            stays = [code] if code in self.name[0] else []
            number = int(self.lives[self.row_of[code]])
            if stays or len(came) > 1:
                yield self._change(CommunityState.MERGED, [*stays, *came], [code], number)
            elif tuple(came) not in split:
                yield self._change(CommunityState.RECODED, came, [code], number)

    def _split(self, heirs: dict[str, list[str]]) -> list[CommunityChange]:
        """Return the communities from which new ones come most of whose households were there."""
        parts: dict[str, list[str]] = {}
        for code in self.fresh:
            column, weight = self.flow[:, self.row_of[code]], self.weight[self.row_of[code]]
            source = self.sides.codes[int(column.argmax())]
            if 2 * column.max() > weight and (source, code) not in self.explained:
                parts.setdefault(source, []).append(code)
        changes = []
        for source, codes in sorted(parts.items()):
            first = [source] if source in self.name[1] else []
            first += [code for code, came in heirs.items() if came == [source]]
            self.explained |= {(source, code) for code in codes}
            rows = [self.row_of[one] for one in (*first, *codes)]
            number = int(self.count[self.row_of[source], rows].sum())
            changes.append(self._change(CommunityState.SPLIT, [source], [*first, *codes], number))
        return changes

    def _moved(self) -> Iterator[CommunityChange]:
        for i, j in np.argwhere(self.flow > 0).tolist():
            way = (self.sides.codes[i], self.sides.codes[j])
            if i != j and way not in self.explained:
                number = int(self.count[i, j])
                yield self._change(CommunityState.MOVED, way[:1], way[1:], number)

    def _of_those_that_stay(self) -> Iterator[CommunityChange]:
        was, now = _sides(self.old, self.new)
        row_of = {code: row for row, code in enumerate(now.code)}
        pairs = [(i, row_of[code]) for i, code in enumerate(was.code) if code in row_of]
        touched = {code for i, j in np.argwhere(self.flow > 0).tolist() if i != j
                   for code in (self.sides.codes[i], self.sides.codes[j])}  # fmt: skip
        shapes = repair(moved(was.shape, self.old.township.crs, self.new.township.crs))
        for i, j in pairs:
            code = str(was.code[i])
            number = int(self.lives[self.row_of[code]])
            if was.name[i] != now.name[j]:
                yield self._change(CommunityState.RENAMED, [code], [code], number)
            before, after = str(was.class_or_kind[i]), str(now.class_or_kind[j])
            if before != after:
                yield self._change(CommunityState.RECLASSED, [code], [code], number, before, after)
            if code not in touched and _is_other(shapes[i], now.shape[j]):
                yield self._change(CommunityState.REDRAWN, [code], [code], number)


def _sides(old: Plan, new: Plan) -> tuple[Communities, Communities]:
    return old.communities, new.communities


def _summed(values: NDArray[np.int64], sides: Sides, c: int) -> NDArray[np.float64]:
    """Return (c, c) the values of the households that went from one community to another."""
    there = (sides.was >= 0) & (sides.now >= 0)
    flat = np.bincount(sides.was[there] * c + sides.now[there], values[there], minlength=c * c)
    return flat.astype(np.float64).reshape(c, c)


def _is_other(before: shapely.Geometry, now: shapely.Geometry) -> bool:
    """Say whether an outline is another: drawn again it differs by slivers."""
    apart = shapely.area(shapely.symmetric_difference(before, now))
    return bool(apart > SAME_SHARE * max(float(shapely.area(now)), 1.0))
