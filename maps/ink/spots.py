"""Where in a shape a label stands best: around the middle of the largest circle inside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from gridgen.model.polygons import largest
from maps.ink.labels import PAD_MM, Boxes, Taken, boxes_at

DIRECTIONS = np.array(
    [(np.cos(a), np.sin(a)) for a in np.linspace(0, 2 * np.pi, 16, endpoint=False)]
)
_REACHES = (0.35, 0.7, 1.1, 1.6)
"""How far from the middle a place is tried, in radii of the largest circle."""

_PLACES = 11
"""Places across a shape that are tried where its middle is taken."""


@dataclass(frozen=True, slots=True)
class Spot:
    """The largest part of a shape with the largest circle inside it, in mm."""

    part: Any
    middle: NDArray[np.float64]
    radius: float


def spot_of(shape: Any) -> Spot | None:
    """Return where in a shape a label stands best; None for a shape that is none."""
    if shape is None or shape.is_empty:
        return None
    part = largest(shape)
    if part.area <= 0:
        return None
    # A sixtieth of its width is near enough for a label.
    line = shapely.maximum_inscribed_circle(part, max(np.sqrt(part.area) / 60, 0.01))
    return Spot(part, np.array(line.coords[0][:2]), float(line.length))


def free_place(spot: Spot, width: float, height: float, taken: Taken) -> tuple[float, float] | None:
    """Return the first place for a box in a shape: its middle, then around it; None without one.

    Parameters
    ----------
    spot
        The shape. The box stands inside its largest part.
    width, height
        Of the box in mm, with the padding of `PAD_MM` on each side.
    taken
        What the box may not meet.
    """
    x, y = spot.middle
    middle = boxes_at(np.array([[x, y]]), width, height)
    # A box inside the circle is inside the shape: most labels are placed without asking more.
    is_within = np.hypot(width, height) / 2 <= spot.radius
    if (is_within or bool(shapely.contains(spot.part, shapely.box(*middle[0])))) and taken.free(
        _shrunk(middle)
    )[0]:
        return float(x), float(y)
    reach = max(spot.radius, 1.0)
    w, n, e, s = spot.part.bounds
    # In a long shape the largest circle stands anywhere along it.
    central = np.array([spot.part.centroid.coords[0], ((w + e) / 2, (n + s) / 2)])
    around = [spot.middle + DIRECTIONS * reach * k for k in _REACHES]
    at = np.concatenate([central, *around, places_over(spot)])
    boxes = boxes_at(at, width, height)
    possible = (boxes[:, 0] >= w) & (boxes[:, 1] >= n) & (boxes[:, 2] <= e) & (boxes[:, 3] <= s)
    at, boxes = at[possible], boxes[possible]
    if len(at) == 0:
        return None
    inside = shapely.contains(spot.part, shapely.box(*boxes.T))
    # Only what is inside is asked for whether it is free: one mask, narrowed in place.
    inside[inside] = taken.free(_shrunk(boxes[inside]))
    first = np.flatnonzero(inside)
    return (float(at[first[0], 0]), float(at[first[0], 1])) if len(first) else None


def _shrunk(boxes: Boxes) -> Boxes:
    """The boxes without their padding: `Taken` pads by itself."""
    return boxes + PAD_MM * np.array([1, 1, -1, -1])


def places_over(spot: Spot) -> NDArray[np.float64]:
    """Return (k, 2) places all over the box around a shape, those near its middle first."""
    west, north, east, south = spot.part.bounds
    shares = (np.arange(_PLACES) + 0.5) / _PLACES
    xs, ys = np.meshgrid(west + shares * (east - west), north + shares * (south - north))
    at = np.column_stack([xs.ravel(), ys.ravel()])
    # Stable, so that places at one distance come in one order on every machine.
    return at[np.argsort(np.hypot(*(at - spot.middle).T), kind="stable")]
