"""The map itself: fills, what lies on the ground, the borders over all of it, then the names."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely

from maps.ink.hatching import draw_fill, special_lines, special_stroke, without
from maps.ink.kit import Board, Kit
from maps.ink.labels import Taken
from maps.ink.naming import SPECIAL
from maps.ink.paper import Box
from maps.ink.theme import Stroke
from maps.sheets.edges import casing, draw_edges, draw_inner, edges_of
from maps.sheets.extract import Extract, Seen
from maps.sheets.ground import draw_ground
from maps.sheets.lettering import Lettering, letter, masks_of, write_names


def draw_map(
    board: Board, extract: Extract, seen: Seen, *, furniture: Sequence[Box], points: bool
) -> Lettering:
    """Draw the map into its field and place its names around the furniture.

    Parameters
    ----------
    board
        Of the sheet.
    extract, seen
        What the map shows, and where its field is; the same in mm.
    furniture
        Boxes in mm that stand in the field and are drawn after the map.
    points
        Whether the places of households are drawn: never on what the public sees.
    """
    west, north, east, south = extract.view.field
    focus, pen, kit = extract.focus, board.pen, board.kit
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
    mask, own = masks_of(kit, lettering)
    _draw_zones(board, extract, seen, mask)
    draw_ground(board, seen, mask)
    draw_inner(board, extract, own)
    draw_edges(board, edges_of(extract, seen, whole))
    if points:
        _draw_points(board, extract)
    if focus.marked is not None and focus.marked in seen.zones:
        own_edge = [seen.zones[focus.marked].boundary]
        pen.stroke(own_edge, casing(kit, "marked"))
        pen.stroke(own_edge, kit.line("marked"))
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
    lines = [line for shape in special for line in special_lines(shape, kit)]
    board.pen.stroke(without(lines, mask), special_stroke(kit), cap="butt")
    if extract.focus.marked is not None:
        # What the page is about keeps its colours, the rest steps back.
        rest = [s for row, s in seen.zones.items() if row != extract.focus.marked]
        board.pen.fill(rest, kit.theme.colours["paper"], 0.55)
