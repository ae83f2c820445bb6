"""Two plans -> which of the people or stations around whom a level is drawn came, left or moved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from gridgen.model.plan import Plan

MOVED_M = 0.5
"""From how many metres on a centre has moved: less is rounding."""


class CentreState(StrEnum):
    """What became of a centre. `rezoned`: it is where it was, and another zone is drawn there."""

    MOVED = "moved"
    REZONED = "rezoned"
    NEW = "new"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class CentreChange:
    """One centre before and after, by its id and role; "" for the zone where it has none."""

    id: str
    role: str
    state: CentreState
    old_zone: str
    new_zone: str
    metres: float = 0.0
    """Between its places, of those that are in both plans."""
    follows: str = ""
    """Of a new one: the id of one that is gone and whose zone it has now."""


def centre_changes(
    old: Plan, new: Plan, level: str, now_of: Mapping[str, str] | None = None
) -> tuple[CentreChange, ...]:
    """Return what became of the centres that have or had a zone of one level, by id.

    One without an id is not told.

    Parameters
    ----------
    old, new
        Plans with centres or without; places in metres of one CRS.
    level
        Which both plans have.
    now_of
        By the old code of a zone that goes on under another one, that code.

    Raises
    ------
    NotInPlanError
        A plan with centres has no such level.
    """
    was, now = _standing(old, level), _standing(new, level)
    goes_on = now_of or {}
    heir_of = {goes_on.get(zone, zone): person for (person, role), (zone, _) in was.items()
               if zone and (person, role) not in now}  # fmt: skip
    changes = []
    for person, role in sorted(was.keys() | now.keys()):
        before, place = was.get((person, role), ("", None))
        after, there = now.get((person, role), ("", None))
        if not before and not after:
            continue
        if place is None:
            follows = heir_of.get(after, "")
            changes.append(CentreChange(person, role, CentreState.NEW, "", after, follows=follows))
        elif there is None:
            changes.append(CentreChange(person, role, CentreState.GONE, before, ""))
        else:
            metres = round(float(np.hypot(there[0] - place[0], there[1] - place[1])), 1)
            if metres >= MOVED_M or goes_on.get(before, before) != after:
                state = CentreState.MOVED if metres >= MOVED_M else CentreState.REZONED
                changes.append(CentreChange(person, role, state, before, after, metres=metres))
    return tuple(changes)


ZoneAndPlace = tuple[str, tuple[float, float]]


def _standing(plan: Plan, level: str) -> dict[tuple[str, str], ZoneAndPlace]:
    """Return the zone at a level and the place, metres, of each centre that has an id."""
    if plan.township.centres is None:
        return {}
    at, codes = plan.township.centres, set(plan.level(level).code)
    found: dict[tuple[str, str], ZoneAndPlace] = {}
    for row, who in enumerate(zip(at.ids, at.role, strict=True)):
        zone = next((code for code in at.zones[row].split(",") if code in codes), "")
        if who[0]:
            found[who] = (zone, (float(at.xy[row, 0]), float(at.xy[row, 1])))
    return found
