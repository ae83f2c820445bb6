"""Communities are spread over an executor, which changes nothing."""

from __future__ import annotations

import multiprocessing
from collections.abc import Mapping
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import replace
from typing import Any

import pytest
import shapely
from campaigns import campaign
from villages import (
    VILLAGE,
    divide,
    problems_in,
    township,
)

import gridgen
from gridgen.division.community import Outcome, divide_community
from gridgen.division.options import Checkpoints, Options
from gridgen.division.problems import CommunityProblem
from gridgen.division.spread import spread_over
from gridgen.model.plan import Plan


@pytest.fixture(scope="module")
def plan() -> Plan:
    households, communities = township()
    return divide(households, communities)


def threads() -> Executor:
    return ThreadPoolExecutor(2)


def spawned() -> Executor:
    return ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn"))


@pytest.mark.parametrize("make", campaign([threads, spawned], everyday=1))
def test_an_executor_changes_nothing(plan: Plan, make) -> None:
    households, communities = township()
    told: list[tuple[int, int]] = []

    with make() as executor:
        spread = divide(
            households, communities, executor=executor, on_progress=lambda *n: told.append(n)
        )

    for level, rows in plan.zone_of.items():
        assert spread.zone_of[level].tolist() == rows.tolist()
    assert told == [(1, 3), (2, 3), (3, 3)]


def test_an_error_in_a_worker_is_the_same_error() -> None:
    households, communities = township()

    with threads() as executor, pytest.raises(gridgen.ProblemError, match="grids is 999"):
        divide(households, communities, executor=executor, grids={VILLAGE: 999})


def bits(outcome: Outcome) -> list[object]:
    """Return an outcome as values that are equal where every bit is."""
    layers = [
        [
            layer.level, layer.zone_of.tolist(), layer.parent.tolist(), layer.units.tolist(),
            layer.mean_m.tobytes(), layer.max_m.tobytes(), layer.size.tolist(),
            layer.schematic.tolist(), layer.centre.tolist(), shapely.to_wkb(layer.polygon).tolist(),
        ]
        for layer in outcome.layers
    ]  # fmt: skip
    links = outcome.links
    return [layers, links.pairs.tolist(), links.border_m.tobytes(), outcome.metres]


@pytest.mark.slow
def test_a_problem_has_the_same_outcome_in_a_process_of_its_own() -> None:
    problem = problems_in(*township())[0]

    with spawned() as executor:
        away = executor.submit(divide_community, problem).result()

    assert bits(away) == bits(divide_community(problem))


class Noting(ThreadPoolExecutor):
    """Notes how many rows each problem has, in the order in which they are begun."""

    def __init__(self) -> None:
        super().__init__(1)
        self.begun: list[int] = []

    def submit(self, fn: Any, problem: CommunityProblem) -> Future[Any]:  # type: ignore[override]
        self.begun.append(len(problem.count))
        return super().submit(fn, problem)


def test_the_largest_community_is_begun_first_and_outcomes_stand_in_the_order_of_rows() -> None:
    households, communities = township()
    few = problems_in(households.iloc[70:], communities)

    with Noting() as executor:
        done = spread_over(few, Options(executor=executor))

    assert executor.begun == [140, 140, 70]
    assert list(done) == [0, 1, 2]


class Kept:
    """Outcomes that outlive a division, by the code of their community."""

    def __init__(self) -> None:
        self.outcome_of: dict[str, Outcome] = {}

    def known(self, problems: Mapping[int, CommunityProblem]) -> dict[int, Outcome]:
        return {
            row: self.outcome_of[one.code]
            for row, one in problems.items()
            if one.code in self.outcome_of
        }

    def keep(self, problem: CommunityProblem, outcome: Outcome) -> None:
        self.outcome_of[problem.code] = outcome

    def options(self, **words: Any) -> Options:
        return Options(checkpoints=Checkpoints(self.known, self.keep), **words)


@pytest.mark.parametrize("make", [threads, lambda: nullcontext(None)])
def test_what_is_kept_is_not_divided_again(make) -> None:
    households, communities = township()
    problems, kept, told = problems_in(households, communities), Kept(), []
    first = min(problems)
    kept.keep(problems[first], divide_community(problems[first]))
    there = kept.outcome_of[problems[first].code]

    with make() as executor:
        done = spread_over(
            problems, kept.options(executor=executor, on_progress=lambda *n: told.append(n))
        )

    assert done[first] is there
    assert kept.outcome_of == {problems[row].code: outcome for row, outcome in done.items()}
    assert told == [(1, 3), (2, 3), (3, 3)]


@pytest.mark.parametrize("make", [threads, lambda: nullcontext(None)])
def test_each_outcome_is_handed_on_once_those_that_are_known_too(make) -> None:
    problems, kept = problems_in(*township()), Kept()
    first = min(problems)
    kept.keep(problems[first], divide_community(problems[first]))
    handed: dict[int, Outcome] = {}

    def then(row: int, outcome: Outcome) -> None:
        assert row not in handed
        handed[row] = outcome

    with make() as executor:
        done = spread_over(problems, kept.options(executor=executor), then)

    assert handed == done


@pytest.mark.parametrize("make", [threads, lambda: nullcontext(None)])
def test_what_keeping_raises_ends_the_division_and_what_is_kept_stays(make) -> None:
    problems, kept = problems_in(*township()), Kept()

    def keep(problem: CommunityProblem, outcome: Outcome) -> None:
        if kept.outcome_of:
            raise OSError("full")
        kept.keep(problem, outcome)

    options = Options(checkpoints=Checkpoints(kept.known, keep))
    with make() as executor, pytest.raises(OSError, match="full"):
        spread_over(problems, replace(options, executor=executor))

    assert len(kept.outcome_of) == 1
