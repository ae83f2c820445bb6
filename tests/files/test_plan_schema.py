"""A plan that somebody changed is told by its layer and row, or comes through for the checks."""

from __future__ import annotations

from pathlib import Path

import pytest
from campaigns import campaign
from plans import town
from spoiled_plans import FINDINGS, SHAPES, STATEMENTS, spoiled

import gridgen
from gridgen.files.plan_reader import read_plan
from gridgen.files.plan_writer import write_plan
from gridgen.model.errors import ReadError
from gridgen.words.say import GridgenError


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("plan") / "whole.gpkg"
    write_plan(town(), file)
    return file


@pytest.mark.parametrize("what", campaign(SHAPES, every=3))
def test_a_shape_that_is_none_is_told_by_its_row(tmp_path: Path, whole: Path, what: str) -> None:
    file = spoiled(whole, tmp_path / "plan.gpkg", shape=SHAPES[what])

    with pytest.raises(ReadError, match=r"plan\.gpkg:grids, row 1: the shape cannot be used"):
        read_plan(file)


@pytest.mark.parametrize("what", campaign(STATEMENTS, every=3))
def test_what_no_plan_can_hold_is_one_sentence(tmp_path: Path, whole: Path, what: str) -> None:
    statement, said = STATEMENTS[what]
    file = spoiled(whole, tmp_path / "plan.gpkg", statement)

    with pytest.raises(GridgenError, match=said):
        read_plan(file)


@pytest.mark.parametrize("what", campaign(FINDINGS, every=3))
def test_what_the_checks_find_comes_through(tmp_path: Path, whole: Path, what: str) -> None:
    plan = read_plan(spoiled(whole, tmp_path / "plan.gpkg", FINDINGS[what]))

    report = gridgen.check(plan)

    assert all(found.zh and found.en for found in report)
