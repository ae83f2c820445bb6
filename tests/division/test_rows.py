"""What is above the band is split before the solver: towers by stairway, by floor, by row."""

from __future__ import annotations

from collections import Counter, defaultdict
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from villages import (
    CITY,
    CRS,
    GRIDS,
    ORIGIN,
    VILLAGE,
    assert_is_sound,
    divide,
    field,
    grids_of,
    homes,
    ours,
    parts,
    square,
)

import gridgen
from gridgen.division.rows import cut_rows
from gridgen.land.placing import place
from gridgen.model.communities import Communities
from gridgen.model.findings import Severity
from gridgen.model.households import Households
from gridgen.model.plan import Plan
from gridgen.plans.township import township_of
from gridgen.rules.levels import Rules
from gridgen.rules.loader import load_rules


def tower_among_houses(**tower: object) -> gpd.GeoDataFrame:
    """A tower in the middle of 24 houses, one every 60 m, of 40 households each."""
    xy = [(30 + 60 * i, 30 + 60 * j) for j in range(5) for i in range(5)]
    count = [40] * 25
    columns = {"building": [""] * 25} | {key: [""] * 25 for key in tower if key != "households"}
    for key, value in ({"households": 620, "building": "tower"} | tower).items():
        if key == "households":
            count[12] = int(str(value))
        else:
            columns[key][12] = str(value)
    return homes(xy, households=count, **columns)


# --- towers: one row -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("households", "expected"),
    [(500, {}), (501, {"h12#1": 300, "h12#2": 201}), (620, {"h12#1": 310, "h12#2": 310})],
)
def test_a_row_above_the_band_becomes_parts_with_names_of_their_own(
    households: int, expected: dict[str, int]
) -> None:
    plan = divide(tower_among_houses(households=households), square())

    assert parts(plan) == expected
    assert plan.township.households.count.sum() == 24 * 40 + households


def test_a_tower_of_620_is_in_two_grids_inside_the_band_and_that_is_told() -> None:
    plan = divide(tower_among_houses(), square())

    assert len(set(grids_of(plan))) == 2
    assert set(plan.level("grids").status) == {"in band"}
    [told] = plan.report.of("unit_split")
    assert (told.where, told.number, told.limit) == ("tower", 620, 500)
    assert told.severity is Severity.NOTE
    for said in ("620", "500", "310 + 310"):
        assert said in told.en
        assert said in told.zh
    for code in grids_of(plan):
        assert f"Grid {int(code[-3:])}" in told.en
    assert [f.en for f in gridgen.check(plan).errors] == []


def test_a_tower_that_cannot_stand_alone_is_filled_up_with_its_neighbours() -> None:
    plan = divide(tower_among_houses(households=550), square())

    assert sorted(parts(plan).values()) == [250, 300]
    assert set(plan.level("grids").status) == {"in band"}
    assert [f.en for f in plan.report.errors] == []


def test_a_tower_alone_in_its_community_is_halved_where_the_band_holds_the_halves() -> None:
    halved = divide(homes([(150, 150)], households=[620]), square())
    stuck = divide(homes([(150, 150)], households=[550]), square())

    assert halved.level("grids").households.tolist() == [310, 310]
    assert halved.level("grids").status.tolist() == ["in band", "in band"]
    assert sum(stuck.level("grids").households) == 550
    assert {f.rule for f in stuck.report if f.severity is not Severity.NOTE} == {"band_impossible"}


def test_parts_do_not_take_a_name_that_another_row_has() -> None:
    households = tower_among_houses()
    households.loc[0, "id"] = "h12#2"

    plan = divide(households, square())

    assert parts(plan) == {"h12##1": 310, "h12##2": 310}


def test_a_house_above_the_band_of_a_village_is_split_too() -> None:
    plan = divide(homes([(150, 150)], households=[120]), square(VILLAGE))

    assert plan.level("grids").households.tolist() == [60, 60]


