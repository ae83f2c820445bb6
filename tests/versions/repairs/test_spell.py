"""A trial as edits: units by the names that people have for them, and the zones come out."""

from __future__ import annotations

import numpy as np
import pytest
from edited import draft, grids_in
from villages import CITY, VILLAGE

from gridgen.versions.apply import apply
from gridgen.versions.draft import Draft
from gridgen.versions.edits import Create, Edit, Merge, Move
from gridgen.versions.repairs.sketch import Sketch, sketch_of
from gridgen.versions.repairs.spell import called, edits_of
from gridgen.versions.repairs.trial import shifted, trial_of


def village() -> tuple[Sketch, dict[str, list[int]]]:
    """The sketch of the village, and the atoms of each of its groups."""
    sketch = sketch_of(draft(), VILLAGE, 0, VILLAGE)
    groups = draft().plan.township.households.keys["group"]
    return sketch, {
        name: sketch.atoms_of(sketch.rows[groups[sketch.rows] == name])
        for name in np.unique(groups[sketch.rows])
    }


def together(made: Draft, rows: np.ndarray) -> np.ndarray:
    """Which of these households are in one grid."""
    there = made.plan.zone_of["grids"][rows]
    return there[:, None] == there[None, :]


def after(edits: tuple[Edit, ...]) -> Draft:
    made = draft()
    for edit in edits:
        made = apply(made, edit).draft
    return made


def test_whole_groups_are_called_by_name_and_the_rest_by_id() -> None:
    sketch, groups = village()
    atoms = groups["第二村民小组"]

    whole = called(draft(), sketch.rows[np.isin(sketch.atom_of, atoms)])
    most = called(draft(), sketch.rows[np.isin(sketch.atom_of, atoms[:-1])])

    assert whole == ("东村第二村民小组",)
    assert len(most) == len(atoms) - 1
    assert set(most) <= set(draft().plan.township.households.ids)


def test_buildings_are_called_by_name_as_people_count() -> None:
    sketch = sketch_of(draft(), CITY, 0, CITY)

    names = called(draft(), sketch.rows[np.isin(sketch.atom_of, [1, 8, 9])])

    assert names == ("城南社区2号楼", "城南社区9号楼", "城南社区10号楼")


@pytest.mark.parametrize("kind", [Move, Merge, Create])
def test_the_edits_make_the_zones_of_the_trial(kind: type[Edit]) -> None:
    sketch, groups = village()
    first, second = sorted(set(sketch.zone_of.tolist()))
    mine = [name for name, atoms in groups.items() if sketch.zone_of[atoms[0]] == first]
    moved, to = {
        Move: (groups[mine[0]], second),
        Merge: (np.flatnonzero(sketch.zone_of == first).tolist(), second),
        Create: (groups[mine[0]], len(draft().plan.level("grids"))),
    }[kind]
    trial = shifted(trial_of(sketch), moved, to)

    edits = edits_of(draft(), trial)

    assert [type(edit) for edit in edits] == [kind]
    expected = trial.label[sketch.atom_of]
    assert (together(after(edits), sketch.rows) == (expected[:, None] == expected[None, :])).all()


def test_zones_that_exchange_groups_take_two_moves() -> None:
    sketch, groups = village()
    first, second = sorted(set(sketch.zone_of.tolist()))
    one, other = (
        next(atoms for atoms in groups.values() if sketch.zone_of[atoms[0]] == zone)
        for zone in (first, second)
    )
    trial = shifted(shifted(trial_of(sketch), one, second), other, first)

    edits = edits_of(draft(), trial)

    assert [type(edit) for edit in edits] == [Move, Move]
    codes = grids_in(draft().plan, VILLAGE)
    assert {edit.to for edit in edits if isinstance(edit, Move)} <= set(codes)


def test_zones_of_a_lower_level_are_called_with_their_level() -> None:
    grid = grids_in(draft().plan, VILLAGE)[0]
    sketch = sketch_of(draft(), VILLAGE, 1, grid)
    first, second = sorted(set(sketch.zone_of.tolist()))[:2]
    atoms = np.flatnonzero(sketch.zone_of == first)[:1].tolist()

    [edit] = edits_of(draft(), shifted(trial_of(sketch), atoms, second))

    assert isinstance(edit, Move)
    assert edit.level == draft().plan.levels[1].level
