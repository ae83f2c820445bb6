"""The proof beside the search: what it shows and when it ends it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gridgen.model.problem import Problem
from gridgen.model.solutions import Weights
from gridgen.solver.branch import LARGEST
from gridgen.solver.guided import Guide, guide_of
from gridgen.solver.improve import EFFORTS, Search
from gridgen.solver.pose import pose
from gridgen.solver.solve import solve

LONG = Search(EFFORTS["best"], None, (0, 0))


def hamlets(seed: int) -> NDArray[np.float64]:
    """Return nine hamlets of 20 to 59 households within 1.5 km, each some 80 m wide."""
    rng = np.random.default_rng(seed)
    xy = np.repeat(rng.uniform(0, 1_500, (9, 2)), rng.integers(20, 60, 9), axis=0)
    return xy + rng.normal(0, 40, xy.shape)


def village(xy: NDArray[np.float64]) -> Problem:
    return pose(xy, np.ones(len(xy), int), fewest=50, most=100)


def guide(part: Problem, grids: int) -> Guide:
    made = guide_of(part, grids, LONG)
    assert made is not None
    return made


def test_at_the_beginning_nothing_is_proven() -> None:
    asked = guide(village(hamlets(1)), 5)

    assert not asked.is_best(60_000.0, 0.0)
    assert asked.proof.metres == 0.0
    assert asked.shown() is None


def test_a_division_that_the_search_does_not_meet_is_shown_once() -> None:
    # Of this village the search alone ends 0.19 % above the best.
    part = village(hamlets(2))
    asked = guide(part, 4)

    is_best = asked.is_best(55_806.4, 1.0)
    shown = asked.shown()

    assert not is_best
    assert shown is not None
    assert all(50 <= size <= 100 for size in np.bincount(shown, minlength=4))
    assert asked.shown() is None


def test_what_is_shown_is_found() -> None:
    xy = hamlets(2)

    found = solve(xy, [1] * len(xy), fewest=50, most=100, effort="best", certify=True)

    assert found.metres < 55_700.0
    assert found.lower_bound_m is not None
    assert found.lower_bound_m > 0.9999 * found.metres


def test_only_long_searches_of_like_units_where_the_way_alone_has_a_price_are_guided() -> None:
    xy = hamlets(1)
    even = pose(xy, [1] * len(xy), fewest=50, most=100, weights=Weights(even_m=9.0))
    unlike = pose(xy, [2, *[1] * (len(xy) - 1)], fewest=50, most=100)
    large = np.random.default_rng(0).uniform(0, 9_000, (LARGEST + 1, 2))

    assert guide_of(village(xy), 5, LONG) is not None
    assert guide_of(village(xy), 5, Search(EFFORTS["balanced"], None, (0, 0))) is None
    assert guide_of(even, 5, LONG) is None
    assert guide_of(unlike, 5, LONG) is None
    assert guide_of(village(xy), 2, LONG) is None
    assert guide_of(village(large), 40, LONG) is None
