"""The names on a map: in which order they find their places, and how they are written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import shapely

from gridgen.words.say import say
from maps.ink.furniture import draw_plate
from maps.ink.kit import Board, Kit, Look
from maps.ink.labels import SECOND_LINE, Label, Measure, Taken, TextStyle
from maps.ink.ladder import Wish, place_zones, wanted_boxes
from maps.ink.lines import LINE_CLASSES
from maps.ink.names import Manner, place_along, place_names
from maps.ink.naming import SPECIAL
from maps.ink.paper import PT_MM
from maps.ink.scene import UNIT
from maps.ink.theme import Stroke
from maps.sheets.edges import inner_stroke
from maps.sheets.extract import Extract, Seen

NAMED = ("expressway", "railway", "main_road", "river", "road", "stream")
"""Lines that carry their names, the most important first."""

_MOST_EM = 16
"""Names are cut to so many ems: longer ones never fit anywhere."""

_MASK_MM = 0.35

PLATE_EM = 0.3
"""Around the name of a community on its plate, in ems of its type."""


@dataclass(frozen=True, slots=True)
class Lettering:
    """What came of the labels of one map.

    `labels` of the zones (rows of the scenery), `parts` of what lies in them, `names` of the
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


def letter(kit: Kit, extract: Extract, seen: Seen, taken: Taken) -> Lettering:
    """Place the names of a map, the most important first, and return what came of them.

    Parameters
    ----------
    kit
        The faces of the names and the largest and smallest type of the paper.
    extract, seen
        What the map shows, and the same in mm.
    taken
        The frame of the field with the furniture in it; every label is added.
    """
    focus = extract.focus
    text, bold = kit.fonts.text.width_em, kit.fonts.bold.width_em
    style = TextStyle(text, kit.paper.label_most, kit.paper.label_least, kit.paper.least_pt)
    taken.keep_off(seen.edges, _off_border(kit, "grid"))
    taken.keep_off(seen.home_edges, _off_border(kit, "community"))
    if focus.marked in seen.zones:
        taken.keep_off([seen.zones[focus.marked].boundary], _off_border(kit, "marked"))
    wishes = _wishes(kit, extract, seen)
    rows = [row for row in focus.communities if row in seen.communities]
    names: list[Label] = []
    without: list[int] = []
    if len(rows) > 1:
        names, without = place_names(
            [_cut(kit, extract.scenery.community_name[row]) for row in rows],
            [seen.communities[row] for row in rows],
            taken=taken,
            style=TextStyle(bold, style.most * 1.1, style.least * 1.1, style.legible),
            manner=Manner(wanted_boxes(wishes, style), _wet(kit, seen), PLATE_EM, leads=True),
        )
    # Of several levels the upper one is bold.
    own = replace(style, measure=bold) if focus.is_nested else style
    labels, unplaced = place_zones(wishes, taken=taken, style=own)
    # A zone of which nothing is in the field asks for no label.
    unplaced = [k for k in unplaced if wishes[k].shape is not None]
    smallest = min((label.size_pt for label in labels), default=style.most)
    parts, unplaced_parts = _part_labels(kit, extract, taken, smallest)
    classes = {line_class for line_class, *_ in seen.ways}
    return Lettering(
        labels=_moved(labels, focus.zones),
        parts=parts,
        names=_moved(names, rows),
        outside=_outside(kit, extract, seen, taken),
        along=_along(kit, seen, taken, style),
        unplaced=tuple(focus.zones[k] for k in unplaced),
        unplaced_parts=unplaced_parts,
        unplaced_names=tuple(rows[k] for k in without),
        line_classes=tuple(name for name in LINE_CLASSES if name in classes),
    )


def _off_border(kit: Kit, name: str) -> float:
    """How far labels stay away from the middle of a border of the theme, mm."""
    return kit.line(name).width / 2 + 0.15 * kit.paper.lines


