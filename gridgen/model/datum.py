"""WGS 84, GCJ-02 and BD-09: what maps on phones in China show, and where it really is.

The offset was never published. These formulas are those of its published reimplementations, which
agree with each other: eviltransform (2013), coordtransform, PRCoords. They are good to a few metres
against the maps themselves; what is inverted here is the formula, to under 1 mm. CGCS2000 differs
from WGS 84 by less than 10 cm and is taken as it.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

LonLat = NDArray[np.float64]

OFFSET_BOX = (72.004, 0.8293, 137.8347, 55.8271)
"""West, south, east, north of where the offset applies, degrees; outside nothing moves."""

_A = 6_378_245.0  # of Krassowsky's ellipsoid (1940): metres, and the square of its eccentricity
_E2 = 0.00669342162296594323

_TURN = np.pi * 3000 / 180
_EAST, _NORTH = 0.0065, 0.006

_STEPS = {"gcj": 3, "bd": 5}
"""Fixed-point steps of each inversion. In one step an error shrinks to at most 0.7 % for GCJ-02 and
to 2 % for BD-09, from at most 0.72 and 0.95 km: together to below 0.2 mm."""

_CHUNK = 1 << 16
"""Rows worked on at a time, so that what is between stays in the processor's cache."""


class Datum(StrEnum):
    """What longitudes and latitudes in China may refer to."""

    WGS84 = "wgs84"
    CGCS2000 = "cgcs2000"
    GCJ02 = "gcj02"
    BD09 = "bd09"

    @property
    def called(self) -> str:
        """What people call it: "GCJ-02"."""
        return {"wgs84": "WGS 84", "cgcs2000": "CGCS2000", "gcj02": "GCJ-02", "bd09": "BD-09"}[self]

    @property
    def is_shifted(self) -> bool:
        """Whether places in it are shifted against WGS 84."""
        return self in (Datum.GCJ02, Datum.BD09)


def to_wgs84(lonlat: LonLat, datum: Datum) -> LonLat:
    """Return where places given in `datum` are in WGS 84.

    The inverse of `from_wgs84`, found by fixed-point steps: both ways and back err by less than
    1 mm. Outside `OFFSET_BOX` nothing moves.

    Parameters
    ----------
    lonlat
        (n, 2) degrees in `datum`, longitude first; NaN stays NaN.
    datum
        What they refer to.

    References
    ----------
    eviltransform (github.com/googollee/eviltransform) and coordtransform
    (github.com/wandergis/coordtransform), which publish the formulas of both offsets.

    Examples
    --------
    >>> to_wgs84(np.array([[116.404, 39.915]]), Datum.GCJ02).round(6).tolist()
    [[116.397756, 39.913596]]
    >>> to_wgs84(np.array([[9.52, 47.14]]), Datum.GCJ02).tolist()  # no offset outside China
    [[9.52, 47.14]]
    """
    return _each_chunk(lonlat, datum, _back)


def from_wgs84(lonlat: LonLat, datum: Datum) -> LonLat:
    """Return where places of WGS 84 are shown in `datum`.

    Parameters
    ----------
    lonlat
        (n, 2) degrees of WGS 84, longitude first; NaN stays NaN.
    datum
        What they are to refer to.

    Examples
    --------
    >>> from_wgs84(np.array([[116.404, 39.915]]), Datum.GCJ02).round(6).tolist()
    [[116.410244, 39.916404]]
    >>> from_wgs84(np.array([[116.404, 39.915]]), Datum.BD09).round(6).tolist()
    [[116.416627, 39.9227]]
    """
    return _each_chunk(lonlat, datum, _forth)


def offset_m(before: LonLat, after: LonLat) -> NDArray[np.float64]:
    """Return (n, 2) how many metres east and north `after` lies of `before`; both (n, 2) degrees.

    For places a few kilometres apart: a degree counts as 111,320 m on a sphere.
    """
    east, north = (after - before).T * 111_320.0
    return np.column_stack([east * np.cos(np.radians(before[:, 1])), north])


