"""The borders of a map, over everything else that is drawn: communities, zones, what is in them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from maps.ink.hatching import without
from maps.ink.kit import Board, Kit
from maps.ink.theme import Stroke
from maps.sheets.extract import Extract, Focus, Seen

DASH_DOT = (4.5, 1.2, 1.0, 1.2)
_CASING_MM, _CASING = 0.22, 0.8
"""How far a casing reaches beyond its border on either side, on A3, and how much it covers."""


@dataclass(frozen=True, slots=True, eq=False)
class Edges:
    """The borders of one map in mm: around all that it is about, between communities, of zones."""

    outer: Any
    inner: list[Any]
    zones: list[Any]


def edges_of(extract: Extract, seen: Seen, whole: Any) -> Edges:
    """Return the borders of a map.

    Parameters
    ----------
    extract, seen
        What the map shows, and the same in mm.
    whole
        All that the map is about, as one polygon in mm.
    """
    # The cut at the edge of the field is no border.
    west, north, east, south = extract.view.field
    rim = shapely.box(west, north, east, south).boundary.buffer(0.05)
    around = shapely.buffer(shapely.boundary(whole), 0.05)
    return Edges(
        outer=shapely.difference(shapely.boundary(whole), rim),
        inner=[
            shapely.intersection(shapely.difference(line, around), whole)
            for line in seen.home_edges
        ],
        zones=seen.edges,
    )


def draw_inner(board: Board, extract: Extract, mask: Any) -> None:
    """Draw the borders inside the zones, which give way to the names of what they lie in.

    Parameters
    ----------
    board
        Of the sheet, with the ground on it.
    extract
        What the map shows.
    mask
        Where these names stand, mm.
    """
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
    times = (1.4 if focus.is_nested else 1.0) * 0.75**depth
    dash = (0.8 * kit.paper.lines * times, 0.5 * kit.paper.lines * times)
    return Stroke(border.colour, border.width * times, dash)


def community_stroke(kit: Kit) -> Stroke:
    """Return how borders between communities look: dashes and dots over the border of zones."""
    border = kit.line("community")
    return Stroke(border.colour, border.width, tuple(part * kit.paper.lines for part in DASH_DOT))


def draw_edges(board: Board, edges: Edges) -> None:
    """Draw all casings, then the borders, those of zones first: nothing is drawn over them."""
    kit, pen = board.kit, board.pen
    for name, lines in (
        ("grid", edges.zones), ("community", edges.inner), ("outer", [edges.outer]),
    ):  # fmt: skip
        pen.stroke(lines, casing(kit, name), opacity=_CASING)
    pen.stroke(edges.zones, kit.line("grid"))
    pen.stroke(edges.inner, community_stroke(kit), cap="butt")
    pen.stroke([edges.outer], kit.line("outer"))


def casing(kit: Kit, name: str) -> Stroke:
    """Return what lies under a border of the theme, so that it reads on every fill."""
    width = kit.line(name).width + 2 * _CASING_MM * kit.paper.lines
    return Stroke(kit.theme.colours["casing"], width)
