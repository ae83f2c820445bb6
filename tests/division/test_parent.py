"""What of a parent is searched: its units, what the band counts of them, and where they were."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from villages import VILLAGE

from gridgen.division.parent import Parent, merged
from gridgen.division.problems import CommunityProblem, Step
from gridgen.division.ties import TiedRows
from gridgen.model.bands import Band
from gridgen.model.ground import Ground
from gridgen.model.links import Links

SHOPS = [0, 7, 0, 1]


def row_of_four(
    count: Sequence[int] = (1, 1, 1, 1),
    *,
    building: Sequence[int] = (-1, -1, -1, -1),
    existing: Sequence[int] | None = None,
    counts: str = "households",
    ties: tuple[TiedRows, ...] = (),
) -> Parent:
    """Four households in a row, each the neighbour of the next, the first two held by a tie."""
    step = Step("grids", "band", Band(1, 9), keep=("building",), counts=counts)
    whole = CommunityProblem(
        code=VILLAGE,
        xy=np.column_stack([10.0 * np.arange(4), np.zeros(4)]),
        count=np.array(count),
        keys={},
        ground=Ground(shapely.box(-10, -10, 50, 10)),
        steps=(step,),
        effort="fast",
        seed=0,
        existing={} if existing is None else {"grids": np.array(existing)},
        counts={"households": np.array(count), "shops": np.array(SHOPS)},
    )
    return Parent(
        whole,
        step,
        np.arange(4),
        links=Links(np.array([[0, 1], [1, 2], [2, 3]]), np.array([5.0, 6, 7]), np.zeros(3, bool)),
        keys={"building": np.array(building), "tie": np.array([0, 0, -1, -1])},
        seed=0,
        is_first=True,
        ties=ties,
    )


def test_units_are_what_the_step_keeps_together() -> None:
    made = merged(row_of_four([1, 2, 3, 4], building=[8, -1, 5, 5]))

    assert made.units.unit_of.tolist() == [0, 1, 2, 2]
    assert made.load.tolist() == [1, 2, 7]
    assert made.links.pairs.tolist() == [[0, 1], [1, 2]]
    assert made.links.border_m.tolist() == [5, 6]


@pytest.mark.parametrize(("is_together", "units"), [(True, [0, 0, 1, 2]), (None, [0, 1, 2, 3])])
def test_what_ties_hold_is_one_unit_only_where_ties_hold(
    is_together: bool | None, units: list[int]
) -> None:
    ties = () if is_together is None else (TiedRows(True, np.array([0]), np.array([1])),)

    made = merged(row_of_four(ties=ties))

    assert made.units.unit_of.tolist() == units


def test_whom_a_tie_keeps_apart_is_told_by_units() -> None:
    apart = TiedRows(False, np.array([1]), np.array([3]))

    made = merged(row_of_four(building=[-1, -1, 5, 5], ties=(apart,)))

    assert [[side.tolist() for side in sides] for sides in made.apart] == [[[0], [1]]]


def test_the_load_is_what_the_band_counts_and_the_visits_are_of_households() -> None:
    made = merged(row_of_four([1, 2, 3, 4], building=[5, 5, -1, -1], counts="shops"))

    assert made.load.tolist() == [7, 0, 1]
    assert made.units.households.tolist() == [3, 3, 4]


@pytest.mark.parametrize(
    ("count", "existing", "zone"),
    [
        ([1, 1, 1, 1], [4, 4, 4, 4], [4, 4, 4]),
        ([1, 5, 1, 1], [4, -1, -1, 6], [4, -1, 6]),  # five new households make no house new
        ([1, 5, 1, 1], [4, 6, 6, 6], [6, 6, 6]),  # most of those who were somewhere decide
        ([1, 1, 1, 1], [-1, -1, 4, 4], [-1, 4, 4]),
    ],
)
def test_a_unit_is_where_most_of_its_older_households_are(
    count: list[int], existing: list[int], zone: list[int]
) -> None:
    made = merged(row_of_four(count, building=[5, 5, -1, -1], existing=existing))

    assert made.existing is not None
    assert made.existing.tolist() == zone


def test_where_no_zone_exists_none_is_told() -> None:
    assert merged(row_of_four()).existing is None


@given(st.lists(st.integers(0, 9), min_size=4, max_size=4),
       st.lists(st.integers(-1, 2), min_size=4, max_size=4))  # fmt: skip
def test_merging_loses_nobody(count: list[int], building: list[int]) -> None:
    parent = row_of_four(count, building=building)

    made = merged(parent)

    assert made.load.sum() == made.units.households.sum() == sum(count)
    assert sorted(set(made.units.unit_of)) == list(range(len(made.units)))
    assert parent.count.tolist() == count
