"""Who belongs where: everybody in one zone of each level, nested, coded, counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import numpy as np
import shapely
from numpy.typing import NDArray

from gridgen.model.bands import size_word
from gridgen.model.findings import Finding, Severity, finding
from gridgen.model.households import Presence
from gridgen.model.plan import Plan
from gridgen.model.zones import ASIDE
from gridgen.plans.seen import Seen
from gridgen.plans.sizes import sizes_of_zones
from gridgen.rules.levels import Level

NEAR_M = 50.0
"""A household this near to a boundary belongs to a community (docs: households outside)."""

_DIGITS_MOST = 9
"""Digits of the longest number that we give; what is longer is no number of ours."""


def everyone_is_somewhere(seen: Seen) -> Iterator[Finding]:
    """Every household of a community is in one zone of each level that is made there."""
    households = seen.plan.township.households
    for level in seen.rules.levels:
        zone_of = seen.plan.zone_of.get(level.name)
        if zone_of is not None:
            for row in np.flatnonzero(_is_expected(seen, level) & (zone_of < 0)):
                id_ = households.ids[row]
                yield finding("household_without_zone", Severity.ERROR, id_, level=level.name)


def levels_are_there(seen: Seen) -> Iterator[Finding]:
    """The plan has each level that the rules make for some of its households."""
    plan = seen.plan
    for level in seen.rules.levels:
        expected = _is_expected(seen, level)
        if level.name not in plan.zone_of and expected.any():
            number = int(plan.township.households.count[expected].sum())
            # Somebody else's grids need not know our levels; our own plan does.
            severity = Severity.ERROR if plan.made_by.version != "" else Severity.WARNING
            yield finding("level_missing", severity, level.name, number=number,
                          level=level.name)  # fmt: skip


def _is_expected(seen: Seen, level: Level) -> NDArray[np.bool_]:
    """Return (n,) whether a household should be in a zone of the level."""
    # By class or kind of the community: a level may be made in villages alone.
    who = seen.plan.communities.class_or_kind
    is_made = np.array([*(level.mode_of(one) != "" for one in who), False])
    return is_made[seen.plan.community_of]  # the last is for those in no community


def nobody_is_lost(seen: Seen) -> Iterator[Finding]:
    """Who is in no community is in no zone either, and far away."""
    plan = seen.plan
    for level in seen.rules.levels:
        zone_of = plan.zone_of.get(level.name)
        if zone_of is not None:
            for row in np.flatnonzero((zone_of >= 0) & (plan.community_of < 0)):
                id_ = plan.township.households.ids[row]
                yield finding("unplaced_in_zone", Severity.ERROR, id_, level=level.name)
    yield from _unplaced_are_far(plan)


def _unplaced_are_far(plan: Plan) -> Iterator[Finding]:
    """Tell how many are in no community, and each who stands beside one."""
    households = plan.township.households
    lost = np.flatnonzero(plan.community_of < 0)
    if len(lost) == 0:
        return
    number = int(households.count[lost].sum())
    yield finding(
        "unplaced_in_all", Severity.WARNING, "households", number=number, rows=len(lost),
        limit=NEAR_M,
    )  # fmt: skip
    near = shapely.STRtree(plan.communities.shape).query(
        shapely.points(households.xy[lost]), predicate="dwithin", distance=NEAR_M
    )[0]
    for row in lost[np.unique(near)]:
        yield finding("unplaced_needlessly", Severity.ERROR, households.ids[row], limit=NEAR_M)


def is_nested(seen: Seen) -> Iterator[Finding]:
    """All households of a zone are in one zone of the level above: the one it names as parent."""
    plan = seen.plan
    above = np.append(plan.communities.code, "")[plan.community_of]  # "" for those in none
    for zones in plan.levels:
        zone_of = plan.zone_of[zones.level]
        rows = np.flatnonzero(zone_of >= 0)
        wrong = zones.parent[zone_of[rows]] != above[rows]
        for zone, number in sorted(Counter(zone_of[rows[wrong]].tolist()).items()):
            yield finding(
                "zone_not_nested", Severity.ERROR, str(zones.code[zone]), number=number,
                parent=zones.parent[zone],
            )  # fmt: skip
        above = np.append(zones.code, "")[zone_of]


def labels_are_true(seen: Seen) -> Iterator[Finding]:
    """What a zone says of its kind, community and size is so; no household stands twice."""
    plan = seen.plan
    times = Counter(plan.township.households.ids.tolist())
    for id_, number in sorted((id_, number) for id_, number in times.items() if number > 1):
        yield finding("household_twice", Severity.ERROR, id_, number=number)
    kind_of = dict(zip(plan.communities.code, plan.communities.kind, strict=True))
    above = {code: code for code in kind_of}
    rule_of = {level.name: level for level in seen.rules.levels}
    for at in seen.levels:
        zones, level, who = at.zones, rule_of.get(at.zones.level), at.class_or_kind
        size = sizes_of_zones(plan, level) if level else zones.households
        for z in range(len(zones)):
            community = above.get(zones.parent[z], "")
            kind = kind_of.get(community, "")
            said = (zones.community[z], zones.kind[z])
            if community and said not in [(community, k) for k in (kind, *ASIDE)]:
                yield finding("label_untrue", Severity.ERROR, zones.code[z], said=" / ".join(said),
                              true=f"{community} / {kind}")  # fmt: skip
            band = level.band_of(who[z]) if level else None
            true = size_word(band, int(size[z]))
            if zones.status[z] and zones.status[z] != true:
                yield finding("label_untrue", Severity.ERROR, zones.code[z], said=zones.status[z],
                              true=true)  # fmt: skip
        above = {code: above.get(p, "") for code, p in zip(zones.code, zones.parent, strict=True)}


def codes_are_sound(seen: Seen) -> Iterator[Finding]:
    """No code stands twice; each is its parent's code and a number."""
    digits = {level.name: level.code_digits for level in seen.rules.levels}
    for zones in seen.plan.levels:
        for code, number in sorted(Counter(zones.code.tolist()).items()):
            if number > 1:
                yield finding("code_doubled", Severity.ERROR, code, number=number)
        for code, parent in zip(zones.code, zones.parent, strict=True):
            rest = code.removeprefix(parent)
            is_number = rest.isascii() and rest.isdecimal() and rest.strip("0") != ""
            fits = code.startswith(parent) and is_number
            if not fits or len(rest) < digits.get(zones.level, len(rest)):
                yield finding(
                    "code_odd", Severity.ERROR, f"{code}" or "-", parent=parent,
                    digits=digits.get(zones.level, 0),
                )  # fmt: skip


