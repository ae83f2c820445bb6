"""Plan -> a wall sheet: the map with its title, index, legend and furniture, on A0 to A4.

This file composes one sheet; `maps.sheets.printing.print_plan` is the door to all that is printed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np
import shapely

from gridgen.words.say import say
from maps.ink.kit import Board
from maps.ink.locator import LocatorMap
from maps.ink.paper import PT_MM, Box, Slot
from maps.ink.scene import Scene, Table
from maps.ink.squares import Squares, band_mm, draw_squares, squares_of
from maps.sheets.beside import Beside, locator_of
from maps.sheets.chart import Chart, make_chart
from maps.sheets.edition import Edition
from maps.sheets.extract import Extract, Focus, Seen, View
from maps.sheets.field import corners_of, draw_field
from maps.sheets.guide import Guide
from maps.sheets.index import ZoneIndex, make_index
from maps.sheets.layout import (
    MARGIN_MM,
    Layout,
    Room,
    index_slots,
    lay_out,
    round_scale,
    worth,
)
from maps.sheets.leaf import Leaf, draw_foot, draw_paper
from maps.sheets.lettering import Lettering
from maps.sheets.scenery import Scenery
from maps.sheets.signs import make_signs
from maps.sheets.title import draw_title

_ROW_EM = 1.62
Listing = ZoneIndex | Chart
"""What stands beside the map row by row."""

Paging = Callable[[int], Mapping[int, int]]
"""From the number of pages of the overview to the page of each zone."""

_TABLE_TIMES = (1.6, 1.35, 1.15, 1.0)
_CHART_TIMES = 1.15


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet with its index pages, and what its pre-flight needs to know.

    What it is about, `view` and `squares` of the map, the `lettering` on it, and the square of each
    zone's label.
    """

    scenes: tuple[Scene, ...]
    focus: Focus
    view: View
    squares: Squares
    lettering: Lettering
    square_of: Mapping[int, str]
    layout: Layout


def compose(edition: Edition, focus: Focus, *, title: str, paging: Paging | None = None) -> Sheet:
    """Lay out one sheet about a focus.

    Parameters
    ----------
    edition
        What is printed of the plan.
    focus
        What the sheet is about.
    title
        Of the sheet.
    paging
        Leads from zones to their pages in an atlas; without it the index names no page.
    """
    extent = _extent(edition.scenery, focus)
    has_pages = paging is not None
    chosen = _best(edition, focus, extent, has_pages=has_pages)
    corners = corners_of(chosen.edition.kit, chosen.extract, chosen.seen)
    if corners is None:
        chosen = _best(edition, focus, extent, has_pages=has_pages, has_bearings=True)
    parts = _further(chosen)
    page_of = paging(1 + len(parts)) if paging is not None else {}
    edition, layout, extract = chosen.edition, chosen.layout, chosen.extract
    squares = squares_of(extract.view.field)
    board = Board(edition.kit)
    draw_paper(board, layout.width, layout.height, edition.order.bleed)
    lettering = draw_field(
        board, extract, chosen.seen, corners or {}, points=edition.order.households
    )
    if edition.shows("squares"):
        draw_squares(board, squares)
    draw_title(board, layout.title, title, edition, focus)
    draw_foot(board, layout.foot, edition.order)
    chosen.beside.draw(board, layout.blocks, extract.view.scale)
    guide = Guide(squares_found(extract, squares, lettering), page_of)
    tables = chosen.tables(board, layout.index, guide)
    scene = board.scene(layout.width, layout.height, tables, alt=title)
    further = [_further_page(chosen, guide, slots, title) for slots in parts]
    return Sheet(
        scenes=(scene, *further),
        focus=focus,
        view=extract.view,
        squares=squares,
        lettering=lettering,
        square_of=guide.square_of,
        layout=layout,
    )


def going_on(sheets: Sequence[Sheet]) -> set[int]:
    """Return which pages, from 0, of sheets one after the other have rows that go on."""
    starts = accumulate((len(sheet.scenes) for sheet in sheets), initial=0)
    return {
        first + k
        for first, sheet in zip(starts, sheets, strict=False)
        for k in range(len(sheet.scenes) - 1)
    }


