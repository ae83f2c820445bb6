"""Each candidate over its list alone, against all units."""

from __future__ import annotations

import numpy as np
import pytest
from examples import examples
from hypothesis import given
from markets import costs, markets, random_market

from gridgen.solver.kernels.look import count, look
from gridgen.solver.kernels.market import new_market
from gridgen.solver.kernels.survey import survey


@examples(60)
@given(drawn=markets)
def test_a_look_at_full_lists_finds_what_a_look_at_all_units_does(drawn: tuple[int, int]) -> None:
    market, multiplier = random_market(*drawn)
    survey(market, multiplier, 0.5, 1000.0)
    proven = market.values.copy()

    look(market, multiplier)

    assert market.values == pytest.approx(proven, rel=1e-5, abs=1e-4)


@examples(60)
@given(drawn=markets)
def test_the_set_that_is_counted_costs_the_value_and_is_inside_the_band(
    drawn: tuple[int, int],
) -> None:
    market, multiplier = random_market(*drawn)
    survey(market, multiplier, 0.5, 1000.0)
    look(market, multiplier)

    for j in np.flatnonzero(np.isfinite(market.values)):
        count(market, multiplier, np.array([j]))

        assert market.taken[j] == 1.0
        assert ((market.taken >= 0) & (market.taken <= 1)).all()
        total = float(market.taken @ market.load)
        assert market.fewest - 1e-9 <= total <= market.most + 1e-9
        spent = float(market.taken @ costs(market, multiplier, int(j)))
        assert spent == pytest.approx(market.values[j], rel=1e-5, abs=1e-4)


def test_nobody_is_a_centre_whose_own_load_is_above_the_band() -> None:
    market = new_market(np.zeros((2, 2)), np.array([9.0, 3.0]), np.ones(2), (2, 8), 2)
    survey(market, np.zeros(2), 0.5, 0.0)

    look(market, np.zeros(2))

    assert market.values.tolist() == [np.inf, 0.0]
