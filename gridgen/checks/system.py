"""What a grid system asks besides sizes and shapes: service radius, named units, whole chains."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from gridgen.model import Finding, Links, Plan, Severity
from gridgen.rules import Rules
from gridgen.words import finding


def radius_is_kept(plan: Plan, _links: Links, rules: Rules) -> Iterator[Finding]:
    """Nobody lives farther from the centre of a zone than its service radius.

    An error where the rules say that the radius is hard, else a warning.
    """
    for level in rules.levels:
        if level.name not in plan.zone_of:
            continue
        zones = plan.level(level.name)
        severity = Severity.ERROR if "radius" in level.hard else Severity.WARNING
        for z, who in enumerate(plan.class_or_kind(zones)):
            limit = level.limits_of(who).radius_m
            if zones.max_m[z] > limit:
                yield finding("radius_long", severity, zones.code[z], limit=limit,
                              number=round(float(zones.max_m[z])))  # fmt: skip


def units_are_named(plan: Plan, _links: Links, rules: Rules) -> Iterator[Finding]:
    """Where zones are to be made by name, somebody in each parent says one."""
    above = plan.community_of
    codes = plan.areas.code
    for level in rules.levels:
        if level.name not in plan.zone_of:
            continue
        zones, zone_of = plan.level(level.name), plan.zone_of[level.name]
        modes = [level.mode_of(who) for who in plan.class_or_kind(zones)]
        by_name = np.isin(np.array(modes, str), ("given", "unit"))
        if not by_name.any():
            above, codes = zone_of, zones.code
            continue
        mine = (zone_of >= 0) & by_name[zone_of]
        named = np.zeros(len(plan.roll), bool)
        for column in level.by:
            named |= plan.roll.keys[column] != "" if column in plan.roll.keys else False
        for parent in np.setdiff1d(above[mine], above[mine & named]):
            number = int(plan.roll.count[mine & (above == parent)].sum())
            yield finding("units_unnamed", Severity.WARNING, codes[parent], number=number,
                          by=", ".join(level.by))  # fmt: skip
        above, codes = zone_of, zones.code


def chain_is_whole(plan: Plan, _links: Links, rules: Rules) -> Iterator[Finding]:
    """Every community has a code long enough for each level above it, so that chains end nowhere.

    Below the communities `everyone_is_somewhere` and `is_nested` say the same.
    """
    for above in rules.above:
        for code in plan.areas.code:
            if len(code) <= above.digits or not code.isdecimal():
                yield finding("chain_broken", Severity.ERROR, code, limit=above.digits,
                              digits=above.digits, level=above.name)  # fmt: skip