def test_a_house_above_the_band_is_split_and_told() -> None:
    count = [1] * 140
    count[70] = 120

    plan = divide(homes(field(14, 10), households=count), square(VILLAGE))

    [split] = [f for f in plan.report.of("unit_split") if f.limit == 100]
    assert (split.where, split.number) == ("h70", 120)
    assert "60 + 60" in split.en
    assert "60 + 60" in split.zh
    assert split.severity is Severity.NOTE
    assert set(plan.level("grids").status) == {"in band"}
    assert_is_sound(plan)


def test_rules_that_do_not_split_leave_a_tower_in_a_grid_of_its_own(tmp_path: Path) -> None:
    whole = GRIDS.replace("{name}", "{n}") + 'keep = ["place", "group"]\n'
    whole += "band.community = { fewest = 300, most = 500 }"

    plan = divide(tower_among_houses(), square(), rules=ours(tmp_path, whole))

    assert "h12" in plan.township.households.ids
    [warned] = plan.report.of("unit_above_band")
    assert warned.number == 620
    assert [f.en for f in plan.report.errors] == []


# --- towers: many rows ---------------------------------------------------------------------------


def stairways(plan: Plan) -> dict[str, set[str]]:
    """The stairways of the tower that each of its grids has."""
    found = defaultdict(set)
    for k in np.flatnonzero(plan.township.households.keys["building"] == "T"):
        zone = plan.zone_of["grids"][k]
        found[str(plan.level("grids").code[zone])].add(
            str(plan.township.households.keys["stairway"][k])
        )
    return dict(found)


@pytest.mark.parametrize("apart", [0, 15])
def test_a_building_is_cut_between_stairways_in_the_order_of_their_numbers(apart: int) -> None:
    names = [f"{k}单元" for k in (10, 2, 1, 9)]  # 10 comes after 9, not after 1
    xy = [(100 + apart * {"1": 0, "2": 1, "9": 2, "10": 3}[n[:-2]], 150) for n in names]
    households = homes(xy, households=[160] * 4, building=["T"] * 4, stairway=names)

    plan = divide(households, square())

    assert sorted(map(sorted, stairways(plan).values())) == [
        ["10单元", "9单元"],
        ["1单元", "2单元"],
    ]
    assert plan.township.households.ids.tolist() == ["h0", "h1", "h2", "h3"]
    assert plan.level("grids").schematic.all()
    assert [f.en for f in gridgen.check(plan).errors] == []


def test_a_stairway_is_cut_only_where_whole_ones_do_not_fit_the_band() -> None:
    households = homes(
        [(150, 150)] * 3, households=[260] * 3, building=["T"] * 3, stairway=["1", "2", "3"]
    )

    plan = divide(households, square())

    assert plan.level("grids").households.tolist() == [390, 390]
    assert parts(plan, "h1") == {"h1#1": 130, "h1#2": 130}


def test_a_stairway_on_a_point_of_its_own_is_never_cut_unless_it_is_above_the_band_alone() -> None:
    households = homes(
        [(100, 150), (150, 150), (200, 150)],
        households=[260, 620, 60],
        building=["T"] * 3,
        stairway=["1", "2", "3"],
    )

    plan = divide(households, square())

    assert plan.township.households.ids.tolist() == ["h0", "h1#1", "h1#2", "h2"]


# --- any tower -----------------------------------------------------------------------------------


STANDARD = load_rules("standard")


def cut(count: list[int], stairway: list[str], rules: Rules = STANDARD) -> Households:
    """The rows of one tower of a community after cutting."""
    n = len(count)
    xy = np.repeat([ORIGIN + 150], n, axis=0)
    households = Households(
        ids=[f"h{k}" for k in range(n)], given=xy, xy=xy, count=np.array(count),
        community=[""] * n, keys={"building": ["T"] * n, "stairway": stairway},
        source=np.arange(n) + 1, crs=CRS,
    )  # fmt: skip
    communities = Communities(
        code=[CITY], name=[""], kind=["community"], shape=square(CITY).geometry.to_list()
    )
    placing = place(households, communities)
    made, placed = cut_rows(households, placing, communities, rules)
    assert len(placed.spot) == len(placed.presence) == len(placed.community_of) == len(made)
    return made


