"""How zones lie on the ground: long walks and detours, thin shapes, borders beside the lines."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from gridgen.model.findings import Finding, Severity, finding
from gridgen.plans.borders import NEAR_M
from gridgen.plans.seen import Seen


def zones_lie_well(seen: Seen) -> Iterator[Finding]:
    """Nobody walks too far inside a zone, no zone is a thread, and borders can be seen.

    Each zone beyond a limit that its rules set is told; what no limit is set for is not, nor the
    shape of a zone that shares a tower, since that is schematic.
    """
    for ruled in seen.ruled:
        rule, zones, level = ruled.rule, ruled.zones, ruled.level
        if not rule.limits:
            continue
        walk, round_ = level.walks, level.compactness
        asked = any(limit.on_lines > 0 for limit in rule.limits.values())
        on_lines = level.borders.share if asked else np.full(len(zones), np.nan)
        for z, who in enumerate(level.class_or_kind):
            limit = rule.limits_of(who)
            code, far, straight = zones.code[z], walk.walk_m[z], walk.straight_m[z]
            if far > limit.walk_m:
                yield finding("walk_long", Severity.WARNING, code, number=round(far),
                              limit=limit.walk_m)  # fmt: skip
            if straight < far / limit.detour:
                yield finding("walk_detour", Severity.WARNING, code, number=round(far),
                              limit=round(limit.detour * straight), straight=round(straight),
                              detour=limit.detour)  # fmt: skip
            if zones.schematic[z]:  # its shape is made up
                continue
            if round_[z] < limit.compactness:
                number = np.floor(1000 * round_[z]) / 1000  # never rounded up to the limit
                yield finding("zone_thin", Severity.WARNING, code, number=number,
                              limit=limit.compactness)  # fmt: skip
            if on_lines[z] < limit.on_lines:
                yield finding("border_off_lines", Severity.WARNING, code,
                              number=round(100 * on_lines[z]), limit=round(100 * limit.on_lines),
                              near=NEAR_M)  # fmt: skip


def borders_follow_lines(seen: Seen) -> Iterator[Finding]:
    """How much of the borders between zones of the top level lies on visible lines is told."""
    if seen.levels and seen.lines:
        yield from on_lines(seen.levels[0].zones.level, *in_mm(seen))


def in_mm(seen: Seen) -> tuple[int, int]:
    """Return the inner borders of the zones of the top level, and what lies on lines, summed.

    Each zone's as whole millimetres: the sum does not depend on the order.
    """
    if not seen.levels or not seen.lines:
        return 0, 0
    found = seen.levels[0].borders
    inner, on = (np.round(1000 * each).astype(np.int64) for each in
                 (found.inner_m, found.on_lines_m))  # fmt: skip
    return int(inner.sum()), int(on.sum())


def on_lines(level: str, inner_mm: int, on_mm: int) -> Iterator[Finding]:
    """Give the finding of `borders_follow_lines` from what `in_mm` summed."""
    if inner_mm > 0:
        yield finding("borders_on_lines", Severity.NOTE, level,
                      number=round(100 * on_mm / inner_mm, 1), near=NEAR_M, level=level,
                      km=round(inner_mm / 2_000_000, 1))  # fmt: skip
