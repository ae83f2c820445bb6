"""A point is looked up in a country by boxes, and the answer is that of the plan."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path

import geopandas as gpd
import pytest
from countries import TOWNS, asked, country

import gridgen
from gridgen.jobs import lookup
from gridgen.jobs.country import divide_country
from gridgen.jobs.lookup import Found, grid_at
from gridgen.jobs.partitions import LIST, PLAN, folder_of
from gridgen.model.errors import ReadError


@pytest.fixture(scope="module")
def plans(tmp_path_factory: pytest.TempPathFactory) -> Path:
    source, target = tmp_path_factory.mktemp("in"), tmp_path_factory.mktemp("out")
    divide_country(country(source, 60, 150, 150), target, asked(), opened=nullcontext)
    return target


def test_every_household_is_in_the_grid_that_its_plan_says(plans: Path) -> None:
    for town in TOWNS[:3]:
        plan = gridgen.read_plan(folder_of(plans, town) / PLAN)
        homes = plan.households.to_crs(4326).iloc[::20]

        for place, grid in zip(homes.geometry, homes["grid"], strict=True):
            found = grid_at(plans, place.x, place.y)
            assert found is not None
            assert (found.township, found.code) == (town, grid)
            assert found.community == f"{town}201"
            assert found.name


def test_a_point_in_no_township_is_in_no_grid(plans: Path) -> None:
    assert grid_at(plans, 0.0, 0.0) is None


def test_only_townships_whose_box_holds_the_point_are_read(
    plans: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []
    polygons = lookup.polygons_in

    def seen(file: Path) -> gpd.GeoDataFrame:
        read.append(file.parent.name)
        return polygons(file)

    monkeypatch.setattr(lookup, "polygons_in", seen)
    first = gpd.read_parquet(plans / LIST).geometry.iloc[0].centroid

    assert isinstance(grid_at(plans, first.x, first.y), Found)
    assert read == [plans.name, f"township={TOWNS[0]}"]


def test_a_folder_without_a_list_is_told(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match=r"townships\.parquet: there is no such file"):
        grid_at(tmp_path, 114.0, 30.0)


def test_a_list_of_other_things_is_told(tmp_path: Path) -> None:
    gpd.GeoDataFrame({"a": [1]}, geometry=gpd.points_from_xy([1], [1]), crs=4326).to_parquet(
        tmp_path / LIST
    )

    with pytest.raises(ReadError, match="this is no file that gridgen country wrote"):
        grid_at(tmp_path, 114.0, 30.0)
