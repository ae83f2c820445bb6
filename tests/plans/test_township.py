"""A plan gives back the township that it divided: rows whole, people as they serve."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from plans import VILLAGE, altered, town, with_people

from gridgen.model.plan import Plan
from gridgen.plans.township import township_of


def with_parts(parts: dict[int, str]) -> Plan:
    """The town, some of whose rows are parts of a row; each row k counts k people."""
    plan = town()
    households = plan.township.households
    part_of = np.array([parts.get(row, "") for row in range(len(households))], object)
    counts = {"population": np.arange(len(households))}
    return altered(plan, households=replace(households, part_of=part_of, counts=counts))


def test_the_parts_of_a_row_are_that_row_again_where_its_first_part_stands() -> None:
    plan = with_parts({60: "tower", 61: "tower"})

    households = township_of(plan).households

    assert len(households) == len(plan.township.households) - 1
    assert households.ids[60] == "tower"
    assert households.count[60] == 800
    assert households.xy[60].tolist() == plan.township.households.xy[60].tolist()
    assert (households.part_of == "").all()


def test_what_is_counted_besides_households_is_that_of_the_first_part() -> None:
    plan = with_parts({60: "tower", 61: "tower"})

    households = township_of(plan).households

    assert households.counts["population"][60] == 60


def test_rows_that_nobody_cut_are_all_as_they_were() -> None:
    plan = town()

    households = township_of(plan).households

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

    found = township_of(plan).households

    assert dict(zip(found.ids, found.count.tolist(), strict=True)) == gathered
    assert found.ids.tolist() == list(gathered)


def test_each_household_names_the_community_in_which_it_is() -> None:
    plan = town()

    named = township_of(plan).households.community

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

    special = township_of(plan).special

    assert (None if special is None else special.name.tolist()) == names


def test_those_who_serve_are_the_people_of_the_township() -> None:
    people = township_of(with_people(town())).people

    assert people is not None
    assert people.ids.tolist() == ["P1", "P2", "P3"]
    assert township_of(town()).people is None
