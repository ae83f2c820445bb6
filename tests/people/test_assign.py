"""Who serves whom: posts by an exact assignment, areas of responsibility by an exact transport."""

from __future__ import annotations

import json
import re
from itertools import permutations, product
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from towns import town

import gridgen
from gridgen.cli.main import main
from gridgen.model.bands import Band
from gridgen.model.graphs import pieces
from gridgen.model.plan import Plan
from gridgen.people.areas import areas_around, transport
from gridgen.people.match import match
from gridgen.rules.loader import load_rules

VILLAGE = "990101001201"
CRS = "EPSG:4547"
RULES = """
name = "two_roles"
title = { zh = "规则", en = "rules" }

[[level]]
name = "grids"
parent = "communities"
code_digits = 3
label = { zh = "第{n}网格", en = "Grid {n}" }
band.village = { fewest = 50, most = 100, target = 75 }

[people.head]
level = "grids"
label = { zh = "网格长", en = "head" }

[people.contact]
level = "grids"
households = { fewest = 5, most = 15 }
label = { zh = "联系人", en = "contact person" }
"""


# --- posts ---------------------------------------------------------------------------------------


@settings(max_examples=60, deadline=None)
@given(data=st.data(), people=st.integers(1, 5), zones=st.integers(1, 5))
def test_posts_are_filled_over_the_fewest_metres_of_all_ways_to_fill_them(
    data: st.DataObject, people: int, zones: int
) -> None:
    way = st.integers(0, 1000)
    cost = np.array([[data.draw(way) for _ in range(zones)] for _ in range(people)], float)

    served = match(cost, fewest=np.ones(zones, int), most=np.ones(zones, int))

    filled = min(people, zones)
    best = min(
        sum(cost[p, z] for p, z in zip(who, where, strict=True))
        for who in permutations(range(people), filled)
        for where in permutations(range(zones), filled)
    )
    assert sum(len(who) for who in served) == filled
    assert sum(cost[p, z] for z, who in enumerate(served) for p in who) == pytest.approx(best)


def test_every_zone_has_one_worker_before_any_has_two() -> None:
    cost = np.array([[0.0, 900], [1, 901], [2, 890]])

    served = match(cost, fewest=np.array([1, 1]), most=np.array([3, 3]))

    assert [who.tolist() for who in served] == [[0, 1], [2]]


def test_one_liaison_may_have_two_zones_but_not_while_another_has_none() -> None:
    cost = np.array([[0.0, 5, 900], [400, 400, 400]])

    served = match(cost, fewest=np.ones(3, int), most=np.ones(3, int), zones=2)

    assert [who.tolist() for who in served] == [[0], [0], [1]]


def test_people_beyond_the_posts_are_spare() -> None:
    cost = np.array([[3.0], [1.0], [2.0]])

    served = match(cost, fewest=np.array([1]), most=np.array([2]))

    assert served[0].tolist() == [1, 2]


# --- areas of responsibility ---------------------------------------------------------------------


