"""The township of a plan is what reading the plan's own tables again would give."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from plans import DEGREES, METRES, VILLAGE, altered, town, with_people

import gridgen
from gridgen.files.inputs import Inputs
from gridgen.files.township import to_township
from gridgen.model.centres import Centres
from gridgen.model.households import Households
from gridgen.model.plan import Plan
from gridgen.model.ties import Tie
from gridgen.model.township import Township
from gridgen.plans.township import township_of
from gridgen.rules.levels import Role, Rules
from gridgen.rules.loader import load_rules

# --- the slow way: by tables ---------------------------------------------------------------------


def whole_again(table: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The parts of a row that was cut as that row, row by row."""
    if "part_of" not in table:
        return table
    whole: dict[str, dict[str, Any]] = {}
    for row in table.to_dict("records"):
        name = row["part_of"] or row["id"]
        if name in whole:
            whole[name]["households"] += row["households"]
        else:
            whole[name] = row | {"id": name}
    return gpd.GeoDataFrame(list(whole.values()), crs=table.crs).drop(columns="part_of")


def read_again(plan: Plan, rules: Rules) -> Township:
    tables = {name: plan.to_frame(name) for name in plan.township.ground}
    if plan.staff is not None:
        tables["people"] = plan.to_frame("people")
    if plan.township.centres is not None:
        tables["centres"] = plan.to_frame("centres")
    if plan.township.ties:
        rows = [(tie.kind, tie.key, tie.first, tie.second) for tie in plan.township.ties]
        tables["ties"] = pd.DataFrame(rows, columns=["tie", "of", "first", "second"])
    zones = plan.to_frame(plan.levels[0].level)
    special = zones[zones["kind"] == "special"]
    if len(special):
        tables["special"] = special[["code", "name", "geometry"]].assign(size=special["units"])
    homes = whole_again(plan.to_frame("households"))
    return to_township(Inputs(homes, plan.to_frame("communities"), **tables), rules)


# --- field by field ------------------------------------------------------------------------------


def assert_same_households(mine: Households, read: Households) -> None:
    assert mine.ids.tolist() == read.ids.tolist()
    assert mine.count.tolist() == read.count.tolist()
    assert mine.community.tolist() == read.community.tolist()
    assert mine.source.tolist() == read.source.tolist()
    assert mine.part_of.tolist() == read.part_of.tolist()
    assert (mine.crs, mine.given.tolist()) == (read.crs, read.given.tolist())
    assert np.abs(mine.xy - read.xy).max() < 1e-6
    assert {k: v.tolist() for k, v in mine.counts.items()} == {
        k: v.tolist() for k, v in read.counts.items()
    }


def assert_same_keys(mine: Households, read: Households, rules: Rules) -> None:
    # A table always has the grids that were made; a township has them where rules ask for them.
    asked = {*read.keys} - ({"grid"} - {*rules.names})
    assert {k: v.tolist() for k, v in mine.keys.items()} == {
        k: read.keys[k].tolist() for k in asked
    }


def assert_same_shapes(mine: Sequence[Any], read: Sequence[Any]) -> None:
    """Every corner of ours is one of theirs; theirs has more where long edges were cut."""
    assert len(mine) == len(read)
    for one, two in zip(mine, read, strict=True):
        corners = shapely.points(shapely.get_coordinates(one))
        theirs = shapely.multipoints(shapely.get_coordinates(two))
        assert shapely.distance(corners, theirs).max() < 1e-6
        assert abs(one.area / two.area - 1) < 1e-4


def assert_same_columns(mine: Any, read: Any, names: Sequence[str]) -> None:
    assert (mine is None) == (read is None)
    for name in names if mine is not None else ():
        assert getattr(mine, name).tolist() == getattr(read, name).tolist(), name


def assert_same(mine: Township, read: Township, rules: Rules) -> None:
    assert mine.crs == read.crs
    assert_same_households(mine.households, read.households)
    assert_same_keys(mine.households, read.households, rules)
    assert mine.is_placeless.tolist() == read.is_placeless.tolist()
    assert mine.ties == read.ties
    assert_same_columns(mine.communities, read.communities, ["code", "name", "kind", "urban_class"])
    assert_same_shapes(mine.communities.shape, read.communities.shape)
    assert_same_columns(mine.special, read.special, ["code", "name", "size"])
    if mine.special is not None:
        assert_same_shapes(mine.special.shape, read.special.shape)
    assert_same_columns(mine.people, read.people, ["ids", "role", "phone", "community"])
    whom = ["ids", "role", "fewest", "most", "community", "zones"]
    assert_same_columns(mine.centres, read.centres, whom)
    for name in ("people", "centres"):
        if getattr(mine, name) is not None:
            assert np.abs(getattr(mine, name).xy - getattr(read, name).xy).max() < 1e-6
    assert set(mine.ground) == set(read.ground)
    for name, features in mine.ground.items():
        assert_same_columns(features, read.ground[name], ["kind", "name", "shape"])


