"""Grids that somebody else made come through as they stand, for the checks to find what is wrong.

The town of `plans.town`, without anything that only we would write.
"""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from plans import EAST_GATE, METRES, VILLAGE, town
from saved import save

from gridgen.files.foreign_plan import foreign_plan
from gridgen.files.plan_reader import read_plan
from gridgen.model.errors import ReadError
from gridgen.model.plan import Plan


def foreign_grids() -> gpd.GeoDataFrame:
    return town().grids[["code", "name", "geometry"]]


def foreign_homes() -> gpd.GeoDataFrame:
    return town().households[["id", "households", "grid", "geometry"]]


def test_households_of_a_foreign_plan_are_in_the_grid_they_name(tmp_path: Path) -> None:
    file = save(tmp_path / "f.gpkg", 网格=foreign_grids(), households=foreign_homes())

    plan = read_plan(file)

    assert plan.zone_of["grids"].tolist() == town().zone_of["grids"].tolist()
    assert plan.levels[0].households.tolist() == town().levels[0].households.tolist()
    assert sorted(plan.communities.code) == [EAST_GATE, VILLAGE]
    assert shapely.area(plan.communities.shape) == pytest.approx([540_000, 540_000], rel=1e-3)
    assert plan.made_by.version == ""
    assert plan.township.crs == METRES


def test_households_of_a_foreign_plan_that_name_no_grid_are_where_they_stand(
    tmp_path: Path,
) -> None:
    homes = foreign_homes().drop(columns="grid")
    file = save(tmp_path / "f.gpkg", areas=foreign_grids(), households=homes)

    plan = read_plan(file)

    assert plan.zone_of["grids"].tolist() == town().zone_of["grids"].tolist()


def test_faulty_codes_come_through_for_the_checks_to_find(tmp_path: Path) -> None:
    grids = foreign_grids()
    grids["code"] = grids["code"].astype(object)
    first = str(grids.loc[0, "code"])
    grids.loc[1, "code"] = first
    grids.loc[2, "code"] = None
    homes = foreign_homes()
    homes["grid"] = homes["grid"].astype(object)
    homes.loc[0, "grid"] = "nowhere"
    file = save(tmp_path / "f.gpkg", grids=grids, households=homes)

    plan = read_plan(file)

    assert plan.levels[0].code.tolist()[:3] == [first, first, ""]
    assert plan.zone_of["grids"][0] == -1
    assert plan.zone_of["grids"][1] == 0
    assert sorted(plan.communities.code) == [EAST_GATE, VILLAGE]


def test_overlapping_foreign_grids_are_kept_as_they_are(tmp_path: Path) -> None:
    grids = foreign_grids().to_crs(METRES)
    wide = grids.geometry.to_numpy().copy()
    wide[0] = shapely.box(*np.add(wide[0].bounds, (0, 0, 50, 0)))
    grids = grids.set_geometry(gpd.GeoSeries(wide, crs=METRES))
    file = save(tmp_path / "f.gpkg", grids=grids, households=foreign_homes())

    shapes = read_plan(file).levels[0].polygon

    assert shapes[0].intersection(shapes[1]).area == pytest.approx(50 * 600, rel=0.01)


def test_grids_whose_codes_name_no_community_are_in_one(tmp_path: Path) -> None:
    grids = foreign_grids()
    grids["code"] = [f"G{k}" for k in range(len(grids))]
    homes = foreign_homes().drop(columns="grid")

    plan = read_plan(save(tmp_path / "f.gpkg", grids=grids, households=homes))

    assert plan.communities.code.tolist() == ["1"]


def test_communities_of_a_foreign_plan_are_taken_from_their_layer(tmp_path: Path) -> None:
    file = save(
        tmp_path / "f.gpkg",
        grids=foreign_grids(),
        households=foreign_homes(),
        communities=town().to_frame("communities"),
    )

    plan = read_plan(file)

    assert plan.communities.name.tolist() == ["清河村", "东门社区"]
    assert plan.community_of[:-1].tolist() == town().community_of[:-1].tolist()


@pytest.mark.parametrize(
    ("layers", "message"),
    [
        ({"households": foreign_homes()}, "no layer of grids; it has: households"),
        ({"grids": foreign_grids()}, "no layer of households; it has: grids"),
        ({"a": foreign_grids(), "b": foreign_grids(), "households": foreign_homes()},
         "no layer of grids; it has: a, b, households"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_plan_says_what_is_missing(
    tmp_path: Path, layers: dict[str, pd.DataFrame], message: str
) -> None:
    with pytest.raises(ReadError, match=message):
        read_plan(save(tmp_path / "f.gpkg", **layers))


def read(**layers: pd.DataFrame) -> Plan:
    there = {"grids": foreign_grids(), "households": foreign_homes()} | layers
    return foreign_plan(there, source="theirs.gpkg", input_hash="0" * 64)


def test_a_grid_that_names_no_community_is_of_the_nearest_that_does() -> None:
    grids = foreign_grids()
    grids["code"] = ["", *grids["code"][1:5], "G7"]

    plan = read(grids=grids)

    assert plan.level("grids").community.tolist() == [VILLAGE] * 3 + [EAST_GATE] * 3


def test_a_gap_between_grids_is_of_the_community_that_has_most_of_its_outline() -> None:
    grids = foreign_grids().to_crs(METRES)
    shapes = grids.geometry.to_numpy().copy()
    x, y = shapes[2].bounds[:2]
    shapes[2] = shapes[2].difference(shapely.box(x + 100, y + 100, x + 300, y + 200))
    grids = grids.set_geometry(gpd.GeoSeries(shapes, crs=METRES))

    plan = read(grids=grids)

    assert shapely.area(plan.level("grids").polygon[2]) == pytest.approx(160_000, rel=1e-3)
    assert shapely.area(plan.communities.shape) == pytest.approx([540_000, 540_000], rel=1e-3)


def test_whoever_is_in_no_grid_is_in_the_community_where_they_stand() -> None:
    homes = foreign_homes()
    homes["grid"] = ["nowhere", *homes["grid"][1:]]

    plan = read(households=homes)

    assert plan.zone_of["grids"][0] == -1
    assert plan.presence[0] == "unplaced"
    assert plan.communities.code[plan.community_of[0]] == VILLAGE


def test_people_of_somebody_else_serve_the_grids_that_there_are() -> None:
    first = f"{VILLAGE}001"
    people = pd.DataFrame(
        {
            "id": ["P1", "P2"],
            "role": ["head", "head"],
            "grid": [first, "nowhere"],
            "姓名": ["a", "b"],
        }
    )

    staff = read(people=people).staff

    assert staff.people.ids.tolist() == ["P1", "P2"]
    assert [(post.person, post.zone, post.level) for post in staff.posts] == [
        ("P1", first, "grids")
    ]
    assert staff.contact_of == {}


def test_lines_of_somebody_else_lie_on_the_ground() -> None:
    plan = read(lines=town().to_frame("lines"))

    assert (
        plan.township.ground["lines"].kind.tolist() == town().township.ground["lines"].kind.tolist()
    )
    assert read().township.ground == {}
