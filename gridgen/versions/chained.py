"""Two changes, made one after the other -> the change that both are together."""

from __future__ import annotations

from collections.abc import Hashable
from typing import TypeVar

import numpy as np

from gridgen.model.arrays import taken
from gridgen.versions.change import Block, Change, State, both

H = TypeVar("H", bound=Hashable)


def chained(first: Change, second: Change) -> Change:
    """Return two changes as one.

    Parameters
    ----------
    first
        Of a plan.
    second
        Of the plan that `first` makes.
    """
    # What the second takes away of what the first made stands on neither side.
    return Change(
        _side(first.before, second.before, first.after),
        _side(second.after, first.after, second.before),
        metres=round(first.metres + second.metres, 3),
        named=tuple(sorted({*first.named, *second.named})),
        communities=tuple(sorted({*first.communities, *second.communities})),
    )


def _side(mine: State, other: State, between: State) -> State:
    """Return one side of both changes: its own, and of the other change what is not in between."""
    states = (mine, other, between)
    levels = dict.fromkeys((*mine.blocks, *other.blocks))
    retired = {
        level: _sum(*(state.retired.get(level, ()) for state in states))
        for level in sorted({level for state in states for level in state.retired})
    }
    days = {**other.retired_on, **mine.retired_on}
    gone = {code for codes in retired.values() for code in codes}
    return State(
        {level: _blocks(mine, other, between, level) for level in levels},
        locks=_sum(mine.locks, other.locks, between.locks),
        retired=retired,
        posts=_sum(mine.posts, other.posts, between.posts),
        class_of={**other.class_of, **mine.class_of},
        retired_on={code: day for code, day in days.items() if code in gone},
    )


def _blocks(mine: State, other: State, between: State, level: str) -> Block:
    """Return the zones of one level on one side."""
    more = other.blocks.get(level)
    if more is None:
        return mine.blocks[level]
    if level in between.blocks:
        gone = {*between.blocks[level].zones.code}
        rest = [row for row, code in enumerate(more.zones.code) if code not in gone]
        members = tuple(more.members[row] for row in rest)
        more = Block(taken(more.zones, np.array(rest, np.int64)), members)
    return both(mine.blocks.get(level), more)


def _sum(mine: tuple[H, ...], other: tuple[H, ...], between: tuple[H, ...]) -> tuple[H, ...]:
    return (*mine, *(one for one in other if one not in between))
