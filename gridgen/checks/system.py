"""What a grid system asks besides sizes and shapes: service radius, named units, whole chains."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from gridgen.checks.ground import BY_NAME
from gridgen.model.findings import Finding, Severity
from gridgen.model.links import Links
from gridgen.model.plan import Plan
from gridgen.model.zones import ASIDE
from gridgen.rules.levels import Level, Rules
from gridgen.words.say import finding


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
    households = plan.township.households
    above = plan.community_of
    codes = plan.communities.code
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
        named = np.zeros(len(households), bool)
        for column in level.by:
            named |= households.keys[column] != "" if column in households.keys else False
        for parent in np.setdiff1d(above[mine], above[mine & named]):
            number = int(households.count[mine & (above == parent)].sum())
            yield finding("units_unnamed", Severity.WARNING, codes[parent], number=number,
                          by=", ".join(level.by))  # fmt: skip
        above, codes = zone_of, zones.code


def units_are_whole(plan: Plan, _links: Links, rules: Rules) -> Iterator[Finding]:
    """Where zones are made by name, those of one name in one parent are in one zone.

    Whoever lives in a special grid belongs to that, whatever the name.
    """
    above = plan.community_of
    for level in rules.levels:
        if level.name not in plan.zone_of:
            continue
        zones, zone_of = plan.level(level.name), plan.zone_of[level.name]
        modes = [level.mode_of(who) for who in plan.class_or_kind(zones)]
        by_name = np.isin(np.array(modes, str), BY_NAME) & ~np.isin(zones.kind.astype(str), ASIDE)
        named = _names(plan, level)
        zones_of: dict[tuple[int, tuple[str, ...]], set[str]] = {}
        for row in np.flatnonzero(zone_of >= 0).tolist():
            if by_name[zone_of[row]] and named[row]:
                key = (int(above[row]), named[row])
                zones_of.setdefault(key, set()).add(str(zones.code[zone_of[row]]))
        for (_, (column, name, *_)), codes in sorted(zones_of.items()):
            if len(codes) > 1:
                yield finding("unit_cut", Severity.ERROR, name, key=column, level=level.name,
                              codes=", ".join(sorted(codes)))  # fmt: skip
        above = zone_of


def _names(plan: Plan, level: Level) -> list[tuple[str, ...]]:
    """Return what each household calls its zone of a level: the column and the name, () for none.

    A building counts in its estate, which then stands third.
    """
    households = plan.township.households
    keys = households.keys
    names: list[tuple[str, ...]] = [()] * len(households)
    for column in (column for column in level.by if column in keys):
        within = keys["estate"] if column == "building" and "estate" in keys else None
        for row, name in enumerate(keys[column]):
            if name and not names[row]:
                estate = () if within is None else (str(within[row]),)
                names[row] = (column, str(name), *estate)
    return names


def chain_is_whole(plan: Plan, _links: Links, rules: Rules) -> Iterator[Finding]:
    """Every community has a code long enough for each level above it, so that chains end nowhere.

    Below the communities `everyone_is_somewhere` and `is_nested` say the same.
    """
    for above in rules.above:
        for code in plan.communities.code:
            if len(code) <= above.digits or not code.isdecimal():
                yield finding("chain_broken", Severity.ERROR, code, limit=above.digits,
                              digits=above.digits, level=above.name)  # fmt: skip
