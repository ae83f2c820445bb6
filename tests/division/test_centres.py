"""Contact persons over the years: each case is divided, written, read and redrawn."""

from __future__ import annotations

import json
from pathlib import Path

import geopandas as gpd
import numpy as np
import openpyxl
import pandas as pd
import pyogrio
import pytest
import shapely
from contact_areas import (
    LEVEL,
    RULES,
    SIX,
    STEP_M,
    Run,
    are_sound,
    area_of,
    held,
    persons,
    rows_of_homes,
    village,
)
from villages import AROUND, CRS, NEXT_VILLAGE, ORIGIN, VILLAGE, ours

import gridgen
from gridgen.cli.main import app
from gridgen.division.centres import centres_among, rounds_of
from gridgen.model.centres import Centres
from gridgen.model.communities import Communities
from gridgen.model.people import People
from gridgen.model.plan import Plan
from gridgen.rules.loader import load_rules

# --- the file ------------------------------------------------------------------------------------


def test_a_plan_keeps_the_places_of_its_contact_persons_and_nothing_else_of_them(
    run: Run, old: Plan, tmp_path: Path
) -> None:
    given = persons(SIX, 姓名="张三丰", most=24)

    plan = run("divide", to="old", centres=given)

    layer = pyogrio.read_dataframe(tmp_path / "old.gpkg", layer="centres")
    assert layer.crs == given.crs
    assert np.allclose(
        shapely.get_coordinates(layer.geometry), shapely.get_coordinates(given.geometry)
    )
    assert set(layer.columns) == {"id", "role", "fewest", "most", "community", "zones", "geometry"}
    assert layer["id"].tolist() == given["id"].tolist()
    assert sorted(layer["zones"]) == sorted(plan.level(LEVEL).code)
    assert "张三丰".encode() not in (tmp_path / "old.gpkg").read_bytes()
    assert are_sound(plan)


def test_a_plan_in_degrees_gives_its_centres_back_in_degrees(
    run: Run, old: Plan, tmp_path: Path
) -> None:
    rows_of_homes().to_crs(4490).to_file(tmp_path / "in.gpkg", layer="households")

    run("divide", to="old", centres=persons(SIX))
    again = run("redraw")

    layer = pyogrio.read_dataframe(tmp_path / "new.gpkg", layer="centres")
    assert layer.crs.to_epsg() == 4490
    expected = shapely.get_coordinates(persons(SIX).to_crs(4490).geometry)
    assert np.allclose(shapely.get_coordinates(layer.geometry), expected, atol=1e-9)
    assert are_sound(again)


def test_the_household_points_lie_in_the_area_of_the_person_who_serves_them(
    run: Run, old: Plan
) -> None:
    plan = run("divide", to="old", people=persons(SIX))

    posts = {post.zone: post.person for post in plan.staff.posts} if plan.staff else {}
    assert posts == {code: f"P-{who}" for who, code in held(plan).items()}


# --- told ----------------------------------------------------------------------------------------


