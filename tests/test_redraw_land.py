"""New boundaries, names and days in a redraw, and why each grid changed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from villages import CRS, NEXT_VILLAGE, VILLAGE, divide, field, homes, land

import gridgen
from gridgen.model.plan import Plan
from gridgen.plans.reasons import difference_of

THIRD = "990101001203"
DAY = "2026-11-29"


def two_villages(**columns: object) -> gpd.GeoDataFrame:
    xy = np.vstack([field(14, 12, west=10 + 300 * k) for k in range(2)])
    return homes(xy, households=1, **columns)


def apart(*codes: str) -> gpd.GeoDataFrame:
    boxes = {code: shapely.box(300 * k, 0, 300 * (k + 1), 250) for k, code in enumerate(codes)}
    return land(boxes, name=["上塘村", "下塘村"])


def together(code: str, name: str = "塘村") -> gpd.GeoDataFrame:
    return land({code: shapely.box(0, 0, 600, 250)}, name=[name])


@pytest.fixture(scope="module")
def plan() -> Plan:
    made = divide(two_villages(group=(["一组"] * 84 + ["二组"] * 84) * 2),
                  apart(VILLAGE, NEXT_VILLAGE), lang="zh")  # fmt: skip
    levels = [
        replace(zones, name=np.where(zones.code == code, name, zones.name))
        for zones, code, name in zip(
            made.levels, (f"{NEXT_VILLAGE}002", f"{NEXT_VILLAGE}00102"), ("渡口网格", "老槐树组"),
            strict=True,
        )
    ]  # fmt: skip
    return replace(made, levels=tuple(levels))


def test_a_village_merged_into_another_moves_nobody_and_retires_its_codes(plan: Plan) -> None:
    new = gridgen.redraw(plan, communities=together(VILLAGE, "上塘村"), day=DAY)

    difference = difference_of(plan, new)
    gone = [code for code in plan.level("grids").code if code.startswith(NEXT_VILLAGE)]
    assert difference.moved == ()
    assert sorted(difference.now_of) == gone
    assert [new.made_by.retired_on[code] for code in gone] == [DAY] * len(gone)
    assert [f.rule for f in new.report if f.rule.startswith("village_")] == ["village_joined"]
    changed = [zone for zone in difference.zones if zone.state != "kept"]
    assert {zone.why[0].kind for zone in changed} == {"merged"}


@pytest.mark.parametrize("code", [VILLAGE, THIRD])
def test_names_that_people_gave_go_with_the_grid_at_every_level(plan: Plan, code: str) -> None:
    new = gridgen.redraw(plan, communities=together(code), lang="en")

    grids, groups = (zones.name.tolist() for zones in new.levels)
    assert (grids.count("渡口网格"), groups.count("老槐树组")) == (1, 1)
    assert "第一网格" in grids  # in the language of the plan


def test_a_village_with_another_code_keeps_the_numbers_of_its_grids(plan: Plan) -> None:
    new = gridgen.redraw(plan, communities=apart(VILLAGE, THIRD))

    before, now = plan.level("grids").code, new.level("grids").code
    assert [code.replace(NEXT_VILLAGE, THIRD) for code in before] == now.tolist()


def test_groups_of_one_name_in_merged_villages_stay_two(plan: Plan) -> None:
    new = gridgen.redraw(plan, communities=together(VILLAGE))

    assert set(new.households["group"]) == {"一组", "二组", "下塘村一组", "下塘村二组"}


def test_boundaries_that_lack_a_village_are_refused(plan: Plan) -> None:
    only = apart(VILLAGE, NEXT_VILLAGE).iloc[:1]

    with pytest.raises(gridgen.ReadError, match="lack 1 of the 2 communities of the plan"):
        gridgen.redraw(plan, communities=only)


def test_new_boundaries_and_a_list_of_some_villages_do_not_go_together(plan: Plan) -> None:
    with pytest.raises(gridgen.ProblemError, match=r"\(communities\)"):
        gridgen.redraw(plan, two_villages(), communities=together(VILLAGE), partial=True)


@pytest.mark.parametrize("day", ["29.11.2026", "2026-13-01", "soon"])
def test_a_day_that_is_none_is_refused(plan: Plan, day: str) -> None:
    with pytest.raises(gridgen.ProblemError, match="written as 2026-11-29"):
        gridgen.redraw(plan, day=day)


def test_days_go_through_files_and_the_first_one_stays(plan: Plan, tmp_path: Path) -> None:
    new = gridgen.redraw(plan, communities=together(VILLAGE), day=DAY)
    gridgen.write_plan(new, tmp_path / "new.gpkg")

    later = gridgen.redraw(gridgen.read_plan(tmp_path / "new.gpkg"), day="2027-05-01")

    assert later.made_by.retired_on == new.made_by.retired_on
    assert set(later.made_by.retired_on.values()) == {DAY}


def test_codes_that_an_older_version_retired_have_no_day(plan: Plan) -> None:
    code = f"{VILLAGE}009"
    older = replace(plan, made_by=replace(plan.made_by, retired={"grids": (code,)}))

    assert gridgen.redraw(older, day=DAY).made_by.retired_on == {code: ""}


def test_a_line_that_cuts_a_grid_is_its_reason(plan: Plan) -> None:
    grid = plan.level("grids").polygon[0].centroid
    line = gpd.GeoDataFrame(
        {"class": ["railway"], "name": ["新铁路"]},
        geometry=[shapely.LineString([(grid.x, -1e7), (grid.x, 1e7)])], crs=CRS,
    )  # fmt: skip

    difference = difference_of(plan, gridgen.redraw(plan, lines=line))

    why = [zone.why[0] for zone in difference.zones if zone.state != "kept"]
    assert "line" in {one.kind for one in why}
    assert any("新铁路" in one.zh for one in why)
    assert "none" not in {one.kind for one in why}


def test_a_grid_above_the_band_and_its_neighbour_say_why(plan: Plan) -> None:
    table = two_villages(group=(["一组"] * 84 + ["二组"] * 84) * 2)
    crowded = plan.level("grids").code[0]
    table.loc[plan.households["grid"].to_numpy() == crowded, "households"] = 2

    difference = difference_of(plan, gridgen.redraw(plan, table))

    why = {zone.code: [one.kind for one in zone.why] for zone in difference.zones}
    assert why[crowded][0] == "grew"
    assert all(why[zone.code] for zone in difference.zones if zone.state != "kept")
