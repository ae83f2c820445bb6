"""The mode "around": zones around centres that are given."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from gridgen.division.centres import LocalCentres
from gridgen.division.parent import Found, Parent, merged
from gridgen.division.units import middles
from gridgen.model.arrays import taken
from gridgen.model.bands import Band
from gridgen.model.graphs import pieces
from gridgen.model.solutions import Weights
from gridgen.solver.parting import parted
from gridgen.solver.pose import pose
from gridgen.solver.solve import solve_problem


def around(parent: Parent) -> Found:
    """Return the zones around the centres given, near to those that exist; one where there is none.

    Any further centre than there are units stands for nobody.
    """
    whole, step, made = parent.whole, parent.step, merged(parent)
    units, total = made.units, int(made.load.sum())
    centres = _centres_in(parent)
    if centres is None:
        zone_of = np.zeros(len(parent.rows), np.int32)
        return Found(zone_of, middles(parent.xy, parent.count, zone_of), np.array([len(units)]))
    unit = centre_units(units.xy, centres)
    # More centres than units: those that came too late get no zone, and the checks name them.
    centres, unit = taken(centres, unit >= 0), unit[unit >= 0]
    fewest, most, target = bands_of(step.band or Band(1, max(1, total)), centres, total)
    pairs = bridged(units.xy, made.links.pairs, unit)
    existing = None
    if made.existing is not None:
        # The solver reads at its centre's unit which existing zone a new one carries on, so what
        # the centre takes over is written there, wherever its house itself lies.
        existing = made.existing.copy()
        existing[unit] = areas_held(made.existing, unit, centres.held, pairs)
    problem = pose(
        units.xy,
        made.load,
        fewest=fewest,
        most=most,
        target=target,
        visits=units.households,
        links=pairs,
        weights=Weights(moved_m=whole.prices.moved_m),
        centres=unit,
        existing=existing,
        effort=whole.effort,
        seed=parent.seed,
    )
    grid_of = parted(solve_problem(problem).grid_of, problem, made.apart)
    away = np.hypot(*(units.xy - units.xy[unit[grid_of]]).T)
    return Found(
        grid_of[units.unit_of],
        units.xy[unit],
        np.bincount(grid_of, minlength=len(unit)),
        float(units.households @ away),
        centre=centres.row,
    )


def _centres_in(parent: Parent) -> LocalCentres | None:
    """Return the centres whose nearest household is of the parent; None where none is."""
    centres = parent.whole.centres.get(parent.step.level)
    if centres is None:
        return None
    # Nearest of the whole community, not of the parent: each centre is then in exactly one parent.
    mine = np.isin(cKDTree(parent.whole.xy).query(centres.xy)[1], parent.rows)
    return taken(centres, mine) if mine.any() else None


def centre_units(units_xy: NDArray[np.float64], centres: LocalCentres) -> NDArray[np.int64]:
    """Return (c,) the unit at which each centre stands: the nearest that no earlier one has, or -1.

    Two people in one house have one unit between them; the second gets the next.
    """
    tree = cKDTree(units_xy)
    used: set[int] = set()
    found = np.full(len(centres.xy), -1, np.int64)
    for c, xy in enumerate(centres.xy):
        near = 1
        while found[c] < 0 and len(used) < len(units_xy):
            # Twice as many each time: asking at once for all would make many centres quadratic.
            near = min(2 * near, len(units_xy))
            for unit in np.atleast_1d(tree.query(xy, k=near)[1]):
                if int(unit) not in used:
                    found[c] = int(unit)
                    used.add(int(unit))
                    break
    return found


def bridged(
    xy: NDArray[np.float64], pairs: NDArray[np.int32], centre: NDArray[np.int64]
) -> NDArray[np.int32]:
    """Return `pairs` and one more for each piece without a centre, to the nearest unit with one.

    So every unit can be reached from a centre.

    Parameters
    ----------
    xy
        (u, 2) metres.
    pairs
        (m, 2) units that are neighbours.
    centre
        (c,) units at which the centres stand, at least one.
    """
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
    pairs
        (m, 2) units that are neighbours.
    """
    # Both ways, and each centre beside itself: "lives in or right beside" is one question.
    both = np.concatenate([pairs, pairs[:, ::-1], np.stack([unit, unit], axis=1)])
    near = {(int(u), int(zone)) for u, zone in zip(both[:, 0], existing[both[:, 1]], strict=True)}
    stays = [zone >= 0 and (u, zone) in near for u, zone in zip(unit, held, strict=True)]
    zone = np.where(stays, held, existing[unit])
    # No zone there and none held: a number that no existing zone has.
    own = existing.max(initial=-1) + 1 + np.arange(len(unit))
    return np.where(zone >= 0, zone, own)


def bands_of(
    band: Band, centres: LocalCentres, load: int
) -> tuple[NDArray[np.int64], NDArray[np.int64], int]:
    """Return the fewest and the most of each centre, and a target that both allow.

    Parameters
    ----------
    band
        Of the rules, for centres that say nothing themselves.
    centres
        c of them; one that asks for fewer than 1, or for a most below its fewest, is raised.
    load
        What the band counts, of all units.
    """
    fewest = np.where(centres.fewest >= 0, np.maximum(centres.fewest, 1), band.fewest)
    most = np.maximum(np.where(centres.most >= 0, centres.most, band.most), fewest)
    target = int(np.clip(load // max(1, len(fewest)), fewest.min(), most.max()))
    return fewest, most, target
