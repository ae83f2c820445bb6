"""A list of households stands in the order of their grids, with those who serve them."""

from __future__ import annotations

import dataclasses

import numpy as np
from plans import EAST_GATE, VILLAGE, altered, town, with_people

from gridgen.model.arrays import texts
from gridgen.model.centres import Centres
from gridgen.model.people import People, Staff
from gridgen.people.listing import household_list

FIRST = f"{VILLAGE}001"


def test_households_stand_by_community_grid_and_group_and_then_by_number() -> None:
    listed = household_list(town())

    ids = [row.id for row in listed.rows]
    # The first grid numbers its groups from the north.
    assert ids[:13] == ["h61", "h62", "h63", *(f"h{k}" for k in range(11, 21))]
    assert ids[13:23] == [f"h{k}" for k in range(1, 11)]
    assert ids[-1] == "h64"
    assert listed.levels == ("grids", "ten_household_groups")
    assert listed.rows[0].community == EAST_GATE
    assert listed.rows[3].zones == (FIRST, f"{FIRST}01")


def test_everybody_is_in_the_list_once_also_outside_all_communities() -> None:
    plan = town()

    rows = household_list(plan).rows

    assert sorted(row.id for row in rows) == sorted(plan.township.households.ids)
    assert (rows[-1].community, rows[-1].zones, rows[-1].presence) == ("", ("", ""), "unplaced")


def test_keys_that_no_household_names_are_left_out_and_numbers_in_them_count() -> None:
    plan = town()
    building = texts(["10栋" if k < 5 else "9栋" for k in range(64)])
    roll = dataclasses.replace(
        plan.township.households, keys={"building": building, "estate": texts([""] * 64)}
    )

    listed = household_list(altered(plan, households=roll))

    assert listed.keys == ("building",)
    group = [row.id for row in listed.rows if row.zones[1] == f"{FIRST}02"]
    assert group == [f"h{k}" for k in (6, 7, 8, 9, 10, 1, 2, 3, 4, 5)]


def test_those_with_a_post_in_a_zone_serve_its_households() -> None:
    listed = household_list(with_people(town()))

    by_id = {row.id: row.people for row in listed.rows}
    assert listed.roles == {"head": "grids", "worker": "ten_household_groups"}
    assert by_id["h11"] == (("P1",), ("P2", "P3"))
    assert by_id["h1"] == (("P1",), ())
    assert by_id["h21"] == ((), ())
    assert listed.nearest == ("worker",)


def test_a_household_with_a_contact_person_of_its_own_has_that_one() -> None:
    plan = with_people(town())
    people = People(["P1", "P2"], ["contact"] * 2, [[0.0, 0.0]] * 2, ["", ""], ["", ""])
    row_of = np.where(np.arange(64) < 5, 1, -1)
    staff = Staff(people, (), {"contact": row_of}, np.full(2, None))

    listed = household_list(dataclasses.replace(plan, staff=staff))

    by_id = {row.id: row.people for row in listed.rows}
    assert (by_id["h1"], by_id["h6"]) == ((("P2",),), ((),))
    assert listed.nearest == ("contact",)


def test_without_people_nobody_serves() -> None:
    listed = household_list(town())

    assert (listed.roles, listed.nearest, listed.rows[0].people) == ({}, (), ())


def test_of_a_level_drawn_around_people_those_serve() -> None:
    centres = Centres(
        ids=["C1", "C2"], role=["contact"] * 2, xy=[[0.0, 0.0]] * 2, fewest=[-1] * 2,
        most=[-1] * 2, community=["", ""], zones=[f"{FIRST}01", ""],
    )  # fmt: skip

    listed = household_list(altered(town(), centres=centres))

    by_id = {row.id: row.people for row in listed.rows}
    assert listed.roles == {"contact": "ten_household_groups"}
    assert (by_id["h11"], by_id["h1"]) == ((("C1",),), ((),))
