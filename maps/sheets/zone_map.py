"""A small map of one zone among its neighbours, and the tables beside it: for atlas and board."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import shapely

from gridgen.words.say import say
from maps.ink.furniture import Board, Kit, draw_north, draw_scale, north_size, scale_size
from maps.ink.labels import PT_MM, Box
from maps.ink.scene import Row, Table
from maps.ink.theme import Stroke
from maps.sheets.body import Drawn, Focus, draw_map
from maps.sheets.ground import Ground, View
from maps.sheets.paper import round_scale
from maps.sheets.staff import Person

AROUND = 0.22
"""So much of its size is seen around a zone."""


@dataclass(frozen=True, slots=True)
class ZoneMap:
    """What was drawn: the view, the labels, and the neighbours that touch the zone."""

    view: View
    drawn: Drawn
    neighbours: tuple[int, ...]


def draw_zone(board: Board, ground: Ground, field: Box, row: int, *, points: bool) -> ZoneMap:
    """Draw a zone with all that is around it into a box; frame, scale bar and arrow with it."""
    kit = board.kit
    shape = ground.shape[row]
    west, south, east, north = (0.0, 0.0, 100.0, 100.0) if shape is None else shape.bounds
    size = (max(east - west, 20.0) * (1 + AROUND), max(north - south, 20.0) * (1 + AROUND))
    view = View(field, round_scale(size, field, 2), ((west + east) / 2, (south + north) / 2))
    zones = ground.near(view.extent)
    areas = sorted({int(ground.community[k]) for k in zones} - {-1})
    most = (field[2] - field[0]) / 4.5
    wide, high = scale_size(kit, view.scale, most)
    bar = (field[0] + 2, field[3] - 2 - high, field[0] + 2 + wide, field[3] - 2)
    arrow_wide, arrow_high = north_size(kit)
    arrow = (field[2] - 2 - arrow_wide, field[1] + 2, field[2] - 2, field[1] + 2 + arrow_high)
    drawn = draw_map(
        board, ground, view, Focus(tuple(areas), tuple(zones), marked=row),
        furniture=[bar, arrow], points=points,
        household_word=say("sheet_households", kit.lang, n="{n}"),
    )  # fmt: skip
    for box in (bar, arrow):
        board.pen.box(box[0], box[1], box[2] - box[0], box[3] - box[1],
                      fill=kit.theme.colours["paper"], fill_opacity="0.85")  # fmt: skip
    draw_scale(board, bar[0], bar[1], view.scale, most)
    draw_north(board, arrow[0], arrow[1])
    rule = Stroke(kit.theme.colours["rule"], 0.4 * kit.paper.lines)
    board.pen.stroke([shapely.box(*field).exterior], rule)
    return ZoneMap(view, drawn, _neighbours(ground, row))


def _neighbours(ground: Ground, row: int) -> tuple[int, ...]:
    shape = ground.shape[row]
    if shape is None:
        return ()
    near = ground.tree.query(shape, predicate="dwithin", distance=0.5).tolist()
    return tuple(sorted(other for other in near if other != row))


def facts_of(ground: Ground, kit: Kit, row: int) -> list[tuple[str, str]]:
    """Return what is said of a zone: words and values."""
    said = [
        ("map_code", str(ground.code[row])),
        ("map_community", ground.home(row)),
        ("map_households", f"{int(ground.households[row]):,}"),
    ]
    return [(say(key, kit.lang), value) for key, value in said if value]


def make_table(
    kit: Kit, x: float, y: float, widths: Sequence[float], header: Sequence[str],
    rows: Sequence[tuple[Sequence[str], int]], *, size_pt: float, anchors: Sequence[str] = (),
) -> Table:  # fmt: skip
    """Return a table at a corner; cells are cut to their columns, each row may lead to a page."""
    room = [width - size_pt * 0.65 * PT_MM for width in widths]
    colours = kit.theme.colours

    def fitted(cells: Sequence[str], face: str) -> tuple[str, ...]:
        return tuple(kit.cut(c, size_pt, w, face) for c, w in zip(cells, room, strict=True))

    return Table(
        x, y, tuple(widths), tuple(anchors) or ("start",) * len(widths),
        size_pt * PT_MM * 1.75, size_pt, fitted(header, "bold"),
        tuple(Row(fitted(cells, "text"), link=link) for cells, link in rows),
        colours["ink"], colours["accent"], colours["rule"], colours["stripe"],
    )  # fmt: skip


def staff_rows(people: Sequence[Person]) -> list[tuple[Sequence[str], int]]:
    """Return the rows of a table of people: duty, name, phone."""
    return [((person.role or "–", person.name, person.phone), 0) for person in people]


def neighbour_rows(
    ground: Ground, row: int, neighbours: Sequence[int], page_of: Mapping[int, int]
) -> list[tuple[Sequence[str], int]]:
    """Return the rows of a table of neighbours: name, with its community where it differs, page."""
    rows: list[tuple[Sequence[str], int]] = []
    for other in neighbours:
        is_near = ground.community[other] == ground.community[row]
        name = str(ground.label[other]) if is_near else ground.full_name(other)
        page = page_of.get(other, 0)
        rows.append(((name, str(page) if page else "–"), page))
    return rows
