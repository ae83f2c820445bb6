"""The densest cell is told, whoever finds it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest
from plans import town

from gridgen.division.densest import densest
from gridgen.model.findings import Report


@pytest.mark.parametrize("workers", [0, 1])
def test_the_densest_cell_is_told(workers: int) -> None:
    with ThreadPoolExecutor(1) as executor:
        (note,) = densest(town(), executor if workers else None)()

    assert note.rule == "densest_cell"
    assert note.number is not None
    assert note.number > 0


def test_where_nobody_is_in_a_community_nothing_is_told() -> None:
    plan = town()
    nowhere = replace(plan, community_of=np.full(len(plan.community_of), -1))

    assert densest(nowhere, None)() == Report()
