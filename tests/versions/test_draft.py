"""What is checked anew after an edit is what a check of the whole plan would find."""

from __future__ import annotations

from dataclasses import replace

import pytest
from campaigns import campaign
from edited import from_scratch, print_of
from many_villages import GRID, ROW, VILLAGE, many_villages

from gridgen.model.findings import Finding
from gridgen.model.plan import Plan
from gridgen.model.ties import Tie
from gridgen.rules.loader import load_rules
from gridgen.versions.apply import apply
from gridgen.versions.draft import Draft, open_draft, redone
from gridgen.versions.edits import Assign, Edit, Lock, Merge, Move, Rename
from gridgen.versions.edits import Renumber as Number

STRANGE = Tie("together", "id", "H000005", "H001005")
"""Between two villages: no grid can hold both."""


def staffed(*ties: Tie) -> Draft:
    """Two villages with heads of grids, contact persons and ties, checked."""
    plan = many_villages(2, groups=True, people=True)
    township = replace(plan.township, ties=(*plan.township.ties, *ties))
    return open_draft(replace(plan, township=township), load_rules("standard"))


def houses(plan: Plan, *rows: int) -> tuple[str, ...]:
    return tuple(plan.township.households.ids[list(rows)])


def half(plan: Plan, grid: int) -> tuple[str, ...]:
    return houses(plan, *(GRID * grid + k for k in range(GRID) if k % ROW >= ROW // 2))


def edits(plan: Plan) -> list[Edit]:
    """Some that cut areas and ties, leave posts vacant, and name what is vacant otherwise."""
    code = plan.level("grids").code
    return [
        Move(half(plan, 0), code[1]),
        Assign(code[2], "head", ()),
        Rename(code[2], "河东网格"),
        Move(houses(plan, 0), code[1]),
        Move(houses(plan, GRID), code[0]),
        Merge((code[1], code[2])),
        Lock((code[3],)),
        Number(code[12], f"{code[12][:-3]}077"),
        Move(houses(plan, VILLAGE + 1), code[11]),
        Assign(code[3], "head", ("p4",)),
    ]


@pytest.mark.parametrize(
    "ties", campaign([(), (STRANGE,)], everyday=1), ids=["inside villages", "between villages"]
)
def test_people_and_ties_are_told_after_each_edit_as_from_scratch(ties: tuple[Tie, ...]) -> None:
    made = staffed(*ties)
    rules: set[str] = set()

    for edit in edits(made.plan):
        made = apply(made, edit).draft

        now = set(made.plan.report)
        assert now == set(from_scratch(made)), edit
        rules |= {found.rule for found in now}

    assert {"posts_vacant", "people_spare", "tie_together_broken"} <= rules
    assert {"tie_apart_broken", "contact_outside_band"} & rules


def test_what_is_told_of_people_and_ties_is_as_before_once_all_is_taken_back() -> None:
    first = made = staffed(STRANGE)
    inverses = []
    for edit in edits(made.plan):
        applied = apply(made, edit)
        made, inverses = applied.draft, [*inverses, applied.change.inverse]

    for inverse in reversed(inverses):
        made = redone(made, inverse)

    assert print_of(made.plan) == print_of(first.plan)


def test_a_report_tells_the_worst_first_then_by_check_and_village() -> None:
    made = apply(staffed(), Move(half(staffed().plan, 13), staffed().plan.grids.code[14])).draft

    told: list[Finding] = list(made.plan.report)

    severities = [found.severity for found in told]
    assert severities == sorted(severities, key=["error", "warning", "note"].index)
