"""Suggestions are made by their numbers, one after the other, as long as each still fits."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest
from edited import draft, grids_in
from villages import CITY, NEXT_VILLAGE, VILLAGE

from gridgen.model.errors import CommandError
from gridgen.versions.apply import apply
from gridgen.versions.chosen import chosen, numbered
from gridgen.versions.draft import Draft
from gridgen.versions.edits import Merge, Split
from gridgen.versions.suggest import Advice, advise


@cache
def spoiled() -> tuple[Draft, tuple[Advice, ...]]:
    """The community in one grid, and two villages with a grid of crumbs each."""
    made = draft()
    for edit in (
        Merge(tuple(grids_in(made.plan, CITY))),
        Split(grids_in(made.plan, VILLAGE)[0], 3),
        Split(grids_in(made.plan, NEXT_VILLAGE)[0], 3),
    ):
        made = apply(made, edit).draft
    return made, advise(made)


def firsts(advices: tuple[Advice, ...]) -> list[int]:
    """The number of the first suggestion of each advice."""
    number_of: dict[int, int] = {}
    for number, advice, _ in numbered(advices):
        number_of.setdefault(id(advice), number)
    return list(number_of.values())


def test_numbers_run_over_all_findings() -> None:
    _, advices = spoiled()

    numbers = [number for number, _, _ in numbered(advices)]

    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) == sum(len(advice.suggestions) for advice in advices)


def test_those_of_different_villages_are_made_one_after_the_other() -> None:
    made, advices = spoiled()
    home_of = {number: advice.findings[0].where[:12] for number, advice, _ in numbered(advices)}
    numbers = [next(n for n in firsts(advices) if home_of[n] == home)
               for home in (CITY, VILLAGE, NEXT_VILLAGE)]  # fmt: skip

    done = chosen(made, advices, numbers)

    wanted = [edit for n, _, one in numbered(advices) if n in numbers for edit in one.edits]
    assert {one.edit for one in done.applied} == set(wanted)
    gone = {advice.findings[0] for n, advice, _ in numbered(advices) if n in numbers}
    assert not gone & set(done.draft.plan.report)


@pytest.mark.parametrize(
    ("numbers", "key"),
    [
        ([99], "suggest_number_unknown"),
        ([0], "suggest_number_unknown"),
        ([1, 1], "suggest_number_twice"),
        ([1, 2], "suggest_same_finding"),
    ],
)
def test_numbers_that_make_no_sense_are_refused(numbers: list[int], key: str) -> None:
    made, advices = spoiled()

    with pytest.raises(CommandError) as why:
        chosen(made, advices, numbers)

    assert why.value.key == key


def test_one_that_is_done_already_is_refused() -> None:
    made, advices = spoiled()
    twice = (*advices[:1], Advice(advices[0].findings, advices[0].suggestions[:1]))
    again = len(advices[0].suggestions) + 1

    with pytest.raises(CommandError, match=f"Suggestion {again} is no longer needed"):
        chosen(made, twice, [1, again])


def test_one_whose_grids_are_others_by_now_is_refused() -> None:
    made, advices = spoiled()
    city, other = (
        next(one for one in advices if one.suggestions and one.findings[0].where.startswith(home))
        for home in (CITY, VILLAGE)
    )
    found = other.findings[:1]
    clash = Advice(found, (replace(city.suggestions[1], findings=found),))
    last = len(city.suggestions) + 1

    with pytest.raises(CommandError, match=f"Suggestion {last} is about the same grids as 1"):
        chosen(made, (city, clash), [1, last])
