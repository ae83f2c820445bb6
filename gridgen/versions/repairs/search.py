"""A sketch and what is amiss in it -> trials in which that is mended, the best first.

A beam search over shifts of what hangs together: a zone that is amiss gives or takes; where that
brings another one out of order, that one gives or takes next.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from gridgen.versions.repairs.shifts import shifts_of, tidied
from gridgen.versions.repairs.sketch import Sketch
from gridgen.versions.repairs.trial import Trial, shifted, trial_of

DEPTH = 4
"""Shifts one after the other: a chain over so many zones."""

BEAM = 6
"""Trials of which more shifts are tried, in each round."""

ENOUGH = 10
"""Mended trials after which no further round begins."""

CUT_M = 20_000.0
"""What it weighs in metres to cut a villager group, or whatever the level prefers whole."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be mended: `zones` that are amiss, by row; `lies_badly`, where only a check of the
    drawing can tell whether they are mended; `moved_m`, what a household weighs that is moved.
    """

    zones: frozenset[int]
    lies_badly: bool
    moved_m: float


def mended(sketch: Sketch, starts: Sequence[Trial], wanted: Wanted) -> list[Trial]:
    """Return trials in which what is wanted is so, and no zone worse than it was, the best first.

    Parameters
    ----------
    sketch
        a atoms.
    starts
        Where to begin: the zones as they are, or with that moved which must be.
    wanted
        What is to be mended.
    """
    before = trial_of(sketch)
    seen = {before.label.tobytes()}
    found: list[Trial] = []
    beam: list[Trial] = []
    for trial in starts:
        if _is_mended(trial, before, wanted) and trial.label.tobytes() not in seen:
            found.append(trial)
        else:
            beam.append(trial)
        seen.add(trial.label.tobytes())

    def rank(trial: Trial) -> tuple[int, float]:
        return _amiss(trial, before), cost_of(trial, before, wanted.moved_m)

    for depth in range(DEPTH):
        if not beam or len(found) >= ENOUGH:
            break
        made: list[Trial] = []
        for trial in beam:
            for next_ in _next(trial, before, wanted, is_first=depth == 0):
                key = next_.label.tobytes()
                if key not in seen:
                    seen.add(key)
                    (found if _is_mended(next_, before, wanted) else made).append(next_)
        beam = sorted(made, key=rank)[:BEAM]
    return sorted(found, key=rank)


def cost_of(trial: Trial, before: Trial, moved_m: float) -> float:
    """Return what a trial costs, in metres: walked more, for households moved, for groups cut."""
    cuts = trial.cuts - before.cuts
    return trial.metres - before.metres + moved_m * trial.moved + CUT_M * cuts


def is_no_worse(trial: Trial, before: Trial, zones: Iterable[int]) -> bool:
    """Say whether the zones that are to be mended are, and no other is worse than before."""
    zones = set(zones)
    return all(
        trial.badness(label) <= (0 if label in zones else before.badness(label))
        for label in trial.zones
    )


def _is_mended(trial: Trial, before: Trial, wanted: Wanted) -> bool:
    if wanted.lies_badly and (trial.label == before.label).all():
        return False
    return is_no_worse(trial, before, wanted.zones)


def _amiss(trial: Trial, before: Trial) -> int:
    """Return how much is amiss in all zones, those counted twice that are so only now."""
    return sum(
        trial.badness(label) + max(0, trial.badness(label) - before.badness(label))
        for label in trial.zones
    )


def _next(trial: Trial, before: Trial, wanted: Wanted, *, is_first: bool) -> Iterable[Trial]:
    """Give the trials that one more shift makes."""
    worse = {z for z in trial.zones if trial.badness(z) > before.badness(z)}
    asked = {z for z in wanted.zones & trial.zones.keys() if trial.badness(z)}
    badly = wanted.zones & trial.zones.keys() if wanted.lies_badly and is_first else set()
    for label in sorted(worse | asked | badly):
        for atoms, to in shifts_of(trial, label, lies_badly=label in badly):
            yield shifted(trial, atoms, to)
    if (tidy := tidied(trial, worse | asked)) is not None:
        yield tidy