@settings(max_examples=40, deadline=None)
@given(data=st.data(), rows=st.integers(2, 6), people=st.integers(2, 3))
def test_a_transport_walks_least_of_all_ways_that_keep_the_numbers(
    data: st.DataObject, rows: int, people: int
) -> None:
    way = st.integers(0, 1000)
    cost = np.array([[data.draw(way) for _ in range(people)] for _ in range(rows)], float)
    fewest = data.draw(st.integers(0, rows // people))
    most = data.draw(st.integers(-(-rows // people), rows))

    served = transport(cost, np.ones(rows, int), fewest=fewest, most=most)

    ways = [
        sum(cost[row, who] for row, who in enumerate(choice))
        for choice in product(range(people), repeat=rows)
        if all(fewest <= choice.count(who) <= most for who in range(people))
    ]
    assert served is not None
    assert cost[np.arange(rows), served].sum() == pytest.approx(min(ways))


@pytest.mark.parametrize(("households", "fits"), [(9, False), (10, True), (30, True), (31, False)])
def test_numbers_at_the_edges_of_5_to_15_for_two_people(households: int, fits: bool) -> None:
    cost = np.abs(np.subtract.outer(np.arange(households), [0, households])).astype(float)

    assert (transport(cost, np.ones(households, int), fewest=5, most=15) is not None) == fits


def test_an_area_stays_on_its_side_of_the_river() -> None:
    places = town("""
        aaaaaaaaaa


        bbbbbbbbbb
    """)
    xy = np.vstack([places["a"], places["b"]])
    pairs = np.array([[k, k + 1] for k in range(19)], np.int32)  # one bridge in the east
    pairs[9] = [9, 19]
    people = np.array([[10.0, 14], [70.0, 16]])

    served = areas_around(xy, np.ones(20, int), people, Band(5, 15), pairs=pairs)

    same = pairs[served[pairs[:, 0]] == served[pairs[:, 1]]]
    assert pieces(20, same).max() == 1
    assert all(5 <= n <= 15 for n in np.bincount(served))


# --- a whole plan --------------------------------------------------------------------------------


def village(count: int = 1) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    i, j = np.meshgrid(np.arange(14), np.arange(10))
    xy = 20.0 * np.column_stack([i.ravel(), j.ravel()]) + [500_000, 3_400_000]
    xy += np.random.default_rng(5).uniform(-3, 3, xy.shape)
    homes = gpd.GeoDataFrame(
        {"id": [f"h{k}" for k in range(len(xy))], "households": count},
        geometry=gpd.points_from_xy(*xy.T), crs=CRS,
    )  # fmt: skip
    around = shapely.box(499_980, 3_399_980, 500_300, 3_400_220)
    area = gpd.GeoDataFrame({"code": [VILLAGE], "kind": ["village"]}, geometry=[around], crs=CRS)
    return homes, area


def people_of(number: int, role: str = "contact", **columns: object) -> gpd.GeoDataFrame:
    rng = np.random.default_rng(number)
    xy = rng.uniform([500_000, 3_400_000], [500_260, 3_400_180], (number, 2))
    table = {"id": [f"{role}-{k}" for k in range(number)], "role": role, **columns}
    return gpd.GeoDataFrame(table, geometry=gpd.points_from_xy(*xy.T), crs=CRS)


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("rules") / "two_roles.toml"
    path.write_text(RULES, "utf-8")
    return str(path)


@pytest.fixture(scope="module")
def served(rules: str) -> Plan:
    homes, area = village()
    people = pd.concat([people_of(16), people_of(2, "head")], ignore_index=True)
    return gridgen.divide(homes, communities=area, people=people, rules=rules, effort="fast")


def test_every_household_has_exactly_one_contact_person_with_5_or_more(served: Plan) -> None:
    contacts = served.households["contact"]

    assert (contacts != "").all()
    assert contacts.value_counts().between(5, 15).all()
    assert served.report.errors == ()
    assert not [f for f in served.report if f.rule.startswith(("contact", "posts", "people"))]


def test_an_area_lies_inside_one_grid_and_areas_tile_it(served: Plan) -> None:
    assert served.staff is not None
    grid_of = served.households.groupby("contact")["grid"].nunique()
    area = sum(shape.area for shape in served.staff.area)
    grids = sum(shape.area for shape in served.level("grids").polygon)

    assert (grid_of == 1).all()
    assert area == pytest.approx(grids, rel=1e-6)


def test_people_come_back_from_the_file_as_they_were(served: Plan, tmp_path: Path) -> None:
    gridgen.write_plan(served, tmp_path / "plan.gpkg")

    again = gridgen.read_plan(tmp_path / "plan.gpkg")

    assert again.staff is not None
    assert served.staff is not None
    assert again.staff.posts == served.staff.posts
    assert again.to_frame("people") is not None
    assert served.to_frame("people") is not None
    assert (
        again.to_frame("people")
        .drop(columns="geometry")
        .equals(served.to_frame("people").drop(columns="geometry"))
    )
    assert again.households["contact"].tolist() == served.households["contact"].tolist()
    assert gridgen.check(again, rules=served.made_by.rules).errors == ()


def test_a_redraw_keeps_the_people(served: Plan) -> None:
    again = gridgen.redraw(served, effort="fast")

    assert again.to_frame("people") is not None
    assert (
        again.to_frame("people")
        .drop(columns="geometry")
        .equals(served.to_frame("people").drop(columns="geometry"))
    )


def test_vacant_posts_and_idle_people_are_found(rules: str) -> None:
    homes, area = village()
    people = pd.concat([people_of(4), people_of(3, "head")], ignore_index=True)

    plan = gridgen.divide(homes, communities=area, people=people, rules=rules, effort="fast")

    grids = len(plan.grids)
    assert plan.report.of("people_spare")[0].number == 3 - grids
    assert (
        plan.report.of("posts_vacant")[0].number
        == sum(-(-n // 15) for n in plan.grids["households"]) - 4
    )
    assert all(f.number > 15 for f in plan.report.of("contact_outside_band"))
    assert (plan.households["contact"] != "").all()
    assert "contact person" in plan.report.of("posts_vacant")[0].en
    assert "联系人" in plan.report.of("posts_vacant")[0].zh


def test_a_household_without_a_person_is_found_by_the_check(served: Plan) -> None:
    from dataclasses import replace

    assert served.staff is not None
    lost = served.staff.contact_of["contact"].copy()
    lost[0] = -1
    broken = replace(served, staff=replace(served.staff, contact_of={"contact": lost}))

    found = gridgen.check(broken)

    assert [(f.number, f.severity) for f in found.of("contact_missing")] == [(1, "error")]


# --- where they live and whom they serve ---------------------------------------------------------

BESIDE = "990101001202"


def two_villages() -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """The village, and the same again 300 m east of it: the two border on each other."""
    homes, area = village()
    east = homes.assign(id="e" + homes["id"], geometry=homes.translate(320))
    beyond = area.assign(code=BESIDE, geometry=area.translate(320))
    parts = ([homes, east], [area, beyond])
    both = [gpd.GeoDataFrame(pd.concat(part, ignore_index=True), crs=CRS) for part in parts]
    return both[0], both[1]


def living_at(x: float, number: int, **columns: object) -> gpd.GeoDataFrame:
    """Contact persons in a row from south to north, x metres east of the west."""
    y = np.linspace(3_400_010, 3_400_170, number)
    table = {"id": [f"at{x:.0f}-{k}" for k in range(number)], "role": "contact", **columns}
    points = gpd.points_from_xy(np.full(number, 500_000 + x), y)
    return gpd.GeoDataFrame(table, geometry=points, crs=CRS)


def served_by(rules: str, *people: gpd.GeoDataFrame) -> Plan:
    homes, areas = two_villages()
    table = gpd.GeoDataFrame(pd.concat(people, ignore_index=True).fillna(""), crs=CRS)
    return gridgen.divide(homes, communities=areas, people=table, rules=rules, effort="fast")


def villages_of(plan: Plan, person: str) -> set[str]:
    table = plan.households
    return set(table.loc[table["contact"] == person, "community"])


def test_one_who_lives_across_the_border_serves_the_village_whose_code_they_give(
    rules: str,
) -> None:
    across = living_at(310, 12, community=VILLAGE)  # 10 m beyond

    plan = served_by(rules, across, living_at(400, 12))

    assert {v for k in range(12) for v in villages_of(plan, f"at310-{k}")} == {VILLAGE}
    assert {v for k in range(12) for v in villages_of(plan, f"at400-{k}")} == {BESIDE}
    assert (plan.households["contact"] != "").all()
    assert plan.to_frame("people") is not None
    assert (plan.to_frame("people")["community"] == VILLAGE).sum() == 12


def test_one_too_many_here_who_is_wanted_beside_is_told_who_where_and_what_to_do(
    rules: str,
) -> None:
    plan = served_by(rules, living_at(100, 2), living_at(310, 40))

    idle = plan.report.of("people_spare")[0].number
    told = plan.report.of("person_wanted_beside")
    assert idle == len(told) > 0
    assert {f.where for f in told} <= {f"at310-{k}" for k in range(40)}
    assert all(VILLAGE in f.en and "10 m away" in f.en for f in told)


@pytest.mark.parametrize(("metres", "is_told"), [(45, False), (55, True)])
def test_one_who_lives_in_no_village_serves_the_nearest_and_is_told(
    rules: str, metres: float, is_told: bool
) -> None:
    plan = served_by(rules, living_at(-20 - metres, 1), living_at(100, 11), living_at(400, 12))

    told = [(f.where, f.number) for f in plan.report.of("person_outside")]
    assert told == ([(f"at{-20 - metres:.0f}-0", metres)] if is_told else [])
    assert villages_of(plan, f"at{-20 - metres:.0f}-0") == {VILLAGE}


def test_a_post_goes_to_nobody_who_serves_another_village(rules: str) -> None:
    head = people_of(1, "head", community=BESIDE)

    plan = served_by(rules, living_at(100, 12), living_at(400, 12), head)

    assert plan.staff is not None
    zones = {post.zone[:12] for post in plan.staff.posts if post.person == "head-0"}
    assert zones == {BESIDE}


# --- nothing else is held ------------------------------------------------------------------------


def test_names_and_other_columns_never_come_through(rules: str, tmp_path: Path) -> None:
    homes, area = village()
    people = people_of(16, 姓名="张三丰", 身份证号="110101199001011234", work_phone="0951-123456")

    plan = gridgen.divide(homes, communities=area, people=people, rules=rules, effort="fast")
    gridgen.write_plan(plan, tmp_path / "plan.gpkg")

    written = (tmp_path / "plan.gpkg").read_bytes()
    assert "张三丰".encode() not in written
    assert b"110101199001011234" not in written
    assert b"0951-123456" in written
    assert "姓名" in plan.report.of("people_columns_dropped")[0].zh


@pytest.mark.parametrize(
    "secret",
    ["张三丰", "Zhang San", "阿依·古丽", "110101199001011234", "11010119900101123X", "13800138000"],
)
def test_an_id_that_tells_who_it_is_is_refused_without_repeating_it(
    rules: str, secret: str
) -> None:
    homes, area = village()
    people = people_of(2).assign(id=["P1", secret])

    with pytest.raises(gridgen.ReadError, match="row 2: the id looks like") as caught:
        gridgen.divide(homes, communities=area, people=people, rules=rules, effort="fast")

    assert secret not in str(caught.value)


@pytest.mark.parametrize("code", ["P017", "contact-0", "A B2", "网格员7", "HEAD"])
def test_an_opaque_id_may_have_letters(rules: str, code: str) -> None:
    homes, area = village()

    plan = gridgen.divide(
        homes, communities=area, people=people_of(1).assign(id=[code]), rules=rules, effort="fast"
    )

    assert plan.staff is not None
    assert plan.staff.people.ids.tolist() == [code]


def test_where_no_row_can_be_used_the_error_says_why_not_the_first(rules: str) -> None:
    homes, area = village()

    with pytest.raises(gridgen.ReadError, match=r"none of 2 rows .* Row 1: the rules have no such"):
        gridgen.divide(homes, communities=area, people=people_of(2, "驾驶员"), rules=rules)


def test_a_row_that_was_left_out_does_not_take_the_id_of_a_good_one(rules: str) -> None:
    homes, area = village()
    people = people_of(3).assign(id=["P1", "P1", "P2"])
    people.loc[0, "role"] = "驾驶员"

    plan = gridgen.divide(homes, communities=area, people=people, rules=rules, effort="fast")

    assert plan.staff is not None
    assert plan.staff.people.ids.tolist() == ["P1", "P2"]
    assert [f.where[-5:] for f in plan.report.of("person_left_out")] == ["row 1"]


def test_households_without_a_place_are_in_no_pieces(tmp_path: Path) -> None:
    homes, area = village()
    gone = homes.iloc[:3].assign(id=["g1", "g2", "g3"], community=area["code"][0], geometry=None)
    every = pd.concat([homes, gone], ignore_index=True)
    path = tmp_path / "ours.toml"
    path.write_text("virtual = true\n" + RULES, "utf-8")

    plan = gridgen.divide(
        every, communities=area, people=people_of(16), rules=str(path), effort="fast"
    )

    assert plan.staff is not None
    served = set(plan.staff.people.ids[plan.staff.contact_of["contact"][-3:]])
    assert len(served) == 1
    assert served.isdisjoint(f.where for f in plan.report.of("contact_in_pieces"))


def test_rows_that_cannot_be_used_are_left_out_and_told(rules: str) -> None:
    homes, area = village()
    people = people_of(6)
    people.loc[1, "id"] = "contact-0"
    people.loc[2, "role"] = "驾驶员"
    people.loc[3, "role"] = "联系人"
    people.loc[4, "geometry"] = None

    plan = gridgen.divide(homes, communities=area, people=people, rules=rules, effort="fast")

    where = [f.where for f in plan.report.of("person_left_out")]
    assert where == ["people, row 2", "people, row 3", "people, row 5"]
    assert plan.to_frame("people") is not None
    assert plan.to_frame("people")["id"].tolist() == ["contact-0", "contact-3", "contact-5"]


# --- the command and the rules -------------------------------------------------------------------


def test_the_command_reads_people_and_ties_and_prints_the_roles(
    rules: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    homes, area = village()
    homes.to_file(tmp_path / "in.gpkg", layer="households")
    area.to_file(tmp_path / "in.gpkg", layer="communities")
    lonlat = people_of(16).to_crs(4326)
    table = pd.DataFrame(
        {
            "编号": lonlat["id"],
            "岗位": "联系人",
            "经度": lonlat.geometry.x,
            "纬度": lonlat.geometry.y,
        }
    )
    table.to_csv(tmp_path / "people.csv", index=False)
    (tmp_path / "ties.csv").write_text("tie,first,second\ntogether,h0,h1\n", "utf-8")
    asked = ["divide", tmp_path / "in.gpkg", "-o", tmp_path / "plan.gpkg", "--rules", rules,
             "--people", tmp_path / "people.csv", "--ties", tmp_path / "ties.csv",
             "--json"]  # fmt: skip

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.argv", ["gridgen", *map(str, asked)])
        with pytest.raises(SystemExit, match="0"):
            main()

    roles = {row["role"]: row for row in json.loads(capsys.readouterr().out)["people"]}
    assert (roles["contact"]["people"], roles["contact"]["vacant"]) == (16, 0)
    assert roles["contact"]["fewest"] >= 5
    assert gridgen.read_plan(tmp_path / "plan.gpkg").township.ties[0].first == "h0"


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ('level = "streets"', "level is 'streets'; expected communities, grids"),
        ('level = "grids"\neach = 0', "each is 0; expected a whole number"),
        ('level = "grids"\neach = { fewest = 3, most = 2 }', "fewest=3, most=2"),
        ('level = "grids"\neach = 2\nzones = 2', "one of them must be 1"),
        ('level = "grids"\nhouseholds = 5\nzones = 2', "households goes without"),
        ('level = "grids"\nhouseholds = "many"', "households is 'many'"),
        ('level = "grids"\nname = "x"', "key 'name' is not known"),
    ],
)
def test_roles_that_are_wrong_say_where_and_what(tmp_path: Path, said: str, message: str) -> None:
    label = 'label = { zh = "长", en = "head" }'
    path = tmp_path / "wrong.toml"
    path.write_text(RULES.split("[people.head]")[0] + f"[people.head]\n{label}\n{said}\n", "utf-8")

    with pytest.raises(gridgen.RulesError, match=re.escape(message)) as caught:
        load_rules(path)

    assert "people.head" in str(caught.value)


@pytest.mark.parametrize("name", ["households", "grid", "building", "id", "presence"])
def test_a_role_may_not_have_the_name_of_a_column(tmp_path: Path, name: str) -> None:
    path = tmp_path / "wrong.toml"
    path.write_text(RULES.replace("[people.head]", f"[people.{name}]"), "utf-8")

    with pytest.raises(gridgen.RulesError, match="no level or column has"):
        load_rules(path)
