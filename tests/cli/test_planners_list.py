"""A planner's year on the sample: each wish is one command, and tells what it did."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import openpyxl
import pytest
from commanding import Run
from sampled import SAMPLE_GEO

import gridgen
from gridgen.model.plan import Plan

INPUT = SAMPLE_GEO / "qinghe.gpkg"
LAYERS = ("lines", "water", "buildings", "special")
VILLAGES = ("990101101200", "990101101201", "990101101202")
"""青禾村, 柳溪村, 荷塘村."""


@pytest.fixture(scope="module")
def last_year(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The plan of three villages of the sample, as a file."""
    communities = gpd.read_file(INPUT, layer="communities")
    communities = communities[communities["code"].isin(VILLAGES)]
    homes = gpd.read_file(INPUT, layer="households")
    homes = homes.sjoin(communities[["geometry"]]).drop(columns="index_right")
    layers = {name: gpd.read_file(INPUT, layer=name) for name in LAYERS}
    plan = gridgen.divide(homes, communities, lang="zh", **layers)
    path = tmp_path_factory.mktemp("year") / "last.gpkg"
    gridgen.write_plan(plan, path)
    return path


def group_of(plan: Plan, name: str) -> list[str]:
    """The codes of the grids in which the households of a group of 柳溪村 are."""
    here = plan.communities.name[plan.community_of] == "柳溪村"
    mine = here & (plan.township.households.keys["group"] == name)
    return sorted({plan.grids.code[zone] for zone in plan.zone_of["grids"][mine]})


def names_in(plan: Plan) -> dict[str, str]:
    return dict(zip(plan.grids.code, plan.grids.name, strict=True))
