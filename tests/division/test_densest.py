"""The densest cell is told, whoever finds it."""

from __future__ import annotations

from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest
from plans import town

from gridgen.division.densest import densest
from gridgen.model.findings import Report
from gridgen.model.plan import Plan


def of(plan: Plan, executor: Executor | None = None) -> Report:
    return densest(plan.township.households, plan.community_of, executor)()


@pytest.mark.parametrize("workers", [0, 1])
def test_the_densest_cell_is_told(workers: int) -> None:
    with ThreadPoolExecutor(1) as executor:
        (note,) = of(town(), executor if workers else None)

    assert note.rule == "densest_cell"
    assert note.number is not None
    assert note.number > 0


def test_where_nobody_is_in_a_community_nothing_is_told() -> None:
    plan = town()
    nowhere = replace(plan, community_of=np.full(len(plan.community_of), -1))

    assert of(nowhere) == Report()
