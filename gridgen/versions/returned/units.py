"""Households of a plan -> the units that they are, as edits call them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gridgen.plans.names import word
from gridgen.versions.draft import Draft
from gridgen.versions.unit_names import UNIT_KEYS, Unit, unit_name


def units_of(draft: Draft, rows: NDArray[np.integer]) -> tuple[str, ...]:
    """Return households as units: groups, estates and buildings that are whole, then ids.

    Parameters
    ----------
    draft
        The plan.
    rows
        Of its households.
    """
    known, left = draft.known, {*rows.tolist()}
    names = []
    for unit in _units_at(draft, rows):
        mine, name = {*known.rows_of_unit(unit).tolist()}, unit_name(draft.plan, unit)
        is_clear = known.units_of_name.get(word(name)) == [unit] and name not in known.row_of_id
        if is_clear and mine <= left and len(mine) > 1:
            names.append(name)
            left -= mine
    ids = draft.plan.township.households.ids
    return (*names, *(str(ids[row]) for row in sorted(left)))


def _units_at(draft: Draft, rows: NDArray[np.integer]) -> list[Unit]:
    """Return the groups, estates and buildings of which households are."""
    keys, home = draft.plan.township.households.keys, draft.plan.community_of
    estate = keys.get("estate")
    found: list[Unit] = []
    for key in [key for key in UNIT_KEYS if key in keys]:
        within = estate if key == "building" else None
        found += sorted(
            {(int(home[row]), key, str(keys[key][row]), "" if within is None else str(within[row]))
             for row in rows if keys[key][row] != ""}
        )  # fmt: skip
    return found
