"""Ties are kept."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from gridgen.checks.pairs import kept, label, sizes_of
from gridgen.model import Finding, Links, Plan, Severity, Tie
from gridgen.rules import Level, Rules
from gridgen.words import finding


def ties_are_kept(plan: Plan, links: Links, rules: Rules) -> Iterator[Finding]:
    """Whom a tie keeps together is in one zone, and whom it keeps apart in none of both.

    Of the zones of the first level that is searched, or else of the first. Why those who should be
    apart are not is told as far as it can be proved.
    """
    for level in rules.levels:
        if level.name not in plan.zone_of:
            continue
        of_area = [_tied_level(rules, who) == level.name for who in plan.areas.class_or_kind]
        here = np.array([*of_area, False])[plan.community_of]
        zone_of = np.where(here, plan.zone_of[level.name], -1)
        for tie in plan.ties if here.any() else ():
            one, two = (zone_of[tie.rows(plan.roll, side)] for side in (tie.first, tie.second))
            one, two = one[one >= 0], two[two >= 0]
            said = {"other": tie.second, "level": level.name}
            both = np.union1d(one, two)
            if tie.kind == "together" and len(both) > 1:
                yield finding("tie_together_broken", Severity.WARNING, tie.first, limit=1,
                              number=len(both), **said)  # fmt: skip
            shared = np.intersect1d(one, two)
            if tie.kind == "apart" and len(shared):
                zones = plan.level(level.name)
                why, facts = _why(plan, links, level, tie, zone_of, int(shared[0]))
                yield finding(why, Severity.WARNING, tie.first, number=len(shared), limit=0,
                              code=zones.code[shared[0]], **facts, **said)  # fmt: skip


def _tied_level(rules: Rules, who: str) -> str:
    """Return the level in which ties hold in a class or kind of community."""
    modes = {level.name: level.mode_of(who) for level in rules.levels}
    searched = [name for name, mode in modes.items() if mode in ("band", "around")]
    return next(iter(searched or modes))


def _why(
    plan: Plan, links: Links, level: Level, tie: Tie, zone_of: NDArray[np.int32], zone: int
) -> tuple[str, dict[str, object]]:
    """Return the rule and the facts of why two sides share a zone: proved, or just not found."""
    roll = plan.roll
    mine = np.flatnonzero(zone_of == zone)
    one, two = (np.intersect1d(tie.rows(roll, s), mine) for s in (tie.first, tie.second))
    parent_of = _parents(plan, level)
    same = parent_of[links.pairs[:, 0]] == parent_of[links.pairs[:, 1]]
    units = kept(plan, links, level, same)
    bound = [links.pairs[units.together], *_tied_rows(plan)]
    unit_of = label(len(roll), np.concatenate(bound))
    if len(np.intersect1d(unit_of[one], unit_of[two])):
        return "tie_apart_one_unit", {}
    zones = plan.level(level.name)
    who = plan.class_or_kind(zones)[zone]
    band = level.band_of(who)
    if level.mode_of(who) != "band" or band is None:
        return "tie_apart_broken", {}
    piece_of = label(len(roll), links.pairs[same])
    rows = np.flatnonzero(np.isin(piece_of, piece_of[one]) & (parent_of == parent_of[mine[0]]))
    total = int(sizes_of(plan, level)[rows].sum())
    large = len(np.unique(units.unit_of[rows[units.is_large[rows]]]))
    can, needed = max(1, large + total // band.fewest), _needed(plan, tie, rows)
    if can < needed and level.counts != "area":
        return "tie_apart_too_few", {"total": total, "fewest": band.fewest, "can": can,
                                     "needed": needed}  # fmt: skip
    return "tie_apart_broken", {}


def _parents(plan: Plan, level: Level) -> NDArray[np.int32]:
    """Return (n,) the zone of the level above, or the community, of each household."""
    names = [zones.level for zones in plan.levels]
    row = names.index(level.name)
    return plan.zone_of[names[row - 1]] if row else plan.community_of


def _tied_rows(plan: Plan) -> Iterator[NDArray[np.int32]]:
    """Give pairs of rows that ties keep together, where those are of one community."""
    for tie in plan.ties:
        if tie.kind == "together":
            rows = [tie.rows(plan.roll, side) for side in (tie.first, tie.second)]
            every = np.concatenate(rows)
            if len(set(plan.community_of[every].tolist())) == 1:
                yield np.column_stack([np.full(len(every), every[0]), every]).astype(np.int32)


def _needed(plan: Plan, tie: Tie, rows: NDArray[np.int64]) -> int:
    """Return in how many zones at least the sides of ties must be that are all kept apart."""
    apart: dict[tuple[str, str], set[tuple[str, str]]] = defaultdict(set)
    for other in plan.ties:
        one, two = (other.key, other.first), (other.key, other.second)
        sides = (np.isin(other.rows(plan.roll, side), rows).any() for side in (one[1], two[1]))
        if other.kind == "apart" and all(sides):
            apart[one].add(two)
            apart[two].add(one)
    group = {(tie.key, tie.first), (tie.key, tie.second)}
    for side in sorted(apart, key=lambda side: (-len(apart[side]), side)):
        if group <= apart[side]:
            group.add(side)
    return len(group)
