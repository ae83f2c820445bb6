"""The map of what moved: new grids, land that changed hands, borders that are no more."""

from __future__ import annotations

from typing import Any

import shapely

from gridgen.plans.moved_land import Redrawn
from gridgen.words.say import say
from maps.ink.furniture import bearings_mm, draw_bearings
from maps.ink.hatching import hatch, without
from maps.ink.kit import Board, Kit
from maps.ink.legend import Sign
from maps.ink.paper import PT_MM, Box
from maps.ink.theme import Stroke
from maps.sheets.body import draw_map
from maps.sheets.edition import Edition
from maps.sheets.extract import Extract, Focus, View
from maps.sheets.layout import round_scale
from maps.sheets.lettering import Lettering


def draw_changes(
    board: Board, edition: Edition, place: Box, community: int, redrawn: Redrawn
) -> Lettering:
    """Draw the new grids of a community, over them what moved and the borders that are no more.

    Parameters
    ----------
    board
        Of the page.
    edition, community
        The new plan, and the row of the community in it.
    place
        The box in mm of the map, with scale bar and arrow under it.
    redrawn
        What became of the older plan.
    """
    scenery, kit = edition.scenery, board.kit
    em = kit.paper.text_pt * PT_MM
    field = (place[0], place[1], place[2], place[3] - bearings_mm(kit) - em / 2)
    shape = scenery.community_shape[community]
    west, south, east, north = (0.0, 0.0, 100.0, 100.0) if shape is None else shape.bounds
    scale = round_scale((max(east - west, 20), max(north - south, 20)), field, 4)
    view = View(field, scale, ((west + east) / 2, (south + north) / 2))
    focus = Focus((community,), tuple(scenery.rows_of([community])))
    extract = Extract(scenery, view, focus)
    lettering = draw_map(board, extract, extract.seen(), furniture=[], points=False)
    _draw_moved(board, extract, lettering, redrawn)
    draw_bearings(board, field[0], field[3] + em / 2, scale, (field[2] - field[0]) / 2)
    frame = Stroke(kit.theme.colours["rule"], 0.4 * kit.paper.lines)
    board.pen.stroke([shapely.box(*field).exterior], frame)
    return lettering


def _draw_moved(board: Board, extract: Extract, lettering: Lettering, redrawn: Redrawn) -> None:
    """Hatch what moved in the community and dash its old borders, but not through a name."""
    kit, view = board.kit, extract.view
    shapes = [extract.scenery.community_shape[row] for row in extract.focus.communities]
    # Only what the map is about: what moved next door stands on a page of its own.
    own = shapely.union_all([shape for shape in shapes if shape is not None])
    names = shapely.union_all(
        [label.outline.buffer(0.3 * kit.paper.lines) for label in lettering.all_labels]
    )
    inside = shapely.intersection([land.shape for land in redrawn.land], own)
    land = [s for s in view.shapes(inside) if s is not None]
    lines = [line for shape in land for line in hatch(shape, _STEP * kit.paper.lines, "falling")]
    board.pen.stroke(without(lines, names), _hatching(kit), cap="butt")
    board.pen.stroke(without([s.boundary for s in land], names), _hatching(kit))
    gone: list[Any] = [
        line for line in view.shapes([shapely.intersection(redrawn.gone, own)]) if line is not None
    ]
    old = _old_border(kit)
    bed = Stroke(kit.theme.colours["paper"], old.width * 2.2)
    board.pen.stroke(without(gone, names), bed, cap="butt", opacity=0.85)
    board.pen.stroke(without(gone, names), old, cap="butt")


_STEP = 1.7
"""Millimetres between two lines of the hatching on A3."""


def _hatching(kit: Kit) -> Stroke:
    return Stroke(kit.theme.colours["marked"], 0.28 * kit.paper.lines)


def _old_border(kit: Kit) -> Stroke:
    lines = kit.paper.lines
    return Stroke(kit.theme.colours["marked"], 0.6 * lines, (2.4 * lines, 1.4 * lines))


def change_signs(edition: Edition) -> list[Sign]:
    """Return what the legend says of the map of what moved."""
    kit, lang = edition.kit, edition.lang
    level = edition.scenery.level_name(lang)
    return [
        Sign("falling", say("changes_moved", lang), (_hatching(kit),)),
        Sign("line", say("changes_old_border", lang, level=level), (_old_border(kit),)),
        Sign("line", say("changes_new_border", lang, level=level), (kit.line("grid"),)),
    ]
