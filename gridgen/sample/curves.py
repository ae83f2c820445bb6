"""Lines that look drawn by water and feet: smooth curves and a gentle wobble of the whole map."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray
from scipy.interpolate import CubicSpline

XY = NDArray[np.float64]
Wobble = Callable[[XY], XY]


def smooth(points: ArrayLike, *, step_m: float, closed: bool = False) -> XY:
    """Return a smooth curve through `points`, (k, 2) metres, with a vertex about every `step_m`.

    A closed curve ends exactly where it starts.

    Parameters
    ----------
    points
        (k, 2) metres, k >= 2, in order.
    step_m
        Metres from vertex to vertex, about.
    closed
        Whether the curve goes back to the first point, and ends exactly there.
    """
    knots = np.asarray(points, dtype=np.float64)
    if closed:
        knots = np.vstack([knots, knots[:1]])
    # Root of the chord (centripetal): no loops where knots stand close together.
    t = np.concatenate([[0.0], np.cumsum(np.sqrt(np.hypot(*np.diff(knots, axis=0).T)))])
    spline = CubicSpline(t, knots, bc_type="periodic" if closed else "natural")
    fine: XY = spline(np.linspace(0, t[-1], 60 * len(knots)))
    along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(fine, axis=0).T))])
    stops = np.linspace(0, along[-1], max(4, round(along[-1] / step_m)) + 1)
    curve = np.column_stack(
        [np.interp(stops, along, fine[:, 0]), np.interp(stops, along, fine[:, 1])]
    )
    if closed:
        curve[-1] = curve[0]
    return curve


def wobble(rng: np.random.Generator, sizes: Sequence[tuple[float, float]]) -> Wobble:
    """Return a map of the plane onto itself: two waves for each (wave length, height) in metres.

    It never folds, so lines that did not cross still do not, as long as the sum of
    2 pi height / length over `sizes` stays below 1.
    """
    length = np.repeat([size[0] for size in sizes], 2)
    height = np.repeat([size[1] for size in sizes], 2) / 2
    heading, push, phase = rng.uniform(0, 2 * np.pi, (3, len(length)))
    wave = 2 * np.pi / length * np.array([np.cos(heading), np.sin(heading)])
    shift = (height * np.array([np.cos(push), np.sin(push)])).T

    def bend(xy: XY) -> XY:
        moved: XY = xy + np.sin(xy @ wave + phase) @ shift
        return moved

    return bend


def between(curve: XY, start: ArrayLike, end: ArrayLike) -> XY:
    """Return the vertices of `curve` from the one nearest to `start` to that nearest to `end`.

    Parameters
    ----------
    curve
        (n, 2) metres.
    start, end
        (2,) metres; in either order.
    """
    first, last = (int(np.hypot(*(curve - np.asarray(p)).T).argmin()) for p in (start, end))
    return curve[min(first, last) : max(first, last) + 1]


def bow(start: XY, end: XY, sag: XY) -> NDArray[np.object_]:
    """Return lines from each `start` to its `end`, (k, 2) metres, bent by `sag` of the length.

    Parameters
    ----------
    start, end
        (k, 2) metres.
    sag
        (k,) how far the middle lies to the left of the straight line, as a share of its
        length.
    """
    t = np.linspace(0, 1, 7)[None, :, None]
    chord = end - start
    side = np.column_stack([-chord[:, 1], chord[:, 0]]) * sag[:, None]
    curve = start[:, None] + chord[:, None] * t + side[:, None] * 4 * t * (1 - t)
    lines: NDArray[np.object_] = shapely.linestrings(curve)
    return lines


def segments(lines: ArrayLike) -> NDArray[np.object_]:
    """Return every straight piece of `lines` (or of the rings of polygons) as a line of its own."""
    parts = shapely.get_parts(np.atleast_1d(np.asarray(lines, dtype=object)))
    is_area = shapely.get_type_id(parts) == shapely.GeometryType.POLYGON
    rings = shapely.get_rings(parts[is_area])
    xy, of = shapely.get_coordinates(np.concatenate([parts[~is_area], rings]), return_index=True)
    joined = np.flatnonzero(of[1:] == of[:-1])
    pieces: NDArray[np.object_] = shapely.linestrings(
        np.stack([xy[joined], xy[joined + 1]], axis=1)
    )
    return pieces
