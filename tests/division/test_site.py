"""Which communities there are, who is in which, and who is in none."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import pytest
import shapely
from villages import (
    BY_GROUP,
    NEXT_VILLAGE,
    VILLAGE,
    assert_is_sound,
    code_of,
    divide,
    drawn_homes,
    field,
    homes,
    land,
    ours,
    said,
    sizes,
    strip,
    township,
)

import gridgen
from gridgen.division.site import site_in, site_of
from gridgen.files.inputs import Inputs
from gridgen.files.township import to_township
from gridgen.model.errors import RulesError
from gridgen.model.households import Presence
from gridgen.rules.loader import load_rules

# --- where communities come from -----------------------------------------------------------------


def test_without_boundaries_the_codes_of_the_households_make_communities() -> None:
    xy = np.vstack([field(10, 10), field(10, 10, west=210)])
    codes = [VILLAGE] * 100 + [NEXT_VILLAGE] * 100

    plan = divide(homes(xy, community=codes))

    assert Counter(plan.level("grids").community[plan.zone_of["grids"]]) == {
        VILLAGE: 100,
        NEXT_VILLAGE: 100,
    }
    assert said(plan.report) == {"communities_drawn"}
    assert_is_sound(plan)


def test_without_codes_too_everything_is_one_community() -> None:
    plan = divide(homes(field(14, 10)))

    assert plan.communities.code.tolist() == ["000000000000"]
    assert sum(sizes(plan)) == 140
    assert said(plan.report) == {"communities_drawn", "kind_assumed"}
    assert_is_sound(plan)


def test_a_missing_column_is_one_error_that_names_it(tmp_path: Path) -> None:
    with pytest.raises(RulesError, match=r"'ours' make grids by group, .* no such column"):
        divide(drawn_homes("aa").drop(columns="group"), strip(), rules=ours(tmp_path, BY_GROUP))


# --- outside -------------------------------------------------------------------------------------


@pytest.mark.parametrize(("metres", "there"), [(0.5, True), (49.9, True), (50.1, False)])
def test_a_household_outside_joins_within_fifty_metres(metres: float, there: bool) -> None:
    xy = np.vstack([field(10, 10), [[-metres, 100]]])

    plan = divide(homes(xy), land({VILLAGE: shapely.box(0, 0, 220, 220)}))

    assert (code_of(plan, "h100") != "") == there
    assert plan.presence[100] == (Presence.JOINED if there else Presence.UNPLACED)
    rule = "household_joined" if there else "household_unplaced"
    assert [f.where for f in plan.report.of(rule)] == ["h100"]
    assert_is_sound(plan)


def test_unplaced_households_are_counted_and_in_no_grid() -> None:
    xy = np.vstack([field(10, 10), field(3, 1, west=5000)])

    plan = divide(
        homes(xy, households=[1] * 100 + [2] * 3), land({VILLAGE: shapely.box(0, 0, 220, 220)})
    )

    assert sizes(plan) == sorted(sizes(plan))
    assert sum(sizes(plan)) == 100
    [total] = plan.report.of("unplaced_in_all")
    assert total.number == 6
    assert plan.households["grid"].tolist()[-3:] == ["", "", ""]
    assert_is_sound(plan)


def test_many_households_beyond_one_corner_join_without_an_error() -> None:
    beyond = field(6, 5, west=-30, south=-30, step=5)

    plan = divide(
        homes(np.vstack([field(12, 12), beyond])), land({VILLAGE: shapely.box(0, 0, 250, 250)})
    )

    assert (plan.presence[144:] == Presence.JOINED).all()
    assert_is_sound(plan)


def test_everybody_unplaced_gives_a_plan_that_can_be_written_and_read(tmp_path: Path) -> None:
    far = land({VILLAGE: shapely.box(90_000, 0, 90_100, 100)})

    plan = divide(homes(field(5, 5)), far)
    gridgen.write_plan(plan, tmp_path / "plan.gpkg")
    back = gridgen.read_plan(tmp_path / "plan.gpkg")

    assert (back.presence == Presence.UNPLACED).all()
    assert said(gridgen.check(back)) == {"unplaced_in_all"}


def test_members_of_a_community_are_its_divided_households_in_order() -> None:
    xy = [(250, 50), (50, 50), (5_000, 0), (150, 50), (350, 50)]
    rules = load_rules("standard")
    boxes = {VILLAGE: shapely.box(0, 0, 200, 100), NEXT_VILLAGE: shapely.box(200, 0, 400, 100)}
    read = to_township(Inputs(homes(xy), land(boxes)), rules)

    site, _ = site_of(read, rules)

    assert {row: mine.tolist() for row, mine in site.members.items()} == {0: [1, 3], 1: [0, 4]}


def test_a_community_without_households_is_told_and_has_no_members() -> None:
    rules = load_rules("standard")
    boxes = {VILLAGE: shapely.box(0, 0, 200, 100), NEXT_VILLAGE: shapely.box(200, 0, 400, 100)}
    read = to_township(Inputs(homes([(50, 50)]), land(boxes)), rules)

    site, found = site_of(read, rules)

    assert [f.where for f in found if f.rule == "community_empty"] == [NEXT_VILLAGE]
    assert list(site.members) == [0]


def test_the_site_of_a_plan_is_the_one_that_was_divided() -> None:
    rules = load_rules("standard")
    households, communities = township()
    site, _ = site_of(to_township(Inputs(households, communities), rules), rules)

    again = site_in(divide(households, communities), rules)

    assert again.placing.community_of.tolist() == site.placing.community_of.tolist()
    assert again.placing.spot.tolist() == site.placing.spot.tolist()
    assert [g.boundary.wkb for g in again.grounds] == [g.boundary.wkb for g in site.grounds]
