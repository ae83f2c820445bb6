"""Posts of a few zones are taken out and put in as sorting all of them would."""

from __future__ import annotations

from dataclasses import replace

import pytest
from many_villages import many_villages

from gridgen.model.people import Post, Staff
from gridgen.versions.posts import are_held_alike, exchanged_posts, in_order, posts_in

PLAN = many_villages(1, people=True)
CODES = PLAN.level("grids").code.tolist()


@pytest.fixture
def staff() -> Staff:
    """Heads, contact persons, and posts of a role for which nobody is given."""
    given = PLAN.staff
    assert given is not None
    vacant = [Post("worker", "grids", code, "", 0, 0.0) for code in reversed(CODES)]
    return replace(given, posts=in_order([*given.posts, *vacant], given.people))


def test_the_posts_of_some_zones_come_as_they_stand(staff: Staff) -> None:
    wanted = {CODES[7], CODES[2]}

    assert posts_in(staff, wanted) == tuple(p for p in staff.posts if p.zone in wanted)


def test_posts_are_exchanged_in_their_order(staff: Staff) -> None:
    before = posts_in(staff, CODES[3:5])
    after = [replace(post, zone=CODES[4], households=7) for post in before]

    made = exchanged_posts(staff, before, after)

    others = [post for post in staff.posts if post.zone not in CODES[3:5]]
    assert made == in_order([*others, *after], staff.people)


@pytest.mark.parametrize(
    ("after", "vacant", "is_alike"),
    [
        ([("head", "p1")], [], True),
        ([("head", "p1"), ("head", "p1")], [], True),  # one person on two posts
        ([("head", "p1"), ("head", "p1")], ["head"], False),  # of how many posts is told
        ([("head", "p2")], [], False),
        ([("head", "")], [], False),
        ([], [], False),
    ],
)
def test_what_is_said_of_all_posts_stays_where_the_same_people_hold_them(
    after: list[tuple[str, str]], vacant: list[str], is_alike: bool
) -> None:
    one, others = (
        [Post(role, "grids", CODES[0], person, 1, 1.0) for role, person in side]
        for side in ([("head", "p1")], after)
    )

    assert are_held_alike(one, others, vacant) == is_alike
