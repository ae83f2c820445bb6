"""Areas around contact persons over the years: each case is divided, written, read and redrawn.

A village of one group, 8 by 12 homes, six contact persons; the areas have 5 to 24 homes. Ids are
opaque; the tests call the persons by a letter.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import numpy as np
import openpyxl
import pandas as pd
import pyogrio
import pytest
import shapely

import gridgen
from gridgen.cli.main import app
from gridgen.division.around import areas_held
from gridgen.model.graphs import pieces
from gridgen.model.plan import Plan

ORIGIN = np.array([500_000.0, 3_400_000.0])
CRS = "EPSG:4547"
VILLAGE = "990101001201"
STEP_M = 20.0

RULES = """
name = "ours"
title = { zh = "我们的规则", en = "Our rules" }

[[level]]
name = "grids"
parent = "communities"
mode = "unit"
by = ["group"]
keep = []
code_digits = 3
label = { zh = "{name}", en = "{name}" }

[[level]]
name = "contact_areas"
parent = "grids"
mode = "around"
centres = "contact"
keep = ["place"]
hard = []
code_digits = 2
label = { zh = "第{n}片", en = "Area {n}" }
band.village = { fewest = 5, most = 24 }

[people.contact]
level = "contact_areas"
label = { zh = "联系人", en = "contact person" }
"""
LEVEL = "contact_areas"

Places = dict[str, tuple[float, float]]
SIX: Places = {
    "A": (1.5, 1.5), "B": (5.5, 1.5), "C": (9.5, 1.5),
    "D": (1.5, 5.5), "E": (5.5, 5.5), "F": (9.5, 5.5),
}  # fmt: skip
"""Columns and rows of homes, from the south-west corner."""


def homes(skip: int = 0) -> gpd.GeoDataFrame:
    i, j = (k.ravel() for k in np.meshgrid(np.arange(12), np.arange(8)))
    xy = ORIGIN + STEP_M * np.column_stack([i, j])
    ids = [f"h{k}" for k in range(len(xy))]
    table = gpd.GeoDataFrame(
        {"id": ids, "group": "one"}, geometry=gpd.points_from_xy(*xy.T), crs=CRS
    )
    return table.iloc[skip:].reset_index(drop=True)


def land() -> gpd.GeoDataFrame:
    wide, high = 12 * STEP_M, 8 * STEP_M
    here = shapely.box(*(ORIGIN - 10), *(ORIGIN + [wide - 10, high - 10]))
    return gpd.GeoDataFrame({"code": [VILLAGE], "kind": ["village"]}, geometry=[here], crs=CRS)


def persons(places: Places, **columns: object) -> gpd.GeoDataFrame:
    xy = ORIGIN + STEP_M * np.array(list(places.values()))
    table = {"id": [f"P-{who}" for who in places], "role": "contact", **columns}
    return gpd.GeoDataFrame(table, geometry=gpd.points_from_xy(*xy.T), crs=CRS)


Run = Callable[..., Plan]


def runner(folder: Path) -> Run:
    """Return what runs a command in a folder, each layer in a file, and reads the plan it wrote.

    `divide` divides `in.gpkg`, `redraw` redraws `old.gpkg`.
    """
    (folder / "ours.toml").write_text(RULES, "utf-8")
    homes().to_file(folder / "in.gpkg", layer="households")
    land().to_file(folder / "in.gpkg", layer="communities")

    def run(command: str, *words: str, to: str = "new", **layers: gpd.GeoDataFrame) -> Plan:
        named = []
        for name, table in layers.items():
            table.to_file(folder / f"{name}.gpkg", layer=name)
            named += [f"--{name}", str(folder / f"{name}.gpkg")]
        source = folder / ("old.gpkg" if command == "redraw" else "in.gpkg")
        asked = [command, str(source), "-o", str(folder / f"{to}.gpkg"), *named, *words]
        if command == "divide":
            asked += ["--rules", str(folder / "ours.toml")]
        app([*asked, "--lang", "en"], standalone_mode=False)
        return gridgen.read_plan(folder / f"{to}.gpkg")

    return run


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The plan file around the six."""
    folder = tmp_path_factory.mktemp("old")
    runner(folder)("divide", to="old", centres=persons(SIX))
    return folder / "old.gpkg"


@pytest.fixture
def run(tmp_path: Path) -> Run:
    return runner(tmp_path)


@pytest.fixture
def old(drawn: Path, tmp_path: Path) -> Plan:
    """The plan around the six, its file at hand for `run`."""
    shutil.copy(drawn, tmp_path / "old.gpkg")
    return gridgen.read_plan(drawn)


def area_of(plan: Plan) -> dict[str, str]:
    """Return the code of the area of each household."""
    table = plan.households
    return dict(zip(table["id"], table["contact_area"], strict=True))


def held(plan: Plan) -> dict[str, str]:
    """Return the code of the area around each person, by letter."""
    table = plan.to_frame("centres")
    assert table is not None
    return {
        who.removeprefix("P-"): code for who, code in zip(table["id"], table["zones"], strict=True)
    }


