"""Arrays as they are given, checked."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from answers import chain, lane

from gridgen.model.errors import BandError, ProblemError
from gridgen.model.solutions import Weights
from gridgen.solver.pose import pose


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"xy": [1.0, 2.0, 3.0]}, r"xy has shape \(3,\); expected \(n, 2\)"),
        ({"households": [1, 1]}, r"households has shape \(2,\) .*expected \(3,\)"),
        ({"visits": [1.0, 1.0]}, r"visits \(2,\); expected \(3,\)"),
        ({"xy": [[0.0, 0], [np.nan, 0], [2, 0]]}, "must be finite"),
        ({"xy": [[0.0, 0], [np.inf, 0], [2, 0]]}, "must be finite"),
        ({"visits": [1.0, np.nan, 1.0]}, "must be finite"),
        ({"visits": [1.0, -1.0, 1.0]}, "visits not negative"),
        ({"households": [1.0, 1.5, 1.0]}, "whole numbers; got float64"),
        ({"households": [1, -4, 1]}, "households has -4 at row 1; expected >= 0"),
        ({"links": [[0, 1, 2]]}, r"links has shape \(1, 3\); expected \(m, 2\)"),
        ({"links": [0, 1]}, r"links has shape \(2,\); expected \(m, 2\)"),
        ({"links": [[0, 3]]}, "links names row 3; expected 0 to 2"),
        ({"links": [[-1, 1]]}, "links names row -1; expected 0 to 2"),
        ({"borders": [1.0]}, r"borders has shape \(1,\); expected \(2,\) metres"),
        ({"borders": [1.0, -1.0]}, "finite and not negative"),
        ({"borders": [1.0, np.nan]}, "finite and not negative"),
        ({"borders": [1.0, 1.0], "links": None}, "borders are given without links"),
        ({"effort": "hard"}, "effort is 'hard'; expected one of fast, balanced, best"),
    ],
)
def test_what_contradicts_itself_is_refused(change: dict[str, Any], says: str) -> None:
    asked: dict[str, Any] = {"xy": lane(3), "households": [1, 1, 1], "links": chain(3)} | change
    xy, households = asked.pop("xy"), asked.pop("households")

    with pytest.raises(ProblemError, match=says):
        pose(xy, households, fewest=1, most=3, **asked)


@pytest.mark.parametrize(
    ("asked", "error", "says"),
    [
        ({"centres": [0, 0]}, ProblemError, "names a row twice"),
        ({"centres": [7]}, ProblemError, "centres names row 7; expected 0 to 2"),
        ({"centres": []}, ProblemError, "centres has shape"),
        ({"centres": [0, 1], "most": [1, 2, 3]}, ProblemError, "most has shape"),
        ({"centres": [0, 1], "fewest": [1, 3], "most": [3, 2]}, ProblemError, "fewest is 3"),
        ({"fewest": [1, 1]}, ProblemError, "fewest has shape"),
        ({"existing": [0, 1]}, ProblemError, r"existing has shape \(2,\); expected \(3,\)"),
        ({"locked": [0.5, 1, 1]}, ProblemError, "locked has shape"),
        ({"fewest": 5, "most": 3}, BandError, "fewest=5, most=3"),
    ],
)
def test_centres_and_labels_that_cannot_be_are_refused(
    asked: dict[str, object], error: type[Exception], says: str
) -> None:
    arguments: dict[str, object] = {"fewest": 1, "most": 3} | asked

    with pytest.raises(error, match=says):
        pose(np.arange(6.0).reshape(3, 2), [1, 1, 1], **arguments)  # type: ignore[arg-type]


def test_a_problem_holds_arrays_that_agree_and_prices_in_metres() -> None:
    problem = pose(
        lane(3), [4, 0, 2], fewest=1, most=5, links=[(2, 1), (1, 0), (1, 1)],
        borders=[3.0, 4.0, 9.0], weights=Weights(border_m=2.0), locked=[-7, 5, -1], seed=3,
    )  # fmt: skip

    assert problem.links is not None
    assert problem.links.tolist() == [[0, 1], [1, 2]]
    assert problem.border.tolist() == [8.0, 6.0]
    assert problem.visits.tolist() == [4.0, 0.0, 2.0]
    assert problem.locked.tolist() == [-1, 5, -1]
    assert (problem.band.fewest, problem.band.most, problem.band.target) == (1, 5, 3)
    assert (problem.effort, problem.seed, problem.grids) == ("balanced", 3, None)


def test_borders_without_a_price_are_left_out() -> None:
    problem = pose(lane(2), [1, 1], fewest=1, most=2, links=chain(2), borders=[0.0])

    assert len(problem.border) == 0


def test_a_seed_below_nought_is_refused() -> None:
    with pytest.raises(ProblemError, match="seed is -1; expected 0 or more"):
        pose(lane(2), [1, 1], fewest=1, most=2, seed=-1)


def test_the_band_of_many_centres_goes_from_the_smallest_to_the_largest() -> None:
    problem = pose(lane(4), [1] * 4, fewest=[1, 2], most=[2, 3], centres=[0, 3])

    assert (problem.band.fewest, problem.band.most) == (1, 3)
    assert (problem.fewest.tolist(), problem.most.tolist()) == ([1, 2], [2, 3])
