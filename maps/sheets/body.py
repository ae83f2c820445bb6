"""The map itself: fills, borders of three levels, lines with casing, then the names over them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely

from maps.ink.hatching import draw_fill, hatch, without
from maps.ink.kit import Board, Kit
from maps.ink.labels import Taken
from maps.ink.naming import SPECIAL
from maps.ink.paper import Box
from maps.ink.theme import Stroke
from maps.sheets.extract import Extract, Focus, Seen
from maps.sheets.lettering import Lettering, letter, mask_of, write_names

WATER = ("stream", "river")
ROADS = ("road", "main_road", "expressway")
DASH_DOT = (3.2, 0.9, 0.5, 0.9)


def draw_map(
    board: Board, extract: Extract, *, furniture: Sequence[Box], points: bool
) -> Lettering:
    """Draw the map into its field and place its names around the furniture.

    Parameters
    ----------
    board
        Of the sheet.
    extract
        What the map shows, and where its field is.
    furniture
        Boxes in mm that stand in the field and are drawn after the map.
    points
        Whether the places of households are drawn: never on what the public sees.
    """
    west, north, east, south = extract.view.field
    focus, pen, kit = extract.focus, board.pen, board.kit
    seen = extract.seen()
    taken = Taken((west + 1, north + 1, east - 1, south - 1))
    for box in furniture:
        taken.add_box(box)
    lettering = letter(kit, extract, seen, taken)
    pen.box(west, north, east - west, south - north, fill=kit.theme.colours["field"])
    is_cut = seen.reaches(extract.view.field, kit.line("band").width)
    if is_cut:  # costly where a picture is made of it, and needless where nothing reaches the edge
        pen.clip("field", west, north, east - west, south - north)
    whole = shapely.union_all(list(seen.communities.values()), grid_size=0.01)
    _draw_communities(board, seen, whole)
    measure = kit.fonts.text.width_em
    inside = [label for label in (*lettering.labels, *lettering.parts) if label.target is None]
    along = mask_of(lettering.along, measure)
    mask = shapely.union(along, mask_of([*inside, *lettering.names, *lettering.outside], measure))
    _draw_zones(board, extract, seen, mask)
    _draw_inner(board, extract, mask)
    edges = [shape.boundary for shape in seen.zones.values()]
    pen.stroke(without(edges, along), kit.line("grid"))
    _draw_ways(board, seen, mask)
    _draw_borders(board, extract, whole, along)
    if points:
        _draw_points(board, extract)
    if focus.marked is not None and focus.marked in seen.zones:
        pen.stroke([seen.zones[focus.marked].boundary], kit.line("marked"))
    if is_cut:
        pen.end()
    write_names(board, lettering, is_nested=focus.is_nested)
    return lettering


def _draw_points(board: Board, extract: Extract) -> None:
    scenery = extract.scenery
    own = np.isin(scenery.community_of_point, extract.focus.communities)
    at = extract.view.to_mm(scenery.points[own])
    west, north, east, south = extract.view.field
    seen = (at[:, 0] > west) & (at[:, 0] < east) & (at[:, 1] > north) & (at[:, 1] < south)
    board.pen.dots(at[seen], board.kit.theme.colours["ink"], dot_mm(board.kit))


def dot_mm(kit: Kit) -> float:
    """Return the width of the dot of a household."""
    return 0.45 * kit.paper.lines


def _draw_communities(board: Board, seen: Seen, whole: Any) -> None:
    """Neighbours pale; around what the map is about a band, of which the outer half is seen."""
    kit = board.kit
    board.pen.fill(seen.outside, kit.theme.colours["outside"])
    board.pen.stroke(
        [s.boundary for s in seen.outside],
        Stroke(kit.theme.colours["muted"], 0.2 * kit.paper.lines),
    )
    band = kit.line("band")
    board.pen.stroke([whole.boundary], Stroke(band.colour, 2 * band.width))


def _draw_zones(board: Board, extract: Extract, seen: Seen, mask: Any) -> None:
    kit = board.kit
    board.pen.fill(seen.communities.values(), kit.theme.colours["paper"])
    by_fill: dict[int, list[Any]] = {}
    for row, shape in seen.zones.items():
        by_fill.setdefault(int(extract.scenery.colour[row]), []).append(shape)
    for fill_row in sorted(by_fill):
        draw_fill(board, by_fill[fill_row], kit.theme.fill(fill_row), mask)
    special = [s for row, s in seen.zones.items() if extract.scenery.kind[row] == SPECIAL]
    stroke = Stroke(kit.theme.colours["special"], 0.16 * kit.paper.lines)
    lines = [line for shape in special for line in hatch(shape, 1.8 * kit.paper.lines)]
    board.pen.stroke(without(lines, mask), stroke, cap="butt")
    if extract.focus.marked is not None:
        # What the page is about keeps its colours, the rest steps back.
        rest = [s for row, s in seen.zones.items() if row != extract.focus.marked]
        board.pen.fill(rest, kit.theme.colours["paper"], 0.55)


def _draw_inner(board: Board, extract: Extract, mask: Any) -> None:
    kit = board.kit
    scenery, focus = extract.scenery, extract.focus
    own = np.array(focus.zones if focus.marked is None else (focus.marked,), dtype=np.int64)
    # The deepest first: borders of levels further up lie over them.
    for depth, (level, parts) in reversed(list(enumerate(scenery.inner.items()))):
        kept = parts[np.isin(scenery.inner_zone[level], own)]
        lines = [line for line in extract.view.shapes(kept) if line is not None]
        board.pen.stroke(without(lines, mask), inner_stroke(kit, focus, depth), cap="butt")


def inner_stroke(kit: Kit, focus: Focus, depth: int) -> Stroke:
    """Return how borders so many levels below the inner borders of the drawn zones look.

    Parameters
    ----------
    kit
        The theme and the width of lines on the paper.
    focus
        What the map is about: where it is nested the borders are heavier.
    depth
        0 for the first level below the drawn one; each further one is a quarter thinner.
    """
    border = kit.line("group")
    times = (1.6 if focus.is_nested else 1.0) * 0.75**depth
    dash = (0.55 * kit.paper.lines * times, 0.45 * kit.paper.lines * times)
    return Stroke(border.colour, border.width * times, dash)


def _draw_ways(board: Board, seen: Seen, mask: Any) -> None:
    """Casings of all roads before their cores, so that they join without a seam."""
    kit = board.kit
    lines: dict[str, list[Any]] = {}
    for line_class, _, shape in seen.ways:
        lines.setdefault(line_class, []).append(shape)
    open_lines = {name: without(own, mask) for name, own in lines.items()}

    def draw(name: str, part: int) -> None:
        if name in open_lines and name in kit.theme.lines:
            stroke = kit.theme.lines[name][part]
            cap = "butt" if stroke.dash or name in ("railway", "bridge") else "round"
            board.pen.stroke(open_lines[name], kit.scaled(stroke), cap=cap)

    # A bridge spans the water and is crossed by the cores of the roads.
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


def _draw_borders(board: Board, extract: Extract, whole: Any, mask: Any) -> None:
    kit = board.kit
    # The cut at the edge of the field is no border.
    west, north, east, south = extract.view.field
    rim = shapely.box(west, north, east, south).boundary.buffer(0.05)
    outer = shapely.difference(whole.boundary, rim)
    every = extract.view.shapes([extract.scenery.community_borders])
    lines = [line for line in every if line is not None]
    inner = [shapely.difference(line, whole.boundary.buffer(0.05)) for line in lines]
    inner = without([shapely.intersection(line, whole) for line in inner], mask)
    border = kit.line("community")
    dash = tuple(part * kit.paper.lines for part in DASH_DOT)
    # A pale bed under the dashes, so that they read on strong fills.
    white = Stroke("#ffffff", border.width * 2.2)
    board.pen.stroke(inner, white, opacity=0.75)
    board.pen.stroke(inner, Stroke(border.colour, border.width, dash), cap="butt")
    board.pen.stroke(without([outer], mask), kit.line("outer"))
