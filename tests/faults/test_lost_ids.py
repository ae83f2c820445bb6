"""A newer list whose ids are not those of the plan stops, and codes of the plan stay in use."""

from __future__ import annotations

from collections.abc import Callable

import geopandas as gpd
import pandas as pd
import pytest
from villages import CITY, NEXT_VILLAGE, VILLAGE, divide, field, grid_of, homes, square, township

import gridgen
from gridgen.cli.main import app
from gridgen.model.plan import Plan


def padded(k: int) -> str:
    return f"{k:06d}"


@pytest.fixture(scope="module")
def table() -> gpd.GeoDataFrame:
    return homes(field(12, 10), households=5).assign(id=[padded(k) for k in range(120)])


@pytest.fixture(scope="module")
def plan(table: gpd.GeoDataFrame) -> Plan:
    return divide(table, square())


@pytest.fixture(scope="module")
def villages() -> Plan:
    return divide(*township())


def of_village(code: str) -> gpd.GeoDataFrame:
    row = (VILLAGE, NEXT_VILLAGE, CITY).index(code)
    return township()[0].iloc[140 * row : 140 * (row + 1)]


def renamed(table: gpd.GeoDataFrame, name: Callable[[int], str]) -> gpd.GeoDataFrame:
    return table.assign(id=[name(k) for k in range(len(table))])


# --- too few ids that are known ------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", [padded, str, lambda k: padded(k) if k < 60 else f"new{k}"]
)  # fmt: skip
def test_a_list_with_half_of_the_ids_is_taken(
    plan: Plan, table: gpd.GeoDataFrame, name: Callable[[int], str]
) -> None:
    again = gridgen.redraw(plan, renamed(table, name), effort="fast")

    assert set(again.level("grids").code) == set(plan.level("grids").code)


def test_a_list_with_less_than_half_of_the_ids_is_refused(
    plan: Plan, table: gpd.GeoDataFrame
) -> None:
    now = renamed(table, lambda k: padded(k) if k < 59 else f"new{k}")

    with pytest.raises(gridgen.ReadError, match=r"of the 120 rows of the plan only 59 have their"):
        gridgen.redraw(plan, now, effort="fast")


def test_zeros_that_a_spreadsheet_dropped_are_told_and_come_back(
    plan: Plan, table: gpd.GeoDataFrame
) -> None:
    again = gridgen.redraw(plan, renamed(table, str), effort="fast")

    assert grid_of(again) == grid_of(plan)
    (found,) = again.report.of("ids_lost_zeros")
    assert (found.severity, found.number) == ("warning", 120)


def test_zeros_that_the_plan_had_lost_stay_from_now_on(table: gpd.GeoDataFrame) -> None:
    old = divide(renamed(table, str), square())

    again = gridgen.redraw(old, table, effort="fast")

    assert grid_of(again) == {padded(int(name)): code for name, code in grid_of(old).items()}


def test_ids_that_are_those_of_others_are_refused(plan: Plan, table: gpd.GeoDataFrame) -> None:
    now = renamed(table, lambda k: padded(119 - k))

    with pytest.raises(gridgen.ReadError, match="120 of them stand where the plan has another"):
        gridgen.redraw(plan, now, effort="fast")


@pytest.mark.parametrize(("metres", "is_refused"), [(99, False), (101, True)])
def test_places_that_all_moved_are_refused(
    plan: Plan, table: gpd.GeoDataFrame, metres: float, is_refused: bool
) -> None:
    now = table.set_geometry(table.translate(0, metres + 0.37))

    if not is_refused:
        gridgen.redraw(plan, now, effort="fast")
        return
    with pytest.raises(gridgen.ReadError, match="stand more than 100 m from where they were"):
        gridgen.redraw(plan, now, effort="fast")


def test_what_is_meant_is_done(plan: Plan, table: gpd.GeoDataFrame) -> None:
    now = renamed(table, lambda k: f"new{k}")

    again = gridgen.redraw(plan, now, new_ids="accept", effort="fast")

    assert not set(again.level("grids").code) & set(plan.level("grids").code)
    assert [f.number for f in again.report.of("ids_unknown")] == [0]


