"""An exact assignment of people to zones."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from examples import examples
from hypothesis import given
from hypothesis import strategies as st

from gridgen.people.match import match


@examples(60)
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
