"""The field of a sheet: the map in it, with north arrow and scale bar in corners that are free."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import shapely

from maps.ink.furniture import draw_north, draw_scale, north_size, scale_size
from maps.ink.kit import Board, Kit
from maps.ink.paper import Box
from maps.sheets.body import draw_map
from maps.sheets.extract import Extract, Seen
from maps.sheets.lettering import Lettering

_ORDER = {"north": (1, 0, 2, 3), "scale": (2, 3, 0, 1)}
"""The corners of the field that each piece tries: 0 and 1 at the top, 2 and 3 at the bottom."""

_PAD_MM = 2.5


def corners_of(kit: Kit, extract: Extract, seen: Seen) -> dict[str, Box] | None:
    """Return a corner of the field for north arrow and scale bar, on nothing that is drawn.

    Parameters
    ----------
    kit
        The theme, which may have neither, and the type.
    extract, seen
        What the map shows, and the same in mm.

    Returns
    -------
    Boxes in mm; None where one of them has no free corner, so that both stand beside the map.
    """
    west, north, east, south = extract.view.field
    sizes = {"north": north_size(kit), "scale": scale_size(kit, extract.view.scale, _most(extract))}
    drawn = _drawn(seen)
    free = [0, 1, 2, 3]
    placed: dict[str, Box] = {}
    for name, (wide, high) in sizes.items():
        if name not in kit.theme.furniture:
            continue
        left, right = west + _PAD_MM, east - _PAD_MM - wide
        top, bottom = north + _PAD_MM, south - _PAD_MM - high
        corners = ((left, top), (right, top), (left, bottom), (right, bottom))
        for k in _ORDER[name]:
            x, y = corners[k]
            around = shapely.box(x, y, x + wide, y + high).buffer(kit.line("band").width)
            if k in free and not shapely.intersects(drawn, around).any():
                free.remove(k)
                placed[name] = (x, y, x + wide, y + high)
                break
        else:
            return None
    return placed


def draw_field(
    board: Board, extract: Extract, seen: Seen, corners: Mapping[str, Box], *, points: bool
) -> Lettering:
    """Draw the map, and north arrow and scale bar into their corners.

    Parameters
    ----------
    board
        Of the sheet.
    extract, seen
        What the map shows, and the same in mm.
    corners
        As `corners_of` returns them; empty where both stand beside the map.
    points
        Whether the places of households are drawn.
    """
    lettering = draw_map(board, extract, seen, furniture=list(corners.values()), points=points)
    if "north" in corners:
        draw_north(board, *corners["north"][:2])
    if "scale" in corners:
        draw_scale(board, *corners["scale"][:2], extract.view.scale, _most(extract))
    return lettering


def _most(extract: Extract) -> float:
    """How long the scale bar may be, mm."""
    return (extract.view.field[2] - extract.view.field[0]) / 5


def _drawn(seen: Seen) -> np.ndarray[tuple[int], np.dtype[np.object_]]:
    """Everything that is drawn in the field."""
    shapes = [*seen.communities.values(), *seen.zones.values(), *seen.outside, *seen.water]
    return np.array([*shapes, *(shape for *_, shape in seen.ways)], dtype=object)
