"""Presses that many tests print with: a plan is prepared once."""

from __future__ import annotations

import pytest
from maps_plans import many_grids, sample_plan

from maps.sheets.printing import Press


@pytest.fixture(scope="session")
def sample() -> Press:
    return Press(sample_plan())


@pytest.fixture(scope="session")
def crowded() -> Press:
    return Press(many_grids(600))
