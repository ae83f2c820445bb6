"""Areas around contact persons: a village of one group, 8 by 12 homes, and six who serve it.

Ids are opaque; the tests call the persons by a letter. The areas have 5 to 24 homes.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import geopandas as gpd
import numpy as np
import shapely
from villages import VILLAGE, homes, land, points

import gridgen
from gridgen.cli.main import app
from gridgen.model.graphs import pieces
from gridgen.model.plan import Plan

STEP_M = 20.0

RULES = """
name = "ours"
title = { zh = "我们的规则", en = "Our rules" }

[[level]]
name = "grids"
parent = "communities"
mode = "unit"
by = ["group"]
keep = []
code_digits = 3
label = { zh = "{name}", en = "{name}" }

[[level]]
name = "contact_areas"
parent = "grids"
mode = "around"
centres = "contact"
keep = ["place"]
hard = []
code_digits = 2
label = { zh = "第{n}片", en = "Area {n}" }
band.village = { fewest = 5, most = 24 }

[people.contact]
level = "contact_areas"
label = { zh = "联系人", en = "contact person" }
"""
LEVEL = "contact_areas"

Places = dict[str, tuple[float, float]]
SIX: Places = {
    "A": (1.5, 1.5), "B": (5.5, 1.5), "C": (9.5, 1.5),
    "D": (1.5, 5.5), "E": (5.5, 5.5), "F": (9.5, 5.5),
}  # fmt: skip
"""Columns and rows of homes, from the south-west corner."""


def rows_of_homes(skip: int = 0) -> gpd.GeoDataFrame:
    """Return eight rows of twelve homes, h0 in the south-west, without the first few."""
    i, j = (k.ravel() for k in np.meshgrid(np.arange(12), np.arange(8)))
    table = homes(STEP_M * np.column_stack([i, j]), group="one")
    return table.iloc[skip:].reset_index(drop=True)


def village(code: str = VILLAGE, *, west: float = 0) -> gpd.GeoDataFrame:
    wide, high = 12 * STEP_M, 8 * STEP_M
    return land({code: shapely.box(west - 10, -10, west + wide - 10, high - 10)})


def persons(places: Places, **columns: object) -> gpd.GeoDataFrame:
    who = {"id": [f"P-{name}" for name in places], "role": "contact"}
    return points(*(STEP_M * np.array(list(places.values()))), **who | columns)


Run = Callable[..., Plan]


@cache
def _input() -> bytes:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "in.gpkg"
        rows_of_homes().to_file(file, layer="households")
        village().to_file(file, layer="communities")
        return file.read_bytes()


def runner(folder: Path) -> Run:
    """Return what runs a command in a folder, each layer in a file, and reads the plan it wrote.

    `divide` divides `in.gpkg`, `redraw` redraws `old.gpkg`.
    """
    (folder / "ours.toml").write_text(RULES, "utf-8")
    (folder / "in.gpkg").write_bytes(_input())

    def run(command: str, *words: str, to: str = "new", **layers: gpd.GeoDataFrame) -> Plan:
        named = []
        for name, table in layers.items():
            table.to_file(folder / f"{name}.gpkg", layer=name)
            named += [f"--{name}", str(folder / f"{name}.gpkg")]
        source = folder / ("old.gpkg" if command == "redraw" else "in.gpkg")
        asked = [command, str(source), "-o", str(folder / f"{to}.gpkg"), *named, *words]
        if command == "divide":
            asked += ["--rules", str(folder / "ours.toml")]
        app([*asked, "--lang", "en"], standalone_mode=False)
        return gridgen.read_plan(folder / f"{to}.gpkg")

    return run


def area_of(plan: Plan) -> dict[str, str]:
    """Return the code of the area of each household."""
    table = plan.households
    return dict(zip(table["id"], table["contact_area"], strict=True))


def held(plan: Plan) -> dict[str, str]:
    """Return the code of the area around each person, by letter."""
    table = plan.to_frame("centres")
    assert table is not None
    return {
        who.removeprefix("P-"): code for who, code in zip(table["id"], table["zones"], strict=True)
    }


def moved(old: Plan, new: Plan) -> int:
    before, after = area_of(old), area_of(new)
    return sum(before[home] != after[home] for home in before.keys() & after.keys())


def are_sound(plan: Plan) -> bool:
    """Say whether each area has 5 to 24 homes in one piece that hold the person's house."""
    zone_of = plan.zone_of[LEVEL]
    assert plan.township.centres is not None
    code_of = held(plan)
    for row, who in enumerate(plan.township.centres.ids):
        rows = np.flatnonzero(area_of_rows(plan) == code_of[who.removeprefix("P-")])
        apart = np.hypot(*(plan.township.households.xy[rows] - plan.township.centres.xy[row]).T)
        near = np.hypot(*(plan.township.households.xy - plan.township.centres.xy[row]).T)
        if not 5 <= len(rows) <= 24 or apart.min() > near.min() + 30:
            return False
        xy = plan.township.households.xy[rows]
        beside = np.abs(xy[:, None] - xy[None]).sum(axis=2) < 1.1 * STEP_M
        if pieces(len(rows), np.argwhere(np.triu(beside, 1)).astype(np.int32)).max() > 0:
            return False
    return bool((zone_of >= 0).all())


def area_of_rows(plan: Plan) -> np.ndarray:
    return plan.households["contact_area"].to_numpy()
