"""Levels by name, around centres, set aside: drawn towns, divided by rules of their own."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from towns import town

import gridgen
from gridgen.model.errors import ReadError, RulesError
from gridgen.model.findings import Severity
from gridgen.model.plan import Plan

ORIGIN = np.array([500_000.0, 3_400_000.0])
CRS = "EPSG:4547"
VILLAGE, CITY = "990101001201", "990101001001"

HEAD = """
name = "ours"
title.zh = "我们的规则"
title.en = "Our rules"
"""

GRIDS = """
[[level]]
name = "grids"
parent = "communities"
label.zh = "{name}"
label.en = "{name}"
"""

BY_GROUP = GRIDS + 'mode = "unit"\nby = ["group"]\nkeep = []\n'

AROUND = (GRIDS + 'mode = "around"\nband.village = { fewest = 2, most = 9 }\n').replace(
    "{name}", "{n}"
)

THREE = """
    aaa  bbb
    aaa  bbb
    aaa  ccc
"""


def homes(picture: str, column: str = "group", **more: object) -> gpd.GeoDataFrame:
    """Households of a drawn town; their letter stands in `column`, x for none."""
    at = town(picture)
    xy = ORIGIN + np.vstack(list(at.values()))
    letter = [k if k != "x" else "" for k, rows in at.items() for _ in rows]
    columns = {"id": [f"h{k}" for k in range(len(xy))], column: letter} | more
    return gpd.GeoDataFrame(columns, geometry=gpd.points_from_xy(*xy.T), crs=CRS)


def land(code: str = VILLAGE, kind: str = "village", *, wide: float = 100) -> gpd.GeoDataFrame:
    shape = shapely.box(*(ORIGIN - 20), *(ORIGIN + [wide, 60]))
    return gpd.GeoDataFrame({"code": [code], "kind": [kind]}, geometry=[shape], crs=CRS)


def points(*xy: tuple[float, float], **columns: object) -> gpd.GeoDataFrame:
    at = ORIGIN + np.array(xy, float)
    return gpd.GeoDataFrame(columns, geometry=gpd.points_from_xy(*at.T), crs=CRS)


def divide(folder: Path, rules: str, households: gpd.GeoDataFrame, **asked: object) -> Plan:
    path = folder / "ours.toml"
    path.write_text(HEAD + rules, "utf-8")
    given = {"communities": land(), "effort": "fast", "rules": str(path)} | asked
    return gridgen.divide(households, **given)


def said(plan: Plan) -> set[str]:
    return {found.rule for found in plan.report} - {"densest_cell"}


def sizes(plan: Plan, level: str = "grids") -> dict[str, int]:
    zones = plan.level(level)
    return dict(zip(zones.name, zones.households.tolist(), strict=True))


# --- by name -------------------------------------------------------------------------------------


def test_in_unit_mode_every_group_is_one_grid_whatever_its_size(tmp_path: Path) -> None:
    plan = divide(tmp_path, BY_GROUP, homes(THREE))

    assert sizes(plan) == {"a": 9, "b": 6, "c": 3}
    assert said(plan) == set()


def test_who_names_no_group_goes_with_the_nearest_who_does(tmp_path: Path) -> None:
    plan = divide(tmp_path, BY_GROUP, homes("aaax    bbb"))

    assert sizes(plan) == {"a": 4, "b": 3}


def test_a_scattered_group_is_one_grid_and_told_with_the_choices(tmp_path: Path) -> None:
    plan = divide(tmp_path, BY_GROUP, homes("aa bbb aa"))

    assert sizes(plan) == {"a": 4, "b": 3}
    (found,) = plan.report.of("unit_scattered")
    assert (found.severity, found.number) == (Severity.WARNING, 2)
    assert "a)" in found.en
    assert "Choose" in found.en


def test_a_scattered_group_that_grids_keep_whole_is_told_the_same(tmp_path: Path) -> None:
    rules = GRIDS.replace("{name}", "{n}") + 'keep = ["place", "group"]\n'
    rules += "band.village = { fewest = 2, most = 9 }"

    plan = divide(tmp_path, rules, homes("aaa bbb aa"))

    (found,) = plan.report.of("unit_scattered")
    assert (found.severity, found.number, found.where) == (Severity.WARNING, 2, VILLAGE)
    assert "a): its households lie in 2 places that do not touch (5 rows, 3 in" in found.en


def test_a_group_that_is_a_grid_and_is_kept_whole_below_is_told_once(tmp_path: Path) -> None:
    rules = (
        BY_GROUP.replace("keep = []", 'keep = ["place", "group"]')
        + """
        [[level]]
        name = "teams"
        parent = "grids"
        keep = ["place"]
        label = { zh = "{n}", en = "{n}" }
        band.village = { fewest = 1, most = 3 }
    """
    )

    plan = divide(tmp_path, rules, homes("aa bbb aa"))

    assert [f.where for f in plan.report.of("unit_scattered")] == [f"{VILLAGE}001"]


def test_a_village_that_names_no_group_is_one_grid_and_told(tmp_path: Path) -> None:
    plan = divide(tmp_path, BY_GROUP, homes("xxxx"))

    assert plan.level("grids").households.tolist() == [4]
    assert said(plan) == {"units_unnamed"}


def test_a_missing_column_is_one_error_that_names_it(tmp_path: Path) -> None:
    with pytest.raises(RulesError, match=r"'ours' make grids by group, .* no such column"):
        divide(tmp_path, BY_GROUP, homes("aa").drop(columns="group"))


def test_any_column_may_name_the_zones(tmp_path: Path) -> None:
    rules = BY_GROUP.replace('"group"', '"party branch", "group"')

    plan = divide(tmp_path, rules, homes("aabb", "party branch"))

    assert sizes(plan) == {"a": 2, "b": 2}


def test_units_off_their_band_are_warnings_alone(tmp_path: Path) -> None:
    rules = BY_GROUP + "band.village = { fewest = 4, most = 8 }"

    plan = divide(tmp_path, rules, homes(THREE))

    assert [f.number for f in plan.report.of("unit_off_size")] == [9, 3]
    assert plan.report.errors == ()


@pytest.mark.parametrize(
    ("order", "names"),
    [("rows", ["第十组", "第二组", "第一组"]), ("units", ["第一组", "第二组", "第十组"])],
)
def test_numbers_follow_the_map_or_the_names(tmp_path: Path, order: str, names: list[str]) -> None:
    table = homes("aabbcc")
    table["group"] = table["group"].map({"a": "第十组", "b": "第二组", "c": "第一组"})

    plan = divide(tmp_path, f'codes = {{ order = "{order}" }}\n' + BY_GROUP, table)

    assert plan.level("grids").name.tolist() == names
    assert plan.level("grids").code.tolist() == [f"{VILLAGE}00{k}" for k in (1, 2, 3)]


# --- around centres ------------------------------------------------------------------------------


def test_every_household_is_in_the_zone_of_one_centre(tmp_path: Path) -> None:
    centres = points((0, 0), (60, 0))

    plan = divide(tmp_path, AROUND, homes("xxxxxxxx"), centres=centres)

    assert sorted(sizes(plan).values()) == [4, 4]
    assert plan.level("grids").max_m.tolist() == [30, 20]


def test_two_people_in_one_house_have_a_zone_each(tmp_path: Path) -> None:
    plan = divide(tmp_path, AROUND, homes("xxxxxx"), centres=points((20, 0), (20, 0)))

    assert len(plan.level("grids")) == 2
    assert plan.report.errors == ()


def test_a_centre_may_have_a_band_of_its_own(tmp_path: Path) -> None:
    centres = points((0, 0), (60, 0), fewest=[2, 6], most=[2, 9])

    plan = divide(tmp_path, AROUND, homes("xxxxxxxx"), centres=centres)

    assert sorted(sizes(plan).values()) == [2, 6]


@pytest.mark.parametrize(("tied", "sizes_of"), [(False, [4, 4]), (True, [3, 5])])
def test_whom_a_tie_keeps_together_have_one_centre(
    tmp_path: Path, tied: bool, sizes_of: list[int]
) -> None:
    ties = pd.DataFrame({"tie": ["together"], "first": ["h3"], "second": ["h4"]})
    centres = points((0, 0), (60, 0))

    plan = divide(tmp_path, AROUND, homes("xxxxxxxx"), centres=centres, ties=ties if tied else None)

    zone_of = plan.zone_of["grids"]
    assert sorted(sizes(plan).values()) == sizes_of
    assert (zone_of[3] == zone_of[4]) == tied


def test_too_few_centres_are_told_with_the_choices(tmp_path: Path) -> None:
    plan = divide(tmp_path, AROUND, homes("xxxxxxxxxx"), centres=points((0, 0)))

    assert said(plan) == {"around_missed"}
    assert plan.report.errors == ()


def test_centres_that_are_not_given_are_one_error(tmp_path: Path) -> None:
    with pytest.raises(RulesError, match="make grids around centres, and none are given"):
        divide(tmp_path, AROUND, homes("xx"))


def test_a_role_that_no_centre_has_is_one_error(tmp_path: Path) -> None:
    rules = AROUND + 'centres = "contact"'

    with pytest.raises(RulesError, match=r"no centre has the role 'contact' .* the roles are head"):
        divide(tmp_path, rules, homes("xx"), centres=points((0, 0), role=["head"]))


# --- set aside -----------------------------------------------------------------------------------

BAND = (GRIDS + "band.village = { fewest = 2, most = 9 }\n").replace("{name}", "{n}")
MARKET = gpd.GeoDataFrame(
    {"name": ["East Market"], "size": [240]},
    geometry=[shapely.box(*(ORIGIN + [45, 30]), *(ORIGIN + [75, 55]))],
    crs=CRS,
)


def test_a_special_grid_is_set_aside_with_its_own_code_and_nobody_in_it(tmp_path: Path) -> None:
    plan = divide(tmp_path, BAND, homes("xxxxxx"), special=MARKET)

    zones = plan.level("grids")
    market = zones.code.tolist().index(f"{VILLAGE}801")
    assert (zones.name[market], zones.kind[market]) == ("East Market", "special")
    assert (zones.households[market], zones.units[market]) == (0, 240)
    assert abs(zones.polygon[market].area - 750) < 1
    assert said(plan) == set()


def test_who_lives_in_a_special_grid_belongs_to_it_at_every_level(tmp_path: Path) -> None:
    below = BAND.replace('"grids"', '"teams"').replace('"communities"', '"grids"')
    table = homes("""
        ...xx
        .....
        xxxxxx
    """)
    special = MARKET.assign(geometry=[shapely.box(*(ORIGIN + [25, 15]), *(ORIGIN + [55, 30]))])

    plan = divide(tmp_path, BAND + below, table, special=special)

    assert sizes(plan)["East Market"] == 2
    assert (plan.zone_of["teams"] >= 0).all()
    assert said(plan) == set()


def test_a_plan_with_special_grids_is_read_checked_and_redrawn(tmp_path: Path) -> None:
    plan = divide(tmp_path, BAND, homes("xxxxxx"), special=MARKET)
    gridgen.write_plan(plan, tmp_path / "plan.gpkg")

    again = gridgen.read_plan(tmp_path / "plan.gpkg")
    redrawn = gridgen.redraw(again)

    assert {f.rule for f in gridgen.check(again)} == set()
    assert redrawn.level("grids").code.tolist() == plan.level("grids").code.tolist()
    assert redrawn.level("grids").kind.tolist() == plan.level("grids").kind.tolist()


@pytest.mark.parametrize(
    ("digits", "codes"),
    [(3, ["801", "802", "901"]), (2, ["81", "82", "91"]), (1, ["7", "8", "9"])],
)
def test_special_and_virtual_grids_never_share_a_number(
    tmp_path: Path, digits: int, codes: list[str]
) -> None:
    few = "codes = { special_from = 7 }\n" if digits == 1 else ""
    rules = f"virtual = true\n{few}{BAND}code_digits = {digits}\n"

    plan = divide(tmp_path, rules, with_absent(homes("xxxx")), special=stalls(2))

    zones = plan.level("grids")
    assert [code[12:] for code in zones.code[zones.kind != "village"]] == codes
    assert said(plan) == set()


def test_more_special_grids_than_numbers_is_one_error_that_says_what_to_change(
    tmp_path: Path,
) -> None:
    with pytest.raises(RulesError, match=r"3 special grids .* 1 numbers .* code_digits higher"):
        divide(tmp_path, BAND + "code_digits = 1\n", homes("xxxx"), special=stalls(3))


def test_no_grid_takes_the_code_that_a_special_grid_was_given(tmp_path: Path) -> None:
    special = MARKET.assign(code=f"{VILLAGE}001")

    plan = divide(tmp_path, BAND, homes("xxxxxx"), special=special)

    assert sorted(plan.level("grids").code) == [f"{VILLAGE}001", f"{VILLAGE}002"]
    assert said(plan) == set()


@pytest.mark.parametrize("along", [0.2, 0.37, 0.5, 0.63, 0.8])
def test_the_land_beside_a_special_grid_on_a_slanted_border_has_no_spike(
    tmp_path: Path, along: float
) -> None:
    border = land().rotate(13, origin=tuple(ORIGIN)).to_numpy()
    edge = shapely.boundary(border[0])
    disc = shapely.buffer(shapely.line_interpolate_point(edge, along, normalized=True), 8)

    plan = divide(
        tmp_path, BAND, homes("xxxx"), communities=land().set_geometry(border),
        special=gpd.GeoDataFrame({"name": ["Park"]}, geometry=[disc], crs=CRS),
    )  # fmt: skip

    zones = plan.level("grids")
    rest = zones.polygon[zones.kind == "village"][0]
    opened = shapely.buffer(shapely.buffer(rest, -0.01, join_style="mitre"), 0.01)
    assert shapely.hausdorff_distance(shapely.boundary(rest), shapely.boundary(opened)) < 0.1


def stalls(number: int) -> gpd.GeoDataFrame:
    """So many small special grids side by side, north of the houses."""
    boxes = [shapely.box(*(ORIGIN + [20 * k, 30]), *(ORIGIN + [20 * k + 10, 50]))
             for k in range(number)]  # fmt: skip
    return gpd.GeoDataFrame({"name": [f"Stall {k}" for k in range(number)]}, geometry=boxes,
                            crs=CRS)  # fmt: skip


def with_absent(table: gpd.GeoDataFrame, code: str = VILLAGE) -> gpd.GeoDataFrame:
    """The same households, and one without a place that names a community."""
    points_ = [*table.geometry, None]
    columns = {
        "id": [*table["id"], "gone"], "group": [*table["group"], ""],
        "community": [*[""] * len(table), code],
    }  # fmt: skip
    return gpd.GeoDataFrame(columns, geometry=points_, crs=CRS)


def test_households_without_a_place_are_in_a_virtual_grid_without_a_polygon(
    tmp_path: Path,
) -> None:
    plan = divide(tmp_path, "virtual = true\n" + BAND, with_absent(homes("xxxx")))

    zones = plan.level("grids")
    assert zones.code.tolist() == [f"{VILLAGE}001", f"{VILLAGE}901"]
    assert (zones.kind[1], zones.households[1], zones.polygon[1].is_empty) == ("virtual", 1, True)
    assert plan.presence[-1] == "virtual"
    assert said(plan) == set()


def test_a_plan_with_a_virtual_grid_is_read_checked_and_redrawn(tmp_path: Path) -> None:
    plan = divide(tmp_path, "virtual = true\n" + BAND, with_absent(homes("xxxx")))
    gridgen.write_plan(plan, tmp_path / "plan.gpkg")

    again = gridgen.read_plan(tmp_path / "plan.gpkg")

    assert {f.rule for f in gridgen.check(again)} == set()
    assert gridgen.redraw(again).level("grids").code.tolist() == plan.level("grids").code.tolist()


@pytest.mark.parametrize(("virtual", "code"), [("false", VILLAGE), ("true", "990101001299")])
def test_households_without_a_place_are_left_out_where_no_virtual_grid_can_take_them(
    tmp_path: Path, virtual: str, code: str
) -> None:
    plan = divide(tmp_path, f"virtual = {virtual}\n" + BAND, with_absent(homes("xxxx"), code))

    assert plan.level("grids").households.tolist() == [4]
    assert "no_place" in said(plan)


# --- what bands count ----------------------------------------------------------------------------


def test_a_band_may_count_people(tmp_path: Path) -> None:
    rules = BAND.replace("fewest = 2, most = 9", "fewest = 10, most = 12") + 'counts = "population"'
    table = homes("xxxxxxxx", population=[1, 5, 5, 1, 1, 5, 5, 1])

    plan = divide(tmp_path, rules, table)

    people = np.bincount(plan.zone_of["grids"], weights=table["population"])
    assert people.tolist() == [12, 12]
    assert said(plan) == set()


def test_a_band_may_count_land(tmp_path: Path) -> None:
    rules = BAND.replace("fewest = 2, most = 9", "fewest = 3000, most = 6000") + 'counts = "area"'

    plan = divide(tmp_path, rules, homes("xxxxxxxx"))

    assert len(plan.level("grids")) == 2
    assert said(plan) == set()


def test_a_counted_column_that_is_missing_is_one_error(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="the rules count 'shops', and no column is called so"):
        divide(tmp_path, BAND + 'counts = "shops"', homes("xx"))


# --- existing grids, service radius, span --------------------------------------------------------


def test_existing_grids_in_the_band_stay_and_the_large_one_is_cut(tmp_path: Path) -> None:
    rules = 'existing = "keep"\n' + BAND.replace("fewest = 2, most = 9", "fewest = 3, most = 5")
    table = homes("aaaabbbbbbbbbb", grid=[f"{VILLAGE}001"] * 4 + [f"{VILLAGE}002"] * 10)

    plan = divide(tmp_path, rules, table, communities=land(wide=200))

    zone_of = plan.zone_of["grids"]
    assert len(set(zone_of[:4])) == 1
    assert plan.level("grids").code[zone_of[0]] == f"{VILLAGE}001"
    assert sorted(plan.level("grids").households.tolist()) == [4, 5, 5]


@pytest.mark.parametrize(("hard", "severity"), [("size", "warning"), ("radius", "error")])
def test_the_service_radius_is_a_limit_or_a_warning(
    tmp_path: Path, hard: str, severity: str
) -> None:
    rules = BAND + f'hard = ["{hard}"]\nlimits.village = {{ radius_m = 20 }}'

    plan = divide(tmp_path, rules, homes("xxxxxxxx"), grids={VILLAGE: 1})

    (found,) = plan.report.of("radius_long")
    assert (found.number, found.limit, found.severity) == (40, 20, severity)


def test_a_grid_may_span_villages_where_the_rules_say_so(tmp_path: Path) -> None:
    west, east = land(wide=15), land("990101001202", wide=100)
    both = gpd.GeoDataFrame(
        {"code": [VILLAGE, "990101001202"], "kind": ["village"] * 2},
        geometry=[west.geometry[0], east.geometry[0].difference(west.geometry[0])], crs=CRS,
    )  # fmt: skip
    rules = 'span = "towns"\nabove = [{ name = "towns", digits = 9 }]\n' + BAND

    plan = divide(tmp_path, rules, homes("xxxx"), communities=both)

    assert plan.level("grids").code.tolist() == ["990101001000001"]
    assert plan.report.errors == ()


def test_a_code_too_short_for_the_levels_above_breaks_the_chain(tmp_path: Path) -> None:
    rules = 'above = [{ name = "towns", digits = 9 }]\n' + BAND

    plan = divide(tmp_path, rules, homes("xxxx"), communities=land("9901"))

    assert [f.where for f in plan.report.of("chain_broken")] == ["9901"]
