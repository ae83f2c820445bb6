"""The ladder of the labels of zones: from the full label down to a leader line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import shapely

from maps.ink.labels import PAD_MM, Boxes, Label, Taken, TextStyle, boxes_at
from maps.ink.leaders import lead
from maps.ink.spots import Spot, free_place, spot_of

_NEAR, _FAR = 14.0, 24.0
"""How far a leader line reaches, in heights of its label."""


@dataclass(frozen=True, slots=True)
class Wish:
    """A shape that wants a name: the rungs from the fullest, and the number for the last two."""

    shape: Any
    full: tuple[str, ...]
    short: tuple[str, ...]
    number: str


def place_zones(
    wishes: Sequence[Wish], *, taken: Taken, style: TextStyle
) -> tuple[list[Label], list[int]]:
    """Give each shape the fullest label that finds a place.

    The ladder: full, short, number, each inside the shape, around the middle of its largest
    circle; the number in the smallest legible type; then the number outside with a leader line, and
    at last a longer one in that type. Labels have one size where they can and shrink to the least
    before a rung is given up.

    Parameters
    ----------
    wishes
        Shapes in mm with their names; one whose shape is None or empty gets no label.
    taken
        What is drawn before, and the frame; the labels are added to it.
    style
        The face and the sizes of the labels.

    Returns
    -------
    The labels in the order of `wishes`, and the rows that got none.
    """
    spots = [spot_of(wish.shape) for wish in wishes]
    base = _base_size(wishes, spots, style)
    labels: dict[int, Label] = {}
    later: list[int] = []
    for row, (wish, spot) in enumerate(zip(wishes, spots, strict=True)):
        found = None if spot is None else _inside(row, wish, spot, taken, style, base=base)
        if found is not None:
            labels[row] = found
            taken.add(found)
        elif spot is not None:
            later.append(row)
    unplaced = [
        row for row, spot in enumerate(spots) if spot is None and wishes[row].shape is not None
    ]
    for size, reach in ((style.least, _NEAR), (style.legible or style.least, _FAR)):
        left = []
        for row in later:
            spot = spots[row]
            number = style.typeset((wishes[row].number,), size)
            plate = replace(number, width=number.width + 1.2, height=number.height + 0.6)
            found = None if spot is None else lead(row, plate, spot, taken, reach)
            if found is None:
                left.append(row)
            else:
                labels[row] = found
                taken.add(found)
        later = left
    unplaced += later
    return [labels[row] for row in sorted(labels)], sorted(unplaced)


def wanted_boxes(wishes: Sequence[Wish], style: TextStyle) -> Boxes:
    """Return where the full labels would stand if they were alone."""
    spots = [spot_of(wish.shape) for wish in wishes]
    base = _base_size(wishes, spots, style)
    boxes = []
    for wish, spot in zip(wishes, spots, strict=True):
        if spot is not None:
            full = style.typeset(wish.full, base)
            boxes.append(boxes_at(spot.middle[None, :], full.width, full.height)[0])
    return np.array(boxes).reshape(-1, 4)


def _base_size(wishes: Sequence[Wish], spots: Sequence[Spot | None], style: TextStyle) -> float:
    """The size at which about two thirds of the full labels fit into their circles."""
    fits = []
    for wish, spot in zip(wishes, spots, strict=True):
        if spot is not None:
            # Type grows evenly: the size that fits is the room over the need at one point.
            full = style.typeset(wish.full, 1.0)
            fits.append(2 * spot.radius / np.hypot(full.width, full.height))
    if not fits:
        return style.least
    return float(np.clip(np.quantile(fits, 0.35), style.least, style.most))


def _inside(
    row: int, wish: Wish, spot: Spot, taken: Taken, style: TextStyle, *, base: float
) -> Label | None:
    # Dozens of boxes are tried against this one shape.
    shapely.prepare(spot.part)
    west, north, east, south = spot.part.bounds
    for rung, lines in (("full", wish.full), ("short", wish.short), ("number", (wish.number,))):
        if not all(lines):
            continue
        least = style.least
        if rung == "number" and style.legible:
            least = min(least, style.legible)
        for size in style.falling(least, first=base):
            if not style.is_legible(lines, size):
                break
            text = style.typeset(lines, size)
            if text.width > east - west or text.height > south - north:
                continue
            # What is below the least size stands nearer to the border.
            pad = PAD_MM if size >= style.least else PAD_MM / 2
            at = free_place(spot, text.width + 2 * pad, text.height + 2 * pad, taken)
            if at is not None:
                return Label(row, rung, text, at)
    return None