@given(st.lists(st.tuples(st.integers(0, 700), st.sampled_from("12A")), min_size=1, max_size=8))
def test_cutting_loses_nobody_and_leaves_no_row_above_the_band(rows: list[tuple[int, str]]) -> None:
    made = cut([count for count, _ in rows], [name for _, name in rows])

    whole = [part or id_ for id_, part in zip(made.ids, made.part_of, strict=True)]
    sums = Counter()
    for name, count in zip(whole, made.count.tolist(), strict=True):
        sums[name] += count
    assert [sums[f"h{k}"] for k in range(len(rows))] == [count for count, _ in rows]
    assert len(set(made.ids)) == len(made)
    assert made.count.max() <= 500
    assert sum(count for count, _ in rows) > 500 or len(made) == len(rows)


@examples(40)
@given(st.lists(st.tuples(st.integers(0, 700), st.sampled_from("12A")), min_size=1, max_size=8))
def test_any_tower_alone_is_divided_inside_the_band_whenever_arithmetic_allows(
    rows: list[tuple[int, str]],
) -> None:
    count = [c for c, _ in rows]
    households = homes(
        [(150, 150)] * len(rows),
        households=count,
        building=["T"] * len(rows),
        stairway=[name for _, name in rows],
    )

    plan = divide(households, square())

    total = sum(count)
    assert plan.level("grids").households.sum() == total
    assert [f.en for f in plan.report.errors] == []
    if any(300 * k <= total <= 500 * k for k in range(1, 20)):
        assert set(plan.level("grids").status) == {"in band"}


@pytest.mark.parametrize(("households", "rows"), [(50_000, 100), (50_001, 1)])
def test_a_count_that_can_only_be_an_error_is_not_split(households: int, rows: int) -> None:
    assert len(cut([households], [""])) == rows


# --- polygons ------------------------------------------------------------------------------------


def test_the_grids_of_a_tower_share_its_face_by_their_counts_and_are_marked() -> None:
    plan = divide(homes([(150, 150)], households=[1100]), square())
    zones = plan.level("grids")

    assert zones.schematic.all()
    assert shapely.coverage_is_valid(zones.polygon)
    assert np.allclose(shapely.area(zones.polygon) / 300**2, zones.households / 1100, atol=1e-9)


def test_only_grids_with_a_part_of_a_tower_are_marked_and_all_tile_the_community() -> None:
    plan = divide(tower_among_houses(), square())
    zones = plan.level("grids")

    assert set(zones.code[zones.schematic]) == set(grids_of(plan))
    assert not zones.schematic.all()
    assert shapely.coverage_is_valid(zones.polygon)
    assert shapely.area(zones.polygon).sum() == pytest.approx(300**2, abs=1e-3)
    assert (shapely.get_num_geometries(zones.polygon) == 1).all()


HOUSE = shapely.box(*(ORIGIN + [130, 145]), *(ORIGIN + [170, 157]))


def test_a_tower_in_a_footprint_shares_that_by_its_counts_and_cuts_no_other() -> None:
    sheds = [shapely.box(*(ORIGIN + [145, y]), *(ORIGIN + [155, y + 4])) for y in (135, 160)]
    buildings = gpd.GeoDataFrame(geometry=[HOUSE, *sheds], crs=CRS)

    plan = divide(tower_among_houses(), square(), buildings=buildings)
    zones = plan.level("grids")

    mine = np.isin(zones.code, grids_of(plan))
    inside = shapely.area(shapely.intersection(zones.polygon[mine], HOUSE))
    load = [parts(plan)[row] for row in sorted(parts(plan))]
    assert inside.tolist() == pytest.approx([HOUSE.area * n / 620 for n in load], abs=1e-3)
    assert shapely.coverage_is_valid(zones.polygon)
    assert shapely.area(zones.polygon).sum() == pytest.approx(300**2, abs=1e-3)
    touched = shapely.STRtree(zones.polygon).query(shapely.buffer(sheds, -0.05), "intersects")[0]
    assert sorted(touched.tolist()) == [0, 1]
    assert plan.report.errors == ()


