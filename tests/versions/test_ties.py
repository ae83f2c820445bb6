"""Ties are told apart by the communities of all whom they name."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from many_villages import VILLAGE, many_villages

from gridgen.model.arrays import texts
from gridgen.model.plan import Plan
from gridgen.model.ties import Tie
from gridgen.versions.ties import ties_at


def tied(*ties: Tie, unplaced: int | None = None) -> Plan:
    """Three villages; the first ten houses of each are building 1, the next ten building 2."""
    plan = many_villages(3)
    k = np.arange(3 * VILLAGE)
    households = plan.township.households
    numbers = np.where(k % VILLAGE < 10, "1", np.where(k % VILLAGE < 20, "2", ""))
    numbers[2 * VILLAGE :] = np.where(numbers[2 * VILLAGE :] == "1", "3", "")
    households = replace(households, keys={"building": texts(numbers)})
    home_of = plan.community_of.copy()
    if unplaced is not None:
        home_of[unplaced] = -1
    township = replace(plan.township, households=households, ties=ties)
    return replace(plan, township=township, community_of=home_of)


HERE = Tie("apart", "id", "H000001", "H000002")
THERE = Tie("together", "id", "H002001", "H002002")


def test_a_tie_in_one_village_is_of_that_village() -> None:
    plan = tied(HERE, THERE)

    made = ties_at(plan)

    first, _, third = plan.communities.code
    assert made.within == {first: (HERE,), third: (THERE,)}
    assert (made.between, made.joined) == ((), ())


def test_a_name_that_two_villages_have_joins_them_with_all_their_ties() -> None:
    both = Tie("together", "building", "1", "2")
    plan = tied(HERE, both, THERE)

    made = ties_at(plan)

    assert made.between == (HERE, both)
    assert made.joined == tuple(plan.communities.code[:2])
    assert made.within == {plan.communities.code[2]: (THERE,)}


def test_who_lives_in_no_community_is_in_none_of_them() -> None:
    made = ties_at(tied(HERE, unplaced=2))

    assert made.between == (HERE,)
    assert not made.within


def test_a_tie_that_names_nobody_is_nowhere() -> None:
    made = ties_at(tied(Tie("apart", "id", "nobody", ""), Tie("apart", "floor", "1", "2")))

    assert (made.between, made.within) == ((), {})
