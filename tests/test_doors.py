"""The public functions over tables: what they take, what they refuse, and what comes back."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from campaigns import campaign
from villages import (
    CITY,
    NEXT_VILLAGE,
    VILLAGE,
    assert_is_sound,
    divide,
    field,
    grid_of,
    ground,
    homes,
    land,
    points,
    said,
    sizes,
    township,
)

import gridgen
from gridgen.division.options import Checkpoints, Options, OptionWords
from gridgen.model.plan import Plan
from gridgen.plans.township import township_of
from gridgen.rules.loader import load_rules


@pytest.fixture(scope="module")
def plan() -> Plan:
    return divide(*township())


@pytest.fixture(scope="module")
def bare() -> Plan:
    """A field of 140 households, divided with nothing beside it."""
    return divide(homes(field(14, 10)))


# --- what an input may be ------------------------------------------------------------------------


def test_a_table_of_degrees_is_enough() -> None:
    lonlat = np.array([[114 + 0.0002 * i, 31 + 0.0002 * j] for i in range(12) for j in range(10)])

    plan = divide(pd.DataFrame(lonlat, columns=["经度", "纬度"]))

    assert sum(sizes(plan)) == 120
    assert plan.grids.crs.to_epsg() == 4326
    assert_is_sound(plan)


@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:4547"])
def test_a_geoseries_is_a_table_of_its_shapes(crs: str) -> None:
    households, communities = township()
    shapes, land_of = households.to_crs(crs).geometry, communities.to_crs(crs).geometry
    road = ground(shapely.LineString([(0, 100), (900, 100)])).to_crs(crs).geometry
    bare = {"effort": "fast", "lines": road.to_frame("geometry")}

    from_series = gridgen.divide(shapes, land_of, effort="fast", lines=road)
    from_tables = gridgen.divide(shapes.to_frame("geometry"), land_of.to_frame("geometry"), **bare)

    assert from_series.grids.geometry.tolist() == from_tables.grids.geometry.tolist()
    assert sum(sizes(from_series)) == 420
    assert len(gridgen.neighbours(shapes, land_of, {"lines": road})) > 420


NO_ROWS = [
    gpd.GeoDataFrame(geometry=[]),
    gpd.GeoSeries([]),
    gpd.GeoDataFrame(geometry=[], crs="EPSG:4547"),
    gpd.GeoDataFrame({"code": [], "class": []}),
    pd.DataFrame({"code": []}),
]


@pytest.mark.parametrize("empty", campaign(NO_ROWS, everyday=2))
@pytest.mark.parametrize(
    "role", ["lines", "water", "buildings", "parcels", "special", "centres", "existing"]
)
def test_a_layer_without_rows_is_taken_whether_it_says_its_crs_or_not(
    role: str, empty: pd.DataFrame, bare: Plan
) -> None:
    plan = divide(homes(field(14, 10)), **{role: empty})

    assert plan.grids.geometry.tolist() == bare.grids.geometry.tolist()
    assert said(plan.report) == said(bare.report)


@pytest.mark.parametrize("empty", campaign(NO_ROWS, everyday=2))
def test_communities_without_rows_count_as_not_given_and_that_is_told(
    empty: pd.DataFrame, bare: Plan
) -> None:
    households = homes(field(14, 10))

    plan = gridgen.divide(households, empty, effort="fast")

    assert plan.grids.geometry.tolist() == bare.grids.geometry.tolist()
    assert said(plan.report) == {"layer_empty", *said(bare.report)}
    (told,) = (f for f in plan.report if f.rule == "layer_empty")
    assert told.en == "communities has no row; it counts as not given."
    assert len(gridgen.neighbours(households, empty)) == len(gridgen.neighbours(households))


def test_a_plan_is_checked_and_drawn_again_with_geoseries_and_empty_layers(plan: Plan) -> None:
    nothing = gpd.GeoDataFrame(geometry=[])

    redrawn = gridgen.redraw(plan, township()[0], centres=nothing)

    assert said(gridgen.check(plan, lines=nothing)) == said(gridgen.check(plan))
    assert said(gridgen.check(plan, lines=gpd.GeoSeries([]))) == said(gridgen.check(plan))
    assert sizes(redrawn) == sizes(plan)


@pytest.mark.parametrize(
    "given", ["households.gpkg", [[1.0, 2.0]], np.zeros((3, 2)), None, pd.Series([1.0])]
)
def test_what_is_no_table_is_refused_by_its_name(given: Any) -> None:
    with pytest.raises(gridgen.ReadError, match=f"households: found a {type(given).__name__}"):
        gridgen.divide(given)
    with pytest.raises(gridgen.ReadError, match="lines: found a int; expected a GeoDataFrame"):
        gridgen.divide(homes(field(3, 3)), lines=3)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "crs", campaign(["EPSG:4326", "EPSG:4490", "EPSG:3857", "EPSG:32650"], everyday=2)
)
def test_a_plan_comes_back_in_the_coordinates_it_came_in(crs: str) -> None:
    households, communities = township()

    made = divide(households.to_crs(crs), communities)

    assert made.grids.crs == crs
    assert made.households.geometry.tolist() == households.to_crs(crs).geometry.tolist()
    assert_is_sound(made)


def test_the_tables_that_are_given_stay_as_they_are() -> None:
    households, communities = township()
    before = [table.to_json() for table in (households, communities)]

    divide(households, communities)

    assert [table.to_json() for table in (households, communities)] == before


# --- options -------------------------------------------------------------------------------------

WORDS: dict[str, Any] = {
    "target": 60,
    "grids": {VILLAGE: 2},
    "locks": [f"{NEXT_VILLAGE}001"],
    "effort": "fast",
    "certify": True,
    "seed": 5,
    "lang": "zh",
    "executor": ThreadPoolExecutor,
    "on_progress": lambda done, of: None,
    "day": "2026-11-29",
    "checkpoints": Checkpoints(lambda problems: {}, lambda problem, outcome: None),
    "on_drawn": lambda plan: None,
}


def same(one: Plan, two: Plan) -> bool:
    """Say whether two plans have the same zones, names and facts."""
    return (
        one.made_by == two.made_by
        and one.households.equals(two.households)
        and [zones.name.tolist() for zones in one.levels]
        == [zones.name.tolist() for zones in two.levels]
    )


def test_the_words_tried_here_are_all_that_there_are() -> None:
    assert list(WORDS) == [option.name for option in fields(Options)]


@pytest.mark.parametrize("word", campaign(WORDS, every=3))
def test_divide_takes_every_option_as_a_keyword_or_in_options(word: str, plan: Plan) -> None:
    households, communities = township()
    value = WORDS[word](1) if word == "executor" else WORDS[word]
    existing = plan if word == "locks" else None

    def made(**asked: Any) -> Plan:
        return gridgen.divide(households, communities, existing=existing, **asked)

    assert same(made(**{word: value}), made(options=Options(**{word: value})))


@pytest.mark.parametrize("word", campaign(WORDS, every=3))
def test_redraw_takes_every_option_as_a_keyword_or_in_options(word: str, plan: Plan) -> None:
    value = WORDS[word](1) if word == "executor" else WORDS[word]

    one = gridgen.redraw(plan, **{word: value})
    two = gridgen.redraw(plan, options=Options(**{word: value}))

    assert same(one, two)


@pytest.mark.parametrize("make", [gridgen.divide, gridgen.redraw])
def test_an_option_that_there_is_not_is_refused_with_those_that_there_are(
    make: Callable[..., Plan], plan: Plan
) -> None:
    given = township()[0] if make is gridgen.divide else plan
    known = ", ".join(option.name for option in fields(Options))

    with pytest.raises(TypeError, match=f"There is no option 'speed'; expected one of {known}"):
        make(given, speed=3)


def test_a_keyword_goes_before_what_options_say() -> None:
    asked = Options(effort="fast", seed=4, lang="zh")

    plan = gridgen.divide(*township(), options=asked, seed=9)

    assert (plan.made_by.seed, plan.made_by.effort) == (9, "fast")
    assert plan.level("grids").name[0] == "第一网格"


@pytest.mark.parametrize("door", [gridgen.divide, gridgen.redraw])
def test_the_signature_of_a_door_names_its_options(door: Callable[..., Plan]) -> None:
    last = list(inspect.signature(door).parameters.values())[-1]

    assert (last.kind, last.annotation) == (last.VAR_KEYWORD, "Unpack[OptionWords]")
    assert list(OptionWords.__annotations__) == [option.name for option in fields(Options)]


# --- redraw --------------------------------------------------------------------------------------


def test_a_redraw_names_the_plan_it_comes_from_and_goes_by_its_rules(plan: Plan) -> None:
    again = gridgen.redraw(plan, effort="fast")

    assert again.made_by.parent == plan.made_by.input_hash
    assert again.made_by.rules == plan.made_by.rules
    assert grid_of(again) == grid_of(plan)


def test_a_redraw_by_other_rules_says_so(plan: Plan) -> None:
    again = gridgen.redraw(plan, rules="honglian", effort="fast")

    assert again.made_by.rules == "honglian"
    assert sizes(again) != sizes(plan)


# --- check ---------------------------------------------------------------------------------------


def rows() -> Plan:
    """A village in two grids, west and east of x = 210."""
    return divide(homes(field(20, 8)), land({VILLAGE: shapely.box(0, 0, 420, 200)}))


def river(x: float) -> gpd.GeoDataFrame:
    return ground(shapely.LineString([(x, -50), (x, 250)]), **{"class": ["river"]})


def test_a_plan_is_checked_against_other_lines_than_its_own() -> None:
    plan = rows()

    found = gridgen.check(plan, lines=river(120))

    assert gridgen.check(plan).errors == ()
    assert {f.rule for f in found.errors} == {"zone_in_pieces"}
    assert "lines" not in plan.township.ground


def test_a_line_beside_the_village_is_no_error() -> None:
    plan = rows()

    found = gridgen.check(plan, lines=river(-30))

    assert found.errors == ()
    assert said(found) == {"borders_on_lines"}


def test_a_plan_is_checked_against_other_rules_than_its_own(plan: Plan) -> None:
    found = gridgen.check(plan, rules="honglian")

    assert said(found) != said(gridgen.check(plan))


# --- appoint -------------------------------------------------------------------------------------


def heads() -> gpd.GeoDataFrame:
    """One head in each community."""
    at = [(150, 100), (450, 100), (750, 100)]
    return points(*at, id=["p1", "p2", "p3"], role=["head"] * 3)


def test_people_are_appointed_to_zones_of_a_plan_that_stays_as_it_is(plan: Plan) -> None:
    staffed = gridgen.appoint(plan, heads())

    assert staffed.staff is not None
    served = {post.person for post in staffed.staff.posts if post.role == "head"} - {""}
    assert served == {"p1", "p2", "p3"}
    assert staffed.households.equals(plan.households)
    assert plan.staff is None


def test_who_is_appointed_anew_takes_the_place_of_those_who_were(plan: Plan) -> None:
    first = gridgen.appoint(plan, heads())

    second = gridgen.appoint(first, heads().assign(id=["q1", "q2", "q3"]))

    assert second.staff is not None
    assert second.staff.people.ids.tolist() == ["q1", "q2", "q3"]


def test_a_role_that_the_rules_do_not_name_is_told_by_the_name_of_the_file(plan: Plan) -> None:
    who = heads().assign(role=["head", "head", "gardener"])

    staffed = gridgen.appoint(plan, who, source="staff.xlsx")

    assert [f.where for f in staffed.report.of("person_left_out")] == ["staff.xlsx, row 3"]
    assert staffed.staff is not None
    assert staffed.staff.people.ids.tolist() == ["p1", "p2"]


def test_those_appointed_stay_in_a_redraw(plan: Plan) -> None:
    staffed = gridgen.appoint(plan, heads())

    again = gridgen.redraw(staffed, effort="fast")

    people = township_of(again, load_rules("standard")).people
    assert people is not None
    assert people.ids.tolist() == ["p1", "p2", "p3"]


# --- hamlets -------------------------------------------------------------------------------------


@pytest.mark.parametrize(("smallest", "apart_m"), [(1, 60.0), (8, 0.0), (8, -1.0), (8, np.nan)])
def test_hamlets_of_no_size_or_no_distance_are_refused(smallest: int, apart_m: float) -> None:
    with pytest.raises(gridgen.ProblemError, match=f"smallest is {smallest} and apart_m"):
        gridgen.find_hamlets(gpd.GeoDataFrame(), smallest=smallest, apart_m=apart_m)


def test_hamlets_are_found_in_villages_alone() -> None:
    near = field(5, 4, west=30, south=30)
    both = homes(np.vstack([near, near + [300, 0]]))
    boxes = {VILLAGE: shapely.box(0, 0, 300, 300), CITY: shapely.box(300, 0, 600, 300)}

    found = gridgen.find_hamlets(both, land(boxes))

    assert found.level("hamlets").code.tolist() == [f"{VILLAGE}-01"]
    assert found.households["hamlet"].tolist() == [f"{VILLAGE}-01"] * 20 + [""] * 20
