"""A redraw of a whole plan: little moves, codes stay, retired codes are never used again."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely

import gridgen
from gridgen.cli.main import app
from gridgen.model.plan import Plan
from gridgen.plans.diff import diff

CRS = "EPSG:4547"


def homes(n: int = 420, seed: int = 1) -> gpd.GeoDataFrame:
    xy = np.random.default_rng(seed).uniform((500_010, 3_400_010), (500_790, 3_400_590), (n, 2))
    ids = {"id": [f"h{k}" for k in range(n)], "households": 1}
    return gpd.GeoDataFrame(ids, geometry=gpd.points_from_xy(*xy.T), crs=CRS)


def village() -> gpd.GeoDataFrame:
    shape = shapely.box(500_000, 3_400_000, 500_800, 3_400_600)
    return gpd.GeoDataFrame(
        {"code": ["990101001201"], "kind": ["village"]}, geometry=[shape], crs=CRS
    )


@pytest.fixture(scope="module")
def plan() -> Plan:
    return gridgen.divide(homes(), communities=village(), seed=3)


def grid_of(plan: Plan) -> dict[str, str]:
    table = plan.households
    return dict(zip(table["id"], table["grid"], strict=True))


def test_nothing_changed_gives_the_same_grids_and_groups(plan: Plan) -> None:
    again = gridgen.redraw(plan)

    assert grid_of(again) == grid_of(plan)
    groups = [p.households["ten_household_group"].tolist() for p in (plan, again)]
    assert groups[0] == groups[1]
    assert again.made_by.parent == plan.made_by.input_hash


def test_new_and_gone_households_change_little_else(plan: Plan) -> None:
    table = homes()
    new = homes(12, seed=8).assign(id=[f"new{k}" for k in range(12)])
    now = gpd.GeoDataFrame(gpd.pd.concat([table.iloc[12:], new], ignore_index=True), crs=CRS)

    again = gridgen.redraw(plan, now)

    before, after = grid_of(plan), grid_of(again)
    stayed = [before[h] == after[h] for h in after if h in before]
    assert np.mean(stayed) > 0.98
    assert again.report.errors == ()


def test_more_households_than_the_grids_can_hold_make_new_grids_and_the_old_keep_their_codes(
    plan: Plan,
) -> None:
    table = homes()
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
    few = homes().iloc[:200]
    smaller = gridgen.redraw(plan, few)
    larger = gridgen.redraw(smaller, homes())

    gone = set(plan.level("grids").code) - set(smaller.level("grids").code)
    assert gone
    assert gone <= set(smaller.made_by.retired["grids"])
    assert not gone & set(larger.level("grids").code)


def test_a_locked_grid_keeps_exactly_its_households(plan: Plan) -> None:
    table = homes()
    locked = str(plan.level("grids").code[2])
    table.loc[plan.households["grid"].to_numpy() == plan.level("grids").code[0], "households"] = 2

    again = gridgen.redraw(plan, table, locks=[locked])

    before = {h for h, code in grid_of(plan).items() if code == locked}
    assert {h for h, code in grid_of(again).items() if code == locked} == before


def test_a_lock_on_a_grid_that_is_not_there_is_refused(plan: Plan) -> None:
    with pytest.raises(gridgen.NotInPlanError, match="'990101001201999'"):
        gridgen.redraw(plan, locks=["990101001201999"])


def test_polygons_of_grids_hold_a_division_back_as_well(plan: Plan) -> None:
    again = gridgen.divide(homes(), communities=village(), existing=plan.grids, seed=77)

    assert grid_of(again) == grid_of(plan)


def test_a_redraw_and_its_diff_on_the_command_line(
    plan: Plan, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    gridgen.write_plan(plan, tmp_path / "old.gpkg")
    homes().iloc[5:].to_file(tmp_path / "now.gpkg", layer="households")
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
    few = gridgen.redraw(plan, homes().iloc[:200])
    assert few.made_by.retired["ten_household_groups"]

    more = gridgen.divide(
        homes().iloc[:200], communities=village(), existing=few,
        grids={"990101001201": len(few.level("grids")) + 1},
    )  # fmt: skip

    numbers = {int(code[12:]) for code in more.level("grids").code}
    assert max(numbers) <= len(plan.level("grids")) + 1
    assert len({len(code) for code in more.level("grids").code}) == 1


def test_a_certified_plan_says_how_much_better_any_could_be(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    homes(160).to_file(tmp_path / "in.gpkg", layer="households")
    path = str(tmp_path / "plan.gpkg")

    app(
        ["divide", str(tmp_path / "in.gpkg"), "-o", path, "--certify", "--lang", "en"],
        standalone_mode=False,
    )

    made = gridgen.read_plan(path).made_by
    assert made.lower_bound_m is not None
    assert 0 < made.lower_bound_m <= made.metres
    assert "Proven: with as many grids, no division walks more than" in capsys.readouterr().out
