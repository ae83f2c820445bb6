"""Repairs put right what they were sought for, and break nothing; best first, three at most."""

from __future__ import annotations

from collections import Counter
from functools import cache
from typing import Any

import pytest
from campaigns import campaign
from damaged import SEEDS, damaged, repaired, repaired_all
from edited import draft, from_scratch, grid_of, grids_in
from villages import CITY, GROUPS, NEXT_VILLAGE, VILLAGE

import gridgen
from gridgen.model.errors import NotInPlanError
from gridgen.model.findings import Finding, Severity
from gridgen.versions.apply import apply
from gridgen.versions.draft import Draft
from gridgen.versions.edits import Edit, Lock, Merge, Move, Rule, Split
from gridgen.versions.repairs.judged import Suggestion
from gridgen.versions.suggest import MOST, Advice, advise, suggest
from gridgen.words.say import say


def spoiled(*edits: Edit) -> Draft:
    made = draft()
    for edit in edits:
        made = apply(made, edit).draft
    return made


@cache
def advised(made: Draft) -> tuple[Advice, ...]:
    """What is advised where nothing else is asked for, sought once for each plan."""
    return advise(made)


def suggestions(made: Draft, **how: Any) -> list[Suggestion]:
    found = advise(made, **how) if how else advised(made)
    return [one for advice in found for one in advice.suggestions]


def named(one: Suggestion) -> int:
    """How many units a planner has to look up."""
    return sum(len(getattr(edit, "units", ())) for edit in one.edits)


def amiss(made: Draft) -> list[Finding]:
    return [one for one in made.plan.report if one.severity is not Severity.NOTE]


def errors(made: Draft) -> list[Finding]:
    return [one for one in made.plan.report if one.severity is Severity.ERROR]


@cache
def too_big() -> Draft:
    return spoiled(Merge(tuple(grids_in(draft().plan, CITY))))


@cache
def too_small() -> Draft:
    return spoiled(Split(grids_in(draft().plan, VILLAGE)[0], 3))


@cache
def two_pieces() -> Draft:
    """Five houses at the far end of the village are in the grid of the other end."""
    first, second = grids_in(draft().plan, VILLAGE)
    homes = grid_of(draft().plan)
    to = second if homes["h0"] == first else first
    return spoiled(Move(tuple(f"h{row}" for row in range(5)), to))


@cache
def group_cut() -> Draft:
    """Half of a group beside the border is in the grid beyond it."""
    first, second = grids_in(draft().plan, VILLAGE)
    homes = grid_of(draft().plan)
    beside = [f"h{row}" for row in range(75, 90)]
    to = second if homes["h75"] == first else first
    return spoiled(Move(tuple(beside), to))


@pytest.mark.parametrize(
    ("made", "rule"),
    campaign(
        [
            (too_big, "band_missed"),
            (too_small, "band_missed"),
            (two_pieces, "zone_in_pieces"),
            (group_cut, "preferred_cut"),
        ],
        everyday=2,
        several=True,
    ),
)
def test_the_first_repairs_put_everything_right(made, rule) -> None:
    plan = made()
    assert rule in {one.rule for one in amiss(plan)}

    while first := suggestions(plan, most=1):
        plan = repaired(plan, first[0])

    assert amiss(plan) == []


@pytest.mark.parametrize("made", campaign([too_big, too_small, two_pieces, group_cut], everyday=2))
def test_no_repair_brings_what_was_not_there(made) -> None:
    plan = made()
    before = Counter((one.rule, one.where) for one in amiss(plan))

    for suggestion in suggestions(plan):
        after = repaired(plan, suggestion)
        assert suggestion.findings[0] not in amiss(after)
        assert Counter((one.rule, one.where) for one in amiss(after)) <= before
        assert Counter(after.plan.report) == from_scratch(after)


def test_a_plan_without_faults_needs_no_repair() -> None:
    assert advise(draft()) == ()


def test_there_are_as_many_repairs_as_are_asked_for_and_the_cheapest_comes_first() -> None:
    plan, moved_m = too_big(), draft().rules.prices.moved_m

    [all_] = advised(plan)
    [one] = advise(plan, most=1)

    costs = [one.metres + moved_m * (one.households + named(one)) for one in all_.suggestions]
    assert (len(costs), len(one.suggestions)) == (MOST, 1)
    assert costs == sorted(costs)


