"""The zones of special grids and of households without a place, and their numbers."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pytest
import shapely
from villages import (
    BAND,
    CRS,
    MARKET,
    NEXT_VILLAGE,
    VILLAGE,
    divide,
    drawn_homes,
    ground,
    ours,
    said,
    strip,
)

import gridgen
from gridgen.model.errors import RulesError


def stalls(number: int) -> gpd.GeoDataFrame:
    """So many small special grids side by side, north of the houses."""
    boxes = [shapely.box(20 * k, 30, 20 * k + 10, 50) for k in range(number)]
    return ground(*boxes, name=[f"Stall {k}" for k in range(number)])


def with_absent(table: gpd.GeoDataFrame, code: str = VILLAGE) -> gpd.GeoDataFrame:
    """The same households, and one without a place that names a community."""
    points_ = [*table.geometry, None]
    columns = {
        "id": [*table["id"], "gone"], "group": [*table["group"], ""],
        "community": [*table.get("community", [""] * len(table)), code],
    }  # fmt: skip
    return gpd.GeoDataFrame(columns, geometry=points_, crs=CRS)


@pytest.mark.parametrize(
    ("digits", "codes"),
    [(3, ["801", "802", "901"]), (2, ["81", "82", "91"]), (1, ["7", "8", "9"])],
)
def test_special_and_virtual_grids_never_share_a_number(
    tmp_path: Path, digits: int, codes: list[str]
) -> None:
    few = "codes = { special_from = 7 }\n" if digits == 1 else ""
    rules = f"virtual = true\n{few}{BAND}code_digits = {digits}\n"

    plan = divide(
        with_absent(drawn_homes("xxxx")), strip(), rules=ours(tmp_path, rules), special=stalls(2)
    )

    zones = plan.level("grids")
    assert [code[12:] for code in zones.code[zones.kind != "village"]] == codes
    assert said(plan.report) == {"placeless_virtual"}


def test_more_special_grids_than_numbers_is_one_error_that_says_what_to_change(
    tmp_path: Path,
) -> None:
    with pytest.raises(RulesError, match=r"3 special grids .* 1 numbers .* code_digits higher"):
        divide(
            drawn_homes("xxxx"),
            strip(),
            rules=ours(tmp_path, BAND + "code_digits = 1\n"),
            special=stalls(3),
        )


def test_no_grid_takes_the_code_that_a_special_grid_was_given(tmp_path: Path) -> None:
    special = MARKET.assign(code=f"{VILLAGE}001")

    plan = divide(drawn_homes("xxxxxx"), strip(), rules=ours(tmp_path, BAND), special=special)

    assert sorted(plan.level("grids").code) == [f"{VILLAGE}001", f"{VILLAGE}002"]
    assert said(plan.report) == set()


def test_households_without_a_place_are_in_a_virtual_grid_without_a_polygon(
    tmp_path: Path,
) -> None:
    plan = divide(
        with_absent(drawn_homes("xxxx")), strip(), rules=ours(tmp_path, "virtual = true\n" + BAND)
    )

    zones = plan.level("grids")
    assert zones.code.tolist() == [f"{VILLAGE}001", f"{VILLAGE}901"]
    assert (zones.kind[1], zones.households[1], zones.polygon[1].is_empty) == ("virtual", 1, True)
    assert plan.presence[-1] == "virtual"
    assert said(plan.report) == {"placeless_virtual"}


def test_a_plan_with_a_virtual_grid_is_read_checked_and_redrawn(tmp_path: Path) -> None:
    plan = divide(
        with_absent(drawn_homes("xxxx")), strip(), rules=ours(tmp_path, "virtual = true\n" + BAND)
    )
    gridgen.write_plan(plan, tmp_path / "plan.gpkg")

    again = gridgen.read_plan(tmp_path / "plan.gpkg")

    assert {f.rule for f in gridgen.check(again)} == set()
    assert gridgen.redraw(again).level("grids").code.tolist() == plan.level("grids").code.tolist()


@pytest.mark.parametrize(("virtual", "code"), [("false", VILLAGE), ("true", "990101001299")])
def test_households_without_a_place_are_left_out_where_no_virtual_grid_can_take_them(
    tmp_path: Path, virtual: str, code: str
) -> None:
    plan = divide(
        with_absent(drawn_homes("xxxx"), code),
        strip(),
        rules=ours(tmp_path, f"virtual = {virtual}\n" + BAND),
    )

    assert plan.level("grids").households.tolist() == [4]
    assert "no_place" in said(plan.report)


@pytest.mark.parametrize("boundaries", [True, False])
def test_who_gets_a_place_next_year_moves_to_a_grid_with_land(
    tmp_path: Path, boundaries: bool
) -> None:
    area = strip() if boundaries else None
    table = drawn_homes("xxxx").assign(community=VILLAGE)
    before = divide(with_absent(table), area, rules=ours(tmp_path, BAND))
    gridgen.write_plan(before, tmp_path / "plan.gpkg")
    found = with_absent(table)
    found.loc[4, "geometry"] = found.geometry[0]

    after = gridgen.redraw(gridgen.read_plan(tmp_path / "plan.gpkg"), found)

    assert (before.presence[-1], after.presence[-1]) == ("virtual", "placed")
    assert after.level("grids").code.tolist() == [f"{VILLAGE}001"]
    assert after.level("grids").households.tolist() == [5]


def test_a_village_in_which_nobody_has_a_place_is_virtual_whole_without_boundaries(
    tmp_path: Path,
) -> None:
    table = with_absent(drawn_homes("xxxx").assign(community=VILLAGE), NEXT_VILLAGE)

    plan = divide(table, None, rules=ours(tmp_path, BAND))

    zones = plan.level("grids")
    assert zones.code.tolist() == [f"{VILLAGE}001", f"{NEXT_VILLAGE}901"]
    assert zones.households.tolist() == [4, 1]
    assert plan.communities.code[plan.community_of[-1]] == NEXT_VILLAGE
    gridgen.write_plan(plan, tmp_path / "plan.gpkg")
    assert gridgen.check(gridgen.read_plan(tmp_path / "plan.gpkg")).errors == ()


def test_who_stands_where_their_group_does_is_in_its_grid_and_marked(tmp_path: Path) -> None:
    table = drawn_homes("aabb").assign(community=VILLAGE)
    table.loc[3, "geometry"] = None

    plan = divide(table, strip(), rules=ours(tmp_path, BAND))

    assert plan.presence.tolist() == ["placed"] * 3 + ["by_unit"]
    assert plan.zone_of["grids"][3] == plan.zone_of["grids"][2]
    gridgen.write_plan(plan, tmp_path / "plan.gpkg")
    again = gridgen.redraw(gridgen.read_plan(tmp_path / "plan.gpkg"))
    assert again.presence.tolist() == plan.presence.tolist()
