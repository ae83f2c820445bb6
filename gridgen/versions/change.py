"""What an edit did to a plan, as a value: enough to do it again, and to take it back."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gridgen.model.arrays import frozen, in_short, joined, taken
from gridgen.model.errors import NotInPlanError
from gridgen.model.people import People, Post, Staff
from gridgen.model.plan import Plan
from gridgen.model.zones import ASIDE, Zones

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
    for row, zones in enumerate(plan.levels):
        out, into = before.blocks.get(zones.level), after.blocks.get(zones.level)
        if out is not None and into is not None:
            levels[row], zone_of[zones.level] = _exchanged(
                zones, zone_of[zones.level], out, into, plan.communities.code
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
        zone_of = plan.zone_of[level]
        members = [np.flatnonzero(zone_of == zone).astype(np.int32) for zone in rows]
    return Block(taken(plan.level(level), np.asarray(rows, np.int64)), tuple(members))


def both(one: Block | None, other: Block) -> Block:
    """Return the zones of two blocks as one; the other alone where there is no `one`."""
    if one is None:
        return other
    return Block(joined([one.zones, other.zones]), (*one.members, *other.members))


def posts_in(plan: Plan, codes: Collection[str]) -> tuple[Post, ...]:
    """Return the posts in zones of these codes, as they stand."""
    posts = () if plan.staff is None else plan.staff.posts
    return tuple(post for post in posts if post.zone in codes)


def _exchanged(
    zones: Zones, zone_of: NDArray[np.int32], out: Block, into: Block, communities: Iterable[str]
) -> tuple[Zones, NDArray[np.int32]]:
    """Return the zones of one level with those of `out` exchanged for those of `into`."""
    gone = rows_of_codes(zones, out.zones.code)
    if set(out.zones.code) == set(into.zones.code):
        # The same codes stand in the same rows: nothing else moves.
        at = rows_of_codes(zones, into.zones.code)
        made = _columns(zones, lambda name, column: _put(column, at, getattr(into.zones, name)))
        moved = zone_of.copy()
    else:
        kept = np.setdiff1d(np.arange(len(zones)), gone)
        rank = {code: row for row, code in enumerate(communities)}
        place = _places(zones, kept, into.zones, rank)
        total = len(kept) + len(into)
        at = place[len(kept) :]
        made = _columns(
            zones,
            lambda name, column: _placed(column[kept], getattr(into.zones, name), place, total),
        )
        now = np.full(len(zones) + 1, -1, np.int32)  # the last is for those in none
        now[kept] = place[: len(kept)]
        moved = now[zone_of]
    for rows in out.members:
        moved[rows] = -1
    for zone, rows in zip(at, into.members, strict=True):
        moved[rows] = zone
    moved.flags.writeable = False
    return made, moved


def rows_of_codes(zones: Zones, codes: Iterable[str]) -> NDArray[np.int64]:
    """Return the row of each code.

    Raises
    ------
    NotInPlanError
        No zone has it.
    """
    wanted = list(codes)
    those = set(wanted)
    # Not by `isin`, which compares each object with each.
    row_of = {code: row for row, code in enumerate(zones.code.tolist()) if code in those}
    for code in wanted:
        if code not in row_of:
            raise NotInPlanError("change_elsewhere", code=code, level=zones.level)
    return np.array([row_of[code] for code in wanted], np.int64)


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
    column = column.copy()
    column[at] = values
    return column


def _placed(
    kept: NDArray[Any], new: NDArray[Any], place: NDArray[np.int64], total: int
) -> NDArray[Any]:
    """Return the values that are kept and the new ones, each in its place."""
    column = np.empty(total, kept.dtype)
    column[place[: len(kept)]] = kept
    column[place[len(kept) :]] = new
    return column


def place_of(zones: Zones, row: int, rank: Mapping[str, int]) -> tuple[int, bool, str]:
    """Return what the order of zones goes by, for one of them: see `order_key`."""
    return order_key(zones.community[row], zones.kind[row], zones.code[row], rank)


def order_key(
    community: str, kind: str, code: str, rank: Mapping[str, int]
) -> tuple[int, bool, str]:
    """Return what the order of zones goes by: the community, what is set aside last, the code.

    `rank` is the row of each community by its code.
    """
    return rank[community], kind in ASIDE, code


def _places(
    zones: Zones, kept: NDArray[np.int64], new: Zones, rank: Mapping[str, int]
) -> NDArray[np.int64]:
    """Return the place of each zone that is kept, which stay in their order, then of each new."""
    order = sorted(range(len(new)), key=lambda row: place_of(new, row, rank))
    place = np.empty(len(kept) + len(new), np.int64)
    # Where each would stand among those that are kept, found by bisection over their keys.
    begin = []
    for row in order:
        low, high, mine = 0, len(kept), place_of(new, row, rank)
        while low < high:
            middle = (low + high) // 2
            if place_of(zones, int(kept[middle]), rank) < mine:
                low = middle + 1
            else:
                high = middle
        begin.append(low)
    before = np.searchsorted(np.array(begin, np.int64), np.arange(len(kept)), side="right")
    place[: len(kept)] = np.arange(len(kept)) + before
    place[len(kept) + np.array(order, np.int64)] = np.array(begin, np.int64) + np.arange(len(new))
    return place


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
    gone = {(post.level, post.zone) for post in (*before, *after)}
    kept = [post for post in plan.staff.posts if (post.level, post.zone) not in gone]
    return replace(plan.staff, posts=in_order([*kept, *after], plan.staff.people))


def in_order(posts: Iterable[Post], people: People) -> tuple[Post, ...]:
    """Return posts by role, as the roles come among the people, and by the code of the zone."""
    rank = {role: row for row, role in enumerate(dict.fromkeys(people.role))}
    return tuple(sorted(posts, key=lambda post: (rank.get(post.role, len(rank)), post.role,
                                                 post.zone)))  # fmt: skip
