"""Names of communities across them, and of roads and waters along them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from maps.ink.labels import Boxes, Label, Setting, Taken, TextStyle, boxes_at
from maps.ink.leaders import lead
from maps.ink.paper import PT_MM
from maps.ink.spots import Spot, spot_of

_TRIED = 17
"""Places across a community and down it that are tried for its name."""

_REACH = 30.0
"""How far the leader line of a name reaches, in heights of the name."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How the names of communities behave.

    `spared` are (k, 4) boxes that other labels would like, `wet` waters in mm that a name should
    not lie over. `pad_em` is the room of the plate around a name, in ems of its type; 0 draws none.
    One that `leads` stands beside its community on a line where it has no room inside.
    """

    spared: Boxes
    wet: Any
    pad_em: float = 0.0
    leads: bool = False

    def pad_mm(self, text: Setting) -> float:
        """Return the room of the plate around a name, mm."""
        return self.pad_em * text.size_pt * PT_MM

    def cost(self, boxes: Boxes) -> NDArray[np.float64]:
        """Return for (k, 4) boxes the square millimetres of what they should spare."""
        # (places, spared): negative where the two do not meet.
        wide = np.minimum(boxes[:, None, 2], self.spared[None, :, 2]) - np.maximum(
            boxes[:, None, 0], self.spared[None, :, 0]
        )
        high = np.minimum(boxes[:, None, 3], self.spared[None, :, 3]) - np.maximum(
            boxes[:, None, 1], self.spared[None, :, 1]
        )
        covered = (np.clip(wide, 0, None) * np.clip(high, 0, None)).sum(axis=1)
        outlines = shapely.box(*boxes.T)
        is_wet = shapely.intersects(self.wet, outlines)
        # A name in the water belongs to the water.
        return np.asarray(covered + is_wet * shapely.area(outlines))


def place_names(
    names: Sequence[str],
    shapes: Sequence[Any],
    *,
    taken: Taken,
    style: TextStyle,
    manner: Manner,
) -> tuple[list[Label], list[int]]:
    """Give each community its name inside it, off every border that `taken` knows.

    Parameters
    ----------
    names, shapes
        A name for each shape in mm; "" asks for none.
    taken
        What is drawn before; the labels are added to it.
    style
        The face and the sizes of the labels.
    manner
        What the names spare, and what becomes of one that has no room.

    Returns
    -------
    The labels, and the rows whose name found no place.
    """
    labels: list[Label] = []
    unplaced: list[int] = []
    for row, (name, shape) in enumerate(zip(names, shapes, strict=True)):
        spot = spot_of(shape) if name else None
        if spot is None:
            continue
        found = _inside(row, name, spot, taken, style, manner)
        if found is None and manner.leads:
            found = _beside(row, name, spot, taken, style, manner)
        if found is None:
            unplaced.append(row)
        else:
            labels.append(found)
            taken.add(found)
    return labels, unplaced


def _inside(
    row: int, name: str, spot: Spot, taken: Taken, style: TextStyle, manner: Manner
) -> Label | None:
    shapely.prepare(spot.part)
    # A long name in two lines is larger than one that shrinks to fit.
    for size in style.falling():
        for lines in ((name,), _halves(name)):
            if lines and style.is_legible(lines, size):
                label = _name_at(row, style.typeset(lines, size), spot, taken, manner)
                if label is not None:
                    return label
    return None


def _beside(
    row: int, name: str, spot: Spot, taken: Taken, style: TextStyle, manner: Manner
) -> Label | None:
    """The name in its smallest type on a leader line."""
    text = style.typeset((name,), style.least)
    pad = manner.pad_mm(text)
    plate = replace(text, width=text.width + 2 * pad, height=text.height + 2 * pad)
    found = lead(row, plate, spot, taken, _REACH)
    return None if found is None else replace(found, setting=text, pad=pad)


def _halves(name: str) -> tuple[str, ...]:
    """A name as two lines, broken at a blank or hyphen near its middle; () where it has none."""
    breaks = [k + 1 for k, character in enumerate(name[:-1]) if character in " -–/·"]
    if not breaks:
        return ()
    at = min(breaks, key=lambda k: abs(k - len(name) / 2))
    return (name[:at].rstrip(), name[at:])


def _name_at(row: int, text: Setting, spot: Spot, taken: Taken, manner: Manner) -> Label | None:
    pad = manner.pad_mm(text)
    width, height = text.width + 2 * pad, text.height + 2 * pad
    west, north, east, south = spot.part.bounds
    if width > east - west or height > south - north:
        return None
    xs, ys = np.meshgrid(
        np.linspace(west + width / 2, east - width / 2, _TRIED),
        np.linspace(north + height / 2, south - height / 2, _TRIED),
    )
    at = np.vstack([spot.middle, np.column_stack([xs.ravel(), ys.ravel()])])
    boxes = boxes_at(at, width, height)
    usable = shapely.contains(spot.part, shapely.box(*boxes.T))
    usable[usable] = taken.off_borders(shapely.box(*boxes[usable].T))
    usable[usable] = taken.free(boxes[usable])
    if not usable.any():
        return None
    at, boxes = at[usable], boxes[usable]
    far = np.hypot(*(at - spot.middle).T) / max(spot.radius, 1.0)
    best = int(np.argmin(manner.cost(boxes) / (width * height) + 0.15 * far))
    x, y = at[best]
    return Label(row, "short", text, (float(x), float(y)), pad=pad)


def place_along(
    names: Sequence[str], lines: Sequence[Any], *, taken: Taken, style: TextStyle, clear: float
) -> tuple[list[Label], list[int]]:
    """Give each line its name along its straightest stretch: on the line, or beside it.

    A name stands once for each line, where the line is straight enough for the length of it, and
    never on a border that `taken` knows: beside one that follows the line.

    Parameters
    ----------
    names, lines
        A name for each line, or lines of several parts, in mm.
    taken
        What is drawn before, and the frame; the labels are added to it.
    style
        The face; names of lines have its least size.
    clear
        How far a name beside its line stays away from the middle of it, mm.

    Returns
    -------
    The labels, and the rows that got none.
    """
    labels: list[Label] = []
    unplaced: list[int] = []
    for row, (name, line) in enumerate(zip(names, lines, strict=True)):
        found = _along(row, style.typeset((name,), style.least), line, taken, clear)
        if found is None:
            unplaced.append(row)
        else:
            labels.append(found)
            taken.add(found)
    return labels, unplaced


def _along(row: int, text: Setting, line: Any, taken: Taken, clear: float) -> Label | None:
    aside = text.height / 2 + clear
    parts = sorted(shapely.get_parts(line), key=lambda part: -part.length)
    stretches = [
        stretch for part in parts[:3] if part.length >= 1.3 * text.width
        for stretch in _straight(part, text)
    ]  # fmt: skip
    for off in (0.0, -aside, aside):
        for (x, y), angle in stretches:
            turn = np.radians(angle)
            at = (float(x - off * np.sin(turn)), float(y + off * np.cos(turn)))
            label = Label(row, "line", text, at, angle=angle)
            if taken.framed(np.array([label.box]))[0] and _is_clear(label, taken):
                return label
    return None


def _straight(part: Any, text: Setting) -> Iterator[tuple[NDArray[np.float64], float]]:
    """Middles and angles of stretches that are straight enough, those near the middle first."""
    width, height = text.width, text.height
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
        if straight[k]:
            run = ends[k] - starts[k]
            angle = float(np.degrees(np.arctan2(run[1], run[0])))
            yield (starts[k] + ends[k]) / 2, (angle + 90) % 180 - 90  # never upside down


def _is_clear(label: Label, taken: Taken) -> bool:
    """Whether a turned label meets no border, and nothing else: by small boxes along it."""
    if not taken.off_borders(np.array([label.outline], dtype=object))[0]:
        return False
    x, y = label.at
    width, height = label.setting.width, label.setting.height
    turn = np.radians(label.angle)
    # Boxes overlap by half, so that no corner stands in a gap between two.
    pieces = max(2, int(np.ceil(width / height)) * 2)
    along = np.linspace(-width / 2, width / 2, pieces)
    at = np.column_stack([x + along * np.cos(turn), y + along * np.sin(turn)])
    side = height / 2 * (abs(np.cos(turn)) + abs(np.sin(turn)))
    return bool(taken.free(boxes_at(at, 2 * side, 2 * side)).all())
