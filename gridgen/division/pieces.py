"""Units above the band -> pieces: villager groups by place, towers upright."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from gridgen.division.packing import UPRIGHT, grains_of, stack
from gridgen.division.parent import Keys, Parent
from gridgen.division.units import merge
from gridgen.land.contract import contract
from gridgen.land.spread import spread
from gridgen.model.bands import Band
from gridgen.model.graphs import pieces
from gridgen.rules.levels import MOST_PARTS
from gridgen.solver.solve import solve

AREAL = ("group", "estate")
"""What lies side by side, and is split by distance; the rest stands upright, by stairway."""


def split_units(parent: Parent) -> NDArray[np.int64]:
    """Return (k,) the piece of each row whose unit is above the band and may be split, else -1.

    A place or building is cut between stairways, floors or rows, whichever comes first that leaves
    the fewest pieces below the band. A group or estate is cut into as few pieces as can be by
    distance, each in one piece over links, from its buildings and places.

    Parameters
    ----------
    parent
        Its step says what is kept together, what of it may be split, and the band; its seed decides
        random choices.
    """
    step, keys = parent.step, parent.keys
    piece = np.full(len(parent.rows), -1, np.int64)
    if step.band is None or not step.split:
        return piece
    xy, count, links = parent.xy, parent.count, parent.links
    _split_upright(parent, step.band, piece)
    if not set(AREAL) & set(step.split):
        return piece
    # A group is cut between buildings and places, never through one; a tower that was split above
    # counts as its pieces. Its links must then reach each piece.
    atoms = merge(xy, count, links, _values(with_pieces(keys, piece), [*_upright(step.keep)]))
    near = contract(spread(links, keys["place"].astype(np.int32), piece), atoms.unit_of).pairs
    whole = merge(xy, count, links, _values(keys, step.keep))
    fixed = _is_fixed(parent)
    for unit in _too_large(whole.households, step.band):
        rows = np.flatnonzero(whole.unit_of == unit)
        mine, atom = np.unique(atoms.unit_of[rows], return_inverse=True)
        # In one building, or in a group that must stay whole, there is nothing to cut between.
        if len(mine) == 1 or fixed[rows].any():
            continue
        local = np.full(len(atoms), -1, np.int64)
        local[mine] = np.arange(len(mine))
        inner = local[near]
        inner = inner[(inner >= 0).all(axis=1)]
        grid_of = _by_distance(
            atoms.xy[mine], atoms.households[mine], links=inner, band=step.band, seed=parent.seed
        )
        piece[rows] = piece.max() + 1 + grid_of[atom.reshape(-1)]
    return piece


def _by_distance(
    xy: NDArray[np.float64],
    households: NDArray[np.int64],
    *,
    links: NDArray[np.int64],
    band: Band,
    seed: int,
) -> NDArray[np.int32]:
    """Return (a,) the part of each atom: as few parts as leave least above the band."""
    fewest = -(-int(households.sum()) // band.most)  # division, rounded up
    # Where buildings are large the fewest parts may not do; up to twice as many are tried.
    ways = []
    for parts in range(min(fewest, len(xy)), min(2 * fewest, len(xy)) + 1):
        found = solve(
            xy, households, fewest=band.fewest, most=band.most, grids=parts, links=links, seed=seed
        )
        above = sum(max(0, breach.by) for breach in found.breaches if breach.households > band.most)
        ways.append((above, parts, found.grid_of))
        if above == 0:
            break
    return min(ways, key=lambda way: way[:2])[2]


def with_pieces(keys: Keys, piece: NDArray[np.int64]) -> dict[str, NDArray[np.int64]]:
    """Return keys by which each piece, and nothing more, is kept together."""
    is_split = piece >= 0
    # Above all numbers of the key: a piece is never taken for a group or building that is whole.
    return {
        key: np.where(is_split, piece + 1 + value.max(initial=-1), value)
        for key, value in keys.items()
    }


def _split_upright(parent: Parent, band: Band, piece: NDArray[np.int64]) -> None:
    """Number the pieces of places and buildings above the band in `piece` (k,)."""
    xy, count, links, keys = parent.xy, parent.count, parent.links, parent.keys
    upright, split = _upright(parent.step.keep), parent.step.split
    if not set(upright) & set(split):
        return
    tower = merge(xy, count, links, _values(keys, upright))
    held = merge(xy, count, links, _values(keys, [key for key in upright if key not in split]))
    fixed = _is_fixed(parent)
    blank = np.full(len(xy), -1, np.int64)
    stands = np.stack([keys.get(key, blank) for key in UPRIGHT], axis=1)
    for unit in _too_large(tower.households, band):
        rows = np.flatnonzero(tower.unit_of == unit)
        # By building, then stairway, then floor: only whole stretches of that order are cut off.
        rows = rows[np.lexsort((rows, *stands[rows].T[::-1]))]
        if fixed[rows].any():
            continue
        grains = [
            _together(grain, held.unit_of[rows]) for grain in grains_of(stands[rows].tolist())
        ]
        piece[rows] = piece.max() + 1 + stack(count[rows], grains, band).part_of


def _too_large(households: NDArray[np.int64], band: Band) -> list[int]:
    """Return the units that are above the band, without those that can only be an error."""
    is_large = (households > band.most) & (households <= MOST_PARTS * band.most)
    return [int(unit) for unit in np.flatnonzero(is_large)]


def _upright(keep: Sequence[str]) -> list[str]:
    return [key for key in keep if key not in AREAL]


def _values(keys: Keys, names: Sequence[str]) -> list[NDArray[np.int64]]:
    return [keys[name] for name in names]


def _is_fixed(parent: Parent) -> NDArray[np.bool_]:
    """Return (k,) whether a row belongs to a group or estate that may not be split."""
    step = parent.step
    fixed = np.zeros(len(parent.rows), bool)
    for key in step.keep:
        if key in AREAL and key not in step.split:
            fixed |= parent.keys[key] >= 0
    return fixed


def _together(a: NDArray[np.int64], b: NDArray[np.integer]) -> NDArray[np.int64]:
    """Return (n,) one number for rows that equal labels of either kind hold together."""
    pairs = []
    for label in (a, b):
        first, row = np.unique(label, return_index=True, return_inverse=True)[1:]
        pairs.append(np.stack([first[row.reshape(-1)], np.arange(len(label))], axis=1))
    return pieces(len(a), np.concatenate(pairs)).astype(np.int64)
