"""What people call zones, units and communities -> rows of a plan."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches

import numpy as np
from numpy.typing import NDArray

from gridgen.model.errors import CommandError, NotInPlanError
from gridgen.plans.names import code_of, names_of, word
from gridgen.versions.draft import Draft
from gridgen.versions.unit_names import unit_name
from gridgen.words.seen import seen, shortened

SHOWN = 5
"""Names that a message shows."""

NAME_MOST = 100
"""Characters of a name: the longest official names of villages have some thirty."""

SHOWN_OF_NAME = 40
"""Characters that a message shows of a name that is none."""


def zone_called(draft: Draft, name: str, level: str = "") -> tuple[int, int]:
    """Return the row of the level, and of the zone in it, that is called so by code or name.

    Parameters
    ----------
    draft
        The plan.
    name
        A code, or a name as people say it: with the village before it, or without where only one
        zone is called so.
    level
        Where to look; "" for all levels.

    Raises
    ------
    NotInPlanError
        No zone is called so, or several are, or the plan has no such level.
    """
    plan = draft.plan
    if level:
        plan.level(level)  # says which levels there are
    for row, zones in enumerate(plan.levels):
        at = np.flatnonzero(zones.code == name)
        if len(at) and level in ("", zones.level):
            return row, int(at[0])
    codes = {code for zones in plan.levels if level in ("", zones.level) for code in zones.code}
    names = {code: said for code, said in names_of(plan, draft.rules).items() if code in codes}
    return zone_called(draft, code_of(name, names, "edit"), level)


def zones_called(draft: Draft, names: Sequence[str], level: str = "") -> tuple[int, list[int]]:
    """Return the row of one level, and of zones in it, by what these are called; none twice.

    Raises
    ------
    CommandError
        None are named.
    NotInPlanError
        As `zone_called`; or they are of several levels.
    """
    _require(names)
    row, first = zone_called(draft, names[0], level)
    level = draft.plan.levels[row].level
    others = [zone_called(draft, name, level)[1] for name in names[1:]]
    return row, list(dict.fromkeys([first, *others]))


def community_called(draft: Draft, name: str) -> str:
    """Return the code of the community that is called so.

    Raises
    ------
    NotInPlanError
        None is, or several are.
    """
    at = draft.plan.communities
    names = {code: (said, said) for code, said in zip(at.code, at.name, strict=True)}
    return code_of(name, names, "edit")


def units_called(draft: Draft, names: Sequence[str]) -> NDArray[np.int64]:
    """Return the rows of the households of units, ascending: by id, by what names a unit, or by
    what a zone is called.

    Raises
    ------
    CommandError
        None are named.
    NotInPlanError
        Nothing is called so, or several are; or it has households that stand in no zone.
    """
    _require(names)
    rows = np.unique(np.concatenate([_unit_called(draft, name) for name in names]))
    plan = draft.plan
    lost = rows[plan.zone_of[plan.levels[0].level][rows] < 0]
    if len(lost):
        first = plan.township.households.ids[lost[0]]
        raise NotInPlanError("edit_unit_nowhere", id=first, number=len(lost))
    return rows


def _require(names: Sequence[str]) -> None:
    if not names or not all(name.strip() for name in names):
        raise CommandError("edit_names_none")


def as_name(text: str) -> str:
    """Return a name that people give to a zone: one line that a wall map can carry.

    Raises
    ------
    CommandError
        It has control characters, or is longer than `NAME_MOST`.
    """
    if "\n" in text or seen(text) != text or len(text) > NAME_MOST:
        raise CommandError("edit_name_odd", name=shortened(seen(text), SHOWN_OF_NAME),
                           number=len(text), most=NAME_MOST)  # fmt: skip
    return text.strip()


def _unit_called(draft: Draft, name: str) -> NDArray[np.int64]:
    known = draft.known
    if name in known.row_of_id:
        return np.array([known.row_of_id[name]], np.int64)
    parts = np.flatnonzero(draft.plan.township.households.part_of == name)
    if len(parts):
        return parts  # a row above the band that was cut: all of it
    found = known.units_of_name.get(word(name), [])
    if len(found) == 1:
        return known.rows_of_unit(found[0])
    if found:
        shown = [unit_name(draft.plan, one) for one in found[:SHOWN]]
        raise NotInPlanError("edit_unit_several", name=name, number=len(found), known=shown)
    try:
        level, zone = zone_called(draft, name)
    except NotInPlanError as why:
        near = get_close_matches(word(name), known.units_of_name, SHOWN, 0.5)
        shown = [unit_name(draft.plan, known.units_of_name[one][0]) for one in near]
        raise NotInPlanError("edit_unit_unknown", name=name, known=shown or ["-"]) from why
    return np.flatnonzero(draft.plan.zone_of[draft.plan.levels[level].level] == zone)
