"""Contact persons: an exact transport where areas hold together, else the solver."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from served import (
    BESIDE,
    VILLAGE,
    living_at,
    served_by,
    villages_of,
)
from towns import town

from gridgen.model.bands import Band
from gridgen.model.graphs import pieces
from gridgen.model.plan import Plan
from gridgen.people.contacts import areas_around, transport


@examples(40)
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


def test_every_household_has_exactly_one_contact_person_with_5_or_more(served: Plan) -> None:
    contacts = served.households["contact"]

    assert (contacts != "").all()
    assert contacts.value_counts().between(5, 15).all()
    assert served.report.errors == ()
    assert not [f for f in served.report if f.rule.startswith(("contact", "posts", "people"))]


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
