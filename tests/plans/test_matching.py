"""Who of a newer list is who of a plan: by id, by id but for zeros, by place one to one."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import ArrayLike

from gridgen.model.arrays import texts
from gridgen.model.households import Households
from gridgen.plans.matching import (
    Placed,
    by_id,
    by_place,
    is_elsewhere,
    metres_moved,
    without_zeros,
)


def placed(
    xy: ArrayLike, ids: Sequence[str] = (), *, home: Sequence[int] = (),
    there: Sequence[bool] = (), **keys: Sequence[str],
) -> Placed:  # fmt: skip
    at = np.asarray(xy, float).reshape(-1, 2)
    n = len(at)
    households = Households(
        ids=texts(list(ids) or [f"h{k}" for k in range(n)]), given=at, xy=at,
        count=np.ones(n, int), community=texts([""] * n),
        keys={name: texts(column) for name, column in keys.items()},
        source=np.arange(1, n + 1), crs="EPSG:4547",
    )  # fmt: skip
    homes = np.array(list(home) or [0] * n, np.int32)
    return Placed(households, homes, np.array(list(there) or [True] * n, bool))


def test_ids_are_known_as_they_stand() -> None:
    assert by_id(texts(["a", "b"]), texts(["b", "B", "a", ""])).tolist() == [1, -1, 0, -1]


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        (["0001", "0002"], ["1", "2"], [0, 1]),
        (["1", "2"], ["0002", "0001"], [1, 0]),
        (["0001"], ["0001"], [-1]),  # needs none of this
        (["0001", "001"], ["1"], [-1]),  # either
        (["0001"], ["1", "01"], [-1, -1]),  # either
        (["0A1"], ["A1"], [-1]),  # no spreadsheet does this
        (["000"], ["0"], [0]),
        (["１２"], ["012"], [-1]),
    ],
)
def test_zeros_in_front_do_no_harm_where_that_is_clear(
    old: list[str], new: list[str], found: list[int]
) -> None:
    assert without_zeros(texts(old), texts(new)).tolist() == found


@pytest.mark.parametrize(("apart", "found"), [(0.0, 0), (4.9, 0), (5.1, -1)])
def test_a_household_is_known_within_five_metres(apart: float, found: int) -> None:
    old, new = placed([(0, 0)]), placed([(apart, 0)], ["x"])

    assert by_place(old, new).tolist() == [found]


def test_of_two_within_reach_each_has_its_nearest() -> None:
    old, new = placed([(0, 0), (4, 0)]), placed([(3, 0), (1, 0)], ["x", "y"])

    assert by_place(old, new).tolist() == [1, 0]


def test_nobody_is_known_across_the_border_of_a_village() -> None:
    old = placed([(0, 0), (3, 0)], home=[0, 1])

    assert by_place(old, placed([(1, 0)], ["x"], home=[1])).tolist() == [1]
    assert by_place(old, placed([(1, 0)], ["x"], home=[2])).tolist() == [-1]


def test_a_building_or_group_that_both_name_is_the_same_one() -> None:
    old = placed([(0, 0), (3, 0), (9, 0)], building=["1", "2", ""], group=["", "", "7"])
    new = placed([(1, 0), (9, 1)], ["x", "y"], building=["2", "4"])

    assert by_place(old, new).tolist() == [1, 2]


def test_a_tower_is_matched_one_to_one_and_those_of_one_id_first() -> None:
    old = placed([(0, 0)] * 40, [f"h{k}" for k in range(40)])
    new = placed([(0, 0)] * 40, [f"h{k}" for k in range(20, 60)])

    found = by_place(old, new)

    assert sorted(found.tolist()) == list(range(40))
    assert found[:20].tolist() == list(range(20, 40))


def test_a_tower_that_moved_by_a_hair_is_matched_whole() -> None:
    old, new = placed([(0, 0)] * 90), placed([(2, 1)] * 90, [f"x{k}" for k in range(90)])

    assert sorted(by_place(old, new).tolist()) == list(range(90))


def test_whoever_has_no_place_is_known_by_id() -> None:
    old = placed([(0, 0), (0, 0), (0, 0)], there=[False, False, True])
    new = placed([(0, 0), (0, 0), (0, 0)], ["h1", "new", "h2"], there=[False, False, True])

    assert by_place(old, new).tolist() == [1, -1, 2]


@given(
    old=st.lists(st.tuples(st.integers(0, 30), st.integers(0, 9)), max_size=30),
    new=st.lists(st.tuples(st.integers(0, 30), st.integers(0, 9)), max_size=30),
)
def test_nobody_is_two_people_and_all_are_near_each_other(
    old: list[tuple[int, int]], new: list[tuple[int, int]]
) -> None:
    before, now = placed(old), placed(new, [f"x{k}" for k in range(len(new))])

    found = by_place(before, now)

    known = found[found >= 0]
    assert len(set(known.tolist())) == len(known)
    apart = metres_moved(before, now, found)
    assert (apart[found >= 0] <= 5).all()
    # Nobody is left over beside somebody who is left over too.
    left = [row for row in range(len(old)) if row not in known]
    for row in np.flatnonzero(found < 0):
        reach = [np.hypot(*(now.households.xy[row] - before.households.xy[k])) for k in left]
        assert min(reach, default=9) > 5


def test_an_id_that_stands_at_the_place_of_another_is_seen() -> None:
    old = placed([(0, 0), (50, 0), (100, 0)])
    new = placed([(50, 0), (50, 0), (130, 0)])

    elsewhere = is_elsewhere(old, new, np.array([0, 1, 2]))

    assert elsewhere.tolist() == [True, False, False]
    assert metres_moved(old, new, np.array([0, -1, 2])).tolist() == [
        50, pytest.approx(np.nan, nan_ok=True), 30,
    ]  # fmt: skip
