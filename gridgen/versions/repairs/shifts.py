"""What could go from one zone to another that touches it, or come from there."""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from gridgen.versions.repairs.sketch import Sketch
from gridgen.versions.repairs.trial import Trial, parted, trial_of

Shift = tuple[tuple[int, ...], int]
"""Atoms, and the zone to which they go."""

CHUNKS = 4
"""Villager groups, or whatever hangs together, that are tried for each two zones."""

SHARES = (0.1, 0.25, 0.5)
"""How much of a zone that lies badly is tried to be given away, besides what hangs together."""


def shifts_of(trial: Trial, label: int, *, lies_badly: bool) -> Iterator[Shift]:
    """Give what may mend a zone: what it can give, what it can take.

    Parameters
    ----------
    trial
        As zones are.
    label
        The zone.
    lies_badly
        Whether it is too long, too thin or too far, so that any exchange may help.
    """
    zone, band = trial.zones[label], trial.sketch.band
    if len(zone.parts) > 1:
        yield from _of_pieces(trial, label)
    too_many = zone.load - band.most if band else 0
    too_few = band.fewest - zone.load if band else 0
    for other in trial.touching(label):
        if too_many > 0 or lies_badly:
            yield from _from_one(trial, label, other, too_many)
        if too_few > 0 or lies_badly:
            yield from _from_one(trial, other, label, too_few)
        if too_few > 0:
            yield tuple(trial.atoms(label)), other


def _from_one(trial: Trial, giver: int, taker: int, needed: int) -> Iterator[Shift]:
    """Give what one zone can give to another: what hangs together, and enough of single atoms."""
    for chunk in _chunks(trial, giver, taker):
        yield chunk, taker
    sizes = {needed} if needed > 0 else {int(trial.zones[giver].load * s) for s in SHARES}
    evened = (trial.zones[giver].load - trial.zones[taker].load) // 2
    for size in sorted({*sizes, evened}):
        if size > 0 and (some := _peeled(trial, giver, taker, size)):
            yield some, taker


def _chunks(trial: Trial, giver: int, taker: int) -> list[tuple[int, ...]]:
    """Return what hangs together in a zone and touches another, the nearest to that one first."""
    sketch = trial.sketch
    atoms = trial.atoms(giver)
    of: dict[int, list[int]] = {}
    for atom in atoms:
        of.setdefault(int(sketch.chunk_of[atom]), []).append(atom)
    pieces = len(trial.zones[giver].parts)
    found = []
    for chunk in of.values():
        touches = any(trial.label[near] == taker for atom in chunk for near in sketch.near[atom])
        left = set(atoms) - set(chunk)
        if touches and left and len(parted(sketch, left)) <= pieces:
            found.append((float(_farther(trial, chunk, giver, taker).sum()), tuple(chunk)))
    return [chunk for _, chunk in sorted(found)[:CHUNKS]]


def _farther(trial: Trial, atoms: list[int], giver: int, taker: int) -> NDArray[np.float64]:
    """Return how many metres more the households of atoms walk to the middle of the other zone."""
    xy = trial.sketch.xy[atoms]
    there, here = (np.hypot(*(xy - trial.zones[label].middle).T) for label in (taker, giver))
    return np.asarray((there - here) * trial.sketch.visits[atoms])


def _peeled(trial: Trial, giver: int, taker: int, size: int) -> tuple[int, ...]:
    """Return atoms of a zone that count `size` or more, from the border of another on inwards.

    One group after the other, those first of which the other zone has some. What is left without a
    way to the rest of its zone goes along.
    """
    sketch, mine = trial.sketch, set(trial.atoms(giver))
    far = dict(zip(sorted(mine), _farther(trial, sorted(mine), giver, taker).tolist(), strict=True))
    begun = {int(sketch.wanted_of[atom]) for atom in trial.atoms(taker)} - {-1}
    waiting: list[tuple[bool, float, int]] = []
    seen: set[int] = set()

    def wait(atom: int) -> None:
        if atom in mine and atom not in seen:
            seen.add(atom)
            heapq.heappush(waiting, (int(sketch.wanted_of[atom]) not in begun, far[atom], atom))

    for atom in trial.atoms(taker):
        for near in sketch.near[atom]:
            wait(near)
    taken: set[int] = set()
    load = 0
    while waiting and load < size:
        _, _, atom = heapq.heappop(waiting)
        taken.add(atom)
        load += int(sketch.load[atom])
        begun.add(int(sketch.wanted_of[atom]))
        for near in sketch.near[atom]:
            wait(near)
    if load < size or taken == mine:
        return ()
    alone = parted(sketch, mine - taken)[1:] if len(trial.zones[giver].parts) == 1 else ()
    return tuple(sorted(taken.union(*alone)))


def _of_pieces(trial: Trial, label: int) -> Iterator[Shift]:
    """Give each piece but the largest to the zones that it touches, or join it to the largest."""
    sketch, parts = trial.sketch, trial.zones[label].parts
    for part in parts[1:]:
        beside = {int(trial.label[near]) for atom in part for near in sketch.near[atom]}
        for other in sorted(beside - {label} - sketch.closed):
            yield part, other
        if way := _way(sketch, trial, part, label):
            yield way, label


def _way(sketch: Sketch, trial: Trial, part: tuple[int, ...], label: int) -> tuple[int, ...]:
    """Return the fewest atoms that join a piece of a zone to the rest of it; none where none do."""
    goal = set(trial.atoms(label)) - set(part)
    before: dict[int, int] = dict.fromkeys(part, -1)
    todo = deque(part)
    while todo:
        atom = todo.popleft()
        for near in sketch.near[atom]:
            if near in goal:
                way = []
                while before[atom] >= 0:
                    way.append(atom)
                    atom = before[atom]
                return tuple(way)
            if near not in before and int(trial.label[near]) not in sketch.closed:
                before[near] = atom
                todo.append(near)
    return ()


def tidied(trial: Trial, labels: set[int]) -> Trial | None:
    """Return the trial with every piece but the largest of some zones in the zone that it touches
    most; None where there is none.
    """
    from_label = trial.label.copy()
    sketch = trial.sketch
    for label in labels & trial.zones.keys():
        for part in trial.zones[label].parts[1:]:
            beside = [int(trial.label[near]) for atom in part for near in sketch.near[atom]]
            open_ones = [one for one in beside if one != label and one not in sketch.closed]
            if open_ones:
                from_label[list(part)] = max(sorted(set(open_ones)), key=open_ones.count)
    if (from_label == trial.label).all():
        return None
    return trial_of(sketch, from_label)