def digits_suffice(seen: Seen) -> Iterator[Finding]:
    """No number of ours takes more digits than the rules give it; told once for a community.

    The numbers of grids end where those of special and virtual grids begin.
    """
    plan, rules = seen.plan, seen.rules
    if plan.made_by.version == "":
        return  # codes of strangers have their own check
    level_of = {level.name: level for level in rules.levels}
    for zones in plan.levels:
        digits = level_of[zones.level].code_digits if zones.level in level_of else _DIGITS_MOST
        is_first = zones.level == rules.levels[0].name
        longer: dict[str, list[int]] = {}
        for code, parent, kind, home in zip(
            zones.code, zones.parent, zones.kind, zones.community, strict=True
        ):
            rest = code.removeprefix(parent)
            is_number = rest.isdecimal() and rest != code and kind not in ASIDE
            if is_number and digits < len(rest) <= _DIGITS_MOST:
                longer.setdefault(home, []).append(int(rest))
        limit = rules.codes.special_from - 1 if is_first else 10**digits - 1
        for home, numbers in sorted(longer.items()):
            yield finding("digits_used_up", Severity.WARNING, home, number=max(numbers),
                          limit=limit, longer=len(numbers), digits=digits,
                          level=zones.level)  # fmt: skip


def counts_agree(seen: Seen) -> Iterator[Finding]:
    """The count that stands at a zone is that of its households; no zone is empty."""
    plan = seen.plan
    households = plan.township.households
    for zones in plan.levels:
        zone_of = plan.zone_of[zones.level]
        there = zone_of >= 0
        number = np.bincount(zone_of[there], weights=households.count[there], minlength=len(zones))
        rows = np.bincount(zone_of[there], minlength=len(zones))
        for z in range(len(zones)):
            if rows[z] == 0 and zones.kind[z] in ASIDE:
                continue
            if rows[z] == 0:
                yield finding("zone_empty", Severity.ERROR, zones.code[z])
            elif int(number[z]) != zones.households[z]:
                yield finding(
                    "count_differs", Severity.ERROR, zones.code[z],
                    number=int(zones.households[z]), limit=int(number[z]),
                )  # fmt: skip


def lent_places_are_told(seen: Seen) -> Iterator[Finding]:
    """How many stand outside their community, or where others of their building do, is told."""
    count, presence = seen.plan.township.households.count, seen.plan.presence
    joined = int(count[presence == Presence.JOINED].sum())
    if joined:
        yield finding("joined_in_all", Severity.NOTE, "households", number=joined, limit=NEAR_M)
    lent = int(count[presence == Presence.BY_UNIT].sum())
    if lent:
        yield finding("by_unit_in_all", Severity.NOTE, "households", number=lent)
