"""For the tests of areas around contact persons: a plan around the six, and what runs commands."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from contact_areas import SIX, Run, persons, runner

import gridgen
from gridgen.model.plan import Plan


@pytest.fixture(scope="session")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The plan file around the six."""
    folder = tmp_path_factory.mktemp("old")
    runner(folder)("divide", to="old", centres=persons(SIX))
    return folder / "old.gpkg"


@pytest.fixture
def run(tmp_path: Path) -> Run:
    return runner(tmp_path)


@pytest.fixture(scope="session")
def drawn_plan(drawn: Path) -> Plan:
    return gridgen.read_plan(drawn)


@pytest.fixture
def old(drawn: Path, drawn_plan: Plan, tmp_path: Path) -> Plan:
    """The plan around the six, its file at hand for `run`."""
    shutil.copy(drawn, tmp_path / "old.gpkg")
    return drawn_plan