def is_in_box(lonlat: LonLat) -> NDArray[np.bool_]:
    """Return (n,) whether each place lies where the offset applies; false for NaN."""
    west, south, east, north = OFFSET_BOX
    lon, lat = lonlat[:, 0], lonlat[:, 1]
    inside: NDArray[np.bool_] = (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)
    return inside


def _each_chunk(lonlat: LonLat, datum: Datum, move: Callable[[LonLat, Datum], LonLat]) -> LonLat:
    moved = np.array(lonlat, dtype=np.float64).reshape(-1, 2)
    if not datum.is_shifted:
        return moved
    with np.errstate(invalid="ignore", over="ignore"):  # what is far off is nowhere, and stays so
        for start in range(0, len(moved), _CHUNK):
            part = moved[start : start + _CHUNK]
            moved[start : start + _CHUNK] = move(part, datum)
    return moved


def _forth(wgs: LonLat, datum: Datum) -> LonLat:
    shifted = _gcj(wgs)
    if datum is Datum.BD09:
        shifted = _bd(shifted)
    return np.where(is_in_box(wgs)[:, None], shifted, wgs)


def _back(shown: LonLat, datum: Datum) -> LonLat:
    gcj = _inverted(_bd, shown, _STEPS["bd"]) if datum is Datum.BD09 else shown
    wgs = _inverted(_gcj, gcj, _STEPS["gcj"])
    # What counts is where a place is, not where it is shown.
    return np.where(is_in_box(wgs)[:, None], wgs, shown)


def _inverted(forward: Callable[[LonLat], LonLat], shown: LonLat, steps: int) -> LonLat:
    """Return where `forward` gives `shown`: each step takes off what the last one still missed."""
    found = shown
    for _ in range(steps):
        found = found + (shown - forward(found))
    return found


def _gcj(wgs: LonLat) -> LonLat:
    """Return (n, 2) degrees with the offset of GCJ-02, wherever they are."""
    lon, lat = wgs.T
    x, y = lon - 105.0, lat - 35.0
    root, both = np.sqrt(np.abs(x)), 0.1 * x * y
    waves = (20 * np.sin(6 * np.pi * x) + 20 * np.sin(2 * np.pi * x)) * 2 / 3
    north = -100 + 2 * x + 3 * y + 0.2 * y * y + both + 0.2 * root + waves
    north += (20 * np.sin(np.pi * y) + 40 * np.sin(np.pi / 3 * y)) * 2 / 3
    north += (160 * np.sin(np.pi / 12 * y) + 320 * np.sin(np.pi / 30 * y)) * 2 / 3
    east = 300 + x + 2 * y + 0.1 * x * x + both + 0.1 * root + waves
    east += (20 * np.sin(np.pi * x) + 40 * np.sin(np.pi / 3 * x)) * 2 / 3
    east += (150 * np.sin(np.pi / 12 * x) + 300 * np.sin(np.pi / 30 * x)) * 2 / 3
    # Metres to degrees: along the meridian and the parallel of the ellipsoid.
    phi = np.radians(lat)
    magic = 1 - _E2 * np.sin(phi) ** 2
    meridian, parallel = _A * (1 - _E2) / magic**1.5, _A / np.sqrt(magic) * np.cos(phi)
    return np.column_stack([lon + np.degrees(east / parallel), lat + np.degrees(north / meridian)])


def _bd(gcj: LonLat) -> LonLat:
    """Return (n, 2) degrees of BD-09 for degrees of GCJ-02."""
    x, y = gcj.T
    reach = np.hypot(x, y) + 2e-5 * np.sin(y * _TURN)
    angle = np.arctan2(y, x) + 3e-6 * np.cos(x * _TURN)
    return np.column_stack([reach * np.cos(angle) + _EAST, reach * np.sin(angle) + _NORTH])
