"""Who serves, counted: every post and every household of theirs once, vacancies, areas."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import openpyxl
import pytest
import shapely
from plans import ORIGIN, VILLAGE, town, with_people

from gridgen.files.workbooks import write_roster
from gridgen.model.errors import NotInPlanError
from gridgen.model.people import People, Post, Staff
from gridgen.model.plan import Plan
from gridgen.people.roster import role_labels, roster

FIRST, SECOND, THIRD = (f"{VILLAGE}00{k}" for k in (1, 2, 3))


def staffed(*posts: Post, area_of: dict[str, shapely.Polygon] | None = None) -> Plan:
    """The town with these posts, each person standing at its corner."""
    ids = sorted({post.person for post in posts} - {""})
    role_of = {post.person: post.role for post in posts}
    people = People(ids, [role_of[i] for i in ids], [ORIGIN] * len(ids), *[[""] * len(ids)] * 2)
    area = np.array([(area_of or {}).get(i, shapely.Polygon()) for i in ids], dtype=object)
    return replace(town(), staff=Staff(people, posts, {}, area))


def test_a_role_counts_people_posts_vacancies_and_zones_with_nobody() -> None:
    plan = staffed(
        Post("worker", "grids", FIRST, "A", 12, 10.0),
        Post("worker", "grids", FIRST, "B", 8, 30.0),
        Post("worker", "grids", SECOND, "A", 20, 20.0),
        Post("worker", "grids", THIRD, "", 0, 0.0),
    )

    (role,) = roster(plan).roles

    assert (role.people, role.serve, role.posts, role.vacant) == (2, 2, 4, 1)
    assert (role.zones, role.zones_without) == (3, 1)
    # A looks after 12 and 20.
    assert (role.fewest, role.most) == (8, 32)
    assert role.mean_m == pytest.approx((12 * 10 + 8 * 30 + 20 * 20) / 40)


def test_a_zone_says_who_is_there_and_the_households_of_each() -> None:
    plan = staffed(
        Post("worker", "grids", FIRST, "A", 12, 10.0),
        Post("worker", "grids", FIRST, "B", 8, 30.0),
        Post("worker", "grids", FIRST, "", 0, 0.0),
    )

    (zone,) = roster(plan).zones

    assert (zone.code, zone.name, zone.community) == (FIRST, "清河村第1网格", VILLAGE)
    assert (zone.households, zone.posts, zone.vacant) == (20, 3, 1)
    assert (zone.people, zone.each) == (("A", "B"), (12, 8))


def test_a_community_has_its_households_too() -> None:
    (zone,) = roster(staffed(Post("liaison", "communities", VILLAGE, "A", 60, 1.0))).zones

    assert (zone.name, zone.households) == ("清河村", 60)


def test_a_person_has_all_their_zones_and_the_area_of_responsibility() -> None:
    field = {"A": shapely.box(0, 0, 100, 50)}
    posts = (
        Post("contact", "grids", FIRST, "A", 12, 10.0),
        Post("contact", "grids", SECOND, "A", 4, 50.0),
        Post("contact", "grids", SECOND, "B", 16, 5.0),
    )

    found = roster(staffed(*posts, area_of=field))

    first, second = found.people
    assert (first.zones, first.households, first.mean_m) == ((FIRST, SECOND), 16, 20.0)
    assert (first.area_m2, second.area_m2) == (5000, 0)
    (role,) = found.roles
    assert (role.areas, role.smallest_m2, role.largest_m2) == (1, 5000, 5000)


def test_every_household_that_posts_share_is_counted_once_in_each_view() -> None:
    plan = with_people(town())
    assert plan.staff is not None

    found = roster(plan)

    total = Counter[str]()
    for post in plan.staff.posts:
        total[post.role] += post.households
    by_zone, by_person = Counter[str](), Counter[str]()
    for zone in found.zones:
        by_zone[zone.role] += sum(zone.each)
    for person in found.people:
        by_person[person.role] += person.households
    assert total == by_zone == by_person


def test_a_plan_without_people_is_refused() -> None:
    with pytest.raises(NotInPlanError, match=r"no people.*gridgen divide --people"):
        roster(town())


def test_roles_are_called_as_the_rules_say_or_by_their_own_name() -> None:
    plan = with_people(town())
    gone = replace(plan, made_by=replace(plan.made_by, rules="gone.toml"))

    assert role_labels(plan)["head"]["zh"] == "网格长"
    assert role_labels(gone)["head"] == {"zh": "head", "en": "head"}
    assert role_labels(town()) == {}


@pytest.mark.parametrize(("lang", "role"), [("zh", "网格长"), ("en", "grid head")])
def test_the_workbook_has_a_sheet_each_for_roles_zones_and_people(
    tmp_path: Path, lang: str, role: str
) -> None:
    plan = with_people(town())
    found = roster(plan)

    write_roster(found, role_labels(plan), tmp_path / "people.xlsx", lang=lang)

    book = openpyxl.load_workbook(tmp_path / "people.xlsx")
    rows = [list(sheet.iter_rows(min_row=2, values_only=True)) for sheet in book]
    assert [len(own) for own in rows] == [len(found.roles), len(found.zones), len(found.people)]
    assert all(any(role in own for own in sheet) for sheet in rows)
    assert any("P2, P3" in own for own in rows[1])
    for sheet in book:
        assert all("{" not in str(cell.value) for cell in sheet[1])
