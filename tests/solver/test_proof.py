"""What proves that a grid must be outside the band, and what is said where nothing does."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import numpy as np
import pytest
from answers import chain, hub, lane, pieces_among
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from gridgen.model.solutions import Solution, Status
from gridgen.solver.solve import solve

STAR = [(0, 1), (0, 2), (0, 3)]


def town_of(load: list[int], **asked: Any) -> Solution:
    """Return the solution of a lane in a band of 4 to 6, if nothing else is asked."""
    n = len(load)
    how: dict[str, Any] = {"fewest": 4, "most": 6, "links": chain(n)} | asked
    return solve(lane(n), load, **how)


@pytest.mark.parametrize(
    ("load", "asked", "says"),
    [
        # one unit above the band, locked or not
        ([2, 7, 2, 2], {}, "The unit of row 1 alone has 7; most is 6."),
        ([2, 2, 7], {"locked": [-1, -1, 3]}, "The locked grid 3 has 7; the band is 4 to 6."),
        ([2, 2, 3], {"locked": [-1, -1, 8]}, "The locked grid 8 has 3; the band is 4 to 6."),
        # sums: 7 are too many for one grid and too few for two
        (
            [1] * 7,
            {},
            "No number of grids of 4 to 6 can hold the 7 households of the part of 7 units that "
            "holds row 0.",
        ),
        (
            [1] * 9 + [1],
            {"links": chain(9)},
            "No number of grids of 4 to 6 can hold the 1 households of the part of 1 units that "
            "holds row 9.",
        ),
        (
            [0, 0],
            {},
            "No number of grids of 4 to 6 can hold the 0 households of the part of 2 units that "
            "holds row 0.",
        ),
        # 15 are in two grids or three by their sum, but two units make a grid
        (
            [3, 3, 3, 3, 3],
            {"most": 8},
            "Whole units fill no number of grids of 4 to 8 in the part of 5 units that holds row "
            "0, which has 15 households.",
        ),
        # the arms of a star do not touch
        (
            [1, 3, 3, 3],
            {"links": STAR},
            "Every division of the part of 4 units that holds row 0 was gone through.",
        ),
        # a ring of three on the star, so that it is no tree, and grids that exist
        (
            [1, 3, 3, 3, 0],
            {"links": [*STAR, (0, 4), (1, 4)], "existing": [0, 0, 1, 1, 0]},
            "Every division of the part of 5 units that holds row 0 was gone through.",
        ),
        # a number of grids, of all parts together
        (
            [1] * 12,
            {"grids": 4},
            "4 grids were asked for; inside the band there can be 2 to 3.",
        ),
        ([1] * 12, {"grids": 1}, "1 grids were asked for; inside the band there can be 2 to 3."),
        (
            [1] * 12,
            {"grids": 5, "locked": [7] * 4 + [-1] * 8},
            "5 grids were asked for; inside the band there can be 3 to 3.",
        ),
        # given centres: each 4 to 6
        (
            [1] * 13,
            {"centres": [2, 9]},
            "2 centres hold 8 to 12 households; the part of 13 units that holds row 0 has 13.",
        ),
        (
            [1] * 13,
            {"centres": [2, 9], "fewest": [4, 8], "most": [4, 8]},
            "2 centres hold 12 to 12 households; the part of 13 units that holds row 0 has 13.",
        ),
        (
            [1, 3, 3, 3],
            {"links": STAR, "centres": [0, 1]},
            "Every division of the part of 4 units that holds row 0 was gone through.",
        ),
    ],
)  # fmt: skip
def test_each_proof_is_told_in_a_sentence(
    load: list[int], asked: dict[str, Any], says: str
) -> None:
    found = town_of(load, **asked)

    assert (found.status, found.reason) == (Status.PROVEN_IMPOSSIBLE, says)


@pytest.mark.parametrize(
    ("load", "locked", "says"),
    [
        # a lane whose middle is locked leaves 3 before it
        (
            [1] * 11,
            [-1] * 3 + [5] * 4 + [-1] * 4,
            "No number of grids of 4 to 6 can hold the 3 households of the part of 3 units that "
            "holds row 0. It is cut off by what is locked: grid 5.",
        ),
        # between two locked grids; the third is elsewhere
        (
            [1] * 18,
            [2] * 4 + [-1] * 2 + [9] * 4 + [-1] * 4 + [3] * 4,
            "No number of grids of 4 to 6 can hold the 2 households of the part of 2 units that "
            "holds row 4. It is cut off by what is locked: grid 2, 9.",
        ),
    ],
)
def test_a_lock_that_cuts_a_part_off_is_named(
    load: list[int], locked: list[int], says: str
) -> None:
    found = town_of(load, locked=locked)

    assert (found.status, found.reason) == (Status.PROVEN_IMPOSSIBLE, says)


def test_a_lock_that_touches_nothing_of_the_part_is_not_named() -> None:
    found = town_of(
        [1] * 11,
        locked=[-1] * 7 + [5] * 4,
        links=[*chain(7), *zip(range(7, 10), range(8, 11), strict=True)],
    )

    assert found.reason.endswith("the part of 7 units that holds row 0.")


@pytest.mark.parametrize("load", [[1] * 12, [4, 4, 6]])
def test_of_an_answer_inside_the_band_nothing_is_said(load: list[int]) -> None:
    found = town_of(load)

    assert (found.status, found.reason) == (Status.FEASIBLE, "")


def test_where_nothing_is_proven_it_is_told_what_was_tried_in_parts_that_are_outside() -> None:
    # The squares cannot be in two grids, which nothing proves. The lane is inside the band.
    xy, pairs = hub()
    links = [*pairs, *((a + 49, b + 49) for a, b in chain(20))]

    found = solve(
        np.concatenate([xy, lane(20)]), [1] * 69, fewest=17, most=25, links=links, effort="fast"
    )

    assert found.status is Status.NOT_FOUND
    assert re.fullmatch(
        r"Numbers of grids tried: 2 in the part of 49 units, where [1-9]\d* times the grids "
        r"around a breach were cut anew\.",
        found.reason,
    )


def can_be_divided(
    load: list[int], near: list[set[int]], band: tuple[int, int], counts: set[int]
) -> bool:
    """Say whether whole grids can be made, by taking grids around the first unit, one by one."""

    def grids_with(members: frozenset[int], rest: frozenset[int]) -> set[frozenset[int]]:
        found, front = {members}, {members}
        while front:
            front = {
                of | {v}
                for of in front
                for v in rest & frozenset().union(*(near[u] for u in of)) - of
                if sum(load[u] for u in of) + load[v] <= band[1]
            } - found
            found |= front
        return {of for of in found if band[0] <= sum(load[u] for u in of) <= band[1]}

    @cache
    def numbers(rest: frozenset[int]) -> frozenset[int]:
        if not rest:
            return frozenset({0})
        first = frozenset({min(rest)})
        return frozenset(k + 1 for of in grids_with(first, rest) for k in numbers(rest - of))

    return bool(numbers(frozenset(range(len(load)))) & counts)


def drawn(seed: int, n: int) -> tuple[NDArray[np.float64], list[int], list[tuple[int, int]]]:
    """Return large units on a tree, or a little more than a tree, in one part or two."""
    rng = np.random.default_rng(seed)
    pairs = [(int(rng.integers(max(0, u - 4), u)), u) for u in range(1, n)]
    if rng.random() < 0.5:
        others = np.sort(rng.integers(0, n, (n // 3, 2)), axis=1)
        pairs += [(int(a), int(b)) for a, b in others if a != b]
    if rng.random() < 0.3:
        pairs.pop(int(rng.integers(len(pairs))))
    load = rng.integers(int(rng.integers(0, 3)), int(rng.integers(4, 9)), n).tolist()
    return rng.uniform(0, 100, (n, 2)), load, pairs


@examples(40)
@given(
    seed=st.integers(0, 10**6), n=st.integers(2, 15), fewest=st.integers(3, 10),
    extra=st.integers(0, 4), is_asked=st.booleans(), is_locked=st.booleans(),
    is_new=st.booleans(),
)  # fmt: skip
def test_no_division_can_be_where_that_is_said_to_be_proven(
    seed: int, n: int, fewest: int, extra: int, *, is_asked: bool, is_locked: bool, is_new: bool
) -> None:
    xy, load, pairs = drawn(seed, n)
    rng = np.random.default_rng(seed)
    locked = np.full(n, -1)
    if is_locked:
        locked[rng.integers(n)] = 1
    band = fewest, fewest + extra
    load = [min(many, band[1]) for many in load]
    free = np.flatnonzero(locked < 0).tolist()
    least = pieces_among(free, [pair for pair in pairs if set(pair) <= set(free)]) + is_locked
    grids = max(least, min(n, round(sum(load) / sum(band) * 2))) if is_asked else None

    found = solve(
        xy, load, fewest=band[0], most=band[1], links=pairs, grids=grids, effort="fast",
        locked=locked, existing=None if is_new else rng.integers(0, 2, n),
    )  # fmt: skip

    if found.status is Status.PROVEN_IMPOSSIBLE:
        near: list[set[int]] = [set() for _ in load]
        for a, b in pairs:
            if locked[a] < 0 and locked[b] < 0:
                near[a].add(b)
                near[b].add(a)
        counts = {grids} if grids else set(range(1, n + 1))
        assert not can_be_divided(load, near, band, counts)
        assert found.reason
    assert (found.status is Status.FEASIBLE) == (found.reason == "") == (not found.breaches)


def test_a_unit_hemmed_in_by_larger_ones_is_named() -> None:
    # Twenty places in a row; the first, of 228, touches one of 311 alone.
    load = [228, 311, *[100] * 18]

    found = solve(lane(20), load, fewest=300, most=500, links=chain(20))

    assert found.status is Status.PROVEN_IMPOSSIBLE
    assert found.reason.startswith("The unit of row 0 has 228 households: too few alone")
    assert [breach.by for breach in found.breaches] == [39]
