"""Posts in the zones of a level: who has them, and what is vacant."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from plans import ORIGIN, VILLAGE, altered, town
from served import BESIDE, living_at, people_of, served_by

from gridgen.model.bands import Band
from gridgen.model.centres import Centres
from gridgen.model.people import People
from gridgen.people.posts import contact_posts, posts_of
from gridgen.people.serving import Serving
from gridgen.rules.levels import Role

HEAD = Role(name="head", level="grids", label={"zh": "网格长", "en": "head"})
FIRST, SECOND, THIRD = (f"{VILLAGE}00{k}" for k in (1, 2, 3))


def heads(*places: tuple[float, float], community: str = VILLAGE) -> People:
    """Heads of the village at places of the drawing, P1, P2, ..."""
    n = len(places)
    ids = [f"P{k + 1}" for k in range(n)]
    return People(ids, ["head"] * n, ORIGIN + np.array(places, float), [""] * n, [community] * n)


def test_a_post_goes_to_nobody_who_serves_another_village(rules: str) -> None:
    head = people_of(1, "head", community=BESIDE)

    plan = served_by(rules, living_at(100, 12), living_at(400, 12), head)

    assert plan.staff is not None
    zones = {post.zone[:12] for post in plan.staff.posts if post.person == "head-0"}
    assert zones == {BESIDE}


def test_each_zone_has_the_head_who_lives_nearest_and_the_rest_is_vacant() -> None:
    posts = posts_of(Serving(town(), heads((430, 300), (130, 300)), HEAD))

    assert [(post.zone, post.person, post.households) for post in posts[:3]] == [
        (FIRST, "P2", 20), (SECOND, "P1", 20), (THIRD, "", 0),
    ]  # fmt: skip


@pytest.mark.parametrize(("number", "shares"), [(1, [20]), (2, [10, 10]), (3, [7, 7, 6])])
def test_those_who_have_a_zone_share_it_evenly(number: int, shares: list[int]) -> None:
    several = replace(HEAD, most=3)
    plan = town()
    only = replace(plan, zone_of={"grids": np.where(plan.zone_of["grids"] == 0, 0, -1)})

    posts = posts_of(Serving(only, heads(*[(100 + k, 300) for k in range(number)]), several))

    assert [post.households for post in posts] == shares


def test_whoever_stands_at_the_centre_of_a_zone_has_it_even_if_another_lives_in_its_middle() -> (
    None
):
    people = heads((150, 300), (20, 20))
    centre = Centres(["P2"], ["head"], people.xy[1:], [-1], [-1], [""], [FIRST])

    posts = posts_of(Serving(altered(town(), centres=centre), people, HEAD))

    assert {post.zone: post.person for post in posts}[FIRST] == "P2"


@pytest.mark.parametrize(("most", "vacant"), [(20, 0), (19, 1), (10, 1), (9, 2)])
def test_a_zone_wants_as_many_contact_persons_as_its_households_fill(
    most: int, vacant: int
) -> None:
    plan = town()
    role = replace(HEAD, households=Band(1, most))
    contact_of = np.where(plan.zone_of["grids"] == 0, 0, -1).astype(np.int32)

    posts = contact_posts(Serving(plan, heads((130, 300)), role), contact_of)

    mine = [post for post in posts if post.zone == FIRST]
    assert [post.person for post in mine] == ["P1"] + [""] * vacant
    assert mine[0].households == 20
