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

    grid_of, centre_of = divide_part(part, counts, search())

    sizes = np.bincount(grid_of)
    assert len(sizes) == len(centre_of) == counts[0]
    assert ((sizes >= 8) & (sizes <= 12)).all()
    assert grid_of[centre_of].tolist() == list(range(counts[0]))


def test_the_next_number_is_tried_where_the_first_breaks_the_band() -> None:
    # Towers of 7 in a band of 8 to 14: no grid of one tower fits, but two make 14.
    xy, pairs = block(20, 1)
    part = pose(xy, np.full(20, 7), fewest=8, most=14, links=pairs)

    grid_of, _ = divide_part(part, [13, 12, 10], search())

    assert np.bincount(grid_of).tolist() == [2] * 10


def test_units_in_another_order_are_divided_alike() -> None:
    part = town(60, seed=4)
    order = np.random.default_rng(0).permutation(60)

    one, _ = divide_part(part, [6], search())
    two, _ = divide_part(part.part(order), [6], search())

    assert two.tolist() == one[order].tolist()


def test_an_answer_is_given_although_no_time_is_left() -> None:
    grid_of, centre_of = divide_part(town(60), [6], search("best", until=0.0))

    assert len(centre_of) == 6
    assert len(np.unique(grid_of)) == 6


def test_grids_that_exist_and_fit_stay_as_they_are() -> None:
    existing = np.repeat(range(6), 10)

    grid_of, _ = divide_part(town(60, existing=existing), [5, 6, 7], search())

    assert len({*zip(grid_of.tolist(), existing.tolist(), strict=True)}) == 6


def test_given_centres_keep_their_numbers() -> None:
    centres = [55, 4, 31, 9, 20, 48]

    grid_of, centre_of = divide_part(town(60, centres=centres), [6], search())

    assert centre_of.tolist() == centres
    assert grid_of[centres].tolist() == list(range(6))
