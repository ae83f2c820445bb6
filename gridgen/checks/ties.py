"""Ties are kept."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

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
