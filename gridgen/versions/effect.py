"""What an edit does, as a planner is told: counts, pieces, metres, findings that come and go."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from gridgen.model.arrays import taken
from gridgen.model.findings import Finding
from gridgen.model.zones import Zones
from gridgen.plans.names import names_of
from gridgen.versions.change import Block, Change, State
from gridgen.versions.draft import WHOLE, Draft
from gridgen.versions.order import rows_at_home

Called = tuple[str, str]
"""Chinese, English."""


@dataclass(frozen=True, slots=True)
class Size:
    """One zone on one side of an edit."""

    households: int
    pieces: int
    """Polygons of which it is."""
    mean_m: float
    """Straight metres from its households to its centre, on average."""


@dataclass(frozen=True, slots=True)
class ZoneEffect:
    """What becomes of one zone; None where it is not there."""

    code: str
    level: str
    was_called: Called
    called: Called
    before: Size | None
    after: Size | None


@dataclass(frozen=True, slots=True)
class Effect:
    """What an edit does.

    Attributes
    ----------
    zones
        Those that come, go, or have other households, names or codes, by level and code.
    moved, moved_rows
        Households, and rows of them, that change the zone of the first level.
    metres
        What households walk more to the centres of the first level.
    gone, new
        Findings that the edit puts right, and that it brings.
    warnings
        What the planner should know besides.
    """

    zones: tuple[ZoneEffect, ...]
    moved: int
    moved_rows: int
    metres: float
    gone: tuple[Finding, ...]
    new: tuple[Finding, ...]
    warnings: tuple[Finding, ...] = ()


def effect_of(
    before: Draft, after: Draft, change: Change, warnings: tuple[Finding, ...] = ()
) -> Effect:
    """Return what a change did to a draft."""
    rows = _moved(before, after, change)
    was, now = (
        Counter(
            found
            for code in (*change.communities, WHOLE)
            for _, found in draft.found.get(code, ())
        )
        for draft in (before, after)
    )  # fmt: skip
    count = before.plan.township.households.count
    return Effect(
        zones=_zones(before, after, change),
        moved=int(count[rows].sum()),
        moved_rows=len(rows),
        metres=change.metres,
        gone=tuple((was - now).elements()),
        new=tuple((now - was).elements()),
        warnings=warnings,
    )


def _moved(before: Draft, after: Draft, change: Change) -> NDArray[np.int64]:
    """Return the rows that are in a zone of another code at the first level."""
    level = before.plan.levels[0].level
    if level not in change.before.blocks:
        return np.zeros(0, np.int64)
    rows = np.concatenate([*change.before.blocks[level].members, np.zeros(0, np.int32)])
    codes = [
        draft.plan.levels[0].code[draft.plan.zone_of[level][rows]] for draft in (before, after)
    ]
    return np.asarray(rows[codes[0] != codes[1]], np.int64)


def _zones(before: Draft, after: Draft, change: Change) -> tuple[ZoneEffect, ...]:
    found = []
    names = [_names(draft, change, side)
             for draft, side in ((before, change.before), (after, change.after))]  # fmt: skip
    for zones in before.plan.levels:
        sides = [side.blocks.get(zones.level) for side in (change.before, change.after)]
        was, now = (_by_code(block) for block in sides)
        for code in sorted({*was, *now}):
            old, new = was.get(code), now.get(code)
            if old is not None and new is not None and old == new:
                continue
            was_called, called = (said.get(code, (code, code)) for said in names)
            found.append(
                ZoneEffect(
                    code,
                    zones.level,
                    was_called=was_called if old else called,
                    called=called if new else was_called,
                    before=old[0] if old else None,
                    after=new[0] if new else None,
                )
            )
    return tuple(found)


def _names(draft: Draft, change: Change, side: State) -> dict[str, Called]:
    """Return what zones of a side of a change are called, after the zones above them."""
    rank, levels = draft.known.row_of_community, list[Zones]()
    for zones in draft.plan.levels[:-1]:
        levels += [taken(zones, rows_at_home(zones, code, rank)) for code in change.communities]
    last = side.blocks.get(draft.plan.levels[-1].level)
    levels += [] if last is None else [last.zones]
    return names_of(draft.plan, draft.rules, levels)


def _by_code(block: Block | None) -> dict[str, tuple[Size, bytes, str]]:
    """Return the size of each zone, its members and its name."""
    if block is None:
        return {}
    zones: Zones = block.zones
    pieces = shapely.get_num_geometries(zones.polygon)
    return {
        str(zones.code[z]): (
            Size(int(zones.households[z]), int(pieces[z]), round(float(zones.mean_m[z]), 1)),
            block.members[z].tobytes(),
            str(zones.name[z]),
        )
        for z in range(len(block))
    }
