"""Where names stand on a sheet: the ladder from the full label down to a leader line.

Everything is in millimetres on the sheet, x to the right and y down. No label overlaps another or
leaves the frame; one that finds no place is told, never drawn over something.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from gridgen.model.polygons import largest

Box = tuple[float, float, float, float]
"""West, north, east, south."""

Boxes = NDArray[np.float64]
"""(k, 4) boxes."""

Measure = Callable[[str], float]
"""The width of a line of text in ems."""

PT_MM = 25.4 / 72
LINE_EM = 1.22
"""From one line of a label to the next."""

PAD_MM = 0.5
"""Between a label and the border of its grid, and between two labels."""

SHRINK = 0.84
_DIRECTIONS = np.array(
    [(np.cos(a), np.sin(a)) for a in np.linspace(0, 2 * np.pi, 16, endpoint=False)]
)
_REACHES = (0.35, 0.7, 1.1, 1.6)
_LEADERS = np.array(
    [(np.cos(a), np.sin(a)) for a in np.linspace(0, 2 * np.pi, 64, endpoint=False) + 0.1]
)
_NEAR, _FAR = 14.0, 24.0
"""How far a leader line reaches, in heights of its label."""

_PLACES = 11
"""Places across a shape that are tried where its middle is taken."""

_SECOND_LINE = 0.86


@dataclass(frozen=True, slots=True)
class Label:
    """A name in its place.

    Attributes
    ----------
    row
        Whose it is: a row of what was asked for.
    rung
        "full", "short", "number", "leader", or "line".
    lines
        One line or two; the second is a little smaller.
    at
        The middle of the label.
    width, height
        Of its box, padding not counted.
    size_pt
        Of the first line.
    angle
        Degrees clockwise.
    target
        Where its leader line ends; None without one.
    """

    row: int
    rung: str
    lines: tuple[str, ...]
    at: tuple[float, float]
    width: float
    height: float
    size_pt: float
    angle: float = 0.0
    target: tuple[float, float] | None = None

    @property
    def box(self) -> Box:
        """The upright box around it."""
        x, y = self.at
        turn = np.radians(self.angle)
        c, s = abs(np.cos(turn)), abs(np.sin(turn))
        half_w = (self.width * c + self.height * s) / 2
        half_h = (self.width * s + self.height * c) / 2
        return (x - half_w, y - half_h, x + half_w, y + half_h)

    @property
    def outline(self) -> shapely.Polygon:
        """The box as it stands, turned by its angle."""
        x, y = self.at
        turn = np.radians(self.angle)
        c, s = np.cos(turn), np.sin(turn)
        w, h = self.width / 2, self.height / 2
        corners = [(-w, -h), (w, -h), (w, h), (-w, h)]
        return shapely.Polygon([(x + c * u - s * v, y + s * u + c * v) for u, v in corners])


@dataclass(slots=True)
class Taken:
    """What is already drawn where: labels and furniture."""

    _boxes: Boxes = field(default_factory=lambda: np.empty((64, 4)))
    _shapes: list[Any] = field(default_factory=list)
    _made: dict[int, Any] = field(default_factory=dict)

    def add(self, label: Label) -> None:
        """Remember a label; its leader line too."""
        self._add(label.box, label.outline if label.angle % 90 else None)
        if label.target is not None:
            line = shapely.LineString([label.at, label.target])
            self._add(line.bounds, line.buffer(PAD_MM, cap_style="flat"))

    def add_box(self, box: Box) -> None:
        """Remember a piece of furniture."""
        self._add(box, None)

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
        for box, other in np.argwhere(meets):
            shape = self._shapes[other]
            if shape is not None:
                padded = shapely.box(*(boxes[box] + PAD_MM * np.array([-1, -1, 1, 1])))
                meets[box, other] = padded.intersects(shape)
        return np.asarray(~meets.any(axis=1))

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
        self._shapes.append(shape)


@dataclass(frozen=True, slots=True)
class Wish:
    """A shape that wants a name: the rungs from the fullest, and the number for the last two."""

    shape: Any
    full: tuple[str, ...]
    short: tuple[str, ...]
    number: str


@dataclass(frozen=True, slots=True)
class Sizes:
    """Type sizes in points: the largest and the smallest of a label.

    `legible` is the smallest of a number that would else find no place; 0 goes no lower.
    """

    most: float
    least: float
    legible: float = 0.0


@dataclass(frozen=True, slots=True)
class Site:
    """The largest part of a shape with the largest circle inside it."""

    part: Any
    middle: NDArray[np.float64]
    radius: float


def site_of(shape: Any) -> Site | None:
    """Return where in a shape a label stands best; None for a shape that is none."""
    if shape is None or shape.is_empty:
        return None
    part = largest(shape)
    if part.area <= 0:
        return None
    line = shapely.maximum_inscribed_circle(part, max(np.sqrt(part.area) / 60, 0.01))
    return Site(part, np.array(line.coords[0][:2]), float(line.length))


def size_of(lines: Sequence[str], size_pt: float, measure: Measure) -> tuple[float, float]:
    """Return width and height in mm of one or two lines of text."""
    em = size_pt * PT_MM
    widths = [measure(line) * em * (_SECOND_LINE if k else 1.0) for k, line in enumerate(lines)]
    return max(widths), em * (1.0 + (len(lines) - 1) * LINE_EM * _SECOND_LINE)


def place_zones(
    wishes: Sequence[Wish], *, frame: Box, taken: Taken, measure: Measure, sizes: Sizes
) -> tuple[list[Label], list[int]]:
    """Give each shape the fullest label that finds a place.

    The ladder: full, short, number, each inside the shape, around the middle of its largest
    circle; the number in the smallest legible type; then the number outside with a leader line, and
    at last a longer one in that type. Labels have one size where they can and shrink to the least
    before a rung is given up.

    Returns
    -------
    The labels in the order of `wishes`, and the rows that got none. `taken` has the labels too.
    """
    sites = [site_of(wish.shape) for wish in wishes]
    base = _base_size(wishes, sites, measure, sizes)
    labels: dict[int, Label] = {}
    later: list[int] = []
    for row, (wish, site) in enumerate(zip(wishes, sites, strict=True)):
        found = None if site is None else _inside(row, wish, site, taken, measure, base, sizes)
        if found is not None:
            labels[row] = found
            taken.add(found)
        elif site is not None:
            later.append(row)
    unplaced = [
        row for row, site in enumerate(sites) if site is None and wishes[row].shape is not None
    ]
    for size, reach in ((sizes.least, _NEAR), (sizes.legible or sizes.least, _FAR)):
        left = []
        for row in later:
            site = sites[row]
            found = (
                None
                if site is None
                else _leader(row, wishes[row], site, frame, taken, measure, size, reach)
            )
            if found is None:
                left.append(row)
            else:
                labels[row] = found
                taken.add(found)
        later = left
    unplaced += later
    return [labels[row] for row in sorted(labels)], sorted(unplaced)


def _base_size(
    wishes: Sequence[Wish], sites: Sequence[Site | None], measure: Measure, sizes: Sizes
) -> float:
    """The size at which about two thirds of the full labels fit into their circles."""
    fits = []
    for wish, site in zip(wishes, sites, strict=True):
        if site is not None:
            width, height = size_of(wish.full, 1.0, measure)
            fits.append(2 * site.radius / np.hypot(width, height))
    if not fits:
        return sizes.least
    return float(np.clip(np.quantile(fits, 0.35), sizes.least, sizes.most))


def _inside(
    row: int, wish: Wish, site: Site, taken: Taken, measure: Measure, base: float, sizes: Sizes
) -> Label | None:
    shapely.prepare(site.part)
    west, north, east, south = site.part.bounds
    for rung, lines in (("full", wish.full), ("short", wish.short), ("number", (wish.number,))):
        if not all(lines):
            continue
        least = sizes.least
        if rung == "number" and sizes.legible:
            least = min(least, sizes.legible)
        for size in _falling(base, least):
            width, height = size_of(lines, size, measure)
            if width > east - west or height > south - north:
                continue
            # What is below the least size stands nearer to the border.
            pad = PAD_MM if size >= sizes.least else PAD_MM / 2
            at = _spot(site, width + 2 * pad, height + 2 * pad, taken)
            if at is not None:
                return Label(row, rung, tuple(lines), at, width, height, size)
    return None


def _falling(base: float, least: float) -> list[float]:
    sizes = [base]
    while sizes[-1] * SHRINK > least:
        sizes.append(sizes[-1] * SHRINK)
    return [*sizes, least] if sizes[-1] > least else sizes


def _spot(site: Site, width: float, height: float, taken: Taken) -> tuple[float, float] | None:
    """The first place for a box in a shape: its middle, then around it."""
    x, y = site.middle
    middle = _boxes_at(np.array([[x, y]]), width, height)
    is_within = np.hypot(width, height) / 2 <= site.radius
    if (is_within or bool(shapely.contains(site.part, shapely.box(*middle[0])))) and taken.free(
        _shrunk(middle)
    )[0]:
        return float(x), float(y)
    reach = max(site.radius, 1.0)
    w, n, e, s = site.part.bounds
    # In a long shape the largest circle stands anywhere along it.
    central = np.array([site.part.centroid.coords[0], ((w + e) / 2, (n + s) / 2)])
    around = [site.middle + _DIRECTIONS * reach * k for k in _REACHES]
    at = np.concatenate([central, *around, _over(site)])
    boxes = _boxes_at(at, width, height)
    possible = (boxes[:, 0] >= w) & (boxes[:, 1] >= n) & (boxes[:, 2] <= e) & (boxes[:, 3] <= s)
    at, boxes = at[possible], boxes[possible]
    if len(at) == 0:
        return None
    inside = shapely.contains(site.part, shapely.box(*boxes.T))
    inside[inside] = taken.free(_shrunk(boxes[inside]))
    first = np.flatnonzero(inside)
    return (float(at[first[0], 0]), float(at[first[0], 1])) if len(first) else None


def _boxes_at(at: NDArray[np.float64], width: float, height: float) -> Boxes:
    return np.column_stack(
        [at[:, 0] - width / 2, at[:, 1] - height / 2, at[:, 0] + width / 2, at[:, 1] + height / 2]
    )


def _shrunk(boxes: Boxes) -> Boxes:
    """The boxes without their padding: `Taken` pads by itself."""
    return boxes + PAD_MM * np.array([1, 1, -1, -1])


def _leader(
    row: int, wish: Wish, site: Site, frame: Box, taken: Taken, measure: Measure, size: float,
    heights: float,
) -> Label | None:  # fmt: skip
    """A number beside its shape, on a line that crosses no label; it reaches so many heights."""
    # Room for the plate around the number.
    width, height = size_of((wish.number,), size, measure)
    width, height = width + 1.2, height + 0.6
    target = _target(site, taken)
    start = site.radius + height
    for reach in np.arange(start, start + heights * height, height * 0.75):
        at = site.middle + _LEADERS * (reach + np.abs(_LEADERS[:, :1]) * width / 2)
        boxes = _boxes_at(at, width, height)
        usable = (
            (boxes[:, 0] >= frame[0])
            & (boxes[:, 1] >= frame[1])
            & (boxes[:, 2] <= frame[2])
            & (boxes[:, 3] <= frame[3])
        )
        usable[usable] = taken.free(boxes[usable])
        at = at[usable]
        if len(at):
            ends = np.broadcast_to(np.array(target), at.shape)
            clear = ~taken.crosses(shapely.linestrings(np.stack([at, ends], axis=1)))
            if clear.any():
                x, y = at[int(np.argmax(clear))]
                return Label(row, "leader", (wish.number,), (float(x), float(y)), width, height,
                             size, target=target)  # fmt: skip
    return None


def _target(site: Site, taken: Taken) -> tuple[float, float]:
    """Where a leader line ends: the middle of a shape, or beside it where a name covers that."""
    at = np.vstack([site.middle, site.middle + 0.6 * site.radius * _DIRECTIONS])
    over = _over(site)
    at = np.vstack([at, over[shapely.contains_xy(site.part, over)]])
    x, y = at[int(np.argmax(taken.free(_boxes_at(at, 0.0, 0.0))))]
    return float(x), float(y)


def _over(site: Site) -> NDArray[np.float64]:
    """Places all over the box around a shape, those near its middle first."""
    west, north, east, south = site.part.bounds
    shares = (np.arange(_PLACES) + 0.5) / _PLACES
    xs, ys = np.meshgrid(west + shares * (east - west), north + shares * (south - north))
    at = np.column_stack([xs.ravel(), ys.ravel()])
    return at[np.argsort(np.hypot(*(at - site.middle).T), kind="stable")]


def place_names(
    names: Sequence[str],
    shapes: Sequence[Any],
    *,
    taken: Taken,
    measure: Measure,
    sizes: Sizes,
    spared: Boxes,
) -> tuple[list[Label], list[int]]:
    """Give each community its name inside it, where it spares most of the grids' best places.

    `spared` (k, 4) are boxes that other labels would like. A name that fits at no size is told.
    """
    labels: list[Label] = []
    unplaced: list[int] = []
    for row, (name, shape) in enumerate(zip(names, shapes, strict=True)):
        site = site_of(shape)
        found = None
        if site is not None and name:
            tries = ((name,), _halves(name))
            found = next(
                (label for lines in tries if lines for size in _falling(sizes.most, sizes.least)
                 if (label := _name_at(row, lines, site, size, taken, measure, spared))),
                None,
            )  # fmt: skip
        if found is not None:
            labels.append(found)
            taken.add(found)
        elif site is not None:
            unplaced.append(row)
    return labels, unplaced


def _halves(name: str) -> tuple[str, ...]:
    """A name as two lines, broken at a blank or hyphen near its middle; () where it has none."""
    breaks = [k + 1 for k, character in enumerate(name[:-1]) if character in " -–/·"]
    if not breaks:
        return ()
    at = min(breaks, key=lambda k: abs(k - len(name) / 2))
    return (name[:at].rstrip(), name[at:])


def _name_at(
    row: int,
    lines: tuple[str, ...],
    site: Site,
    size: float,
    taken: Taken,
    measure: Measure,
    spared: Boxes,
) -> Label | None:
    width, height = size_of(lines, size, measure)
    west, north, east, south = site.part.bounds
    if width > east - west or height > south - north:
        return None
    xs, ys = np.meshgrid(
        np.linspace(west + width / 2, east - width / 2, 11),
        np.linspace(north + height / 2, south - height / 2, 11),
    )
    at = np.vstack([site.middle, np.column_stack([xs.ravel(), ys.ravel()])])
    boxes = _boxes_at(at, width, height)
    shapely.prepare(site.part)
    usable = shapely.contains(site.part, shapely.box(*boxes.T))
    usable[usable] = taken.free(boxes[usable])
    if not usable.any():
        return None
    at, boxes = at[usable], boxes[usable]
    wide = np.minimum(boxes[:, None, 2], spared[None, :, 2]) - np.maximum(
        boxes[:, None, 0], spared[None, :, 0]
    )
    high = np.minimum(boxes[:, None, 3], spared[None, :, 3]) - np.maximum(
        boxes[:, None, 1], spared[None, :, 1]
    )
    # Square millimetres of other labels' places, then metres from the middle.
    cost = (np.clip(wide, 0, None) * np.clip(high, 0, None)).sum(axis=1)
    far = np.hypot(*(at - site.middle).T) / max(site.radius, 1.0)
    best = int(np.argmin(cost / (width * height) + 0.15 * far))
    x, y = at[best]
    return Label(row, "short", lines, (float(x), float(y)), width, height, size)


def wanted_boxes(wishes: Sequence[Wish], *, measure: Measure, sizes: Sizes) -> Boxes:
    """Return where the full labels would stand if they were alone."""
    sites = [site_of(wish.shape) for wish in wishes]
    base = _base_size(wishes, sites, measure, sizes)
    boxes = []
    for wish, site in zip(wishes, sites, strict=True):
        if site is not None:
            width, height = size_of(wish.full, base, measure)
            boxes.append(_boxes_at(site.middle[None, :], width, height)[0])
    return np.array(boxes).reshape(-1, 4)


def place_along(
    names: Sequence[str],
    lines: Sequence[Any],
    *,
    frame: Box,
    taken: Taken,
    measure: Measure,
    size_pt: float,
) -> tuple[list[Label], list[int]]:
    """Give each line its name along its straightest stretch, on the line itself.

    A name stands once for each line, where the line is straight enough for the length of it.
    """
    labels: list[Label] = []
    unplaced: list[int] = []
    for row, (name, line) in enumerate(zip(names, lines, strict=True)):
        found = _along(row, name, line, frame, taken, measure, size_pt)
        if found is None:
            unplaced.append(row)
        else:
            labels.append(found)
            taken.add(found)
    return labels, unplaced


def _along(
    row: int, name: str, line: Any, frame: Box, taken: Taken, measure: Measure, size_pt: float
) -> Label | None:
    width, height = size_of((name,), size_pt, measure)
    parts = sorted(shapely.get_parts(line), key=lambda part: -part.length)
    for part in parts[:3]:
        if part.length < 1.3 * width:
            break
        stops = np.arange(0, part.length - width, max(width / 3, part.length / 40))
        ends = shapely.get_coordinates(shapely.line_interpolate_point(part, stops + width))
        starts = shapely.get_coordinates(shapely.line_interpolate_point(part, stops))
        middles = shapely.get_coordinates(shapely.line_interpolate_point(part, stops + width / 2))
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
            label = Label(row, "line", (name,), (float(x), float(y)), width, height, size_pt, angle)
            w, n, e, s = label.box
            inside = w >= frame[0] and n >= frame[1] and e <= frame[2] and s <= frame[3]
            if inside and _is_clear(label, taken):
                return label
    return None


def _is_clear(label: Label, taken: Taken) -> bool:
    """Whether a turned label meets nothing: by small boxes along it."""
    x, y = label.at
    turn = np.radians(label.angle)
    pieces = max(2, int(np.ceil(label.width / label.height)) * 2)
    along = np.linspace(-label.width / 2, label.width / 2, pieces)
    at = np.column_stack([x + along * np.cos(turn), y + along * np.sin(turn)])
    side = label.height / 2 * (abs(np.cos(turn)) + abs(np.sin(turn)))
    return bool(taken.free(_boxes_at(at, 2 * side, 2 * side)).all())
