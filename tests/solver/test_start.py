"""Where to begin: units in order along a curve, and a first division."""

from __future__ import annotations

import numpy as np
import pytest
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from kernel_towns import check_whole, make_town, random_town

from gridgen.solver.kernels.centres import recentre_all
from gridgen.solver.kernels.moves import fill
from gridgen.solver.kernels.town import new_state
from gridgen.solver.start import around, curve_order, from_existing, halves, homes, settle


@given(seed=st.integers(0, 10**6), n=st.integers(1, 50), columns=st.integers(1, 3))
def test_the_curve_goes_through_every_unit_once(seed: int, n: int, columns: int) -> None:
    xy = np.random.default_rng(seed).integers(0, 9, (n, columns)) * 10.0

    assert sorted(curve_order(xy).tolist()) == list(range(n))


def test_units_along_the_curve_are_nearer_than_in_a_random_order() -> None:
    xy = np.random.default_rng(2).uniform(0, 1000, (900, 2))

    along = xy[curve_order(xy)]

    steps = [np.hypot(*np.diff(way, axis=0).T).mean() for way in (along, xy)]
    assert steps[0] < 0.2 * steps[1]


@pytest.mark.parametrize("turned", [False, True])
@examples(60)
@given(seed=st.integers(0, 10**6), k=st.integers(1, 12), n=st.integers(12, 60))
def test_halves_give_every_grid_its_share(turned: bool, seed: int, k: int, n: int) -> None:
    xy = np.random.default_rng(seed).uniform(0, 100, (n, 2))
    town = make_town(xy, np.ones(n, int), [], linked=False)

    grid_of = halves(town, k, np.random.default_rng(seed), turned=turned)

    sizes = np.bincount(grid_of, minlength=k)
    assert len(sizes) == k
    # Each of at most four cuts is off by less than one household.
    assert (abs(sizes - n / k) < 4).all()
    assert sizes.min() >= 1 or n < 4 * k


@pytest.mark.parametrize(
    ("k", "home"),
    [(3, [0, 0, 2, 1, 1, -1]), (2, [0, 0, -2, 1, 1, -1]), (1, [0, 0, -2, -2, -2, -1])],
)
def test_the_lightest_of_too_many_existing_grids_are_given_up(k: int, home: list[int]) -> None:
    existing, load = np.array([70, 70, 5, 31, 31, -1]), np.array([4, 4, 1, 2, 2, 9])

    assert homes(existing, load, k).tolist() == home


def test_who_has_no_home_begins_with_the_nearest_who_has() -> None:
    town = make_town(np.array([[0.0], [10], [100], [110]]), np.ones(4, int), [])
    town = town._replace(home=np.array([0, -1, -1, 1], np.int32))

    assert from_existing(town, 2).tolist() == [0, 0, 1, 1]


def test_the_heaviest_grid_is_cut_where_there_are_too_few() -> None:
    town = make_town(np.arange(7.0)[:, None], np.ones(7, int), [])
    town = town._replace(home=np.array([0, 0, 0, 0, 0, 1, 1], np.int32))

    assert from_existing(town, 3).tolist() == [0, 0, 2, 2, 2, 1, 1]


def test_units_begin_with_the_nearest_centre_of_their_own_grid() -> None:
    town = make_town(np.array([[0.0], [10], [40], [50]]), np.ones(4, int), [])
    town = town._replace(home=np.array([5, 6, 6, -1], np.int32), area=np.array([5, 6], np.int32))

    # Unit 1 stands beside centre 0 and goes to its own; unit 3 goes to the nearest.
    assert around(town, np.array([0, 2], np.int32)).tolist() == [0, 1, 1, 1]


@pytest.mark.parametrize("k", [5, 65])
def test_a_settled_division_is_whole_whether_centres_are_few_or_many(k: int) -> None:
    town, _ = random_town(3, 300)
    state = new_state(300, k, 1)
    state.grid_of[:] = halves(town, k, np.random.default_rng(0), turned=False)
    fill(town, state)

    settle(town, state)

    recentre_all(town, state)
    check_whole(town, state)
