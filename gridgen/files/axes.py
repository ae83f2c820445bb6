"""Which number is which: exchanged axes, numbers of zones, degrees written as whole numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from gridgen.model.crs import CHINA, is_degrees, name_of, project
from gridgen.model.errors import ReadError
from gridgen.model.findings import Finding, Severity, finding
from gridgen.model.gauss import (
    A_ZONE,
    home_of,
    is_local,
    looks_surveyed,
    meridian_of,
    prefix_of,
    zone_crs,
    zone_written,
)

XY = NDArray[np.float64]
Flags = NDArray[np.bool_]
Box = tuple[float, float, float, float]

_WGS84 = "EPSG:4326"

_LOOKED_AT = 2000
"""Rows that decide for all, spread over the table."""

NEAR_DEG = 2.0
"""How far a place may lie from the middle of the others, or from the boundaries, degrees, and still
be meant so: no township and no county is wider."""

_ASIDE_DEG = 5.0
"""How far places may lie outside of where a CRS is meant to be used, degrees."""

_SCALES = (1e6, 1e7)
"""What degrees are multiplied by where programs write them as whole numbers. Not 1e5: eastings of
the zones 13 and 14 would be degrees too."""


@dataclass(frozen=True, slots=True, eq=False)
class Axes:
    """What makes coordinates of n rows as they stand into coordinates of `crs`, in its order.

    Attributes
    ----------
    crs
        As text that pyproj understands; None where nothing says it.
    turned
        (n,) rows whose two numbers are exchanged.
    scale
        By which both numbers are divided then.
    east
        What is added to the easting then, metres.
    findings
        What is told of the table as a whole.
    """

    crs: str | None
    turned: Flags
    scale: float = 1.0
    east: float = 0.0
    findings: tuple[Finding, ...] = field(default=())

    @property
    def is_plain(self) -> bool:
        """Whether every number stays what it is."""
        return not self.turned.any() and self.scale == 1 and self.east == 0

    def of(self, xy: XY, row: NDArray[np.int64] | None = None) -> XY:
        """Return coordinates as `crs` has them.

        Parameters
        ----------
        xy
            (k, 2) as they stand.
        row
            (k,) of which row each is; None where there is one for each row.
        """
        if self.is_plain:
            return xy
        turned = self.turned if row is None else self.turned[row]
        put = np.where(turned[:, None], xy[:, ::-1], xy) / self.scale
        put[:, 0] += self.east
        return put


def axes_of(xy: XY, crs: str | None, *, source: str, box: Box | None = None) -> Axes:
    """Return how the coordinates of a table are to be read.

    What fits as it stands stays. Else rows of degrees are exchanged where only that puts them near
    the others (or on the globe), degrees that are whole numbers are divided, eastings and northings
    of surveyors are exchanged, and numbers of zones are taken off, put on or read, each told with a
    warning.

    Parameters
    ----------
    xy
        (n, 2) as they stand; rows that are not finite do not count.
    crs
        What is said of them; None where nothing is.
    source
        The file as the user knows it.
    box
        West, south, east, north of the boundaries beside, degrees; None without.

    Raises
    ------
    ReadError
        `crs` is of a site of its own; or the number before the eastings is that of another zone
        than `crs` is made for.
    """
    if crs is not None and is_local(crs):
        raise ReadError("crs_is_local", source=source, crs=name_of(crs))
    as_is = Axes(crs, np.zeros(len(xy), bool))
    finite = xy[np.isfinite(xy).all(axis=1)]
    if len(finite) == 0:
        return as_is
    if crs is None:
        return _of_unknown(xy, finite, as_is, source)
    if is_degrees(crs):
        return _of_degrees(xy, finite, crs, source=source, box=box)
    return _of_metres(xy, _some(finite), crs, source)


def _some(rows: XY) -> XY:
    chosen: XY = rows[np.linspace(0, len(rows) - 1, min(len(rows), _LOOKED_AT)).astype(int)]
    return chosen


# --- metres --------------------------------------------------------------------------------------


def _of_unknown(xy: XY, finite: XY, as_is: Axes, source: str) -> Axes:
    """Return the axes of metres that say no CRS: the number of their zone says it, if there is one.

    Without one the order of the two numbers can be told all the same.
    """
    for is_turned, rows in ((False, finite), (True, finite[:, ::-1])):
        if not looks_surveyed(rows):
            continue
        number = zone_written(rows[:, 0])
        crs = zone_crs(number) if number else None
        told: tuple[Finding, ...] = ()
        if crs is not None:
            told = (
                finding("zone_read", Severity.WARNING, source, zone=number, crs=crs,
                        meridian=meridian_of(crs)),
            )  # fmt: skip
        if is_turned:
            told += (finding("north_first", Severity.WARNING, source),)
        return Axes(crs, np.full(len(xy), is_turned), findings=told)
    return as_is


def _of_metres(xy: XY, some: XY, crs: str, source: str) -> Axes:
    nobody = np.zeros(len(xy), bool)
    if is_on_map(some, crs):
        return Axes(crs, nobody)
    for is_turned, east in _ways(some, crs):
        rows = (some[:, ::-1] if is_turned else some) + [east, 0]
        if is_on_map(rows, crs):
            rule = "axes_turned" if not east else "zone_put_on" if east > 0 else "zone_taken_off"
            told = [finding(rule, Severity.WARNING, source, crs=crs, metres=abs(east))]
            if east and is_turned:
                told.append(finding("north_first", Severity.WARNING, source))
            return Axes(crs, nobody | is_turned, east=east, findings=tuple(told))
    number = zone_written(some[:, 0]) or zone_written(some[:, 1])
    if number and meridian_of(zone_crs(number)) != meridian_of(crs):
        other = zone_crs(number)
        raise ReadError("zone_of_another", source=source, crs=crs, zone=number, other=other,
                        meridian=meridian_of(other))  # fmt: skip
    return Axes(crs, nobody)


def _ways(some: XY, crs: str) -> Iterator[tuple[bool, float]]:
    """Give whether the numbers are exchanged, and what is added to the easting, likely ones first.

    The number of a zone is put on only where there is none, and taken off only where it is that of
    the meridian of `crs`.
    """
    yield True, 0.0
    prefix = prefix_of(crs)
    for is_turned in (False, True):
        number = zone_written(some[:, int(is_turned)])
        if prefix and not number:
            yield is_turned, prefix
        elif number and not prefix and meridian_of(zone_crs(number)) == meridian_of(crs):
            yield is_turned, -number * A_ZONE


def is_on_map(xy: XY, crs: str) -> bool:
    """Return whether most rows are within 5 degrees of where `crs` is meant to be used.

    Parameters
    ----------
    xy
        (n, 2) in `crs`; rows that cannot be placed do not count.
    """
    home = home_of(crs)
    if home is None:
        return True
    lonlat = project(xy, crs, _WGS84)
    lonlat = lonlat[np.isfinite(lonlat).all(axis=1)]
    low, high = np.array(home[:2]) - _ASIDE_DEG, np.array(home[2:]) + _ASIDE_DEG
    is_inside = ((lonlat >= low) & (lonlat <= high)).all(axis=1)
    return 2 * int(is_inside.sum()) > len(xy)


_WEST_END = 73.0
"""Where China ends in the west, degrees."""

_LAND_ENDS = 83.7

# --- degrees -------------------------------------------------------------------------------------


def _of_degrees(xy: XY, finite: XY, crs: str, *, source: str, box: Box | None) -> Axes:
    nobody = np.zeros(len(xy), bool)
    on_globe = _is_on_globe(finite)
    if 2 * int(on_globe.sum()) <= len(finite):
        scale = next((s for s in _SCALES if _is_in_china(finite / s)), None)
        if scale is not None:
            told = finding("degrees_scaled", Severity.WARNING, source, scale=scale)
            return Axes(crs, nobody, scale=scale, findings=(told,))
        if looks_surveyed(finite) or looks_surveyed(finite[:, ::-1]):
            told = finding("metres_not_degrees", Severity.WARNING, source, crs=crs)
            return Axes(None, nobody, findings=(told,))
    turned = _turned(xy, box)
    number = int(turned.sum())
    if 2 * number <= len(finite):
        return Axes(crs, turned)  # each is told with its row
    lon, lat = np.median(xy[turned], axis=0).tolist()
    told = finding("lon_lat_turned", Severity.WARNING, source, number=number, lon=lon, lat=lat)
    return Axes(crs, turned, findings=(told,))


def _turned(xy: XY, box: Box | None) -> Flags:
    """Return (n,) rows that are far from the others as they stand, and near them when exchanged."""
    back = xy[:, ::-1]
    if box is None:
        on, on_back = _is_on_globe(xy), _is_on_globe(back)
        pool = np.where(on[:, None], xy, back)[on | on_back]
        if len(pool) == 0:
            return np.zeros(len(xy), bool)
        middle = np.quantile(pool, 0.5, axis=0, method="lower")
        if _is_arctic_for_china(*middle.tolist()):
            middle = middle[::-1]
        box = (*middle.tolist(), *middle.tolist())
    turned: Flags = np.logical_and(_is_near(back, box), np.logical_not(_is_near(xy, box)))
    return turned


def _is_arctic_for_china(lon: float, lat: float) -> bool:
    """Return whether a place in the Arctic is one in China when its numbers are exchanged.

    Kashgar (76 E, 39 N) becomes 39 E, 76 N, open sea. Longyearbyen on Svalbard (15.6 E, 78.2 N)
    becomes a place in India. North of 83.7 N there is no land.
    """
    south = 18.0 if lat > _LAND_ENDS else 30.0
    return _WEST_END <= lat <= 90 and south <= lon <= CHINA[3]


def _is_near(lonlat: XY, box: Box) -> Flags:
    low, high = np.array(box[:2]) - NEAR_DEG, np.array(box[2:]) + NEAR_DEG
    inside: Flags = (lonlat >= low) & (lonlat <= high)
    near: Flags = inside[:, 0] & inside[:, 1]
    return near


def _is_on_globe(lonlat: XY) -> Flags:
    on: Flags = (np.abs(lonlat[:, 0]) <= 360) & (np.abs(lonlat[:, 1]) <= 90)
    return on


def _is_in_china(lonlat: XY) -> bool:
    inside = _is_near(lonlat, CHINA)
    return 2 * int(inside.sum()) > len(lonlat)
