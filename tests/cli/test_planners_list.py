"""A planner's year on the sample: each wish is one command, and tells what it did."""

from __future__ import annotations

import json
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
    plan = gridgen.divide(homes, communities, lang="zh", effort="fast", **layers)
    path = tmp_path_factory.mktemp("year") / "last.gpkg"
    gridgen.write_plan(plan, path)
    return path


def edited(run: Run, old: Path, new: str, *words: str) -> tuple[str, Plan]:
    """What `gridgen edit` says of one wish, and the plan that it makes."""
    code, out, err = run("edit", old, "-o", new, *words, "--lang", "zh")
    assert code in (0, 1), err  # 1: the wish leaves an error, which is told
    return out, gridgen.read_plan(Path(new))


def sizes(plan: Plan) -> dict[str, int]:
    return dict(zip(plan.level("grids").code, plan.level("grids").households.tolist(), strict=True))


@pytest.mark.slow
def test_a_villager_group_is_moved_by_name_and_the_effect_is_told(
    run: Run, last_year: Path
) -> None:
    old = gridgen.read_plan(last_year)
    home = old.communities.name[old.community_of] == "柳溪村"
    group = home & (old.township.households.keys["group"] == "第十村民小组")

    out, new = edited(run, last_year, "moved.gpkg",
                      "--move", "柳溪村第十村民小组=柳溪村第一网格")  # fmt: skip

    before, after = (plan.level("grids").code[plan.zone_of["grids"]] for plan in (old, new))
    assert (after[group] == "990101101201001").all()
    assert (before[~group] == after[~group]).all()
    assert "把 柳溪村第十村民小组 移到 柳溪村第一网格" in out
    grown = sizes(new)["990101101201001"]
    assert f"{sizes(old)['990101101201001']} → {grown}" in out


@pytest.mark.slow
def test_two_grids_are_merged_and_one_is_split(run: Run, last_year: Path) -> None:
    old = sizes(gridgen.read_plan(last_year))

    said, merged = edited(run, last_year, "merged.gpkg", "--merge", "青禾村第二网格,青禾村第三网格")
    told, parted = edited(run, last_year, "split.gpkg", "--split", "青禾村第四网格:2")

    both = old["990101101200002"] + old["990101101200003"]
    assert both in (sizes(merged).get("990101101200002"), sizes(merged).get("990101101200003"))
    assert f"有 {both} 户，不在 50-100 户之内" in said
    new = {code for code in sizes(parted) if code not in old}
    assert len(new) == 1
    assert sizes(parted)["990101101200004"] + sizes(parted)[new.pop()] == old["990101101200004"]
    assert "新设" in told


@pytest.mark.slow
def test_three_grids_are_locked_by_name_and_one_is_renamed(run: Run, last_year: Path) -> None:
    out, new = edited(
        run, last_year, "named.gpkg",
        "--lock", "柳溪村第五网格、柳溪村第六网格、荷塘村第一网格",
        "--rename", "青禾村第一网格=渡口网格",
    )  # fmt: skip

    assert new.made_by.locks == ("990101101201005", "990101101201006", "990101101202001")
    assert "渡口网格" in new.level("grids").name
    assert "改名为“渡口网格”" in out
    assert "没有住户换网格" in out


WISHES = """操作,对象,目标
移户,柳溪村第十村民小组,柳溪村第一网格
合并,"青禾村第二网格,青禾村第三网格",
拆分,青禾村第四网格,2
锁定,"柳溪村第五网格,柳溪村第六网格,荷塘村第一网格",
改名,青禾村第一网格,渡口网格
"""


@pytest.mark.slow
def test_all_five_are_undone_at_once(run: Run, last_year: Path, tmp_path: Path) -> None:
    (tmp_path / "wishes.csv").write_text(WISHES, "utf-8")
    store = ("--store", "store.sqlite")
    run("store", "init", *store)
    run("store", "import", last_year, *store)

    made = run("store", "edit", 1, "wishes.csv", *store, "--lang", "zh")
    run("store", "export", 1, "-o", "made.gpkg", *store)
    undone = run("store", "undo", 1, "--times", 5, *store)
    run("store", "export", 1, "-o", "undone.gpkg", *store)

    assert (made[0], undone[0]) == (0, 0)
    assert "5 项调整已保存" in made[1]
    assert not json.loads(run("diff", last_year, "made.gpkg", "--json")[1])["same"]
    assert json.loads(run("diff", last_year, "undone.gpkg", "--json")[1])["same"]


@pytest.mark.slow
def test_this_year_is_compared_with_last_and_who_moved_is_listed_by_village(
    run: Run, last_year: Path, tmp_path: Path
) -> None:
    (tmp_path / "wishes.csv").write_text(WISHES, "utf-8")
    _, new = edited(run, last_year, "this.gpkg", "--table", "wishes.csv")
    old = gridgen.read_plan(last_year)

    code, out, _ = run("diff", last_year, "this.gpkg", "--excel", "who.xlsx", "--lang", "zh")

    moved = (
        old.level("grids").code[old.zone_of["grids"]]
        != new.level("grids").code[new.zone_of["grids"]]
    )
    village = old.communities.name[old.community_of]
    rows = [*openpyxl.load_workbook("who.xlsx")["换网格住户"].values]
    assert code == 0
    assert {row[0] for row in rows[1:]} == {*village[moved]}
    assert len(rows) - 1 == moved.sum()
    assert "青禾村渡口网格" in out
    assert out.count("原因：人工调整") >= 4
