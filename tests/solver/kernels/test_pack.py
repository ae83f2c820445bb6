"""Sets of whole units, against every set that there is."""

from __future__ import annotations

import numpy as np
import pytest
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from markets import best_whole, markets, random_market

from gridgen.solver.kernels.market import new_market
from gridgen.solver.kernels.pack import pack
from gridgen.solver.kernels.survey import survey


@examples(60)
@given(drawn=markets)
def test_a_margin_above_all_costs_finds_the_best_whole_set(drawn: tuple[int, int]) -> None:
    market, multiplier = random_market(*drawn)
    n = len(market.load)
    survey(market, multiplier, 0.0, 1e6)

    pack(market, multiplier, np.arange(n), 1e6)

    for j, value in enumerate(market.values):
        best = best_whole(market, multiplier, j)
        assert value == pytest.approx(best, abs=1e-4) or (np.isinf(best) and value > 1e5)


@examples(60)
@given(drawn=markets, margin=st.floats(0.1, 60))
def test_packing_raises_values_but_never_above_the_best_whole_set(
    drawn: tuple[int, int], margin: float
) -> None:
    market, multiplier = random_market(*drawn)
    survey(market, multiplier, 0.0, margin)
    before = market.values.copy()

    pack(market, multiplier, np.arange(len(before)), margin)

    for j, value in enumerate(market.values):
        assert before[j] <= value <= best_whole(market, multiplier, j) + 1e-9


def test_two_towers_never_share_a_set_that_holds_one_and_a_part() -> None:
    xy = np.array([[0.0, 0], [10, 0], [20, 0]])
    market = new_market(xy, np.array([6.0, 6.0, 2.0]), np.ones(3), (2, 8), 3)
    multiplier = np.array([50.0, 50.0, 20.0])
    survey(market, multiplier, 0.0, 1e6)
    in_part = market.values[0]

    holds = pack(market, multiplier, np.array([1]), 1e6)

    assert in_part == pytest.approx(-50 - 40 / 3)
    assert market.values[:2].tolist() == [in_part, pytest.approx(-50 - 10)]
    assert holds.tolist() == [[False, True, True]]
