"""A file that was changed by hand becomes the fewest edits that lead to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from edited import draft, grid_of, town
from returning import (
    NORTH,
    SOUTH,
    around,
    box,
    drawn,
    grids,
    homes,
    rules_of,
    shape_of,
    understood,
)
from villages import CITY, NEXT_VILLAGE, ORIGIN, VILLAGE

from gridgen.model.people import People, Post, Staff
from gridgen.rules.loader import load_rules
from gridgen.versions.draft import open_draft
from gridgen.versions.edits import (
    Assign,
    Create,
    Dissolve,
    Merge,
    Move,
    Rename,
    Renumber,
)
from gridgen.versions.returned.edits import edits_from
from gridgen.versions.returned.tables import handed_back


def ids(first: int, end: int) -> set[str]:
    return {f"h{row}" for row in range(first, end)}


def moved(plan: object) -> set[str]:
    before, after = grid_of(draft().plan), grid_of(plan)
    return {id_ for id_ in before if before[id_] != after[id_]}


def test_a_file_that_nobody_changed_is_no_edit() -> None:
    back = understood(grids=grids(), households=homes(), communities=grids())

    assert back.edits == ()
    assert back.findings == ()
    assert back.draft is draft()


# --- polygons ------------------------------------------------------------------------------------


def test_two_polygons_made_one_are_one_merge_though_that_is_above_the_band() -> None:
    table = grids()
    table.loc[NORTH, "geometry"] = shape_of(NORTH, SOUTH)

    back = understood(grids=table.drop(SOUTH))

    assert back.edits == (Merge((NORTH, SOUTH)),)
    assert back.findings == ()
    assert [found.rule for found in back.applied[0].effect.new if found.where == NORTH]


def test_a_merge_keeps_the_code_that_the_planner_left_on_it() -> None:
    table = grids()
    table.loc[SOUTH, "geometry"] = shape_of(NORTH, SOUTH)

    back = understood(grids=table.drop(NORTH))

    assert back.edits == (Merge((SOUTH, NORTH), keep=SOUTH),)
    assert {grid_of(back.draft.plan)[id_] for id_ in ids(0, 150)} == {SOUTH}


def test_a_polygon_cut_in_two_is_one_new_grid_and_the_larger_part_keeps_the_code() -> None:
    table, cut = grids(), box(0, 0, 120, 500)
    east = drawn(code=NORTH, name="第一网格", geometry=shape_of(NORTH).difference(cut))
    table.loc[NORTH, "geometry"] = shape_of(NORTH).intersection(cut)

    back = understood(grids=pd.concat([table, east]))

    (edit,) = back.edits
    west = {f"h{row}" for row in range(60, 150) if row % 10 < 4}
    assert isinstance(edit, Create)
    assert moved(back.draft.plan) == west
    assert grid_of(back.draft.plan)["h69"] == NORTH


def test_a_new_polygon_over_others_is_a_grid_of_its_code_and_name_and_the_overlap_is_told() -> None:
    new = drawn(code=f"{VILLAGE}021", name="河东网格", geometry=around(0, 30))

    back = understood(grids=pd.concat([grids(), new]))

    assert back.edits == (Create(("东村第一村民小组",), "河东网格", "", f"{VILLAGE}021"),)
    assert rules_of(back.findings) == ["returned_overlap"]
    assert "“河东网格”与“东村第二网格”重叠，重叠处有 30 行住户" in back.findings[0].zh
    assert grid_of(back.draft.plan)["h0"] == f"{VILLAGE}021"


def test_a_code_that_cannot_be_is_told_and_the_grid_is_made_under_the_next_one() -> None:
    new = drawn(code=f"{NEXT_VILLAGE}021", name="", geometry=around(0, 30))

    back = understood(grids=pd.concat([grids(), new]))

    assert back.edits == (Create(("东村第一村民小组",)),)
    assert rules_of(back.findings) == ["returned_overlap", "returned_refused"]
    assert f"编码 {NEXT_VILLAGE}021 不能用" in back.findings[1].zh


def test_a_redrawn_border_moves_who_is_behind_it_by_the_groups_that_are_whole() -> None:
    table, taken = grids(), around(60, 90)
    table.loc[SOUTH, "geometry"] = shape_of(SOUTH).union(taken)
    table.loc[NORTH, "geometry"] = shape_of(NORTH).difference(taken)

    back = understood(grids=table)

    assert back.edits == (Move(("东村第三村民小组",), SOUTH),)


def test_a_border_through_a_villager_group_is_followed_house_by_house() -> None:
    table, taken = grids(), around(60, 70)
    table.loc[SOUTH, "geometry"] = shape_of(SOUTH).union(taken)
    table.loc[NORTH, "geometry"] = shape_of(NORTH).difference(taken)

    back = understood(grids=table)

    (edit,) = back.edits
    assert edit == Move(tuple(f"h{row}" for row in range(60, 70)), SOUTH)
    assert "preferred_cut" in rules_of(back.applied[0].effect.new)


def test_a_deleted_polygon_dissolves_its_grid() -> None:
    back = understood(grids=grids().drop(SOUTH))

    assert back.edits == (Dissolve(SOUTH),)


def test_polygons_without_any_code_are_the_grids_that_they_cover() -> None:
    same = understood(new=grids()[["geometry"]])
    merged = understood(new=drawn(geometry=shape_of(NORTH, SOUTH)))

    assert (same.edits, same.findings) == ((), ())
    assert merged.edits == (Merge((NORTH, SOUTH)),)


def test_of_a_few_polygons_the_others_stay_as_they_are() -> None:
    alone = drawn(code=NORTH, name="第一网格", geometry=shape_of(NORTH, SOUTH))

    back = understood(grids=alone)

    assert back.edits == (Merge((NORTH, SOUTH)),)
    assert rules_of(back.findings) == ["returned_part"]


def test_another_code_and_another_name_are_one_edit_each() -> None:
    table = grids()
    table.loc[NORTH, "code"] = f"{VILLAGE}009"
    table.loc[SOUTH, "name"] = "河西网格"

    back = understood(grids=table)

    assert set(back.edits) == {Renumber(NORTH, f"{VILLAGE}009"), Rename(SOUTH, "河西网格")}


def test_a_polygon_across_two_villages_is_refused_and_nobody_moves() -> None:
    across = drawn(code="", name="跨村网格", geometry=box(250, 0, 350, 90))

    back = understood(grids=pd.concat([grids(), across]))

    assert back.edits == ()
    assert "returned_refused" in rules_of(back.findings)
    assert any("东村" in found.zh and "西村" in found.zh for found in back.findings)


def test_who_is_left_out_of_all_polygons_stays_in_the_grid_and_is_told() -> None:
    table = grids()
    table.loc[SOUTH, "geometry"] = shape_of(SOUTH).difference(around(0, 20))

    back = understood(grids=table)

    assert back.edits == ()
    assert rules_of(back.findings) == ["returned_outside"]
    assert "20 行住户（如 h0、h1、h2）" in back.findings[0].zh


def test_a_polygon_with_nobody_in_it_is_told_by_its_number() -> None:
    empty = drawn(code=f"{VILLAGE}030", name="空网格", geometry=box(0, 405, 20, 420))

    back = understood(grids=pd.concat([grids(), empty]))

    assert back.edits == ()
    assert "第 7 个面" in back.findings[0].zh


# --- columns of households -----------------------------------------------------------------------


def test_codes_changed_in_the_rows_of_households_are_moves() -> None:
    table = homes()
    table.loc[["h60", "h61"], "grid"] = SOUTH

    back = understood(households=table)

    assert back.edits == (Move(("h60", "h61"), SOUTH),)


def test_a_column_goes_before_the_polygon() -> None:
    table, rows = grids(), homes()
    taken = around(60, 70)
    table.loc[SOUTH, "geometry"] = shape_of(SOUTH).union(taken)
    table.loc[NORTH, "geometry"] = shape_of(NORTH).difference(taken)
    rows.loc["h0", "grid"] = NORTH

    back = understood(grids=table, households=rows)

    assert moved(back.draft.plan) == ids(60, 70) | {"h0"}


def test_what_cannot_be_made_is_told_once_and_the_rest_is_made() -> None:
    table = homes()
    table.loc["h0", "grid"] = f"{NEXT_VILLAGE}001"
    table.loc["h60", "grid"] = SOUTH

    back = understood(households=table)

    assert back.edits == (Move(("h60",), SOUTH),)
    assert rules_of(back.findings) == ["returned_refused"]
    assert "把 h0 移到 西村第一网格" in back.findings[0].zh


def test_a_code_that_no_grid_has_makes_one() -> None:
    table = homes()
    table.loc[[f"h{row}" for row in range(30)], "grid"] = f"{VILLAGE}015"

    back = understood(households=table)

    assert back.edits == (Create(("东村第一村民小组",), "", "", f"{VILLAGE}015"),)


def test_all_who_change_to_another_code_carry_their_grid_along() -> None:
    table = homes()
    table.loc[table["grid"] == SOUTH, "grid"] = f"{VILLAGE}015"

    back = understood(households=table)

    assert back.edits == (Renumber(SOUTH, f"{VILLAGE}015"),)


def test_two_grids_that_change_places_lose_nobody() -> None:
    table = homes()
    table["grid"] = table["grid"].replace({NORTH: SOUTH, SOUTH: NORTH})

    back = understood(households=table)

    assert grid_of(back.draft.plan) == dict(zip(table["id"], table["grid"], strict=True))
    assert back.findings == ()


def test_groups_of_the_lower_level_move_too() -> None:
    table = homes()
    column = "ten_household_group"
    first, second = sorted(set(table.loc[table["grid"] == SOUTH, column]))[:2]
    some = table.index[table[column] == first][:2]
    table.loc[some, column] = second

    back = understood(households=table)

    assert back.edits == (Move(tuple(some), second, column + "s"),)


@pytest.mark.parametrize(
    ("change", "rule", "said"),
    [
        (lambda t: t.drop(["h3", "h4"]), "returned_missing", "2 行住户（如 h3、h4）"),
        (lambda t: t.replace({"id": {"h3": "x9"}}), "returned_strange", "（如 x9）"),
        (lambda t: pd.concat([t, t.loc[["h3"]]]), "returned_twice", "（如 h3）"),
        (lambda t: t.assign(grid=t["grid"].mask(t["id"] == "h3", "")), "returned_blank", "如 h3"),
        (lambda t: t.assign(grid=t["grid"].mask(t["id"] == "h3", NORTH),
                            grid_name=t["grid"].map(grids()["name"]).mask(t["id"] == "h3", "河东")),
         "returned_against", "如 h3"),
        (lambda t: t[["id", "households"]], "returned_silent", "没有网格的编码或名称一列"),
    ],
)  # fmt: skip
def test_rows_that_cannot_be_used_are_told_and_nobody_is_lost(
    change: Callable[[pd.DataFrame], pd.DataFrame], rule: str, said: str
) -> None:
    back = understood(households=change(homes()))

    found = {one.rule: one for one in back.findings}
    assert said in found[rule].zh
    assert len(back.draft.plan.township.households) == len(draft().plan.township.households)


def test_edits_of_special_grids_are_not_made_and_told() -> None:
    plan = town()
    kind = plan.level("grids").kind.copy()
    kind[plan.level("grids").code == SOUTH] = "special"
    levels = (replace(plan.level("grids"), kind=kind), *plan.levels[1:])
    special = open_draft(replace(plan, levels=levels), load_rules(plan.made_by.rules))
    table = homes()
    table.loc["h0", "grid"] = NORTH

    back = edits_from(special, handed_back(special.plan, {"households": table}, "back.xlsx"))

    assert back.edits == ()
    assert rules_of(back.findings) == ["returned_aside"]


# --- who serves ----------------------------------------------------------------------------------


def test_people_put_on_other_posts_are_assigned() -> None:
    plan = town()
    people = People(["p1", "p2"], ["head"] * 2, ORIGIN + np.zeros((2, 2)), [""] * 2, [""] * 2)
    posts = tuple(Post("head", "grids", code, "p1", 0, 0.0) for code in (NORTH, SOUTH))
    nowhere = np.array([shapely.Polygon()] * 2, object)
    staffed = replace(plan, staff=Staff(people, posts, {}, nowhere))
    begin = open_draft(staffed, load_rules(plan.made_by.rules))
    table = pd.DataFrame({"role": ["head"] * 2, "level": ["grids"] * 2, "zone": [NORTH, SOUTH],
                          "person": ["p1", "p2"]})  # fmt: skip

    back = edits_from(begin, handed_back(begin.plan, {"posts": table}, "back.gpkg"))

    assert back.edits == (Assign(SOUTH, "head", ("p2",)),)


def test_what_gis_does_to_a_layer_on_saving_it_is_no_edit() -> None:
    table = grids().iloc[::-1].assign(fid=range(9, 15), note="", area=1.5)
    table = table[["area", "geometry", "name", "fid", "code", "note"]].reset_index(drop=True)
    table["geometry"] = shapely.multipolygons(
        [[one] if one.geom_type == "Polygon" else list(one.geoms)
         for one in shapely.force_3d(table.geometry.to_numpy(), 12.5)]
    )  # fmt: skip
    table = gpd.GeoDataFrame(table, crs=grids().crs).to_crs("EPSG:3857")

    back = understood(网格=table)

    assert (back.edits, back.findings) == ((), ())


def test_communities_of_which_nothing_is_drawn_are_left_alone() -> None:
    table = grids()
    table.loc[NORTH, "geometry"] = shape_of(NORTH, SOUTH)

    back = understood(grids=table[table["community"] == VILLAGE].drop(SOUTH))

    assert back.edits == (Merge((NORTH, SOUTH)),)
    assert {code[:12] for code in grid_of(back.draft.plan).values()} == {
        VILLAGE, NEXT_VILLAGE, CITY
    }  # fmt: skip
