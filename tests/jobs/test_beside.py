"""What is kept beside a plan is known again, of the very same problem, until the plan is there."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from alike import differences
from killed_divisions import killed_division
from sampled import SAMPLE_GEO
from villages import problems_in, township

from gridgen.division.community import Outcome, divide_community
from gridgen.division.problems import CommunityProblem
from gridgen.jobs.beside import ENDING, kept_beside


@pytest.fixture(scope="module")
def problem() -> CommunityProblem:
    return problems_in(*township())[0]


@pytest.fixture(scope="module")
def outcome(problem: CommunityProblem) -> Outcome:
    return divide_community(problem)


def silent(number: int, of: int) -> None:
    """Nobody looks on."""


def interrupted(folder: Path, problem: CommunityProblem, outcome: Outcome) -> None:
    """A run that ends in the middle, with one community done."""
    with suppress(KeyboardInterrupt), kept_beside(folder, silent) as checkpoints:
        assert checkpoints.known({0: problem}) == {}
        checkpoints.keep(problem, outcome)
        raise KeyboardInterrupt


def test_an_interrupted_run_is_gone_on_with(
    tmp_path: Path, problem: CommunityProblem, outcome: Outcome
) -> None:
    interrupted(tmp_path, problem, outcome)
    told: list[tuple[int, int]] = []

    with kept_beside(tmp_path, lambda *said: told.append(said)) as checkpoints:
        known = checkpoints.known({7: problem})

    assert not [*differences(known[7], outcome)]
    assert told == [(1, 1)]


def test_nothing_is_left_once_the_plan_is_there(
    tmp_path: Path, problem: CommunityProblem, outcome: Outcome
) -> None:
    folder = tmp_path / "plan.gpkg.part"
    folder.mkdir()
    interrupted(folder, problem, outcome)
    (folder / ".gridgen-half").mkdir()

    with kept_beside(folder, silent):
        pass

    assert not folder.exists()


def test_what_is_not_ours_stays(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("dear")

    with kept_beside(tmp_path, silent):
        pass

    assert (tmp_path / "letter.txt").read_text() == "dear"


def test_another_problem_is_not_known(
    tmp_path: Path, problem: CommunityProblem, outcome: Outcome
) -> None:
    interrupted(tmp_path, problem, outcome)

    with kept_beside(tmp_path, silent) as checkpoints:
        assert checkpoints.known({0: replace(problem, seed=problem.seed + 1)}) == {}


@pytest.mark.parametrize("much", [0, 10, 1000])
def test_a_damaged_file_is_as_none(
    tmp_path: Path, problem: CommunityProblem, outcome: Outcome, much: int
) -> None:
    interrupted(tmp_path, problem, outcome)
    (file,) = tmp_path.glob(f"*{ENDING}")
    file.write_bytes(file.read_bytes()[:much])

    with kept_beside(tmp_path, silent) as checkpoints:
        assert checkpoints.known({0: problem}) == {}


@pytest.mark.slow
def test_a_killed_division_goes_on_and_gives_the_same_plan(tmp_path: Path) -> None:
    assert killed_division(tmp_path, SAMPLE_GEO / "qinghe.gpkg", kills=1) == ""
