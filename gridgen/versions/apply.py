"""An edit -> the draft that it makes, the change that it is, and what that does."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gridgen.division.codes import heirs_of
from gridgen.model.errors import CommandError
from gridgen.model.findings import Finding, Severity, finding
from gridgen.versions.calls import (
    as_name,
    community_called,
    units_called,
    zone_called,
    zones_called,
)
from gridgen.versions.change import Change
from gridgen.versions.draft import Draft, redone
from gridgen.versions.edits import (
    Assign,
    Create,
    Dissolve,
    Edit,
    Lock,
    Merge,
    Move,
    Rename,
    Renumber,
    Rule,
    SetAside,
    Split,
    Unlock,
    operation_of,
)
from gridgen.versions.effect import Effect, effect_of
from gridgen.versions.region import Region, region_of
from gridgen.versions.regroup import Heir, regrouped, require_free
from gridgen.versions.relabel import assigned, locked, renamed, renumbered, ruled
from gridgen.versions.share import around_places, dissolved, line_sides, solved


@dataclass(frozen=True, slots=True, eq=False)
class Applied:
    """An edit that was made.

    Attributes
    ----------
    edit
        As it was asked.
    draft
        The plan that it makes.
    change
        What it is on both sides; its `inverse` takes it back.
    effect
        What it does, for people.
    """

    edit: Edit
    draft: Draft
    change: Change
    effect: Effect


def apply(draft: Draft, edit: Edit, *, day: str = "") -> Applied:
    """Return a draft with an edit made; nothing is changed that the edit does not name.

    Parameters
    ----------
    draft
        As `gridgen.versions.draft.open_draft` makes it.
    edit
        What is asked. New zones are called in the language in which the others are.
    day
        From which codes that it retires are out of use, as 2026-11-29; "" for not said.

    Raises
    ------
    NotInPlanError
        What the edit names is not in the plan, or is not one thing.
    CommandError
        The edit would change nothing, or would lose a household from its village.
    """
    change = change_of(draft, edit, day=day)
    after = redone(draft, change)
    return Applied(edit, after, change, effect_of(draft, after, change, warnings_of(draft, change)))


def change_of(draft: Draft, edit: Edit, *, day: str = "") -> Change:
    """Return what an edit changes; nothing is checked yet. All is as in `apply`."""
    return _dated(_MADE[type(edit)](draft, edit), day)


def _dated(change: Change, day: str) -> Change:
    """Return a change with the day from which what it retires is out of use."""
    days = {code: day for codes in change.after.retired.values() for code in codes}
    return replace(change, after=replace(change.after, retired_on=days))


def warnings_of(draft: Draft, change: Change) -> tuple[Finding, ...]:
    """Return a warning for each locked zone whose households an edit changes all the same."""
    level, locks = draft.plan.levels[0].level, set(draft.plan.made_by.locks)
    before, after = (side.blocks.get(level) for side in (change.before, change.after))
    if before is None or after is None:
        return ()
    # Under another name or code they are the same households still.
    same = {rows.tobytes() for rows in after.members}
    codes = sorted(
        str(code)
        for code, rows in zip(before.zones.code, before.members, strict=True)
        if code in locks and rows.tobytes() not in same
    )
    return tuple(finding("edit_of_locked", Severity.WARNING, code) for code in codes)


# --- zones whose households change ---------------------------------------------------------------


def _moved(draft: Draft, edit: Move) -> Change:
    level, target = _zone(draft, edit.to, edit.level)
    rows = units_called(draft, edit.units)
    zone_of = draft.plan.zone_of[draft.plan.levels[level].level]
    rows = rows[zone_of[rows] != target]
    if len(rows) == 0:
        raise CommandError("edit_nothing", operation=operation_of(edit))
    region = region_of(draft.known, draft.plan, level, [*_zones_at(draft, level, rows), target])
    label_of = _labels(region)
    label_of[np.isin(region.rows, rows)] = int(np.searchsorted(region.zones, target))
    return _regrouped(draft, region, label_of)


def _merged(draft: Draft, edit: Merge) -> Change:
    kept = (edit.keep,) if edit.keep else ()
    level, zones = zones_called(draft, (*kept, *edit.zones), edit.level)
    if len(zones) < 2:
        raise CommandError("edit_nothing", operation=operation_of(edit))
    region = region_of(draft.known, draft.plan, level, zones)
    every = draft.plan.levels[level]
    # Of equals the one that was named first.
    largest = max(zones, key=lambda zone: (every.households[zone], -zones.index(zone)))
    heir = zones[0] if edit.keep else largest
    label_of = _labels(region)
    mine = np.isin(region.zones[label_of], zones)
    label_of[mine] = int(np.searchsorted(region.zones, heir))
    return _regrouped(draft, region, label_of)


def _split(draft: Draft, edit: Split) -> Change:
    if edit.together:
        return _divided_anew(draft, edit)
    level, zone = _zone(draft, edit.zone, edit.level)
    region = region_of(draft.known, draft.plan, level, [zone])
    if edit.around:
        part_of = around_places(draft, region, zone, edit.around)
    elif edit.line:
        part_of = line_sides(draft, region, zone, edit.line)
    else:
        part_of = solved(draft, region, [zone], edit.parts)
    return _parted(draft, region, zone, part_of)


def _divided_anew(draft: Draft, edit: Split) -> Change:
    """Return the change that divides the ground of several zones anew."""
    if edit.line or edit.around:
        raise CommandError("edit_together_parts")
    level, zones = zones_called(draft, (edit.zone, *edit.together), edit.level)
    region = region_of(draft.known, draft.plan, level, zones)
    part_of = solved(draft, region, zones, edit.parts)
    label_of = _labels(region)
    mine = np.flatnonzero(np.isin(region.zones[label_of], zones))
    shape = len(region.zones), edit.parts
    heirs = heirs_of(label_of[mine], part_of, region.count[mine], shape=shape)
    rank = {part: old for old, part in heirs}
    fresh = [part for part in range(edit.parts) if part not in rank]
    rank |= {part: len(region.zones) + k for k, part in enumerate(fresh)}
    label_of[mine] = [rank[part] for part in part_of.tolist()]
    return _regrouped(draft, region, label_of, [Heir()] * len(fresh))


def _created(draft: Draft, edit: Create) -> Change:
    level = draft.plan.levels.index(draft.plan.level(edit.level)) if edit.level else 0
    return _taken_out(draft, level, edit.units, Heir(code=edit.code, name=as_name(edit.name)))


def _set_aside(draft: Draft, edit: SetAside) -> Change:
    return _taken_out(draft, 0, edit.units, Heir(name=as_name(edit.name), kind="special"))


def _taken_out(draft: Draft, level: int, units: Sequence[str], heir: Heir) -> Change:
    """Return the change that makes one new zone of units."""
    rows = units_called(draft, units)
    region = region_of(draft.known, draft.plan, level, _zones_at(draft, level, rows))
    if heir.code:
        require_free(
            draft, region.code, region.touched.level, str(region.touched.parent[0]), heir.code
        )
    label_of = _labels(region)
    label_of[np.isin(region.rows, rows)] = len(region.zones)
    return _regrouped(draft, region, label_of, [heir])


def _dissolved(draft: Draft, edit: Dissolve) -> Change:
    level, zone = _zone(draft, edit.zone, edit.level)
    alone = region_of(draft.known, draft.plan, level, [zone])
    heir_of = dissolved(draft, alone, zone)
    region = region_of(draft.known, draft.plan, level, [zone, *np.unique(heir_of).tolist()])
    label_of = _labels(region)
    mine = np.isin(region.rows, alone.rows[alone.local_zone_of(level) == zone])
    label_of[mine] = np.searchsorted(region.zones, heir_of)
    return _regrouped(draft, region, label_of)


def _parted(draft: Draft, region: Region, zone: int, part_of: NDArray[np.int64]) -> Change:
    """Return the change that makes zones of the parts (k,) of one; the largest carries it on."""
    label_of = _labels(region)
    mine = np.flatnonzero(region.zones[label_of] == zone)
    load = np.bincount(part_of, region.count[mine])
    largest = int(np.argmax(load))
    others = [part for part in range(len(load)) if part != largest]
    rank = {part: len(region.zones) + k for k, part in enumerate(others)}
    rank[largest] = int(np.searchsorted(region.zones, zone))
    label_of[mine] = [rank[part] for part in part_of.tolist()]
    return _regrouped(draft, region, label_of, [Heir()] * len(others))


def _zone(draft: Draft, name: str, level: str) -> tuple[int, int]:
    """Return the row of a level, the first where none is said, and of the zone called so in it."""
    return zone_called(draft, name, level or draft.plan.levels[0].level)


def _labels(region: Region) -> NDArray[np.int64]:
    """Return (k,) the place of the zone of each household among those of the region."""
    return np.searchsorted(region.zones, region.local_zone_of(region.level)).astype(np.int64)


def _regrouped(
    draft: Draft,
    region: Region,
    label_of: NDArray[np.int64],
    new: Sequence[Heir] = (),
) -> Change:
    """Return the change to (k,) labels: the zones of the region, then new ones."""
    zones = region.touched
    heirs = [Heir(str(c), str(n)) for c, n in zip(zones.code, zones.name, strict=True)] + [*new]
    used, label_of = np.unique(label_of, return_inverse=True)
    heirs = [heirs[label] for label in used]
    return regrouped(draft, region, label_of.reshape(-1), heirs)


def _zones_at(draft: Draft, level: int, rows: NDArray[np.int64]) -> list[int]:
    """Return the rows of the zones of a level in which households are."""
    zone_of = draft.plan.zone_of[draft.plan.levels[level].level]
    found = np.unique(zone_of[rows])
    return [int(zone) for zone in found if zone >= 0]


# --- what zones and communities are called, and who serves ---------------------------------------


def _renamed(draft: Draft, edit: Rename) -> Change:
    level, zone = zone_called(draft, edit.zone)
    return renamed(draft, level, zone, as_name(edit.name))


def _renumbered(draft: Draft, edit: Renumber) -> Change:
    level, zone = zone_called(draft, edit.zone)
    return renumbered(draft, level, zone, edit.code)


def _locked(draft: Draft, edit: Lock) -> Change:
    return locked(draft, zones_called(draft, edit.zones, draft.plan.levels[0].level)[1], to=True)


def _unlocked(draft: Draft, edit: Unlock) -> Change:
    return locked(draft, zones_called(draft, edit.zones, draft.plan.levels[0].level)[1], to=False)


def _assigned(draft: Draft, edit: Assign) -> Change:
    level, zone = zone_called(draft, edit.zone)
    return assigned(draft, level, zone, edit.role, edit.people)


def _ruled(draft: Draft, edit: Rule) -> Change:
    return ruled(draft, community_called(draft, edit.community), edit.goes_by)


_MADE: Mapping[type[Edit], Callable[[Draft, Any], Change]] = {
    Move: _moved,
    Merge: _merged,
    Split: _split,
    Create: _created,
    Dissolve: _dissolved,
    SetAside: _set_aside,
    Rename: _renamed,
    Renumber: _renumbered,
    Lock: _locked,
    Unlock: _unlocked,
    Assign: _assigned,
    Rule: _ruled,
}
