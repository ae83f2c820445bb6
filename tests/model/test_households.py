"""Rows with a place, a count and what to keep together: all columns of one length, in metres."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import numpy as np
import pytest

from gridgen.model.errors import CoordinateError
from gridgen.model.households import Households, Presence


def homes(**change: Any) -> Households:
    columns: dict[str, Any] = {
        "ids": ["a", "b"],
        "given": [[114.0, 31.0], [114.1, 31.0]],
        "xy": [[0.0, 0.0], [10.0, 0.0]],
        "count": [1, 2],
        "community": ["990101001201", ""],
        "keys": {"building": ["7", ""]},
        "source": [1, 2],
        "crs": "EPSG:4326",
    }
    return Households(**(columns | change))


@pytest.mark.parametrize(
    "change",
    [
        {"count": [1]},
        {"count": [1, 2, 3]},
        {"community": ["990101001201"]},
        {"source": [1, 2, 3]},
        {"keys": {"building": ["7"]}},
        {"keys": {"building": ["7", ""], "grid": []}},
        {"xy": [[0.0, 0.0]]},
        {"given": [[114.0, 31.0], [114.1, 31.0], [114.2, 31.0]]},
    ],
)
def test_columns_of_unequal_length_are_refused(change: dict[str, Any]) -> None:
    with pytest.raises(CoordinateError, match="expected 2 rows"):
        homes(**change)


@pytest.mark.parametrize("bad", [float("nan"), float("inf"), float("-inf")])
def test_metres_that_are_not_finite_are_refused(bad: float) -> None:
    with pytest.raises(CoordinateError, match="xy holds values that are not finite"):
        homes(xy=[[0.0, 0.0], [10.0, bad]])


def test_nobody_is_households_too() -> None:
    nobody = Households([], np.zeros((0, 2)), np.zeros((0, 2)), [], [], {}, [], "EPSG:4326")  # type: ignore[arg-type]

    assert len(nobody) == 0


def test_rows_are_whole_and_nothing_further_is_counted_if_not_given() -> None:
    two = homes()

    assert two.part_of.tolist() == ["", ""]
    assert two.counts == {}


@pytest.mark.parametrize("change", [{"part_of": ["a"]}, {"counts": {"population": [1, 2, 3]}}])
def test_what_is_given_besides_has_a_row_for_each_household(change: dict[str, Any]) -> None:
    with pytest.raises(CoordinateError, match="expected 2 rows"):
        homes(**change)


def test_what_is_counted_and_what_keeps_together_cannot_be_written_to() -> None:
    two = homes(counts={"population": [3, 4]})

    for column in (two.counts["population"], two.keys["building"], two.part_of):
        with pytest.raises(ValueError, match="read-only"):
            column[0] = column[1]


def test_a_presence_is_the_word_that_files_hold() -> None:
    words = ["placed", "joined", "unplaced", "virtual", "by_unit"]
    assert [str(word) for word in Presence] == words
    assert np.array(["virtual"], object)[0] == Presence.VIRTUAL
    assert "presence" not in {column.name for column in fields(Households)}
