"""The command line from outside: a village to divide, and what a command prints."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely

VILLAGE = "990101001201"
SHELL = Path(sys.executable).parent / "gridgen"
COMMANDS = (
    "divide", "country", "redraw", "check", "diff", "overlay", "people", "hamlets", "locate",
    "list", "export", "tiles", "map", "wall", "sample", "demo", "serve",
)  # fmt: skip

Run = Callable[..., tuple[int, str, str]]
"""Runs a command by its words: exit code, standard output, standard error."""


def write_input(path: Path) -> None:
    """Write 140 houses in a grid of 20 m, in one village."""
    i, j = np.meshgrid(np.arange(14), np.arange(10))
    xy = 20.0 * np.column_stack([i.ravel(), j.ravel()]) + [500_000, 3_400_000]
    xy += np.random.default_rng(5).uniform(-3, 3, xy.shape)
    ids = [f"h{k}" for k in range(len(xy))]
    homes = gpd.GeoDataFrame({"id": ids}, geometry=gpd.points_from_xy(*xy.T), crs="EPSG:4547")
    around = shapely.box(499_980, 3_399_980, 500_300, 3_400_220)
    area = gpd.GeoDataFrame(
        {"code": [VILLAGE], "name": ["清河村"], "kind": ["village"]},
        geometry=[around],
        crs="EPSG:4547",
    )
    homes.to_crs(4326).to_file(path, layer="households")
    area.to_crs(4326).to_file(path, layer="communities")


def one_object(text: str) -> dict[str, object]:
    """The JSON object that is all of a text; NaN is no JSON."""
    found = json.loads(text, parse_constant=pytest.fail)
    assert isinstance(found, dict)
    assert text.count("\n") == 1
    return found


def shell(*words: object, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the installed script as a user does, in no locale but the one that is given."""
    env = {k: v for k, v in os.environ.items() if k != "LANG" and not k.startswith("LC_")}
    return subprocess.run(
        [SHELL, *map(str, words)],
        env=env | environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )


def place(folder: Path, household: str) -> tuple[float, float, str]:
    """Longitude, latitude and grid of a household in the plan of the folder."""
    homes = gpd.read_file(folder / "plan.gpkg", layer="households").set_index("id")
    at = homes.loc[household]
    return at.geometry.x, at.geometry.y, at["grid"]
