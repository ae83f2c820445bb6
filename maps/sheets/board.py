"""Notice boards: one page to hang up for each grid, or for each entrance of a building."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from gridgen.model.errors import PrintError
from gridgen.words.say import say
from maps.ink.kit import Board, Look
from maps.ink.paper import PT_MM, Box, Slot
from maps.ink.scene import Scene
from maps.sheets.board_panel import panel_of
from maps.sheets.bounds import Surroundings
from maps.sheets.edition import Edition
from maps.sheets.layout import MARGIN_MM
from maps.sheets.leaf import Leaf
from maps.sheets.pages import Chosen, Printed, Scope, finish, title_of
from maps.sheets.preflight import check_cut, check_small, check_staff
from maps.sheets.scenery import Entrance
from maps.sheets.zone_map import ZoneMap, draw_zone

MAP_TIMES = 1.6
"""Names and lines on the map of a board, beside those of a sheet of the same size."""

_MAP_SHARE = 0.52


def make_boards(edition: Edition, chosen: Chosen) -> Printed:
    """Lay out a board for each grid that was chosen, or for each entrance in these grids."""
    order, scenery = edition.order, edition.scenery
    wanted: list[tuple[int, Entrance | None]]
    if chosen.scope is Scope.BUILDING:
        own = set(chosen.zones)
        wanted = [
            (entrance.zone, entrance) for entrance in scenery.entrances if entrance.zone in own
        ]
        if not wanted:
            raise PrintError("boards_without_buildings")
    else:
        wanted = [(row, None) for row in chosen.zones]
    surroundings = Surroundings.of(scenery)
    scenes, small = [], []
    for row, entrance in wanted:
        scene, is_small = _page(edition, surroundings, row, entrance)
        scenes.append(scene)
        small += [scene.alt] if is_small else []
    rows = list(dict.fromkeys(row for row, _ in wanted))
    title = order.title or title_of(edition, chosen)
    size = edition.kit.paper.name
    findings = check_staff(order.staff, scenery, rows, size) + check_cut(scenes, size)
    findings += check_small(small, size)
    return finish(edition, scenes, title, findings)


def _page(
    edition: Edition, surroundings: Surroundings, row: int, entrance: Entrance | None
) -> tuple[Scene, bool]:
    """The board, and whether its type had to be smaller than boards are read in."""
    paper, order = edition.kit.paper, edition.order
    leaf = Leaf.of(edition, is_wide=True)  # boards lie: map left, people right
    em = paper.text_pt * PT_MM
    name = edition.scenery.full_name(row)
    heading = name if entrance is None else f"{entrance.building} {entrance.stairway}".strip()
    _head(leaf, order.title or say("board_title", edition.lang), heading)
    top = MARGIN_MM + paper.title_pt * PT_MM * 1.6 + 2.9 * em
    bottom = leaf.foot[1] - 0.6 * em
    middle = leaf.left + (leaf.right - leaf.left) * _MAP_SHARE
    field = (leaf.left, top, middle, bottom)
    board = _large(leaf.board)
    zone_map = draw_zone(board, edition.scenery, field, row, points=False)
    if entrance is not None:
        _mark(board, zone_map, field, entrance)
    gap = 6 * paper.lines**0.7
    slot = Slot(middle + gap, top, leaf.right - middle - gap)
    panel = panel_of(leaf.board, edition, surroundings, slot, bottom, (row, entrance))
    tables = panel.draw()
    leaf.end()
    return leaf.scene(tables, heading), panel.is_small


def _large(board: Board) -> Board:
    """The same board with larger names and wider lines, for its map."""
    paper, times = board.kit.paper, MAP_TIMES
    large = replace(
        paper, text_pt=paper.text_pt * times, label_most=paper.label_most * times,
        label_least=paper.label_least * times, lines=paper.lines * times**0.7,
    )  # fmt: skip
    return Board(replace(board.kit, paper=large), board.pen, board.texts)


def _head(leaf: Leaf, said: str, heading: str) -> None:
    """What the board is, small, and under it the name of what it is about."""
    board, paper = leaf.board, leaf.board.kit.paper
    em, size = paper.text_pt * PT_MM, paper.title_pt * 1.2
    small = paper.text_pt * 1.6
    board.write(said, leaf.left, MARGIN_MM + 0.7 * em, small, Look("muted", face="bold"))
    y = MARGIN_MM + 2.0 * em + size * PT_MM * 0.6
    cut = board.kit.cut(heading, size, leaf.right - leaf.left, "title")
    board.write(cut, leaf.left, y, size, Look("accent", face="title", heading=True))


def _mark(board: Board, zone_map: ZoneMap, field: Box, entrance: Entrance) -> None:
    """A dot where the entrance is, if that lies in the field."""
    x, y = zone_map.view.to_mm(np.array([entrance.xy]))[0].tolist()
    if field[0] < x < field[2] and field[1] < y < field[3]:
        kit, pen = board.kit, board.pen
        pen.dots(np.array([[x, y]]), kit.theme.colours["paper"], 3.4 * kit.paper.lines)
        pen.dots(np.array([[x, y]]), kit.theme.colours["marked"], 2.4 * kit.paper.lines)
