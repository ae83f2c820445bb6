"""Suggestions by the numbers that were printed with them -> what becomes of a plan."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gridgen.model.errors import CommandError
from gridgen.versions.apply import Applied
from gridgen.versions.draft import Draft
from gridgen.versions.editing import Asked, Made, made
from gridgen.versions.repairs.judged import Suggestion, judged
from gridgen.versions.suggest import Advice
from gridgen.words.say import in_both


def numbered(advices: Sequence[Advice]) -> Iterator[tuple[int, Advice, Suggestion]]:
    """Give each suggestion with its number, from 1 on, and the advice in which it stands."""
    number = 0
    for advice in advices:
        for suggestion in advice.suggestions:
            number += 1
            yield number, advice, suggestion


def chosen(
    draft: Draft, advices: Sequence[Advice], numbers: Sequence[int], *, day: str | None = None
) -> Made:
    """Make suggestions one after the other.

    Parameters
    ----------
    draft
        The plan to which they were made.
    advices
        As `gridgen.versions.suggest.advise` returns them.
    numbers
        Which, in the order in which they are made: as `numbered` counts them.
    day
        From which codes that fall out of use are so, as 2026-11-29; today if not given.

    Raises
    ------
    CommandError
        A number is none, or stands twice, or two are for the same finding; or one no longer puts
        anything right, or would break something, after those before it; or `day` is none.
    """
    known = {number: (advice, one) for number, advice, one in numbered(advices)}
    _refuse_odd(numbers, known)
    applied: list[Applied] = []
    for row, number in enumerate(numbers):
        suggestion = known[number][1]
        if row:
            _refuse_outdated(draft, suggestion, number, list(numbers[:row]))
        where = in_both("suggest_number", number=number)
        done = made(draft, [Asked(where, edit) for edit in suggestion.edits], day=day)
        applied += done.applied
        draft = done.draft
    return Made(tuple(applied), (), draft)


def _refuse_odd(numbers: Sequence[int], known: dict[int, tuple[Advice, Suggestion]]) -> None:
    """Raise CommandError where numbers do not name one suggestion for each of some findings."""
    first: dict[int, int] = {}
    for number in numbers:
        if number not in known:
            raise CommandError("suggest_number_unknown", number=number, most=len(known))
        other = first.setdefault(id(known[number][0]), number)
        if other != number:
            raise CommandError("suggest_same_finding", number=number, other=other)
    if len(first) < len(numbers):
        raise CommandError("suggest_number_twice", numbers=list(numbers))


def _refuse_outdated(draft: Draft, suggestion: Suggestion, number: int, before: list[int]) -> None:
    """Raise CommandError where a suggestion is none after those that were made before it."""
    found = suggestion.findings[0]
    if found not in draft.plan.report.findings:
        raise CommandError("suggest_done_already", number=number, before=before)
    if judged(draft, found, suggestion.edits) is None:
        raise CommandError("suggest_fits_no_more", number=number, before=before)