def moved(old: Plan, new: Plan) -> int:
    before, after = area_of(old), area_of(new)
    return sum(before[home] != after[home] for home in before.keys() & after.keys())


def are_sound(plan: Plan) -> bool:
    """Say whether each area has 5 to 24 homes in one piece that hold the person's house."""
    zone_of = plan.zone_of[LEVEL]
    assert plan.township.centres is not None
    code_of = held(plan)
    for row, who in enumerate(plan.township.centres.ids):
        rows = np.flatnonzero(area_of_rows(plan) == code_of[who.removeprefix("P-")])
        apart = np.hypot(*(plan.township.households.xy[rows] - plan.township.centres.xy[row]).T)
        near = np.hypot(*(plan.township.households.xy - plan.township.centres.xy[row]).T)
        if not 5 <= len(rows) <= 24 or apart.min() > near.min() + 30:
            return False
        xy = plan.township.households.xy[rows]
        beside = np.abs(xy[:, None] - xy[None]).sum(axis=2) < 1.1 * STEP_M
        if pieces(len(rows), np.argwhere(np.triu(beside, 1)).astype(np.int32)).max() > 0:
            return False
    return bool((zone_of >= 0).all())


def area_of_rows(plan: Plan) -> np.ndarray:
    return plan.households["contact_area"].to_numpy()


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
    homes().to_crs(4490).to_file(tmp_path / "in.gpkg", layer="households")

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


# --- who stays, moves, leaves, comes -------------------------------------------------------------


def test_nothing_new_leaves_every_household_in_its_area(run: Run, old: Plan) -> None:

    new = run("redraw")

    assert area_of(new) == area_of(old)
    assert held(new) == held(old)


@pytest.mark.parametrize("word", ["centres", "people"])
def test_one_who_moves_a_few_metres_keeps_the_area_as_it_is(run: Run, old: Plan, word: str) -> None:

    new = run("redraw", **{word: persons(SIX | {"B": (5.9, 1.2), "E": (5.1, 5.8)})})

    assert area_of(new) == area_of(old)
    assert held(new) == held(old)


def test_one_who_moves_next_door_across_the_border_keeps_the_area_all_but_that_house(
    run: Run,
    old: Plan,
) -> None:
    i, j = beside(old, "A", "B")

    new = run("redraw", centres=persons(SIX | {"A": (i, j)}))

    assert held(new) == held(old)
    assert moved(old, new) <= 2
    assert are_sound(new)


def beside(plan: Plan, who: str, other: str) -> tuple[float, float]:
    """Return a home of `other` that is next to one of `who`."""
    xy, code = (plan.township.households.xy - ORIGIN) / STEP_M, area_of_rows(plan)
    mine, theirs = xy[code == held(plan)[who]], xy[code == held(plan)[other]]
    apart = np.abs(mine[:, None] - theirs[None]).sum(axis=2)
    i, j = theirs[np.unravel_index(apart.argmin(), apart.shape)[1]]
    return float(i), float(j)


def test_the_households_of_one_who_leaves_go_to_the_neighbours_and_nobody_else_moves(
    run: Run,
    old: Plan,
) -> None:
    five = {who: at for who, at in SIX.items() if who != "B"}

    new = run("redraw", centres=persons(five))

    gone = held(old)["B"]
    assert held(new) == {who: held(old)[who] for who in five}
    assert moved(old, new) == list(area_of(old).values()).count(gone)
    assert gone in new.made_by.retired[LEVEL]
    assert are_sound(new)


def test_one_who_comes_shares_the_area_where_they_live_and_nobody_else_moves(
    run: Run, old: Plan
) -> None:

    new = run("redraw", centres=persons(SIX | {"G": (6.5, 0.5)}))

    codes = held(new)
    before, after = area_of(old), area_of(new)
    changed = {before[home] for home in before if before[home] != after[home]}
    assert {who: codes[who] for who in SIX} == held(old)
    assert codes["G"] not in set(before.values())
    assert changed == {held(old)["B"]}
    assert are_sound(new)


def test_one_who_follows_another_in_the_same_house_has_the_area_and_its_code(
    run: Run, old: Plan
) -> None:
    heirs = {("H" if who == "B" else who): at for who, at in SIX.items()}

    new = run("redraw", centres=persons(heirs))

    assert area_of(new) == area_of(old)
    assert held(new)["H"] == held(old)["B"]


def test_a_code_of_one_who_left_never_comes_back(run: Run, old: Plan, tmp_path: Path) -> None:
    run("redraw", centres=persons({w: at for w, at in SIX.items() if w != "F"}), to="fewer")
    (tmp_path / "fewer.gpkg").rename(tmp_path / "old.gpkg")

    new = run("redraw", centres=persons(SIX))

    gone = held(old)["F"]
    assert gone not in set(area_of(new).values())
    assert gone in new.made_by.retired[LEVEL]
    assert held(new)["F"] > max(held(old).values())


