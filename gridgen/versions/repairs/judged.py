"""Edits that may put something right -> a suggestion, by making them and looking."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from gridgen.model.findings import Finding, Severity
from gridgen.versions.apply import change_of, warnings_of
from gridgen.versions.chained import chained
from gridgen.versions.change import Block, Change, changed
from gridgen.versions.draft import Draft, redone
from gridgen.versions.edits import Edit
from gridgen.versions.effect import Effect, effect_of
from gridgen.versions.repairs.aims import is_told, subject_of, weight_of
from gridgen.words.say import GridgenError


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Edits that put something right, and break nothing.

    Attributes
    ----------
    findings
        What they put right, first that for which they were sought.
    edits
        To be made in this order: `gridgen.edit` takes them.
    effect
        What all of them together do.
    level
        The topmost level at which households come into another zone; "" where none do.
    households, metres
        What that costs: how many come into another zone of `level`, and what all walk more to the
        centres of these zones.
    brought
        Warnings that they bring, each lighter than the finding; only where nothing goes without.
    """

    findings: tuple[Finding, ...]
    edits: tuple[Edit, ...]
    effect: Effect
    level: str
    households: int
    metres: float
    brought: tuple[Finding, ...] = ()


def judged(draft: Draft, found: Finding, edits: Sequence[Edit]) -> Suggestion | None:
    """Return edits as a repair of a finding; None where they mend it not, or break something.

    Parameters
    ----------
    draft
        The plan, in which it is found.
    found
        What is to be put right.
    edits
        Made one after the other.
    """
    try:
        change = _change(draft, edits)
    except GridgenError:
        return None
    after, warnings = redone(draft, change), warnings_of(draft, change)
    effect = effect_of(draft, after, change, warnings)
    new = {subject_of(one) for one in effect.new}
    brought = tuple(_worse(effect))
    is_mended = found in effect.gone and subject_of(found) not in new
    is_heavier = any(weight_of(one) >= weight_of(found) for one in brought)
    if warnings or not is_mended or is_heavier:
        return None
    put_right = [one for one in effect.gone if subject_of(one) not in new and is_told(one)]
    findings = (found, *(one for one in put_right if one != found))
    return Suggestion(findings, tuple(edits), effect, *_cost(draft, change), brought)


def _change(draft: Draft, edits: Sequence[Edit]) -> Change:
    """Return what edits change, made one after the other; only the last plan needs a check."""
    change = change_of(draft, edits[0])
    for edit in edits[1:]:
        between = replace(draft, plan=changed(draft.plan, change))
        change = chained(change, change_of(between, edit))
    return change


def _worse(effect: Effect) -> Iterator[Finding]:
    """Give the errors and warnings that were not there before, or are worse than before."""
    before = {subject_of(one): one for one in effect.gone}
    for found in effect.new:
        was = before.get(subject_of(found))
        if found.severity is not Severity.NOTE and (
            was is None or _amount(found) > _amount(was) or found.severity != was.severity
        ):
            yield found


def _amount(found: Finding) -> float:
    """How far a finding is from what was expected."""
    return abs((found.number or 0) - (found.limit or 0))


def _cost(draft: Draft, change: Change) -> tuple[str, int, float]:
    """Return the topmost level at which households move, how many, and the metres."""
    count = draft.plan.township.households.count
    for zones in draft.plan.levels:
        before, after = (side.blocks.get(zones.level) for side in (change.before, change.after))
        if before is None or after is None:
            continue
        was, now = _zone_of(before), _zone_of(after)
        rows = [row for row, code in was.items() if now.get(row) != code]
        if rows:
            metres = round(_walked(after) - _walked(before), 1)
            return zones.level, int(count[rows].sum()), metres
    return "", 0, 0.0


def _zone_of(block: Block) -> dict[int, str]:
    return {
        int(row): str(code)
        for code, rows in zip(block.zones.code, block.members, strict=True)
        for row in rows
    }


def _walked(block: Block) -> float:
    return float((block.zones.mean_m * block.zones.households).sum())
