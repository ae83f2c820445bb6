"""One way in which the zones of a sketch could be: whose each atom is, and what that makes of
each zone.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gridgen.versions.repairs.sketch import Sketch

PIECE = 20
"""What a piece too many weighs, in households outside the band: nobody leaves one for a few."""


class Zone(NamedTuple):
    """What one zone would be."""

    load: int
    parts: tuple[tuple[int, ...], ...]
    """Its atoms, by pieces, that of the most households first."""
    metres: float
    """From its households to their middle, summed."""
    wanted: int
    """How many groups, or what else should be whole, have households in it."""
    middle: tuple[float, float]


@dataclass(frozen=True, eq=False)
class Trial:
    """Labels of the atoms of a sketch, and the zones that they make; nothing is changed by a shift.

    Attributes
    ----------
    sketch
        a atoms.
    label
        (a,) the row of a zone, or a number above all of them for a zone that would be new.
    zones
        By label.
    """

    sketch: Sketch
    label: NDArray[np.int64]
    zones: Mapping[int, Zone]

    def badness(self, label: int) -> int:
        """How far one zone is from what it must be: in its band and one piece. 0 for none."""
        zone = self.zones.get(label)
        if zone is None:
            return 0
        return self.sketch.breach(zone.load) + PIECE * (len(zone.parts) - 1)

    @cached_property
    def cuts(self) -> int:
        """How often what should be in one zone is in one more."""
        here = self.sketch.wanted_of[self.sketch.wanted_of >= 0]
        return sum(zone.wanted for zone in self.zones.values()) - len(np.unique(here))

    @cached_property
    def metres(self) -> float:
        """What all households walk."""
        return sum(zone.metres for zone in self.zones.values())

    @cached_property
    def moved(self) -> int:
        """Households that are in another zone than in the plan."""
        return int(self.sketch.visits[self.label != self.sketch.zone_of].sum())

    def touching(self, label: int) -> tuple[int, ...]:
        """The open zones that touch one, ascending."""
        near = {int(self.label[b]) for a in self.atoms(label) for b in self.sketch.near[a]}
        return tuple(sorted(near - {label} - self.sketch.closed))

    def atoms(self, label: int) -> list[int]:
        """The atoms of a zone; none where it is no more."""
        zone = self.zones.get(label)
        return [] if zone is None else [atom for part in zone.parts for atom in part]


def trial_of(sketch: Sketch, label: NDArray[np.int64] | None = None) -> Trial:
    """Return the trial of these labels (a,), or of the zones as they are."""
    label = sketch.zone_of if label is None else label
    return Trial(sketch, label, {
        int(z): _zone(sketch, np.flatnonzero(label == z).tolist()) for z in np.unique(label)
    })  # fmt: skip


def shifted(trial: Trial, atoms: Collection[int], to: int) -> Trial:
    """Return the trial with some atoms in another zone."""
    label = trial.label.copy()
    touched = {int(label[atom]) for atom in atoms} | {to}
    label[list(atoms)] = to
    zones = dict(trial.zones)
    for one in touched:
        left = np.flatnonzero(label == one).tolist()
        if left:
            zones[one] = _zone(trial.sketch, left)
        else:
            zones.pop(one, None)
    return Trial(trial.sketch, label, zones)


def parted(sketch: Sketch, atoms: Collection[int]) -> tuple[tuple[int, ...], ...]:
    """Return atoms by the pieces in which they hang together, that of the most households first."""
    left, parts = set(atoms), []
    for seed in sorted(atoms):
        if seed not in left:
            continue
        left.discard(seed)
        part = [seed]
        for atom in part:
            for near in sketch.near[atom]:
                if near in left:
                    left.discard(near)
                    part.append(near)
        parts.append(tuple(part))
    return tuple(sorted(parts, key=lambda part: -sketch.visits[list(part)].sum()))


def _zone(sketch: Sketch, atoms: list[int]) -> Zone:
    xy, weight = sketch.xy[atoms], sketch.visits[atoms] + 1e-6
    middle = weight @ xy / weight.sum()
    wanted = sketch.wanted_of[atoms]
    return Zone(
        load=int(sketch.load[atoms].sum()),
        parts=parted(sketch, atoms),
        metres=float(weight @ np.hypot(*(xy - middle).T)),
        wanted=len(np.unique(wanted[wanted >= 0])),
        middle=(float(middle[0]), float(middle[1])),
    )
