"""The map itself: fills, borders of three levels, lines with casing, names, leader lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from maps.ink.drawing import LINE_CLASSES, SPECIAL
from maps.ink.furniture import MIDDLE_EM, Board, Kit, draw_fill, draw_plate, hatch, without
from maps.ink.labels import (
    PT_MM,
    Box,
    Label,
    Measure,
    Sizes,
    Taken,
    Wish,
    place_along,
    place_names,
    place_zones,
    wanted_boxes,
)
from maps.ink.theme import Stroke
from maps.sheets.ground import Ground, View

WATER = ("stream", "river")
ROADS = ("road", "main_road", "expressway")
NAMED = ("expressway", "railway", "main_road", "river", "road", "stream")
"""Lines that carry their names, the most important first."""

DASH_DOT = (3.2, 0.9, 0.5, 0.9)
SECOND_LINE = 0.86
_MASK_MM = 0.35


@dataclass(frozen=True, slots=True)
class Focus:
    """What a map is about: rows of communities and zones, and perhaps the one zone it marks.

    One that `is_nested` is about one community with the zones of all levels below, numbered.
    """

    communities: tuple[int, ...]
    zones: tuple[int, ...]
    marked: int | None = None
    is_nested: bool = False


@dataclass(frozen=True, slots=True)
class Drawn:
    """What came of the labels of one map.

    `labels` of the zones (rows of the ground), `parts` of what lies in them, `names` of the
    communities, `along` of lines, `outside` of neighbours; and the rows of zones, parts and
    communities that found no place.
    """

    labels: tuple[Label, ...]
    parts: tuple[Label, ...]
    names: tuple[Label, ...]
    along: tuple[Label, ...]
    outside: tuple[Label, ...]
    unplaced: tuple[int, ...]
    unplaced_parts: tuple[int, ...]
    unplaced_names: tuple[int, ...]
    line_classes: tuple[str, ...]
    """Classes of lines that are seen, the lowest first."""

    @property
    def all_labels(self) -> tuple[Label, ...]:
        """Every label on the map."""
        return (*self.labels, *self.parts, *self.names, *self.along, *self.outside)


@dataclass(frozen=True, slots=True)
class Shapes:
    """The ground in millimetres, cut at the field."""

    zones: dict[int, Any]
    areas: dict[int, Any]
    outside: list[Any]
    outside_rows: list[int]
    ways: list[tuple[str, str, Any]]


def draw_map(
    board: Board, ground: Ground, view: View, focus: Focus, *, furniture: Sequence[Box],
    points: bool, household_word: str,
) -> Drawn:  # fmt: skip
    """Draw the map into its field and place its names around the `furniture` that is there."""
    shapes = _shapes(ground, view, focus)
    taken = Taken()
    for box in furniture:
        taken.add_box(box)
    drawn = _names(board, ground, view, focus, shapes, taken, household_word)
    west, north, east, south = view.field
    pen = board.pen
    pen.box(west, north, east - west, south - north, fill=board.kit.theme.colours["field"])
    is_cut = _is_cut(shapes, view.field, board.kit.line("band").width)
    if is_cut:  # costly where a picture is made of it, and needless where nothing reaches the edge
        pen.clip("field", west, north, east - west, south - north)
    _draw_areas(board, shapes)
    measure = board.kit.fonts.text.width_em
    inside = [label for label in (*drawn.labels, *drawn.parts) if label.target is None]
    along = _mask(drawn.along, measure)
    mask = shapely.union(along, _mask([*inside, *drawn.names, *drawn.outside], measure))
    _draw_zones(board, ground, shapes, focus, mask)
    _draw_inner(board, ground, view, focus, mask)
    edges = [shape.boundary for shape in shapes.zones.values()]
    pen.stroke(without(edges, along), board.kit.line("grid"))
    _draw_ways(board, shapes, mask)
    _draw_borders(board, ground, view, shapes, along)
    if points:
        at = view.to_mm(ground.points[np.isin(ground.area_of_point, focus.communities)])
        seen = (at[:, 0] > west) & (at[:, 0] < east) & (at[:, 1] > north) & (at[:, 1] < south)
        pen.dots(at[seen], board.kit.theme.colours["ink"], dot_mm(board))
    if focus.marked is not None and focus.marked in shapes.zones:
        pen.stroke([shapes.zones[focus.marked].boundary], board.kit.line("marked"))
    if is_cut:
        pen.end()
    _write(board, drawn, focus)
    return drawn


def _is_cut(shapes: Shapes, field: Box, reach: float) -> bool:
    """Whether something, with its stroke, would stand over the edge of the field."""
    every = [*shapes.zones.values(), *shapes.areas.values(), *shapes.outside]
    every += [shape for *_, shape in shapes.ways]
    if not every:
        return False
    west, north, east, south = shapely.total_bounds(np.array(every, dtype=object)).tolist()
    inside = west - reach >= field[0] and north - reach >= field[1]
    return not (inside and east + reach <= field[2] and south + reach <= field[3])


def dot_mm(board: Board) -> float:
    """Return the width of the dot of a household."""
    return 0.45 * board.kit.paper.lines


def _shapes(ground: Ground, view: View, focus: Focus) -> Shapes:
    others = [row for row in range(len(ground.area_code)) if row not in set(focus.communities)]
    zones = view.shapes([ground.shape[row] for row in focus.zones])
    areas = view.shapes([ground.area_shape[row] for row in focus.communities])
    outside = view.shapes([ground.area_shape[row] for row in others])
    lines = view.shapes([way.shape for way in ground.ways])
    return Shapes(
        {row: s for row, s in zip(focus.zones, zones, strict=True) if s is not None},
        {row: s for row, s in zip(focus.communities, areas, strict=True) if s is not None},
        [s for s in outside if s is not None],
        [row for row, s in zip(others, outside, strict=True) if s is not None],
        [
            (way.line_class, way.name, s)
            for way, s in zip(ground.ways, lines, strict=True)
            if s is not None
        ],
    )


# --- names ---------------------------------------------------------------------------------------


def _names(
    board: Board, ground: Ground, view: View, focus: Focus, shapes: Shapes, taken: Taken,
    household_word: str,
) -> Drawn:  # fmt: skip
    kit = board.kit
    west, north, east, south = view.field
    frame = (west + 1, north + 1, east - 1, south - 1)
    text, bold = kit.fonts.text.width_em, kit.fonts.bold.width_em
    sizes = Sizes(kit.paper.label_most, kit.paper.label_least, kit.theme.legible)
    wishes = [
        Wish(
            shapes.zones.get(row),
            (_cut(board, ground.label[row]),
             *([household_word.format(n=int(ground.households[row]))]
               if ground.kind[row] != SPECIAL and not focus.is_nested else [])),
            (_cut(board, ground.label[row]),),
            _cut(board, ground.number[row]),
        )
        for row in focus.zones
    ]  # fmt: skip
    names: list[Label] = []
    without: list[int] = []
    rows = [row for row in focus.communities if row in shapes.areas]
    if len(rows) > 1:
        names, missing = place_names(
            [_cut(board, ground.area_name[row]) for row in rows],
            [shapes.areas[row] for row in rows],
            taken=taken, measure=bold, sizes=Sizes(sizes.most * 1.35, sizes.least * 1.1),
            spared=wanted_boxes(wishes, measure=text, sizes=sizes),
        )  # fmt: skip
        without = [rows[k] for k in missing]
    # Of several levels the upper one is bold.
    measure = bold if focus.is_nested else text
    labels, unplaced = place_zones(wishes, frame=frame, taken=taken, measure=measure, sizes=sizes)
    # A zone of which nothing is in the field asks for no label.
    unplaced = [k for k in unplaced if wishes[k].shape is not None]
    most = min((label.size_pt for label in labels), default=sizes.most)
    parts, unplaced_parts = _part_labels(board, ground, view, focus, frame, taken, most)
    outside, _ = place_names(
        [_cut(board, ground.area_name[row]) for row in shapes.outside_rows],
        shapes.outside,
        taken=taken, measure=text, sizes=Sizes(sizes.most * 1.1, sizes.least),
        spared=np.empty((0, 4)),
    )  # fmt: skip
    ways = sorted(
        ((line_class, name, shape) for line_class, name, shape in shapes.ways
         if name and line_class in NAMED),
        key=lambda way: (NAMED.index(way[0]), -way[2].length),
    )  # fmt: skip
    along, _ = place_along(
        [_cut(board, name) for _, name, _ in ways], [shape for *_, shape in ways],
        frame=frame, taken=taken, measure=text, size_pt=sizes.least,
    )  # fmt: skip
    seen = {line_class for line_class, *_ in shapes.ways}
    return Drawn(
        tuple(_moved(label, focus.zones) for label in labels),
        parts,
        tuple(_moved(label, rows) for label in names),
        tuple(along),
        tuple(_moved(label, shapes.outside_rows) for label in outside),
        tuple(focus.zones[k] for k in unplaced),
        unplaced_parts,
        tuple(without),
        tuple(name for name in LINE_CLASSES if name in seen),
    )


def _part_labels(
    board: Board, ground: Ground, view: View, focus: Focus, frame: Box, taken: Taken, most: float
) -> tuple[tuple[Label, ...], tuple[int, ...]]:
    """Number the smallest parts: alone inside, with the number of the zone on a leader line.

    Their type is smaller than `most`, that of the smallest of the zones' names, where it can be.
    """
    if not focus.is_nested:
        return (), ()
    leaves = ground.parts.leaves(focus.zones)
    least = board.kit.paper.label_least
    wishes = [
        Wish(shape, (path,), (path,), ground.full_path(row))
        for row, shape in zip(leaves, view.shapes(ground.parts.shape[leaves]), strict=True)
        for path in [str(ground.parts.path[row])]
    ]
    labels, unplaced = place_zones(
        wishes, frame=frame, taken=taken, measure=board.kit.fonts.text.width_em,
        sizes=Sizes(max(0.8 * most, least), least, board.kit.theme.legible),
    )  # fmt: skip
    lost = [leaves[k] for k in unplaced if wishes[k].shape is not None]
    return tuple(_moved(label, leaves) for label in labels), tuple(lost)


def _cut(board: Board, text: str) -> str:
    """A name of at most 16 ems: longer ones never fit anywhere."""
    return board.kit.fonts.text.cut(str(text), 16)


def _moved(label: Label, rows: Sequence[int]) -> Label:
    """The label with a row of the ground instead of a row of what was asked for."""
    return Label(
        rows[label.row], label.rung, label.lines, label.at, label.width, label.height,
        label.size_pt, label.angle, label.target,
    )  # fmt: skip


def _mask(labels: Sequence[Label], measure: Measure) -> Any:
    """Where lines give way to names: cleaner than a halo, and a name stands once in the file."""
    boxes = []
    for label in labels:
        if label.angle:
            boxes.append(label.outline.buffer(_MASK_MM, join_style="mitre"))
            continue
        x, y = label.at
        em, top = label.size_pt * PT_MM, y - label.height / 2
        for k, line in enumerate(label.lines):
            size = em * (SECOND_LINE if k else 1)
            half = measure(line) * size / 2 + _MASK_MM
            high = top + k * (label.height - size)
            boxes.append(shapely.box(x - half, high - _MASK_MM / 2, x + half, high + size))
    return shapely.union_all(boxes)


def _write(board: Board, drawn: Drawn, focus: Focus) -> None:
    pen, colours = board.pen, board.kit.theme.colours
    leaders = [label for label in (*drawn.labels, *drawn.parts) if label.target is not None]
    thin = Stroke(colours["ink"], 0.13 * board.kit.paper.lines)
    pen.stroke([shapely.LineString([label.at, label.target]) for label in leaders], thin)
    pen.dots(np.array([label.target for label in leaders]).reshape(-1, 2), colours["ink"],
             0.7 * board.kit.paper.lines)  # fmt: skip
    for label in leaders:
        draw_plate(board, *label.at, label.width, label.height)
    for label in drawn.labels:
        _write_label(board, label, "ink", "bold" if focus.is_nested else "text")
    for label in drawn.parts:
        _write_label(board, label, "ink", "text")
    bold = board.kit.fonts.bold
    for label in drawn.names:
        for line, y, size in _lines_of(label):
            em = size * PT_MM
            left = label.at[0] - bold.width_em(line) * em / 2
            halo = Stroke(colours["paper"], em * 0.16)
            pen.glyphs(bold.glyphs(line), left, y + MIDDLE_EM * em, em, halo)
        _write_label(board, label, "place", "bold")
    for label in drawn.along:
        _write_label(board, label, "muted", "text")
    for label in drawn.outside:
        _write_label(board, label, "muted", "text")


def _lines_of(label: Label) -> list[tuple[str, float, float]]:
    """The lines of a label with the height of their middles and their sizes."""
    y, em = label.at[1], label.size_pt * PT_MM
    if len(label.lines) == 1:
        return [(label.lines[0], y, label.size_pt)]
    small = label.size_pt * SECOND_LINE
    return [
        (label.lines[0], y - label.height / 2 + em / 2, label.size_pt),
        (label.lines[1], y + label.height / 2 - small * PT_MM / 2, small),
    ]


def _write_label(board: Board, label: Label, colour: str, face: str) -> None:
    for line, y, size in _lines_of(label):
        board.write(line, label.at[0], y, size, colour=colour, face=face, anchor="middle",
                    angle=label.angle)  # fmt: skip


# --- shapes --------------------------------------------------------------------------------------


def _draw_areas(board: Board, shapes: Shapes) -> None:
    """Neighbours pale; around what the map is about a band, of which the outer half is seen."""
    kit = board.kit
    board.pen.fill(shapes.outside, kit.theme.colours["outside"])
    board.pen.stroke(
        [s.boundary for s in shapes.outside],
        Stroke(kit.theme.colours["muted"], 0.2 * kit.paper.lines),
    )
    whole = shapely.union_all(list(shapes.areas.values()), grid_size=0.01)
    band = kit.line("band")
    board.pen.stroke([whole.boundary], Stroke(band.colour, 2 * band.width))


def _draw_zones(board: Board, ground: Ground, shapes: Shapes, focus: Focus, mask: Any) -> None:
    kit = board.kit
    board.pen.fill(shapes.areas.values(), kit.theme.colours["paper"])
    by_fill: dict[int, list[Any]] = {}
    for row, shape in shapes.zones.items():
        by_fill.setdefault(int(ground.colour[row]), []).append(shape)
    for fill_row in sorted(by_fill):
        draw_fill(board, by_fill[fill_row], kit.theme.fill(fill_row), mask)
    special = [s for row, s in shapes.zones.items() if ground.kind[row] == SPECIAL]
    stroke = Stroke(kit.theme.colours["special"], 0.16 * kit.paper.lines)
    lines = [line for shape in special for line in hatch(shape, 1.8 * kit.paper.lines)]
    board.pen.stroke(without(lines, mask), stroke, cap="butt")
    if focus.marked is not None:
        # What the page is about keeps its colours, the rest steps back.
        rest = [s for row, s in shapes.zones.items() if row != focus.marked]
        board.pen.fill(rest, kit.theme.colours["paper"], 0.55)


def _draw_inner(board: Board, ground: Ground, view: View, focus: Focus, mask: Any) -> None:
    kit = board.kit
    own = np.array(focus.zones if focus.marked is None else (focus.marked,), dtype=np.int64)
    # The deepest first: borders of levels further up lie over them.
    for depth, (level, parts) in reversed(list(enumerate(ground.inner.items()))):
        kept = parts[np.isin(ground.inner_zone[level], own)]
        lines = [line for line in view.shapes(kept) if line is not None]
        board.pen.stroke(without(lines, mask), inner_stroke(kit, focus, depth), cap="butt")


def inner_stroke(kit: Kit, focus: Focus, depth: int) -> Stroke:
    """Return how borders so many levels below the inner borders of the drawn zones look."""
    border = kit.line("group")
    times = (1.6 if focus.is_nested else 1.0) * 0.75**depth
    dash = (0.55 * kit.paper.lines * times, 0.45 * kit.paper.lines * times)
    return Stroke(border.colour, border.width * times, dash)


def _draw_ways(board: Board, shapes: Shapes, mask: Any) -> None:
    """Casings of all roads before their cores, so that they join without a seam."""
    kit = board.kit
    lines: dict[str, list[Any]] = {}
    for line_class, _, shape in shapes.ways:
        lines.setdefault(line_class, []).append(shape)
    open_lines = {name: without(own, mask) for name, own in lines.items()}

    def draw(name: str, part: int) -> None:
        if name in open_lines and name in kit.theme.lines:
            stroke = kit.theme.lines[name][part]
            cap = "butt" if stroke.dash or name in ("railway", "bridge") else "round"
            board.pen.stroke(open_lines[name], kit.scaled(stroke), cap=cap)

    for name in WATER:
        draw(name, 0)
        draw(name, 1)
    draw("bridge", 0)
    for name in ROADS:
        draw(name, 0)
    draw("bridge", 1)
    for name in ROADS:
        draw(name, 1)
    for name in ("railway", "wall"):
        draw(name, 0)
        draw(name, 1)


def _draw_borders(board: Board, ground: Ground, view: View, shapes: Shapes, mask: Any) -> None:
    kit = board.kit
    whole = shapely.union_all(list(shapes.areas.values()), grid_size=0.01)
    # The cut at the edge of the field is no border.
    west, north, east, south = view.field
    rim = shapely.box(west, north, east, south).boundary.buffer(0.05)
    outer = shapely.difference(whole.boundary, rim)
    lines = [line for line in view.shapes([ground.area_borders]) if line is not None]
    inner = [shapely.difference(line, whole.boundary.buffer(0.05)) for line in lines]
    inner = without([shapely.intersection(line, whole) for line in inner], mask)
    border = kit.line("community")
    dash = tuple(part * kit.paper.lines for part in DASH_DOT)
    white = Stroke("#ffffff", border.width * 2.2)
    board.pen.stroke(inner, white, opacity=0.75)
    board.pen.stroke(inner, Stroke(border.colour, border.width, dash), cap="butt")
    board.pen.stroke(without([outer], mask), kit.line("outer"))
