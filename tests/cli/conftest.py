"""For the tests of commands: a folder with an input and its plan, and a way to run a command."""

from __future__ import annotations

import sys
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from commanding import Run, place, write_input

import gridgen
from gridgen.cli.main import main
from gridgen.versions.store.upgrade import init_store


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with input.gpkg, its plan, a broken plan, and a store with nothing in it."""
    folder = tmp_path_factory.mktemp("town")
    write_input(folder / "input.gpkg")
    homes = gpd.read_file(folder / "input.gpkg", layer="households")
    areas = gpd.read_file(folder / "input.gpkg", layer="communities")
    plan = gridgen.divide(homes, communities=areas, effort="fast")
    gridgen.write_plan(plan, folder / "plan.gpkg")
    (folder / "broken.gpkg").write_bytes((folder / "plan.gpkg").read_bytes())
    wrong = gpd.read_file(folder / "plan.gpkg", layer="households").assign(households=2)
    wrong.to_file(folder / "broken.gpkg", layer="households")
    init_store(str(folder / "plans.sqlite")).close()
    return folder


@pytest.fixture
def run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture, folder: Path, tmp_path: Path
) -> Run:
    monkeypatch.chdir(tmp_path)

    def command(*words: object) -> tuple[int, str, str]:
        given = [str(folder / w) if (folder / str(w)).is_file() else str(w) for w in words]
        monkeypatch.setattr(sys, "argv", ["gridgen", *given])
        code: object = 0
        try:
            main()
        except SystemExit as end:
            code = end.code or 0
        said = capsys.readouterr()
        return code, said.out, said.err

    return command


@pytest.fixture
def changed(folder: Path, tmp_path: Path) -> Path:
    """The plan after h0 moved to the other grid, h1 became three households, and h2 left."""
    path = tmp_path / "changed.gpkg"
    path.write_bytes((folder / "plan.gpkg").read_bytes())
    homes = gpd.read_file(path, layer="households").set_index("id")
    homes.loc["h0", "grid"] = next(g for g in homes["grid"] if g != homes.loc["h0", "grid"])
    homes.loc["h1", "households"] = 3
    homes.drop("h2").reset_index().to_file(path, layer="households")
    return path


@pytest.fixture
def points(folder: Path, tmp_path: Path) -> Path:
    lon, lat, _ = place(folder, "h5")
    table = pd.DataFrame(
        {"id": ["in", "out", "odd"], "lon": [lon, 10.0, 999.0], "lat": [lat, 47, 0]}
    )
    table.to_csv(tmp_path / "points.csv", index=False)
    return tmp_path / "points.csv"
