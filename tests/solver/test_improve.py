"""From a first division to a good one."""

from __future__ import annotations

import time

import numpy as np
import pytest
from examples import examples
from hypothesis import given
from kernel_towns import (
    check_agrees,
    check_whole,
    divided,
    divided_town,
    is_one_piece,
    listed,
    random_town,
    slow_worth,
    towns,
)

from gridgen.solver.improve import EFFORTS, Search, polish, travel
from gridgen.solver.kernels.centres import recentre_all
from gridgen.solver.kernels.chain import chain
from gridgen.solver.kernels.repair import press
from gridgen.solver.kernels.shift import sweep
from gridgen.solver.kernels.split import resplit_pairs
from gridgen.solver.kernels.town import State, Town
from gridgen.solver.kernels.worth import worth


@pytest.mark.parametrize(("linked", "priced"), [(True, False), (False, False), (True, True)])
@examples(60)
@given(drawn=towns)
def test_no_step_makes_a_division_worse_or_breaks_it(
    linked: bool, priced: bool, drawn: tuple[int, int, int]
) -> None:
    town, state = divided_town(drawn, linked=linked, priced=priced)
    k = len(state.size_of)
    now = slow_worth(town, state)

    press(town, state, 50, 30.0)
    recentre_all(town, state)  # pressure leaves centres where they were
    pressed = slow_worth(town, state)
    dirty = np.ones(k, np.bool_)
    sweep(town, state, dirty)
    swept = slow_worth(town, state)
    chain(town, state, np.arange(k, dtype=np.int32))
    chained = slow_worth(town, state)
    resplit_pairs(town, state, dirty, 6)
    split = slow_worth(town, state)

    assert pressed[0] <= now[0]
    assert swept <= (pressed[0], pressed[1] + 1e-6)
    assert chained <= (swept[0], swept[1] + 1e-6)
    assert split <= (chained[0], chained[1] + 1e-6)
    check_agrees(town, state)
    if linked:
        for g in range(k):
            assert is_one_piece(town, listed(state, g))


@examples(60)
@given(drawn=towns)
def test_a_polished_division_is_whole_and_worth_what_it_says(drawn: tuple[int, int, int]) -> None:
    seed, n, k = drawn
    town, _ = random_town(seed, n)
    state = divided(town, min(k, n), seed)
    first = slow_worth(town, state)

    polish(town, state, EFFORTS["balanced"])

    check_whole(town, state)
    outside, metres = slow_worth(town, state)
    assert worth(town, state) == (outside, pytest.approx(metres))
    assert outside <= first[0]


def polished() -> tuple[Town, State]:
    """Return a division of 60 houses into 8 grids that no single step betters by much."""
    town, _ = random_town(7, 60, grids=8)
    state = divided(town, 8, 7)
    polish(town, state, EFFORTS["fast"])
    return town, state


@pytest.mark.parametrize("drifts", [(0.05,), (0.05, 0.3)])
def test_journeys_end_in_a_better_division_that_they_met(drifts: tuple[float, ...]) -> None:
    town, state = polished()
    before = slow_worth(town, state)
    effort = EFFORTS["balanced"]._replace(relocations=2, drifts=drifts)

    travel(town, state, Search(effort, None, (0, 0)))

    check_whole(town, state)
    assert slow_worth(town, state) < before
    assert state.score_of.sum() == pytest.approx(slow_worth(town, state)[1])


@pytest.mark.parametrize(("effort", "until"), [("fast", None), ("best", 0.0)])
def test_nobody_travels_without_relocations_or_time(effort: str, until: float | None) -> None:
    town, state = polished()
    before = state.grid_of.tolist()

    travel(town, state, Search(EFFORTS[effort], until, (0, 0)))

    assert state.grid_of.tolist() == before


@pytest.mark.parametrize(("seconds", "is_over"), [(-1.0, True), (3600.0, False), (None, False)])
def test_a_search_is_over_once_its_time_has_come(seconds: float | None, is_over: bool) -> None:
    until = None if seconds is None else time.monotonic() + seconds

    assert Search(EFFORTS["fast"], until, (0, 0)).is_over is is_over
