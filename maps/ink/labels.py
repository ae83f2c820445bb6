"""Labels: a name in its place, how it is set, and what it may not meet.

Everything is in millimetres on the sheet, x to the right and y down. No label overlaps another or
leaves the frame; one that finds no place is told, never drawn over something. The ladder of zones
is climbed in `ladder`, names of places and of lines find their place in `names`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from maps.ink.paper import PT_MM, Box

Boxes = NDArray[np.float64]
"""(k, 4) boxes."""

Measure = Callable[[str], float]
"""The width of a line of text in ems."""

LINE_EM = 1.22
"""From one line of a label to the next."""

SECOND_LINE = 0.86
"""The second line of a label is so much smaller than the first."""

PAD_MM = 0.5
"""Between a label and the border of its grid, and between two labels."""

SHRINK = 0.84


@dataclass(frozen=True, slots=True)
class Setting:
    """Text as it is set: one line or two, the size of the first in points, the box in mm."""

    lines: tuple[str, ...]
    size_pt: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class TextStyle:
    """How the labels of one kind are set: the width of their face, and their sizes in points.

    `most` and `least` are the largest and the smallest size of a label. `legible` is the smallest
    of a number that would else find no place, and of any line; 0 sets no limit.
    """

    measure: Measure
    most: float
    least: float
    legible: float = 0.0

    def typeset(self, lines: Sequence[str], size_pt: float) -> Setting:
        """Return one or two lines of text with the box they fill at a size."""
        em = size_pt * PT_MM
        widths = [
            self.measure(line) * em * (SECOND_LINE if k else 1.0) for k, line in enumerate(lines)
        ]
        height = em * (1.0 + (len(lines) - 1) * LINE_EM * SECOND_LINE)
        return Setting(tuple(lines), size_pt, max(widths), height)

    def is_legible(self, lines: Sequence[str], size_pt: float) -> bool:
        """Return whether the smallest of one or two lines is large enough at a size of the first.

        >>> TextStyle(len, 10, 6, legible=6).is_legible(("a", "b"), 6)
        False
        """
        return size_pt * (SECOND_LINE if len(lines) > 1 else 1.0) >= self.legible

    def falling(self, least: float | None = None, first: float | None = None) -> list[float]:
        """Return the sizes that are tried from `first` (or `most`) down to `least`, both in it.

        >>> [round(size, 2) for size in TextStyle(len, 10, 8).falling()]
        [10, 8.4, 8]
        """
        least = self.least if least is None else least
        sizes = [self.most if first is None else first]
        while sizes[-1] * SHRINK > least:
            sizes.append(sizes[-1] * SHRINK)
        return [*sizes, least] if sizes[-1] > least else sizes


@dataclass(frozen=True, slots=True)
class Label:
    """A name in its place.

    Attributes
    ----------
    row
        Whose it is: a row of what was asked for.
    rung
        "full", "short", "number", "leader", or "line".
    setting
        Its text and the size of its box, padding not counted.
    at
        The middle of the label.
    angle
        Degrees clockwise.
    target
        Where its leader line ends; None without one.
    pad
        Between the text and the edge of the plate that it is set on, mm; 0 without a plate.
    """

    row: int
    rung: str
    setting: Setting
    at: tuple[float, float]
    angle: float = 0.0
    target: tuple[float, float] | None = None
    pad: float = 0.0

    @property
    def lines(self) -> tuple[str, ...]:
        """One line or two; the second is a little smaller."""
        return self.setting.lines

    @property
    def size_pt(self) -> float:
        """The size of the first line."""
        return self.setting.size_pt

    @property
    def box(self) -> Box:
        """The upright box around it."""
        x, y = self.at
        turn = np.radians(self.angle)
        c, s = abs(np.cos(turn)), abs(np.sin(turn))
        half_w = (self.setting.width * c + self.setting.height * s) / 2 + self.pad
        half_h = (self.setting.width * s + self.setting.height * c) / 2 + self.pad
        return (x - half_w, y - half_h, x + half_w, y + half_h)

    @property
    def outline(self) -> shapely.Polygon:
        """The box as it stands, turned by its angle."""
        x, y = self.at
        turn = np.radians(self.angle)
        c, s = np.cos(turn), np.sin(turn)
        w, h = self.setting.width / 2 + self.pad, self.setting.height / 2 + self.pad
        corners = [(-w, -h), (w, -h), (w, h), (-w, h)]
        return shapely.Polygon([(x + c * u - s * v, y + s * u + c * v) for u, v in corners])


def boxes_at(at: NDArray[np.float64], width: float, height: float) -> Boxes:
    """Return (k, 4) boxes of one size around middles.

    Parameters
    ----------
    at
        (k, 2) middles in mm.
    width, height
        Of each box in mm; 0 makes points.

    >>> boxes_at(np.array([[10.0, 20.0]]), 4, 2).tolist()
    [[8.0, 19.0, 12.0, 21.0]]
    """
    return np.column_stack(
        [at[:, 0] - width / 2, at[:, 1] - height / 2, at[:, 0] + width / 2, at[:, 1] + height / 2]
    )


@dataclass(slots=True)
class Taken:
    """What is already drawn where, labels and furniture, inside the frame that nothing leaves."""

    frame: Box
    # Rows beyond the number of shapes are room to grow, not boxes.
    _boxes: Boxes = field(default_factory=lambda: np.empty((64, 4)))
    # What stands in each box where it is not the box itself: a turned label, a leader line.
    _shapes: list[Any] = field(default_factory=list)
    # Those: all others are upright.
    _odd: list[int] = field(default_factory=list)
    _made: dict[int, Any] = field(default_factory=dict)
    _borders: shapely.STRtree = field(default_factory=lambda: shapely.STRtree([]))

    def keep_off(self, borders: Sequence[Any], clear: float) -> None:
        """Remember borders that no label may cover, besides those that were told before.

        Parameters
        ----------
        borders
            Lines in mm.
        clear
            So far from their middle a label stays, mm.
        """
        parts = shapely.get_parts(shapely.get_parts(np.array(borders, dtype=object)))
        walks = [shapely.get_coordinates(part) for part in parts]
        pairs = [np.stack([xy[:-1], xy[1:]], axis=1) for xy in walks if len(xy) > 1]
        if pairs:
            steps = shapely.linestrings(np.concatenate(pairs))
            strips = shapely.buffer(steps, clear, cap_style="flat")
            self._borders = shapely.STRtree(np.concatenate([self._borders.geometries, strips]))

    def off_borders(self, shapes: NDArray[np.object_]) -> NDArray[np.bool_]:
        """Return for (k,) polygons whether each stands clear of every border."""
        off = np.ones(len(shapes), bool)
        off[self._borders.query(shapes, predicate="intersects")[0]] = False
        return off

    def add(self, label: Label) -> None:
        """Remember a label; its leader line too."""
        self._add(label.box, label.outline if label.angle % 90 else None)
        if label.target is not None:
            line = shapely.LineString([label.at, label.target])
            self._add(line.bounds, line.buffer(PAD_MM, cap_style="flat"))

    def add_box(self, box: Box) -> None:
        """Remember a piece of furniture."""
        self._add(box, None)

    def framed(self, boxes: Boxes) -> NDArray[np.bool_]:
        """Return for (k, 4) boxes whether each stands inside the frame."""
        west, north, east, south = self.frame
        return np.asarray(
            (boxes[:, 0] >= west)
            & (boxes[:, 1] >= north)
            & (boxes[:, 2] <= east)
            & (boxes[:, 3] <= south)
        )

    def free(self, boxes: Boxes) -> NDArray[np.bool_]:
        """Return for (k, 4) boxes whether each meets nothing, with the padding between."""
        count = len(self._shapes)
        if count == 0:
            return np.ones(len(boxes), bool)
        own = self._boxes[:count]
        meets = (
            (boxes[:, None, 0] < own[None, :, 2] + PAD_MM)
            & (boxes[:, None, 2] > own[None, :, 0] - PAD_MM)
            & (boxes[:, None, 1] < own[None, :, 3] + PAD_MM)
            & (boxes[:, None, 3] > own[None, :, 1] - PAD_MM)
        )
        is_upright = np.ones(count, bool)
        is_upright[self._odd] = False
        lost = np.asarray(meets[:, is_upright].any(axis=1))
        # The upright box of a slanted name is mostly empty: only these few are looked at closely.
        box, other = np.nonzero(meets & ~is_upright & ~lost[:, None])
        if len(box):
            padded = shapely.box(*(boxes[box] + PAD_MM * np.array([-1, -1, 1, 1])).T)
            shapes = [self._shapes[k] for k in other.tolist()]
            lost[box[shapely.intersects(padded, shapes)]] = True
        return ~lost

    def crosses(self, lines: NDArray[np.object_]) -> NDArray[np.bool_]:
        """Return for (k,) straight lines whether each runs over something."""
        own = self._boxes[: len(self._shapes)]
        west, north, east, south = shapely.bounds(lines).T
        line, other = np.nonzero(
            (own[None, :, 0] < east[:, None])
            & (own[None, :, 2] > west[:, None])
            & (own[None, :, 1] < south[:, None])
            & (own[None, :, 3] > north[:, None])
        )
        shapes = [self._shapes[k] or self._upright(k) for k in other.tolist()]
        meets = np.zeros(len(lines), bool)
        if shapes:
            # A line meets several things: plain assignment would keep only the last answer.
            np.logical_or.at(meets, line, shapely.intersects(lines[line], shapes))
        return meets

    def _upright(self, row: int) -> Any:
        if row not in self._made:
            self._made[row] = shapely.box(*self._boxes[row])
        return self._made[row]

    def _add(self, box: Iterable[float], shape: Any) -> None:
        count = len(self._shapes)
        if count == len(self._boxes):
            self._boxes = np.concatenate([self._boxes, np.empty_like(self._boxes)])
        self._boxes[count] = tuple(box)
        if shape is not None:
            self._odd.append(count)
        self._shapes.append(shape)
