"""What an answer walks and breaks, and what arithmetic proves."""

from __future__ import annotations

import numpy as np
import pytest
from answers import block, chain, check_whole, lane
from examples import examples
from hypothesis import given
from hypothesis import strategies as st

from gridgen.model.solutions import Status, Weights
from gridgen.solver.judge import judged, ways
from gridgen.solver.part import Divided
from gridgen.solver.pose import pose
from gridgen.solver.solve import solve


@pytest.mark.parametrize(
    ("households", "fewest", "most", "outside"),
    [
        (550, 300, 500, 50),
        (501, 300, 500, 1),
        (599, 300, 500, 1),
        (299, 300, 500, 1),
        (38, 50, 100, 12),
        (1, 50, 100, 49),
        (13, 8, 12, 1),
        (15, 8, 12, 1),
        (7, 8, 12, 1),
    ],
)
def test_totals_that_fit_no_band_break_it_by_the_least_and_say_so(
    households: int, fewest: int, most: int, outside: int
) -> None:
    xy, pairs = block(10, -(-households // 10))
    xy = xy[:households]
    pairs = [(a, b) for a, b in pairs if b < households]

    solution = solve(xy, [1] * households, fewest=fewest, most=most, links=pairs)

    check_whole(solution, [1] * households, fewest, most, pairs)
    assert sum(abs(breach.by) for breach in solution.breaches) == outside
    assert solution.status is Status.PROVEN_IMPOSSIBLE


@examples(60)
@given(
    households=st.integers(1, 60), fewest=st.integers(1, 15), extra=st.integers(0, 8),
    linked=st.booleans(),
)  # fmt: skip
def test_a_lane_of_single_households_breaks_the_band_by_the_least_there_is(
    households: int, fewest: int, extra: int, linked: bool
) -> None:
    most = fewest + extra
    pairs = chain(households) if linked else None

    solution = solve(lane(households), [1] * households, fewest=fewest, most=most, links=pairs)

    check_whole(solution, [1] * households, fewest, most, pairs)
    least = min(
        max(0, households - k * most, k * fewest - households) for k in range(1, households + 1)
    )
    assert sum(abs(breach.by) for breach in solution.breaches) == least
    proven = Status.FEASIBLE if least == 0 else Status.PROVEN_IMPOSSIBLE
    assert solution.status is proven


def test_metres_and_score_are_told_anew_term_by_term() -> None:
    problem = pose(
        lane(4), [1, 1, 2, 1], visits=[1, 2, 1, 3], fewest=1, most=3, target=2, links=chain(4),
        borders=[5.0, 7.0, 11.0], sides=[6.0, 8.0, 12.0], existing=[0, 0, 0, 1],
        weights=Weights(moved_m=100.0, border_m=2.0, round_m=0.5, even_m=3.0),
    )  # fmt: skip
    grid_of, centre_of = np.array([0, 0, 1, 1], np.int32), np.array([1, 3], np.int32)

    found = judged(problem, grid_of, centre_of, [np.arange(4)], [Divided(grid_of, centre_of)])

    assert ways(problem, grid_of, centre_of).tolist() == [10, 0, 10, 0]
    assert found.metres == 20.0
    # Two households of the third unit moved; the link in the middle is a border; of the grids of
    # two and three households the second is one off the target.
    assert found.score == 20.0 + 2 * 100.0 + 7.0 * 2.0 + 8.0 * 0.5 + 3.0 * 1 / 2
    assert found.breaches == ()


def test_around_centres_who_leaves_the_grid_of_its_centre_has_moved() -> None:
    problem = pose(
        lane(4), [1, 1, 1, 1], fewest=1, most=4, links=chain(4), existing=[8, 8, 9, -1],
        centres=[0, 2], weights=Weights(moved_m=100.0, even_m=7.0),
    )  # fmt: skip
    grid_of, centre_of = np.array([0, 1, 1, 1], np.int32), np.array([0, 2], np.int32)

    found = judged(problem, grid_of, centre_of, [np.arange(4)], [Divided(grid_of, centre_of)])

    assert found.score - found.metres == 100.0


@pytest.mark.parametrize(
    ("band", "grids", "status"),
    [
        ((2, 3), None, Status.NOT_FOUND),
        ((3, 3), None, Status.PROVEN_IMPOSSIBLE),
        ((2, 3), 2, Status.NOT_FOUND),
        ((2, 3), 3, Status.PROVEN_IMPOSSIBLE),
    ],
)
def test_a_breach_is_proven_only_where_arithmetic_leaves_no_other_way(
    band: tuple[int, int], grids: int | None, status: Status
) -> None:
    problem = pose(lane(4), [1, 1, 1, 1], fewest=band[0], most=band[1], links=chain(4), grids=grids)
    grid_of, centre_of = np.array([0, 1, 1, 1], np.int32), np.array([0, 2], np.int32)

    found = judged(problem, grid_of, centre_of, [np.arange(4)], [Divided(grid_of, centre_of)])

    assert found.breaches[0].by == 1 - band[0]
    assert found.status is status
