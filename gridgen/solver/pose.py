"""Arrays as they are given -> Problem: checked, of agreeing shape."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import fields
from functools import lru_cache
from typing import Any, TypedDict, Unpack

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gridgen.model.bands import Band
from gridgen.model.errors import ProblemError
from gridgen.model.graphs import tidy
from gridgen.model.problem import Problem
from gridgen.model.solutions import Weights
from gridgen.solver.given import (
    MOST,
    SHOWN_MOST,
    array_of,
    real_array,
    real_number,
    shown,
    whole_array,
    whole_number,
)
from gridgen.solver.improve import EFFORTS
from gridgen.words.say import Sentence
from gridgen.words.say import in_both as said_in_both

Rows = NDArray[np.int64]

_LABELS = 2**62 - 1

in_both = lru_cache(maxsize=256)(said_in_both)
"""What is expected is told for every problem, of which a town has thousands, and hardly ever seen:
it is put into words once."""


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
    sides: ArrayLike | None = None,
    locked: ArrayLike | None = None,
    existing: ArrayLike | None = None,
    centres: ArrayLike | None = None,
    weights: Weights | None = None,
    **asked: Unpack[Asked],
) -> Problem:
    """Return the problem as one value, checked; its parameters are those of `gridgen.solve`.

    Whole numbers may come in any type, also as floats that are whole; none is read out of a text, a
    date, a complex number or a bool, and none may be masked or missing. No number of households
    (also in all), of visits, metres or prices may be above `gridgen.solver.given.MOST`, 10**12.

    Parameters
    ----------
    xy
        (n, d) positions, metres, finite; n >= 0, d >= 1.
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
    sides
        The same, of the whole border.
    locked, existing
        (n,) labels, below 2**62; below 0 for none.
    centres
        (c,) rows, each once, c >= 1.
    weights
        The prices of what the score counts besides the walking metres.
    asked
        What is asked of the search: `grids`, `effort`, `certify`, `seed` (a whole number of any
        size, 0 or more) and `time_limit_s` (0 or more, also infinite).

    Raises
    ------
    BandError
        Not 1 <= fewest <= target <= most.
    ProblemError
        Shapes do not agree, rows are named that are not there, or a number cannot be: the message
        says which, at which row counted from 0, and what was expected.
    """
    place = _places(xy)
    n = len(place)
    load = _counts(households, n)
    given = None if centres is None else _centres(centres, n)
    low, high = (_limits(name, v, given) for name, v in (("fewest", fewest), ("most", most)))
    price = _prices(Weights() if weights is None else weights)
    pairs, border = (None, np.zeros(0))
    every = {"borders": (borders, price.border_m), "sides": (sides, price.round_m)}
    metres = {name: (given, each) for name, (given, each) in every.items() if given is not None}
    if links is not None:
        pairs, border = _links(links, metres, n)
    elif metres:
        raise ProblemError("borders_without_links", name=min(metres))
    return Problem(
        xy=place,
        load=load,
        visits=load.astype(np.float64) if visits is None else _visits(visits, n),
        links=pairs,
        border=border,
        band=_band(low, high, target),
        fewest=low,
        most=high,
        locked=_labels("locked", locked, n),
        existing=_few_labels(_labels("existing", existing, n)),
        centres=given,
        weights=price,
        **_wishes(asked, n),
    )


def _wishes(asked: Asked, n: int) -> Asked:
    """Return what is asked of the search, each of its own type."""
    wishes = asked.copy()
    effort = asked.get("effort", "balanced")
    if not isinstance(effort, str) or effort not in EFFORTS:
        raise ProblemError("effort_unknown", effort=shown(effort), known=list(EFFORTS))
    if "seed" in asked:
        wishes["seed"] = whole_number(
            "seed", asked["seed"], 0, math.inf, expected=in_both("expected_seed")
        )
    grids = asked.get("grids")
    if grids is not None:
        expected = in_both("expected_grids")
        wishes["grids"] = whole_number("grids", grids, -math.inf, math.inf, expected=expected)
        if n == 0 and wishes["grids"] != 0:
            raise ProblemError("grids_without_units", grids=grids)
    limit_s = asked.get("time_limit_s")
    if limit_s is not None:
        expected = in_both("expected_seconds")
        wishes["time_limit_s"] = real_number(
            "time_limit_s", limit_s, 0, math.inf, expected=expected
        )
    certify = asked.get("certify", False)
    if not isinstance(certify, bool | np.bool_):
        raise ProblemError("certify_odd", certify=shown(certify))
    return wishes


def _places(xy: ArrayLike) -> NDArray[np.float64]:
    given = array_of("xy", xy)
    if given.shape == (0,):
        given = np.zeros((0, 2))
    if given.ndim != 2 or given.shape[1] == 0:
        shape = str(given.shape)
        if hasattr(xy, "geom_type"):
            raise ProblemError("xy_is_geometry", shape=shape)
        raise ProblemError("xy_shape", shape=shape)
    expected = in_both("expected_places", most=SHOWN_MOST)
    return real_array("xy", given, -MOST, MOST, expected=expected)


def _counts(households: ArrayLike, n: int) -> Rows:
    given = _for_each("households", households, n)
    expected = in_both("expected_counts", most=SHOWN_MOST)
    load = whole_array("households", given, 0, MOST, expected=expected)
    total = load.sum(dtype=np.float64)
    if total > MOST:
        raise ProblemError("households_too_many", total=total, most=SHOWN_MOST)
    return load


def _visits(visits: ArrayLike, n: int) -> NDArray[np.float64]:
    expected = in_both("expected_numbers", most=SHOWN_MOST)
    return real_array("visits", _for_each("visits", visits, n), 0, MOST, expected=expected)


def _for_each(name: str, values: ArrayLike, n: int) -> NDArray[Any]:
    given = array_of(name, values)
    if given.shape != (n,):
        raise ProblemError("not_for_each_row", name=name, shape=str(given.shape), rows=n)
    return given


def _limits(name: str, values: ArrayLike, centres: Rows | None) -> Rows:
    given = array_of(name, values)
    shape = () if centres is None else (len(centres),)
    if given.shape not in {(), shape}:
        raise ProblemError("limits_shape", name=name, shape=str(given.shape))
    # That a band begins at 1 is for `Band` to say.
    expected = in_both("expected_limit", most=SHOWN_MOST)
    limits = whole_array(name, given, -MOST, MOST, expected=expected)
    return np.array(np.broadcast_to(limits, shape or (1,)), np.int64)


def _band(fewest: Rows, most: Rows, target: int | None) -> Band:
    """Return the band from the smallest fewest to the largest most."""
    aim = 0
    if target is not None:
        expected = in_both("expected_target")
        aim = whole_number("target", target, -MOST, MOST, expected=expected)
    band = Band(int(fewest.min()), int(most.max()), aim)
    if (fewest > most).any():
        at = int(np.argmax(fewest > most))
        raise ProblemError("centre_upside_down", centre=at, fewest=fewest[at], most=most[at])
    return band


def _prices(weights: Weights) -> Weights:
    if not isinstance(weights, Weights):
        raise ProblemError("weights_odd", weights=shown(weights))
    expected = in_both("expected_metres", most=SHOWN_MOST)
    names = [field.name for field in fields(Weights)]
    return Weights(
        *(
            real_number(f"weights.{name}", getattr(weights, name), 0, MOST, expected=expected)
            for name in names
        )
    )


def _links(
    links: ArrayLike, lengths: Mapping[str, tuple[ArrayLike, float]], n: int
) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
    """Return tidy pairs and what the border of each costs, added up where a pair is named twice.

    `lengths` are metres of border for each link, by their names, and what a metre costs.
    """
    pairs = _pairs(links, n)
    neat = tidy(pairs)
    length = np.zeros(len(pairs))
    expected = in_both("expected_metres", most=SHOWN_MOST)
    for name, (metres, price) in lengths.items():
        given = array_of(name, metres)
        if given.shape != (len(pairs),):
            raise ProblemError("borders_shape", name=name, shape=str(given.shape), links=len(pairs))
        length += price * real_array(name, given, 0, MOST, expected=expected)
    if not length.any():
        return neat, np.zeros(0)
    # One number for each pair, by which the tidy ones are sorted; a unit has no pair with itself.
    apart = pairs[:, 0] != pairs[:, 1]
    ends = np.sort(pairs[apart], axis=1).astype(np.int64) @ (n, 1)
    row = np.searchsorted(neat.astype(np.int64) @ (n, 1), ends)
    return neat, np.bincount(row, length[apart], len(neat)).astype(np.float64)


def _pairs(links: ArrayLike, n: int) -> Rows:
    given = array_of("links", links)
    if given.size == 0:
        given = np.zeros((0, 2), np.int64)
    if given.ndim != 2 or given.shape[1] != 2:
        raise ProblemError("links_shape", shape=str(given.shape))
    return whole_array("links", given, 0, n - 1, expected=_rows_of(n))


def _centres(centres: ArrayLike, n: int) -> Rows:
    given = array_of("centres", centres)
    if given.ndim != 1 or len(given) == 0:
        raise ProblemError("centres_shape", shape=str(given.shape))
    rows = whole_array("centres", given, 0, n - 1, expected=_rows_of(n))
    known, first = np.unique(rows, return_index=True)
    if len(known) < len(rows):
        again = int(np.setdiff1d(np.arange(len(rows)), first)[0])
        raise ProblemError("centre_twice", centre=rows[again], row=again)
    return rows


def _rows_of(n: int) -> Sentence:
    return in_both("expected_rows", last=n - 1) if n else in_both("expected_no_rows")


def _labels(name: str, values: ArrayLike | None, n: int) -> Rows:
    if values is None:
        return np.full(n, -1, np.int64)
    given = _for_each(name, values, n)
    expected = in_both("expected_labels")
    return np.maximum(whole_array(name, given, -_LABELS, _LABELS, expected=expected), -1)


def _few_labels(labels: Rows) -> Rows:
    """Return labels that fit in four bytes, as in kernels: the same, or numbers in their order."""
    if labels.max(initial=-1) <= np.iinfo(np.int32).max:
        return labels
    few = np.full(len(labels), -1, np.int64)
    known = labels >= 0
    few[known] = np.unique(labels[known], return_inverse=True)[1].reshape(-1)
    return few
