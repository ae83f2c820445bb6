"""A trial -> the edits that make it: units by the names that people have for them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from gridgen.model.arrays import natural_order
from gridgen.plans.names import word
from gridgen.versions.draft import Draft
from gridgen.versions.edits import Create, Edit, Merge, Move
from gridgen.versions.repairs.trial import Trial
from gridgen.versions.unit_names import UNIT_KEYS, unit_name

Flow = tuple[int, int]
"""From which zone to which."""


def edits_of(draft: Draft, trial: Trial) -> tuple[Edit, ...]:
    """Return the edits that make the zones of a trial of those of a draft, in an order that does.

    A zone all of which goes to one other is merged with it; new zones are made of what goes there;
    all else is moved.
    """
    sketch = trial.sketch
    zones = draft.plan.levels[sketch.level]
    level = zones.level if sketch.level else ""
    moves: list[Edit] = []
    made: dict[int, list[int]] = {}
    merged: dict[int, list[int]] = {}
    for (giver, taker), atoms in _in_order(trial):
        if taker >= len(zones):
            made.setdefault(taker, []).extend(atoms)
        elif (
            giver not in trial.zones
            and (sketch.zone_of[atoms] == giver).sum() == (sketch.zone_of == giver).sum()
        ):
            merged.setdefault(taker, [taker]).append(giver)
        else:
            units = called(draft, _rows(trial, atoms))
            moves.append(Move(units, str(zones.code[taker]), level))
    new = [Create(called(draft, _rows(trial, atoms)), level=level) for atoms in made.values()]
    # Merging comes last: of two zones either may be the one that goes on.
    merges = [Merge(tuple(zones.code[sorted(rows)].tolist()), level) for rows in merged.values()]
    return (*new, *moves, *merges)


def _in_order(trial: Trial) -> Iterator[tuple[Flow, list[int]]]:
    """Give what goes from zone to zone; a zone that all leave takes first, lest it be gone."""
    left: dict[Flow, list[int]] = {}
    for atom in np.flatnonzero(trial.label != trial.sketch.zone_of).tolist():
        flow = int(trial.sketch.zone_of[atom]), int(trial.label[atom])
        left.setdefault(flow, []).append(atom)
    here = Counter(trial.sketch.zone_of.tolist())
    while left:
        takers = {taker for _, taker in left}
        giver, taker = min(
            left, key=lambda flow: (flow[0] in takers and here[flow[0]] <= len(left[flow]), flow)
        )
        atoms = left.pop((giver, taker))
        here.update({giver: -len(atoms), taker: len(atoms)})
        yield (giver, taker), atoms


def _rows(trial: Trial, atoms: list[int]) -> NDArray[np.int64]:
    return np.asarray(trial.sketch.rows[np.isin(trial.sketch.atom_of, atoms)])


def called(draft: Draft, rows: NDArray[np.int64]) -> tuple[str, ...]:
    """Return what units are called that together are some rows of one community: villager groups,
    estates and buildings that are whole among them by name, the rest by the ids of households.
    """
    known, plan = draft.known, draft.plan
    keys, home = plan.township.households.keys, int(plan.community_of[rows[0]])
    names, left = [], set(rows.tolist())
    for key in UNIT_KEYS:
        if key not in keys:
            continue
        for unit in _units(draft, home, key, sorted(left)):
            name = unit_name(plan, unit)
            mine = set(known.rows_of_unit(unit).tolist())
            if mine <= left and known.units_of_name.get(word(name)) == [unit]:
                names.append(name)
                left -= mine
    return (*names, *plan.township.households.ids[sorted(left)].tolist())


def _units(draft: Draft, home: int, key: str, rows: list[int]) -> list[tuple[int, str, str, str]]:
    """Return the units of a key of which some rows are."""
    keys = draft.plan.township.households.keys
    has_estate = key == "building" and "estate" in keys
    units = {
        (home, key, str(keys[key][row]), str(keys["estate"][row]) if has_estate else "")
        for row in rows
        if keys[key][row]
    }
    return sorted(units, key=lambda unit: (natural_order(word(unit[2])), unit))