def _wet(kit: Kit, seen: Seen) -> Any:
    """Waters in mm, as far as the theme draws them."""
    lines = [shape for name, _, shape in seen.ways if name == "river" and name in kit.theme.lines]
    return shapely.union_all([*seen.water, *lines])


def _wishes(kit: Kit, extract: Extract, seen: Seen) -> list[Wish]:
    """What each zone would be called: its name with its households, its name, its number."""
    scenery, focus = extract.scenery, extract.focus
    # Said once with a gap for the number: a sheet may have thousands of zones.
    households = say("sheet_households", kit.lang, n="{n}")
    wishes = []
    for row in focus.zones:
        name = _cut(kit, scenery.label[row])
        is_counted = scenery.kind[row] != SPECIAL and not focus.is_nested
        count = (households.format(n=int(scenery.households[row])),) if is_counted else ()
        number = _cut(kit, scenery.number[row])
        wishes.append(Wish(seen.zones.get(row), (name, *count), (name,), number))
    return wishes


def _part_labels(
    kit: Kit, extract: Extract, taken: Taken, most: float
) -> tuple[tuple[Label, ...], tuple[int, ...]]:
    """Number the smallest parts: alone inside, with the number of the zone on a leader line.

    Their type is smaller than `most`, that of the smallest of the zones' names, where it can be.
    """
    if not extract.focus.is_nested:
        return (), ()
    scenery = extract.scenery
    leaves = scenery.parts.leaves(extract.focus.zones)
    least = kit.paper.label_least
    shapes = extract.view.shapes(scenery.parts.shape[leaves])
    edges = [shape.boundary for shape in shapes if shape is not None]
    taken.keep_off(edges, inner_stroke(kit, extract.focus, 0).width / 2)
    wishes = [
        Wish(shape, (path,), (path,), scenery.full_path(row))
        for row, shape in zip(leaves, shapes, strict=True)
        for path in [str(scenery.parts.path[row])]
    ]
    style = TextStyle(
        kit.fonts.text.width_em, max(0.8 * most, least), least, kit.paper.least_pt
    )  # fmt: skip
    labels, unplaced = place_zones(wishes, taken=taken, style=style)
    lost = [leaves[k] for k in unplaced if wishes[k].shape is not None]
    return _moved(labels, leaves), tuple(lost)


def _outside(kit: Kit, extract: Extract, seen: Seen, taken: Taken) -> tuple[Label, ...]:
    """Names of the communities around; one that finds no place is not missed there."""
    paper = kit.paper
    names, _ = place_names(
        [_cut(kit, extract.scenery.community_name[row]) for row in seen.outside_rows],
        seen.outside,
        taken=taken,
        style=TextStyle(
            kit.fonts.text.width_em, paper.label_most * 1.1, paper.label_least, paper.least_pt
        ),
        manner=Manner(np.empty((0, 4)), _wet(kit, seen)),
    )
    return _moved(names, seen.outside_rows)


def _along(kit: Kit, seen: Seen, taken: Taken, style: TextStyle) -> tuple[Label, ...]:
    """Names of lines, the most important class first, in it the longest."""
    ways = sorted(
        (way for way in seen.ways if way[1] and way[0] in NAMED and way[0] in kit.theme.lines),
        key=lambda way: (NAMED.index(way[0]), -way[2].length),
    )
    along, _ = place_along(
        [_cut(kit, name) for _, name, _ in ways],
        [shape for *_, shape in ways],
        taken=taken,
        style=style,
        clear=_off_border(kit, "community") + 0.1 * kit.paper.lines,
    )
    return tuple(along)


def _cut(kit: Kit, text: str) -> str:
    return kit.fonts.text.cut(str(text), _MOST_EM)


def _moved(labels: Sequence[Label], rows: Sequence[int]) -> tuple[Label, ...]:
    """The labels with rows of the scenery instead of rows of what was asked for."""
    return tuple(replace(label, row=rows[label.row]) for label in labels)


