"""The field of a sheet: the map in it, with north arrow and scale bar where they cover least."""

from __future__ import annotations

from collections.abc import Sequence

import shapely

from maps.ink.furniture import draw_north, draw_scale, north_size, scale_size
from maps.ink.kit import Board
from maps.ink.paper import Box
from maps.sheets.body import draw_map
from maps.sheets.extract import Extract
from maps.sheets.lettering import Lettering


def draw_field(board: Board, extract: Extract, *, points: bool) -> Lettering:
    """Draw the map, then north arrow and scale bar in the corners that cover least of it.

    Parameters
    ----------
    board
        Of the sheet.
    extract
        What the map shows, and where its field is.
    points
        Whether the places of households are drawn.
    """
    kit, view = board.kit, extract.view
    west, _, east, _ = view.field
    most = (east - west) / 5
    shown = kit.theme.furniture
    wanted = []
    if "north" in shown:
        wanted.append(("north", north_size(kit), (1, 0, 2, 3)))
    if "scale" in shown:
        wanted.append(("scale", scale_size(kit, view.scale, most), (2, 3, 0, 1)))
    placed = _corners(extract, [(size, order_of) for _, size, order_of in wanted])
    lettering = draw_map(board, extract, furniture=[box for box, _ in placed], points=points)
    for (name, *_), (box, covers) in zip(wanted, placed, strict=True):
        if covers:
            board.pen.box(box[0], box[1], box[2] - box[0], box[3] - box[1],
                          fill=kit.theme.colours["paper"], fill_opacity="0.88")  # fmt: skip
        if name == "north":
            draw_north(board, box[0], box[1])
        else:
            draw_scale(board, box[0], box[1], view.scale, most)
    return lettering


def _corners(
    extract: Extract, wanted: Sequence[tuple[tuple[float, float], tuple[int, ...]]]
) -> list[tuple[Box, bool]]:  # fmt: skip
    """A corner of the field for each piece: the first of its order that covers least."""
    scenery, view, focus = extract.scenery, extract.view, extract.focus
    west, north, east, south = view.field
    shapes = [
        s for s in view.shapes([scenery.community_shape[row] for row in focus.communities]) if s
    ]
    borders = [line for line in view.shapes([scenery.community_borders]) if line is not None]
    pad = 2.5
    free = [0, 1, 2, 3]
    placed: list[tuple[Box, bool]] = []
    for (wide, high), order_of in wanted:
        boxes = {
            0: (west + pad, north + pad, west + pad + wide, north + pad + high),
            1: (east - pad - wide, north + pad, east - pad, north + pad + high),
            2: (west + pad, south - pad - high, west + pad + wide, south - pad),
            3: (east - pad - wide, south - pad - high, east - pad, south - pad),
        }
        covered = {
            k: sum(shapely.box(*boxes[k]).intersection(shape).area for shape in shapes)
            for k in order_of
            if k in free
        }
        best = min(covered, key=lambda k: (round(covered[k], 3), order_of.index(k)))
        free.remove(best)
        box = shapely.box(*boxes[best])
        is_crossed = any(line.intersects(box) for line in borders)
        placed.append((boxes[best], covered[best] > 0.01 or is_crossed))
    return placed
