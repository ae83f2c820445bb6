"""Arrays as they are given, checked."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from answers import chain, lane

from gridgen.model.errors import BandError, ProblemError
from gridgen.model.solutions import Weights
from gridgen.solver.pose import pose


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"xy": [1.0, 2.0, 3.0]}, r"xy has shape \(3,\); expected \(n, 2\)"),
        ({"xy": np.zeros((3, 0))}, r"xy has shape \(3, 0\); expected \(n, 2\)"),
        ({"xy": [[0.0, 0], (1.0, np.ma.masked), [2, 0]]}, "xy is masked at row 1; expected a num"),
        ({"xy": np.ma.masked_equal([[0.0, 0], [1, 1], [2, 9]], 9)}, "xy is masked at row 2; exp"),
        ({"xy": [[0.0, 0], [1.0], [2, 0]]}, "xy cannot be read; expected an array of numbers"),
        ({"households": [1, 1]}, r"households has shape \(2,\); expected \(3,\)"),
        ({"households": [[1], [1], [1]]}, r"households has shape \(3, 1\); expected \(3,\)"),
        ({"households": {1, 2, 3}}, r"households has shape \(\); expected \(3,\)"),
        ({"visits": [1.0, 1.0]}, r"visits has shape \(2,\); expected \(3,\)"),
        ({"xy": [[0.0, 0], [np.nan, 0], [2, 0]]}, "xy has nan at row 1; expected metres, finite"),
        ({"xy": [[0.0, 0], [0, 1], [2, np.inf]]}, "xy has inf at row 2; expected metres, finite"),
        ({"visits": [1.0, np.nan, 1.0]}, "visits has nan at row 1; expected numbers from 0"),
        ({"visits": [1.0, -1.0, 1.0]}, "visits has -1.0 at row 1; expected numbers from 0"),
        ({"households": [1.0, 1.5, 1.0]}, "households has 1.5 at row 1; expected whole numbers"),
        ({"households": [1, -4, 1]}, "households has -4 at row 1; expected whole numbers from 0"),
        ({"links": [[0, 1, 2]]}, r"links has shape \(1, 3\); expected \(m, 2\)"),
        ({"links": [0, 1]}, r"links has shape \(2,\); expected \(m, 2\)"),
        ({"links": [[0, 1], [0, 3]]}, "links has 3 at row 1; expected rows of xy, 0 to 2"),
        ({"links": [[-1, 1]]}, "links has -1 at row 0; expected rows of xy, 0 to 2"),
        ({"links": [[0.5, 1]]}, "links has 0.5 at row 0; expected rows of xy"),
        ({"links": [[False, True]]}, "links has False at row 0; expected rows of xy"),
        ({"links": [[2**64, 1]]}, "links has 18446744073709551616 at row 0; expected rows"),
        ({"borders": [1.0]}, r"borders has shape \(1,\); expected \(2,\) metres"),
        ({"sides": [[1.0, 1.0]]}, r"sides has shape \(1, 2\); expected \(2,\) metres"),
        ({"borders": [1.0, -1.0]}, "borders has -1.0 at row 1; expected metres from 0"),
        ({"borders": [1.0, np.nan]}, "borders has nan at row 1; expected metres from 0"),
        ({"borders": [1.0, 1.0], "links": None}, "borders are given without links"),
        ({"sides": [1.0, 1.0], "links": None}, "sides are given without links"),
        ({"effort": "hard"}, "effort is 'hard'; expected one of fast, balanced, best"),
        ({"effort": ["fast"]}, r"effort is \['fast'\]; expected one of fast, balanced, best"),
        ({"effort": None}, "effort is None; expected one of fast, balanced, best"),
        ({"weights": 0}, "weights is 0; expected gridgen.Weights, or None"),
        ({"weights": Weights(moved_m=np.nan)}, "weights.moved_m is nan; expected metres from 0"),
        ({"weights": Weights(moved_m=-1.0)}, "weights.moved_m is -1.0; expected metres from 0"),
        ({"weights": Weights(border_m=np.inf)}, "weights.border_m is inf; expected metres from 0"),
        ({"weights": Weights(round_m=-2.0)}, "weights.round_m is -2.0; expected metres from 0"),
        ({"weights": Weights(even_m=np.nan)}, "weights.even_m is nan; expected metres from 0"),
        ({"certify": 1}, "certify is 1; expected True or False"),
        ({"time_limit_s": np.nan}, "time_limit_s is nan; expected seconds, 0 or more, or None"),
        ({"time_limit_s": -0.1}, "time_limit_s is -0.1; expected seconds, 0 or more, or None"),
        ({"time_limit_s": "1"}, "time_limit_s is '1'; expected seconds, 0 or more, or None"),
        ({"time_limit_s": True}, "time_limit_s is True; expected seconds, 0 or more, or None"),
        ({"grids": 1.5}, "grids is 1.5; expected a whole number of grids, or None"),
        ({"grids": np.timedelta64(2)}, "grids is .*timedelta64.*; expected a whole number of"),
        ({"target": 1.5}, "target is 1.5; expected a whole number of households, or None"),
        ({"target": True}, "target is True; expected a whole number of households, or None"),
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
        ({"centres": [0, 0]}, ProblemError, "centres has 0 at row 1 again"),
        ({"centres": [7]}, ProblemError, "centres has 7 at row 0; expected rows of xy, 0 to 2"),
        ({"centres": [0, -1]}, ProblemError, "centres has -1 at row 1; expected rows of xy, 0"),
        ({"centres": [0, np.nan]}, ProblemError, "centres has nan at row 1; expected rows of xy"),
        ({"centres": []}, ProblemError, "centres has shape"),
        ({"centres": [0, 1], "most": [1, 2, 3]}, ProblemError, "most has shape"),
        ({"centres": [0, 1], "fewest": [1, 3], "most": [3, 2]}, ProblemError, "fewest is 3"),
        ({"fewest": [1, 1]}, ProblemError, "fewest has shape"),
        ({"existing": [0, 1]}, ProblemError, r"existing has shape \(2,\); expected \(3,\)"),
        ({"locked": [0.5, 1, 1]}, ProblemError, "locked has 0.5 at row 0; expected whole"),
        ({"existing": [0, np.nan, 1]}, ProblemError, "existing has nan at row 1; .* -1 for none"),
        ({"existing": [0, None, 1]}, ProblemError, "existing has None at row 1; .* -1 for none"),
        ({"fewest": 0}, BandError, "fewest=0, most=3"),
        ({"fewest": -5.0}, BandError, "fewest=-5, most=3"),
        ({"fewest": 1.5}, ProblemError, "fewest is 1.5; expected a whole number from 1"),
        ({"most": np.nan}, ProblemError, "most is nan; expected a whole number from 1"),
        ({"most": "3"}, ProblemError, "most is '3'; expected a whole number from 1"),
        ({"target": -2}, BandError, "got target=-2 for 1-3"),
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


@pytest.mark.parametrize(
    "seed", [-1, None, True, 0.5, np.nan, np.inf, "1", 1j, np.bool_(1), [1], np.ma.masked]
)
def test_a_seed_that_is_no_whole_number_from_nought_is_refused(seed: Any) -> None:
    with pytest.raises(ProblemError, match=r"seed is .*; expected a whole number, 0 or more"):
        pose(lane(2), [1, 1], fewest=1, most=2, seed=seed)


@pytest.mark.parametrize(
    ("seed", "is_read_as"),
    [(0, 0), (np.uint8(7), 7), (7.0, 7), (np.array(7), 7), (2**64, 2**64), (10**400, 10**400)],
)
def test_a_seed_is_a_whole_number_of_any_type_and_size(seed: Any, is_read_as: int) -> None:
    problem = pose(lane(2), [1, 1], fewest=1, most=2, seed=seed)

    assert (problem.seed, type(problem.seed)) == (is_read_as, int)


LARGEST = 10**12
_SMALLER = np.nextafter(-1e12, 0)


@pytest.mark.parametrize(
    ("fits", "too_large", "says"),
    [
        ({"most": LARGEST}, {"most": LARGEST + 1}, "most is 1000000000001; expected"),
        ({"most": LARGEST}, {"most": 2**63}, "most is 9223372036854775808; expected"),
        ({"most": LARGEST}, {"most": 10**400}, "most is a number of 1329 bits; expected"),
        (
            {"households": [LARGEST, 0, 0]},
            {"households": [LARGEST, 1, 0]},
            "households are 1,000,000,000,001 in all; expected up to 1,000,000,000,000",
        ),
        (
            {"households": np.array([0, LARGEST, 0], np.uint64)},
            {"households": np.array([0, 2**63 + 5, 0], np.uint64)},
            "households has 9223372036854775813 at row 1; expected",
        ),
        (
            {"visits": [1e12, 0, 0]},
            {"visits": [1, 1e308, 1]},
            r"visits has 1e\+308 at row 1; expected",
        ),
        (
            {"xy": [[0, _SMALLER], [1, 1], [2, 2]]},
            {"xy": [[0, 1], [1, 1], [-1e155, 2]]},
            r"xy has -1e\+155 at row 2; expected",
        ),
        (
            {"existing": [2**62 - 1, 0, -(2**62) + 1]},
            {"existing": [2**62, 0, 0]},
            "existing has 4611686018427387904 at row 0; expected",
        ),
        (
            {"weights": Weights(moved_m=1e12)},
            {"weights": Weights(moved_m=1.1e12)},
            "weights.moved_m is 1100000000000.0; expected",
        ),
    ],
)
def test_numbers_have_a_largest_one_that_is_told(
    fits: dict[str, Any], too_large: dict[str, Any], says: str
) -> None:
    ordinary: dict[str, Any] = {"xy": lane(3), "households": [1, 1, 1], "fewest": 1, "most": 3}

    problem = pose(**ordinary | fits)
    with pytest.raises((ProblemError, BandError), match=says):
        pose(**ordinary | too_large)

    assert len(problem) == 3


@pytest.mark.parametrize(
    "households",
    [
        [4.0, 0.0, 2.0],
        (4, 0, 2),
        np.array([4, 0, 2], np.uint8),
        np.array([4, 0, 2], np.float16),
        np.array([4, 0, 2], np.longdouble),
        np.array([4, 0.0, np.int8(2)], object),
        np.ma.array([4, 0, 2], mask=False),
        pd.Series([4, 0, 2], index=[7, 8, 9]),
        pd.Series([4, 0, 2], dtype="Int64"),
    ],
)
def test_whole_numbers_of_any_type_are_the_same(households: Any) -> None:
    problem = pose(pd.DataFrame(lane(3)), households, fewest=1.0, most=np.float32(5))

    assert (problem.load.tolist(), problem.load.dtype) == ([4, 0, 2], np.int64)
    assert (problem.visits.tolist(), problem.visits.dtype) == ([4.0, 0.0, 2.0], np.float64)
    assert (problem.fewest.tolist(), problem.most.tolist()) == ([1], [5])


@pytest.mark.parametrize(
    ("households", "says"),
    [
        ([True, True, True], "has True at row 0"),
        (["1", "2", "3"], "has '1' at row 0"),
        ([1, "2", 3], "has '1' at row 0"),  # numpy makes texts of all
        (np.array([1, "2", 3], object), "has '2' at row 1"),
        ([1, None, 3], "has None at row 1"),
        ([1, 2, 3 + 0j], r"has \(1\+0j\) at row 0"),
        (np.arange(3).astype("timedelta64[ns]"), "has .*timedelta64.* at row 0"),
        (np.arange(3).astype("datetime64[D]"), "has .*datetime64.* at row 0"),
        (pd.Series([1, None, 3], dtype="Int64"), "has (nan|<NA>) at row 1"),
        (np.ma.array([1, 1, 1], mask=[0, 0, 1]), "is masked at row 2"),
        ([1, np.ma.masked, 1], "is masked at row 1"),
        (gpd.GeoSeries.from_xy(*lane(3).T), "has <POINT.*> at row 0"),
    ],
)
def test_what_is_no_number_is_told_with_its_row(households: Any, says: str) -> None:
    with pytest.raises(ProblemError, match=f"households {says}; expected"):
        pose(lane(3), households, fewest=1, most=3)


def test_points_in_place_of_positions_are_refused() -> None:
    with pytest.raises(ProblemError, match=r"xy has shape \(3,\); .* take get_coordinates\(\)"):
        pose(gpd.GeoSeries.from_xy(*lane(3).T), [1, 1, 1], fewest=1, most=3)  # type: ignore[arg-type]


@pytest.mark.parametrize("nobody", [[], np.zeros((0, 2)), np.zeros((0, 2), int)])
def test_a_problem_may_have_no_unit(nobody: Any) -> None:
    problem = pose(nobody, [], fewest=1, most=3, visits=[], links=[], borders=[], locked=[])

    assert len(problem) == 0
    with pytest.raises(ProblemError, match="grids is 2; expected 0 or None: there is no unit"):
        pose(nobody, [], fewest=1, most=3, grids=2)
    with pytest.raises(ProblemError, match=r"centres has 0 at row 0; .* of which there are none"):
        pose(nobody, [], fewest=1, most=3, centres=[0])


def test_a_time_limit_may_be_endless() -> None:
    limits = [
        pose(lane(2), [1, 1], fewest=1, most=2, time_limit_s=limit).time_limit_s
        for limit in (None, 0, 1.5, np.inf, 10**400)
    ]

    assert limits == [None, 0.0, 1.5, np.inf, np.inf]


def test_labels_above_four_bytes_get_smaller_ones_in_their_order() -> None:
    labels = [2**40, -7, 5, 2**33, 2**40]

    problem = pose(lane(5), [1] * 5, fewest=1, most=5, existing=labels)

    assert problem.existing.tolist() == [2, -1, 0, 1, 2]


def test_the_band_of_many_centres_goes_from_the_smallest_to_the_largest() -> None:
    problem = pose(lane(4), [1] * 4, fewest=[1, 2], most=[2, 3], centres=[0, 3])

    assert (problem.band.fewest, problem.band.most) == (1, 3)
    assert (problem.fewest.tolist(), problem.most.tolist()) == ([1, 2], [2, 3])
