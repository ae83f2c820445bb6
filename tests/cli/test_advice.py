"""What is printed of suggestions: few of many, long ones left to their number."""

from __future__ import annotations

from dataclasses import replace

import pytest
from edited import draft, grids_in
from villages import CITY, NEXT_VILLAGE, VILLAGE

from gridgen.cli.advice import print_advice
from gridgen.cli.console import SHOWN
from gridgen.model.findings import Severity, finding
from gridgen.versions.apply import apply
from gridgen.versions.chosen import chosen
from gridgen.versions.draft import Draft
from gridgen.versions.edits import Merge, Move, Split
from gridgen.versions.suggest import Advice, advise


def crumbs() -> Draft:
    """Two villages with three grids of crumbs each, and the community in one grid."""
    made = draft()
    for edit in (
        Merge(tuple(grids_in(made.plan, CITY))),
        Split(grids_in(made.plan, VILLAGE)[0], 3),
        Split(grids_in(made.plan, NEXT_VILLAGE)[0], 3),
    ):
        made = apply(made, edit).draft
    return made


def printed(capsys: pytest.CaptureFixture, made: Draft, advices: tuple[Advice, ...]) -> list[str]:
    print_advice(made, advices, "gridgen suggest plan.gpkg", "zh")
    return capsys.readouterr().out.splitlines()


def test_those_offered_together_can_be_made_together(capsys: pytest.CaptureFixture) -> None:
    made = crumbs()
    advices = advise(made)

    offered = printed(capsys, made, advices)[-1].split("--apply ")[1].split()[0]

    numbers = [int(number) for number in offered.split(",")]
    assert len(numbers) == 3
    assert len(chosen(made, advices, numbers).applied) >= 3


def test_findings_without_a_repair_are_counted_after_some_of_a_kind(
    capsys: pytest.CaptureFixture,
) -> None:
    alike = tuple(
        Advice((finding("zone_empty", Severity.WARNING, f"g{row}"),), why=("不行", "no"))
        for row in range(SHOWN + 3)
    )

    lines = printed(capsys, draft(), alike)

    assert sum("没有建议 不行" in line for line in lines) == SHOWN
    assert "……另有 3 条同类。" in lines[-2]


def test_many_households_are_left_to_the_number(capsys: pytest.CaptureFixture) -> None:
    made = crumbs()
    best = next(one for one in advise(made) if one.suggestions)
    code = grids_in(made.plan, CITY)[0]
    few, many = (
        Advice(best.findings, (replace(best.suggestions[0], edits=(Move(names, code),)),))
        for names in (("h0", "h1"), tuple(f"h{row}" for row in range(50)))
    )

    lines = [printed(capsys, made, (one,)) for one in (few, many)]

    assert f'     --move "h0,h1={code}"' in lines[0]
    assert "     涉及住户较多，请用 --apply 1" in lines[1]


def test_what_a_repair_brings_is_printed(capsys: pytest.CaptureFixture) -> None:
    made = crumbs()
    [best, *_] = [one for one in advise(made) if one.suggestions]
    brings = finding("zone_thin", Severity.WARNING, "g1", number=0.1, limit=0.2)

    heavy = Advice(best.findings, (replace(best.suggestions[0], brought=(brings,)),))

    assert any(line.startswith("     会带来 · ") for line in printed(capsys, made, (heavy,)))
