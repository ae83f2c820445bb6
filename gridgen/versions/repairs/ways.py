"""What is to be mended -> edits that are worth judging, the most promising first."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import shapely

from gridgen.versions.draft import Draft
from gridgen.versions.edits import Edit, Merge, Split
from gridgen.versions.repairs.aims import EMPTY, Aim
from gridgen.versions.repairs.anew import divided_anew
from gridgen.versions.repairs.search import Wanted, is_no_worse, mended
from gridgen.versions.repairs.sketch import Sketch, sketch_of
from gridgen.versions.repairs.spell import edits_of
from gridgen.versions.repairs.trial import Trial, shifted, trial_of


def ways_of(draft: Draft, aim: Aim) -> Iterator[tuple[Edit, ...]]:
    """Give edits that may mend what is aimed at; none that touch a locked zone.

    Parameters
    ----------
    draft
        The plan.
    aim
        What is to be mended.
    """
    if aim.finding.rule in EMPTY:
        yield from _with_neighbour(draft, aim)
        return
    sketch = sketch_around(draft, aim)
    if sketch.closed & set(aim.amiss):
        return
    yield from _splits(draft, aim, sketch)
    seen: set[frozenset[tuple[int, int]]] = set()
    for trial in _trials(draft, aim, sketch):
        # Of ways between the same zones one is enough: the best.
        moved = trial.label != sketch.zone_of
        flows = frozenset(
            zip(sketch.zone_of[moved].tolist(), trial.label[moved].tolist(), strict=True)
        )
        if flows not in seen:
            seen.add(flows)
            yield edits_of(draft, trial)


def locks_around(draft: Draft, aim: Aim) -> tuple[str, ...]:
    """Return the codes of the locked zones that are amiss, or else that touch what is."""
    sketch = sketch_around(draft, aim)
    amiss = set(aim.amiss)
    near = {int(sketch.zone_of[b]) for a, zone in enumerate(sketch.zone_of.tolist())
            if zone in amiss for b in sketch.near[a]}  # fmt: skip
    closed = sketch.closed & amiss or sketch.closed & near
    first = draft.plan.levels[0]
    rows = sketch.rows[np.isin(sketch.zone_of[sketch.atom_of], list(closed))]
    return tuple(first.code[np.unique(draft.plan.zone_of[first.level][rows])].tolist())


def sketch_around(draft: Draft, aim: Aim) -> Sketch:
    """Return the sketch of the zones among which that is which is amiss."""
    parent = draft.plan.levels[aim.level].parent[aim.amiss[0]]
    return sketch_of(draft, aim.code, aim.level, str(parent))


def _with_neighbour(draft: Draft, aim: Aim) -> Iterator[tuple[Edit, ...]]:
    """Give the merges of an empty zone with those beside it."""
    zones, zone = draft.plan.levels[aim.level], aim.zones[0]
    mine = np.flatnonzero(zones.parent == zones.parent[zone])
    near = mine[shapely.dwithin(zones.polygon[mine], zones.polygon[zone], 1.0)]
    for other in near:
        if other != zone:
            yield (Merge((str(zones.code[other]), str(zones.code[zone])), _said(draft, aim)),)


def _splits(draft: Draft, aim: Aim, sketch: Sketch) -> Iterator[tuple[Edit, ...]]:
    """Give the ways to cut a zone that is amiss in itself, where its parts are in the band."""
    zones = draft.plan.levels[aim.level]
    for zone in aim.zones:
        load = int(sketch.load[sketch.zone_of == zone].sum())
        for parts in sketch.band.grid_counts(load)[:2] if sketch.band else ():
            if parts > 1:
                yield (Split(str(zones.code[zone]), parts, level=_said(draft, aim)),)


def _said(draft: Draft, aim: Aim) -> str:
    """Return the level as edits say it: "" for the first."""
    return draft.plan.levels[aim.level].level if aim.level else ""


def _trials(draft: Draft, aim: Aim, sketch: Sketch) -> Iterator[Trial]:
    """Give trials in which the aim is reached as far as a sketch tells."""
    now, moved_m = trial_of(sketch), draft.rules.prices.moved_m
    wanted = Wanted(frozenset(aim.zones), aim.lies_badly, moved_m)
    starts = [now]
    if len(aim.whole):
        atoms = sketch.atoms_of(aim.whole)
        starts = [shifted(now, atoms, goal) for goal in aim.goals if goal not in sketch.closed]
    yield from mended(sketch, starts, wanted)
    # A zone that lies badly is drawn anew whoever lives where; else everybody stays who can.
    moved_m = 0.0 if aim.lies_badly else moved_m
    for trial in divided_anew(sketch, frozenset(aim.amiss), moved_m):
        if is_no_worse(trial, now, aim.zones) and (trial.label != sketch.zone_of).any():
            yield trial
