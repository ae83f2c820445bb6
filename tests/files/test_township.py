"""A township is read once: what the rules ask for, in metres, told by the names of its files."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from gridgen.files.inputs import Inputs
from gridgen.files.township import ground_of, to_township, with_households, with_people
from gridgen.model.arrays import texts
from gridgen.model.crs import project
from gridgen.model.datum import Datum, from_wgs84
from gridgen.model.errors import ReadError
from gridgen.model.township import Township
from gridgen.rules.levels import Role, Rules
from gridgen.rules.loader import load_rules

CRS = "EPSG:4547"
X, Y = 500_000, 3_400_000
VILLAGE = "990101001201"
LABEL = {"zh": "联系人", "en": "Contact"}
PEOPLE = pd.DataFrame({"id": ["P1"], "role": ["contact"], "lon": [114.0], "lat": [31.0]})


def box(west: float, east: float) -> shapely.Polygon:
    return shapely.box(X + west, Y, X + east, Y + 100)


def homes(*ids: str, **columns: Any) -> gpd.GeoDataFrame:
    at = gpd.points_from_xy(X + 10.0 * np.arange(1, len(ids) + 1), [Y + 10.0] * len(ids))
    return gpd.GeoDataFrame({"id": ids} | columns, geometry=at, crs=CRS)


def village() -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {"code": [VILLAGE], "kind": ["village"]}, geometry=[box(0, 100)], crs=CRS
    )


def market() -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame({"name": ["市场"]}, geometry=[box(50, 60)], crs=CRS)


def rules(**changed: Any) -> Rules:
    standard = load_rules("standard")
    grids, groups = standard.levels
    around = replace(groups, mode={"village": "around"}, centres="contact")
    contact = (Role("contact", LABEL, "ten_household_groups"),)
    return replace(standard, **({"levels": (grids, around), "people": contact} | changed))


def read(households: pd.DataFrame, asked: Rules | None = None, **tables: Any) -> Township:
    return to_township(Inputs(households, **tables), asked or rules())


def test_everything_is_in_the_metre_crs_of_the_households() -> None:
    degrees = "EPSG:4490"

    township = read(
        homes("a", "b").to_crs(degrees), communities=village().to_crs(degrees), special=market(),
        centres=PEOPLE, people=PEOPLE,
    )  # fmt: skip

    assert township.crs == "EPSG:4547"
    assert township.households.xy[0] == pytest.approx([X + 10, Y + 10], abs=1e-6)
    assert township.communities.shape[0].area == pytest.approx(10_000, rel=1e-6)
    assert township.special.shape[0].area == pytest.approx(1_000, rel=1e-6)
    assert township.people.xy.tolist() == township.centres.xy.tolist()


def test_what_is_not_given_is_none_and_nothing_is_found() -> None:
    township = read(homes("a", "b"))

    assert (township.communities, township.special, township.centres, township.people) == (
        None,
    ) * 4
    assert (township.ground, township.ties, township.findings) == ({}, (), ())


@pytest.mark.parametrize("special", [True, False])
def test_special_grids_are_read_where_the_rules_ask_for_them(special: bool) -> None:
    township = read(homes("a"), rules(special=special), special=market())

    assert (township.special is not None) == special


def test_a_layer_of_special_grids_without_a_row_is_not_given() -> None:
    assert read(homes("a"), special=market().iloc[:0]).special is None


@pytest.mark.parametrize("asked", [True, False])
def test_centres_are_read_where_a_level_is_made_around_such(asked: bool) -> None:
    levels = rules().levels if asked else load_rules("standard").levels

    township = read(homes("a"), rules(levels=levels), centres=PEOPLE)

    assert (township.centres is not None) == asked


@pytest.mark.parametrize(("virtual", "rows"), [(True, ["a", "b", "d"]), (False, ["b", "d"])])
def test_households_without_a_place_stand_in_where_the_rules_ask_for_it(
    virtual: bool, rows: list[str]
) -> None:
    table = homes("a", "b", "c", "d", community=[VILLAGE, VILLAGE, "", VILLAGE])
    table.loc[[0, 2], "geometry"] = None

    township = read(table, rules(virtual=virtual), communities=village())

    assert township.households.ids.tolist() == rows
    assert township.is_placeless.tolist() == [row == "a" for row in rows]
    assert box(0, 100).contains(shapely.Point(township.households.xy[0]))


NAMELESS = village().drop(columns="code")
WITHOUT_CRS = village().to_crs("EPSG:4326").set_crs(None, allow_override=True)


@pytest.mark.parametrize("communities", [NAMELESS, WITHOUT_CRS], ids=["no code", "no CRS"])
def test_in_communities_that_cannot_be_named_or_placed_people_stand_among_their_neighbours(
    communities: gpd.GeoDataFrame,
) -> None:
    table = homes("a", "b", community=VILLAGE)
    table.loc[0, "geometry"] = None

    township = read(table, rules(virtual=True), communities=communities)

    assert township.is_placeless.tolist() == [True, False]
    assert township.households.xy[0].tolist() == township.households.xy[1].tolist()


def test_findings_name_the_files_and_stand_in_the_order_of_reading() -> None:
    river = gpd.GeoDataFrame(
        {"class": ["canal ditch"]}, geometry=[shapely.LineString([(X, Y), (X + 9, Y)])], crs=CRS
    )
    ties = pd.DataFrame({"tie": ["together"], "first": ["a"], "second": ["nobody"]})
    called = {"households": "h.csv", "lines": "l.shp", "people": "p.csv", "ties": "t.csv"}

    township = read(
        homes("a", "a"), lines=river, people=PEOPLE.assign(姓名=["x"]), ties=ties, source=called
    )

    where = [found.where for found in township.findings]
    assert where == ["h.csv, row 2", "l.shp", "p.csv", "t.csv, row 1"]
    assert township.called("water") == "water"


def test_lines_have_classes_and_what_else_lies_on_the_ground_has_none() -> None:
    road = gpd.GeoDataFrame(
        {"class": ["河"]}, geometry=[shapely.LineString([(0, 0), (1, 1)])], crs=CRS
    )

    ground, found = ground_of({"lines": road, "water": market(), "parcels": None}, {})

    assert {name: list(features.kind) for name, features in ground.items()} == {
        "lines": ["river"], "water": [""],
    }  # fmt: skip
    assert found == ()


def test_a_layer_on_the_ground_is_called_by_its_file() -> None:
    with pytest.raises(ReadError, match=r"^w\.csv: the table has no polygons"):
        ground_of({"water": pd.DataFrame({"name": ["a"]})}, {"water": "w.csv"})


# --- as it is now --------------------------------------------------------------------------------


def test_newer_households_come_into_the_crs_of_the_township_and_ties_of_the_gone_are_told() -> None:
    ties = pd.DataFrame({"tie": ["apart"] * 2, "first": ["a", "b"], "second": ["b", "c"]})
    old = read(homes("a", "b", "c"), ties=ties, communities=village())

    new = with_households(old, homes("b", "c").to_crs("EPSG:32649"), rules())

    assert new.crs == old.crs
    assert new.households.xy[0] == pytest.approx([X + 10, Y + 10], abs=1e-6)
    assert new.ties == old.ties[1:]
    assert [(found.rule, found.where) for found in new.findings] == [("tie_unknown", "ties, row 1")]
    assert new.communities is old.communities


def test_newer_households_without_a_place_stand_in_too() -> None:
    old = read(homes("a"), communities=village())
    table = homes("a", "b", community=VILLAGE)
    table.loc[1, "geometry"] = None

    new = with_households(old, table, rules(virtual=True))

    assert new.is_placeless.tolist() == [False, True]
    assert box(0, 100).contains(shapely.Point(new.households.xy[1]))


def test_drawn_communities_are_drawn_anew_where_one_had_no_place_at_all() -> None:
    table = homes("a", "b", community=[VILLAGE, "990101001202"])
    old = read(table, communities=village())
    communities = replace(
        old.communities, code=texts([VILLAGE, "990101001202"]), name=texts(["", ""]),
        kind=texts(["village"] * 2), urban_class=texts(["", ""]),
        shape=np.append(old.communities.shape, shapely.MultiPolygon()),
    )  # fmt: skip
    old = replace(old, communities=communities)

    placed = with_households(old, table, rules())
    table.loc[1, "geometry"] = None
    absent = with_households(old, table, rules())

    assert placed.communities is None
    assert absent.communities is communities


def test_newer_people_make_older_centres_forgotten_unless_centres_are_given_too() -> None:
    old = read(homes("a"), centres=PEOPLE.assign(id="C1"))

    by_people = with_people(old, rules(), people=PEOPLE)
    by_both = with_people(old, rules(), people=PEOPLE, centres=PEOPLE.assign(id="C2"))
    by_centres = with_people(old, rules(), centres=PEOPLE.assign(id="C2"))

    assert (by_people.people.ids.tolist(), by_people.centres) == (["P1"], None)
    assert by_both.centres.ids.tolist() == ["C2"]
    assert (by_centres.people, by_centres.centres.ids.tolist()) == (None, ["C2"])
    assert with_people(old, rules()).centres is old.centres


# --- datums --------------------------------------------------------------------------------------

WIDE = gpd.GeoDataFrame(
    {"code": [VILLAGE], "kind": ["village"]},
    geometry=[shapely.box(X, Y, X + 1200, Y + 900)],
    crs=CRS,
)
XY = np.random.default_rng(0).uniform((X + 20, Y + 20), (X + 1180, Y + 880), (200, 2))
WGS = project(XY, CRS, "EPSG:4326")


def listed(datum: Datum, lon: str = "经度", lat: str = "纬度") -> pd.DataFrame:
    """A list as it is copied from a map."""
    shown = from_wgs84(WGS, datum)
    return pd.DataFrame({"编号": [f"h{k}" for k in range(len(shown))], lon: shown[:, 0],
                         lat: shown[:, 1]})  # fmt: skip


@pytest.mark.parametrize("datum", [Datum.GCJ02, Datum.BD09])
def test_places_of_a_phone_map_stop_the_reading_until_it_is_said(datum: Datum) -> None:
    with pytest.raises(ReadError, match=f"households: of 200 rows .*give --datum {datum};"):
        read(listed(datum), communities=WIDE)

    township = read(listed(datum), communities=WIDE, datum=datum.value)

    assert np.abs(township.households.xy - XY).max() < 0.001
    assert township.households.crs == "EPSG:4326"
    assert [found.rule for found in township.findings] == ["datum_converted"]


def test_the_rules_may_say_the_datum_and_what_is_said_beside_goes_before_them() -> None:
    asked = rules(datum="gcj02")

    by_rules = read(listed(Datum.GCJ02), asked, communities=WIDE)
    beside = read(listed(Datum.BD09), asked, communities=WIDE, datum="bd09")

    assert np.abs(by_rules.households.xy - XY).max() < 0.001
    assert np.abs(beside.households.xy - XY).max() < 0.001


def test_boundaries_that_are_shifted_are_told_and_converted_where_it_is_said() -> None:
    shape = WIDE.to_crs("EPSG:4326").geometry[0]
    shifted = shapely.transform(shape, lambda lonlat: from_wgs84(lonlat, Datum.GCJ02))
    drawn = WIDE.set_geometry([shifted], crs="EPSG:4326")

    with pytest.raises(ReadError, match="--datum wgs84 --datum communities=gcj02"):
        read(listed(Datum.WGS84), communities=drawn)
    township = read(listed(Datum.WGS84), communities=drawn, datum={"communities": "gcj02"})

    assert [found.rule for found in township.findings] == ["layer_converted"]
    assert township.communities.shape[0].area == pytest.approx(1200 * 900, rel=1e-5)


def test_that_wgs84_is_meant_goes_on_with_a_warning() -> None:
    township = read(listed(Datum.GCJ02), communities=WIDE, datum="wgs84")

    assert [found.rule for found in township.findings] == ["datum_doubtful"]
    assert "--datum gcj02" in township.findings[0].en


@pytest.mark.parametrize(
    ("given", "asked", "rule"),
    [
        (listed(Datum.WGS84), {}, ["datum_assumed"]),
        (listed(Datum.WGS84), {"datum": "cgcs2000"}, []),
        (listed(Datum.WGS84).assign(经度=9.5), {}, []),  # not in China
    ],
)
def test_without_boundaries_the_datum_that_is_assumed_is_told(
    given: pd.DataFrame, asked: dict[str, str], rule: list[str]
) -> None:
    assert [found.rule for found in read(given, **asked).findings] == rule


def test_a_newer_list_is_judged_by_the_boundaries_of_the_plan() -> None:
    township = read(listed(Datum.WGS84), communities=WIDE)

    with pytest.raises(ReadError, match="--datum gcj02"):
        with_households(township, listed(Datum.GCJ02), rules())


def test_households_without_a_place_stand_in_where_the_others_are_after_conversion() -> None:
    given = listed(Datum.BD09).assign(村代码=VILLAGE).astype(object)
    given.loc[5, ["经度", "纬度"]] = ""

    township = read(given, rules(virtual=True), communities=WIDE, datum="bd09")

    assert township.is_placeless.sum() == 1
    assert shapely.contains_xy(WIDE.geometry[0], *township.households.xy[5])