def masks_of(kit: Kit, lettering: Lettering) -> tuple[Any, Any]:
    """Return where lines give way to names: cleaner than a halo, and a name stands once in a file.

    Parameters
    ----------
    kit
        The faces of the names.
    lettering
        Labels in their places.

    Returns
    -------
    Where what lies on the ground gives way, to every name; and where the borders inside zones do,
    to those of zones, parts and communities. Borders of zones and above give way to none.
    """
    measure = kit.fonts.text.width_em
    inside = [label for label in (*lettering.labels, *lettering.parts) if label.target is None]
    own = mask_of([*inside, *lettering.names], measure)
    return shapely.union(own, mask_of([*lettering.along, *lettering.outside], measure)), own


def mask_of(labels: Sequence[Label], measure: Measure) -> Any:
    """Return where some labels stand.

    Parameters
    ----------
    labels
        Of one face.
    measure
        The width of that face in ems.
    """
    boxes = []
    for label in labels:
        if label.angle or label.pad:
            boxes.append(label.outline.buffer(_MASK_MM, join_style="mitre"))
            continue
        x, y = label.at
        em, high = label.size_pt * PT_MM, label.setting.height
        # A box for each line: one around both would tear more out of what lies beside.
        for k, line in enumerate(label.lines):
            size = em * (SECOND_LINE if k else 1)
            half = measure(line) * size / 2 + _MASK_MM
            top = y - high / 2 + k * (high - size)
            boxes.append(shapely.box(x - half, top - _MASK_MM / 2, x + half, top + size))
    return shapely.union_all(boxes)


def write_names(board: Board, lettering: Lettering, *, is_nested: bool) -> None:
    """Write every label, with plates and leader lines under those that have one.

    Parameters
    ----------
    board
        Of the sheet, with the map drawn on it.
    lettering
        Labels in their places.
    is_nested
        Whether the map shows several levels: the upper one is bold.
    """
    pen, colours = board.pen, board.kit.theme.colours
    led = (*lettering.names, *lettering.labels, *lettering.parts)
    leaders = [label for label in led if label.target is not None]
    thin = Stroke(colours["ink"], 0.13 * board.kit.paper.lines)
    pen.stroke([shapely.LineString([label.at, label.target]) for label in leaders], thin)
    pen.dots(np.array([label.target for label in leaders]).reshape(-1, 2), colours["ink"],
             0.7 * board.kit.paper.lines)  # fmt: skip
    for label in leaders:
        if not label.pad:
            draw_plate(board, *label.at, label.setting.width, label.setting.height)
    for label in lettering.labels:
        _write(board, label, "ink", "bold" if is_nested else "text")
    for label in lettering.parts:
        _write(board, label, "ink", "text")
    for label in lettering.names:
        _badge(board, label)
        _write(board, label, "paper", "bold")
    for label in (*lettering.along, *lettering.outside):
        _write(board, label, "muted", "text")


def _badge(board: Board, label: Label) -> None:
    """A dark plate: the name of a community must not read as the heading of a zone."""
    colours = board.kit.theme.colours
    west, north, east, south = label.box
    board.pen.box(west, north, east - west, south - north, fill=colours["place"],
                  rx=f"{0.28 * label.size_pt * PT_MM * UNIT:.0f}", stroke=colours["casing"],
                  stroke_width=f"{0.2 * board.kit.paper.lines * UNIT:.0f}")  # fmt: skip


def _lines_of(label: Label) -> list[tuple[str, float, float]]:
    """The lines of a label with the height of their middles and their sizes."""
    y, em = label.at[1], label.size_pt * PT_MM
    if len(label.lines) == 1:
        return [(label.lines[0], y, label.size_pt)]
    small = label.size_pt * SECOND_LINE
    high = label.setting.height
    return [
        (label.lines[0], y - high / 2 + em / 2, label.size_pt),
        (label.lines[1], y + high / 2 - small * PT_MM / 2, small),
    ]


def _write(board: Board, label: Label, colour: str, face: str) -> None:
    look = Look(colour, anchor="middle", face=face, angle=label.angle)
    for line, y, size in _lines_of(label):
        board.write(line, label.at[0], y, size, look)
