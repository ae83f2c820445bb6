"""A community as whoever looks for a repair sees it: what cannot be cut, who touches whom, whose
each part is.

Links and what is kept together are those by which plans are checked, so that a sketch and a check
seldom differ; where they do, the check is right.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from gridgen.land.contract import within
from gridgen.model.arrays import taken
from gridgen.model.bands import Band
from gridgen.model.graphs import neighbours, pieces
from gridgen.model.households import Households
from gridgen.model.plan import Plan
from gridgen.model.zones import ASIDE, Zones
from gridgen.plans.sizes import sizes_of
from gridgen.plans.together import inside_zones, is_same_key, is_same_place
from gridgen.rules.levels import Level, Rules
from gridgen.versions.draft import Draft


@dataclass(frozen=True, slots=True, eq=False)
class Sketch:
    """The k households of one community whose zones of a level have one parent: a atoms.

    Attributes
    ----------
    level
        Row of the level among those of the plan.
    rows, atom_of
        (k,) of the households in the plan, and the atom of each: what the level never cuts, as far
        as it stands in one zone.
    load, visits
        (a,) what the band counts, and households.
    xy
        (a, 2) metres, the middle.
    zone_of
        (a,) row of the zone in which each is.
    chunk_of
        (a,) a number for atoms of one zone that hang together and should stay so: a villager group.
    wanted_of
        (a,) a number for what should be in one zone, -1 for atoms of nothing.
    near
        (a,) the atoms that touch each, ascending.
    band
        None where no size is asked, or none that a move of households changes for sure.
    closed
        Rows of zones that nobody may touch: locked.
    """

    level: int
    rows: NDArray[np.int64]
    atom_of: NDArray[np.int64]
    load: NDArray[np.int64]
    visits: NDArray[np.int64]
    xy: NDArray[np.float64]
    zone_of: NDArray[np.int64]
    chunk_of: NDArray[np.int64]
    wanted_of: NDArray[np.int64]
    near: tuple[tuple[int, ...], ...]
    band: Band | None
    closed: frozenset[int]

    def __len__(self) -> int:
        return len(self.load)

    def breach(self, load: int) -> int:
        """By how much a zone of so much is outside the band."""
        return self.band.breach(load) if self.band is not None else 0

    def atoms_of(self, rows: NDArray[np.int64]) -> list[int]:
        """The atoms that hold some of `rows` of the plan, ascending; others are left out."""
        return [int(atom) for atom in np.unique(self.atom_of[np.isin(self.rows, rows)])]


def sketch_of(draft: Draft, code: str, level: int, parent: str) -> Sketch:
    """Return the sketch of the zones of one parent.

    Parameters
    ----------
    draft
        The plan.
    code
        Of the community.
    level
        Row of the level, which the rules have.
    parent
        The code of the zone above; of the community for the first level.
    """
    plan, plot = draft.plan, draft.known.plot(draft.plan, code)
    zones = plan.levels[level]
    rule = {one.name: one for one in draft.rules.levels}[zones.level]
    zone_of = plan.zone_of[zones.level][plot.rows].astype(np.int64)
    is_open = (zones.parent == parent) & ~np.isin(zones.kind.astype(str), ASIDE)
    local = np.flatnonzero((zone_of >= 0) & is_open[zone_of])
    rows, zone_of = plot.rows[local], zone_of[local]
    mine = taken(plot.township.households, local)
    pairs = within(plot.links, local, len(plot.rows)).pairs
    place_of = np.unique(draft.known.first_household[rows], return_inverse=True)[1].reshape(-1)
    inside = inside_zones(pairs, zone_of.astype(np.int32), place_of.astype(np.int32))
    kept, wanted = _held(mine, inside, rule.keep), _held(mine, inside, rule.prefer)
    atom_of = pieces(len(rows), inside[kept]).astype(np.int64)
    chunk_of = pieces(len(rows), inside[kept | wanted])
    first = np.unique(atom_of, return_index=True)[1]
    load = np.bincount(atom_of, sizes_of(plan, rule)[rows]).astype(np.int64)
    who = str(plan.communities.class_or_kind[draft.known.row_of_community[code]])
    return Sketch(
        level=level,
        rows=rows,
        atom_of=atom_of,
        load=load,
        visits=np.bincount(atom_of, mine.count).astype(np.int64),
        xy=_middles(plot.spot[local], mine.count, atom_of),
        zone_of=zone_of[first],
        chunk_of=chunk_of[first].astype(np.int64),
        wanted_of=_wanted(mine, rule)[first],
        near=_near(pairs, place_of, atom_of),
        band=rule.band_of(who) if rule.counts != "area" else None,
        closed=_closed(plan, rows, zone_of),
    )


def has_rule(rules: Rules, zones: Zones) -> bool:
    """Say whether the rules have the level of some zones."""
    return any(rule.name == zones.level for rule in rules.levels)


def _held(
    households: Households, pairs: NDArray[np.int32], keys: tuple[str, ...]
) -> NDArray[np.bool_]:
    """Return (m,) which pairs a key holds together."""
    held = np.zeros(len(pairs), bool)
    for key in keys:
        held |= (
            is_same_place(households, pairs)
            if key == "place"
            else is_same_key(households, pairs, key)
        )
    return held


def _wanted(households: Households, rule: Level) -> NDArray[np.int64]:
    """Return (n,) a number for what a level prefers in one zone, -1 for none."""
    keys = [households.keys[key].astype(str) for key in rule.prefer if key in households.keys]
    if not keys:
        return np.full(len(households), -1, np.int64)
    names = np.array(["\n".join(parts) for parts in zip(*keys, strict=True)], object)
    number = np.unique(names.astype(str), return_inverse=True)[1].reshape(-1)
    is_blank = np.array([not name.strip() for name in names], bool)
    return np.where(is_blank, -1, number).astype(np.int64)


def _near(
    pairs: NDArray[np.int32], place_of: NDArray[np.int64], atom_of: NDArray[np.int64]
) -> tuple[tuple[int, ...], ...]:
    """Return which atoms touch: those of places that a link joins, and of one place."""
    places, atoms = int(place_of.max(initial=-1)) + 1, int(atom_of.max(initial=-1)) + 1
    stands = csr_matrix((np.ones(len(atom_of)), (atom_of, place_of)), (atoms, places))
    at = place_of[pairs]
    joined = csr_matrix((np.ones(len(at)), (at[:, 0], at[:, 1])), (places, places))
    itself = csr_matrix((np.ones(places), (np.arange(places), np.arange(places))))
    both = (stands @ (joined + joined.T + itself) @ stands.T).tocoo()
    touching = np.stack([both.row, both.col], axis=1)
    start, near = neighbours(atoms, np.unique(touching[both.row < both.col], axis=0))
    return tuple(tuple(near[start[a] : start[a + 1]].tolist()) for a in range(atoms))


def _middles(
    xy: NDArray[np.float64], count: NDArray[np.int64], atom_of: NDArray[np.int64]
) -> NDArray[np.float64]:
    weight = count + 1e-6  # so that a vacant house has a middle too
    total = np.bincount(atom_of, weight)
    return np.stack([np.bincount(atom_of, weight * xy[:, d]) / total for d in (0, 1)], axis=1)


def _closed(plan: Plan, rows: NDArray[np.int64], zone_of: NDArray[np.int64]) -> frozenset[int]:
    """Return the zones that are locked, or stand in a zone of the first level that is."""
    first = plan.levels[0]
    is_locked = np.isin(first.code, np.array(plan.made_by.locks, object))
    held = is_locked[plan.zone_of[first.level][rows]]
    return frozenset(np.unique(zone_of[held]).tolist())
