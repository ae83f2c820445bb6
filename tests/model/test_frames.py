"""Plan -> tables: in the CRS and at the coordinates of the input, codes in place of rows."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import shapely
from plans import DEGREES, EAST_GATE, METRES, VILLAGE, altered, town, with_people

from gridgen.model.centres import Centres
from gridgen.model.crs import moved
from gridgen.model.errors import NotInPlanError
from gridgen.model.frames import features_frame
from gridgen.model.ground import Features
from gridgen.model.plan import Plan


def whole_town() -> Plan:
    """The town with people and with a centre."""
    plan = with_people(town())
    at = plan.township.households.xy[:1]
    centres = Centres(["C1"], ["head"], at, [-1], [9], [VILLAGE], ["1"])
    return altered(plan, centres=centres)


def test_households_name_their_community_presence_and_zones() -> None:
    table = town().to_frame("households")

    first, last = table.iloc[0], table.iloc[-1]
    assert list(table.columns) == [
        "id", "households", "community", "presence", "grid", "ten_household_group", "geometry",
    ]  # fmt: skip
    assert (first["community"], first["presence"]) == (VILLAGE, "placed")
    assert (first["grid"], first["ten_household_group"]) == (f"{VILLAGE}001", f"{VILLAGE}00102")
    assert (last["community"], last["presence"], last["grid"]) == ("", "unplaced", "")


def test_households_stand_bit_by_bit_where_the_input_had_them() -> None:
    plan = town()

    table = plan.to_frame("households")

    assert table.crs == DEGREES
    given = plan.township.households.given
    assert np.array_equal(np.column_stack([table.geometry.x, table.geometry.y]), given)


def test_what_keeps_together_is_counted_or_was_cut_has_a_column_and_the_older_grid_has_none() -> (
    None
):
    plan = town()
    n = len(plan.township.households)
    further = {
        "keys": {"building": ["7"] * n, "grid": ["old"] * n},
        "counts": {"population": np.arange(n)},
        "part_of": ["h1", *[""] * (n - 1)],
    }
    homes = replace(plan.township.households, **further)

    table = altered(plan, households=homes).to_frame("households")

    assert table["building"].tolist() == ["7"] * n
    assert table["population"].tolist() == list(range(n))
    assert table["part_of"].tolist() == ["h1", *[""] * (n - 1)]
    assert "old" not in table["grid"].tolist()


def test_who_serves_a_household_is_named_in_the_column_of_the_role() -> None:
    plan = with_people(town())
    n = len(plan.township.households)
    rows = np.where(np.arange(n) == 1, 2, -1)

    table = replace(plan, staff=replace(plan.staff, contact_of={"worker": rows})).households

    assert table["worker"].tolist()[:3] == ["", "P3", ""]


def test_zones_are_polygons_in_the_crs_of_the_input() -> None:
    plan = town()

    table = plan.to_frame("grids")

    shapes = moved(plan.level("grids").polygon, METRES, DEGREES)
    assert table.crs == DEGREES
    assert shapely.equals_exact(np.asarray(table.geometry.array), shapes, tolerance=1e-12).all()
    assert table["code"].tolist() == plan.level("grids").code.tolist()
    assert set(table["level"]) == {"grids"}
    assert table["mean_m"].tolist()[:2] == [120.0, 118.2]


def test_communities_have_code_name_kind_and_class() -> None:
    table = town().to_frame("communities")

    assert list(table.columns) == ["code", "name", "kind", "class", "geometry"]
    assert table["code"].tolist() == [VILLAGE, EAST_GATE]


def test_people_have_their_zones_and_how_many_they_serve() -> None:
    table = with_people(town()).to_frame("people")

    assert table["id"].tolist() == ["P1", "P2", "P3"]
    assert table["zones"].tolist() == [f"{VILLAGE}001", f"{VILLAGE}00101", f"{VILLAGE}00101"]
    assert table["households"].tolist() == [20, 5, 5]


def test_centres_have_what_was_given_of_them() -> None:
    table = whole_town().to_frame("centres")

    assert table.drop(columns="geometry").to_dict("records") == [
        {"id": "C1", "role": "head", "fewest": -1, "most": 9, "community": VILLAGE, "zones": "1"}
    ]


def test_what_lies_on_the_ground_comes_back_as_it_was_given() -> None:
    plan = town()

    table = plan.to_frame("lines")

    assert table["class"].tolist() == ["river", "main_road", "road", "railway", "bridge"]
    assert (table.geometry.to_numpy() == plan.township.ground["lines"].shape).all()
    assert table.crs == DEGREES


def test_polygons_on_the_ground_have_no_class() -> None:
    lake = Features([""], ["东湖"], [shapely.box(0, 0, 1, 1)], DEGREES)

    assert list(features_frame(lake).columns) == ["name", "geometry"]


@pytest.mark.parametrize("what", ["water", "people", "centres", "teams"])
def test_a_part_that_a_plan_does_not_have_is_refused_with_those_it_has(what: str) -> None:
    with pytest.raises(
        NotInPlanError,
        match=rf"no '{what}'; it has: grids, ten_household_groups, households, communities, lines",
    ):
        town().to_frame(what)


def test_people_and_centres_are_named_where_there_are_such() -> None:
    with pytest.raises(NotInPlanError, match="communities, people, centres, lines"):
        whole_town().to_frame("teams")
