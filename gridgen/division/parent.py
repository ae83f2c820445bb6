"""One zone that a level divides: the parent, its units, and what is found of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gridgen.division.problems import CommunityProblem, Step
from gridgen.division.ties import TiedRows, parting
from gridgen.division.units import merge, of_units
from gridgen.land.contract import contract
from gridgen.model.links import Links, Units
from gridgen.solver.parting import Sides

Keys = Mapping[str, NDArray[np.int64]]
"""For each kind of what stays together a number of each row, -1 for none; equal is together."""


@dataclass(frozen=True, slots=True, eq=False)
class Parent:
    """One zone of the level above: k of a community's n rows, to be divided by one step.

    Attributes
    ----------
    whole
        The problem of the community.
    step
        The level that divides.
    rows
        (k,) ascending.
    links
        Among the k rows.
    keys
        (k,) each: what stays together, as in `whole`, with places, ties and pieces.
    seed
        Of this parent alone.
    is_first
        Whether the level is the first one: only there grids are locked and metres proven.
    ties
        Among the k rows.
    """

    whole: CommunityProblem
    step: Step
    rows: NDArray[np.int64]
    links: Links
    keys: Keys
    seed: int
    is_first: bool
    ties: tuple[TiedRows, ...] = ()

    @property
    def xy(self) -> NDArray[np.float64]:
        """(k, 2) metres."""
        return self.whole.xy[self.rows]

    @property
    def count(self) -> NDArray[np.int64]:
        """(k,) households of each row."""
        return self.whole.count[self.rows]


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """The z zones into which a parent was divided.

    `zone_of` (k,) the zone of each row; `centre_xy` (z, 2) metres; `units` (z,) how many each has;
    `metres`, their `lower_bound_m` and `least_m`, 0 where none was proven; `centre` (z,) the row of
    the given centre around which each is, where there are such.
    """

    zone_of: NDArray[np.int32]
    centre_xy: NDArray[np.float64]
    units: NDArray[np.int64]
    metres: float = 0.0
    lower_bound_m: float = 0.0
    least_m: float = 0.0
    centre: NDArray[np.int64] | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Merged:
    """What of a parent is searched: its u units, their links, and which ties they must part.

    `load` (u,) is what the band counts, `existing` (u,) the zone in which each already is, -1 for
    none, or None where no zone exists.
    """

    units: Units
    load: NDArray[np.int64]
    links: Links
    apart: list[Sides]
    existing: NDArray[np.int64] | None


def merged(parent: Parent) -> Merged:
    """Return the units of a parent: what its step, and its ties, keep together."""
    whole, step, rows, count = parent.whole, parent.step, parent.rows, parent.count
    # Ties hold at one level alone, though their key stands among those of all.
    keep = (*step.keep, "tie") if parent.ties else step.keep
    units = merge(parent.xy, count, parent.links, [parent.keys[key] for key in keep])
    load = np.bincount(units.unit_of, weights=whole.counts[step.counts][rows]).astype(np.int64)
    existing = None
    if step.level in whole.existing:
        there = whole.existing[step.level][rows]
        # Only who is in a zone already has a say: one new household does not make a house new.
        existing = of_units(there, np.where(there >= 0, count, 0), units)
    links = contract(parent.links, units.unit_of)
    return Merged(units, load, links, parting(units.unit_of, parent.ties), existing)