def test_the_difference_tells_who_came_left_moved_and_follows(
    run: Run, old: Plan, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    now = {w: at for w, at in SIX.items() if w not in "BF"} | {"A": (1.9, 1.5), "H": SIX["B"]}
    new = run("redraw", centres=persons(now))
    capsys.readouterr()
    files = [str(tmp_path / f"{name}.gpkg") for name in ("old", "new")]

    app(["diff", *files, "--level", LEVEL, "--json"], standalone_mode=False)

    said = json.loads(capsys.readouterr().out)
    gone = held(old)["F"]
    assert [zone["code"] for zone in said["zones"] if zone["state"] == "retired"] == [gone]
    told = {(row["id"], row["state"]): row for row in said["centres"]}
    assert set(told) == {("P-A", "moved"), ("P-B", "gone"), ("P-F", "gone"), ("P-H", "new")}
    assert told["P-A", "moved"]["metres"] == pytest.approx(8)
    assert told["P-H", "new"]["follows"] == "P-B"
    assert told["P-H", "new"]["new_zone"] == held(new)["H"]
    words = ["--level", LEVEL, "--lang", "en", "--excel", str(tmp_path / "diff.xlsx")]
    app(["diff", *files, *words], standalone_mode=False)
    assert "P-H follows P-B" in capsys.readouterr().out
    sheet = openpyxl.load_workbook(tmp_path / "diff.xlsx")["people"]
    rows = list(sheet.iter_rows(min_row=2, values_only=True))
    assert [row[0] for row in rows] == ["P-A", "P-B", "P-F", "P-H"]
    assert rows[3][-1] == "P-B"


def test_an_id_that_tells_who_it_is_is_refused_without_repeating_it(run: Run) -> None:
    table = persons(SIX)
    table.loc[2, "id"] = "张三丰"

    with pytest.raises(gridgen.ReadError, match="row 3: the id looks like") as caught:
        run("divide", centres=table)

    assert "张三丰" not in str(caught.value)


def test_an_id_that_stands_twice_is_one_error(run: Run) -> None:
    table = persons(SIX)
    table.loc[2, "id"] = "P-A"

    with pytest.raises(gridgen.ReadError, match="row 3: the id P-A stands in row 1 already"):
        run("divide", centres=table)


# --- nobody is lost ------------------------------------------------------------------------------


def found(plan: Plan, rule: str) -> list[tuple[str, float | None]]:
    return [(f.where, f.number) for f in plan.report.of(rule)]


@pytest.mark.parametrize(("metres", "is_told"), [(45, False), (55, True)])
def test_one_who_lives_outside_is_told_with_what_to_do(
    run: Run, metres: float, is_told: bool
) -> None:
    west_of_all = -0.5 - metres / STEP_M
    table = persons(SIX | {"G": (west_of_all, 1.5)})

    plan = run("divide", centres=table)

    assert found(plan, "centre_outside") == ([("P-G", metres)] if is_told else [])
    assert (held(plan)["G"] == "") == is_told
    if is_told:
        assert "column community" in plan.report.of("centre_outside")[0].en
        assert VILLAGE in plan.report.of("centre_outside")[0].zh


def test_one_who_lives_outside_serves_the_community_whose_code_they_give(run: Run) -> None:
    table = persons(SIX | {"G": (-30.0, 1.5)}, community=[""] * 6 + [VILLAGE])

    plan = run("divide", to="old", centres=table)
    again = run("redraw")

    assert held(plan)["G"] in area_of(plan).values()
    assert [f for f in plan.report if f.rule.startswith("centre")] == []
    assert area_of(again) == area_of(plan)


def test_a_code_that_no_community_has_is_told_and_the_place_decides(run: Run) -> None:
    plan = run("divide", centres=persons(SIX, community=["990101001299"] + [""] * 5))

    assert [where for where, _ in found(plan, "serves_unknown")] == ["P-A"]
    assert held(plan)["A"] in area_of(plan).values()


def test_a_group_where_nobody_lives_is_told_with_its_households(run: Run, tmp_path: Path) -> None:
    two = rows_of_homes()
    two["group"] = np.where(two.geometry.x < ORIGIN[0] + 7.5 * STEP_M, "one", "two")
    two.to_file(tmp_path / "in.gpkg", layer="households")
    west = {who: at for who, at in SIX.items() if who in "ABDE"}

    plan = run("divide", centres=persons(west))

    assert [number for _, number in found(plan, "zone_without_centre")] == [32]
    assert gridgen.check(plan).of("zone_without_centre")


def test_more_persons_than_houses_are_told_by_name(run: Run, tmp_path: Path) -> None:
    rows_of_homes().iloc[:3].to_file(tmp_path / "in.gpkg", layer="households")
    row = {who: (0.5 * k, 0.0) for k, who in enumerate("ABCD")}

    plan = run("divide", centres=persons(row))

    assert found(plan, "centre_unused") == [("P-D", 0)]


# --- households without a place ------------------------------------------------------------------


@pytest.fixture
def with_absent(run: Run, tmp_path: Path) -> Run:
    """The village with three households that have no place, by rules that have virtual grids."""
    (tmp_path / "ours.toml").write_text("virtual = true\n" + RULES, "utf-8")
    here = rows_of_homes().assign(community=VILLAGE)
    gone = pd.DataFrame({"id": ["g0", "g1", "g2"], "group": "", "community": VILLAGE})
    gpd.GeoDataFrame(pd.concat([here, gone]), crs=CRS).to_file(
        tmp_path / "in.gpkg", layer="households"
    )
    return run


def test_households_without_a_place_have_one_contact_person_too(with_absent: Run) -> None:
    plan = with_absent("divide", to="old", centres=persons(SIX))

    code_of = {who: codes.split(",") for who, codes in held(plan).items()}
    (keeper,) = [who for who, codes in code_of.items() if len(codes) == 2]
    size = plan.level(LEVEL).households
    load = dict(zip(plan.level(LEVEL).code, size.tolist(), strict=True))
    assert area_of(plan)["g0"] == code_of[keeper][1]
    assert load[code_of[keeper][0]] == min(load[codes[0]] for codes in code_of.values())
    assert plan.report.of("zone_without_centre") == ()


def test_who_has_the_households_without_a_place_keeps_them_in_a_redraw(with_absent: Run) -> None:
    old = with_absent("divide", to="old", centres=persons(SIX))
    keeper = next(who for who, codes in held(old).items() if "," in codes)
    beside = {"K": (SIX[keeper][0] + 1, SIX[keeper][1])}  # of whose homes somebody has fewer now

    again = with_absent("redraw", centres=persons(SIX | beside), to="new")

    assert "," in held(again)[keeper]
    assert area_of(again)["g0"] == area_of(old)["g0"]


def test_the_post_of_households_without_a_place_is_filled_by_who_has_them(
    with_absent: Run,
) -> None:
    plan = with_absent("divide", people=persons(SIX))

    assert plan.staff is not None
    person_of = {post.zone: post.person for post in plan.staff.posts}
    codes = {code: f"P-{who}" for who, both in held(plan).items() for code in both.split(",")}
    assert person_of == codes
    assert plan.report.of("posts_vacant") == ()


def test_households_without_a_place_where_nobody_serves_are_told(
    with_absent: Run, tmp_path: Path
) -> None:
    east = village(NEXT_VILLAGE, west=12 * STEP_M)
    communities = gpd.GeoDataFrame(pd.concat([village(), east]), crs=CRS)
    communities.to_file(tmp_path / "in.gpkg", layer="communities")
    table = gpd.read_file(tmp_path / "in.gpkg", layer="households")
    table.loc[table["id"].isin(["g0", "g1", "g2"]), "community"] = NEXT_VILLAGE
    table.to_file(tmp_path / "in.gpkg", layer="households")

    plan = with_absent("divide", centres=persons(SIX))

    assert found(plan, "zone_without_centre") == [("99010100120290101", 3)]


# --- whose centre it is --------------------------------------------------------------------------


def stations(*xy: tuple[float, float], community: str = "", role: str = "") -> Centres:
    c = len(xy)
    none = np.full(c, -1)
    return Centres(
        ids=[f"S{k}" for k in range(c)], role=[role] * c, xy=np.array(xy, float),
        fewest=none, most=none, community=[community] * c, zones=[""] * c,
    )  # fmt: skip


TWO_VILLAGES = Communities(
    [VILLAGE, NEXT_VILLAGE],
    ["West", "East"],
    ["village"] * 2,
    [shapely.box(0, 0, 100, 100), shapely.box(160, 0, 260, 100)],
)


@pytest.mark.parametrize(
    ("x", "row"),
    [(50, 0), (100, 0), (129.9, 0), (130, 0), (130.1, 1), (160, 1), (309.9, 1), (310.1, None)],
)
def test_a_centre_is_of_the_nearest_community_within_fifty_metres(
    x: float, row: int | None, tmp_path: Path
) -> None:
    rules = load_rules(ours(tmp_path, AROUND))
    anchor = (50, 50)  # so that somebody serves in any case

    rounds = rounds_of(rules, stations(anchor, (x, 50)), TWO_VILLAGES, source="centres")

    rows = {home: mine.tolist() for home, mine in rounds.rows["grids"].items()}
    assert [home for home, mine in rows.items() if 1 in mine] == ([] if row is None else [row])


@pytest.mark.parametrize(
    ("community", "row"), [("", 0), (NEXT_VILLAGE, 1), (VILLAGE, 0), ("990101001299", 0)]
)
def test_the_code_that_a_centre_gives_goes_before_its_place(
    community: str, row: int, tmp_path: Path
) -> None:
    rules = load_rules(ours(tmp_path, AROUND))

    rounds = rounds_of(rules, stations((50, 50), community=community), TWO_VILLAGES, source="s")

    assert list(rounds.rows["grids"]) == [row]


def test_rules_that_make_nothing_around_centres_leave_them() -> None:
    rounds = rounds_of(load_rules("standard"), stations((50, 50)), TWO_VILLAGES, source="s")

    assert rounds.centres is None
    assert rounds.rows == {}


@pytest.mark.parametrize(("role", "ids"), [("contact", ["P1"]), ("head", None)])
def test_people_are_centres_where_the_rules_ask_for_their_role(
    role: str, ids: list[str] | None, tmp_path: Path
) -> None:
    (tmp_path / "ours.toml").write_text(RULES, "utf-8")
    people = People(["P1", "P2"], [role, "worker"], np.zeros((2, 2)), ["", ""], [VILLAGE, ""])

    found = centres_among(people, load_rules(str(tmp_path / "ours.toml")))

    assert (None if found is None else found.ids.tolist()) == ids
