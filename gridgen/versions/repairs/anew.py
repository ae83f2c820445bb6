"""A zone and those around it, divided anew by the solver, as many households as can be where they
are.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from gridgen.model.bands import Band
from gridgen.model.graphs import pieces, tidy
from gridgen.model.solutions import Weights
from gridgen.solver.pose import pose
from gridgen.solver.solve import solve_problem
from gridgen.versions.repairs.sketch import Sketch
from gridgen.versions.repairs.trial import Trial, trial_of

EFFORT = "fast"
"""How hard is searched: a planner waits."""

PAIRS = 3
"""Neighbours with which a zone is divided anew, each alone, before it is with all of them."""


def divided_anew(sketch: Sketch, zones: frozenset[int], moved_m: float) -> Iterator[Trial]:
    """Give trials in which zones and some of those around them are divided anew.

    First with one neighbour, then with all, then with those around these too; groups whole at
    first, then not.

    Parameters
    ----------
    sketch
        a atoms.
    zones
        Rows of the zones that are amiss.
    moved_m
        What a household counts that leaves its zone, metres.
    """
    before = trial_of(sketch)
    for some in _around(before, zones):
        for unit_of in (sketch.chunk_of, np.arange(len(sketch))):
            mine = np.flatnonzero(np.isin(sketch.zone_of, list(some)))
            yield from _solved(sketch, mine, unit_of, moved_m)


def _around(before: Trial, zones: frozenset[int]) -> Iterator[frozenset[int]]:
    """Give sets of zones to divide anew, the small ones first; none twice."""
    beside = frozenset(b for zone in zones for b in before.touching(zone)) - zones
    near = sorted(beside, key=lambda zone: before.zones[zone].load)
    seen = set()
    wider = zones | beside
    widest = wider | {b for zone in wider for b in before.touching(zone)}
    for some in (*(zones | {zone} for zone in near[:PAIRS]), wider, widest):
        if some not in seen:
            seen.add(some)
            yield frozenset(some)


def _solved(
    sketch: Sketch, mine: NDArray[np.int64], unit_of: NDArray[np.int64], moved_m: float
) -> Iterator[Trial]:
    """Give the trial in which the solver divides some atoms, `unit_of` (a,) whole."""
    unit = np.unique(unit_of[mine], return_inverse=True)[1].reshape(-1)
    load = np.bincount(unit, sketch.load[mine]).astype(np.int64)
    visits = np.bincount(unit, sketch.visits[mine])
    weight = sketch.visits[mine] + 1e-6
    total = np.bincount(unit, weight)
    xy = np.stack([np.bincount(unit, weight * sketch.xy[mine, d]) / total for d in (0, 1)], axis=1)
    first = np.unique(unit, return_index=True)[1]
    row_of = np.full(len(sketch), -1, np.int64)
    row_of[mine] = unit
    links = [(row_of[a], row_of[b]) for a in mine.tolist() for b in sketch.near[a]
             if row_of[b] >= 0]  # fmt: skip
    pairs = tidy(np.array(links, np.int64).reshape(-1, 2))
    band = sketch.band or Band(1, max(1, int(load.sum())))
    problem = pose(
        xy, load, fewest=band.fewest, most=band.most, target=band.target, visits=visits,
        links=pairs, existing=sketch.zone_of[mine][first], weights=Weights(moved_m), effort=EFFORT,
    )  # fmt: skip
    same = len(np.unique(sketch.zone_of[mine]))
    # As many zones as there are, if they can be: none falls out of use then.
    if band.fewest * same <= load.sum() <= band.most * same and pieces(len(load), pairs).max() == 0:
        problem = replace(problem, grids=same)
    solution = solve_problem(problem)
    if not solution.breaches:
        label = sketch.zone_of.copy()
        label[mine] = _called(sketch, mine, solution.grid_of[unit])
        yield trial_of(sketch, label)


def _called(
    sketch: Sketch, mine: NDArray[np.int64], grid_of: NDArray[np.int32]
) -> NDArray[np.int64]:
    """Return the zone as which each grid goes on, so that the most households stay in theirs."""
    zones = np.unique(sketch.zone_of[mine])
    stays = np.zeros((int(grid_of.max()) + 1, len(zones)))
    np.add.at(stays, (grid_of, np.searchsorted(zones, sketch.zone_of[mine])), sketch.visits[mine])
    grids, heirs = linear_sum_assignment(-stays)
    called = np.arange(len(stays)) + int(sketch.zone_of.max()) + 1
    for grid, heir in zip(grids, heirs, strict=True):
        if stays[grid, heir] > 0:
            called[grid] = zones[heir]
    return np.asarray(called[grid_of])