def test_another_word_for_new_ids_is_refused(plan: Plan, table: gpd.GeoDataFrame) -> None:
    with pytest.raises(gridgen.ProblemError, match="'always'; expected one of: match-by-place"):
        gridgen.redraw(plan, table, new_ids="always")


@pytest.mark.parametrize(("gone", "is_told"), [(60, False), (61, True)])
def test_a_division_beside_an_older_plan_tells_of_ids_that_are_not_in_it(
    plan: Plan, table: gpd.GeoDataFrame, gone: int, is_told: bool
) -> None:
    now = renamed(table, lambda k: f"new{k}" if k < gone else padded(k))

    again = divide(now, square(), existing=plan)

    told = [f.number for f in again.report.of("existing_ids_unknown")]
    assert told == ([120 - gone] if is_told else [])


# --- known by place ------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [lambda k: f"new{k}", lambda k: padded(119 - k)])
def test_households_that_are_known_by_place_keep_their_grids_under_new_ids(
    plan: Plan, table: gpd.GeoDataFrame, name: Callable[[int], str]
) -> None:
    now = renamed(table, name)
    now = now.set_geometry(now.translate(2, 2))

    again = gridgen.redraw(plan, now, new_ids="match-by-place", effort="fast")

    before = grid_of(plan)
    assert grid_of(again) == {name(k): before[padded(k)] for k in range(120)}
    assert again.made_by.retired == plan.made_by.retired
    assert [(f.number, f.limit) for f in again.report.of("ids_by_place")] == [(120, 5)]


def test_a_list_that_is_not_there_by_place_either_is_refused(
    plan: Plan, table: gpd.GeoDataFrame
) -> None:
    now = renamed(table, lambda k: f"new{k}")
    now = now.set_geometry(now.translate(9, 9))

    with pytest.raises(gridgen.ReadError, match=r"have their place among the 120 .*Check the CRS"):
        gridgen.redraw(plan, now, new_ids="match-by-place", effort="fast")


def test_ties_follow_households_that_are_known_by_place(table: gpd.GeoDataFrame) -> None:
    ties = pd.DataFrame({"tie": ["apart"], "first": [padded(0)], "second": [padded(119)]})
    old = divide(table, square(), ties=ties)

    again = gridgen.redraw(
        old, renamed(table, lambda k: f"new{k}"), new_ids="match-by-place", effort="fast"
    )

    assert [(tie.first, tie.second) for tie in again.township.ties] == [("new0", "new119")]


# --- villages that are not in the list -----------------------------------------------------------


def test_a_list_that_lacks_a_village_is_refused_by_its_name(villages: Plan) -> None:
    now = pd.concat([of_village(VILLAGE), of_village(CITY)])

    with pytest.raises(gridgen.ReadError, match=f"of the 3 villages.* 1 have none.*{NEXT_VILLAGE}"):
        gridgen.redraw(villages, now, effort="fast")


def test_a_partial_list_replaces_its_village_and_leaves_all_others_as_they_are(
    villages: Plan,
) -> None:
    now = of_village(VILLAGE).iloc[20:]

    again = gridgen.redraw(villages, now, partial=True, effort="fast", seed=9)

    before, after = grid_of(villages), grid_of(again)
    assert {id_ for id_ in before if id_ not in after} == {f"h{k}" for k in range(20)}
    assert {i: c for i, c in after.items() if not c.startswith(VILLAGE)} == {
        i: c for i, c in before.items() if not c.startswith(VILLAGE)
    }
    for zones in villages.levels:
        new = again.level(zones.level)
        for code in (NEXT_VILLAGE, CITY):
            one, other = (
                [(z.code[k], z.name[k], z.polygon[k].area) for k in range(len(z))
                 if z.community[k] == code]
                for z in (zones, new)
            )  # fmt: skip
            assert other == [(c, n, pytest.approx(area)) for c, n, area in one]
    assert again.made_by.metres == pytest.approx(
        float((again.level("grids").mean_m * again.level("grids").households).sum()), rel=1e-3
    )
    assert gridgen.check(again).errors == ()


