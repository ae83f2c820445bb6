"""Arrays as they are given -> Problem: checked, of agreeing shape."""

from __future__ import annotations

from typing import Any, TypedDict, Unpack

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gridgen.model.bands import Band
from gridgen.model.errors import ProblemError
from gridgen.model.graphs import tidy
from gridgen.model.problem import Problem
from gridgen.model.solutions import Weights
from gridgen.solver.improve import EFFORTS

Rows = NDArray[np.int64]


class Asked(TypedDict, total=False):
    """What is asked of the search, as in `gridgen.solve`."""

    grids: int | None
    effort: str
    certify: bool
    seed: int
    time_limit_s: float | None


def pose(
    xy: ArrayLike,
    households: ArrayLike,
    *,
    fewest: ArrayLike,
    most: ArrayLike,
    target: int | None = None,
    visits: ArrayLike | None = None,
    links: ArrayLike | None = None,
    borders: ArrayLike | None = None,
    locked: ArrayLike | None = None,
    existing: ArrayLike | None = None,
    centres: ArrayLike | None = None,
    weights: Weights | None = None,
    **asked: Unpack[Asked],
) -> Problem:
    """Return the problem as one value, checked; its parameters are those of `gridgen.solve`.

    Parameters
    ----------
    xy
        (n, d) positions, metres, finite.
    households
        (n,) whole numbers, 0 or more.
    fewest, most
        The band, both included; with `centres` also (c,), a band for each.
    target
        Households aimed at in a grid; None or 0 for the middle of the band.
    visits
        (n,) weights, finite, 0 or more; the households if not given.
    links
        (m, 2) rows of neighbours, in any order, also twice; None where pieces are not asked for.
    borders
        (m,) metres, finite, 0 or more; only with links.
    locked, existing
        (n,) labels; below 0 for none.
    centres
        (c,) rows, each once, c >= 1.
    weights
        The prices of what the score counts besides the walking metres.
    asked
        What is asked of the search: `grids`, `effort`, `certify`, `seed` and `time_limit_s`.

    Raises
    ------
    BandError
        Not 1 <= fewest <= target <= most.
    ProblemError
        Shapes do not agree, values are not finite, rows are named that are not there, or an effort
        or seed cannot be.
    """
    effort, seed = asked.get("effort", "balanced"), asked.get("seed", 0)
    if effort not in EFFORTS:
        raise ProblemError(f"effort is {effort!r}; expected one of {', '.join(EFFORTS)}.")
    if seed < 0:
        raise ProblemError(f"seed is {seed}; expected 0 or more.")
    place = np.ascontiguousarray(xy, np.float64)
    if place.ndim != 2:
        raise ProblemError(f"xy has shape {place.shape}; expected (n, 2) metres.")
    n = len(place)
    load, visit = _counts(households, visits, n)
    if not np.isfinite(place).all() or not np.isfinite(visit).all() or not (visit >= 0).all():
        raise ProblemError("xy and visits must be finite, and visits not negative.")
    given = None if centres is None else _rows("centres", centres, n)
    low, high = (_limits(name, v, given) for name, v in (("fewest", fewest), ("most", most)))
    band = Band(int(low.min()), int(high.max()), target or 0)
    if (low > high).any():
        at = int(np.argmax(low > high))
        raise ProblemError(f"centre {at}: fewest is {low[at]} and most is {high[at]}.")
    price = weights or Weights()
    pairs, border = (None, np.zeros(0)) if links is None else _links(links, borders, n)
    if links is None and borders is not None:
        raise ProblemError("borders are given without links; expected one length for each link.")
    return Problem(
        xy=place,
        load=load,
        visits=visit,
        links=pairs,
        border=border * price.border_m,
        band=band,
        fewest=low,
        most=high,
        locked=_labels("locked", locked, n),
        existing=_labels("existing", existing, n),
        centres=given,
        weights=price,
        **asked,
    )


def _counts(households: ArrayLike, visits: ArrayLike | None, n: int) -> tuple[Any, Any]:
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
    return load.astype(np.int64), visit


def _limits(name: str, values: ArrayLike, centres: Rows | None) -> NDArray[np.int64]:
    limits = np.asarray(values)
    expected = () if centres is None else (len(centres),)
    if limits.shape not in {(), expected} or not np.issubdtype(limits.dtype, np.integer):
        raise ProblemError(
            f"{name} has shape {limits.shape}; expected one whole number, or with centres one for "
            "each."
        )
    return np.array(np.broadcast_to(limits, expected or (1,)), np.int64)


def _links(
    links: ArrayLike, borders: ArrayLike | None, n: int
) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
    """Return tidy pairs and the border of each, added up where a pair is named twice."""
    pairs = _pairs(links, n)
    neat = tidy(pairs)
    if borders is None:
        return neat, np.zeros(0)
    length = np.asarray(borders, np.float64)
    if length.shape != (len(pairs),) or not np.isfinite(length).all() or not (length >= 0).all():
        raise ProblemError(
            f"borders has shape {length.shape}; expected ({len(pairs)},) metres, finite and not "
            "negative, one for each link."
        )
    if not length.any():
        return neat, np.zeros(0)
    # One number for each pair, by which the tidy ones are sorted; a unit has no pair with itself.
    apart = pairs[:, 0] != pairs[:, 1]
    ends = np.sort(pairs[apart], axis=1).astype(np.int64) @ (n, 1)
    row = np.searchsorted(neat.astype(np.int64) @ (n, 1), ends)
    return neat, np.bincount(row, length[apart], len(neat)).astype(np.float64)


def _pairs(links: ArrayLike, n: int) -> NDArray[np.integer[Any]]:
    pairs = np.asarray(links)
    if pairs.size == 0:
        pairs = np.zeros((0, 2), np.int32)
    if pairs.ndim != 2 or pairs.shape[1] != 2 or not np.issubdtype(pairs.dtype, np.integer):
        raise ProblemError(f"links has shape {pairs.shape}; expected (m, 2) row numbers.")
    if len(pairs) and (pairs.min() < 0 or pairs.max() >= n):
        wrong = pairs.min() if pairs.min() < 0 else pairs.max()
        raise ProblemError(f"links names row {wrong}; expected 0 to {n - 1}.")
    return pairs


def _labels(name: str, values: ArrayLike | None, n: int) -> Rows:
    if values is None:
        return np.full(n, -1, np.int64)
    labels = np.asarray(values)
    if labels.shape != (n,) or (n and not np.issubdtype(labels.dtype, np.integer)):
        raise ProblemError(
            f"{name} has shape {labels.shape}; expected ({n},) whole numbers, -1 for none."
        )
    return np.maximum(labels.astype(np.int64), -1)


def _rows(name: str, values: ArrayLike, n: int) -> Rows:
    rows = np.asarray(values)
    if rows.ndim != 1 or len(rows) == 0 or not np.issubdtype(rows.dtype, np.integer):
        raise ProblemError(f"{name} has shape {rows.shape}; expected (c,) row numbers of xy.")
    if rows.min() < 0 or rows.max() >= n:
        wrong = rows.min() if rows.min() < 0 else rows.max()
        raise ProblemError(f"{name} names row {wrong}; expected 0 to {n - 1}.")
    if len(np.unique(rows)) < len(rows):
        raise ProblemError(f"{name} names a row twice; each grid needs a centre of its own.")
    return rows.astype(np.int64)
