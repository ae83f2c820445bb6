"""Zones stand in an order: by community, what is set aside last in each, then by code.

`open_draft` brings them into it and every change leaves them in it, so that where a zone stands is
found by halves: a plan of 50,000 zones is not gone through for each edit.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from gridgen.model.arrays import taken
from gridgen.model.errors import NotInPlanError
from gridgen.model.plan import Plan
from gridgen.model.zones import ASIDE, Zones

Rank = Mapping[str, int]
"""The row of each community by its code."""


def order_key(community: str, kind: str, code: str, rank: Rank) -> tuple[int, bool, str]:
    """Return what the order of zones goes by: the community, what is set aside last, the code."""
    return rank[community], kind in ASIDE, code


def in_order_of(zones: Zones, rank: Rank) -> list[int]:
    """Return the rows of zones, which stand in any order, in that in which they should."""
    keys = _keys(zones, rank)
    return sorted(range(len(zones)), key=keys.__getitem__)


def rows_at_home(zones: Zones, community: str, rank: Rank) -> NDArray[np.int64]:
    """Return the rows of the zones of a community, by its code, of a level in order."""
    at, key = rank[community], rank.__getitem__
    begin = bisect_left(zones.community, at, key=key)
    return np.arange(begin, bisect_right(zones.community, at, lo=begin, key=key))


def at_home(plan: Plan, community: str, rank: Rank) -> list[Zones]:
    """Return the zones of a community, by its code, of each level of a plan in order."""
    return [taken(zones, rows_at_home(zones, community, rank)) for zones in plan.levels]


def places_in(zones: Zones, others: Zones, rank: Rank) -> NDArray[np.int64]:
    """Return before which rows of a level in order the zones of another value would stand."""

    def key(row: int) -> tuple[int, bool, str]:
        return order_key(zones.community[row], zones.kind[row], zones.code[row], rank)

    every = range(len(zones))
    return np.array([bisect_left(every, one, key=key) for one in _keys(others, rank)], np.int64)


def rows_in(zones: Zones, others: Zones, rank: Rank) -> NDArray[np.int64]:
    """Return the rows of a level in order in which the zones of another value stand, by code.

    Raises
    ------
    NotInPlanError
        One is not there.
    """
    rows = places_in(zones, others, rank)
    for row, code in zip(rows, others.code, strict=True):
        if row == len(zones) or zones.code[row] != code:
            raise NotInPlanError("change_elsewhere", code=code, level=zones.level)
    return rows


def _keys(zones: Zones, rank: Rank) -> list[tuple[int, bool, str]]:
    each = zip(zones.community.tolist(), zones.kind.tolist(), zones.code.tolist(), strict=True)
    return [order_key(*one, rank) for one in each]
