"""divide() and check() over small drawn towns: who is in which grid, and what is said of it."""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
from collections import Counter
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from towns import town

import gridgen
from gridgen.model.findings import Report, Severity
from gridgen.model.households import Presence
from gridgen.model.plan import Plan

ORIGIN = np.array([500_000.0, 3_400_000.0])
CRS = "EPSG:4547"
A, B, CITY = "990101001201", "990101001202", "990101001001"
GROUPS = "ten_household_groups"


def homes(xy: np.ndarray, **columns: object) -> gpd.GeoDataFrame:
    """Households at `xy` (n, 2), metres from the corner of the town."""
    at = ORIGIN + np.asarray(xy, float)
    ids = {"id": [f"h{k}" for k in range(len(at))]}
    return gpd.GeoDataFrame(ids | columns, geometry=gpd.points_from_xy(*at.T), crs=CRS)


def field(columns: int, rows: int, *, west: float = 10, south: float = 10, step: float = 20):
    """Places in rows, a little off the straight line, as houses are."""
    i, j = np.meshgrid(np.arange(columns), np.arange(rows))
    xy = np.column_stack([west + step * i.ravel(), south + step * j.ravel()]).astype(float)
    return xy + np.random.default_rng(3).uniform(-step / 5, step / 5, xy.shape)


def areas(**shape_of: shapely.Geometry) -> gpd.GeoDataFrame:
    """Boundaries by name: v201 is village ...201, c001 community ...001; metres from the corner."""
    moved = [shapely.affinity.translate(s, *ORIGIN) for s in shape_of.values()]
    kinds = ["village" if name[0] == "v" else "community" for name in shape_of]
    codes = [f"990101001{name[1:]}" for name in shape_of]
    return gpd.GeoDataFrame({"code": codes, "kind": kinds}, geometry=moved, crs=CRS)


def divide(households: pd.DataFrame, communities: gpd.GeoDataFrame | None = None, **asked) -> Plan:
    return gridgen.divide(households, communities=communities, **{"effort": "fast"} | asked)


def rules(report: Report, *but: str) -> set[str]:
    return {f.rule for f in report} - {"densest_cell", *but}


def sizes(plan: Plan, level: str = "grids") -> list[int]:
    return sorted(plan.level(level).households.tolist())


def code_of(plan: Plan, household: str, level: str = "grids") -> str:
    zone = plan.zone_of[level][plan.township.households.ids.tolist().index(household)]
    return "" if zone < 0 else str(plan.level(level).code[zone])


def assert_is_sound(plan: Plan) -> None:
    """Every household in one grid or unplaced, groups inside grids, counts right; no error."""
    grid = plan.zone_of["grids"]
    assert ((grid >= 0) == (plan.presence != Presence.UNPLACED)).all()
    for zones in plan.levels:
        there = plan.zone_of[zones.level] >= 0
        weights = plan.township.households.count[there]
        counted = np.bincount(plan.zone_of[zones.level][there], weights, minlength=len(zones))
        assert counted.tolist() == zones.households.tolist()
        assert len(set(zones.code)) == len(zones)
    assert [f.en for f in gridgen.check(plan).errors] == []


# --- where communities come from -----------------------------------------------------------------


def test_a_village_is_divided_inside_its_boundary() -> None:
    village = areas(v201=shapely.box(0, 0, 300, 300))

    plan = divide(homes(field(14, 14)), village)

    assert sum(sizes(plan)) == 196
    assert all(50 <= n <= 100 for n in sizes(plan))
    assert all(code.startswith(A) and len(code) == 15 for code in plan.level("grids").code)
    assert rules(plan.report) == set()
    assert_is_sound(plan)


def test_without_boundaries_the_codes_of_the_households_make_communities() -> None:
    xy = np.vstack([field(10, 10), field(10, 10, west=210)])
    codes = [A] * 100 + [B] * 100

    plan = divide(homes(xy, community=codes))

    assert Counter(plan.level("grids").community[plan.zone_of["grids"]]) == {A: 100, B: 100}
    assert rules(plan.report) == {"communities_drawn"}
    assert_is_sound(plan)


def test_without_codes_too_everything_is_one_community() -> None:
    plan = divide(homes(field(14, 10)))

    assert plan.communities.code.tolist() == ["000000000000"]
    assert sum(sizes(plan)) == 140
    assert rules(plan.report) == {"communities_drawn", "kind_assumed"}
    assert_is_sound(plan)


