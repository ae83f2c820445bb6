"""Two plans and what differs between them -> why each zone changed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace

from gridgen.model.plan import Plan
from gridgen.plans.causes import Cause, Causes, reason
from gridgen.plans.diff import Difference, Reason, ZoneChange, ZoneState, diff, first_level
from gridgen.plans.names import Called, names_of
from gridgen.rules.levels import Rules
from gridgen.rules.loader import rules_for
from gridgen.words.say import GridgenError, in_a_row


def difference_of(old: Plan, new: Plan, level: str | None = None) -> Difference:
    """Return what is different between two plans, and why each zone changed.

    Parameters
    ----------
    old, new
        Any two plans; the bands and lines are those of the rules of the newer one. Where these
        cannot be loaded nothing is said of sizes and lines.
    level
        Which both plans have; the top one of the newer plan if not given.

    Raises
    ------
    NotInPlanError
        One of the plans has no such level.
    """
    difference = diff(old, new, level or first_level(new))
    rules = None
    with suppress(GridgenError):  # the plan keeps the name of its rules, which may be no more
        rules = rules_for(new)
    return explained(difference, old, new, rules)


def explained(difference: Difference, old: Plan, new: Plan, rules: Rules | None) -> Difference:
    """Return a difference that says what zones are called in both languages, and in which each zone
    that is not kept says why.

    The reasons of a zone are its own (see `gridgen.plans.causes.Cause`); one that has none and
    exchanged households with a zone that has some changed because of that one; of one that has
    neither nothing is known but that it is better so by some metres.

    Parameters
    ----------
    difference
        As `gridgen.plans.diff.diff` returns it, of these two plans.
    old, new
        The plans.
    rules
        Those of the new plan, for its bands and lines; None where they cannot be loaded, and then
        nothing is said of sizes and lines.
    """
    changed = [zone for zone in difference.zones if zone.state is not ZoneState.KEPT]
    causes = Causes(old, new, difference, rules)
    own = {zone.code: causes.of(zone) for zone in changed}
    near = _exchanged(difference)
    names = names_of(old, rules) | names_of(new, rules)
    for zone in changed:
        if zone.state is ZoneState.NEW:
            own[zone.code] += _part_of(zone, near, names)
    moves = {zone.code for zone in changed if _has_cause(zone, own[zone.code])}
    why = {zone.code: own[zone.code] + _from_others(zone, moves, near, names)
           for zone in changed}  # fmt: skip
    for zone in changed:
        if not why[zone.code]:
            why[zone.code] = _last(old, new)
    return replace(
        difference,
        names=names,
        zones=tuple(replace(z, why=tuple(why[z.code])) if z.code in why else z
                    for z in difference.zones),
    )  # fmt: skip


_MOVE = frozenset({
    Cause.MERGED, Cause.SPLIT, Cause.BORDER, Cause.ABOVE, Cause.BELOW, Cause.GREW, Cause.SHRANK,
    Cause.PIECES, Cause.LINE, Cause.GROUND, Cause.CENTRE, Cause.KEYS, Cause.LOCKS, Cause.HAND,
})  # fmt: skip
"""Causes that make households change zone, and so may touch the neighbours."""


def _has_cause(zone: ZoneChange, reasons: list[Reason]) -> bool:
    """Say whether a zone has a reason of its own to exchange households with others."""
    kinds = {one.kind for one in reasons}
    return bool(kinds & _MOVE) or (zone.state is ZoneState.NEW and Cause.CAME in kinds)


def _exchanged(difference: Difference) -> Mapping[str, Counter[str]]:
    """Return by the code of a zone with which others it exchanged households, and how many."""
    near: dict[str, Counter[str]] = defaultdict(Counter)
    now_of = difference.now_of
    for home in difference.moved:
        was, now = now_of.get(home.old_zone, home.old_zone), home.new_zone
        if was and now:
            # A vacant row is moved too.
            near[was][now] += max(home.after, 1)
            near[now][was] += max(home.after, 1)
    return near


def _part_of(
    zone: ZoneChange, near: Mapping[str, Counter[str]], names: Mapping[str, Called]
) -> list[Reason]:
    """Return from which zones most households of a new one come."""
    sources = [code for code, _ in near.get(zone.code, Counter()).most_common(2)]
    if not sources:
        return []
    called = in_a_row([names.get(code, (code, code)) for code in sources])
    return [reason(Cause.PART, number=zone.flow.joined.households, name=called)]


def _from_others(
    zone: ZoneChange,
    moves: set[str],
    near: Mapping[str, Counter[str]],
    names: Mapping[str, Called],
) -> list[Reason]:
    """Return because of which neighbour a zone changed that has no reason of its own to move."""
    is_moved = zone.flow.joined.rows or zone.flow.left.rows
    if zone.code in moves or not is_moved:
        return []
    reached, front = {zone.code}, [zone.code]
    while front:
        # The nearest that has a reason; of several the one with which most was exchanged.
        ways = Counter[str]()
        for code in front:
            ways.update({one: number for one, number in near[code].items() if one not in reached})
        with_reason = [code for code, _ in ways.most_common() if code in moves]
        if with_reason:
            name = names.get(with_reason[0], (with_reason[0], with_reason[0]))
            return [reason(Cause.NEIGHBOUR, name=name)]
        reached |= set(ways)
        front = sorted(ways)
    return []


def _last(old: Plan, new: Plan) -> list[Reason]:
    """Return what is said where nothing was found."""
    before, now = old.made_by.rules, new.made_by.rules
    if before and now and before != now:
        return [reason(Cause.RULES, old=before, new=now)]
    return [reason(Cause.NONE)]
