"""Whether places fit the boundaries beside them, and what would make them fit clearly better.

Nothing is converted here. Places that miss the boundaries by one of the known offsets, or by a
zone, stop the reading, with what was measured and the option that says what is meant.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product

import numpy as np
from numpy.typing import NDArray

from gridgen.files.outlines import WGS84, Outlines, outlines_from
from gridgen.model.arrays import Texts, taken
from gridgen.model.crs import is_degrees, is_metres, name_of, project
from gridgen.model.datum import Datum, from_wgs84, is_in_box, offset_m, to_wgs84
from gridgen.model.errors import ReadError
from gridgen.model.findings import Finding, Severity, finding
from gridgen.model.gauss import meridian_of, plain_zones
from gridgen.words.say import in_both

XY = NDArray[np.float64]
Flags = NDArray[np.bool_]

LOOKED_AT = 20_000
"""Rows that are tried against the boundaries, spread over the table."""

CLEAR_SHARE = 0.08
"""Of all rows, those that an offset brings home at least, where it leaves few outside."""

CLEAR_MOST = 0.3
"""The same where that alone is clear."""

FEW_LEFT, MANY_LEFT = 0.3, 0.75
"""Of the rows outside, those that may stay outside then; and where hardly any other goes out."""

MOST_LOST = 0.2
"""For each row that comes home, those that may go out."""

SPREAD = 4
"""Places (cells of 300 m) in which rows come home at least, where they are fewer than that."""

PART_SHARE = 0.9
"""Of the rows outside, those that an offset brings home where only a part of a list is shifted."""

SIDEWAYS, BACKWARDS = 0.7, 0.3
"""Of the rows that an offset brings home, those that may come home by one across it, or against it,
where only a part is shifted."""

FAR_KM = 20.0
"""Farther than this from all boundaries places are in another town: no known offset is so long."""

_CELL_DEG = 0.003


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """Some rows of a table, to be tried against boundaries.

    Attributes
    ----------
    given
        (n, 2) as the table has them, upright, in `crs`.
    crs
        As text that pyproj understands.
    datum
        What their degrees are taken for.
    own
        (n,) the boundary that each row names, -1 for none.
    """

    given: XY
    crs: str
    datum: Datum
    own: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.given)

    @property
    def degrees(self) -> XY:
        """(n, 2) degrees, before any offset is taken off."""
        return self.given if is_degrees(self.crs) else project(self.given, self.crs, WGS84)


@dataclass(frozen=True, slots=True, eq=False)
class _Try:
    """Places moved as if they and the boundaries were in other datums than was thought."""

    points: Datum
    boundaries: Datum
    now: XY
    then: XY
    home: Flags
    moved_m: float
    is_part: bool = False


def spread(xy: XY) -> NDArray[np.int64]:
    """Return (k,) rows of (n, 2) to be looked at: finite, `LOOKED_AT` at most, from all over."""
    rows = np.flatnonzero(np.isfinite(xy[:, 0]) & np.isfinite(xy[:, 1]))
    steps = np.linspace(0, len(rows) - 1, min(len(rows), LOOKED_AT)).astype(np.int64)
    chosen: NDArray[np.int64] = rows[steps]
    return chosen


def seen(given: XY, crs: str, datum: Datum, codes: Texts, outlines: Outlines) -> Seen:
    """Return rows of a table, to be tried against boundaries.

    Parameters
    ----------
    given
        (n, 2) in `crs`, finite.
    crs, datum
        What they are taken for.
    codes
        (n,) which community each row names; "" for none. Rows that name one without a boundary are
        passed over where most name one that has it.
    outlines
        The boundaries.
    """
    own = outlines.own(codes)
    judged = np.ones(len(own), bool)
    if 2 * int((own >= 0).sum()) > len(own):
        judged = (own >= 0) | (codes == "")
    return Seen(given[judged], crs, datum, own[judged])


def refuse_misfit(
    rows: Seen, outlines: Outlines, *, source: str, is_meant: bool
) -> tuple[Finding, ...]:
    """Raise ReadError where places fit the boundaries clearly better after a known offset.

    Where they are more than `FAR_KM` from all boundaries, and no zone explains it, that is told.

    Parameters
    ----------
    rows
        Of the table.
    outlines
        The boundaries.
    source
        The file of the table, as the user knows it.
    is_meant
        Whether the user said the datum: then a warning is returned in place of the error.

    Raises
    ------
    ReadError
        All places, or a part of them, are shifted by the offset of GCJ-02 or BD-09 against the
        boundaries; or all of them are `FAR_KM` away, and in another zone they would not be.
    """
    now = _moved(rows, rows.datum, Datum.WGS84)
    if 2 * int(is_in_box(now).sum()) > len(rows):  # strays have no offset, and a finding each
        rows, now = taken(rows, is_in_box(now)), now[is_in_box(now)]
    home = outlines.holds(now, rows.own)
    if len(rows) == 0 or home.all():
        return ()
    if not home.any() and (away := _kilometres(now, outlines)) > FAR_KM:
        return _far(rows, now, outlines, source, away)
    tries = sorted(_tries(rows, now, outlines), key=lambda one: -int(one.home.sum()))
    for one in tries:
        if _is_clear(home, one, rows.own, outlines):
            return _told(one, home, rows, outlines, source=source, is_sure=not is_meant)
    for one in tries:
        if one.boundaries is Datum.WGS84 and _is_part(home, one, rows.own, outlines):
            part = replace(one, home=home | one.home, is_part=True)
            # Without codes it may be a village without a boundary as well.
            is_sure = 2 * int((rows.own >= 0).sum()) > len(rows) and not is_meant
            return _told(part, home, rows, outlines, source=source, is_sure=is_sure)
    if tries and _is_possible(home, tries[0]):
        return _told(tries[0], home, rows, outlines, source=source, is_sure=False)
    return ()


# --- datums --------------------------------------------------------------------------------------


def _moved(rows: Seen, points: Datum, boundaries: Datum) -> XY:
    """Return where places given in one datum are shown in another: (n, 2) degrees."""
    return from_wgs84(to_wgs84(rows.degrees, points), boundaries)


def _tries(rows: Seen, now: XY, outlines: Outlines) -> Iterator[_Try]:
    """Give what comes of each pair of datums but the one that was thought."""
    if len(now) == 0 or not is_in_box(now).all():
        return
    datums = [Datum.WGS84, Datum.GCJ02, Datum.BD09]
    as_thought = Datum.WGS84 if rows.datum is Datum.CGCS2000 else rows.datum
    # Metres are measured, not read off a map: they are in no other datum.
    of_points = datums if is_degrees(rows.crs) else [as_thought]
    for points, boundaries in product(of_points, datums):
        is_same = points is boundaries and as_thought is Datum.WGS84
        if is_same or (points, boundaries) == (as_thought, Datum.WGS84):
            continue
        then = _moved(rows, points, boundaries)
        length = float(np.median(np.hypot(*offset_m(now, then).T)))
        yield _Try(points, boundaries, now, then, outlines.holds(then, rows.own), length)


def _is_clear(home: Flags, one: _Try, own: NDArray[np.int32], outlines: Outlines) -> bool:
    """Return whether an offset brings home nearly all that lie outside, and not by chance.

    Where few are outside they must come from several places, and the half of the way must not do:
    a border drawn 50 m off is mended by any offset that is long enough.
    """
    n, outside, left = len(home), int((~home).sum()), int((~one.home).sum())
    comes, goes = int((~home & one.home).sum()), int((home & ~one.home).sum())
    if goes > MOST_LOST * comes or left > FEW_LEFT * outside:
        # Strays and wrong codes stay outside whatever is done.
        is_noisy = goes <= MOST_LOST / 2 * comes and left <= MANY_LEFT * outside
        if not is_noisy or comes < CLEAR_SHARE / 2 * n:
            return False
    if comes >= CLEAR_MOST * n:
        return True
    halfway = int((~outlines.holds((one.now + one.then) / 2, own)).sum())
    is_exact = halfway - left >= max(1, comes // 8)
    if comes >= max(3, CLEAR_SHARE * n):
        return is_exact
    cells = np.unique((one.now[~home & one.home] // _CELL_DEG).astype(np.int64), axis=0)
    return comes >= 8 and left <= FEW_LEFT / 3 * outside and len(cells) >= SPREAD and is_exact


def _is_part(home: Flags, one: _Try, own: NDArray[np.int32], outlines: Outlines) -> bool:
    """Return whether an offset brings home nearly all rows outside, though others stay in place.

    The same length in other directions must not do it: that is what a village without a boundary
    between others looks like.
    """
    outside = ~home
    number, whole = int(outside.sum()), int((outside & one.home).sum())
    if number < max(10, CLEAR_SHARE / 2 * len(home)) or whole < PART_SHARE * number:
        return False
    ahead = (one.then - one.now)[outside]
    # A degree of longitude is shorter than one of latitude; to turn a vector both must be alike.
    short = np.cos(np.radians(one.now[outside, 1]))
    right = np.column_stack([ahead[:, 1] / short, -ahead[:, 0] * short])
    others = {0.5: 0.5 * ahead, -1.0: -ahead, 90.0: right, -90.0: -right}
    brought = {
        way: int(outlines.holds(one.now[outside] + step, own[outside]).sum())
        for way, step in others.items()
    }
    is_sideways = max(brought[90.0], brought[-90.0]) > SIDEWAYS * whole
    is_back = brought[-1.0] > BACKWARDS * whole
    return not is_sideways and not is_back and whole - brought[0.5] >= number // 8


def _is_possible(home: Flags, one: _Try) -> bool:
    """Return whether an offset brings home nearly all of a few that lie outside, and no other out.

    So few may be wrong for other reasons: it is told, and nothing stops.
    """
    outside, left = int((~home).sum()), int((~one.home).sum())
    comes, goes = int((~home & one.home).sum()), int((home & ~one.home).sum())
    is_enough = comes >= max(5, CLEAR_SHARE / 8 * len(home))
    return is_enough and goes <= MOST_LOST / 4 * comes and left <= MANY_LEFT / 3 * outside


def _told(
    one: _Try, home: Flags, rows: Seen, outlines: Outlines, *, source: str, is_sure: bool
) -> tuple[Finding, ...]:
    """Return a warning that says what would fit; ReadError where that is sure."""
    now, then, metres = int(home.sum()), int(one.home.sum()), one.moved_m
    whose = in_both("fit_own" if (rows.own >= 0).all() else "fit_any")
    what, option = _what(one, outlines), _option(one)
    if is_sure:
        raise ReadError(
            "datum_of_a_part" if one.is_part else "datum_misfit",
            source=source, rows=len(rows), now=now, then=then, home=whose, what=what,
            metres=metres, option=option,
        )  # fmt: skip
    rule = "datum_of_a_part_doubtful" if one.is_part else "datum_doubtful"
    return (
        finding(rule, Severity.WARNING, source, number=now, limit=len(rows), rows=len(rows),
                now=now, then=then, home=whose, what=what, metres=metres, option=option),
    )  # fmt: skip


def _what(one: _Try, outlines: Outlines) -> tuple[str, str]:
    """Return what the places or the boundaries would be in, in both languages."""
    points, drawn = (in_both(f"datum_is_{datum}") for datum in (one.points, one.boundaries))
    if one.boundaries is Datum.WGS84:
        return in_both("fit_points", points=points)
    if one.points is Datum.WGS84:
        return in_both("fit_boundaries", drawn=drawn, file=outlines.source)
    return in_both("fit_both", points=points, drawn=drawn, file=outlines.source)


def _option(one: _Try) -> str:
    options = [f"--datum {one.points}"]
    if one.boundaries is not Datum.WGS84:
        options.append(f"--datum communities={one.boundaries}")
    return " ".join(options)


# --- places in another town ----------------------------------------------------------------------


def zone_fitting(xy: XY, outlines: Outlines) -> str | None:
    """Return the CRS in which eastings and northings lie among the boundaries; None for none.

    That of the boundaries is tried first, then the CGCS2000 zones of 3 degrees: each puts them
    about 300 km from where its neighbours do, so at most one fits.

    Parameters
    ----------
    xy
        (n, 2) easting first, without the number of a zone.
    outlines
        The boundaries.
    """
    rows = xy[spread(xy)]
    tried = [outlines.crs] if is_metres(outlines.crs) else []
    for crs in (*tried, *plain_zones()):
        if len(rows) and _kilometres(project(rows, crs, WGS84), outlines) < _BESIDE_KM:
            return crs
    return None


_BESIDE_KM = 3.0
"""The middle of a list is no farther from the box of its boundaries, whatever offset it has."""


def _kilometres(lonlat: XY, outlines: Outlines) -> float:
    """Return how far the middle of places lies from the box of boundaries; infinite for none."""
    finite = lonlat[np.isfinite(lonlat).all(axis=1)]
    if len(finite) == 0 or not np.isfinite(outlines.box).all():
        return float("inf")
    middle = np.quantile(outlines.unrolled(finite), 0.5, axis=0, method="lower")
    nearest = np.clip(middle, outlines.box[:2], outlines.box[2:])
    return float(np.hypot(*offset_m(middle[None], nearest[None])[0])) / 1000


def _far(rows: Seen, now: XY, outlines: Outlines, source: str, away: float) -> tuple[Finding, ...]:
    """Return a warning where places are far from all boundaries; raise where it is the zone."""
    file = outlines.source
    if is_metres(rows.crs) and (other := zone_fitting(rows.given, outlines)) is not None:
        crs, meridian = name_of(rows.crs), meridian_of(other)
        raise ReadError("zone_wrong", source=source, file=file, km=away, crs=crs, other=other,
                        meridian=meridian)  # fmt: skip
    if is_metres(outlines.crs) and (other := _zone_of(outlines, now)) is not None:
        crs, meridian = name_of(outlines.crs), meridian_of(other)
        raise ReadError("zone_of_boundaries_wrong", source=source, file=file, km=away, crs=crs,
                        other=other, meridian=meridian)  # fmt: skip
    return (finding("places_off_boundaries", Severity.WARNING, source, file=file, km=away),)


def _zone_of(outlines: Outlines, lonlat: XY) -> str | None:
    """Return the zone in which boundaries of metres lie around places; None for none."""
    for crs in plain_zones():
        there = outlines_from(outlines.code, outlines.given, crs=crs, source=outlines.source)
        if there is not None and _kilometres(lonlat, there) < _BESIDE_KM:
            return crs
    return None
