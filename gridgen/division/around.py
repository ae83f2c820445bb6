"""The modes that are not a search for sizes: zones that households name, zones around centres."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from gridgen.model.bands import Band
from gridgen.model.graphs import pieces


@dataclass(frozen=True, slots=True, eq=False)
class Around:
    """The centres of one level in one community: c people or stations.

    `row` (c,) of each among all centres; `xy` (c, 2) metres; `fewest` and `most` (c,), -1 where the
    band of the rules holds; `held` (c,) the number of the existing zone that was drawn around it,
    -1 for none.
    """

    row: NDArray[np.int64]
    xy: NDArray[np.float64]
    fewest: NDArray[np.int64]
    most: NDArray[np.int64]
    held: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.row)


def centre_units(units_xy: NDArray[np.float64], centres: Around) -> NDArray[np.int64]:
    """Return (c,) the unit at which each centre stands: the nearest that no earlier one has, or -1.

    Two people in one house have one unit between them; the second gets the next.
    """
    tree = cKDTree(units_xy)
    taken: set[int] = set()
    found = np.full(len(centres.xy), -1, np.int64)
    for c, xy in enumerate(centres.xy):
        near = 1
        while found[c] < 0 and len(taken) < len(units_xy):
            near = min(2 * near, len(units_xy))
            for unit in np.atleast_1d(tree.query(xy, k=near)[1]):
                if int(unit) not in taken:
                    found[c] = int(unit)
                    taken.add(int(unit))
                    break
    return found


def bridged(
    xy: NDArray[np.float64], pairs: NDArray[np.int32], centre: NDArray[np.int64]
) -> NDArray[np.int32]:
    """Return `pairs` and one more for each piece without a centre, to the nearest unit with one."""
    part_of = pieces(len(xy), pairs)
    served = np.isin(part_of, part_of[centre])
    if served.all():
        return pairs
    there = np.flatnonzero(served)
    away, near = cKDTree(xy[there]).query(xy)
    more = []
    for part in np.unique(part_of[~served]):
        rows = np.flatnonzero(part_of == part)
        row = rows[np.argmin(away[rows])]
        more.append(sorted((int(row), int(there[near[row]]))))
    return np.concatenate([pairs, np.array(more, np.int32)]).astype(np.int32)


def areas_held(
    existing: NDArray[np.int64],
    unit: NDArray[np.int64],
    held: NDArray[np.int64],
    pairs: NDArray[np.int32],
) -> NDArray[np.int64]:
    """Return (c,) the existing zone that each centre takes over, or a number of its own.

    One who lives in or right beside the zone that was drawn around them keeps it; anyone else takes
    the zone in which they live, for themselves where nobody keeps it, else together.

    Parameters
    ----------
    existing
        (u,) zone of each unit, -1 for none.
    unit, held
        (c,) where each centre stands, and the zone that was drawn around it, -1 for none.
    """
    both = np.concatenate([pairs, pairs[:, ::-1], np.stack([unit, unit], axis=1)])
    near = {(int(u), int(zone)) for u, zone in zip(both[:, 0], existing[both[:, 1]], strict=True)}
    stays = [zone >= 0 and (u, zone) in near for u, zone in zip(unit, held, strict=True)]
    taken = np.where(stays, held, existing[unit])
    own = existing.max(initial=-1) + 1 + np.arange(len(unit))
    return np.where(taken >= 0, taken, own)


def bands_of(
    band: Band, centres: Around, load: int
) -> tuple[NDArray[np.int64], NDArray[np.int64], int]:
    """Return the fewest and the most of each centre, and a target that both allow."""
    fewest = np.where(centres.fewest >= 0, np.maximum(centres.fewest, 1), band.fewest)
    most = np.maximum(np.where(centres.most >= 0, centres.most, band.most), fewest)
    target = int(np.clip(load // max(1, len(fewest)), fewest.min(), most.max()))
    return fewest, most, target
