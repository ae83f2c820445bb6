"""Ties are kept, and what is kept as one unit stands together."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from gridgen.checks.pairs import is_same_key, label
from gridgen.model import Finding, Links, Plan, Severity
from gridgen.rules import Rules
from gridgen.words import finding


def ties_are_kept(plan: Plan, _links: Links, _rules: Rules) -> Iterator[Finding]:
    """Whom a tie keeps together is in one grid, and whom it keeps apart in none of both."""
    if not plan.levels:
        return
    zone_of = plan.zone_of[plan.levels[0].level]
    for tie in plan.ties:
        one, two = (zone_of[tie.rows(plan.roll, side)] for side in (tie.first, tie.second))
        both = np.unique(np.concatenate([one, two]))
        is_kept = len(both) == 1 if tie.kind == "together" else not len(np.intersect1d(one, two))
        if not is_kept:
            yield finding(f"tie_{tie.kind}_broken", Severity.WARNING, tie.first, other=tie.second,
                          number=len(both))  # fmt: skip


def groups_stand_together(plan: Plan, links: Links, rules: Rules) -> Iterator[Finding]:
    """A villager group that grids keep whole has its households in one piece."""
    if "group" not in rules.levels[0].keep or "group" not in plan.roll.keys:
        return
    same = is_same_key(plan, links, "group")
    piece_of = label(len(plan.roll), links.pairs[same])
    group = plan.roll.keys["group"]
    for area in np.unique(plan.community_of[plan.community_of >= 0]):
        rows = np.flatnonzero((plan.community_of == area) & (group != ""))
        for name in sorted(set(group[rows])):
            mine = rows[group[rows] == name]
            sizes = np.unique(piece_of[mine], return_counts=True)[1]
            if len(sizes) > 1:
                yield finding("group_scattered", Severity.WARNING, plan.areas.code[area],
                              number=len(sizes), limit=1, group=name, most=int(sizes.max()),
                              rows=len(mine))  # fmt: skip
