"""Posts in the zones of a level: who has them, and what is vacant."""

from __future__ import annotations

from villages import (
    BESIDE,
    living_at,
    people_of,
    served_by,
)


def test_a_post_goes_to_nobody_who_serves_another_village(rules: str) -> None:
    head = people_of(1, "head", community=BESIDE)

    plan = served_by(rules, living_at(100, 12), living_at(400, 12), head)

    assert plan.staff is not None
    zones = {post.zone[:12] for post in plan.staff.posts if post.person == "head-0"}
    assert zones == {BESIDE}
