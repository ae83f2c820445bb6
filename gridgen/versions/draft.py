"""A plan that is being changed: with its rules, and with what checks find, community by community.

What an edit touches is checked anew, and nothing else: each finding belongs to one community, or to
the whole.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import chain

import numpy as np

from gridgen.checks.centres import centres_serve
from gridgen.checks.every import CHECKS, OF_THE_WHOLE, RULES, Check, told
from gridgen.checks.foreign import codes_have_structure, drawing_is_sound
from gridgen.checks.people import people_serve
from gridgen.checks.shape import borders_follow_lines, in_mm, on_lines
from gridgen.checks.ties import ties_are_kept
from gridgen.model.arrays import taken
from gridgen.model.errors import NotInPlanError
from gridgen.model.findings import Finding, Report
from gridgen.model.links import Links
from gridgen.model.plan import Plan
from gridgen.plans.names import names_of, with_names
from gridgen.plans.seen import Seen
from gridgen.rules.levels import Rules
from gridgen.versions.change import Change, changed, in_order
from gridgen.versions.known import Known, part_alone
from gridgen.versions.order import in_order_of

Told = tuple[int, Finding]
"""A finding and the number of the check that made it."""

WHOLE, READ = "", "read"
"""Where findings of the whole plan stand among those of communities, and those of reading."""

OF_EACH = tuple(rule for rule in CHECKS if rule not in OF_THE_WHOLE)


@dataclass(frozen=True, slots=True, eq=False)
class Draft:
    """A plan with its rules and what checks find in it.

    Attributes
    ----------
    plan
        Its report holds all that was found.
    rules
        By which it is checked.
    known
        What no edit changes.
    found
        By the code of a community what checks find there; under `WHOLE` what they find in the whole
        plan, under `READ` what was found when its input was read.
    bordered
        By the code of a community how much inner border its zones of the top level have, and how
        much of it lies on lines: whole millimetres.
    """

    plan: Plan
    rules: Rules
    known: Known
    found: Mapping[str, tuple[Told, ...]]
    bordered: Mapping[str, tuple[int, int]]


def open_draft(plan: Plan, rules: Rules, known: Known | None = None) -> Draft:
    """Return a plan ready for edits: its zones in their order, all of it checked.

    Parameters
    ----------
    plan
        Made here, or read from a file.
    rules
        Those of the plan, or others.
    known
        What is known of it already.

    Raises
    ------
    NotInPlanError
        The plan has no zones, or two zones or households of one code or id.
    """
    _refuse_doubles(plan)
    plan = _in_order(plan)
    known = known or Known(plan, rules)
    read = [found for found in plan.report if found.rule not in RULES]
    codes = plan.communities.code.tolist()
    draft = Draft(plan, rules, known, {READ: tuple((-1, found) for found in read)}, {})
    return checked(draft, codes)


def checked(draft: Draft, communities: Collection[str]) -> Draft:
    """Return a draft with some communities, and what concerns the whole, checked anew."""
    plan, known = draft.plan, draft.known
    found, bordered = dict(draft.found), dict(draft.bordered)
    for code in communities:
        found[code], bordered[code] = _in_community(draft, code)
    draft = replace(draft, bordered=bordered)
    found[WHOLE] = _in_whole(draft, is_first=WHOLE not in draft.found)
    report = report_of(found, known.row_of_community)
    return replace(draft, found=found, plan=replace(plan, report=report))


def redone(draft: Draft, change: Change) -> Draft:
    """Return a draft on the other side of a change that was made to it before, or of its inverse.

    Raises
    ------
    NotInPlanError
        It is a change of another plan.
    """
    return checked(replace(draft, plan=changed(draft.plan, change)), change.communities)


def _in_community(draft: Draft, code: str) -> tuple[tuple[Told, ...], tuple[int, int]]:
    plot = draft.known.plot(draft.plan, code)
    part = part_alone(draft.known, draft.plan, code, plot.township)
    seen = Seen(part, plot.links, draft.rules, draft.known.lines)
    return _named(told(seen, OF_EACH), part, draft.rules), in_mm(seen)


def _in_whole(draft: Draft, *, is_first: bool) -> tuple[Told, ...]:
    """Return what checks find in the whole plan: at first all, later only what edits can change."""
    plan, borders = draft.plan, CHECKS.index(borders_follow_lines)
    asked = set(OF_THE_WHOLE if is_first else _moving(plan)) - {borders_follow_lines}
    made: list[Told] = []
    if asked:
        needs_links = asked & {ties_are_kept, people_serve}
        links = draft.known.links(plan) if needs_links else _NO_LINKS
        seen = Seen(plan, links, draft.rules, draft.known.lines)
        made += _named(told(seen, asked), plan, draft.rules)
    if not is_first:
        again = {CHECKS.index(rule) for rule in asked} | {borders}
        made += [one for one in draft.found[WHOLE] if one[0] not in again]
    inner, on = (sum(sums[side] for sums in draft.bordered.values()) for side in (0, 1))
    made += [(borders, found) for found in on_lines(plan.levels[0].level, inner, on)]
    return tuple(sorted(made, key=lambda one: one[0]))


_NO_LINKS = Links(np.zeros((0, 2), np.int32), np.zeros(0), np.zeros(0, bool))


def _moving(plan: Plan) -> list[Check]:
    """Return the checks of the whole plan that an edit can turn out otherwise."""
    moving: list[Check] = []
    if plan.township.centres is not None:
        moving.append(centres_serve)
    if plan.staff is not None or plan.made_by.version == "":
        moving.append(people_serve)
    if plan.township.ties:
        moving.append(ties_are_kept)
    if plan.made_by.version == "":
        moving += [drawing_is_sound, codes_have_structure]
    return moving


def _named(made: Iterable[Told], plan: Plan, rules: Rules) -> tuple[Told, ...]:
    """Return findings that call zones by their names."""
    made = list(made)
    if not made:
        return ()
    # One by one, since a report puts the worst first.
    names = names_of(plan, rules)
    return tuple(
        (number, with_names(Report((found,)), names).findings[0]) for number, found in made
    )


def report_of(found: Mapping[str, tuple[Told, ...]], rank: Mapping[str, int]) -> Report:
    """Return all findings in the order of the checks, then of the communities."""
    by_check: dict[int, list[Finding]] = {}
    for code in sorted(found, key=lambda code: rank.get(code, -1)):
        for number, one in found[code]:
            by_check.setdefault(number, []).append(one)
    return Report(tuple(chain.from_iterable(by_check[number] for number in sorted(by_check))))


def _refuse_doubles(plan: Plan) -> None:
    """Raise NotInPlanError where a code or an id would not say which."""
    if not plan.levels:
        raise NotInPlanError("edit_without_zones")
    for zones in plan.levels:
        _refuse_double(zones.code.tolist(), zones.level)
    _refuse_double(plan.township.households.ids.tolist(), "households")
    known = set(plan.communities.code)
    for zones in plan.levels:
        if strange := sorted({*zones.community} - known):
            raise NotInPlanError("edit_zone_of_nowhere", level=zones.level, code=strange[0])


def _refuse_double(names: list[str], level: str) -> None:
    if len(set(names)) < len(names):
        name, number = Counter(names).most_common(1)[0]
        raise NotInPlanError("edit_doubled", name=name, number=number, level=level)


def _in_order(plan: Plan) -> Plan:
    """Return the plan with its zones and posts in the order in which edits leave them."""
    rank = {code: row for row, code in enumerate(plan.communities.code)}
    levels, zone_of = [], {}
    for zones in plan.levels:
        order = in_order_of(zones, rank)
        now = np.append(np.argsort(order), -1).astype(np.int32)  # the last is for those in none
        levels.append(taken(zones, np.array(order, np.int64)))
        zone_of[zones.level] = now[plan.zone_of[zones.level]]
    staff = plan.staff
    if staff is not None:
        staff = replace(staff, posts=in_order(staff.posts, staff.people))
    return replace(plan, levels=tuple(levels), zone_of=zone_of, staff=staff)
