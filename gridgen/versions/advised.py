"""Suggestions as plain values: each finding, its repairs and what they cost, or why none."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gridgen.model.findings import Report, as_rows
from gridgen.versions.chosen import numbered
from gridgen.versions.described import described
from gridgen.versions.draft import Draft
from gridgen.versions.edits import edit_to_json
from gridgen.versions.repairs.judged import Suggestion
from gridgen.versions.suggest import Advice
from gridgen.versions.written import options_of
from gridgen.words.say import LANGUAGES, say


def advice_rows(draft: Draft, advices: Sequence[Advice], lang: str) -> list[dict[str, Any]]:
    """Return one row of plain values for each advice.

    Parameters
    ----------
    draft
        The plan, in whose words edits are said.
    advices
        As `gridgen.versions.suggest.advise` returns them.
    lang
        "en" or "zh".
    """
    rows_of: dict[int, list[dict[str, Any]]] = {}
    for number, advice, one in numbered(advices):
        rows_of.setdefault(id(advice), []).append(_row(draft, number, one, lang))
    return [
        {
            "findings": as_rows(Report(advice.findings), lang),
            "suggestions": rows_of.get(id(advice), []),
            "why_none": advice.text(lang),
        }
        for advice in advices
    ]


def _row(draft: Draft, number: int, one: Suggestion, lang: str) -> dict[str, Any]:
    return {
        "number": number,
        "says": says_of(draft, one, lang),
        "edits": [edit_to_json(edit) for edit in one.edits],
        "options": options_of(one.edits),
        "level": one.level,
        "households": one.households,
        "metres": one.metres,
        "puts_right": as_rows(Report(one.findings), lang),
        "brings": as_rows(Report(one.brought), lang),
    }


def says_of(draft: Draft, one: Suggestion, lang: str) -> str:
    """Return all edits of a suggestion in words, in "zh" or "en"."""
    column = LANGUAGES.index(lang)
    return say("suggest_then", lang).join(described(draft, edit)[column] for edit in one.edits)