def test_in_a_partial_list_a_village_with_less_than_half_of_its_households_is_asked_about(
    villages: Plan,
) -> None:
    with pytest.raises(gridgen.ReadError, match=f"{VILLAGE} had 140 rows and the list has 69"):
        gridgen.redraw(villages, of_village(VILLAGE).iloc[:69], partial=True)


def test_rows_of_a_partial_list_in_another_village_are_left_out_and_told(villages: Plan) -> None:
    there = of_village(NEXT_VILLAGE).iloc[:2].assign(id=["h140", "new"])
    now = pd.concat([of_village(VILLAGE), there])

    again = gridgen.redraw(villages, now, partial=True, effort="fast")

    assert grid_of(again) == grid_of(villages)
    assert [f.where for f in again.report.of("row_of_other_village")] == ["households, row 142"]


def test_a_partial_list_with_the_id_of_a_household_elsewhere_does_not_take_it_away(
    villages: Plan,
) -> None:
    now = of_village(VILLAGE)
    now.loc[5, "id"] = "h200"

    again = gridgen.redraw(villages, now, partial=True, effort="fast")

    assert grid_of(again)["h200"] == grid_of(villages)["h200"]
    assert [f.where for f in again.report.of("id_of_other_village")] == ["households, row 6"]


def test_a_partial_list_may_have_new_ids(villages: Plan) -> None:
    now = of_village(CITY)
    now["id"] = [f"new{k}" for k in range(140)]

    again = gridgen.redraw(
        villages, now, partial=True, new_ids="match-by-place", effort="fast"
    )  # fmt: skip

    before, after = grid_of(villages), grid_of(again)
    assert [after[f"new{k}"] for k in range(140)] == [before[f"h{280 + k}"] for k in range(140)]
    assert [after[f"h{k}"] for k in range(280)] == [before[f"h{k}"] for k in range(280)]


def test_a_partial_list_of_no_village_is_refused(villages: Plan) -> None:
    now = of_village(CITY)
    now = now.set_geometry(now.translate(5000, 0)).assign(id=[f"n{k}" for k in range(140)])

    with pytest.raises(gridgen.ReadError, match="none of 140 rows lies in a village"):
        gridgen.redraw(villages, now, partial=True)


def test_ids_that_restart_in_each_village_are_no_partial_list(villages: Plan) -> None:
    now = of_village(CITY)
    now["id"] = [f"h{k}" for k in range(140)]

    with pytest.raises(gridgen.ReadError, match="140 of 140 ids are those of households in other"):
        gridgen.redraw(villages, now, partial=True, new_ids="match-by-place")


def test_a_partial_list_needs_a_list_and_the_rules_of_the_plan(villages: Plan) -> None:
    for asked in ({"partial": True}, {"new_ids": "accept"}):
        with pytest.raises(gridgen.ProblemError, match="none is given"):
            gridgen.redraw(villages, **asked)
    with pytest.raises(gridgen.ProblemError, match="'standard'; asked for are 'honglian'"):
        gridgen.redraw(villages, of_village(CITY), partial=True, rules="honglian")


def test_the_command_line_asks_and_goes_on_as_it_is_told(
    villages: Plan, tmp_path: object, capsys: pytest.CaptureFixture[str]
) -> None:
    gridgen.write_plan(villages, f"{tmp_path}/old.gpkg")
    of_village(VILLAGE).to_file(f"{tmp_path}/now.gpkg", layer="households")
    words = ["redraw", f"{tmp_path}/old.gpkg", "-o", f"{tmp_path}/new.gpkg", "--effort", "fast"]
    words += ["--households", f"{tmp_path}/now.gpkg", "--lang", "zh"]

    with pytest.raises(gridgen.ReadError) as refused:
        app(words, standalone_mode=False)
    app([*words, "--partial"], standalone_mode=False)

    assert "请选一项" in refused.value.text("zh")
    assert "其余 2 个村（社区）" in capsys.readouterr().out
    assert grid_of(gridgen.read_plan(f"{tmp_path}/new.gpkg")) == grid_of(villages)
