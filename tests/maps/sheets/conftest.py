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


@pytest.fixture(scope="session")
def long() -> Press:
    """A plan whose index is longer than a sheet, and that is laid out soon."""
    return Press(many_grids(400))
