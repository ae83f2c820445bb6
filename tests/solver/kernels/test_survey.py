"""Each candidate over all units, against linear programming."""

from __future__ import annotations

import numpy as np
import pytest
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from markets import best_in_part, costs, markets, random_market

from gridgen.solver.kernels.market import new_market
from gridgen.solver.kernels.survey import survey


@examples(60)
@given(drawn=markets)
def test_each_value_is_that_of_the_best_set_with_units_in_part(drawn: tuple[int, int]) -> None:
    market, multiplier = random_market(*drawn)

    survey(market, multiplier, 0.5, 0.0)

    for j, value in enumerate(market.values):
        assert value == pytest.approx(best_in_part(market, multiplier, j), abs=1e-6)


@examples(60)
@given(drawn=markets, slack=st.sampled_from([0.0, 0.5]), margin=st.sampled_from([0.0, 7.0]))
def test_everybody_who_counts_for_a_candidate_is_listed(
    drawn: tuple[int, int], slack: float, margin: float
) -> None:
    market, multiplier = random_market(*drawn)

    end = survey(market, multiplier, slack, margin)

    assert end == market.start[-1]
    for j in np.flatnonzero(np.isfinite(market.values)):
        cost = costs(market, multiplier, j) - market.prices[j] * market.load
        counts = cost < margin + slack * np.maximum(0.0, multiplier) - 1e-9
        counts[j] = False
        listed = market.near[market.start[j] : market.start[j + 1]]
        assert set(np.flatnonzero(counts).tolist()) <= set(listed.tolist())
        assert j not in listed


def test_values_hold_where_lists_have_too_little_room() -> None:
    xy = np.random.default_rng(4).uniform(0, 100, (200, 2))
    loads, multiplier = np.ones(200), np.full(200, 60.0)
    wide = new_market(xy, loads, loads, (20, 40), 200)
    narrow = new_market(xy, loads, loads, (20, 40), 10)

    survey(wide, multiplier, 0.5, 0.0)
    end = survey(narrow, multiplier, 0.5, 0.0)

    assert end == 200 * 10
    assert narrow.values.tolist() == wide.values.tolist()
