"""Zones around given centres: each household is in the zone of one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from contact_areas import (
    LEVEL,
    RULES,
    SIX,
    STEP_M,
    Run,
    are_sound,
    area_of,
    area_of_rows,
    held,
    moved,
    persons,
    rows_of_homes,
)
from hypothesis import given
from hypothesis import strategies as st
from villages import (
    AROUND,
    CRS,
    ORIGIN,
    divide,
    drawn_homes,
    ours,
    points,
    said,
    size_of,
    strip,
)

from gridgen.division.around import areas_held, bands_of, bridged, centre_units
from gridgen.division.centres import LocalCentres
from gridgen.model.bands import Band
from gridgen.model.errors import RulesError
from gridgen.model.graphs import pieces
from gridgen.model.plan import Plan


def test_every_household_is_in_the_zone_of_one_centre(tmp_path: Path) -> None:
    centres = points((0, 0), (60, 0))

    plan = divide(drawn_homes("xxxxxxxx"), strip(), rules=ours(tmp_path, AROUND), centres=centres)

    assert sorted(size_of(plan).values()) == [4, 4]
    assert plan.level("grids").max_m.tolist() == [30, 20]


def test_two_people_in_one_house_have_a_zone_each(tmp_path: Path) -> None:
    plan = divide(
        drawn_homes("xxxxxx"),
        strip(),
        rules=ours(tmp_path, AROUND),
        centres=points((20, 0), (20, 0)),
    )

    assert len(plan.level("grids")) == 2
    assert plan.report.errors == ()


def test_a_centre_may_have_a_band_of_its_own(tmp_path: Path) -> None:
    centres = points((0, 0), (60, 0), fewest=[2, 6], most=[2, 9])

    plan = divide(drawn_homes("xxxxxxxx"), strip(), rules=ours(tmp_path, AROUND), centres=centres)

    assert sorted(size_of(plan).values()) == [2, 6]


@pytest.mark.parametrize(("tied", "sizes_of"), [(False, [4, 4]), (True, [3, 5])])
def test_whom_a_tie_keeps_together_have_one_centre(
    tmp_path: Path, tied: bool, sizes_of: list[int]
) -> None:
    ties = pd.DataFrame({"tie": ["together"], "first": ["h3"], "second": ["h4"]})
    centres = points((0, 0), (60, 0))

    plan = divide(
        drawn_homes("xxxxxxxx"),
        strip(),
        rules=ours(tmp_path, AROUND),
        centres=centres,
        ties=ties if tied else None,
    )

    zone_of = plan.zone_of["grids"]
    assert sorted(size_of(plan).values()) == sizes_of
    assert (zone_of[3] == zone_of[4]) == tied


def test_too_few_centres_are_told_with_the_choices(tmp_path: Path) -> None:
    plan = divide(
        drawn_homes("xxxxxxxxxx"), strip(), rules=ours(tmp_path, AROUND), centres=points((0, 0))
    )

    assert said(plan.report) == {"around_missed"}
    assert plan.report.errors == ()


def test_centres_that_are_not_given_are_one_error(tmp_path: Path) -> None:
    with pytest.raises(RulesError, match="make grids around centres, and none are given"):
        divide(drawn_homes("xx"), strip(), rules=ours(tmp_path, AROUND))


def test_a_role_that_no_centre_has_is_one_error(tmp_path: Path) -> None:
    rules = AROUND + 'centres = "contact"'

    with pytest.raises(RulesError, match=r"no centre has the role 'contact' .* the roles are head"):
        divide(
            drawn_homes("xx"),
            strip(),
            rules=ours(tmp_path, rules),
            centres=points((0, 0), role=["head"]),
        )


# --- who stays, moves, leaves, comes -------------------------------------------------------------


def test_nothing_new_leaves_every_household_in_its_area(run: Run, old: Plan) -> None:

    new = run("redraw")

    assert area_of(new) == area_of(old)
    assert held(new) == held(old)


@pytest.mark.parametrize("word", ["centres", "people"])
def test_one_who_moves_a_few_metres_keeps_the_area_as_it_is(run: Run, old: Plan, word: str) -> None:

    new = run("redraw", **{word: persons(SIX | {"B": (5.9, 1.2), "E": (5.1, 5.8)})})

    assert area_of(new) == area_of(old)
    assert held(new) == held(old)


def test_one_who_moves_next_door_across_the_border_keeps_the_area_all_but_that_house(
    run: Run,
    old: Plan,
) -> None:
    i, j = beside(old, "A", "B")

    new = run("redraw", centres=persons(SIX | {"A": (i, j)}))

    assert held(new) == held(old)
    assert moved(old, new) <= 2
    assert are_sound(new)


def beside(plan: Plan, who: str, other: str) -> tuple[float, float]:
    """Return a home of `other` that is next to one of `who`."""
    xy, code = (plan.township.households.xy - ORIGIN) / STEP_M, area_of_rows(plan)
    mine, theirs = xy[code == held(plan)[who]], xy[code == held(plan)[other]]
    apart = np.abs(mine[:, None] - theirs[None]).sum(axis=2)
    i, j = theirs[np.unravel_index(apart.argmin(), apart.shape)[1]]
    return float(i), float(j)


def test_the_households_of_one_who_leaves_go_to_the_neighbours_and_nobody_else_moves(
    run: Run,
    old: Plan,
) -> None:
    five = {who: at for who, at in SIX.items() if who != "B"}

    new = run("redraw", centres=persons(five))

    gone = held(old)["B"]
    assert held(new) == {who: held(old)[who] for who in five}
    assert moved(old, new) == list(area_of(old).values()).count(gone)
    assert gone in new.made_by.retired[LEVEL]
    assert are_sound(new)


def test_one_who_comes_shares_the_area_where_they_live_and_nobody_else_moves(
    run: Run, old: Plan
) -> None:

    new = run("redraw", centres=persons(SIX | {"G": (6.5, 0.5)}))

    codes = held(new)
    before, after = area_of(old), area_of(new)
    changed = {before[home] for home in before if before[home] != after[home]}
    assert {who: codes[who] for who in SIX} == held(old)
    assert codes["G"] not in set(before.values())
    assert changed == {held(old)["B"]}
    assert are_sound(new)


def test_one_who_follows_another_in_the_same_house_has_the_area_and_its_code(
    run: Run, old: Plan
) -> None:
    heirs = {("H" if who == "B" else who): at for who, at in SIX.items()}

    new = run("redraw", centres=persons(heirs))

    assert area_of(new) == area_of(old)
    assert held(new)["H"] == held(old)["B"]


def test_a_code_of_one_who_left_never_comes_back(run: Run, old: Plan, tmp_path: Path) -> None:
    run("redraw", centres=persons({w: at for w, at in SIX.items() if w != "F"}), to="fewer")
    (tmp_path / "fewer.gpkg").rename(tmp_path / "old.gpkg")

    new = run("redraw", centres=persons(SIX))

    gone = held(old)["F"]
    assert gone not in set(area_of(new).values())
    assert gone in new.made_by.retired[LEVEL]
    assert held(new)["F"] > max(held(old).values())


def test_new_and_gone_households_change_no_area_of_anybody_else(
    run: Run, old: Plan, tmp_path: Path
) -> None:
    now = pd.concat(
        [rows_of_homes(skip=2), rows_of_homes().iloc[[50, 51]].assign(id=["new0", "new1"])]
    )

    new = run("redraw", households=gpd.GeoDataFrame(now, crs=CRS))

    assert moved(old, new) == 0
    assert held(new) == held(old)


def test_people_of_other_roles_leave_the_centres_as_they_are(
    run: Run, old: Plan, tmp_path: Path
) -> None:
    head = '\n[people.head]\nlevel = "grids"\nlabel = { zh = "网格长", en = "head" }\n'
    (tmp_path / "ours.toml").write_text(RULES + head, "utf-8")

    new = run(
        "redraw", "--rules", str(tmp_path / "ours.toml"),
        people=persons({"X": (0.0, 0.0)}).assign(role="head"),
    )  # fmt: skip

    assert area_of(new) == area_of(old)
    assert held(new) == held(old)


def test_a_file_of_several_layers_gives_the_one_that_is_called_so(
    run: Run, old: Plan, tmp_path: Path
) -> None:
    rows_of_homes().to_file(tmp_path / "all.gpkg", layer="households")
    persons(SIX).to_file(tmp_path / "all.gpkg", layer="centres")

    new = run("redraw", "--centres", str(tmp_path / "all.gpkg"))

    assert held(new) == held(old)


def test_centres_without_ids_are_known_by_the_area_in_which_they_stand(run: Run) -> None:
    old = run("divide", to="old", centres=persons(SIX).drop(columns="id"))

    new = run("redraw", centres=persons(SIX | {"B": (5.9, 1.2)}).drop(columns="id"))

    assert area_of(new) == area_of(old)


def test_a_plan_that_exists_lends_its_centres_to_a_new_division(
    run: Run, old: Plan, tmp_path: Path
) -> None:

    new = run("divide", "--existing", str(tmp_path / "old.gpkg"))

    assert area_of(new) == area_of(old)


# --- who keeps which area ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("unit", "held", "area"),
    [
        ([1, 4], [7, 8], [7, 8]),  # both where they were
        ([3, 5], [7, 8], [7, 8]),  # one house across the border: it is beside the old area
        ([4, 5], [7, 8], [8, 8]),  # two houses across: one who comes to live there
        ([4, 1], [7, 8], [8, 7]),  # they changed houses
        ([1, 4], [-1, 8], [7, 8]),  # somebody else in the house of one who left
        ([1, 2, 4], [7, -1, 8], [7, 7, 8]),  # one who comes shares
        ([1, 4, 6], [7, 8, -1], [7, 8, 11]),  # on new land: an area of their own
        ([1, 4], [9, 8], [7, 8]),  # what was held is gone
    ],
)
def test_who_keeps_which_area_along_a_row_of_seven_houses(
    unit: list[int], held: list[int], area: list[int]
) -> None:
    existing = np.array([7, 7, 7, 8, 8, 8, -1])
    row = np.array([[k, k + 1] for k in range(6)], np.int32)

    found = areas_held(existing, np.array(unit), np.array(held), row)

    assert found.tolist() == area


# --- where centres stand, and what bands they have -----------------------------------------------


def standing(
    *x: float, fewest: Sequence[int] | None = None, most: Sequence[int] | None = None
) -> LocalCentres:
    """Centres along a road, at `x` metres from its beginning."""
    none = np.full(len(x), -1)
    return LocalCentres(
        row=np.arange(len(x)),
        xy=np.column_stack([x, np.zeros(len(x))]),
        fewest=none if fewest is None else np.array(fewest),
        most=none if most is None else np.array(most),
        held=none,
    )


ROAD = np.column_stack([10.0 * np.arange(4), np.zeros(4)])


@pytest.mark.parametrize(
    ("x", "unit"),
    [
        ([0, 30], [0, 3]),
        ([14, 16], [1, 2]),
        ([11, 9], [1, 0]),  # two at one house: the second has the next
        ([29, 31, 33], [3, 2, 1]),
        ([0, 1, 2, 3, 4], [0, 1, 2, 3, -1]),  # one more than there are units
    ],
)
def test_a_centre_stands_at_the_nearest_unit_that_no_earlier_one_has(
    x: list[float], unit: list[int]
) -> None:
    assert centre_units(ROAD, standing(*x)).tolist() == unit


@given(st.lists(st.floats(0, 100), min_size=1, max_size=9), st.integers(1, 9))
def test_centres_stand_where_going_through_the_units_again_for_each_puts_them(
    x: list[float], units: int
) -> None:
    xy = np.column_stack([7.3 * np.arange(units), np.zeros(units)])
    free = list(range(units))

    found = centre_units(xy, standing(*x))

    for at, unit in zip(x, found.tolist(), strict=True):
        if not free:
            assert unit == -1
            continue
        away = {one: abs(xy[one, 0] - at) for one in free}
        assert away[unit] == pytest.approx(min(away.values()))
        free.remove(unit)


@pytest.mark.parametrize(
    ("pairs", "centre", "more"),
    [
        ([(0, 1), (1, 2), (2, 3)], [0], []),
        ([(0, 1), (2, 3)], [0], [(1, 2)]),
        ([(0, 1), (2, 3)], [3], [(1, 2)]),
        ([(0, 1), (2, 3)], [0, 3], []),
        ([(0, 1)], [0], [(1, 2), (1, 3)]),  # each piece on its own way to a centre
    ],
)
def test_a_piece_without_a_centre_is_joined_to_the_nearest_that_has_one(
    pairs: list[tuple[int, int]], centre: list[int], more: list[tuple[int, int]]
) -> None:
    links = np.array(pairs, np.int32)

    found = bridged(ROAD, links, np.array(centre))

    assert found.tolist() == [list(pair) for pair in [*pairs, *more]]
    part_of = pieces(4, found)
    assert set(part_of) == set(part_of[centre])


@pytest.mark.parametrize(
    ("fewest", "most", "bands", "target"),
    [
        ([-1, -1], [-1, -1], [(5, 24), (5, 24)], 10),
        ([2, -1], [-1, 30], [(2, 24), (5, 30)], 10),
        ([0, -1], [-1, 3], [(1, 24), (5, 5)], 10),  # at least one; and the most is not below that
        ([12, 12], [-1, -1], [(12, 24), (12, 24)], 12),
        ([-1, -1], [8, 8], [(5, 8), (5, 8)], 8),
    ],
)
def test_a_centre_has_the_band_of_the_rules_as_far_as_it_says_nothing(
    fewest: list[int], most: list[int], bands: list[tuple[int, int]], target: int
) -> None:
    centres = standing(0, 10, fewest=fewest, most=most)

    low, high, aim = bands_of(Band(5, 24), centres, 20)

    assert list(zip(low.tolist(), high.tolist(), strict=True)) == bands
    assert aim == target
