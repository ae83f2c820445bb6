"""What is wrong in a plan -> edits that put it right, judged by making them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from gridgen.model.errors import NotInPlanError
from gridgen.model.findings import Finding, Report
from gridgen.model.plan import Plan
from gridgen.plans.names import code_of, names_of
from gridgen.rules.loader import rules_for
from gridgen.versions.draft import READ, WHOLE, Draft, open_draft
from gridgen.versions.edits import Create, Edit, Move
from gridgen.versions.order import at_home
from gridgen.versions.repairs.aims import (
    CANNOT_BE,
    LOCKED,
    TOLD,
    Aim,
    Subject,
    aim_of,
    is_told,
    subject_of,
)
from gridgen.versions.repairs.judged import Suggestion, judged
from gridgen.versions.repairs.ways import locks_around, ways_of
from gridgen.words.say import LANGUAGES, Sentence, in_a_row, in_both

MOST = 3
"""Repairs for one finding."""

JUDGED = 5
"""Ways that are tried for one finding at most: each is made and checked, which takes time."""


@dataclass(frozen=True, slots=True)
class Advice:
    """What can be done about findings that one repair puts right, or that say the same.

    Attributes
    ----------
    findings
        Of the plan: that for which repairs were sought, then those that the first of them puts
        right too.
    suggestions
        Best first; none where `why` says why.
    why
        The sentence that says why there are none, in Chinese and English; else two empty texts.
    """

    findings: tuple[Finding, ...]
    suggestions: tuple[Suggestion, ...] = ()
    why: Sentence = ("", "")

    def text(self, lang: str = "en") -> str:
        """Return in `lang` ("zh" or "en") why there are no repairs; "" where there are."""
        return self.why[LANGUAGES.index(lang)]


Progress = Callable[[int, int], None]


def suggest(
    plan: Plan, *, only: Collection[str] = (), most: int = MOST, rules: str | None = None
) -> tuple[Advice, ...]:
    """Return for each finding of a plan the repairs, or why there are none.

    Each repair is a few edits for `gridgen.edit`, tried and checked: it puts the finding right and
    brings no error that was not there. Locked grids and other villages are never touched. A finding
    that the first repair of another one puts right stands with that one.

    Parameters
    ----------
    plan
        Of any origin; it is checked anew.
    only
        Codes or names of zones or communities, or names of findings ("band_missed"), with which to
        be content; none for all.
    most
        Repairs for each finding at most, the best first: those that bring no warning, then those of
        the fewest metres, households that move, and units to be named.
    rules
        Other rules than those of the plan.

    Returns
    -------
    The worst findings first; empty where nothing is to be put right.

    Raises
    ------
    NotInPlanError
        `only` names what is not in the plan.
    """
    return advise(open_draft(plan, rules_for(plan, rules)), only=only, most=most)


def advise(
    draft: Draft,
    *,
    only: Collection[str] = (),
    most: int = MOST,
    first: int | None = None,
    on_progress: Progress | None = None,
) -> tuple[Advice, ...]:
    """Return for each finding of a plan that is open for edits the repairs, or why there are none.

    Parameters
    ----------
    draft
        As `gridgen.versions.draft.open_draft` makes it.
    only, most
        As in `suggest`.
    first
        How many findings are looked at, the worst first; all of them if not given.
    on_progress
        Called with how many findings are done, and how many there are.
    """
    asked = _asked(draft, only)[:first]
    made: list[Advice] = []
    left = {found: subject_of(found) for _, found in asked}
    for number, (code, found) in enumerate(asked):
        if on_progress:
            on_progress(number, len(asked))
        if found in left:
            advice = _with_others(_advice(draft, code, found, most), left)
            for one in advice.findings:
                left.pop(one)
            made.append(advice)
    return tuple(made)


def _with_others(advice: Advice, left: Mapping[Finding, Subject]) -> Advice:
    """Return advice with those of the findings that are left of which it is too."""
    found = advice.findings[0]
    if found.rule in CANNOT_BE:
        alike = [one for one in left if (one.rule, one.zh) == (found.rule, found.zh)]
    else:
        first = {subject_of(one) for best in advice.suggestions[:1] for one in best.findings}
        alike = [one for one, subject in left.items() if subject in {left[found], *first}]
    findings = (found, *(one for one in alike if one != found))
    return Advice(findings, advice.suggestions, advice.why)


def _asked(draft: Draft, only: Collection[str]) -> list[tuple[str, Finding]]:
    """Return the findings that are looked at, each with the code of its community, worst first."""
    asked = _meant(draft, only)
    every = [
        (code, found)
        for code, told in draft.found.items()
        for _, found in told
        if code != READ and is_told(found)
        and (not only or {code, found.where, found.rule} & asked)
    ]  # fmt: skip
    rank = {id(found): row for row, found in enumerate(draft.plan.report)}
    return sorted(every, key=lambda one: rank[id(one[1])])


def _meant(draft: Draft, only: Collection[str]) -> set[str]:
    """Return what names mean: rules, what findings are about, communities, zones and those below.

    Raises
    ------
    NotInPlanError
        One of them means nothing.
    """
    known = {*TOLD, *draft.known.row_of_community}
    for found in draft.plan.report:
        known |= {found.rule, found.where}
    codes = {one if one in known else _called(draft, one) for one in only}
    for zones in draft.plan.levels:
        codes |= {
            code
            for code, parent in zip(zones.code, zones.parent, strict=True)
            if parent in codes and parent not in draft.known.row_of_community
        }
    return codes


def _called(draft: Draft, name: str) -> str:
    """Return the code of the community or the zone that is called so."""
    try:
        return code_of(name, names_of(draft.plan, draft.rules), "--only")
    except NotInPlanError as why:
        if why.key == "name_of_several":
            raise
        rules = sorted({found.rule for found in draft.plan.report if is_told(found)})
        raise NotInPlanError("suggest_only_unknown", name=name, rules=rules) from why


def _advice(draft: Draft, code: str, found: Finding, most: int) -> Advice:
    if found.rule in CANNOT_BE:
        why = "suggest_locks_forbid" if found.rule in LOCKED else "suggest_impossible"
        return Advice((found,), why=in_both(why))
    aim = aim_of(draft, code, found) if code != WHOLE else None
    if aim is None:
        return Advice((found,), why=in_both("suggest_no_edit"))
    suggestions = _best(draft, aim, most)
    return Advice((found,), suggestions, ("", "") if suggestions else _why_none(draft, aim))


def _why_none(draft: Draft, aim: Aim) -> Sentence:
    """Return why nothing was found that mends what is amiss."""
    locks = locks_around(draft, aim)
    if not locks:
        return in_both("suggest_none_found")
    here = at_home(draft.plan, aim.code, draft.known.row_of_community)
    names = names_of(draft.plan, draft.rules, here)
    return in_both("suggest_locked", zones=in_a_row([names[code] for code in locks]))


def _best(draft: Draft, aim: Aim, most: int) -> tuple[Suggestion, ...]:
    """Return the best of the ways that judging leaves, up to `most`."""
    good: list[Suggestion] = []
    tried: set[tuple[Edit, ...]] = set()
    for edits in ways_of(draft, aim):
        if sum(map(_is_clean, good)) >= most or len(tried) >= JUDGED:
            break
        if edits not in tried:
            tried.add(edits)
            if (one := judged(draft, aim.finding, edits)) is not None:
                good.append(one)
    moved_m = draft.rules.prices.moved_m
    # What leaves or brings something is for where nothing does without.
    good = [one for one in good if _is_clean(one)] or good
    # Whom an edit names a planner must look up: as bad as one household more that moves.
    good.sort(
        key=lambda one: (
            len(one.brought), one.metres + moved_m * (one.households + _named(one.edits))
        )
    )  # fmt: skip
    return tuple(good[:most])


def _named(edits: Sequence[Edit]) -> int:
    """Return how many units edits name."""
    return sum(len(edit.units) for edit in edits if isinstance(edit, Move | Create))


def _is_clean(one: Suggestion) -> bool:
    """Say whether no warning comes, and no error stays in what is touched."""
    return not one.brought and not Report(one.effect.new).errors
