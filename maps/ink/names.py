"""Names of communities across them, and of roads and waters along them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely

from maps.ink.labels import Boxes, Label, Setting, Taken, TextStyle, boxes_at
from maps.ink.spots import Spot, spot_of


def place_names(
    names: Sequence[str],
    shapes: Sequence[Any],
    *,
    taken: Taken,
    style: TextStyle,
    spared: Boxes,
) -> tuple[list[Label], list[int]]:
    """Give each community its name inside it, where it spares most of the grids' best places.

    Parameters
    ----------
    names, shapes
        A name for each shape in mm; "" asks for none.
    taken
        What is drawn before; the labels are added to it.
    style
        The face and the sizes of the labels.
    spared
        (k, 4) boxes that other labels would like; k may be 0.

    Returns
    -------
    The labels, and the rows whose name fits at no size.
    """
    labels: list[Label] = []
    unplaced: list[int] = []
    for row, (name, shape) in enumerate(zip(names, shapes, strict=True)):
        spot = spot_of(shape)
        found = None
        if spot is not None and name:
            tries = ((name,), _halves(name))
            found = next(
                (label for lines in tries if lines for size in style.falling()
                 if (label := _name_at(row, style.typeset(lines, size), spot, taken, spared))),
                None,
            )  # fmt: skip
        if found is not None:
            labels.append(found)
            taken.add(found)
        elif spot is not None:
            unplaced.append(row)
    return labels, unplaced


def _halves(name: str) -> tuple[str, ...]:
    """A name as two lines, broken at a blank or hyphen near its middle; () where it has none."""
    breaks = [k + 1 for k, character in enumerate(name[:-1]) if character in " -–/·"]
    if not breaks:
        return ()
    at = min(breaks, key=lambda k: abs(k - len(name) / 2))
    return (name[:at].rstrip(), name[at:])


def _name_at(row: int, text: Setting, spot: Spot, taken: Taken, spared: Boxes) -> Label | None:
    width, height = text.width, text.height
    west, north, east, south = spot.part.bounds
    if width > east - west or height > south - north:
        return None
    xs, ys = np.meshgrid(
        np.linspace(west + width / 2, east - width / 2, 11),
        np.linspace(north + height / 2, south - height / 2, 11),
    )
    at = np.vstack([spot.middle, np.column_stack([xs.ravel(), ys.ravel()])])
    boxes = boxes_at(at, width, height)
    shapely.prepare(spot.part)
    usable = shapely.contains(spot.part, shapely.box(*boxes.T))
    usable[usable] = taken.free(boxes[usable])
    if not usable.any():
        return None
    at, boxes = at[usable], boxes[usable]
    # (places, spared): negative where the two do not meet.
    wide = np.minimum(boxes[:, None, 2], spared[None, :, 2]) - np.maximum(
        boxes[:, None, 0], spared[None, :, 0]
    )
    high = np.minimum(boxes[:, None, 3], spared[None, :, 3]) - np.maximum(
        boxes[:, None, 1], spared[None, :, 1]
    )
    # Square millimetres of other labels' places, then metres from the middle.
    cost = (np.clip(wide, 0, None) * np.clip(high, 0, None)).sum(axis=1)
    far = np.hypot(*(at - spot.middle).T) / max(spot.radius, 1.0)
    best = int(np.argmin(cost / (width * height) + 0.15 * far))
    x, y = at[best]
    return Label(row, "short", text, (float(x), float(y)))


def place_along(
    names: Sequence[str], lines: Sequence[Any], *, taken: Taken, style: TextStyle
) -> tuple[list[Label], list[int]]:
    """Give each line its name along its straightest stretch, on the line itself.

    A name stands once for each line, where the line is straight enough for the length of it.

    Parameters
    ----------
    names, lines
        A name for each line, or lines of several parts, in mm.
    taken
        What is drawn before, and the frame; the labels are added to it.
    style
        The face; names of lines have its least size.

    Returns
    -------
    The labels, and the rows that got none.
    """
    labels: list[Label] = []
    unplaced: list[int] = []
    for row, (name, line) in enumerate(zip(names, lines, strict=True)):
        found = _along(row, style.typeset((name,), style.least), line, taken)
        if found is None:
            unplaced.append(row)
        else:
            labels.append(found)
            taken.add(found)
    return labels, unplaced


def _along(row: int, text: Setting, line: Any, taken: Taken) -> Label | None:
    width, height = text.width, text.height
    parts = sorted(shapely.get_parts(line), key=lambda part: -part.length)
    for part in parts[:3]:
        if part.length < 1.3 * width:
            break
        stops = np.arange(0, part.length - width, max(width / 3, part.length / 40))
        ends = shapely.get_coordinates(shapely.line_interpolate_point(part, stops + width))
        starts = shapely.get_coordinates(shapely.line_interpolate_point(part, stops))
        middles = shapely.get_coordinates(shapely.line_interpolate_point(part, stops + width / 2))
        # A stretch is straight where its chord is nearly as long as itself; the sag of its middle
        # tells a bow that the chord hides.
        chord = np.hypot(*(ends - starts).T)
        sag = np.hypot(*(middles - (starts + ends) / 2).T)
        straight = (chord > 0.985 * width) & (sag < 0.3 * height)
        for k in np.argsort(np.abs(stops + width / 2 - part.length / 2)):
            if not straight[k]:
                continue
            run = ends[k] - starts[k]
            angle = float(np.degrees(np.arctan2(run[1], run[0])))
            angle = (angle + 90) % 180 - 90  # never upside down
            x, y = (starts[k] + ends[k]) / 2
            label = Label(row, "line", text, (float(x), float(y)), angle=angle)
            if taken.framed(np.array([label.box]))[0] and _is_clear(label, taken):
                return label
    return None


def _is_clear(label: Label, taken: Taken) -> bool:
    """Whether a turned label meets nothing: by small boxes along it."""
    x, y = label.at
    width, height = label.setting.width, label.setting.height
    turn = np.radians(label.angle)
    # Boxes overlap by half, so that no corner stands in a gap between two.
    pieces = max(2, int(np.ceil(width / height)) * 2)
    along = np.linspace(-width / 2, width / 2, pieces)
    at = np.column_stack([x + along * np.cos(turn), y + along * np.sin(turn)])
    side = height / 2 * (abs(np.cos(turn)) + abs(np.sin(turn)))
    return bool(taken.free(boxes_at(at, 2 * side, 2 * side)).all())