@pytest.mark.parametrize("empty_land", ["around", "none"])
def test_a_tower_at_a_road_is_shared_on_its_own_side(empty_land: str, tmp_path: Path) -> None:
    """The part of each grid stays in one coverage with what lies across the road."""
    preset = (
        Path(gridgen.__file__).parent.joinpath("rules/presets/standard.toml").read_text("utf-8")
    )
    ours = preset.replace('empty_land = "around"', f'empty_land = "{empty_land}"')
    (tmp_path / "ours.toml").write_text(ours, "utf-8")
    road = shapely.LineString([ORIGIN + [0, 164], ORIGIN + [300, 164]])
    lines = gpd.GeoDataFrame({"class": ["main_road"]}, geometry=[road], crs=CRS)

    plan = divide(
        tower_among_houses(),
        square(),
        lines=lines,
        rules=str(tmp_path / "ours.toml"),
        buildings=gpd.GeoDataFrame(geometry=[HOUSE], crs=CRS),
    )

    assert plan.report.errors == ()
    for zones in plan.levels:
        assert shapely.coverage_is_valid(zones.polygon)
    assert set(plan.level("grids").code[plan.level("grids").schematic]) == set(grids_of(plan))


# --- files, redraw, locate -----------------------------------------------------------------------


def test_a_plan_file_keeps_parts_and_marks(tmp_path: Path) -> None:
    plan = divide(tower_among_houses(), square())
    gridgen.write_plan(plan, tmp_path / "plan.gpkg")

    again = gridgen.read_plan(tmp_path / "plan.gpkg")

    assert again.township.households.part_of.tolist() == plan.township.households.part_of.tolist()
    assert again.level("grids").schematic.tolist() == plan.level("grids").schematic.tolist()
    assert [f.en for f in gridgen.check(again).errors] == []


def test_a_row_that_was_cut_is_located_in_all_its_grids_and_a_part_in_its_own() -> None:
    plan = divide(tower_among_houses(), square())
    locator = gridgen.Locator(plan)

    whole, part = locator.household("h12"), locator.household("h12#2")

    assert [zone.code for zone in whole.zones] == grids_of(plan)
    assert [zone.code for zone in part.zones] == grids_of(plan)[1:]
    assert locator.has("h12")
    assert not locator.has("")


def test_a_redraw_starts_from_whole_rows_and_keeps_every_code() -> None:
    plan = divide(tower_among_houses(), square())

    again = gridgen.redraw(plan, effort="fast")

    assert township_of(plan, load_rules("standard")).households.count[12] == 620
    assert again.township.households.ids.tolist() == plan.township.households.ids.tolist()
    assert again.households["grid"].tolist() == plan.households["grid"].tolist()


def test_a_tower_that_grows_keeps_the_codes_of_its_parts() -> None:
    plan = divide(homes([(150, 150)], households=[620]), square())

    new = gridgen.redraw(plan, homes([(150, 150)], households=[1100]), effort="fast")

    assert parts(new, "h0") == {"h0#1": 366, "h0#2": 367, "h0#3": 367}
    assert grids_of(new, "h0")[:2] == grids_of(plan, "h0")
    assert grids_of(new, "h0")[2] == f"{CITY}003"


def test_a_tower_that_shrinks_below_the_most_is_one_row_in_the_grid_of_its_first_part() -> None:
    plan = divide(homes([(150, 150)], households=[620]), square())

    new = gridgen.redraw(plan, homes([(150, 150)], households=[480]), effort="fast")

    assert new.households["grid"].tolist() == grids_of(plan, "h0")[:1]
