"""Two plans -> their households side by side, and which zones go on under another code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gridgen.model.arrays import Texts
from gridgen.model.plan import Plan

Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Both:
    """The k households of either plan.

    They are matched by id; an id that a plan holds more than once by its place among its equals.

    Attributes
    ----------
    ids
        (k,) those of the older plan in its order, then those of the newer one alone.
    at_old, at_new
        (k,) the row in each plan, -1 where it is not in it.
    old_count, new_count
        (k,) households, 0 where it is not in the plan.
    """

    ids: Texts
    at_old: Rows
    at_new: Rows
    old_count: Rows
    new_count: Rows

    @property
    def in_old(self) -> NDArray[np.bool_]:
        """(k,) whether a household is in the older plan."""
        return self.at_old >= 0

    @property
    def in_new(self) -> NDArray[np.bool_]:
        """(k,) whether a household is in the newer plan."""
        return self.at_new >= 0

    @property
    def in_both(self) -> NDArray[np.bool_]:
        """(k,) whether a household is in both plans."""
        return self.in_old & self.in_new

    @property
    def weight(self) -> Rows:
        """(k,) what a household weighs where most of a zone is asked, seen from either plan alike.

        What it counts in both, twice what it counts in one alone; a vacant row 1.
        """
        both = self.old_count + self.new_count
        return np.maximum(np.where(self.in_both, both, 2 * both), 1)


def both_of(old: Plan, new: Plan) -> Both:
    """Return the households of two plans side by side."""
    before, now = old.township.households, new.township.households
    o = len(before)
    key = pd.factorize(np.concatenate([before.ids, now.ids]))[0].astype(np.int64)
    nth = np.concatenate([_nth(key[:o]), _nth(key[o:])])
    if nth.any():
        key = pd.factorize(key * (int(nth.max()) + 1) + nth)[0].astype(np.int64)
    k = int(key.max(initial=-1)) + 1
    ids, at_old, at_new = np.empty(k, object), np.full(k, -1), np.full(k, -1)
    for side, at, rows in ((before, at_old, key[:o]), (now, at_new, key[o:])):
        ids[rows] = side.ids
        at[rows] = np.arange(len(side))
    return Both(
        ids, at_old, at_new, np.append(before.count, 0)[at_old], np.append(now.count, 0)[at_new]
    )


def _nth(key: Rows) -> Rows:
    """Return (n,) how many equal keys stand before each."""
    order = np.argsort(key, kind="stable")
    ordered = key[order]
    nth = np.empty(len(key), np.int64)
    nth[order] = np.arange(len(key)) - np.searchsorted(ordered, ordered)
    return nth


@dataclass(frozen=True, slots=True, eq=False)
class Sides:
    """Where the k households of two plans were and are, among things that have codes.

    Attributes
    ----------
    codes
        (c,) of either plan, sorted, none repeated; "" is among them where it was asked for.
    was, now
        (k,) rows of `codes`, -1 for none.
    """

    codes: list[str]
    was: Rows
    now: Rows


def sides_of(
    both: Both, old: tuple[Texts, NDArray[np.integer]], new: tuple[Texts, NDArray[np.integer]],
    *, with_none: bool = False,
) -> Sides:  # fmt: skip
    """Return where households were and are.

    Parameters
    ----------
    both
        The k households.
    old, new
        For each plan the codes of z things, and (n,) in which of them each of its households is, -1
        for none. Things of one code are one; one without a code is none.
    with_none
        Whether "" is a code too: that of households in none, in the plans that they are in.
    """
    codes = sorted({*old[0], *new[0]} - {""})
    if with_none:
        codes.insert(0, "")
    row_of = {code: row for row, code in enumerate(codes)}
    none = row_of.get("", -1)
    sides = []
    for (known, thing_of), at in ((old, both.at_old), (new, both.at_new)):
        rows = np.array([*(row_of.get(code, -1) for code in known), none], np.int64)
        # -1, nobody's, is the last of each.
        found = np.append(rows[thing_of], -1)[at]
        sides.append(found.astype(np.int64))
    return Sides(codes, *sides)


def recoded(both: Both, sides: Sides, old: Texts, new: Texts) -> Mapping[int, int]:
    """Return by the row of an old code the row of the new one under which its zone goes on.

    The older plan alone has the one code, the newer plan alone the other, and of the households
    that are in both plans more than half of the one zone are in the other, and the other way round.

    Parameters
    ----------
    both, sides
        The households, and in which zones of one level they were and are.
    old, new
        The codes of the zones of either plan.
    """
    in_old, in_new = (np.isin(sides.codes, list(set(codes))) for codes in (old, new))
    there = both.in_both & (sides.was >= 0) & (sides.now >= 0)
    c = len(sides.codes)
    was, now, weight = sides.was[there], sides.now[there], both.weight[there]
    stayed, came = (
        np.bincount(side[both.in_both & (side >= 0)], both.weight[both.in_both & (side >= 0)],
                    minlength=c)
        for side in (sides.was, sides.now)
    )  # fmt: skip
    mine = (in_old & ~in_new)[was] & (in_new & ~in_old)[now]
    pairs, at = np.unique(was[mine] * c + now[mine], return_inverse=True)
    shared = np.bincount(at.reshape(-1), weight[mine], minlength=len(pairs))
    first, second = pairs // max(c, 1), pairs % max(c, 1)
    goes_on = (2 * shared > stayed[first]) & (2 * shared > came[second])
    return dict(zip(first[goes_on].tolist(), second[goes_on].tolist(), strict=True))