# --- any plan ------------------------------------------------------------------------------------

LABEL = {"zh": "岗位", "en": "Role"}


@st.composite
def asked(draw: st.DrawFn) -> Rules:
    """Rules that ask for this and that, and make groups around the heads."""
    standard = load_rules("standard")
    grids, groups = standard.levels
    by = draw(st.sampled_from([(), ("estate",), ("grid",), ("nickname",)]))
    return replace(
        standard,
        levels=(
            replace(grids, by=by, counts=draw(st.sampled_from(["households", "population"]))),
            replace(groups, mode={"village": "around"}, centres="head"),
        ),
        people=(Role("head", LABEL, "grids"), Role("worker", LABEL, "ten_household_groups")),
        special=draw(st.booleans()),
        virtual=draw(st.booleans()),
    )


def redrawn(draw: st.DrawFn, households: Households, rules: Rules) -> Households:
    """Households some of whose rows are parts of one, with columns, in degrees or in metres."""
    n = len(households)
    is_part = [False, *draw(st.lists(st.booleans(), min_size=n - 1, max_size=n - 1))]
    begin = np.maximum.accumulate(np.where(is_part, 0, np.arange(n)))
    size = np.bincount(begin, minlength=n)[begin]
    named = [f"h{k + 1}" for k in begin]
    parts = [f"{name}#{k - b + 1}" for k, (name, b) in enumerate(zip(named, begin, strict=True))]
    words = st.lists(st.sampled_from(["", "7", "东"]), min_size=n, max_size=n)
    metres = draw(st.booleans())
    return replace(
        households,
        ids=np.where(size > 1, parts, named),
        part_of=np.where(size > 1, named, ""),
        given=households.xy if metres else households.given,
        crs=METRES if metres else DEGREES,
        keys={key: draw(words) for key in ("building", "grid", *rules.names)},
        counts={name: np.arange(n) for name in rules.counts},
    )


def with_centres(plan: Plan) -> Plan:
    at = plan.township.households.xy[:2] + 1
    centres = Centres(
        ids=["C1", ""], role=["head", "head"], xy=at, fewest=[-1, 3], most=[-1, 9],
        community=["", VILLAGE], zones=["", f"{VILLAGE}00101,{VILLAGE}00102"],
    )  # fmt: skip
    return altered(plan, centres=centres)


@st.composite
def plans(draw: st.DrawFn, rules: Rules) -> Plan:
    plan = town()
    households = redrawn(draw, plan.township.households, rules)
    n = len(households)
    away = np.array([*draw(st.lists(st.booleans(), min_size=n - 1, max_size=n - 1)), False])
    ids = sorted({*np.where(households.part_of == "", households.ids, households.part_of)})
    kinds = st.sampled_from(["together", "apart"])
    who = st.sampled_from(ids)
    ties = tuple(
        Tie(*said) for said in draw(st.lists(st.tuples(kinds, st.just("id"), who, who), max_size=3))
    )
    grids = plan.level("grids")
    kind = [draw(st.sampled_from(["special", kind])) for kind in grids.kind]
    plan = replace(
        altered(plan, households=households, ties=ties),
        presence=np.where(away, "virtual", plan.presence),
        levels=(replace(grids, kind=kind), plan.levels[1]),
    )
    plan = with_people(plan) if draw(st.booleans()) else plan
    return with_centres(plan) if draw(st.booleans()) else plan


@examples(50)
@given(st.data())
def test_the_township_of_a_plan_is_that_of_its_own_tables(data: st.DataObject) -> None:
    rules = data.draw(asked())
    plan = data.draw(plans(rules))

    township = township_of(plan, rules)

    assert_same(township, read_again(plan, rules), rules)
    assert township.findings == ()


# --- one that was divided ------------------------------------------------------------------------