def test_two_repairs_are_never_the_same_edits() -> None:
    for advice in advised(too_small()):
        edits = [suggestion.edits for suggestion in advice.suggestions]
        assert len(edits) == len(set(edits)) > 0


@pytest.mark.parametrize("only", [(VILLAGE,), ("band_missed",)])
def test_only_what_is_asked_for_is_looked_at(only: tuple[str, ...]) -> None:
    plan = spoiled(
        Split(grids_in(draft().plan, VILLAGE)[0], 3),
        Move(("h150", "h151"), grids_in(draft().plan, NEXT_VILLAGE)[0]),
        Move(("h150", "h151"), grids_in(draft().plan, NEXT_VILLAGE)[1]),
    )

    told = [advice.findings[0] for advice in advise(plan, only=only)]

    assert told
    assert all(only[0] in (one.rule, one.where[: len(VILLAGE)]) for one in told)


def test_names_are_taken_as_codes_are() -> None:
    code = grids_in(too_big().plan, CITY)[0]

    by_name, by_code = (advise(too_big(), only=[name]) for name in ("城南社区第一网格", code))

    assert [one.findings for one in by_name] == [one.findings for one in by_code] != []
    assert advise(too_big(), only=["东村"]) == ()


def test_a_grid_is_asked_for_with_all_below_it() -> None:
    grid = grids_in(draft().plan, VILLAGE)[0]
    below = draft().plan.level(GROUPS)
    first, second = below.code[below.parent == grid][:2]
    plan = spoiled(Merge((first, second), GROUPS))

    told = [one.findings[0].where for one in advise(plan, only=[grid])]

    assert told == [first]


def test_what_is_nothing_in_the_plan_is_refused() -> None:
    with pytest.raises(NotInPlanError, match="--only 水村: no grid or village of the plan"):
        advise(too_big(), only=["水村"])
    with pytest.raises(NotInPlanError, match="第一网格"):
        advise(too_big(), only=["第一网格"])


def test_no_finding_stands_with_two() -> None:
    told = [found for advice in advise(damaged(4)) for found in advice.findings]

    assert len(told) == len(set(told))


@pytest.mark.parametrize(
    ("made", "said"), [(too_big, "因锁定而达不到"), (two_pieces, "已锁定，不能动")]
)
def test_a_locked_grid_is_left_alone_and_said_to_be_the_reason(made, said: str) -> None:
    plan = made()
    code = amiss(plan)[0].where
    locked = apply(plan, Lock((code,))).draft

    [advice] = [one for one in advise(locked, only=[code]) if one.findings[0].where == code]

    assert advice.suggestions == ()
    assert said in advice.text("zh")


def test_what_arithmetic_forbids_is_said_to_be_so() -> None:
    plan = advise(spoiled(Rule(VILLAGE, "community"), Rule(NEXT_VILLAGE, "community")))

    assert {advice.text("en") for advice in plan} == {say("suggest_impossible", "en")}


def test_progress_is_told_finding_by_finding() -> None:
    seen: list[tuple[int, int]] = []

    advise(too_small(), on_progress=lambda done, total: seen.append((done, total)))

    assert seen[0] == (0, seen[0][1])
    assert [done for done, _ in seen] == list(range(seen[0][1]))


def test_a_plan_is_repaired_in_two_lines_of_python() -> None:
    plan = too_big().plan

    [advice] = suggest(plan)
    better = gridgen.edit(plan, advice.suggestions[0].edits)

    assert advice.text("zh") == ""
    assert better.report.of("band_missed") == ()


@pytest.mark.parametrize("seed", campaign(SEEDS[::4], everyday=1))
def test_a_damaged_plan_is_without_errors_when_first_suggestions_are_made(seed: int) -> None:
    plan, _ = repaired_all(damaged(seed))

    assert errors(plan) == []
    assert say("suggest_none_found", "en") not in {one.text("en") for one in advise(plan)}
