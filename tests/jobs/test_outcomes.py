"""An outcome comes back from its bytes as it was, and only for the very problem it is of."""

from __future__ import annotations

import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from dataclasses import fields, replace
from typing import Any

import numpy as np
import pytest
import shapely
from alike import differences
from villages import field, homes, problems_in, square, township

from gridgen.division.community import divide_community
from gridgen.division.problems import CommunityProblem
from gridgen.jobs.outcomes import hash_of, outcome_from_bytes, outcome_to_bytes
from gridgen.model.links import Links


@pytest.fixture(scope="module")
def problem() -> CommunityProblem:
    return problems_in(*township())[0]


def test_an_outcome_comes_back_bit_for_bit(problem: CommunityProblem) -> None:
    outcome = divide_community(problem)

    back = outcome_from_bytes(outcome_to_bytes(outcome, "a"), "a")

    assert [*differences(outcome, back)] == []
    assert len(outcome.layers) > 0


def test_one_without_levels_and_links_comes_back_too(problem: CommunityProblem) -> None:
    none = Links(np.zeros((0, 2)), np.zeros(0), np.zeros(0, bool))
    outcome = replace(divide_community(problem), layers=(), links=none)

    back = outcome_from_bytes(outcome_to_bytes(outcome, "a"), "a")

    assert [*differences(outcome, back)] == []


def test_the_outcome_of_another_problem_is_not_taken(problem: CommunityProblem) -> None:
    stored = outcome_to_bytes(divide_community(problem), hash_of(problem))

    assert outcome_from_bytes(stored, hash_of(replace(problem, seed=problem.seed + 1))) is None


def changed(value: Any) -> Any:
    """Something else of the same type."""
    if isinstance(value, np.ndarray):
        return value[:-1]
    if isinstance(value, dict):
        return {**value, "more": np.zeros(1)}
    if isinstance(value, bool):
        return not value
    if isinstance(value, str | tuple):
        return value + value[:1] if value else type(value)((1,))
    return value + 1


@pytest.mark.parametrize("name", [field.name for field in fields(CommunityProblem)])
def test_a_problem_that_differs_anywhere_has_another_hash(
    problem: CommunityProblem, name: str
) -> None:
    value = getattr(problem, name)
    if name in ("locked", "kept"):
        other = np.zeros(1, np.int64)
    elif name == "ground":
        other = replace(value, boundary=shapely.box(0, 0, 1, 1))
    elif name == "prices":
        other = replace(value, moved_m=1.0)
    else:
        other = changed(value)

    assert hash_of(replace(problem, **{name: other})) != hash_of(problem)


def test_a_place_that_is_elsewhere_by_the_last_bit_has_another_hash(
    problem: CommunityProblem,
) -> None:
    xy = problem.xy.copy()
    xy[0, 0] = np.nextafter(xy[0, 0], np.inf)

    assert hash_of(replace(problem, xy=xy)) != hash_of(problem)


def test_the_hash_is_the_same_in_every_process() -> None:
    problem = problems_in(homes(field(10, 10), group=["a", "b"] * 50), square())[0]
    context = multiprocessing.get_context("spawn")

    with ProcessPoolExecutor(1, mp_context=context) as away:
        there = away.submit(hash_of, problem).result()

    assert there == hash_of(problem)