def _view_in(field: Box, edition: Edition, focus: Focus, extent: Box) -> View:
    """The map in a field, at the scale that was asked for or the largest round one that fits."""
    kit = edition.kit
    band = band_mm(kit) if edition.shows("squares") else 0.3
    w, n, e, s = field
    inner = (w + band, n + band, e - band, s - band)
    # Around a part of the plan there is room for its neighbours and their names.
    pad = 3.5 * kit.paper.lines
    if _is_part(edition.scenery, focus):
        pad = max(pad, 0.08 * (inner[2] - inner[0]))
    size = (extent[2] - extent[0], extent[3] - extent[1])
    scale = edition.order.scale or round_scale(size, inner, pad)
    return View(inner, scale, ((extent[0] + extent[2]) / 2, (extent[1] + extent[3]) / 2))


# --- which layout -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False)
class _Choice:
    """A layout, and what it was made for: the edition with its type of tables, and its parts.

    `extract` is what its map shows, `seen` the same in mm.
    """

    edition: Edition
    listing: Listing
    beside: Beside
    room: Room
    layout: Layout
    extract: Extract
    seen: Seen

    def tables(self, board: Board, slots: Sequence[Slot], guide: Guide) -> list[Table]:
        """Draw the rows of some slots; return those that stand in tables.

        Parameters
        ----------
        board
            Of the page.
        slots
            Places for rows, and which these are.
        guide
            Squares and pages of zones.
        """
        return [
            table
            for slot in slots
            for table in self.listing.draw(board, slot, self.room.row, guide)
        ]


def _best(
    edition: Edition, focus: Focus, extent: Box, *, has_pages: bool, has_bearings: bool = False
) -> _Choice:
    """The best layout; a chart that finds no room beside the map gets that of the locator."""
    ask = _Ask(focus, extent, has_pages, has_bearings)
    locator = locator_of(edition) if _is_part(edition.scenery, focus) else None
    plan = _largest(edition, ask, locator)
    if focus.is_nested and plan.layout.left_over:
        bare = _largest(edition.without("locator"), ask, None)
        plan = plan if bare.layout.left_over else bare
    view = _view_in(plan.layout.field, plan.edition, focus, extent)
    extract = Extract(edition.scenery, view, focus)
    return _Choice(
        plan.edition, plan.listing, plan.beside, plan.room, plan.layout, extract, extract.seen()
    )


@dataclass(frozen=True, slots=True)
class _Ask:
    """What a layout is asked for: what it is about, how wide and high that is, what it has."""

    focus: Focus
    extent: Box
    has_pages: bool
    has_bearings: bool

    @property
    def size(self) -> tuple[float, float]:
        """Width and height in metres."""
        return self.extent[2] - self.extent[0], self.extent[3] - self.extent[1]


@dataclass(frozen=True, slots=True, eq=False)
class _Plan:
    """A layout without its map."""

    edition: Edition
    listing: Listing
    beside: Beside
    room: Room
    layout: Layout


def _largest(edition: Edition, ask: _Ask, locator: LocatorMap | None) -> _Plan:
    """The layout with the largest type in its tables that costs the map next to nothing."""
    focus, size = ask.focus, ask.size
    side, ratio = edition.kit.paper.height, size[0] / size[1]
    whole = (0.0, 0.0, side * min(ratio, 1.0), side * min(1 / ratio, 1.0))
    signs = make_signs(edition, focus, _view_in(whole, edition, focus, ask.extent))
    choices: list[tuple[float, _Plan]] = []
    for times in _TABLE_TIMES:
        own = edition.with_tables(times)
        paper = own.kit.paper
        listing: Listing = (
            make_chart(own, focus.communities[0])
            if focus.is_nested
            else make_index(own, focus, ask.has_pages)
        )
        column = max(listing.width, 42 * paper.lines**0.7)
        beside = Beside(own, focus, signs, locator, column, ask.has_bearings)
        room = Room(
            column=column,
            blocks=tuple(high for _, high in beside.blocks()),
            rows=listing.count if _is_listed(edition, focus) else 0,
            row=paper.table_pt * PT_MM * _ROW_EM,
            gap=4.5 * paper.lines**0.7,
            heads=listing.heads,
            beside=1.25 if focus.is_nested else 1.0,
            left=edition.left,
        )
        layout = lay_out(paper, size, room)
        choices.append((worth(layout, size), _Plan(own, listing, beside, room, layout)))
    # The map goes first: larger type may cost it a fiftieth, and no row of the index.
    best, chosen = max(choices, key=lambda pair: pair[0])
    has_all = chosen.layout.left_over == 0
    if focus.is_nested and not has_all:
        # A long chart has pages of its own, few of them in type that still reads well.
        return choices[_TABLE_TIMES.index(_CHART_TIMES)][1]
    return next(
        choice
        for value, choice in choices
        if value >= 0.98 * best and (choice.layout.left_over == 0) == has_all
    )


