"""The relaxation and its climb; what they prove is tested with the bound and with branching."""

from __future__ import annotations

import math

import numpy as np
import pytest
from numpy.typing import NDArray

from gridgen.model.arrays import taken
from gridgen.solver.bound import first_multipliers, relaxed
from gridgen.solver.pose import pose
from gridgen.solver.relaxed import climb

XY = np.random.default_rng(8).uniform(0, 500, (60, 2))
PROBLEM = pose(XY, np.ones(60, int), fewest=12, most=24)


def test_as_many_centres_are_chosen_in_each_step_as_there_are_grids() -> None:
    task = relaxed(PROBLEM, 4)
    assert task is not None

    found = climb(task, first_multipliers(PROBLEM, 4), 5_000.0, choose=task.least, steps=50)

    assert found.chosen.sum() == pytest.approx(4.0)
    assert ((found.chosen >= 0.0) & (found.chosen <= 1.0 + 1e-9)).all()


def test_a_closed_candidate_is_never_chosen_and_its_value_is_infinite() -> None:
    task = relaxed(PROBLEM, 4)
    assert task is not None
    task.market.is_closed[::2] = True

    found = climb(task, first_multipliers(PROBLEM, 4), 5_000.0, choose=task.least, steps=30)

    assert np.isinf(found.values[::2]).all()
    assert np.isfinite(found.values[1::2]).all()
    assert found.chosen[::2].sum() == 0.0


def test_where_no_choice_of_centres_is_allowed_the_bound_is_infinite() -> None:
    def none(values: NDArray[np.float64]) -> NDArray[np.int64]:
        return np.zeros(0, np.int64)

    task = relaxed(PROBLEM, 4)
    assert task is not None

    found = climb(task, first_multipliers(PROBLEM, 4), 5_000.0, choose=none, steps=30)

    assert math.isinf(found.metres)
    assert found.steps == 0


def test_a_bound_in_another_order_is_of_the_same_units() -> None:
    task = relaxed(PROBLEM, 4)
    assert task is not None
    found = climb(task, first_multipliers(PROBLEM, 4), 5_000.0, choose=task.least, steps=10)
    rows = np.random.default_rng(1).permutation(60)

    other = taken(found, rows)

    assert other.metres == found.metres
    assert (other.multipliers == found.multipliers[rows]).all()
    assert (other.values == found.values[rows]).all()
    assert (other.chosen == found.chosen[rows]).all()
