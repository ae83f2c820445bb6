"""Each kind of edit does what it says, tells what it does, and touches nothing else."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations
from math import nan

import numpy as np
import pytest
import shapely
from edited import draft, grid_of, grids_in, print_of, town
from villages import CITY, NEXT_VILLAGE, ORIGIN, VILLAGE

from gridgen.model.crs import project
from gridgen.model.errors import CommandError, NotInPlanError
from gridgen.model.people import People, Post, Staff
from gridgen.rules.loader import load_rules
from gridgen.versions.apply import Applied, apply
from gridgen.versions.draft import open_draft, redone
from gridgen.versions.edits import (
    Assign,
    Create,
    Dissolve,
    Edit,
    Lock,
    Merge,
    Move,
    Point,
    Rename,
    Renumber,
    Rule,
    SetAside,
    Split,
    Unlock,
)


def made(edit: Edit) -> Applied:
    return apply(draft(), edit)


def moved(applied: Applied) -> set[str]:
    before, after = grid_of(draft().plan), grid_of(applied.draft.plan)
    return {id_ for id_ in before if before[id_] != after[id_]}


def lonlat(*xy: tuple[float, float]) -> tuple[Point, ...]:
    at = project(ORIGIN + np.array(xy, float), "EPSG:4547", "EPSG:4326")
    return tuple((float(x), float(y)) for x, y in at)


def third_group() -> set[str]:
    """The households of 东村第三村民小组: rows 60 to 89."""
    return {f"h{row}" for row in range(60, 90)}


def test_a_group_is_moved_by_its_name_and_nobody_else_is() -> None:
    first, second = grids_in(draft().plan, VILLAGE)

    applied = made(Move(("东村第3村民小组",), second))

    there = {id_ for id_, grid in grid_of(draft().plan).items() if grid == second}
    assert moved(applied) == third_group() - there
    assert applied.effect.moved == len(third_group() - there)
    assert {zone.code for zone in applied.effect.zones if zone.level == "grids"} == {first, second}


def test_zones_of_others_keep_their_polygons_bit_by_bit() -> None:
    second = grids_in(draft().plan, VILLAGE)[1]

    applied = made(Move(("东村第三村民小组",), second))

    before, after = draft().plan.level("grids"), applied.draft.plan.level("grids")
    far = before.community == CITY
    assert (shapely.to_wkb(before.polygon[far]) == shapely.to_wkb(after.polygon[far])).all()
    assert shapely.coverage_is_valid(after.polygon)


def test_two_grids_become_one_under_the_code_of_the_larger() -> None:
    codes = grids_in(draft().plan, CITY)
    sizes = dict(zip(draft().plan.grids.code, draft().plan.grids.households, strict=True))

    applied = made(Merge((codes[0], codes[1])))

    left = grids_in(applied.draft.plan, CITY)
    heir = max(codes, key=lambda code: (sizes[code], -codes.index(code)))
    assert left == [heir]
    assert applied.draft.plan.made_by.retired["grids"] == tuple({*codes} - {heir})


def test_a_merge_may_say_which_grid_gives_code_and_name() -> None:
    codes = grids_in(draft().plan, VILLAGE)
    small = min(codes, key=lambda code: list(grid_of(draft().plan).values()).count(code))

    applied = made(Merge(tuple(codes), keep=small))

    assert grids_in(applied.draft.plan, VILLAGE) == [small]


def test_a_retired_code_is_given_to_nobody_again() -> None:
    codes = grids_in(draft().plan, VILLAGE)
    merged = made(Merge((codes[0], codes[1]))).draft

    split = apply(merged, Split(grids_in(merged.plan, VILLAGE)[0])).draft

    gone = ({*codes} - {*grids_in(merged.plan, VILLAGE)}).pop()
    assert gone not in grids_in(split.plan, VILLAGE)
    assert len(grids_in(split.plan, VILLAGE)) == 2


@pytest.mark.parametrize("parts", [2, 3])
def test_the_solver_splits_a_grid_into_as_many_parts_as_are_asked_for(parts: int) -> None:
    code = grids_in(draft().plan, CITY)[0]

    applied = made(Split(code, parts))

    assert len(grids_in(applied.draft.plan, CITY)) == len(grids_in(draft().plan, CITY)) + parts - 1
    assert code in grids_in(applied.draft.plan, CITY)


@pytest.mark.parametrize("parts", [2, 3, 4])
def test_grids_divided_together_anew_carry_on_whom_most_of_their_households_come_from(
    parts: int,
) -> None:
    zones = tuple(grids_in(draft().plan, CITY)[:3])

    applied = made(Split(zones[0], parts, together=zones[1:]))

    before, after = draft().plan, applied.draft.plan
    was, now = (np.array([*grid_of(plan).values()]) for plan in (before, after))
    count = before.township.households.count
    touched = np.isin(was, zones)
    assert len({*now[touched]}) == parts
    assert {*now[~touched]} == {*was[~touched]}
    kept = {*now[touched]} & {*zones}
    assert len(kept) == min(parts, len(zones))
    stay = int(count[touched & (was == now)].sum())
    codes = sorted({*now[touched]})
    best = max(
        sum(
            int(count[(was == old) & (now == new)].sum())
            for old, new in zip(zones, some, strict=True)
        )
        for some in permutations([*codes, *[""] * len(zones)], len(zones))
    )
    assert stay == best


def test_a_line_splits_a_grid_where_it_is_drawn() -> None:
    code = grids_in(draft().plan, NEXT_VILLAGE)[0]
    grids = draft().plan.level("grids")
    shape = grids.polygon[list(grids.code).index(code)]
    x0, y0, x1, y1 = shape.bounds
    across = (y0 + y1) / 2 - ORIGIN[1]

    applied = made(Split(code, line=lonlat((x0 - ORIGIN[0], across), (x1 - ORIGIN[0], across))))

    xy = draft().plan.township.households.xy
    ids = draft().plan.township.households.ids.tolist()
    north = {id_ for id_ in ids if xy[ids.index(id_), 1] - ORIGIN[1] > across}
    inside = {id_ for id_, grid in grid_of(draft().plan).items() if grid == code}
    assert moved(applied) in (inside & north, inside - north)
    assert len(grids_in(applied.draft.plan, NEXT_VILLAGE)) == 3


def test_parts_are_made_around_the_places_that_are_given() -> None:
    code = grids_in(draft().plan, CITY)[0]
    mine = [row for row, grid in enumerate(grid_of(draft().plan).values()) if grid == code]
    xy = draft().plan.township.households.xy[mine] - ORIGIN
    ends = xy[np.argmin(xy.sum(axis=1))], xy[np.argmax(xy.sum(axis=1))]

    applied = made(Split(code, around=lonlat(*(tuple(end) for end in ends))))

    after = list(grid_of(applied.draft.plan).values())
    first, last = (mine[int(np.argmin(np.hypot(*(xy - end).T)))] for end in ends)
    assert after[first] != after[last]


def test_a_new_grid_has_the_code_that_is_asked_for_unless_that_was_ever_used() -> None:
    applied = made(Create(("东村第三村民小组",), code=f"{VILLAGE}021"))

    assert f"{VILLAGE}021" in grids_in(applied.draft.plan, VILLAGE)
    for code in (grids_in(draft().plan, VILLAGE)[0], f"{NEXT_VILLAGE}021", f"{VILLAGE}1"):
        with pytest.raises(CommandError, match=code):
            made(Create(("东村第三村民小组",), code=code))


def test_chosen_units_become_a_grid_with_a_name() -> None:
    applied = made(Create(("东村第三村民小组",), "河东网格"))

    grids = applied.draft.plan.level("grids")
    mine = list(grids.name).index("河东网格")
    assert grids.households[mine] == 30
    assert {id_ for id_, code in grid_of(applied.draft.plan).items()
            if code == grids.code[mine]} == third_group()  # fmt: skip


def test_the_households_of_a_dissolved_grid_go_to_those_beside_it() -> None:
    split = made(Split(grids_in(draft().plan, CITY)[0], 2)).draft
    codes = grids_in(split.plan, CITY)

    applied = apply(split, Dissolve(codes[-1]))

    assert grids_in(applied.draft.plan, CITY) == codes[:-1]
    assert applied.draft.plan.level("grids").households.sum() == 1200


def test_a_new_name_is_all_that_a_rename_changes() -> None:
    code = grids_in(draft().plan, VILLAGE)[0]

    applied = made(Rename("东村第一网格", "河东网格"))

    grids = applied.draft.plan.level("grids")
    assert grids.name[list(grids.code).index(code)] == "河东网格"
    assert moved(applied) == set()


def test_a_new_code_takes_the_zones_below_along_and_retires_the_old_one() -> None:
    applied = made(Renumber("东村第一网格", f"{VILLAGE}077"))

    plan = applied.draft.plan
    below = plan.level("ten_household_groups")
    assert f"{VILLAGE}077" in grids_in(plan, VILLAGE)
    assert {code[:15] for code in below.code if code.startswith(VILLAGE)} == {
        f"{VILLAGE}002", f"{VILLAGE}077"
    }  # fmt: skip
    assert f"{VILLAGE}001" in plan.made_by.retired["grids"]


@pytest.mark.parametrize("code", [f"{VILLAGE}002", f"{CITY}077", f"{VILLAGE}7", "东村新网格"])
def test_a_code_in_use_or_of_another_make_is_refused(code: str) -> None:
    with pytest.raises(CommandError, match=code):
        made(Renumber("东村第一网格", code))


def test_locked_grids_are_warned_of_when_they_are_edited_and_can_be_unlocked() -> None:
    first, second = grids_in(draft().plan, VILLAGE)
    locked = made(Lock((first, second))).draft

    applied = apply(locked, Move(("东村第三村民小组",), second))
    unlocked = apply(locked, Unlock((first,))).draft

    assert {found.rule for found in applied.effect.warnings} == {"edit_of_locked"}
    assert unlocked.plan.made_by.locks == (second,)


@pytest.mark.parametrize(
    "edit",
    [Rename("东村第一网格", "河东网格"), Renumber("东村第一网格", f"{VILLAGE}009"),
     Rule("东村", "121"), Dissolve("西村第一网格")],
)  # fmt: skip
def test_a_locked_grid_that_keeps_its_households_is_not_warned_of(edit: Edit) -> None:
    locked = made(Lock(("东村第一网格",))).draft

    applied = apply(locked, edit)

    assert applied.effect.warnings == ()


def test_a_locked_grid_that_is_merged_away_is_warned_of() -> None:
    second = grids_in(draft().plan, CITY)[1]
    locked = made(Lock((second,))).draft

    applied = apply(locked, Merge(tuple(grids_in(draft().plan, CITY)[:2])))

    assert [found.where for found in applied.effect.warnings] == [second]


def test_a_name_is_given_without_the_blanks_around_it() -> None:
    applied = made(Rename("东村第一网格", " 河东网格\u3000"))

    assert "河东网格" in applied.draft.plan.level("grids").name


def test_a_special_grid_has_a_number_of_its_own_and_one_zone_at_each_level() -> None:
    applied = made(SetAside(("东村第三村民小组",), "农贸市场"))

    plan = applied.draft.plan
    grids, groups = plan.level("grids"), plan.level("ten_household_groups")
    mine = list(grids.code).index(f"{VILLAGE}801")
    assert (grids.name[mine], grids.kind[mine], grids.households[mine]) == (
        "农贸市场", "special", 30
    )  # fmt: skip
    assert groups.households[groups.parent == f"{VILLAGE}801"].tolist() == [30]


def test_a_grid_is_split_where_its_class_has_no_rules_for_the_level_below() -> None:
    first, _ = grids_in(draft().plan, VILLAGE)
    urban = made(Rule("东村", "121")).draft

    after = apply(urban, Split(first, 2)).draft.plan

    below = after.level("ten_household_groups")
    assert len(grids_in(after, VILLAGE)) == 3
    assert {*below.parent[below.community == VILLAGE]} == {*grids_in(after, VILLAGE)}


def test_a_village_can_go_by_the_rules_of_a_community() -> None:
    applied = made(Rule("东村", "121"))

    plan = applied.draft.plan
    mine = plan.level("grids").community == VILLAGE
    assert set(plan.level("grids").status[mine]) == {"too small"}
    assert plan.communities.urban_class[list(plan.communities.code).index(VILLAGE)] == "121"


def test_people_are_put_on_posts_and_go_on_serving_a_zone_that_is_edited() -> None:
    first, second = grids_in(draft().plan, VILLAGE)
    people = People(["P1", "P2"], ["head", "head"], [ORIGIN, ORIGIN], ["", ""], ["", ""])
    posts = (Post("head", "grids", first, "P1", 75, 1.0),
             Post("head", "grids", second, "P2", 75, 1.0))  # fmt: skip
    area = np.full(2, shapely.Polygon(), object)
    staffed = replace(town(), staff=Staff(people, posts, {}, area))
    opened = open_draft(staffed, load_rules("honglian"))

    swapped = apply(opened, Assign(first, "head", ("P2",))).draft
    edited = apply(opened, Move(("东村第三村民小组",), second)).draft

    assert [p.person for p in swapped.plan.staff.posts if p.zone == first] == ["P2"]  # type: ignore[union-attr]
    sizes = dict(zip(edited.plan.grids.code, edited.plan.grids.households, strict=True))
    assert {p.zone: (p.person, p.households) for p in edited.plan.staff.posts} == {  # type: ignore[union-attr]
        first: ("P1", sizes[first]), second: ("P2", sizes[second])
    }  # fmt: skip


@pytest.mark.parametrize(
    ("edit", "error", "match"),
    [
        (Move(("东村第九村民小组",), "东村第一网格"), NotInPlanError, "东村第九村民小组"),
        (Move(("第三村民小组",), "东村第一网格"), NotInPlanError, "第三村民小组"),
        (Move(("h0",), "西村第一网格"), NotInPlanError, "东村"),
        (Move(("h0",), "第九网格"), NotInPlanError, "第九网格"),
        (Merge(("东村第一网格",)), CommandError, "merge"),
        (Split("东村第一网格", 1), CommandError, "1 parts"),
        (Split("东村第一网格", 500), CommandError, "500 parts"),
        (
            Split("东村第一网格", line=((0.0, 0.0),), together=("东村第二网格",)),
            CommandError,
            "together",
        ),
        (Split("东村第一网格", line=((0.0, 0.0),)), CommandError, "1 corners"),
        (Rename("东村第一网格", "第一网格"), CommandError, "rename"),
        (Rename("东村第一网格", " "), CommandError, "rename"),
        (Rename("东村第一网格", "河\n东"), CommandError, r"'河\\n东'"),
        (Rename("东村第一网格", "河\x1b东"), CommandError, "x1b"),
        (Rename("东村第一网格", "河" * 101), CommandError, "101 characters"),
        (Create(("h0",), "\x00"), CommandError, "x00"),
        (SetAside(("h0",), "市\u202e场"), CommandError, "u202e"),
        (Rule("东村", "rural"), CommandError, "rural"),
        (Merge(()), CommandError, "names no grid"),
        (Move((), "东村第一网格"), CommandError, "names no grid or household"),
        (Move(("",), "东村第一网格"), CommandError, "names no grid or household"),
        (Lock(()), CommandError, "names no grid"),
        (Split("东村第一网格", line=((nan, 23.0), (114.0, 23.0))), CommandError, "nan"),
        (Split("东村第一网格", around=((23.0, 114.0), (23.0, 114.0))), CommandError, "114.0"),
        (Assign("东村第一网格", "head", ("P1",)), NotInPlanError, "redraw --people"),
    ],
)
def test_what_cannot_be_done_is_refused_and_says_what_was_asked(
    edit: Edit, error: type[Exception], match: str
) -> None:
    with pytest.raises(error, match=match):
        made(edit)


def test_an_edit_and_its_inverse_leave_the_plan_as_it_was() -> None:
    applied = made(Merge(tuple(grids_in(draft().plan, CITY)[:2])))

    back = redone(applied.draft, applied.change.inverse)

    assert print_of(back.plan) == print_of(draft().plan)
    assert print_of(redone(back, applied.change).plan) == print_of(applied.draft.plan)


def test_what_an_edit_puts_right_and_what_it_breaks_is_told() -> None:
    small = made(Create(("h0",))).draft

    applied = apply(small, Move(("h0",), grid_of(draft().plan)["h0"]))

    assert {"band_missed"} <= {found.rule for found in applied.effect.gone}
    assert {found.rule for found in applied.effect.new} <= {"borders_on_lines"}
    assert applied.draft.plan.report.errors == ()
