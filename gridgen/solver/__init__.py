"""Problem -> Solution: divide the units of one community into grids inside a band."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.spatial import cKDTree

from gridgen.errors import ProblemError
from gridgen.graphs import neighbours, pieces, tidy
from gridgen.model import Band, Breach, Solution, Status
from gridgen.solver.counts import choices, share_out, shortfall
from gridgen.solver.improve import EFFORTS, Effort, polish
from gridgen.solver.kernels import State, Town, fill, new_state, worth
from gridgen.solver.start import curve_order, halves, settle

__all__ = ["EFFORTS", "solve"]

EXTRA_STARTS = 10
"""Further starts for a part that still has a grid outside the band."""

NEAREST = 12
"""Units among which a unit may change grids where no links are asked."""


def solve(
    xy: ArrayLike,
    households: ArrayLike,
    *,
    fewest: int,
    most: int,
    target: int | None = None,
    grids: int | None = None,
    visits: ArrayLike | None = None,
    links: ArrayLike | None = None,
    effort: str = "balanced",
    time_limit_s: float | None = None,
    seed: int = 0,
) -> Solution:
    """Divide units into grids: inside the band, each in one piece, with the least metres.

    Parameters
    ----------
    xy
        (n, d) positions, metres, projected CRS; d is 2 for a place on the ground.
    households
        (n,) whole numbers, 0 or more: what the band counts. A unit is never cut.
    fewest, most
        The band, both included.
    target
        Households aimed at in a grid; the middle of the band if not given. It decides the number
        of grids where `grids` does not.
    grids
        The number of grids. If not given, the one nearest to the target that the band can hold.
    visits
        (n,) weight of each unit's way to its centre; its households if not given.
    links
        (m, 2) row numbers of neighbours. Every grid is then in one piece over them; units that no
        link joins are divided part by part. None: pieces are not asked for.
    effort
        "fast", "balanced" or "best": counted in steps, so the same input and seed give the same
        answer in every process.
    time_limit_s
        No further start is begun after this many seconds. The answer then depends on the machine.
    seed
        Whole number that decides all random choices.

    Returns
    -------
    A `Solution`. Where a grid is outside the band its `breaches` say which and by how much, and its
    `status` whether arithmetic proves that none fits ("proven impossible") or not ("not found").

    Raises
    ------
    BandError
        Not 1 <= fewest <= target <= most.
    ProblemError
        Shapes that do not agree, values that are not finite, or a number of grids that cannot be.

    Notes
    -----
    Prices even out the loads (Cohen-Addad, Klein and Young 2018), pressure restores the bounds,
    and shifts, swaps and re-splits of touching pairs lower the metres. A unit above `most` is a
    grid of its own.
    """
    band = Band(fewest, most, target or 0)
    place, load, visit, pairs = _checked(xy, households, visits, links)
    if effort not in EFFORTS:
        raise ProblemError(f"effort is {effort!r}; expected one of {', '.join(EFFORTS)}.")
    if seed < 0:
        raise ProblemError(f"seed is {seed}; expected 0 or more.")
    if len(load) == 0:
        nobody = np.zeros(0, np.int32)
        return Solution(nobody, nobody, 0.0, 0.0, Status.FEASIBLE)
    part_of, alone = _parts(load, pairs, band)
    parts = [np.flatnonzero(part_of == p) for p in range(part_of.max(initial=-1) + 1)]
    counts = _counts(band, load, parts, alone, grids)
    until = None if time_limit_s is None else time.monotonic() + time_limit_s

    grid_of = np.full(len(load), -1, np.int32)
    centre_of: list[int] = []
    for number, (rows, ks) in enumerate(zip(parts, counts, strict=True)):
        job = _Part(place[rows], load[rows], visit[rows], _inside(rows, pairs, len(load)), band)
        state = _divide(job, ks, EFFORTS[effort], until, [seed, number])
        grid_of[rows] = state.grid_of + len(centre_of)
        centre_of += rows[state.centre_of].tolist()
    for unit in alone:
        grid_of[unit] = len(centre_of)
        centre_of.append(int(unit))
    return _solution(band, place, load, visit, grid_of, np.array(centre_of, np.int32), parts, grids)


@dataclass(frozen=True, slots=True, eq=False)
class _Part:
    """One connected part: rows of the whole, with links among themselves (None: not asked)."""

    xy: NDArray[np.float64]
    load: NDArray[np.int64]
    visits: NDArray[np.float64]
    links: NDArray[np.int32] | None
    band: Band


def _checked(
    xy: ArrayLike, households: ArrayLike, visits: ArrayLike | None, links: ArrayLike | None
) -> tuple[Any, Any, Any, Any]:
    place = np.ascontiguousarray(xy, np.float64)
    if place.ndim != 2:
        raise ProblemError(f"xy has shape {place.shape}; expected (n, 2) metres.")
    n = len(place)
    load = np.asarray(households)
    if load.size == 0:
        load = load.astype(np.int64)
    visit = np.asarray(load if visits is None else visits, np.float64)
    if load.shape != (n,) or visit.shape != (n,):
        raise ProblemError(
            f"households has shape {load.shape} and visits {visit.shape}; expected ({n},), "
            "one for each row of xy."
        )
    if not np.issubdtype(load.dtype, np.integer):
        raise ProblemError(f"households must be whole numbers; got {load.dtype}.")
    if n and load.min() < 0:
        raise ProblemError(f"households has {load.min()} at row {load.argmin()}; expected >= 0.")
    if not np.isfinite(place).all() or not np.isfinite(visit).all() or not (visit >= 0).all():
        raise ProblemError("xy and visits must be finite, and visits not negative.")
    if links is None:
        return place, load.astype(np.int64), visit, None
    pairs = np.asarray(links)
    if pairs.size == 0:
        pairs = np.zeros((0, 2), np.int32)
    if pairs.ndim != 2 or pairs.shape[1] != 2 or not np.issubdtype(pairs.dtype, np.integer):
        raise ProblemError(f"links has shape {pairs.shape}; expected (m, 2) row numbers.")
    if len(pairs) and (pairs.min() < 0 or pairs.max() >= n):
        wrong = pairs.min() if pairs.min() < 0 else pairs.max()
        raise ProblemError(f"links names row {wrong}; expected 0 to {n - 1}.")
    return place, load.astype(np.int64), visit, tidy(pairs)


def _parts(load: Any, pairs: Any, band: Band) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """Return the part of each unit (-1: alone) and the units above the band, each on its own.

    A rest too small for the band that a unit above it cuts off joins that unit where this breaks
    the band by less; it is then left to the solver with the unit in its part.
    """
    heavy = load > band.most
    alone = np.flatnonzero(heavy)
    if pairs is None:
        part_of = np.where(heavy, -1, 0).astype(np.int32)
        return part_of, alone
    free = pairs[~heavy[pairs].any(axis=1)]
    part_of = pieces(len(load), free)
    whole = pieces(len(load), pairs)
    total = np.bincount(part_of, weights=load, minlength=part_of.max() + 1)
    both = np.concatenate([pairs, pairs[:, ::-1]])
    for a, b in both[heavy[both[:, 1]] & ~heavy[both[:, 0]]]:
        small = total[part_of[a]]
        if small < band.fewest - small and part_of[a] != part_of[b]:
            part_of[part_of == part_of[a]] = part_of[b]
    # A heavy unit that nothing joined is alone; with company it is divided like any other part.
    sizes = np.bincount(part_of, minlength=len(load))
    alone = alone[sizes[part_of[alone]] == 1]
    part_of[alone] = -1
    rest = part_of >= 0
    part_of[rest] = np.unique(
        part_of[rest] * np.int64(len(load)) + whole[rest], return_inverse=True
    )[1]
    return part_of, alone


def _inside(rows: NDArray[np.int64], pairs: Any, n: int) -> NDArray[np.int32] | None:
    if pairs is None:
        return None
    local = np.full(n, -1, np.int32)
    local[rows] = np.arange(len(rows))
    inner = local[pairs]
    return np.asarray(inner[(inner >= 0).all(axis=1)], np.int32)


def _counts(
    band: Band,
    load: Any,
    parts: list[NDArray[np.int64]],
    alone: NDArray[np.int64],
    grids: int | None,
) -> list[list[int]]:
    """Return for each part the numbers of grids to try, the best first.

    A part with a unit above the band was made of that unit and rests that join it: one grid.
    """
    totals = [int(load[rows].sum()) for rows in parts]
    units = [len(rows) for rows in parts]
    if grids is not None:
        fewest, most = len(parts) + len(alone), sum(units) + len(alone)
        if not fewest <= grids <= most:
            raise ProblemError(
                f"grids is {grids}; expected {fewest} to {most}: there are {fewest} separate parts "
                f"or units above the band, and {most} units."
            )
        return [[k] for k in share_out(band, totals, units, grids - len(alone))]
    return [
        [1] if (load[rows] > band.most).any() else choices(band, n, at_most=u)
        for rows, n, u in zip(parts, totals, units, strict=True)
    ]


def _divide(
    part: _Part,
    counts: list[int],
    effort: Effort,
    until: float | None,
    words: list[int],
) -> State:
    """Divide one part: several starts, the best kept; more, and other counts, if none fits."""
    order = curve_order(part.xy)
    rank = np.argsort(order)
    pairs = _nearest(part.xy[order]) if part.links is None else tidy(rank[part.links])
    start, near = neighbours(len(order), pairs)
    band = part.band
    town = Town(
        part.xy[order], part.load[order], part.visits[order], start, near,
        part.links is not None, band.fewest, band.most,
    )  # fmt: skip
    best: tuple[int, float] = (np.iinfo(np.int64).max, np.inf)
    kept: State | None = None
    total = int(town.load.sum())
    tried = _spread(counts, EXTRA_STARTS - 2)
    extra = 0 if len(order) == 1 else EXTRA_STARTS
    for turn in range(effort.starts + extra):
        if kept is not None:
            fits = best[0] <= shortfall(band, total, counts[0])
            if (fits and turn >= effort.starts) or (until and time.monotonic() > until):
                break
        k = counts[0] if turn < effort.starts else tried[(turn - effort.starts) % len(tried)]
        rng = np.random.default_rng([*words, turn])
        state = new_state(len(order), k, int(rng.integers(1, 2**31)))
        state.grid_of[:] = halves(town, k, rng, turned=turn > 0)
        fill(town, state)
        settle(town, state)
        polish(town, state, pairs, effort)
        value = worth(town, state)
        if value < best:
            best, kept = value, state
        if k == 1:
            break
    if kept is None:
        raise ProblemError("No start was made; this is a fault in gridgen.")
    return kept._replace(
        grid_of=kept.grid_of[rank], centre_of=order[kept.centre_of].astype(np.int32)
    )


def _spread(counts: list[int], number: int) -> list[int]:
    """Return the best of `counts`, at most `number`, and the smallest and the largest of all."""
    ends = [k for k in (min(counts), max(counts)) if k not in counts[:number]]
    return counts[:number] + ends


def _nearest(xy: NDArray[np.float64]) -> NDArray[np.int32]:
    """Return links from each unit to one unit at its own point and at each of the nearest points.

    By points, because many units may stand at one: towers would otherwise be islands.
    """
    points, first, point_of = np.unique(xy, axis=0, return_index=True, return_inverse=True)
    k = min(len(points), NEAREST + 1)
    near = first[cKDTree(points).query(points, k=k)[1].reshape(len(points), k)]
    own = np.repeat(np.arange(len(xy)), k)
    return tidy(np.stack([own, near[point_of.reshape(-1)].ravel()], axis=1))


def _solution(
    band: Band,
    xy: NDArray[np.float64],
    load: NDArray[np.int64],
    visits: NDArray[np.float64],
    grid_of: NDArray[np.int32],
    centre_of: NDArray[np.int32],
    parts: list[NDArray[np.int64]],
    grids: int | None,
) -> Solution:
    sizes = np.bincount(grid_of, weights=load, minlength=len(centre_of)).astype(int)
    breaches = tuple(
        Breach(g, n, n - band.most if n > band.most else n - band.fewest)
        for g, n in enumerate(sizes.tolist())
        if band.breach(n)
    )
    apart = np.linalg.norm(xy - xy[centre_of[grid_of]], axis=1)
    metres = float((visits * apart).sum())
    status = Status.FEASIBLE
    if breaches:
        status = Status.NOT_FOUND
        if _is_impossible(band, load, parts, grids):
            status = Status.PROVEN_IMPOSSIBLE
    return Solution(grid_of, centre_of, metres, metres, status, breaches)


def _is_impossible(
    band: Band, load: NDArray[np.int64], parts: list[NDArray[np.int64]], grids: int | None
) -> bool:
    """Say whether arithmetic alone proves that no division is inside the band."""
    if (load > band.most).any():
        return True
    totals = [int(load[rows].sum()) for rows in parts]
    counts = [band.grid_counts(n) for n in totals]
    if any(n == 0 or not ks for n, ks in zip(totals, counts, strict=True)):
        return True
    if grids is None:
        return False
    return not sum(c.start for c in counts) <= grids <= sum(c.stop - 1 for c in counts)
