"""The least change of a community whose grids exist: only as many are divided anew as must be.

A search of the whole community moves more than it must where few grids are outside the band. So
what is in order stays first, with who is new in it; then the grids around what is not are let go,
ring by ring; then all. Of these ways the one that costs least is taken.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from gridgen.division.kept import kept_where_it_can
from gridgen.division.level import Layer, divide_level
from gridgen.division.parent import Keys
from gridgen.division.problems import CommunityProblem
from gridgen.division.units import merge, of_units
from gridgen.land.contract import straight
from gridgen.model.graphs import pieces
from gridgen.model.links import Links, Units

RINGS = 2
"""So many grids deep what lies around a grid that is not in order is let go, before all is."""

Labels = NDArray[np.int64]


def least_changed(whole: CommunityProblem, links: Links, keys: Keys) -> CommunityProblem:
    """Return the problem with the grids locked that stay as they are in the way that costs least.

    What a way costs is first who is outside the band, then `weights.moved_m` for each household
    that leaves its grid, and the metres.

    Parameters
    ----------
    whole
        n rows. It is given back where nothing exists, or where a number of grids, ties or another
        target ask for other grids than those that there are (`stays` is false).
    links
        Among its rows.
    keys
        What stays together.
    """
    step = whole.steps[0] if whole.steps else None
    if not whole.stays or step is None or step.band is None or step.mode != "band" or whole.ties:
        return whole
    if step.level not in whole.existing or step.counts not in whole.counts:
        return whole
    walked = straight(links, len(whole.xy))
    standing = _standing(whole, walked, keys)
    if not (standing.stays >= 0).any():
        return whole
    ways = list(_ways(whole, walked, standing))
    if len(ways) == 1:
        return ways[0]
    costs = [_cost(way, walked, keys) for way in ways]
    return ways[min(range(len(ways)), key=costs.__getitem__)]


@dataclass(frozen=True, slots=True, eq=False)
class _Standing:
    """Of n rows `stays` (n,) the number of the grid that may stay, with who is new in it, -1 for
    none; `units` what stays together, `load` (n,) what the band counts.
    """

    stays: Labels
    units: Units
    load: NDArray[np.int64]


def _standing(whole: CommunityProblem, links: Links, keys: Keys) -> _Standing:
    """Return the grids that are in order where they are: whole, in one piece, in the band."""
    step, n = whole.steps[0], len(whole.xy)
    there, load = whole.existing[step.level], whole.counts[step.counts]
    units = merge(whole.xy, whole.count, links, [keys[key] for key in step.keep])
    # Who is new says nothing: a unit is where those of it are that were there.
    known = of_units(there, np.where(there >= 0, whole.count, 0), units)
    label = _spread(known[units.unit_of], whole.xy, links.pairs)
    size = np.bincount(label + 1, load, minlength=int(there.max(initial=-1)) + 2).astype(int)
    in_order = np.array([step.band is not None and step.band.breach(n) == 0 for n in size])
    in_order[0] = False  # that of no grid
    leaves = (there >= 0) & (there != label)  # whose unit is whole in another grid
    in_order[np.concatenate([label[leaves], there[leaves]]) + 1] = False
    inside = links.pairs[label[links.pairs[:, 0]] == label[links.pairs[:, 1]]]
    parts = np.unique(np.stack([label, pieces(n, inside)], axis=1), axis=0)[:, 0]
    number, times = np.unique(parts, return_counts=True)
    in_order[number[times > 1] + 1] = False
    if whole.locked is not None:
        in_order[np.unique(label[whole.locked >= 0]) + 1] = False
    return _Standing(np.where(in_order[label + 1], label, -1), units, load)


def _spread(label: Labels, xy: NDArray[np.float64], pairs: NDArray[np.int32]) -> Labels:
    """Return labels in which rows without one (-1) have that of the nearest row that they meet."""
    label = label.copy()
    both = np.concatenate([pairs, pairs[:, ::-1]])
    apart = np.hypot(*(xy[both[:, 0]] - xy[both[:, 1]]).T)
    both = both[np.argsort(-apart, kind="stable")]  # the nearest is written last, and stays
    while True:
        waits = (label[both[:, 0]] < 0) & (label[both[:, 1]] >= 0)
        if not waits.any():
            return label
        to, of = both[waits].T
        label[to] = label[of]


def _ways(whole: CommunityProblem, links: Links, standing: _Standing) -> Iterator[CommunityProblem]:
    """Give the problem with grids locked, fewer and fewer, and last without; one alone where all
    stays.
    """
    band, n = whole.steps[0].band, len(whole.xy)
    own = np.full(n, -1, np.int64) if whole.locked is None else whole.locked
    both = np.concatenate([links.pairs, links.pairs[:, ::-1]])
    stays, last = standing.stays, None
    for _ in range(RINGS + 1):
        kept = stays
        if band is not None:
            kept = kept_where_it_can(stays, own, standing.load, links.pairs, band,
                                     unit_of=standing.units.unit_of)  # fmt: skip
        if not (kept >= 0).any():
            break
        if last is None or (kept != last).any():
            # Locked grids get numbers above those of others, so that no two become one label.
            above = np.where(own >= 0, own + int(kept.max()) + 1, -1)
            yield replace(whole, locked=np.where(kept >= 0, kept, above))
        if ((kept >= 0) | (own >= 0)).all():
            return
        last = kept
        free = (kept < 0) & (own < 0)
        stays = np.where(np.isin(kept, kept[both[free[both[:, 0]], 1]]), -1, kept)
    yield whole


def _cost(way: CommunityProblem, links: Links, keys: Keys) -> tuple[int, float]:
    """Return who is outside the band at the first level, and what the moves and the ways cost."""
    layer, _, ways = divide_level(way, 0, links, keys, np.zeros(len(way.xy), np.int32))
    band = way.steps[0].band
    outside = sum(band.breach(int(size)) for size in layer.size) if band else 0
    return outside, way.prices.moved_m * _moved(way, layer) + ways.metres


def _moved(way: CommunityProblem, layer: Layer) -> int:
    """Return the households that are not in the grid that goes on from theirs."""
    there = way.existing[way.steps[0].level]
    known = there >= 0
    together = np.zeros((int(there.max()) + 1, len(layer.parent)))
    np.add.at(together, (there[known], layer.zone_of[known]), way.count[known])
    rows, columns = linear_sum_assignment(together, maximize=True)
    return int(way.count[known].sum() - together[rows, columns].sum())
