"""What is above the band is cut into parts: few, even, inside the band where that can be."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridgen.division.packing import even_sizes, stack
from gridgen.model.bands import Band


@pytest.mark.parametrize(
    ("households", "sizes"),
    [
        (500, [500]),
        (501, [300, 201]),
        (550, [300, 250]),
        (599, [300, 299]),
        (600, [300, 300]),
        (620, [310, 310]),
        (1000, [500, 500]),
        (1001, [333, 334, 334]),
    ],
)
def test_a_tower_is_cut_evenly_and_where_that_cannot_be_one_part_is_left_to_be_filled_up(
    households: int, sizes: list[int]
) -> None:
    assert even_sizes(households, Band(300, 500)) == sizes


bands = st.builds(
    lambda fewest, extra: Band(fewest, fewest + extra), st.integers(1, 30), st.integers(0, 40)
)


@given(bands, st.integers(1, 500))
def test_any_tower_is_cut_into_as_few_parts_as_can_be_and_nobody_is_lost(
    band: Band, households: int
) -> None:
    sizes = even_sizes(households, band)

    assert sum(sizes) == households
    assert len(sizes) == -(-households // band.most)
    assert all(0 < size <= band.most for size in sizes)
    possible = any(band.fewest * k <= households <= band.most * k for k in range(1, 501))
    assert sum(size < band.fewest for size in sizes) == (0 if possible else 1)


@given(st.lists(st.integers(0, 9), min_size=1, max_size=8), st.integers(1, 8), st.integers(0, 9))
def test_stairways_are_packed_as_well_as_the_best_of_all_ways_to_cut_a_row_of_them(
    counts: list[int], fewest: int, extra: int
) -> None:
    band = Band(fewest, fewest + extra)

    cut = stack(np.array(counts), [np.arange(len(counts))], band)

    assert set(np.diff(cut.part_of)) <= {0, 1}
    sizes = [sum(part) for part in parts(counts, cut.part_of.tolist())]
    assert cost(sizes, band) == min(cost(way, band) for way in every_way(counts, band))


def parts(counts: list[int], part_of: list[int]) -> list[list[int]]:
    return [
        [c for c, own in zip(counts, part_of, strict=True) if own == part]
        for part in range(max(part_of) + 1)
    ]


def every_way(counts: list[int], band: Band) -> list[list[int]]:
    """The sizes of every way to cut a row, in which only a single count is above the band."""
    ways = []
    for cuts in itertools.product([False, True], repeat=len(counts) - 1):
        ends = [k + 1 for k, is_cut in enumerate(cuts) if is_cut]
        spans = list(itertools.pairwise([0, *ends, len(counts)]))
        if all(sum(counts[a:b]) <= band.most or b - a == 1 for a, b in spans):
            ways.append([sum(counts[a:b]) for a, b in spans])
    return ways


def cost(sizes: list[int], band: Band) -> tuple[int, int, int, int]:
    above = sum(max(0, size - band.most) for size in sizes)
    below = sum(size < band.fewest for size in sizes)
    return above, below, len(sizes), sum(size * size for size in sizes)


def test_floors_are_parted_only_where_whole_stairways_leave_a_part_below_the_band() -> None:
    counts = np.array([150, 150, 150, 150])
    stairway, floor = np.array([0, 0, 1, 1]), np.arange(4)

    fits = stack(counts, [stairway, floor], Band(250, 300))
    parted = stack(counts + np.array([0, 0, 0, 60]), [stairway, floor], Band(150, 300))

    assert fits.part_of.tolist() == [0, 0, 1, 1]
    assert parted.part_of.tolist() == [0, 0, 1, 2]


def test_what_a_grain_keeps_together_is_above_the_band_only_where_no_grain_is_finer() -> None:
    whole = stack(np.array([400, 620]), [np.zeros(2), np.arange(2)], Band(300, 500))

    assert whole.part_of.tolist() == [0, 1]
    assert (whole.above, whole.below) == (120, 0)
