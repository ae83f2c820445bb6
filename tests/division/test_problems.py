"""What is asked of each community: bands, what they count, how many grids, what is together."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import pytest
import shapely
from villages import (
    AROUND,
    BAND,
    CITY,
    GROUPS,
    NEXT_VILLAGE,
    ORIGIN,
    VILLAGE,
    assert_is_sound,
    divide,
    drawn_homes,
    field,
    homes,
    land,
    ours,
    problems_in,
    said,
    sizes,
    square,
    strip,
    township,
)

from gridgen.division.centres import rounds_of
from gridgen.division.existing import Existing
from gridgen.division.options import Options
from gridgen.division.problems import problems_of
from gridgen.division.site import site_of
from gridgen.files.inputs import Inputs
from gridgen.files.township import to_township
from gridgen.model.bands import Band
from gridgen.model.centres import Centres
from gridgen.model.errors import BandError, ReadError
from gridgen.rules.loader import load_rules


def test_each_kind_has_its_own_band_and_only_villages_have_groups() -> None:
    xy = np.vstack([field(14, 10), field(14, 10, west=310)])
    both = land({VILLAGE: shapely.box(0, 0, 300, 210), CITY: shapely.box(300, 0, 600, 210)})

    plan = divide(homes(xy, households=[1] * 140 + [6] * 140), both)

    kind = plan.level("grids").kind
    assert sizes(plan)[:2] == sorted(plan.level("grids").households[kind == "village"])
    assert all(300 <= n <= 500 for n in plan.level("grids").households[kind == "community"])
    assert (plan.zone_of[GROUPS][140:] == -1).all()
    assert all(8 <= n <= 12 for n in sizes(plan, GROUPS))
    assert_is_sound(plan)


def test_target_moves_the_number_of_grids() -> None:
    village = land({VILLAGE: shapely.box(0, 0, 500, 500)})
    many = homes(field(20, 20))

    numbers = [len(sizes(divide(many, village, target=target))) for target in (50, 75, 100)]

    assert numbers == sorted(numbers, reverse=True)
    assert numbers[0] > numbers[1] > numbers[2]


def test_grids_gives_the_number_for_one_community() -> None:
    xy = np.vstack([field(14, 10), field(14, 10, west=310)])
    both = land({VILLAGE: shapely.box(0, 0, 300, 210), NEXT_VILLAGE: shapely.box(300, 0, 600, 210)})

    plan = divide(homes(xy), both, grids={NEXT_VILLAGE: 1})

    assert Counter(plan.level("grids").community)[NEXT_VILLAGE] == 1
    assert Counter(plan.level("grids").community)[VILLAGE] == 2


def test_a_building_is_never_cut_and_its_name_counts_inside_its_estate() -> None:
    xy = field(20, 14)
    row = np.arange(280) // 20
    estate = np.where(np.arange(280) % 20 < 10, "东苑", "西苑")
    named = homes(xy, building=[f"{r + 1}栋" for r in row], estate=estate)

    plan = divide(named, land({VILLAGE: shapely.box(0, 0, 420, 300)}))

    whole = Counter()
    for name, side, grid in zip(named["building"], estate, plan.zone_of["grids"], strict=True):
        whole[(name, side, int(grid))] += 1
    assert len(whole) == 28
    assert set(whole.values()) == {10}
    assert plan.level("grids").units.sum() == 28
    assert_is_sound(plan)


# --- what bands count ----------------------------------------------------------------------------


def test_a_band_may_count_people(tmp_path: Path) -> None:
    rules = BAND.replace("fewest = 2, most = 9", "fewest = 10, most = 12") + 'counts = "population"'
    table = drawn_homes("xxxxxxxx", population=[1, 5, 5, 1, 1, 5, 5, 1])

    plan = divide(table, strip(), rules=ours(tmp_path, rules))

    people = np.bincount(plan.zone_of["grids"], weights=table["population"])
    assert people.tolist() == [12, 12]
    assert said(plan.report) == set()


def test_a_band_may_count_land(tmp_path: Path) -> None:
    rules = BAND.replace("fewest = 2, most = 9", "fewest = 3000, most = 6000") + 'counts = "area"'

    plan = divide(drawn_homes("xxxxxxxx"), strip(), rules=ours(tmp_path, rules))

    assert len(plan.level("grids")) == 2
    assert said(plan.report) == set()


def test_a_counted_column_that_is_missing_is_one_error(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="the rules count 'shops', and no column is called so"):
        divide(drawn_homes("xx"), strip(), rules=ours(tmp_path, BAND + 'counts = "shops"'))


# --- one problem for each community --------------------------------------------------------------


def test_a_problem_does_not_depend_on_other_communities() -> None:
    households, communities = township()

    among = problems_in(households, communities)[1]
    alone = problems_in(households.iloc[140:280], communities.iloc[[1]])[0]

    assert (among.code, among.seed, among.steps) == (alone.code, alone.seed, alone.steps)
    assert among.xy.tolist() == alone.xy.tolist()


def test_a_level_is_a_step_only_where_the_rules_make_it() -> None:
    problems = problems_in(*township())

    assert [step.level for step in problems[0].steps] == ["grids", GROUPS]
    assert [step.level for step in problems[2].steps] == ["grids"]
    assert problems[2].steps[0].band == Band(300, 500)


def test_buildings_are_numbered_as_people_count_and_inside_their_estate() -> None:
    buildings = ["10栋", "9栋", "", "9栋"]
    table = homes(field(4, 1), building=buildings, estate=["东苑", "东苑", "", "西苑"])

    number = problems_in(table, square(VILLAGE))[0].keys["building"]

    assert number[2] == -1
    assert number[1] < number[0]
    assert number[1] != number[3]


@pytest.mark.parametrize("target", [49, 501])
def test_a_target_outside_every_band_is_refused(target: int) -> None:
    with pytest.raises(BandError, match=f"target is {target}; expected .* 50-100, 300-500"):
        divide(*township(), target=target)


@pytest.mark.parametrize("target", [50, 500])
def test_a_target_inside_one_band_is_taken_where_that_holds(target: int) -> None:
    plan = divide(*township(), target=target)

    assert plan.report.errors == ()


def test_centres_know_the_number_of_the_zone_that_was_drawn_around_them(tmp_path: Path) -> None:
    rules = load_rules(ours(tmp_path, AROUND))
    site, _ = site_of(to_township(Inputs(drawn_homes("xxxx"), strip()), rules), rules)
    at = ORIGIN + [(0, 0), (30, 0), (10, 0)]
    none = np.full(3, -1)
    centres = Centres(
        ids=["a", "b", "c"], role=[""] * 3, xy=at, fewest=none, most=none, community=[""] * 3,
        zones=[""] * 3,
    )  # fmt: skip
    existing = Existing(
        {"grids": np.array(["g7", "g7", "g9", ""], object)},
        held={"grids": {("a", ""): "g9", ("b", ""): "g7", ("c", ""): "gone"}},
    )
    rounds = rounds_of(rules, centres, site.communities, source="centres")

    problem = problems_of(site, rules, existing, rounds, Options())[0]

    label = problem.existing["grids"]
    assert problem.centres["grids"].held.tolist() == [label[2], label[0], -1]
    assert label[3] == -1
