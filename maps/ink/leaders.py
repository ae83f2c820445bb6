"""Labels beside what they name, on a leader line."""

from __future__ import annotations

import numpy as np
import shapely

from maps.ink.labels import Label, Setting, Taken, boxes_at
from maps.ink.spots import DIRECTIONS, Spot, places_over

# Turned by 0.1, so that no line is level or upright, where it would look like a border.
_WAYS = np.array(
    [(np.cos(a), np.sin(a)) for a in np.linspace(0, 2 * np.pi, 64, endpoint=False) + 0.1]
)


def lead(row: int, text: Setting, spot: Spot, taken: Taken, heights: float) -> Label | None:
    """Return a label beside its shape, off every border, on a line that crosses no label.

    Parameters
    ----------
    row
        Whose it is.
    text
        As it is set, with the plate around it.
    spot
        Of the shape.
    taken
        What the label and its line may not meet.
    heights
        How far the line reaches, in heights of the label.

    Returns
    -------
    The label, not yet added to `taken`; None where it finds no place.
    """
    width, height = text.width, text.height
    target = _target(spot, taken)
    start = spot.radius + height
    for reach in np.arange(start, start + heights * height, height * 0.75):
        # A line that leaves sideways starts at the side of its plate, half a width further out.
        at = spot.middle + _WAYS * (reach + np.abs(_WAYS[:, :1]) * width / 2)
        boxes = boxes_at(at, width, height)
        usable = taken.framed(boxes)
        # Borders first: most places in a crowd are lost to them, and they are asked in one go.
        usable[usable] = taken.off_borders(shapely.box(*boxes[usable].T))
        usable[usable] = taken.free(boxes[usable])
        at = at[usable]
        if len(at):
            ends = np.broadcast_to(np.array(target), at.shape)
            clear = ~taken.crosses(shapely.linestrings(np.stack([at, ends], axis=1)))
            if clear.any():
                x, y = at[int(np.argmax(clear))]
                return Label(row, "leader", text, (float(x), float(y)), target=target)
    return None


def _target(spot: Spot, taken: Taken) -> tuple[float, float]:
    """Where a leader line ends: the middle of a shape, or beside it where a name covers that."""
    at = np.vstack([spot.middle, spot.middle + 0.6 * spot.radius * DIRECTIONS])
    over = places_over(spot)
    at = np.vstack([at, over[shapely.contains_xy(spot.part, over)]])
    # Boxes without a size are points; where none is free, argmax gives the middle after all.
    x, y = at[int(np.argmax(taken.free(boxes_at(at, 0.0, 0.0))))]
    return float(x), float(y)
