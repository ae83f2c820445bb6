"""The price for each household, against sorting and linear programming."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.optimize import linprog

from gridgen.solver.kernels.price import price_of, value_at

items = st.lists(st.tuples(st.integers(-9, 9), st.integers(1, 6)), min_size=0, max_size=9)


def columns(drawn: list[tuple[int, int]]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    table = np.array(drawn, float).reshape(-1, 2)
    return table[:, 0].copy(), table[:, 1].copy()


def sorted_price(cost: list[float], load: list[float], low: float, high: float) -> float:
    """Return the ratio at which taking one item after the other reaches the limit that binds."""
    order = sorted((c / w, w) for c, w in zip(cost, load, strict=True))
    paying = sum(weight for ratio, weight in order if ratio < 0)
    if low <= paying <= high:
        return 0.0
    limit = high if paying > high else low
    reached = itertools.accumulate(weight for _, weight in order)
    ratios = [ratio for (ratio, _), total in zip(order, reached, strict=True) if total >= limit]
    return min(ratios, default=math.inf)


@given(drawn=items, low=st.integers(0, 20), extra=st.integers(0, 20))
def test_the_price_is_where_taking_from_the_smallest_ratio_on_stops(
    drawn: list[tuple[int, int]], low: int, extra: int
) -> None:
    cost, load = columns(drawn)

    price = price_of(cost / load, load.copy(), len(cost), float(low), float(low + extra))

    assert price == sorted_price(cost.tolist(), load.tolist(), low, low + extra)


@given(drawn=items, low=st.integers(0, 20), extra=st.integers(0, 20))
def test_the_value_at_the_price_is_that_of_the_best_set_with_units_in_part(
    drawn: list[tuple[int, int]], low: int, extra: int
) -> None:
    cost, load = columns(drawn)
    high = low + extra
    price = price_of(cost / load, load.copy(), len(cost), float(low), float(high))
    if math.isinf(price):
        assert load.sum() < low
        return

    value = value_at(cost, load, len(cost), float(low), float(high), price)

    if len(cost) == 0:
        assert value == 0.0
        return
    best = linprog(
        cost, A_ub=np.stack([load, -load]), b_ub=[high, -low], bounds=(0, 1), method="highs"
    )
    assert value == pytest.approx(best.fun, abs=1e-9)


@given(drawn=items, low=st.integers(0, 20), extra=st.integers(0, 20), price=st.floats(-9, 9))
def test_no_set_costs_less_than_the_value_at_any_price(
    drawn: list[tuple[int, int]], low: int, extra: int, price: float
) -> None:
    cost, load = columns(drawn)

    value = value_at(cost, load, len(cost), float(low), float(low + extra), price)

    for chosen in itertools.product([False, True], repeat=len(cost)):
        mask = np.array(chosen, bool)
        if low <= load[mask].sum() <= low + extra:
            assert value <= cost[mask].sum() + 1e-9
