"""What a number of households can be cut into: both sides of every limit."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridgen.model.bands import Band, size_word
from gridgen.model.errors import BandError


@pytest.mark.parametrize(
    ("households", "grids"),
    [
        (0, [0]),
        (299, []),
        (300, [1]),
        (500, [1]),
        (501, []),
        (599, []),
        (600, [2]),
        (899, [2]),
        (900, [2, 3]),
        (1000, [2, 3]),
        (1001, [3]),
        (1250, [3, 4]),
    ],
)
def test_counts_at_the_edges_of_the_300_500_band(households: int, grids: list[int]) -> None:
    assert list(Band(300, 500).grid_counts(households)) == grids


@given(fewest=st.integers(1, 60), extra=st.integers(0, 60), households=st.integers(1, 600))
def test_counts_are_exactly_those_that_fit(fewest: int, extra: int, households: int) -> None:
    band = Band(fewest, fewest + extra)

    counts = list(band.grid_counts(households))

    assert counts == [k for k in range(1, 601) if band.fewest * k <= households <= band.most * k]


@pytest.mark.parametrize(
    ("households", "by"), [(0, 50), (49, 1), (50, 0), (75, 0), (100, 0), (101, 1), (150, 50)]
)
def test_a_breach_counts_the_households_outside_the_band(households: int, by: int) -> None:
    assert Band(50, 100).breach(households) == by


@pytest.mark.parametrize(
    ("fewest", "most", "target", "aimed"),
    [(50, 100, 0, 75), (50, 101, 0, 75), (7, 7, 0, 7), (50, 100, 50, 50), (50, 100, 100, 100)],
)
def test_the_target_is_the_middle_unless_it_is_given(
    fewest: int, most: int, target: int, aimed: int
) -> None:
    assert Band(fewest, most, target).target == aimed


@pytest.mark.parametrize(
    ("numbers", "says"),
    [
        ((0, 5), "fewest=0, most=5"),
        ((-3, 5), "fewest=-3, most=5"),
        ((100, 50), "fewest=100, most=50"),
        ((50, 100, 49), "target=49 for 50-100"),
        ((50, 100, 101), "target=101 for 50-100"),
        ((50, 100, -1), "target=-1 for 50-100"),
    ],
)
def test_a_band_that_holds_nothing_is_refused(numbers: tuple[int, ...], says: str) -> None:
    with pytest.raises(BandError, match=says):
        Band(*numbers)


@pytest.mark.parametrize(
    ("size", "word"),
    [(0, "too small"), (49, "too small"), (50, "in band"), (100, "in band"), (101, "too large")],
)
def test_a_size_is_told_by_the_side_on_which_it_leaves_the_band(size: int, word: str) -> None:
    assert size_word(Band(50, 100), size) == word
    assert size_word(None, size) == "in band"
