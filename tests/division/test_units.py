from collections.abc import Sequence

import numpy as np
import pytest
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from towns import town

from gridgen.division.units import merge, middles, of_units
from gridgen.model.links import Links, Units

NO_KEY = -1


def links(pairs: Sequence[tuple[int, int]]) -> Links:
    return Links(
        np.array(pairs, np.int32).reshape(-1, 2), np.ones(len(pairs)), np.zeros(len(pairs), bool)
    )


def chain(n: int) -> Links:
    return links([(row, row + 1) for row in range(n - 1)])


def lane(n: int) -> NDArray[np.float64]:
    return np.stack([np.arange(n) * 10.0, np.zeros(n)], axis=1)


@pytest.mark.parametrize(
    ("keys", "units"),
    [
        ([], [0, 1, 2, 3]),
        ([[7, 7, 7, 7]], [0, 0, 0, 0]),
        ([[7, 7, 8, 8]], [0, 0, 1, 1]),
        ([[7, 7, NO_KEY, NO_KEY]], [0, 0, 1, 2]),
        ([[NO_KEY] * 4], [0, 1, 2, 3]),
        ([[7, NO_KEY, NO_KEY, 7]], [0, 1, 2, 3]),  # far apart
        ([[7, 8, 7, 8]], [0, 1, 2, 3]),  # the other building stands between
        ([[0, 0, 1, 2], [5, 6, 6, NO_KEY]], [0, 0, 0, 1]),  # one place, then one building
        ([[0, 0, 0, 0], [NO_KEY] * 4], [0, 0, 0, 0]),
    ],
)
def test_neighbours_with_an_equal_key_stay_together(
    keys: list[list[int]], units: list[int]
) -> None:
    made = merge(lane(4), np.ones(4, np.int64), chain(4), [np.array(key) for key in keys])

    assert made.unit_of.tolist() == units


def test_a_building_number_that_two_streets_use_makes_two_units() -> None:
    places = town("""
        aa......bb
    """)
    xy = np.concatenate([places["a"], places["b"]])

    made = merge(xy, np.ones(4, np.int64), chain(4), [np.array([3, 3, NO_KEY, 3])])

    assert made.unit_of.tolist() == [0, 0, 1, 2]


def test_a_unit_counts_the_households_of_all_its_rows() -> None:
    made = merge(lane(4), np.array([2, 0, 620, 1]), chain(4), [np.array([1, 1, 1, 2])])

    assert made.households.tolist() == [622, 1]


@pytest.mark.parametrize(
    ("count", "place"),
    [([1, 1, 1], 10.0), ([9, 1, 1], 0.0), ([1, 1, 9], 20.0), ([0, 0, 5], 20.0), ([0, 0, 0], 10.0)],
)
def test_a_unit_stands_at_its_household_nearest_to_the_weighted_middle(
    count: list[int], place: float
) -> None:
    made = merge(lane(3), np.array(count), chain(3), [np.zeros(3, np.int64)])

    assert made.xy.tolist() == [[place, 0.0]]


@st.composite
def buildings(
    draw: st.DrawFn,
) -> tuple[NDArray[np.float64], list[int], list[tuple[int, int]], list[int]]:
    n = draw(st.integers(1, 12))
    spot = st.tuples(st.integers(0, 20), st.integers(0, 20))
    xy = np.array(draw(st.lists(spot, min_size=n, max_size=n)), float)
    count = draw(st.lists(st.integers(0, 5), min_size=n, max_size=n))
    every = [(a, b) for a in range(n) for b in range(a + 1, n)]
    pairs = sorted(draw(st.sets(st.sampled_from(every), max_size=20))) if every else []
    return xy, count, pairs, draw(st.lists(st.integers(-1, 3), min_size=n, max_size=n))


@examples(150)
@given(drawn=buildings())
def test_a_unit_is_what_steps_over_links_with_an_equal_key_reach(
    drawn: tuple[NDArray[np.float64], list[int], list[tuple[int, int]], list[int]],
) -> None:
    xy, count, pairs, key = drawn

    made = merge(xy, np.array(count), links(pairs), [np.array(key)])

    smallest = list(range(len(xy)))
    for _ in range(len(xy)):
        for a, b in pairs:
            if key[a] == key[b] and key[a] >= 0:
                smallest[a] = smallest[b] = min(smallest[a], smallest[b])
    roots = sorted(set(smallest))
    assert made.unit_of.tolist() == [roots.index(root) for root in smallest]
    for unit, root in enumerate(roots):
        rows = [row for row in range(len(xy)) if smallest[row] == root]
        assert made.households[unit] == sum(count[row] for row in rows)
        assert made.xy[unit].tolist() in xy[rows].tolist()


@given(
    st.lists(
        st.tuples(st.integers(0, 2), st.integers(-1, 2), st.integers(0, 3)), min_size=1, max_size=9
    )
)
def test_the_label_of_a_unit_is_that_of_most_of_its_households(
    rows: list[tuple[int, int, int]],
) -> None:
    unit, label, count = np.array(rows).T
    unit_of = np.unique(unit, return_inverse=True)[1].reshape(-1)
    units = Units(unit_of, np.zeros((unit_of.max() + 1, 2)), np.bincount(unit_of, count))

    found = of_units(label, count, units)

    for k, mine in enumerate(found):
        weight = {
            int(one): (count[(unit_of == k) & (label == one)] + 1e-6).sum()
            for one in label[unit_of == k]
        }
        assert weight[mine] > max(weight.values()) - 1e-9


def test_the_middle_of_vacant_houses_is_one_of_them() -> None:
    xy = np.array([[0.0, 0], [10, 0], [20, 0], [90, 0]])

    found = middles(xy, np.array([0, 0, 0, 5]), np.array([0, 0, 0, 1], np.int32))

    assert found.tolist() == [[10, 0], [90, 0]]


@pytest.mark.parametrize(
    ("label", "count", "found"),
    [
        ([3, 3, 1], [1, 1, 1], 3),
        ([3, 1, 1], [5, 1, 1], 3),
        ([3, 1, 1], [2, 1, 1], 1),  # as many households, in more rows
        ([3, 1], [1, 1], 1),
        ([-1, 4, -1], [1, 1, 1], -1),  # none is a label like any other
        ([3, 1, 1], [0, 0, 0], 1),
    ],
)
def test_of_labels_the_one_of_most_households_counts_then_that_of_more_rows(
    label: list[int], count: list[int], found: int
) -> None:
    one = Units(np.zeros(len(label), int), np.zeros((1, 2)), [sum(count)])

    assert of_units(np.array(label), np.array(count), one).tolist() == [found]