def test_a_table_of_degrees_is_enough() -> None:
    lonlat = np.array([[114 + 0.0002 * i, 31 + 0.0002 * j] for i in range(12) for j in range(10)])

    plan = divide(pd.DataFrame(lonlat, columns=["经度", "纬度"]))

    assert sum(sizes(plan)) == 120
    assert plan.grids.crs.to_epsg() == 4326
    assert_is_sound(plan)


def test_each_kind_has_its_own_band_and_only_villages_have_groups() -> None:
    xy = np.vstack([field(14, 10), field(14, 10, west=310)])
    both = areas(v201=shapely.box(0, 0, 300, 210), c001=shapely.box(300, 0, 600, 210))

    plan = divide(homes(xy, households=[1] * 140 + [6] * 140), both)

    kind = plan.level("grids").kind
    assert sizes(plan)[:2] == sorted(plan.level("grids").households[kind == "village"])
    assert all(300 <= n <= 500 for n in plan.level("grids").households[kind == "community"])
    assert (plan.zone_of[GROUPS][140:] == -1).all()
    assert all(8 <= n <= 12 for n in sizes(plan, GROUPS))
    assert_is_sound(plan)


# --- one piece -----------------------------------------------------------------------------------


def test_an_exclave_too_small_for_a_grid_joins_the_nearest_part_and_is_marked() -> None:
    exclave = shapely.box(400, 0, 500, 100)
    village = areas(v201=shapely.MultiPolygon([shapely.box(0, 0, 210, 210), exclave]))

    plan = divide(homes(np.vstack([field(10, 10), field(3, 3, west=420)])), village)

    marked = plan.report.of("part_joined")
    assert [(f.where, f.number, f.severity) for f in marked] == [(A, 9, Severity.NOTE)]
    assert len({code_of(plan, f"h{k}") for k in range(100, 109)}) == 1
    assert code_of(plan, "h100") in marked[0].en
    assert "飞地" in marked[0].zh
    assert_is_sound(plan)


def test_an_exclave_large_enough_has_grids_of_its_own() -> None:
    exclave = shapely.box(400, 0, 610, 210)
    village = areas(v201=shapely.MultiPolygon([shapely.box(0, 0, 210, 210), exclave]))

    plan = divide(homes(np.vstack([field(10, 10), field(10, 10, west=410)])), village)

    mainland = {code_of(plan, f"h{k}") for k in range(100)}
    assert not mainland & {code_of(plan, f"h{k}") for k in range(100, 200)}
    assert "part_joined" not in rules(plan.report)
    assert_is_sound(plan)


def test_households_across_a_hole_are_no_neighbours() -> None:
    # Two strips along a lake, joined by a narrow neck in the west only.
    xy = np.vstack([field(30, 2), field(30, 2, south=150), field(2, 5, south=50)])
    lake = shapely.box(60, 45, 620, 145)
    village = areas(v201=shapely.box(0, 0, 640, 195) - lake)

    plan = divide(homes(xy), village, grids={A: 2})

    assert sum(sizes(plan)) == 130
    assert_is_sound(plan)
    for shape in plan.level("grids").polygon:
        assert shape.geom_type == "Polygon"


def test_the_polygon_of_a_grid_round_a_hole_leaves_the_hole_out() -> None:
    lake = shapely.box(100, 100, 200, 200)
    xy = field(14, 14)
    xy = xy[~shapely.contains_xy(lake.buffer(1), xy)]
    village = areas(v201=shapely.box(0, 0, 300, 300) - lake)

    plan = divide(homes(xy), village)

    middle = shapely.Point(*(ORIGIN + 150))
    assert not any(shape.contains(middle) for shape in plan.level("grids").polygon)
    assert_is_sound(plan)


