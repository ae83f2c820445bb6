"""Which numbers of grids whole units can fill, against every way to put units together."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from examples import examples
from hypothesis import given
from hypothesis import strategies as st

from gridgen.model.bands import Band
from gridgen.solver.filling import fillable, hemmed_in


def groupings(load: list[int], most: int) -> Iterator[list[int]]:
    """Give the households of each group for every way to group units, no group above `most`."""
    if not load:
        yield []
        return
    for sizes in groupings(load[1:], most):
        for g in range(len(sizes)):
            if sizes[g] + load[0] <= most:
                yield [*sizes[:g], sizes[g] + load[0], *sizes[g + 1 :]]
        if load[0] <= most:
            yield [*sizes, load[0]]


@examples(100)
@given(
    load=st.lists(st.integers(0, 12), max_size=7), fewest=st.integers(1, 12),
    extra=st.integers(0, 8),
)  # fmt: skip
def test_no_number_that_units_can_fill_is_left_out(
    load: list[int], fewest: int, extra: int
) -> None:
    band = Band(fewest, fewest + extra)

    counts = fillable(band, np.array(load, np.int64), range(1, 9))

    every = groupings([n for n in load if n], band.most)
    can_be = {len(sizes) for sizes in every if all(n >= fewest for n in sizes)} - {0}
    assert can_be <= set(counts)
    assert counts == sorted(counts)


@examples(100)
@given(
    n=st.integers(1, 60), size=st.integers(2, 30), fewest=st.integers(1, 60),
    extra=st.integers(0, 40),
)  # fmt: skip
def test_of_equal_units_exactly_the_numbers_that_can_be_are_left(
    n: int, size: int, fewest: int, extra: int
) -> None:
    band = Band(fewest, fewest + extra)

    counts = fillable(band, np.full(n, size), range(1, n + 1))

    # k grids of a to b units hold every number of units from k * a to k * b.
    a, b = -(-band.fewest // size), band.most // size
    assert counts == [k for k in range(1, n + 1) if a <= b and k * a <= n <= k * b]


@pytest.mark.parametrize(
    ("band", "units", "counts"),
    [
        # two towers and no more: 340
        ((300, 500), {170: 100}, [50]),
        ((300, 500), {170: 99}, []),
        ((50, 100), {49: 144}, [72]),
        ((50, 100), {49: 145}, []),
        # 50 alone, or two of them
        ((50, 100), {50: 9}, [5, 6, 7, 8, 9]),
        ((50, 99), {50: 9}, [9]),
        # one of 260 goes with one to four of 60; five to eight of 60 are a grid as well
        ((300, 500), {260: 10, 60: 5}, []),
        ((300, 500), {260: 10, 60: 9}, []),
        ((300, 500), {260: 10, 60: 10}, [10]),
        ((300, 500), {260: 10, 60: 14}, [10]),
        ((300, 500), {260: 10, 60: 15}, [10, 11]),
        ((300, 500), {260: 10, 60: 40}, [10, 11, 12, 13, 14, 15, 16]),
        ((300, 500), {260: 10, 60: 41}, [11, 12, 13, 14, 15, 16]),
        # more than half of 500 each: no two share a grid
        ((100, 500), {251: 4, 249: 1}, [4, 5]),
        # above the band
        ((300, 500), {501: 1, 300: 3}, []),
        ((300, 500), {500: 1, 300: 3}, [4]),
        # sums from 13 to 17, of which there is none
        ((13, 17), {12: 3, 9: 4, 19: 1}, []),
    ],
)
def test_numbers_that_units_of_few_sizes_can_fill(
    band: tuple[int, int], units: dict[int, int], counts: list[int]
) -> None:
    load = np.repeat(list(units), list(units.values()))

    assert fillable(Band(*band), load, range(1, 101)) == counts


@pytest.mark.parametrize(("singles", "counts"), [(50, [34, 35, 56]), (49, [])])
def test_nothing_is_left_out_where_every_third_unit_is_one_household(
    singles: int, counts: list[int]
) -> None:
    # A band of one size, which a hundred of 170 cannot be.
    load = np.array([170] * 100 + [1] * singles)

    assert fillable(Band(300, 300), load, [34, 35, 56]) == counts


@pytest.mark.parametrize("load", [[], [0, 0, 0]])
def test_where_nobody_lives_nothing_is_left_out(load: list[int]) -> None:
    assert fillable(Band(3, 5), np.array(load, np.int64), [2, 1]) == [2, 1]


def test_counts_stay_in_their_order() -> None:
    assert fillable(Band(50, 100), np.full(9, 50), [7, 4, 9, 5, 10, 6]) == [7, 9, 5, 6]


def test_units_of_many_sizes_are_told_by_their_sums() -> None:
    # Ten sizes from 101 to 110: two of them are below 300, three at most 330, five above 500.
    load = np.tile(np.arange(101, 111), 6)

    assert fillable(Band(300, 500), load, range(1, 61)) == [15, 16, 17, 18, 19, 20]


@pytest.mark.parametrize(
    ("beside", "row", "by"),
    [(272, -1, 0), (273, 0, 1), (311, 0, 39), (344, 0, 72), (350, 0, 72)],
)
def test_a_unit_too_small_alone_and_too_large_with_any_neighbour_is_found(
    beside: int, row: int, by: int
) -> None:
    # 228 households lack 72; with 273 they are one too many.
    load = np.array([228, beside, 400, 100], np.int64)
    pairs = np.array([[0, 1], [0, 2], [2, 3]], np.int32)

    assert hemmed_in(Band(300, 500), load, pairs) == (row, by)
