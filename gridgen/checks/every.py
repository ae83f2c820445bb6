"""Every check, in the order in which findings are told."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np

from gridgen.checks.assignment import (
    codes_are_sound,
    counts_agree,
    digits_suffice,
    everyone_is_somewhere,
    is_nested,
    labels_are_true,
)
from gridgen.checks.centres import centres_serve
from gridgen.checks.cuts import nothing_is_cut
from gridgen.checks.foreign import codes_have_structure, drawing_is_sound
from gridgen.checks.ground import (
    groups_stand_together,
    households_are_inside,
    parts_are_marked,
    zones_are_whole,
    zones_tile,
)
from gridgen.checks.metres import metres_are_true
from gridgen.checks.people import people_serve
from gridgen.checks.shape import borders_follow_lines, zones_lie_well
from gridgen.checks.size import sizes_are_in_band
from gridgen.checks.system import (
    chain_is_whole,
    radius_is_kept,
    units_are_named,
    units_are_whole,
)
from gridgen.checks.ties import ties_are_kept
from gridgen.model.findings import Finding, Report
from gridgen.model.links import Links
from gridgen.model.plan import Plan
from gridgen.plans.seen import Seen
from gridgen.rules.levels import Rules

Check = Callable[[Seen], Iterable[Finding]]

CHECKS: tuple[Check, ...] = (
    everyone_is_somewhere,
    is_nested,
    codes_are_sound,
    digits_suffice,
    counts_agree,
    labels_are_true,
    sizes_are_in_band,
    zones_are_whole,
    groups_stand_together,
    parts_are_marked,
    nothing_is_cut,
    zones_tile,
    households_are_inside,
    zones_lie_well,
    borders_follow_lines,
    radius_is_kept,
    units_are_named,
    units_are_whole,
    chain_is_whole,
    centres_serve,
    people_serve,
    ties_are_kept,
    drawing_is_sound,
    codes_have_structure,
    metres_are_true,
)


def check_land(plan: Plan, rules: Rules) -> Report:
    """Return what is wrong with the polygons of a plan: broken, empty, with gaps or overlaps.

    It needs no links: for whoever draws a plan and does not check all of it.
    """
    nobody = Links(np.zeros((0, 2), np.int32), np.zeros(0), np.zeros(0, bool))
    return Report(tuple(zones_tile(Seen(plan, nobody, rules))))


def check(seen: Seen) -> Report:
    """Return what every check finds in a plan.

    The links of `seen` are made from the places and the boundaries alone.
    """
    return Report(tuple(found for rule in CHECKS for found in rule(seen)))