# --- the band ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "total", "numbers"),
    [
        ("c001", 550, ["550", "300-500", CITY]),
        ("c001", 299, ["299", "300-500", CITY]),
        ("v201", 38, ["38", "50-100", A]),
        ("v201", 1, ["1", "50-100", A]),
    ],
)
def test_a_number_that_no_band_can_hold_is_delivered_with_a_warning_in_both_languages(
    kind: str, total: int, numbers: list[str]
) -> None:
    xy = field(10, 11)[: min(total, 110)]
    count = np.full(len(xy), total // len(xy))
    count[: total % len(xy)] += 1

    plan = divide(homes(xy, households=count), areas(**{kind: shapely.box(0, 0, 300, 300)}))

    grids = plan.level("grids")
    found = [f for f in plan.report.of("band_impossible") if f.where in grids.code]
    assert grids.households.sum() == total
    assert found
    for finding in found:
        assert finding.severity is Severity.WARNING
        assert all(n in finding.zh and n in finding.en for n in numbers)
    assert_is_sound(plan)


@pytest.mark.parametrize(("total", "grids"), [(300, 1), (500, 1), (600, 2)])
def test_a_number_at_the_edge_of_the_band_is_kept_without_a_word(total: int, grids: int) -> None:
    xy = field(10, 10)

    plan = divide(
        homes(xy, households=[total // 100] * 100), areas(c001=shapely.box(0, 0, 300, 300))
    )

    assert len(sizes(plan)) == grids
    assert all(300 <= n <= 500 for n in sizes(plan))
    assert rules(plan.report) == set()


def test_a_house_above_the_band_is_split_and_told() -> None:
    count = [1] * 140
    count[70] = 120

    plan = divide(homes(field(14, 10), households=count), areas(v201=shapely.box(0, 0, 300, 300)))

    [split] = [f for f in plan.report.of("unit_split") if f.limit == 100]
    assert (split.where, split.number) == ("h70", 120)
    assert "60 + 60" in split.en
    assert "60 + 60" in split.zh
    assert split.severity is Severity.NOTE
    assert set(plan.level("grids").status) == {"in band"}
    assert_is_sound(plan)


def test_buildings_that_add_up_to_no_size_in_the_band_are_a_warning() -> None:
    three = homes(np.array([[50, 50], [150, 50], [250, 50]]), households=[60, 60, 49])

    plan = divide(three, areas(v201=shapely.box(0, 0, 300, 100)))

    # 60+60, 60+49 and 60+60+49 are too many, 49 alone too few: no division is in band.
    grids = set(plan.level("grids").code)
    assert sizes(plan) == [49, 60, 60]
    assert [f.en for f in plan.report.errors if f.where in grids] == []


def test_target_moves_the_number_of_grids() -> None:
    village = areas(v201=shapely.box(0, 0, 500, 500))
    many = homes(field(20, 20))

    numbers = [len(sizes(divide(many, village, target=target))) for target in (50, 75, 100)]

    assert numbers == sorted(numbers, reverse=True)
    assert numbers[0] > numbers[1] > numbers[2]


def test_grids_gives_the_number_for_one_community() -> None:
    xy = np.vstack([field(14, 10), field(14, 10, west=310)])
    both = areas(v201=shapely.box(0, 0, 300, 210), v202=shapely.box(300, 0, 600, 210))

    plan = divide(homes(xy), both, grids={B: 1})

    assert Counter(plan.level("grids").community)[B] == 1
    assert Counter(plan.level("grids").community)[A] == 2


# --- what stays together -------------------------------------------------------------------------


def test_a_building_is_never_cut_and_its_name_counts_inside_its_estate() -> None:
    xy = field(20, 14)
    row = np.arange(280) // 20
    estate = np.where(np.arange(280) % 20 < 10, "东苑", "西苑")
    named = homes(xy, building=[f"{r + 1}栋" for r in row], estate=estate)

    plan = divide(named, areas(v201=shapely.box(0, 0, 420, 300)))

    whole = Counter()
    for name, side, grid in zip(named["building"], estate, plan.zone_of["grids"], strict=True):
        whole[(name, side, int(grid))] += 1
    assert len(whole) == 28
    assert set(whole.values()) == {10}
    assert plan.level("grids").units.sum() == 28
    assert_is_sound(plan)


def test_households_of_one_place_share_grid_and_group() -> None:
    places = town("""
        a b c d e f g h i j
        k l m n o p q r s t
    """)
    xy = np.repeat(np.vstack(list(places.values())), 4, axis=0)

    plan = divide(homes(xy), areas(v201=shapely.box(-10, -10, 210, 30)))

    for level in ("grids", GROUPS):
        zone = plan.zone_of[level].reshape(-1, 4)
        assert (zone == zone[:, :1]).all()
    assert_is_sound(plan)


def test_every_group_is_inside_one_grid() -> None:
    plan = divide(homes(field(20, 20)), areas(v201=shapely.box(0, 0, 500, 500)))

    pairs = set(zip(plan.zone_of[GROUPS].tolist(), plan.zone_of["grids"].tolist(), strict=True))
    assert len(pairs) == len(plan.level(GROUPS))
    for group, grid in pairs:
        assert plan.level(GROUPS).parent[group] == plan.level("grids").code[grid]
        outside = plan.level(GROUPS).polygon[group] - plan.level("grids").polygon[grid]
        assert outside.area < 1e-6


# --- outside -------------------------------------------------------------------------------------


@pytest.mark.parametrize(("metres", "there"), [(0.5, True), (49.9, True), (50.1, False)])
def test_a_household_outside_joins_within_fifty_metres(metres: float, there: bool) -> None:
    xy = np.vstack([field(10, 10), [[-metres, 100]]])

    plan = divide(homes(xy), areas(v201=shapely.box(0, 0, 220, 220)))

    assert (code_of(plan, "h100") != "") == there
    assert plan.presence[100] == (Presence.JOINED if there else Presence.UNPLACED)
    rule = "household_joined" if there else "household_unplaced"
    assert [f.where for f in plan.report.of(rule)] == ["h100"]
    assert_is_sound(plan)


def test_unplaced_households_are_counted_and_in_no_grid() -> None:
    xy = np.vstack([field(10, 10), field(3, 1, west=5000)])

    plan = divide(
        homes(xy, households=[1] * 100 + [2] * 3), areas(v201=shapely.box(0, 0, 220, 220))
    )

    assert sizes(plan) == sorted(sizes(plan))
    assert sum(sizes(plan)) == 100
    [total] = plan.report.of("unplaced_in_all")
    assert total.number == 6
    assert plan.households["grid"].tolist()[-3:] == ["", "", ""]
    assert_is_sound(plan)


def test_many_households_beyond_one_corner_join_without_an_error() -> None:
    beyond = field(6, 5, west=-30, south=-30, step=5)

    plan = divide(
        homes(np.vstack([field(12, 12), beyond])), areas(v201=shapely.box(0, 0, 250, 250))
    )

    assert (plan.presence[144:] == Presence.JOINED).all()
    assert_is_sound(plan)


def test_a_village_of_vacant_houses_alone_gets_a_grid_and_a_warning() -> None:
    plan = divide(
        homes(field(10, 10), households=[0] * 100), areas(v201=shapely.box(0, 0, 220, 220))
    )

    assert sum(sizes(plan)) == 0
    assert "band_impossible" in rules(plan.report)
    assert_is_sound(plan)


def test_everybody_unplaced_gives_a_plan_that_can_be_written_and_read(tmp_path: Path) -> None:
    far = areas(v201=shapely.box(90_000, 0, 90_100, 100))

    plan = divide(homes(field(5, 5)), far)
    gridgen.write_plan(plan, tmp_path / "plan.gpkg")
    back = gridgen.read_plan(tmp_path / "plan.gpkg")

    assert (back.presence == Presence.UNPLACED).all()
    assert rules(gridgen.check(back)) == {"unplaced_in_all"}


# --- the same in every process -------------------------------------------------------------------


def township() -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    xy = np.vstack([field(14, 10, west=10 + 300 * k) for k in range(3)])
    drawn = {
        "v201": shapely.box(0, 0, 300, 210),
        "v202": shapely.box(300, 0, 600, 210),
        "c001": shapely.box(600, 0, 900, 210),
    }
    return homes(xy, households=[1] * 280 + [5] * 140), areas(**drawn)


@pytest.fixture(scope="module")
def plan() -> Plan:
    households, communities = township()
    return divide(households, communities)


def threads() -> Executor:
    return ThreadPoolExecutor(2)


def spawned() -> Executor:
    return ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn"))


@pytest.mark.parametrize("make", [threads, spawned])
def test_an_executor_changes_nothing(plan: Plan, make) -> None:
    households, communities = township()
    told: list[tuple[int, int]] = []

    with make() as executor:
        spread = divide(
            households, communities, executor=executor, on_progress=lambda *n: told.append(n)
        )

    for level, rows in plan.zone_of.items():
        assert spread.zone_of[level].tolist() == rows.tolist()
    assert told == [(1, 3), (2, 3), (3, 3)]


def test_an_error_in_a_worker_is_the_same_error() -> None:
    households, communities = township()

    with threads() as executor, pytest.raises(gridgen.ProblemError, match="grids is 999"):
        divide(households, communities, executor=executor, grids={A: 999})


def test_the_order_of_rows_does_not_matter_for_soundness(plan: Plan) -> None:
    households, communities = township()
    shuffled = households.sample(frac=1, random_state=1)

    turned = divide(shuffled, communities.iloc[::-1])

    assert set(turned.township.households.ids) == set(plan.township.households.ids)
    assert sizes(turned)[0] >= 50
    assert_is_sound(turned)


@pytest.mark.parametrize("seed", [1, 2])
def test_a_plan_is_sound_with_any_seed_and_names_it(seed: int) -> None:
    households, communities = township()

    plan = divide(households, communities, seed=seed)

    assert plan.made_by.seed == seed
    assert_is_sound(plan)


def test_a_community_does_not_depend_on_its_neighbours(plan: Plan) -> None:
    households, communities = township()

    alone = divide(households.iloc[:140], communities.iloc[:1])

    assert plan.households["grid"].tolist()[:140] == alone.households["grid"].tolist()


def test_two_processes_with_different_hash_seeds_write_the_same_plan(tmp_path: Path) -> None:
    households, communities = township()
    households.to_file(tmp_path / "in.gpkg", layer="households")
    communities.to_file(tmp_path / "in.gpkg", layer="communities")

    found = []
    for number in ("1", "2"):
        out = tmp_path / f"plan{number}.gpkg"
        subprocess.run(
            [Path(sys.executable).parent / "gridgen", "divide", tmp_path / "in.gpkg", "-o", out],
            env=os.environ | {"PYTHONHASHSEED": number},
            check=True,
            capture_output=True,
        )
        back = gpd.read_file(out, layer="households")
        found.append(back[["id", "grid", "ten_household_group"]].to_csv().encode())

    assert found[0] == found[1]
    assert len(found[0]) > 10_000


# --- divide and check agree ----------------------------------------------------------------------


def told(report: Report) -> list[tuple[str, str, str]]:
    return sorted((f.rule, f.severity, f.where) for f in report)


def test_a_fresh_plan_and_the_same_plan_read_back_give_the_same_report(tmp_path: Path) -> None:
    xy = np.vstack([field(14, 10), [[-20, 100], [9000, 0]], field(3, 1, west=420)])
    shape = shapely.MultiPolygon([shapely.box(0, 0, 300, 210), shapely.box(400, 0, 500, 50)])
    made = divide(homes(xy).to_crs(4326), areas(v201=shape))

    gridgen.write_plan(made, tmp_path / "plan.gpkg")
    fresh = gridgen.check(made)
    back = gridgen.check(gridgen.read_plan(tmp_path / "plan.gpkg"))

    assert fresh.errors == ()
    assert told(back) == told(fresh)
    assert {f.rule for f in fresh} == {"part_joined", "joined_in_all", "unplaced_in_all"}
    assert set(told(fresh)) <= set(told(made.report))


def test_a_plan_can_be_divided_again_and_stays_as_it_is(plan: Plan, tmp_path: Path) -> None:
    again = divide(plan.households, plan.to_frame("communities"))

    assert again.households["grid"].tolist() == plan.households["grid"].tolist()


@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:4490", "EPSG:3857", "EPSG:32650"])
def test_a_plan_comes_back_in_the_coordinates_it_came_in(crs: str) -> None:
    households, communities = township()

    made = divide(households.to_crs(crs), communities)

    assert made.grids.crs == crs
    assert made.households.geometry.tolist() == households.to_crs(crs).geometry.tolist()
    assert_is_sound(made)


def test_the_language_is_that_of_the_names_alone(plan: Plan) -> None:
    households, communities = township()

    chinese = divide(households, communities, lang="zh")

    assert plan.level("grids").name[0] == "Grid 1"
    assert chinese.level("grids").name[0] == "第一网格"
    assert chinese.households["grid"].tolist() == plan.households["grid"].tolist()


def test_a_language_that_is_not_spoken_is_refused() -> None:
    households, communities = township()

    with pytest.raises(gridgen.GridgenError, match="fr"):
        divide(households, communities, lang="fr")


# --- the ground ----------------------------------------------------------------------------------


def ground(*shapes: shapely.Geometry, **columns: list[str]) -> gpd.GeoDataFrame:
    moved = [shapely.affinity.translate(shape, *ORIGIN) for shape in shapes]
    return gpd.GeoDataFrame(columns, geometry=moved, crs=CRS)


RIVER = shapely.LineString([(199, -50), (202, 250)])


def test_no_grid_crosses_a_river_without_a_bridge_and_the_check_agrees() -> None:
    village = areas(v201=shapely.box(0, 0, 420, 200))
    river = ground(RIVER, **{"class": ["river"]})

    plan = divide(homes(field(20, 8)), village, lines=river)

    assert sizes(plan) == [80, 80]
    west = plan.township.households.xy[:, 0] < ORIGIN[0] + 200
    assert len(set(zip(plan.zone_of["grids"].tolist(), west.tolist(), strict=True))) == 2
    shared = shapely.intersection(*plan.level("grids").polygon)
    moved = shapely.affinity.translate(RIVER, *ORIGIN)
    assert shapely.hausdorff_distance(shared, moved & plan.communities.shape[0]) < 1e-3
    assert gridgen.check(plan).errors == ()


def test_a_bank_with_too_few_households_is_joined_and_said() -> None:
    village = areas(v201=shapely.box(0, 0, 420, 200))
    creek = ground(shapely.LineString([(40, -50), (40, 250)]), **{"class": ["river"]})

    plan = divide(homes(field(20, 8)), village, lines=creek)

    assert plan.report.of("part_joined")[0].number == 16
    # Two neighbours on either side of the creek walk to where its banks were joined, and back.
    assert rules(plan.report) == {"part_joined", "walk_detour", "borders_on_lines"}


@pytest.mark.parametrize("layer", ["buildings", "parcels"])
def test_a_plan_keeps_what_lies_on_the_ground_for_its_redraw(layer: str) -> None:
    village = areas(v201=shapely.box(0, 0, 420, 200))
    hall = ground(shapely.box(191, 61, 229, 139))

    plan = divide(homes(field(20, 8)), village, **{layer: hall})
    again = gridgen.redraw(plan, effort="fast")

    for made in (plan, again):
        assert len(made.township.ground[layer]) == 1
        core = shapely.affinity.translate(shapely.box(191.1, 61.1, 228.9, 138.9), *ORIGIN)
        inside = homes(field(20, 8)).within(core).to_numpy()
        if len(set(made.zone_of["grids"][inside].tolist())) == 1:
            assert shapely.intersects(made.level("grids").polygon, core).sum() == 1


def test_by_rule_fields_belong_to_no_grid(tmp_path: Path) -> None:
    text = (Path(gridgen.__file__).parent / "rules/presets/standard.toml").read_text("utf-8")
    own = tmp_path / "own.toml"
    own.write_text(text.replace('empty_land = "around"', 'empty_land = "none"'), "utf-8")
    village = areas(v201=shapely.box(0, 0, 420, 800))
    ditch = ground(shapely.LineString([(-50, 200), (500, 200)]), **{"class": ["stream"]})

    plan = divide(homes(field(20, 8)), village, lines=ditch, rules=str(own))

    assert shapely.area(plan.level("grids").polygon).sum() == pytest.approx(420 * 200)
    assert plan.report.errors == ()


def test_ten_thousand_lines_and_land_that_hurts_end_in_a_sound_plan() -> None:
    rng = np.random.default_rng(2)
    bow = shapely.Polygon([(0, 0), (400, 300), (400, 0), (0, 300)])  # crosses itself
    lake = shapely.box(400, 0, 800, 300) - shapely.box(560, 100, 640, 200)
    apart = shapely.MultiPolygon([shapely.box(790, 0, 1000, 300), shapely.box(1100, 0, 1200, 90),
                                  shapely.box(1100, 200, 1200, 300)])  # fmt: skip
    start = rng.uniform((-100, -100), (1300, 400), (10_000, 2))
    ends = start + rng.normal(0, 15, (10_000, 2))
    lines = [shapely.LineString(pair) for pair in np.stack([start, ends], axis=1)]
    lines += [shapely.LineString([(0, 0), (1000, 0)]), shapely.LineString([(800, 300), (900, 400)])]
    classes = rng.choice(["river", "road", "stream", "wall", "bridge"], len(lines)).tolist()
    ponds = [shapely.Point(*at).buffer(9) for at in rng.uniform(0, 300, (20, 2))]
    spots = rng.uniform((0, 0), (1200, 300), (600, 2))
    spots = np.concatenate([spots, spots[:50], spots[:50] + 1e-9])

    plan = divide(
        homes(spots),
        areas(v201=bow, v202=lake, v203=apart),
        lines=ground(*lines, **{"class": classes}),
        water=ground(*ponds),
        buildings=ground(*[shapely.Point(*at).buffer(4) for at in spots[:300]]),
    )

    assert {f.rule for f in plan.report.errors} <= {"boundary_repaired"}
    for zones in plan.levels:
        assert shapely.is_valid(zones.polygon).all()
        assert shapely.coverage_is_valid(zones.polygon)