X, Y = 500_000.0, 3_400_000.0

RULES = """
name = "ours"
title = { zh = "规则", en = "Rules" }
virtual = true

[[level]]
name = "grids"
parent = "communities"
keep = ["place"]
split = ["place"]
label = { zh = "第{n}网格", en = "Grid {n}" }
band.village = { fewest = 10, most = 30 }

[[level]]
name = "contact_areas"
parent = "grids"
mode = "around"
centres = "contact"
code_digits = 2
label = { zh = "第{n}片", en = "Area {n}" }
band.village = { fewest = 2, most = 30 }

[people.contact]
level = "contact_areas"
label = { zh = "联系人", en = "contact person" }
"""


def points(xy: np.ndarray, **columns: Any) -> gpd.GeoDataFrame:
    at = gpd.points_from_xy(X + xy[:, 0], Y + xy[:, 1])
    return gpd.GeoDataFrame(columns, geometry=at, crs=METRES)


@pytest.fixture(scope="module", params=[METRES, DEGREES])
def divided(request: Any, tmp_path_factory: pytest.TempPathFactory) -> tuple[Plan, Rules]:
    """A village with a tower that was cut, two who have no place, a market and six contacts."""
    file = tmp_path_factory.mktemp("rules") / "ours.toml"
    file.write_text(RULES, "utf-8")
    i, j = np.meshgrid(np.arange(8), np.arange(6))
    xy = 20.0 * np.column_stack([i.ravel(), j.ravel()])
    count = [70, *[1] * (len(xy) - 1)]
    homes = points(xy, id=[f"h{k}" for k in range(len(xy))], households=count, community=VILLAGE)
    homes.loc[[5, 6], "geometry"] = None
    village = {"code": [VILLAGE], "kind": ["village"]}
    land = shapely.box(X - 20, Y - 20, X + 240, Y + 120)
    market = shapely.box(X + 170, Y + 20, X + 230, Y + 80)
    contacts = points(20.0 * np.array([[1, 1], [6, 1], [1, 4], [6, 4], [3, 2], [4, 4]]) + 1,
                      id=[f"P{k}" for k in range(6)], role="contact")  # fmt: skip
    tables = {
        "households": homes,
        "communities": gpd.GeoDataFrame(village, geometry=[land], crs=METRES),
        "special": gpd.GeoDataFrame(
            {"name": ["市场"], "size": [30]}, geometry=[market], crs=METRES
        ),
        "people": contacts,
    }
    tables = {name: table.to_crs(request.param) for name, table in tables.items()}
    ties = pd.DataFrame({"tie": ["apart"], "first": ["h1"], "second": ["h0"]})
    plan = gridgen.divide(**tables, ties=ties, rules=str(file), effort="fast")
    return plan, load_rules(file)


def test_a_plan_that_was_divided_is_read_again_as_it_is(divided: tuple[Plan, Rules]) -> None:
    plan, rules = divided

    township = township_of(plan, rules)

    assert (plan.township.households.part_of == "h0").sum() > 1
    assert township.is_placeless.sum() == 2
    assert (len(township.special), len(township.people), len(township.ties)) == (1, 6, 1)
    assert len(township.centres) == 6
    assert_same(township, read_again(plan, rules), rules)


def test_a_plan_read_from_its_file_has_the_same_township(
    divided: tuple[Plan, Rules], tmp_path: Path
) -> None:
    plan, rules = divided
    gridgen.write_plan(plan, tmp_path / "plan.gpkg")

    again = township_of(gridgen.read_plan(tmp_path / "plan.gpkg"), rules)

    assert_same(again, township_of(plan, rules), rules)


# --- other rules than those of the plan ----------------------------------------------------------


def changed(folder: Path, old: str, new: str) -> str:
    assert old in RULES
    (folder / "other.toml").write_text(RULES.replace(old, new), "utf-8")
    return str(folder / "other.toml")


def test_rules_that_ask_for_no_special_grids_redraw_a_plan_without_them(
    divided: tuple[Plan, Rules], tmp_path: Path
) -> None:
    rules = changed(tmp_path, "virtual = true", "virtual = true\nspecial = false")

    again = gridgen.redraw(divided[0], rules=rules, effort="fast")

    assert "special" in divided[0].level("grids").kind
    assert "special" not in again.level("grids").kind


