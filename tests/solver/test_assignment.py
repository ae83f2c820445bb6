"""Zones around given centres: the least metres of all, against every division that there is."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import pytest
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from gridgen import solve
from gridgen.model.solutions import Weights
from gridgen.solver import assignment as around

Town = tuple[NDArray[np.float64], NDArray[np.int64], list[tuple[int, int]], list[int], int, int]
"""Places, households, links, centres, fewest, most."""


def _holds_together(members: set[int], centre: int, links: list[tuple[int, int]]) -> bool:
    met = {centre}
    while True:
        more = {v for a, b in links for u, v in ((a, b), (b, a)) if u in met and v in members}
        if more <= met:
            return met == members
        met |= more


def _least(town: Town, existing: NDArray[np.int64] | None = None, moved_m: float = 0.0) -> float:
    """Return the least cost of all divisions by going through them, or infinity."""
    xy, load, links, centres, fewest, most = town
    best = np.inf
    for division in product(range(len(centres)), repeat=len(xy)):
        grid_of = np.array(division)
        if (grid_of[centres] != np.arange(len(centres))).any():
            continue
        sizes = [load[grid_of == g].sum() for g in range(len(centres))]
        if min(sizes) < fewest or max(sizes) > most:
            continue
        if not all(
            _holds_together(set(np.flatnonzero(grid_of == g).tolist()), c, links)
            for g, c in enumerate(centres)
        ):
            continue
        cost = sum(
            load[u] * np.hypot(*(xy[u] - xy[centres[g]])) for u, g in enumerate(grid_of.tolist())
        )
        if existing is not None:
            moves = (existing >= 0) & (existing != existing[centres][grid_of])
            cost += moved_m * load[moves].sum()
        best = min(best, cost)
    return best


@st.composite
def small_groups(draw: st.DrawFn) -> Town:
    """Draw up to seven units joined by a tree and a few more links, and two or three centres."""
    n = draw(st.integers(3, 7))
    place = st.tuples(st.integers(0, 30), st.integers(0, 30))
    xy = np.array(draw(st.lists(place, min_size=n, max_size=n)), float)
    load = np.array(draw(st.lists(st.integers(0, 3), min_size=n, max_size=n)))
    links = {(draw(st.integers(0, i - 1)), i) for i in range(1, n)}
    extra = st.tuples(st.integers(0, n - 2), st.integers(1, n - 1)).filter(lambda e: e[0] < e[1])
    links |= set(draw(st.lists(extra, max_size=3)))
    c = draw(st.integers(2, min(3, n)))
    centres = draw(st.lists(st.integers(0, n - 1), min_size=c, max_size=c, unique=True))
    fewest = draw(st.integers(1, 4))
    return xy, load, sorted(links), centres, fewest, fewest + draw(st.integers(0, 6))


@examples(150)
@given(town=small_groups())
def test_the_metres_are_the_least_of_all_divisions(town: Town) -> None:
    xy, load, links, centres, fewest, most = town
    least = _least(town)

    found = solve(xy, load, fewest=fewest, most=most, links=links, centres=centres)

    assert (found.status == "feasible") == np.isfinite(least)
    if np.isfinite(least):
        assert found.metres == pytest.approx(least, abs=1e-6)


@examples(60)
@given(town=small_groups(), seed=st.integers(0, 99), moved_m=st.sampled_from([0.0, 5.0, 40.0]))
def test_with_existing_zones_metres_and_moves_together_are_the_least(
    town: Town, seed: int, moved_m: float
) -> None:
    xy, load, links, centres, fewest, most = town
    existing = np.random.default_rng(seed).integers(-1, len(centres) + 1, len(xy))
    least = _least(town, existing, moved_m)

    found = solve(
        xy, load, fewest=fewest, most=most, links=links, centres=centres, existing=existing,
        weights=Weights(moved_m=moved_m),
    )  # fmt: skip

    assert (found.status == "feasible") == np.isfinite(least)
    if np.isfinite(least):
        assert found.score == pytest.approx(least, abs=1e-6)


@examples(60)
@given(town=small_groups())
def test_no_division_costs_less_than_one_that_may_cut_units(town: Town) -> None:
    xy, load, links, centres, fewest, most = town
    least = _least(town)
    cost = load[:, None] * np.linalg.norm(xy[:, None] - xy[centres][None], axis=2)
    c = len(centres)
    ask = around.Assignment(
        cost, load, np.array(links, np.int32), np.array(centres), np.full(c, fewest),
        np.full(c, most),
    )  # fmt: skip

    found, of = around.least_cost(ask), around.shared_out(ask)

    assert found <= least + 1e-6
    if np.isfinite(least):
        assert np.isfinite(found)
        assert of is not None
        assert of[centres].tolist() == list(range(c))
        # Of equal loads none need be cut, so that this is what it costs.
        if len(set(load.tolist())) == 1:
            assert cost[np.arange(len(of)), of].sum() == pytest.approx(found)


def test_a_contact_person_walled_in_by_another_gets_the_households_behind() -> None:
    # A street of nine houses; centres at 0, 1 and 5. Whoever is at 0 has nobody but 1 next door,
    # and a lane over 2 and 3 leads round.
    xy = np.array([[x * 10.0, 0.0] for x in range(9)] + [[0.0, 10.0], [0.0, 20.0]])
    links = [(i, i + 1) for i in range(8)] + [(0, 9), (9, 10), (10, 2)]

    found = solve(xy, np.ones(11, int), fewest=3, most=5, links=links, centres=[0, 1, 5])

    assert found.status == "feasible"
    assert found.grid_of[[9, 10]].tolist() == [0, 0]


def test_a_border_with_a_price_is_not_crossed_where_walking_farther_is_cheaper() -> None:
    xy = np.array([[0.0, 0.0], [10.0, 0.0], [20.0, 0.0], [30.0, 0.0]])

    found = solve(
        xy, np.ones(4, int), fewest=1, most=3, links=[(0, 1), (1, 2), (2, 3)],
        borders=[0.0, 100.0, 0.0], centres=[0, 3],
    )  # fmt: skip

    assert found.grid_of[1] == found.grid_of[2]
    assert found.score == pytest.approx(30.0)


def test_without_links_each_household_may_go_to_any_centre() -> None:
    xy = np.array([[0.0, 0.0], [1.0, 0.0], [2.0, 0.0], [50.0, 0.0]])

    found = solve(xy, np.ones(4, int), fewest=2, most=2, centres=[0, 3])

    assert found.status == "feasible"
    assert sorted(np.bincount(found.grid_of).tolist()) == [2, 2]
    assert found.metres == pytest.approx(1.0 + 48.0)


def test_a_part_too_large_to_go_through_is_divided_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    xy = np.array([[x * 10.0, y * 10.0] for x in range(12) for y in range(12)])
    links = [
        (a, b) for a in range(144) for b in (a + 1, a + 12) if b < 144 and (b != a + 1 or b % 12)
    ]
    asked: dict[str, Any] = {"fewest": 20, "most": 60, "links": links, "centres": [0, 70, 143]}
    exact = solve(xy, np.ones(144, int), **asked)

    monkeypatch.setattr(around, "MOST_PAIRS", 0)
    found = solve(xy, np.ones(144, int), **asked)

    assert found.status == "feasible"
    assert exact.metres <= found.metres <= 1.01 * exact.metres
