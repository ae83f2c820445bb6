"""Ties: whom a grid keeps together, and whom grids keep apart, in one piece and in the band."""

from __future__ import annotations

from itertools import combinations, pairwise
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from villages import CRS, NEXT_VILLAGE, VILLAGE, grid_of, homes, land

import gridgen
from gridgen.division.ties import TiedRows, tied
from gridgen.model.graphs import pieces
from gridgen.model.links import Links
from gridgen.model.plan import Plan


def village() -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Return 240 households in twelve rows of twenty, and their land."""
    i, j = np.meshgrid(np.arange(20), np.arange(12))
    xy = 20.0 * np.column_stack([i.ravel(), j.ravel()])
    xy += np.random.default_rng(5).uniform(-3, 3, xy.shape)
    return homes(xy), land({VILLAGE: shapely.box(-20, -20, 420, 260)})


def divided(ties: list[tuple[str, ...]], **columns: object) -> Plan:
    households, communities = village()
    table = pd.DataFrame(ties, columns=["tie", "first", "second", "of"][: len(ties[0])])
    return gridgen.divide(
        households.assign(**columns), communities=communities, ties=table, effort="fast"
    )


def near_and_far(plan: Plan) -> list[tuple[str, str]]:
    """Return two households that share a grid, and two that do not."""
    grid = grid_of(plan)
    west, east = "h100", "h119"
    beside = next(h for h in ("h101", "h120", "h80") if grid[h] == grid[west])
    assert grid[west] != grid[east]
    return [(west, beside), (west, east)]


@pytest.fixture(scope="module")
def free() -> Plan:
    households, communities = village()
    return gridgen.divide(households, communities=communities, effort="fast")


def test_households_in_two_grids_come_together_and_all_rules_hold(free: Plan) -> None:
    far = near_and_far(free)[1]

    plan = divided([("together", *far)])

    assert grid_of(plan)[far[0]] == grid_of(plan)[far[1]]
    assert plan.report.errors == ()
    assert not plan.report.of("tie_together_broken")
    assert set(plan.grids["status"]) == {"in band"}


def test_neighbours_in_one_grid_come_apart_and_all_rules_hold(free: Plan) -> None:
    near = near_and_far(free)[0]

    plan = divided([("分", *near)])

    assert grid_of(plan)[near[0]] != grid_of(plan)[near[1]]
    assert plan.report.errors == ()
    assert set(plan.grids["status"]) == {"in band"}


@examples(8)
@given(data=st.data())
def test_many_ties_hold_or_are_told(data: st.DataObject) -> None:
    who = st.integers(0, 239).map(lambda k: f"h{k}")
    ties = data.draw(
        st.lists(
            st.tuples(st.sampled_from(["together", "apart"]), who, who), min_size=1, max_size=4
        )
    )

    plan = divided(ties)

    grid = grid_of(plan)
    broken = [
        (kind, first) for kind, first, second in ties
        if (grid[first] == grid[second]) != (kind == "together")
    ]  # fmt: skip
    told = [("together", f.where) for f in plan.report.of("tie_together_broken")]
    told += [("apart", f.where) for f in plan.report.of("tie_apart_broken")]
    told += [("apart", f.where) for f in plan.report.of("tie_apart_one_unit")]
    assert sorted(told) == sorted(broken)
    assert not plan.report.of("zone_in_pieces")


def test_whole_buildings_may_be_tied() -> None:
    building = [""] * 240
    building[100], building[119] = "楼1", "楼2"

    plan = divided([("合", "楼1", "楼2", "楼栋")], building=building)

    assert grid_of(plan)["h100"] == grid_of(plan)["h119"]


def test_ties_stay_with_the_plan_and_a_redraw_keeps_them(free: Plan, tmp_path: Path) -> None:
    near = near_and_far(free)[0]
    plan = divided([("apart", *near)])
    gridgen.write_plan(plan, tmp_path / "plan.gpkg")

    again = gridgen.read_plan(tmp_path / "plan.gpkg")
    redrawn = gridgen.redraw(again, effort="fast")

    assert again.township.ties == plan.township.ties
    assert grid_of(redrawn)[near[0]] != grid_of(redrawn)[near[1]]


def test_ties_that_cannot_be_read_are_left_out_and_told() -> None:
    plan = divided([("together", "h1", "nobody"), ("perhaps", "h1", "h2")])

    assert [f.where for f in plan.report.of("tie_unknown")] == ["ties, row 1"]
    assert [f.where for f in plan.report.of("tie_not_understood")] == ["ties, row 2"]


def test_the_rows_that_join_a_tie_are_the_shortest_way() -> None:
    xy = np.array([[0, 0], [10, 0], [20, 0], [0, 50], [20, 50]], float)
    pairs = np.array([[0, 1], [0, 3], [1, 2], [2, 4], [3, 4]], np.int32)
    links = Links(pairs, np.ones(5), np.zeros(5, bool))

    label = tied(xy, links, [TiedRows(True, np.array([0]), np.array([2]))])

    assert label.tolist() == [0, 0, 0, -1, -1]


@examples(30)
@given(seed=st.integers(0, 10_000), members=st.integers(2, 5))
def test_what_is_tied_hangs_together(seed: int, members: int) -> None:
    rng = np.random.default_rng(seed)
    xy = rng.uniform(0, 100, (30, 2))
    near = np.argsort(np.linalg.norm(xy[:, None] - xy[None], axis=2), axis=1)[:, 1:4]
    pairs = np.unique(np.sort([(a, b) for a in range(30) for b in near[a]], axis=1), axis=0).astype(
        np.int32
    )
    links = Links(pairs, np.ones(len(pairs)), np.zeros(len(pairs), bool))
    who = rng.choice(30, members, replace=False)

    label = tied(xy, links, [TiedRows(True, who[:1], who[1:])])

    whole = pieces(30, pairs)
    for a in who:
        for b in who:
            is_one = label[a] == label[b] and label[a] >= 0
            assert is_one == (whole[a] == whole[b] and (a != b or label[a] >= 0))
    for number in set(label[label >= 0].tolist()):
        mine = pairs[(label[pairs] == number).all(axis=1)]
        assert len(set(pieces(30, mine)[label == number].tolist())) == 1


# --- apart against all zones, or why not ---------------------------------------------------------

RULES = """
name = "ties"
title = { zh = "约定", en = "ties" }
[[level]]
name = "grids"
parent = "communities"
keep = ["place", "building"]
label = { zh = "第{n}网格", en = "Grid {n}" }
band.village = { fewest = %d, most = %d%s }
"""


def in_bands(
    folder: Path, band: tuple[int, int, str], ties: list[tuple[str, ...]], **columns: object
) -> Plan:
    path = folder / "ties.toml"
    path.write_text(RULES % band, "utf-8")
    households, communities = village()
    table = pd.DataFrame(ties, columns=["tie", "first", "second", "of"][: len(ties[0])])
    return gridgen.divide(
        households.assign(**columns),
        communities=communities,
        ties=table,
        effort="fast",
        rules=str(path),
    )


def test_another_grid_is_made_where_that_is_what_it_takes(tmp_path: Path) -> None:
    plan = in_bands(tmp_path, (110, 240, ", target = 240"), [("apart", "h100", "h101")])

    assert len(plan.grids) == 2
    assert set(plan.grids["status"]) == {"in band"}
    assert grid_of(plan)["h100"] != grid_of(plan)["h101"]


def test_too_few_households_for_another_grid_is_the_reason(tmp_path: Path) -> None:
    who = ["h0", "h5", "h100"]
    ties = [("apart", a, b) for k, a in enumerate(who) for b in who[k + 1 :]]

    plan = in_bands(tmp_path, (100, 140, ""), ties)

    (found,) = plan.report.of("tie_apart_too_few")
    assert "counts 240, enough for 2 of at least 100, and ties ask for 3" in found.en
    assert not plan.report.of("tie_apart_broken")
    assert set(plan.grids["status"]) == {"in band"}


@pytest.mark.parametrize(
    ("columns", "more"),
    [
        ({"building": ["楼1" if k in (100, 101) else "" for k in range(240)]}, []),
        ({}, [("together", "h100", "h101")]),
        ({}, [("together", "h100", "h121"), ("together", "h121", "h101")]),
    ],
    ids=["one building", "another tie", "two more ties"],
)
def test_whoever_is_in_one_unit_is_told_so(
    tmp_path: Path, columns: dict[str, object], more: list[tuple[str, str, str]]
) -> None:
    plan = in_bands(tmp_path, (50, 100, ""), [("apart", "h100", "h101"), *more], **columns)

    assert [f.where for f in plan.report.of("tie_apart_one_unit")] == ["h100"]
    assert not plan.report.of("tie_apart_broken")


def test_two_groups_that_lie_mixed_are_in_no_grid_together() -> None:
    group = ["甲" if k in (24, 26, 64) else "乙" if k in (25, 44, 45) else "" for k in range(240)]

    plan = divided([("apart", "甲", "乙", "group")], group=group)

    zone = plan.households.groupby("group")["grid"].agg(set)
    assert zone["甲"] & zone["乙"] == set()
    assert plan.report.errors == ()
    assert set(plan.grids["status"]) == {"in band"}


def test_groups_of_one_name_in_two_villages_are_parted_in_both() -> None:
    households, communities = village()
    east = households.assign(id=[f"e{k}" for k in range(240)], geometry=households.translate(440))
    group = ["一组" if k == 100 else "二组" if k in (101, 120) else "" for k in range(240)]
    both = gpd.GeoDataFrame(
        pd.concat([households.assign(group=group), east.assign(group=group)], ignore_index=True),
        crs=CRS,
    )
    there = communities.assign(code=[NEXT_VILLAGE], geometry=communities.translate(440))
    communities = gpd.GeoDataFrame(pd.concat([communities, there], ignore_index=True), crs=CRS)
    ties = pd.DataFrame(
        [("apart", "一组", "二组", "group")], columns=["tie", "first", "second", "of"]
    )

    plan = gridgen.divide(both, communities=communities, ties=ties, effort="fast")

    zone = plan.households.groupby("group")["grid"].agg(set)
    assert len(zone["一组"]) == 2
    assert zone["一组"] & zone["二组"] == set()


def test_ties_hold_at_the_first_level_that_is_searched(tmp_path: Path) -> None:
    path = tmp_path / "nested.toml"
    path.write_text(
        """
        name = "nested"
        title = { zh = "约定", en = "ties" }
        [[level]]
        name = "units"
        parent = "communities"
        mode = "unit"
        by = ["group"]
        keep = []
        label = { zh = "{name}", en = "{name}" }
        band.village = { fewest = 1, most = 240 }
        [[level]]
        name = "teams"
        parent = "units"
        keep = ["place"]
        label = { zh = "{n}", en = "{n}" }
        band.village = { fewest = 20, most = 60 }
        """,
        "utf-8",
    )
    households, communities = village()
    ties = pd.DataFrame([("apart", "h100", "h101")], columns=["tie", "first", "second"])
    group = ["甲" if k % 20 < 10 else "乙" for k in range(240)]

    plan = gridgen.divide(
        households.assign(group=group),
        communities=communities,
        rules=str(path),
        ties=ties,
        effort="fast",
    )

    team = dict(zip(plan.households["id"], plan.households["team"], strict=True))
    assert team["h100"] != team["h101"]
    assert not [f for f in plan.report if f.rule.startswith("tie_")]


def test_a_locked_grid_is_not_opened_to_part_a_pair(free: Plan) -> None:
    near = near_and_far(free)[0]
    households, communities = village()
    ties = pd.DataFrame([("apart", *near)], columns=["tie", "first", "second"])
    locked = grid_of(free)[near[0]]

    plan = gridgen.divide(
        households, communities=communities, ties=ties, existing=free, locks=[locked], effort="fast"
    )

    inside = [{h for h, grid in grid_of(p).items() if grid == locked} for p in (free, plan)]
    assert inside[0] == inside[1]
    assert [f.where for f in plan.report.of("tie_apart_broken")] == [near[0]]


@examples(8)
@given(data=st.data())
def test_locked_grids_keep_exactly_their_households_whatever_is_kept_apart(
    free: Plan, data: st.DataObject
) -> None:
    who = st.integers(0, 239).map(lambda k: f"h{k}")
    pairs = data.draw(st.lists(st.tuples(who, who), min_size=3, max_size=6))
    locked = data.draw(st.sampled_from(sorted(set(grid_of(free).values()))))
    households, communities = village()
    ties = pd.DataFrame([("apart", *pair) for pair in pairs], columns=["tie", "first", "second"])

    plan = gridgen.divide(
        households, communities=communities, ties=ties, existing=free, locks=[locked], effort="fast"
    )

    inside = [{h for h, grid in grid_of(p).items() if grid == locked} for p in (free, plan)]
    assert inside[0] == inside[1]


# --- ties that cannot all be kept ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("ties", "row", "rows", "named"),
    [
        ([("together", "h100", "h119"), ("apart", "h100", "h119")], 2, "1", "h100 + h119"),
        ([("apart", "h119", "h100"), ("together", "h100", "h119")], 1, "2", "h100 + h119"),
        (
            [("together", "h100", "h121"), ("together", "h121", "h101"), ("apart", "h100", "h101")],
            3,
            "1, 2",
            "h100 + h121, h121 + h101",
        ),
    ],
    ids=["a pair both ways", "the other way round", "over a third"],
)
def test_ties_that_contradict_each_other_are_named_by_row_and_by_who(
    ties: list[tuple[str, str, str]], row: int, rows: str, named: str
) -> None:
    plan = divided(ties)

    (read,) = plan.report.of("ties_contradict")
    assert read.where == f"ties, row {row}"
    assert f"the ties of row {rows} keep them together" in read.en
    assert f"第 {rows} 行" in read.zh
    (found,) = plan.report.of("tie_apart_one_unit")
    assert f"other ties keep them together ({named})" in found.en
    assert gridgen.check(plan).of("tie_apart_one_unit") == (found,)
    assert len(plan.grids) > 1


def test_a_pair_in_one_building_is_no_contradiction_of_ties() -> None:
    building = ["楼1" if k in (100, 101) else "" for k in range(240)]

    plan = divided([("apart", "h100", "h101")], building=building)

    assert not plan.report.of("ties_contradict")
    (found,) = plan.report.of("tie_apart_one_unit")
    assert "they share a place, building or group that is kept whole" in found.en


def test_a_building_between_two_ties_is_part_of_the_contradiction() -> None:
    building = ["楼1" if k in (101, 102) else "" for k in range(240)]
    ties = [("together", "h100", "h101"), ("together", "h102", "h103"), ("apart", "h100", "h103")]

    plan = divided(ties, building=building)

    (found,) = plan.report.of("tie_apart_one_unit")
    assert "other ties keep them together (h100 + h101, h102 + h103)" in found.en


def test_a_chain_of_ties_above_the_band_is_named_with_its_number_and_the_limit() -> None:
    plan = divided([("together", f"h{k}", f"h{k + 1}") for k in range(150)])

    (found,) = plan.report.of("ties_above_band")
    assert (found.where, found.number, found.limit) == ("h0", 151, 100)
    assert "The ties: h0 + h1, h1 + h2" in found.en
    assert "150 in all" in found.en
    assert [f.number for f in plan.report.of("tied_above_band")] == [plan.grids["households"].max()]
    assert plan.report.errors == ()


@pytest.mark.parametrize(("rows", "told"), [(100, []), (101, [101])])
def test_ties_may_fill_a_grid_to_its_most(rows: int, told: list[int]) -> None:
    snake = [20 * j + (i if j % 2 == 0 else 19 - i) for j in range(12) for i in range(20)]

    plan = divided([("together", f"h{a}", f"h{b}") for a, b in pairwise(snake[:rows])])

    assert [f.number for f in plan.report.of("ties_above_band")] == told


def test_buildings_that_ties_join_count_whole() -> None:
    building = ["甲" if k % 20 < 5 else "乙" if k % 20 < 10 else "" for k in range(240)]

    plan = divided([("together", "h0", "h9")], building=building)

    (found,) = plan.report.of("ties_above_band")
    assert (found.where, found.number, found.limit) == ("h0", 120, 100)
    assert "The ties: h0 + h9." in found.en


def test_groups_of_the_next_level_may_part_whom_a_grid_keeps_together() -> None:
    plan = divided([("together", f"h{k}", f"h{k + 1}") for k in range(30)])

    assert plan.level("ten_household_groups").households.max() <= 12
    assert not plan.report.of("ties_above_band")
    assert not plan.report.of("tied_above_band")


def test_six_who_are_all_apart_share_four_grids_as_evenly_as_can_be(tmp_path: Path) -> None:
    ties = [("apart", f"h{a}", f"h{b}") for a, b in combinations((0, 1, 2, 20, 21, 22), 2)]

    plan = in_bands(tmp_path, (50, 100, ""), ties)

    assert [f.limit for f in plan.report.of("tie_apart_too_few")] == [0, 0]
    assert set(plan.grids["status"]) == {"in band"}


def test_a_zone_that_is_large_without_ties_is_not_blamed_on_them() -> None:
    households, communities = village()
    households["households"] = [130 if k == 100 else 1 for k in range(240)]
    ties = pd.DataFrame([("together", "h0", "h1")], columns=["tie", "first", "second"])

    plan = gridgen.divide(
        households, communities=communities, ties=ties, grids={VILLAGE: 3}, effort="fast"
    )

    assert (plan.grids["households"] > 100).any()
    assert not plan.report.of("tied_above_band")