def test_rules_that_ask_for_no_virtual_grids_redraw_a_plan_without_them(
    divided: tuple[Plan, Rules], tmp_path: Path
) -> None:
    again = gridgen.redraw(
        divided[0], rules=changed(tmp_path, "virtual = true\n", "virtual = false\n"), effort="fast"
    )

    assert divided[0].is_virtual.sum() == 2
    assert not again.is_virtual.any()


def test_rules_that_count_what_a_plan_does_not_hold_are_refused_by_name(
    divided: tuple[Plan, Rules], tmp_path: Path
) -> None:
    rules = changed(tmp_path, 'parent = "communities"', 'parent = "communities"\ncounts = "souls"')

    with pytest.raises(gridgen.RulesError, match="'ours' count souls, and the households have no"):
        gridgen.redraw(divided[0], rules=rules, effort="fast")


def test_households_may_be_given_anew_with_what_other_rules_count(
    divided: tuple[Plan, Rules], tmp_path: Path
) -> None:
    rules = changed(tmp_path, 'parent = "communities"', 'parent = "communities"\ncounts = "souls"')
    table = whole_again(divided[0].to_frame("households")).assign(souls=1)

    again = gridgen.redraw(divided[0], table, rules=rules, effort="fast")

    assert again.township.households.counts["souls"].sum() == len(table)


# --- row by row ----------------------------------------------------------------------------------


STANDARD = load_rules("standard")


def with_parts(parts: dict[int, str]) -> Plan:
    """The town, some of whose rows are parts of a row; each row k counts k people."""
    plan = town()
    households = plan.township.households
    part_of = np.array([parts.get(row, "") for row in range(len(households))], object)
    counts = {"population": np.arange(len(households))}
    return altered(plan, households=replace(households, part_of=part_of, counts=counts))


def test_the_parts_of_a_row_are_that_row_again_where_its_first_part_stands() -> None:
    plan = with_parts({60: "tower", 61: "tower"})

    households = township_of(plan, STANDARD).households

    assert len(households) == len(plan.township.households) - 1
    assert households.ids[60] == "tower"
    assert households.count[60] == 800
    assert households.xy[60].tolist() == plan.township.households.xy[60].tolist()
    assert (households.part_of == "").all()


def test_what_is_counted_besides_households_is_that_of_the_first_part() -> None:
    plan = with_parts({60: "tower", 61: "tower"})

    households = township_of(plan, STANDARD).households

    assert households.counts["population"][60] == 60


def test_rows_that_nobody_cut_are_all_as_they_were() -> None:
    plan = town()

    households = township_of(plan, STANDARD).households

    assert households.ids.tolist() == plan.township.households.ids.tolist()
    assert households.count.tolist() == plan.township.households.count.tolist()


@given(st.lists(st.sampled_from(["", "", "a", "b"]), min_size=8, max_size=8))
def test_whole_rows_are_those_that_going_down_the_table_gathers(names: list[str]) -> None:
    plan = with_parts(dict(enumerate(names)))
    households = plan.township.households
    gathered: dict[str, int] = {}
    for id_, name, count in zip(
        households.ids, households.part_of, households.count.tolist(), strict=True
    ):
        gathered[name or id_] = gathered.get(name or id_, 0) + count

    found = township_of(plan, STANDARD).households

    assert dict(zip(found.ids, found.count.tolist(), strict=True)) == gathered
    assert found.ids.tolist() == list(gathered)


def test_each_household_names_the_community_in_which_it_is() -> None:
    plan = town()

    named = township_of(plan, STANDARD).households.community

    assert named[0] == VILLAGE
    assert named[-1] == ""  # it is in none


@pytest.mark.parametrize(("kind", "names"), [("village", None), ("special", ["清河村第1网格"])])
def test_special_grids_are_the_zones_of_that_kind_at_the_first_level(
    kind: str, names: list[str] | None
) -> None:
    plan = town()
    first = plan.levels[0]
    kinds = np.array([kind, *first.kind[1:]], object)
    plan = replace(plan, levels=(replace(first, kind=kinds), *plan.levels[1:]))

    special = township_of(plan, STANDARD).special

    assert (None if special is None else special.name.tolist()) == names


def test_those_who_serve_are_the_people_of_the_township() -> None:
    people = township_of(with_people(town()), STANDARD).people

    assert people is not None
    assert people.ids.tolist() == ["P1", "P2", "P3"]
    assert township_of(town(), STANDARD).people is None
