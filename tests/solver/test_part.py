"""One connected part: the best of several starts, in the order of its own units."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from answers import block

from gridgen.model.problem import Problem
from gridgen.solver.improve import EFFORTS, Search
from gridgen.solver.part import divide_part
from gridgen.solver.pose import pose


def town(n: int, **asked: Any) -> Problem:
    columns = 10
    xy, pairs = block(columns, n // columns)
    return pose(xy, np.ones(n, int), fewest=8, most=12, links=pairs, **asked)


def search(effort: str = "fast", until: float | None = None) -> Search:
    return Search(EFFORTS[effort], until, (0, 0))


@pytest.mark.parametrize("counts", [[5, 6], [6, 5]])
def test_the_first_number_of_grids_that_fits_is_made(counts: list[int]) -> None:
    part = town(60)

    found = divide_part(part, counts, search())

    sizes = np.bincount(found.grid_of)
    assert len(sizes) == len(found.centre_of) == counts[0]
    assert ((sizes >= 8) & (sizes <= 12)).all()
    assert found.grid_of[found.centre_of].tolist() == list(range(counts[0]))


def test_the_next_number_is_tried_where_the_first_breaks_the_band() -> None:
    # Towers of 7 in a band of 8 to 14: no grid of one tower fits, but two make 14.
    xy, pairs = block(20, 1)
    part = pose(xy, np.full(20, 7), fewest=8, most=14, links=pairs)

    found = divide_part(part, [13, 12, 10], search())

    assert np.bincount(found.grid_of).tolist() == [2] * 10


def test_units_in_another_order_are_divided_alike() -> None:
    part = town(60, seed=4)
    order = np.random.default_rng(0).permutation(60)

    one = divide_part(part, [6], search())
    two = divide_part(part.part(order), [6], search())

    assert two.grid_of.tolist() == one.grid_of[order].tolist()


def test_an_answer_is_given_although_no_time_is_left() -> None:
    found = divide_part(town(60), [6], search("best", until=0.0))

    assert len(found.centre_of) == 6
    assert len(np.unique(found.grid_of)) == 6


def test_grids_that_exist_and_fit_stay_as_they_are() -> None:
    existing = np.repeat(range(6), 10)

    found = divide_part(town(60, existing=existing), [5, 6, 7], search())

    assert len({*zip(found.grid_of.tolist(), existing.tolist(), strict=True)}) == 6


def test_given_centres_keep_their_numbers() -> None:
    centres = [55, 4, 31, 9, 20, 48]

    found = divide_part(town(60, centres=centres), [6], search())

    assert found.centre_of.tolist() == centres
    assert found.grid_of[centres].tolist() == list(range(6))


def test_what_is_left_outside_is_told_with_what_was_tried() -> None:
    # Three blocks of 33 around one house: of two grids of 50 the one without it would have to lie
    # in one block. So many grids could be that none of the proofs can tell.
    xy, pairs = block(11, 3)
    links = [(a + 33 * k, b + 33 * k) for k in range(3) for a, b in pairs]
    places = np.concatenate([xy, xy + [200.0, 0.0], xy + [0.0, 200.0], [[150.0, 150.0]]])
    part = pose(places, [1] * 100, fewest=50, most=50, links=[*links, (0, 99), (33, 99), (66, 99)])

    found = divide_part(part, [2], search())

    assert found.outside == sum(abs(n - 50) for n in np.bincount(found.grid_of))
    assert found.outside > 0
    assert not found.is_impossible
    assert found.tried == (2,)
    assert found.regions > 0


@pytest.mark.parametrize("counts", [[2, 3], [3, 2]])
def test_where_none_can_be_the_number_that_leaves_least_outside_is_made(counts: list[int]) -> None:
    # 60 and 60, 60 and 49, and all three are too many, 49 alone is one too few.
    xy, pairs = block(3, 1)
    part = pose(xy, [60, 60, 49], fewest=50, most=100, links=pairs)

    found = divide_part(part, counts, search())

    assert (found.outside, found.is_impossible) == (1, True)
    assert sorted(np.bincount(found.grid_of, part.load)) == [49, 60, 60]


def test_no_more_is_tried_once_as_few_are_outside_as_sums_allow() -> None:
    # Six grids of 11 lack one household, five leave ten over.
    xy, pairs = block(13, 5)
    part = pose(xy, np.ones(65, int), fewest=11, most=11, links=pairs)

    found = divide_part(part, [6, 5], search())

    assert (found.outside, found.tried) == (1, (6,))
    assert not found.is_impossible


def test_an_edit_tries_one_number_of_grids_alone_where_that_fits() -> None:
    # Six grids of ten, of which one was cut in halves: these are no grids that could stay.
    existing = np.repeat(np.arange(6), 10)
    existing[55:] = 6
    part = town(60, existing=existing)

    found = divide_part(part, [6, 5, 7], search("edit"))

    assert found.tried == (6,)
    assert found.outside == 0
    assert len(divide_part(part, [6, 5, 7], search("fast")).tried) == 3


def test_an_edit_tries_further_numbers_while_a_grid_is_outside_its_band() -> None:
    # Towers of 7 in a band of 8 to 14, each alone: no five grids fit, but four of two make 14.
    xy, pairs = block(8, 1)
    part = pose(xy, np.full(8, 7), fewest=8, most=14, links=pairs,
                existing=np.arange(8))  # fmt: skip

    found = divide_part(part, [5, 4], search("edit"))

    assert found.outside == 0
    assert found.tried == (4, 5)


def test_a_long_search_ends_with_the_proof_that_nothing_is_better() -> None:
    rng = np.random.default_rng(3)
    xy = np.repeat(rng.uniform(0, 1_000, (5, 2)), 30, axis=0) + rng.normal(0, 20, (150, 2))
    part = pose(xy, [1] * 150, fewest=30, most=60, grids=4)

    found = divide_part(part, [4], Search(EFFORTS["best"], None, (0, 0)))

    walked = np.linalg.norm(xy - xy[found.centre_of[found.grid_of]], axis=1).sum()
    assert found.proof is not None
    assert found.proof.is_done(float(walked))


@pytest.mark.parametrize("effort", ["fast", "balanced"])
def test_a_short_search_proves_nothing(effort: str) -> None:
    xy, links = block(10, 10)

    found = divide_part(
        pose(xy, [1] * 100, fewest=15, most=30, links=links), [5],
        Search(EFFORTS[effort], None, (0, 0)),
    )  # fmt: skip

    assert found.proof is None
