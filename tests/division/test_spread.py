"""Communities are spread over an executor, which changes nothing."""

from __future__ import annotations

import multiprocessing
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor

import pytest
from villages import (
    VILLAGE,
    divide,
    township,
)

import gridgen
from gridgen.model.plan import Plan


@pytest.fixture(scope="module")
def plan() -> Plan:
    households, communities = township()
    return divide(households, communities)


def threads() -> Executor:
    return ThreadPoolExecutor(2)


def spawned() -> Executor:
    return ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn"))


@pytest.mark.parametrize("make", [threads, spawned])
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
