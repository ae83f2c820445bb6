"""What an edit did to a plan, as a value: enough to do it again, and to take it back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gridgen.model.arrays import frozen, in_short, joined, rows_of_each, taken
from gridgen.model.people import Post, Staff
from gridgen.model.plan import Plan
from gridgen.model.zones import Zones
from gridgen.versions.order import Rank, in_order_of, places_in, rows_in
from gridgen.versions.posts import exchanged_posts

Rows = NDArray[np.int32]


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """Some zones of one level and who is in each: z zones, `members` (z,) of ascending rows."""

    zones: Zones
    members: tuple[Rows, ...]

    __repr__ = in_short

    def __post_init__(self) -> None:
        object.__setattr__(self, "members", tuple(frozen(rows, np.int32) for rows in self.members))

    def __len__(self) -> int:
        return len(self.zones)


@dataclass(frozen=True, slots=True, eq=False)
class State:
    """What a plan is where a change touches it, on one side of the change.

    Attributes
    ----------
    blocks
        By level the zones that are touched, as they are on this side.
    locks
        Codes of the touched zones that are locked.
    retired
        By level the codes, among those that the change retires or brings back, that are retired.
    posts
        Those of the zones touched.
    class_of
        By the code of a community whose rule changes its kind and class.
    retired_on
        By code of what is retired the day from which it is out of use, as 2026-11-29; "" where
        nobody said.
    """

    blocks: Mapping[str, Block] = field(default_factory=dict)
    locks: tuple[str, ...] = ()
    retired: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    posts: tuple[Post, ...] = ()
    class_of: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    retired_on: Mapping[str, str] = field(default_factory=dict)

    __repr__ = in_short


@dataclass(frozen=True, slots=True, eq=False)
class Change:
    """A plan on both sides of an edit, as far as the edit touches it.

    Attributes
    ----------
    before, after
        The two sides.
    metres
        What households walk more, at the first level.
    named
        Codes of the zones that the edit names or whose households it moves: two changes that name
        none in common can be made in either order. Others are touched in their outline alone.
    communities
        Codes of the communities whose findings may be others: not those in which a zone only gets a
        corner on its outline.
    """

    before: State
    after: State
    metres: float = 0.0
    named: tuple[str, ...] = ()
    communities: tuple[str, ...] = ()

    @property
    def inverse(self) -> Change:
        """The change that takes this one back."""
        return replace(self, before=self.after, after=self.before, metres=-self.metres)


def changed(plan: Plan, change: Change) -> Plan:
    """Return the plan on the other side of a change; its report is for the caller to make anew.

    Zones stand in the order of the communities, those set aside last in each, and of their codes.

    Raises
    ------
    NotInPlanError
        The plan has not the zones that the change takes away.
    """
    before, after = change.before, change.after
    plan = with_classes(plan, after.class_of)
    levels, zone_of = list(plan.levels), dict(plan.zone_of)
    rank = {code: row for row, code in enumerate(plan.communities.code.tolist())}
    for row, zones in enumerate(plan.levels):
        out, into = before.blocks.get(zones.level), after.blocks.get(zones.level)
        if out is not None and into is not None:
            levels[row], zone_of[zones.level] = _exchanged(
                zones, zone_of[zones.level], out, into, rank
            )
    made_by = plan.made_by
    made_by = replace(
        made_by,
        metres=round(made_by.metres + change.metres, 3),
        locks=tuple(sorted({*made_by.locks} - {*before.locks} | {*after.locks})),
        retired=_retired(made_by.retired, before.retired, after.retired),
        retired_on=_retired_on(made_by.retired_on, before, after),
    )
    return replace(
        plan,
        levels=tuple(levels),
        zone_of=zone_of,
        made_by=made_by,
        staff=_with_posts(plan, before.posts, after.posts),
    )


def block_of(
    plan: Plan, level: str, rows: NDArray[np.integer], members: Iterable[Rows] | None = None
) -> Block:
    """Return zones of a level by their rows, with who is in each; looked up where not given."""
    if members is None:
        label_of = np.full(len(plan.level(level)) + 1, -1, np.int32)  # the last: those in none
        label_of[rows] = np.arange(len(rows))
        label = label_of.take(plan.zone_of[level], mode="wrap")
        there = np.flatnonzero(label >= 0).astype(np.int32)
        members = [there[one] for one in rows_of_each(label[there], len(rows))]
    return Block(taken(plan.level(level), np.asarray(rows, np.int64)), tuple(members))


def both(one: Block | None, other: Block) -> Block:
    """Return the zones of two blocks as one; the other alone where there is no `one`."""
    if one is None:
        return other
    return Block(joined([one.zones, other.zones]), (*one.members, *other.members))


def _exchanged(
    zones: Zones, zone_of: NDArray[np.int32], out: Block, into: Block, rank: Rank
) -> tuple[Zones, NDArray[np.int32]]:
    """Return the zones of one level with those of `out` exchanged for those of `into`."""
    gone = rows_in(zones, out.zones, rank)
    if set(out.zones.code) == set(into.zones.code):
        # The same codes stand in the same rows: nothing else moves.
        row_of = dict(zip(out.zones.code, gone, strict=True))
        at = np.array([row_of[code] for code in into.zones.code], np.int64)
        made = _columns(zones, lambda name, column: _put(column, at, getattr(into.zones, name)))
        moved = zone_of.copy()
    else:
        before = places_in(zones, into.zones, rank)
        begin, end = min([*gone, *before]), max([*(gone + 1), *before])
        stay = np.setdiff1d(np.arange(begin, end), gone)
        order = in_order_of(into.zones, rank)
        # Rows from `begin` on, each by where it stood, or behind all of these by its row in `into`.
        source = np.insert(
            stay - begin, np.searchsorted(stay, before[order]), end - begin + np.array(order)
        )
        made = _columns(
            zones,
            lambda name, column: _woven(column, begin, end, getattr(into.zones, name), source),
        )
        place = np.empty(end - begin + len(into), np.int64)
        place[source] = begin + np.arange(len(source))
        at, now = place[end - begin :], np.arange(len(zones) + 1, dtype=np.int32)
        now[stay] = place[stay - begin]
        now[end:] += len(into) - len(out)
        now[-1] = -1  # for those in none
        moved = now.take(zone_of, mode="wrap")
    for rows in out.members:
        moved[rows] = -1
    for zone, rows in zip(at, into.members, strict=True):
        moved[rows] = zone
    moved.flags.writeable = False
    return made, moved


def _columns(zones: Zones, made: Any) -> Zones:
    """Return zones with each of their columns as `made` has it, by its name."""
    columns = {}
    for column in fields(Zones):
        if column.name != "level":
            values = made(column.name, getattr(zones, column.name))
            values.flags.writeable = False
            columns[column.name] = values
    return replace(zones, **columns)


def _put(column: NDArray[Any], at: NDArray[np.int64], values: NDArray[Any]) -> NDArray[Any]:
    if (column[at] == values).all():
        return column
    column = column.copy()
    column[at] = values
    return column


def _woven(
    column: NDArray[Any], begin: int, end: int, new: NDArray[Any], source: NDArray[np.int64]
) -> NDArray[Any]:
    """Return a column with other rows from `begin` to `end`: see `_exchanged`."""
    between = np.concatenate([column[begin:end], new])[source]
    return np.concatenate([column[:begin], between, column[end:]])


def _retired(
    retired: Mapping[str, tuple[str, ...]],
    before: Mapping[str, tuple[str, ...]],
    after: Mapping[str, tuple[str, ...]],
) -> dict[str, tuple[str, ...]]:
    made = dict(retired)
    for level in {*before, *after}:
        codes = {*made.get(level, ())} - {*before.get(level, ())} | {*after.get(level, ())}
        made[level] = tuple(sorted(codes))
    return {level: codes for level, codes in sorted(made.items()) if codes}


def _retired_on(days: Mapping[str, str], before: State, after: State) -> dict[str, str]:
    """Return by code the day from which it is out of use."""
    back = {code for codes in before.retired.values() for code in codes}
    made = {code: day for code, day in days.items() if code not in back}
    return dict(sorted((made | dict(after.retired_on)).items()))


def with_classes(plan: Plan, class_of: Mapping[str, tuple[str, str]]) -> Plan:
    """Return a plan whose communities, by their codes, have these kinds and classes."""
    if not class_of:
        return plan
    at = plan.communities
    kind, urban = at.kind.copy(), at.urban_class.copy()
    for row, code in enumerate(at.code):
        kind[row], urban[row] = class_of.get(code, (kind[row], urban[row]))
    communities = replace(at, kind=kind, urban_class=urban)
    return replace(plan, township=replace(plan.township, communities=communities))


def _with_posts(plan: Plan, before: tuple[Post, ...], after: tuple[Post, ...]) -> Staff | None:
    """Return who serves, with the posts of touched zones exchanged."""
    if plan.staff is None or before == after:
        return plan.staff
    return replace(plan.staff, posts=exchanged_posts(plan.staff, before, after))
