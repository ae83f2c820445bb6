"""Layers are known by what their names mean; what is not used is told."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from campaigns import campaign
from saved import HOMES, save

from gridgen.files.inputs import read_inputs
from gridgen.files.layer_names import role_meant
from gridgen.files.origin import origin_of
from gridgen.model.errors import ReadError

LAND = gpd.GeoDataFrame({"代码": ["1"]}, geometry=[shapely.box(114, 31, 115, 32)], crs=4490)


def told(homes: pd.DataFrame) -> dict[str, str]:
    """Return what was told of layers, by its severity."""
    found = origin_of(homes).told
    return {f.severity.value: f.en for f in found if f.rule.startswith("layer")}


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("村界", "communities"), ("村界_2024", "communities"), ("行政区划", "communities"),
        ("清塘镇行政区划", "communities"), ("行政区", "communities"), ("村居边界", "communities"),
        ("社区边界", "communities"), ("XZQ", "communities"), ("CJDCQ", "communities"),
        ("village_boundary", "communities"), ("村（社区）", "communities"), ("边界", "communities"),
        ("户点", "households"), ("住户点", "households"), ("农户分布2024", "households"),
        ("Households", "households"), ("五保户", "households"),
        ("商户", None), ("用户", None), ("镇界", None), ("县界", None), ("网格边界", None),
        ("行政区划注记", None), ("Sheet1", None), ("图层1", None),
        ("专属网格边界", "special"), ("道路中心线", "lines"), ("水系", "water"),
        ("房屋建筑", "buildings"),
    ],
)  # fmt: skip
def test_a_name_tells_what_the_layer_holds(name: str, role: str | None) -> None:
    assert role_meant(name) == role


@pytest.mark.parametrize("homes", ["户点", "住户", "households", "农户分布"])
@pytest.mark.parametrize(
    "land", campaign(["村界", "行政区划", "行政区", "社区边界2024"], everyday=2)
)
def test_households_and_boundaries_are_found_by_meaning(
    tmp_path: Path, homes: str, land: str
) -> None:
    file = save(tmp_path / "a.gpkg", **{homes: HOMES, land: LAND})

    assert read_inputs(file).source == {
        "households": f"a.gpkg:{homes}", "communities": f"a.gpkg:{land}",
    }  # fmt: skip


def test_a_layer_that_is_taken_by_its_meaning_is_told(tmp_path: Path) -> None:
    file = save(tmp_path / "a.gpkg", 住户=HOMES, 清塘镇区划=LAND)

    assert (
        'layer "清塘镇区划" is taken for communities' in told(read_inputs(file).households)["note"]
    )


def test_layers_that_are_not_used_are_told_with_what_they_might_be(tmp_path: Path) -> None:
    file = save(tmp_path / "a.gpkg", 住户=HOMES, 老村界=LAND, 新村界=LAND, 图层1=LAND)

    text = told(read_inputs(file).households)["warning"]

    assert "老村界 (perhaps communities)" in text
    assert "新村界 (perhaps communities)" in text
    assert "图层1" in text
    assert "--communities a.gpkg:老村界" in text


def test_a_layer_of_another_shape_than_its_name_means_is_not_used(tmp_path: Path) -> None:
    file = save(tmp_path / "a.gpkg", 住户=HOMES, 行政区划=HOMES)

    inputs = read_inputs(file)

    assert inputs.communities is None
    assert "行政区划" in told(inputs.households)["warning"]


def test_layers_that_were_given_are_used(tmp_path: Path) -> None:
    file = save(tmp_path / "a.gpkg", one=HOMES, two=LAND)

    inputs = read_inputs(f"{file}:one", {"communities": f"{file}:two"})

    assert told(inputs.households) == {}


def test_layers_that_tell_nothing_are_a_note(tmp_path: Path) -> None:
    file = save(tmp_path / "a.gpkg", one=HOMES, two=LAND)

    assert list(told(read_inputs(f"{file}:one").households)) == ["note"]


def test_two_layers_that_may_hold_the_households_are_asked_for(tmp_path: Path) -> None:
    file = save(tmp_path / "a.gpkg", 东片农户分布=HOMES, 西片农户分布=HOMES)

    with pytest.raises(ReadError, match="several layers and none is called households"):
        read_inputs(file)


def test_the_layers_of_a_plan_of_ours_are_nobody_s_business(tmp_path: Path) -> None:
    plain = pd.DataFrame({"key": ["a"]})
    file = save(tmp_path / "a.gpkg", households=HOMES, grids=LAND, findings=plain, plan=plain)

    assert told(read_inputs(file).households) == {}
