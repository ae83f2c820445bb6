"""What the digits of longitudes and latitudes tell: rounded, or degrees.minutes-seconds."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gridgen.model.errors import ReadError
from gridgen.model.findings import Finding, Severity, finding

LonLat = NDArray[np.float64]

FEWEST_ROWS = 20
"""Fewer rows tell nothing by their digits."""

_MOST_DIGITS = 2
"""Decimals that are told: a hundredth of a degree is a kilometre, so that a hamlet is one place."""

_METRES_A_DEGREE = 111_000.0
_PAIRS_SEEN = 15
"""Different pairs of digits for seconds that tell: by chance all were below 60 in one of 2,000
columns."""


def rounded(lonlat: LonLat, *, source: str) -> tuple[Finding, ...]:
    """Return a warning where places are rounded so far that many share one.

    Parameters
    ----------
    lonlat
        (n, 2) degrees as the table has them; rows that are not finite do not count.
    source
        The file as the user knows it.

    Raises
    ------
    ReadError
        They are rounded to ten kilometres and more, as scientific notation leaves them.
    """
    rows = lonlat[np.isfinite(lonlat).all(axis=1)]
    if len(rows) < FEWEST_ROWS or not _has_digits(rows[:FEWEST_ROWS], _MOST_DIGITS):
        return ()
    digits = next((d for d in range(_MOST_DIGITS + 1) if _has_digits(rows, d)), None)
    number = len(np.unique(rows, axis=0))
    if digits is None or 3 * number > len(rows):
        return ()
    metres = _METRES_A_DEGREE / 10**digits
    if digits < _MOST_DIGITS and 10 * number <= len(rows):
        raise ReadError("places_all_rounded", source=source, digits=digits, metres=metres,
                        rows=len(rows), number=number)  # fmt: skip
    return (
        finding("places_rounded", Severity.WARNING, source, number=number, digits=digits,
                metres=metres, rows=len(rows)),
    )  # fmt: skip


def looks_packed(lonlat: LonLat) -> bool:
    """Return whether digits after the point could be minutes and seconds in every row.

    113.0635 would be 113 degrees, 6 minutes and 35 seconds. Only many different seconds, none above
    59, say so.

    Parameters
    ----------
    lonlat
        (n, 2) degrees as the table has them; rows that are not finite do not count.
    """
    rows = np.abs(lonlat[np.isfinite(lonlat).all(axis=1)])
    if len(rows) < FEWEST_ROWS:
        return False
    minutes, seconds = _pairs(rows)
    return bool((minutes < 60).all() and (seconds < 60).all()) and all(
        len(np.unique(np.floor(column))) >= _PAIRS_SEEN for column in seconds.T
    )


def unpacked(lonlat: LonLat) -> LonLat:
    """Return (n, 2) decimal degrees of degrees.minutes-seconds.

    >>> unpacked(np.array([[113.0635, 23.0320]])).round(6).tolist()
    [[113.109722, 23.055556]]
    """
    minutes, seconds = _pairs(np.abs(lonlat))
    return np.sign(lonlat) * (np.trunc(np.abs(lonlat)) + minutes / 60 + seconds / 3600)


def _pairs(degrees: LonLat) -> tuple[LonLat, LonLat]:
    """Return the minutes, and the seconds with their part, that stand after the point."""
    # The digit of 1e-9 is below what a double keeps of 180 degrees: it takes off what binary adds.
    rest = np.round((degrees - np.trunc(degrees)) * 100, 9)
    minutes = np.trunc(rest)
    return minutes, np.round((rest - minutes) * 100, 7)


def _has_digits(rows: LonLat, digits: int) -> bool:
    """Return whether all but one in fifty rows have no more decimals, in both columns."""
    scaled = rows * 10**digits
    is_whole = (np.abs(scaled - np.round(scaled)) < 1e-6).all(axis=1)
    return bool(is_whole.mean() >= 0.98)