def test_new_and_gone_households_change_no_area_of_anybody_else(
    run: Run, old: Plan, tmp_path: Path
) -> None:
    now = pd.concat([homes(skip=2), homes().iloc[[50, 51]].assign(id=["new0", "new1"])])

    new = run("redraw", households=gpd.GeoDataFrame(now, crs=CRS))

    assert moved(old, new) == 0
    assert held(new) == held(old)


def test_people_of_other_roles_leave_the_centres_as_they_are(
    run: Run, old: Plan, tmp_path: Path
) -> None:
    head = '\n[people.head]\nlevel = "grids"\nlabel = { zh = "网格长", en = "head" }\n'
    (tmp_path / "ours.toml").write_text(RULES + head, "utf-8")

    new = run(
        "redraw", "--rules", str(tmp_path / "ours.toml"),
        people=persons({"X": (0.0, 0.0)}).assign(role="head"),
    )  # fmt: skip

    assert area_of(new) == area_of(old)
    assert held(new) == held(old)


def test_a_file_of_several_layers_gives_the_one_that_is_called_so(
    run: Run, old: Plan, tmp_path: Path
) -> None:
    homes().to_file(tmp_path / "all.gpkg", layer="households")
    persons(SIX).to_file(tmp_path / "all.gpkg", layer="centres")

    new = run("redraw", "--centres", str(tmp_path / "all.gpkg"))

    assert held(new) == held(old)


def test_centres_without_ids_are_known_by_the_area_in_which_they_stand(run: Run) -> None:
    old = run("divide", to="old", centres=persons(SIX).drop(columns="id"))

    new = run("redraw", centres=persons(SIX | {"B": (5.9, 1.2)}).drop(columns="id"))

    assert area_of(new) == area_of(old)


def test_a_plan_that_exists_lends_its_centres_to_a_new_division(
    run: Run, old: Plan, tmp_path: Path
) -> None:

    new = run("divide", "--existing", str(tmp_path / "old.gpkg"))

    assert area_of(new) == area_of(old)


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
    assert rows[3][6] == "P-B"


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
    two = homes()
    two["group"] = np.where(two.geometry.x < ORIGIN[0] + 7.5 * STEP_M, "one", "two")
    two.to_file(tmp_path / "in.gpkg", layer="households")
    west = {who: at for who, at in SIX.items() if who in "ABDE"}

    plan = run("divide", centres=persons(west))

    assert [number for _, number in found(plan, "zone_without_centre")] == [32]
    assert gridgen.check(plan).of("zone_without_centre")


def test_more_persons_than_houses_are_told_by_name(run: Run, tmp_path: Path) -> None:
    homes().iloc[:3].to_file(tmp_path / "in.gpkg", layer="households")
    row = {who: (0.5 * k, 0.0) for k, who in enumerate("ABCD")}

    plan = run("divide", centres=persons(row))

    assert found(plan, "centre_unused") == [("P-D", 0)]


# --- who keeps which area ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("unit", "held", "area"),
    [
        ([1, 4], [7, 8], [7, 8]),  # both where they were
        ([3, 5], [7, 8], [7, 8]),  # one house across the border: it is beside the old area
        ([4, 5], [7, 8], [8, 8]),  # two houses across: one who comes to live there
        ([4, 1], [7, 8], [8, 7]),  # they changed houses
        ([1, 4], [-1, 8], [7, 8]),  # somebody else in the house of one who left
        ([1, 2, 4], [7, -1, 8], [7, 7, 8]),  # one who comes shares
        ([1, 4, 6], [7, 8, -1], [7, 8, 11]),  # on new land: an area of their own
        ([1, 4], [9, 8], [7, 8]),  # what was held is gone
    ],
)
def test_who_keeps_which_area_along_a_row_of_seven_houses(
    unit: list[int], held: list[int], area: list[int]
) -> None:
    existing = np.array([7, 7, 7, 8, 8, 8, -1])
    row = np.array([[k, k + 1] for k in range(6)], np.int32)

    found = areas_held(existing, np.array(unit), np.array(held), row)

    assert found.tolist() == area


# --- households without a place ------------------------------------------------------------------


@pytest.fixture
def with_absent(run: Run, tmp_path: Path) -> Run:
    """The village with three households that have no place, by rules that have virtual grids."""
    (tmp_path / "ours.toml").write_text("virtual = true\n" + RULES, "utf-8")
    here = homes().assign(community=VILLAGE)
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
    east = land().assign(code="990101001202", geometry=land().translate(12 * STEP_M))
    areas = gpd.GeoDataFrame(pd.concat([land(), east]), crs=CRS)
    areas.to_file(tmp_path / "in.gpkg", layer="communities")
    table = gpd.read_file(tmp_path / "in.gpkg", layer="households")
    table.loc[table["id"].isin(["g0", "g1", "g2"]), "community"] = "990101001202"
    table.to_file(tmp_path / "in.gpkg", layer="households")

    plan = with_absent("divide", centres=persons(SIX))

    assert found(plan, "zone_without_centre") == [("99010100120290101", 3)]
