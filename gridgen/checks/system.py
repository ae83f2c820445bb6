"""What a grid system asks besides sizes and shapes: service radius, named units, whole chains."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from gridgen.checks.ground import BY_NAME
from gridgen.model.findings import Finding, Severity, finding
from gridgen.model.plan import Plan
from gridgen.model.zones import ASIDE
from gridgen.plans.seen import RuledLevel, Seen
from gridgen.rules.levels import Level


def radius_is_kept(seen: Seen) -> Iterator[Finding]:
    """Nobody lives farther from the centre of a zone than its service radius.

    An error where the rules say that the radius is hard, else a warning.
    """
    for ruled in seen.ruled:
        rule, zones = ruled.rule, ruled.zones
        severity = Severity.ERROR if "radius" in rule.hard else Severity.WARNING
        for z, who in enumerate(ruled.level.class_or_kind):
            limit = rule.limits_of(who).radius_m
            if zones.max_m[z] > limit:
                yield finding("radius_long", severity, zones.code[z], limit=limit,
                              number=round(float(zones.max_m[z])))  # fmt: skip


def units_are_named(seen: Seen) -> Iterator[Finding]:
    """Where zones are to be made by name, somebody in each parent says one."""
    households = seen.plan.township.households
    codes = seen.plan.communities.code
    for ruled in seen.ruled:
        above, zone_of, is_by_name = ruled.above, ruled.zone_of, _is_by_name(ruled)
        if is_by_name.any():
            mine = (zone_of >= 0) & is_by_name[zone_of]
            named = np.zeros(len(households), bool)
            for column in ruled.rule.by:
                named |= households.keys[column] != "" if column in households.keys else False
            for parent in np.setdiff1d(above[mine], above[mine & named]):
                number = int(households.count[mine & (above == parent)].sum())
                yield finding("units_unnamed", Severity.WARNING, codes[parent], number=number,
                              by=", ".join(ruled.rule.by))  # fmt: skip
        codes = ruled.zones.code


def _is_by_name(ruled: RuledLevel) -> NDArray[np.bool_]:
    """Return (z,) whether households name the zones of a level, in the class or kind of each."""
    modes = [ruled.rule.mode_of(who) for who in ruled.level.class_or_kind]
    return np.isin(np.array(modes, str), BY_NAME)


def units_are_whole(seen: Seen) -> Iterator[Finding]:
    """Where zones are made by name, those of one name in one parent are in one zone.

    Whoever lives in a special grid belongs to that, whatever the name.
    """
    for ruled in seen.ruled:
        level, zones, zone_of = ruled.rule, ruled.zones, ruled.zone_of
        by_name = _is_by_name(ruled) & ~np.isin(zones.kind.astype(str), ASIDE)
        if not by_name.any():
            continue
        is_theirs = (zone_of >= 0) & by_name[zone_of]
        named = zip(_names(seen.plan, level), is_theirs.tolist(), strict=True)
        for _, (column, name, *_), codes in ruled.cut([who if so else () for who, so in named]):
            yield finding("unit_cut", Severity.ERROR, name, key=column, level=level.name,
                          codes=", ".join(codes))  # fmt: skip


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


def chain_is_whole(seen: Seen) -> Iterator[Finding]:
    """Every community has a code long enough for each level above it, so that chains end nowhere.

    Below the communities `everyone_is_somewhere` and `is_nested` say the same.
    """
    for above in seen.rules.above:
        for code in seen.plan.communities.code:
            if len(code) <= above.digits or not code.isdecimal():
                yield finding("chain_broken", Severity.ERROR, code, limit=above.digits,
                              digits=above.digits, level=above.name)  # fmt: skip