def _is_listed(edition: Edition, focus: Focus) -> bool:
    """A theme may leave out the index, but the chart is what a sheet of levels is for."""
    return focus.is_nested or edition.shows("index")


def _is_part(scenery: Scenery, focus: Focus) -> bool:
    """Whether the plan has communities that the sheet is not about."""
    return len(focus.communities) < sum(s is not None for s in scenery.community_shape)


def _extent(scenery: Scenery, focus: Focus) -> Box:
    shapes = [scenery.community_shape[row] for row in focus.communities]
    shapes += [scenery.shape[row] for row in focus.zones]
    kept = np.array([shape for shape in shapes if shape is not None], dtype=object)
    if len(kept) == 0:
        return (0.0, 0.0, 1.0, 1.0)
    west, south, east, north = shapely.total_bounds(kept).tolist()
    return (west, south, max(east, west + 1), max(north, south + 1))


def squares_found(extract: Extract, squares: Squares, lettering: Lettering) -> dict[int, str]:
    """Return the map square of each zone: where its label stands, or where its middle is.

    Parameters
    ----------
    extract
        What the map shows.
    squares
        Over its field.
    lettering
        Its labels; of one with a leader line the end of the line counts.
    """
    found = {}
    for label in lettering.labels:
        found[label.row] = squares.name(*(label.target or label.at))
    for row in lettering.unplaced:
        shape = extract.scenery.shape[row]
        if shape is not None:
            at = shapely.get_coordinates(shapely.point_on_surface(shape))
            found[row] = squares.name(*extract.view.to_mm(at)[0].tolist())
    return {row: found[row] for row in extract.focus.zones if row in found}


# --- further pages ------------------------------------------------------------------------------


def _further(chosen: _Choice) -> list[list[Slot]]:
    """The rows of the listing that found no room beside the map, by page."""
    paper, layout, room = chosen.edition.kit.paper, chosen.layout, chosen.room
    left, right = chosen.edition.left, layout.width - MARGIN_MM
    top = MARGIN_MM + paper.title_pt * PT_MM * 0.9 + paper.text_pt * PT_MM
    high = layout.height - MARGIN_MM - top
    width = chosen.listing.width
    many = max(1, int((right - left + room.gap) // (width + room.gap)))
    # Few rows are not stretched over the whole page.
    wide = min((right - left + room.gap) / many - room.gap, width * 1.5)
    columns = [(left + k * (wide + room.gap), top, wide, high) for k in range(many)]
    pages = []
    first, end = room.rows - layout.left_over, room.rows
    while first < end:
        here = end - first
        # Fewer rows until they fit and the last of them heads nothing on the next page.
        while (slots := index_slots(here, room.row, columns, room.heads, first)) is None or (
            here < end - first and first + here - 1 in room.heads
        ):
            here -= 1
        pages.append(slots)
        first += here
    return pages


def _further_page(chosen: _Choice, guide: Guide, slots: Sequence[Slot], title: str) -> Scene:
    leaf = Leaf.sized(chosen.edition, chosen.layout.width, chosen.layout.height)
    key = "sheet_chart_of" if isinstance(chosen.listing, Chart) else "sheet_index_of"
    said = say(key, chosen.edition.lang, title=title)
    leaf.head(said, chosen.edition.kit.paper.title_pt * 0.55)
    return leaf.scene(chosen.tables(leaf.board, slots, guide), said)
