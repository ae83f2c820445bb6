"""The command line in a folder of its own, an input and a plan to give it."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from spoiled import WHOLE, Run, divide, homes, villages

import gridgen
from gridgen.cli.main import main


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture, tmp_path: Path) -> Run:
    """The command line, in a folder of its own: exit code, output, errors; other errors pass."""
    monkeypatch.chdir(tmp_path)

    def gridgen_command(*words: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["gridgen", *map(str, words)])
        code: object = 0
        try:
            main()
        except SystemExit as end:
            code = end.code or 0
        said = capsys.readouterr()
        assert "Traceback" not in said.out + said.err
        return code, said.out, said.err

    return gridgen_command


@pytest.fixture(scope="module")
def plan_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("plan") / "plan.gpkg"
    gridgen.write_plan(divide(homes(), villages(WHOLE)), path)
    return path


@pytest.fixture(scope="module")
def input_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("input") / "input.gpkg"
    homes().to_crs(4326).to_file(path, layer="households")
    villages(WHOLE).to_crs(4326).to_file(path, layer="communities")
    return path
