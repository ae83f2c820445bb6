"""Why no division can be inside the band: arithmetic, whole units, or every division looked at."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from gridgen.model.problem import Problem
from gridgen.solver.filling import fillable, hemmed_in
from gridgen.solver.part import Divided

Rows = NDArray[np.int64]


def proof(problem: Problem, parts: Sequence[Rows], divided: Sequence[Divided]) -> str:
    """Return a sentence that proves that some grid is outside the band, "" where nothing does.

    A lock that causes it is named.

    Parameters
    ----------
    problem
        n units.
    parts
        The rows of each part that was divided by itself, as `separated` returns them.
    divided
        How each was divided.
    """
    for found in _proofs(problem, parts, divided):
        return found
    return ""


def _proofs(problem: Problem, parts: Sequence[Rows], divided: Sequence[Divided]) -> Iterator[str]:
    band = problem.band
    free = np.where(problem.locked < 0, problem.load, 0)
    if (free > band.most).any():
        yield f"The unit of row {free.argmax()} alone has {free.max()}; most is {band.most}."
    if problem.centres is not None:
        yield from _around(problem, problem.centres, parts, divided)
        return
    for label in problem.locked_labels.tolist():
        load = int(problem.load[problem.locked == label].sum())
        if band.breach(load):
            yield f"The locked grid {label} has {load}; the band is {band.fewest} to {band.most}."
    for rows in parts:
        said = _by_units(problem, rows)
        if said:
            yield said + _locks_around(problem, rows)
    if problem.grids is not None:
        yield from _asked(problem, parts)
    yield from _hemmed_in(problem, parts)
    # Of a number that was asked for it is known for the share of each part alone.
    if problem.grids is None or len(parts) == 1:
        for rows, part in zip(parts, divided, strict=True):
            if part.is_impossible:
                yield _gone_through(rows) + _locks_around(problem, rows)


def _hemmed_in(problem: Problem, parts: Sequence[Rows]) -> Iterator[str]:
    """Give the units that are too small alone, and too large with any that they touch."""
    for rows in parts:
        part = problem.part(rows)
        row = -1 if part.links is None else hemmed_in(problem.band, part.load, part.links)[0]
        if row >= 0:
            yield (
                f"The unit of row {rows[row]} has {part.load[row]} households: too few alone, and "
                f"with any that it touches more than {problem.band.most}."
            ) + _locks_around(problem, rows)


def _by_units(problem: Problem, rows: Rows) -> str:
    """Return what proves that the units of a part cannot fill grids, wherever they lie, or ""."""
    band, load = problem.band, problem.load[rows]
    total, who = int(load.sum()), _named(rows)
    counts = band.grid_counts(total)
    if not total or not counts:
        return (
            f"No number of grids of {band.fewest} to {band.most} can hold the {total} households "
            f"of {who}."
        )
    if not fillable(band, load, counts):
        return (
            f"Whole units fill no number of grids of {band.fewest} to {band.most} in {who}, which "
            f"has {total} households."
        )
    return ""


def _locks_around(problem: Problem, rows: Rows) -> str:
    """Return a sentence that names the locked grids that a part touches, or ""."""
    if problem.links is None or not len(problem.locked_labels):
        return ""
    inside = np.zeros(len(problem), bool)
    inside[rows] = True
    a, b = np.concatenate([problem.links, problem.links[:, ::-1]]).T
    labels = np.unique(problem.locked[b[inside[a] & (problem.locked[b] >= 0)]])
    if not len(labels):
        return ""
    return f" It is cut off by what is locked: grid {', '.join(str(n) for n in labels.tolist())}."


def _asked(problem: Problem, parts: Sequence[Rows]) -> Iterator[str]:
    """Give what proves that the number of grids asked for cannot be."""
    band, least, most = problem.band, len(problem.locked_labels), len(problem.locked_labels)
    for rows in parts:
        load = problem.load[rows]
        counts = fillable(band, load, band.grid_counts(int(load.sum())))
        least, most = least + counts[0], most + counts[-1]
    if problem.grids is not None and not least <= problem.grids <= most:
        yield (
            f"{problem.grids} grids were asked for; inside the band there can be {least} to {most}."
        )


def _around(
    problem: Problem, centres: Rows, parts: Sequence[Rows], divided: Sequence[Divided]
) -> Iterator[str]:
    """Give what proves that areas around given centres cannot all be inside their bands."""
    for rows, part in zip(parts, divided, strict=True):
        mine = np.isin(centres, rows)
        who = _named(rows)
        low, high = int(problem.fewest[mine].sum()), int(problem.most[mine].sum())
        total = int(problem.load[rows].sum())
        if not low <= total <= high:
            yield (f"{mine.sum()} centres hold {low} to {high} households; {who} has {total}.")
        elif part.is_impossible:
            yield _gone_through(rows)


def _gone_through(rows: Rows) -> str:
    return f"Every division of {_named(rows)} was gone through."


def _named(rows: Rows) -> str:
    return f"the part of {len(rows)} units that holds row {rows[0]}"
