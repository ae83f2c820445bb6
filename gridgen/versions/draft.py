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
from gridgen.checks.people import contacts_hold, people_serve, posts_are_held
from gridgen.checks.shape import borders_follow_lines, in_mm, on_lines
from gridgen.checks.ties import ties_are_kept
from gridgen.model.arrays import taken
from gridgen.model.errors import NotInPlanError
from gridgen.model.findings import Finding, Report
from gridgen.model.links import Links
from gridgen.model.plan import Plan
from gridgen.plans.names import Called, names_in, names_of, with_names
from gridgen.plans.seen import Seen
from gridgen.rules.levels import Rules
from gridgen.versions.change import Change, changed
from gridgen.versions.known import Known, part_alone
from gridgen.versions.order import in_order_of
from gridgen.versions.posts import are_held_alike, in_order

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


def checked(draft: Draft, communities: Collection[str], *, posts_stay: bool = False) -> Draft:
    """Return a draft with some communities, and what concerns the whole, checked anew.

    Parameters
    ----------
    draft
        The plan, and what was found before.
    communities
        Codes.
    posts_stay
        Whether what is said of all posts cannot be otherwise.
    """
    plan, known = draft.plan, draft.known
    found, bordered = dict(draft.found), dict(draft.bordered)
    for code in communities:
        found[code], bordered[code] = _in_community(draft, code)
    draft = replace(draft, bordered=bordered)
    is_first = WHOLE not in draft.found
    asked = set(OF_THE_WHOLE if is_first else _moving(plan, posts_stay=posts_stay))
    found[WHOLE] = _in_whole(draft, asked - {borders_follow_lines})
    report = report_of(found, known.row_of_community)
    return replace(draft, found=found, plan=replace(plan, report=report))


def redone(draft: Draft, change: Change) -> Draft:
    """Return a draft on the other side of a change that was made to it before, or of its inverse.

    Raises
    ------
    NotInPlanError
        It is a change of another plan.
    """
    made = replace(draft, plan=changed(draft.plan, change))
    return checked(made, change.communities, posts_stay=_posts_stay(draft, change))


def _posts_stay(draft: Draft, change: Change) -> bool:
    """Say whether a change leaves what is said of all posts: who has one, and which are vacant."""
    told = [found for number, found in draft.found.get(WHOLE, ()) if number == _PEOPLE]
    vacant = [found.where for found in told if found.rule == "posts_vacant"]
    name_of, now = (
        {code: name for block in side.blocks.values()
         for code, name in zip(block.zones.code, block.zones.name, strict=True)}
        for side in (change.before, change.after)
    )  # fmt: skip
    is_called_so = all(now.get(code, name) == name for code, name in name_of.items())
    is_ours = draft.plan.made_by.version != ""
    alike = are_held_alike(change.before.posts, change.after.posts, vacant)
    return is_ours and is_called_so and alike


def _in_community(draft: Draft, code: str) -> tuple[tuple[Told, ...], tuple[int, int]]:
    known, plan, rules = draft.known, draft.plan, draft.rules
    plot = known.plot(plan, code)
    ties = known.ties_at.within.get(code, ())
    part = part_alone(known, plan, code, replace(plot.township, ties=ties))
    seen = Seen(part, plot.links, rules, known.lines)
    made = told(seen, (*OF_EACH, ties_are_kept) if ties else OF_EACH)
    made += [(_PEOPLE, found) for found in contacts_hold(seen)]
    # In the order of the checks, as all of them at once would tell it.
    made.sort(key=lambda one: one[0])
    return _named(made, names_of(part, rules) if made else {}), in_mm(seen)


def _in_whole(draft: Draft, asked: Collection[Check]) -> tuple[Told, ...]:
    """Return what checks find in the whole plan: some are asked, what others found before stays."""
    plan, rules, known = draft.plan, draft.rules, draft.known
    ties = known.ties_at
    # What concerns one community alone is told there: contact persons, and nearly all ties.
    seen = Seen(plan, _NO_LINKS, rules, known.lines)
    made = told(seen, {*asked} - {people_serve, ties_are_kept})
    if people_serve in asked:
        made += [(_PEOPLE, found) for found in posts_are_held(seen)]
    if ties.between:
        township = replace(plan.township, ties=ties.between)
        links = known.links_in(plan, ties.joined)
        seen = Seen(replace(plan, township=township), links, rules, known.lines)
        made += told(seen, {ties_are_kept})
    made = list(_named(made, names_in([found for _, found in made], plan, rules) if made else {}))
    again = {CHECKS.index(rule) for rule in (*asked, borders_follow_lines)}
    made += [one for one in draft.found.get(WHOLE, ()) if one[0] not in again]
    inner, on = (sum(sums[side] for sums in draft.bordered.values()) for side in (0, 1))
    made += [(_BORDERS, found) for found in on_lines(plan.levels[0].level, inner, on)]
    return tuple(sorted(made, key=lambda one: one[0]))


_BORDERS, _PEOPLE = CHECKS.index(borders_follow_lines), CHECKS.index(people_serve)

_NO_LINKS = Links(np.zeros((0, 2), np.int32), np.zeros(0), np.zeros(0, bool))


def _moving(plan: Plan, *, posts_stay: bool) -> list[Check]:
    """Return the checks of the whole plan that an edit can turn out otherwise."""
    moving: list[Check] = []
    if plan.township.centres is not None:
        moving.append(centres_serve)
    if not posts_stay and (plan.staff is not None or plan.made_by.version == ""):
        moving.append(people_serve)
    if plan.township.ties:
        moving.append(ties_are_kept)
    if plan.made_by.version == "":
        moving += [drawing_is_sound, codes_have_structure]
    return moving


def _named(made: Iterable[Told], names: Mapping[str, Called]) -> tuple[Told, ...]:
    """Return findings that call zones by their names."""
    # One by one, since a report puts the worst first.
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
