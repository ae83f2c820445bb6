"""What the digits of longitudes and latitudes tell."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from gridgen.files.digits import FEWEST_ROWS, looks_packed, rounded, unpacked
from gridgen.model.errors import ReadError


def places(rows: int, wide: float = 0.03) -> NDArray[np.float64]:
    return np.random.default_rng(0).uniform((113.1, 23.04), (113.1 + wide, 23.04 + wide), (rows, 2))


def packed(degrees: NDArray[np.float64]) -> NDArray[np.float64]:
    whole = np.trunc(degrees)
    minutes = np.trunc((degrees - whole) * 60)
    seconds = ((degrees - whole) * 60 - minutes) * 60
    return np.asarray(whole + minutes / 100 + seconds.round(3) / 10_000)


@pytest.mark.parametrize(
    ("digits", "rule"), [(7, None), (5, None), (3, None), (2, "places_rounded")]
)
def test_places_that_share_a_rounded_point_are_told(digits: int, rule: str | None) -> None:
    found = rounded(places(300).round(digits), source="a.csv")

    assert [one.rule for one in found] == ([rule] if rule else [])


@pytest.mark.parametrize("digits", [0, 1])
def test_places_that_are_rounded_to_one_or_two_points_are_refused(digits: int) -> None:
    with pytest.raises(ReadError, match=rf"a\.csv: .* have {digits} decimals .* 300 rows are at"):
        rounded(places(300).round(digits), source="a.csv")


def test_few_rows_and_rows_far_from_each_other_are_not_called_rounded() -> None:
    few = places(FEWEST_ROWS - 1).round(2)
    wide = places(60, wide=2.0).round(2)

    assert rounded(few, source="a.csv") == rounded(wide, source="a.csv") == ()


def test_minutes_and_seconds_after_the_point_are_found() -> None:
    assert looks_packed(packed(places(100)))
    assert not looks_packed(places(100))
    assert not looks_packed(packed(places(FEWEST_ROWS - 1)))
    assert not looks_packed(np.tile(packed(places(2)), (100, 1)))  # few seconds tell nothing


@given(st.floats(-180, 180, allow_nan=False))
def test_minutes_and_seconds_are_decimal_degrees_again(degrees: float) -> None:
    place = np.array([[degrees, degrees / 2]])

    assert unpacked(packed(place)) == pytest.approx(place, abs=1e-6)
