"""Grids that are there already: little moves, codes stay, retired codes are never used again."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from villages import (
    BAND,
    CRS,
    ORIGIN,
    VILLAGE,
    divide,
    drawn_homes,
    grid_of,
    homes,
    land,
    ours,
    square,
    strip,
)

import gridgen
from gridgen.cli.main import app
from gridgen.division.existing import Existing, existing_in_plan, existing_in_polygons
from gridgen.model.arrays import taken
from gridgen.model.existing import ExistingGrids
from gridgen.model.plan import Plan
from gridgen.plans.diff import diff


def scattered(n: int = 420, seed: int = 1) -> gpd.GeoDataFrame:
    """Households anywhere in the village, which is 800 by 600 m."""
    xy = np.random.default_rng(seed).uniform((10, 10), (790, 590), (n, 2))
    return homes(xy, households=1)


def village() -> gpd.GeoDataFrame:
    return land({VILLAGE: shapely.box(0, 0, 800, 600)})


@pytest.fixture(scope="module")
def plan() -> Plan:
    return gridgen.divide(scattered(), communities=village(), seed=3)


def test_nothing_changed_gives_the_same_grids_and_groups(plan: Plan) -> None:
    again = gridgen.redraw(plan)

    assert grid_of(again) == grid_of(plan)
    groups = [p.households["ten_household_group"].tolist() for p in (plan, again)]
    assert groups[0] == groups[1]
    assert again.made_by.parent == plan.made_by.input_hash


def test_new_and_gone_households_change_little_else(plan: Plan) -> None:
    table = scattered()
    new = scattered(12, seed=8).assign(id=[f"new{k}" for k in range(12)])
    now = gpd.GeoDataFrame(pd.concat([table.iloc[12:], new], ignore_index=True), crs=CRS)

    again = gridgen.redraw(plan, now)

    before, after = grid_of(plan), grid_of(again)
    stayed = [before[h] == after[h] for h in after if h in before]
    assert np.mean(stayed) > 0.98
    assert again.report.errors == ()


def test_more_households_than_the_grids_can_hold_make_new_grids_and_the_old_keep_their_codes(
    plan: Plan,
) -> None:
    table = scattered()
    crowded = plan.level("grids").code[0]
    inside = plan.households["grid"].to_numpy() == crowded
    table.loc[inside, "households"] = 4

    again = gridgen.redraw(plan, table)

    old, new = set(plan.level("grids").code), set(again.level("grids").code)
    assert old <= new
    assert new - old
    assert min(new - old) > max(old)
    assert again.report.errors == ()


def test_a_code_that_fell_out_of_use_never_comes_back(plan: Plan) -> None:
    few = scattered().iloc[:200]
    smaller = gridgen.redraw(plan, few, new_ids="accept")
    larger = gridgen.redraw(smaller, scattered())

    gone = set(plan.level("grids").code) - set(smaller.level("grids").code)
    assert gone
    assert gone <= set(smaller.made_by.retired["grids"])
    assert not gone & set(larger.level("grids").code)


def test_a_locked_grid_keeps_exactly_its_households(plan: Plan) -> None:
    table = scattered()
    locked = str(plan.level("grids").code[2])
    table.loc[plan.households["grid"].to_numpy() == plan.level("grids").code[0], "households"] = 2

    again = gridgen.redraw(plan, table, locks=[locked])

    before = {h for h, code in grid_of(plan).items() if code == locked}
    assert {h for h, code in grid_of(again).items() if code == locked} == before


def test_a_lock_on_a_grid_that_is_not_there_is_refused(plan: Plan) -> None:
    with pytest.raises(gridgen.NotInPlanError, match="'990101001201999'"):
        gridgen.redraw(plan, locks=["990101001201999"])


def test_polygons_of_grids_hold_a_division_back_as_well(plan: Plan) -> None:
    again = gridgen.divide(scattered(), communities=village(), existing=plan.grids, seed=77)

    assert grid_of(again) == grid_of(plan)


def test_a_redraw_and_its_diff_on_the_command_line(
    plan: Plan, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    gridgen.write_plan(plan, tmp_path / "old.gpkg")
    scattered().iloc[5:].to_file(tmp_path / "now.gpkg", layer="households")
    (tmp_path / "locks.csv").write_text(f"code\n{plan.level('grids').code[1]}\n")
    words = ["--households", str(tmp_path / "now.gpkg"), "--locks", str(tmp_path / "locks.csv")]

    app(
        ["redraw", str(tmp_path / "old.gpkg"), "-o", str(tmp_path / "new.gpkg"), *words],
        standalone_mode=False,
    )

    old, new = (gridgen.read_plan(tmp_path / f"{name}.gpkg") for name in ("old", "new"))
    assert "new.gpkg" in capsys.readouterr().out
    assert set(new.level("grids").code) == set(old.level("grids").code)
    assert len(diff(old, new).gone) == 5


def test_a_retired_group_leaves_the_numbers_of_grids_alone(plan: Plan) -> None:
    few = gridgen.redraw(plan, scattered().iloc[:200], new_ids="accept")
    assert few.made_by.retired["ten_household_groups"]

    more = gridgen.divide(
        scattered().iloc[:200], communities=village(), existing=few,
        grids={VILLAGE: len(few.level("grids")) + 1},
    )  # fmt: skip

    numbers = {int(code[12:]) for code in more.level("grids").code}
    assert max(numbers) <= len(plan.level("grids")) + 1
    assert len({len(code) for code in more.level("grids").code}) == 1


def test_a_certified_plan_says_how_much_better_any_could_be(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    scattered(160).to_file(tmp_path / "in.gpkg", layer="households")
    path = str(tmp_path / "plan.gpkg")

    app(
        ["divide", str(tmp_path / "in.gpkg"), "-o", path, "--certify", "--lang", "en"],
        standalone_mode=False,
    )

    made = gridgen.read_plan(path).made_by
    assert made.lower_bound_m is not None
    assert made.least_m is not None
    assert 0 < made.lower_bound_m <= made.least_m <= made.metres
    assert "Proven: with as many grids, no division walks more than" in capsys.readouterr().out


def test_existing_grids_in_the_band_stay_and_the_large_one_is_cut(tmp_path: Path) -> None:
    rules = 'existing = "keep"\n' + BAND.replace("fewest = 2, most = 9", "fewest = 3, most = 5")
    table = drawn_homes("aaaabbbbbbbbbb", grid=[f"{VILLAGE}001"] * 4 + [f"{VILLAGE}002"] * 10)

    plan = divide(table, strip(wide=200), rules=ours(tmp_path, rules))

    zone_of = plan.zone_of["grids"]
    assert len(set(zone_of[:4])) == 1
    assert plan.level("grids").code[zone_of[0]] == f"{VILLAGE}001"
    assert sorted(plan.level("grids").households.tolist()) == [4, 5, 5]


# --- the codes that are there --------------------------------------------------------------------


def test_labels_are_equal_where_codes_are_and_none_where_there_is_none() -> None:
    existing = Existing({"grids": np.array(["b", "", "a", "b"], object)})

    labels = existing.labels("grids", np.array([0, 1, 2, 3]))

    assert labels[1] == -1
    assert labels[0] == labels[3] != labels[2]
    assert min(labels[[0, 2, 3]]) >= 0


def test_every_code_that_is_or_was_in_use_is_known() -> None:
    existing = Existing(
        {"grids": np.array(["b", "", "a"], object)},
        {"grids": frozenset({"c"}), "teams": frozenset("d")},
    )

    assert existing.all_codes("grids") == {"a", "b", "c"}
    assert existing.all_codes("teams") == {"d"}
    assert existing.all_codes("units") == set()


def test_households_are_known_by_id_and_a_row_that_was_cut_by_its_first_part() -> None:
    tower = [(150, 150), (250, 150)]
    old = divide(homes(tower, households=[620, 400]), square())
    whole = replace(
        old.township.households,
        ids=["h0", "new", "h1"], part_of=["", "", ""], counts={},
    )  # fmt: skip

    found = existing_in_plan(whole, old).code_of["grids"]

    grid = old.households.set_index("id")["grid"]
    assert found.tolist() == [grid["h0#1"], "", grid["h1"]]


def test_a_zone_that_nobody_is_left_in_is_never_used_again(plan: Plan) -> None:
    gone = str(plan.level("grids").code[0])
    left = taken(plan.township.households, plan.households["grid"].to_numpy() != gone)

    existing = existing_in_plan(left, plan)

    assert gone in existing.retired["grids"]
    assert gone not in existing.code_of["grids"]


def test_of_polygons_each_household_has_the_first_that_holds_it(plan: Plan) -> None:
    households = plan.township.households
    all_of_it = shapely.box(*ORIGIN, *(ORIGIN + [800, 600]))
    shapes = [*plan.level("grids").polygon, all_of_it]
    codes = [*plan.level("grids").code, "later"]

    existing = existing_in_polygons(
        households, ExistingGrids(codes, [""] * len(codes), np.array(shapes, object))
    )

    assert existing.code_of["grids"].tolist() == plan.households["grid"].tolist()
    assert existing.retired["grids"] == {"later"}
