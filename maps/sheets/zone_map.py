"""A small map of one zone among its neighbours, and the tables beside it: for atlas and board."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import shapely

from gridgen.words.say import say
from maps.ink.furniture import bearings_mm, draw_bearings
from maps.ink.kit import Board
from maps.ink.paper import PT_MM, Box
from maps.ink.scene import TableRow
from maps.ink.theme import Stroke
from maps.sheets.body import draw_map
from maps.sheets.extract import Extract, Focus, View
from maps.sheets.layout import round_scale
from maps.sheets.lettering import Lettering
from maps.sheets.scenery import Scenery
from maps.sheets.staff import Person
from maps.sheets.tables import Column

AROUND = 0.22
"""So much of its size is seen around a zone."""


@dataclass(frozen=True, slots=True)
class ZoneMap:
    """What was drawn: the view, the labels, and the neighbours that touch the zone."""

    view: View
    lettering: Lettering
    neighbours: tuple[int, ...]


def draw_zone(board: Board, scenery: Scenery, place: Box, row: int, *, points: bool) -> ZoneMap:
    """Draw a zone with all that is around it into a box; frame, scale bar and arrow under it.

    Parameters
    ----------
    board
        Of the page.
    scenery, row
        The plan, and the row of the zone in it.
    place
        The box in mm of all of it.
    points
        Whether the places of households are drawn.
    """
    kit = board.kit
    em = kit.paper.text_pt * PT_MM
    field = (place[0], place[1], place[2], place[3] - bearings_mm(kit) - em / 2)
    shape = scenery.shape[row]
    west, south, east, north = (0.0, 0.0, 100.0, 100.0) if shape is None else shape.bounds
    size = (max(east - west, 20.0) * (1 + AROUND), max(north - south, 20.0) * (1 + AROUND))
    view = View(field, round_scale(size, field, 2), ((west + east) / 2, (south + north) / 2))
    zones = scenery.near(view.extent)
    communities = sorted({int(scenery.community[k]) for k in zones} - {-1})
    focus = Focus(tuple(communities), tuple(zones), marked=row)
    extract = Extract(scenery, view, focus)
    lettering = draw_map(board, extract, extract.seen(), furniture=[], points=points)
    draw_bearings(board, field[0], field[3] + em / 2, view.scale, (field[2] - field[0]) / 2)
    rule = Stroke(kit.theme.colours["rule"], 0.4 * kit.paper.lines)
    board.pen.stroke([shapely.box(*field).exterior], rule)
    return ZoneMap(view, lettering, _neighbours(scenery, row))


def _neighbours(scenery: Scenery, row: int) -> tuple[int, ...]:
    shape = scenery.shape[row]
    if shape is None:
        return ()
    near = scenery.tree.query(shape, predicate="dwithin", distance=0.5).tolist()
    return tuple(sorted(other for other in near if other != row))


def facts_of(scenery: Scenery, lang: str, row: int) -> list[tuple[str, str]]:
    """Return what is said of a zone, words and values: its code, community and households.

    Parameters
    ----------
    scenery, row
        The plan, and the row of the zone in it.
    lang
        Of the words.
    """
    said = [
        ("map_code", str(scenery.code[row])),
        ("map_community", scenery.home(row)),
        ("map_households", f"{int(scenery.households[row]):,}"),
    ]
    return [(say(key, lang), value) for key, value in said if value]


def staff_rows(people: Sequence[Person]) -> list[TableRow]:
    """Return the rows of a table of people: duty, name, phone."""
    return [TableRow((person.role or "–", person.name, person.phone)) for person in people]


def staff_columns(lang: str, width: float, shares: Sequence[float]) -> list[Column]:
    """Return the columns of a table of people.

    Parameters
    ----------
    lang
        Of the headings.
    width
        Of the table in mm.
    shares
        Of the width, for duty, name and phone; 1 in all.
    """
    keys = ("page_role", "page_name", "index_phone")
    return [Column(say(key, lang), width * share) for key, share in zip(keys, shares, strict=True)]


def neighbour_rows(
    scenery: Scenery, row: int, neighbours: Sequence[int], page_of: Mapping[int, int]
) -> list[TableRow]:
    """Return the rows of a table of neighbours: name, with its community where it differs, page.

    Parameters
    ----------
    scenery, row
        The plan, and the row of the zone whose neighbours they are.
    neighbours
        Rows of zones.
    page_of
        The page of each zone that has one; the row leads there.
    """
    rows = []
    for other in neighbours:
        is_near = scenery.community[other] == scenery.community[row]
        name = str(scenery.label[other]) if is_near else scenery.full_name(other)
        page = page_of.get(other, 0)
        rows.append(TableRow((name, str(page) if page else "–"), link=page))
    return rows
