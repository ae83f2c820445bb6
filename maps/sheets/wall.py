"""Plan -> a wall sheet: the map with its title, index, legend and furniture, on A0 to A4.

This file lays out one sheet; `maps.printing.print_plan` is the door to all that is printed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import shapely

from gridgen.words.say import level_name, say
from maps.ink.drawing import SPECIAL
from maps.ink.furniture import (
    Board,
    Kit,
    Places,
    Sign,
    Squares,
    band_mm,
    draw_legend,
    draw_locator,
    draw_north,
    draw_qr,
    draw_scale,
    draw_slot,
    draw_squares,
    legend_mm,
    locator_mm,
    north_size,
    scale_size,
    squares_of,
)
from maps.ink.labels import PT_MM, Box
from maps.ink.scene import Scene, Text
from maps.ink.theme import Stroke
from maps.sheets.body import DASH_DOT, Drawn, Focus, dot_mm, draw_map, inner_stroke
from maps.sheets.chart import Chart, draw_totals, make_chart, totals_mm, totals_of
from maps.sheets.ground import Ground, View
from maps.sheets.index import Index, make_index
from maps.sheets.order import Order
from maps.sheets.paper import (
    BINDING_MM,
    MARGIN_MM,
    Layout,
    Room,
    Slot,
    index_slots,
    lay_out,
    round_scale,
    worth,
)

_ROW_EM = 1.62
Listing = Index | Chart
"""What stands beside the map row by row."""

Paging = Callable[[int], Mapping[int, int]]
"""From the number of pages of the overview to the page of each zone."""

_TABLE_TIMES = (1.6, 1.35, 1.15, 1.0)
_CHART_TIMES = 1.15


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet with its index pages, and what its pre-flight needs to know.

    What it is about, `view` and `squares` of the map, what was `drawn`, and the square of each
    zone's label.
    """

    scenes: tuple[Scene, ...]
    focus: Focus
    view: View
    squares: Squares
    drawn: Drawn
    square_of: Mapping[int, str]
    layout: Layout


def compose(
    ground: Ground, kit: Kit, order: Order, focus: Focus, *, title: str,
    paging: Paging | None = None,
) -> Sheet:  # fmt: skip
    """Lay out one sheet about a focus; `paging` leads from zones to their pages in an atlas."""
    signs = make_signs(ground, kit, order, focus)
    extent = _extent(ground, focus)
    size = (extent[2] - extent[0], extent[3] - extent[1])
    has_pages = paging is not None
    kit, listing, blocks, room, layout = _best(ground, kit, order, focus, signs, size, has_pages)
    parts = _further(listing, layout, room, kit)
    pages = paging(1 + len(parts)) if paging is not None else {}
    band = band_mm(kit) if "squares" in kit.theme.furniture else 0.3
    w, n, e, s = layout.field
    inner = (w + band, n + band, e - band, s - band)
    # Around a part of the plan there is room for its neighbours and their names.
    pad = 3.5 * kit.paper.lines
    if _has_locator(ground, focus):
        pad = max(pad, 0.08 * (inner[2] - inner[0]))
    scale = order.scale or round_scale(size, inner, pad)
    middle = ((extent[0] + extent[2]) / 2, (extent[1] + extent[3]) / 2)
    view = View(inner, scale, middle)
    squares = squares_of(inner)
    board = Board(kit)
    draw_paper(board, layout.width, layout.height, order.bleed)
    drawn = _draw_field(board, ground, view, focus, order)
    if "squares" in kit.theme.furniture:
        draw_squares(board, squares)
    _draw_title(board, ground, layout, order, focus, title)
    draw_foot(board, layout.foot, order)
    blocks.draw(board, ground, order, signs, focus, layout)
    square_of = squares_found(ground, view, squares, drawn, focus)
    tables = tuple(
        table
        for slot in layout.index
        for table in listing.draw(board, slot, room.row, square_of, pages)
    )
    scene = Scene(
        layout.width, layout.height, board.pen.drawing(), tuple(board.texts), tables, title
    )
    further = [
        _further_page(listing, square_of, pages, layout, room.row, title, slots, order, kit)
        for slots in parts
    ]
    return Sheet((scene, *further), focus, view, squares, drawn, square_of, layout)


_Choice = tuple[Kit, Listing, "_Blocks", Room, Layout]


def _best(
    ground: Ground, kit: Kit, order: Order, focus: Focus, signs: Sequence[Sign],
    size: tuple[float, float], has_pages: bool,
) -> _Choice:  # fmt: skip
    """The best layout; a chart that finds no room beside the map gets that of the locator."""
    found = _largest(ground, kit, order, focus, signs, size, has_pages)
    if focus.is_nested and found[-1].left_over:
        theme = replace(kit.theme, furniture=kit.theme.furniture - {"locator"})
        bare = replace(kit, theme=theme)
        other = _largest(ground, bare, order, focus, signs, size, has_pages)
        return found if other[-1].left_over else other
    return found


def _largest(
    ground: Ground, kit: Kit, order: Order, focus: Focus, signs: Sequence[Sign],
    size: tuple[float, float], has_pages: bool,
) -> _Choice:  # fmt: skip
    """The layout with the largest type in its tables that costs the map next to nothing."""
    choices: list[tuple[float, _Choice]] = []
    for times in _TABLE_TIMES:
        paper = replace(kit.paper, table_pt=kit.paper.table_pt * times)
        own = replace(kit, paper=paper)
        listing: Listing = (
            make_chart(ground, own, order, focus.communities[0])
            if focus.is_nested
            else make_index(ground, own, order, focus, has_pages)
        )
        column = max(listing.width, 42 * paper.lines**0.7)
        blocks = _Blocks.of(ground, own, order, focus, signs, column)
        room = Room(
            column=column,
            blocks=tuple(high for _, high in blocks.parts),
            rows=listing.count if _is_listed(kit, focus) else 0,
            row=paper.table_pt * PT_MM * _ROW_EM,
            gap=4.5 * paper.lines**0.7,
            heads=listing.heads,
            beside=1.25 if focus.is_nested else 1.0,
        )
        layout = lay_out(paper, size, room)
        choices.append((worth(layout, size), (own, listing, blocks, room, layout)))
    best, chosen = max(choices, key=lambda pair: pair[0])
    has_all = chosen[-1].left_over == 0
    if focus.is_nested and not has_all:
        # A long chart has pages of its own, few of them in type that still reads well.
        return choices[_TABLE_TIMES.index(_CHART_TIMES)][1]
    return next(
        choice
        for value, choice in choices
        if value >= 0.95 * best and (choice[-1].left_over == 0) == has_all
    )


def _is_listed(kit: Kit, focus: Focus) -> bool:
    """A theme may leave out the index, but the chart is what a sheet of levels is for."""
    return focus.is_nested or "index" in kit.theme.furniture


def _extent(ground: Ground, focus: Focus) -> Box:
    shapes = [ground.area_shape[row] for row in focus.communities]
    shapes += [ground.shape[row] for row in focus.zones]
    kept = np.array([shape for shape in shapes if shape is not None], dtype=object)
    if len(kept) == 0:
        return (0.0, 0.0, 1.0, 1.0)
    west, south, east, north = shapely.total_bounds(kept).tolist()
    return (west, south, max(east, west + 1), max(north, south + 1))


def squares_found(
    ground: Ground, view: View, squares: Squares, drawn: Drawn, focus: Focus
) -> dict[int, str]:
    """Return the map square of each zone: where its label stands, or where its middle is."""
    found = {}
    for label in drawn.labels:
        found[label.row] = squares.name(*(label.target or label.at))
    for row in drawn.unplaced:
        shape = ground.shape[row]
        if shape is not None:
            at = shapely.get_coordinates(shapely.point_on_surface(shape))
            found[row] = squares.name(*view.to_mm(at)[0].tolist())
    return {row: found[row] for row in focus.zones if row in found}


# --- further pages ------------------------------------------------------------------------------


def _further(listing: Listing, layout: Layout, room: Room, kit: Kit) -> list[list[Slot]]:
    """The rows of the listing that found no room beside the map, by page."""
    left, right = BINDING_MM, layout.width - MARGIN_MM
    top = MARGIN_MM + kit.paper.title_pt * PT_MM * 0.9 + kit.paper.text_pt * PT_MM
    high = layout.height - MARGIN_MM - top
    many = max(1, int((right - left + room.gap) // (listing.width + room.gap)))
    # Few rows are not stretched over the whole page.
    wide = min((right - left + room.gap) / many - room.gap, listing.width * 1.5)
    columns = [(left + k * (wide + room.gap), top, wide, high) for k in range(many)]
    pages = []
    first, end = room.rows - layout.left_over, room.rows
    while first < end:
        here = end - first
        while (slots := index_slots(here, room.row, columns, room.heads, first)) is None or (
            here < end - first and first + here - 1 in room.heads
        ):
            here -= 1
        pages.append(slots)
        first += here
    return pages


def _further_page(
    listing: Listing, square_of: Mapping[int, str], page_of: Mapping[int, int], layout: Layout,
    row_mm: float, title: str, slots: Sequence[Slot], order: Order, kit: Kit,
) -> Scene:  # fmt: skip
    board = Board(kit)
    draw_paper(board, layout.width, layout.height, order.bleed)
    left, right = BINDING_MM, layout.width - MARGIN_MM
    key = "sheet_chart_of" if isinstance(listing, Chart) else "sheet_index_of"
    said = say(key, kit.lang, title=title)
    size = kit.paper.title_pt * 0.55
    board.write(kit.cut(said, size, right - left, "title"), (left + right) / 2,
                MARGIN_MM + size * PT_MM * 0.6, size, colour="accent", anchor="middle",
                face="title", heading=True)  # fmt: skip
    tables = tuple(
        table for slot in slots for table in listing.draw(board, slot, row_mm, square_of, page_of)
    )
    return Scene(layout.width, layout.height, board.pen.drawing(), tuple(board.texts), tables, said)


# --- blocks beside the map -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Blocks:
    """What stands beside the map, unbroken: names and heights, in a column of a width."""

    column: float
    parts: tuple[tuple[str, float], ...] = field(default=())

    @classmethod
    def of(
        cls, ground: Ground, kit: Kit, order: Order, focus: Focus, signs: Sequence[Sign],
        column: float,
    ) -> _Blocks:  # fmt: skip
        shown = kit.theme.furniture
        parts = []
        if "legend" in shown:
            parts.append(("legend", legend_mm(kit, signs, column)))
        if focus.is_nested:
            totals = totals_of(ground, focus.communities[0])
            parts.append(("totals", totals_mm(kit, totals)))
        if "locator" in shown and _has_locator(ground, focus):
            extent = places_of(ground, kit).extent
            parts.append(("locator", locator_mm(kit, extent, _locator_wide(kit, column))))
        if "qr" in shown and (order.qr or (order.slots and not focus.is_nested)):
            parts.append(("qr", _qr_side(kit)))
        return cls(column, tuple(parts))

    def draw(
        self, board: Board, ground: Ground, order: Order, signs: Sequence[Sign], focus: Focus,
        layout: Layout,
    ) -> None:  # fmt: skip
        for (name, _), slot in zip(self.parts, layout.blocks, strict=False):
            if name == "legend":
                draw_legend(board, slot.x, slot.y, slot.width, signs)
            elif name == "totals":
                totals = totals_of(ground, focus.communities[0])
                draw_totals(board, slot.x, slot.y, slot.width, totals)
            elif name == "locator":
                draw_locator(
                    board, slot.x, slot.y, slot.width, places_of(ground, board.kit),
                    [ground.area_shape[row] for row in focus.communities
                     if ground.area_shape[row] is not None],
                    most_mm=_locator_wide(board.kit, self.column),
                )  # fmt: skip
            else:
                side = _qr_side(board.kit)
                draw_qr(board, slot.x + (slot.width - side) / 2, slot.y, side, order.qr)


def _locator_wide(kit: Kit, column: float) -> float:
    """A locator in a wide column is no wider than this."""
    return min(column, 62.0 * float(kit.paper.lines**0.7))


def _qr_side(kit: Kit) -> float:
    return float(26 * kit.paper.lines**0.6)


def _has_locator(ground: Ground, focus: Focus) -> bool:
    return len(focus.communities) < sum(s is not None for s in ground.area_shape)


def places_of(ground: Ground, kit: Kit) -> Places:
    """Return the communities for locators."""
    return Places.of(kit, [shape for shape in ground.area_shape if shape is not None])


def make_signs(ground: Ground, kit: Kit, order: Order, focus: Focus) -> list[Sign]:
    """Return the lines of the legend: only what the map shows."""
    lang, theme = kit.lang, kit.theme
    level = ground.level_name(lang)
    used = sorted({int(ground.colour[row]) for row in focus.zones if ground.shape[row] is not None})
    fills = tuple(theme.fill(row) for row in used[:4])
    community = kit.line("community")
    dash = tuple(part * kit.paper.lines for part in DASH_DOT)
    signs = [Sign("fills", say("map_neighbours_differ", lang, level=level), fills=fills)]
    outer = "map_community_border" if focus.is_nested else "legend_outer"
    signs.append(Sign("line", say(outer, lang), (kit.line("outer"),)))
    if len(focus.communities) > 1:
        signs.append(Sign("line", say("map_community_border", lang),
                          (Stroke(community.colour, community.width, dash),)))  # fmt: skip
    signs.append(Sign("line", say("legend_border", lang, level=level), (kit.line("grid"),)))
    for depth, name in enumerate(ground.inner):
        if np.isin(ground.inner_zone[name], focus.zones).any():
            said = say("legend_border", lang, level=level_name(name, lang))
            signs.append(Sign("line", said, (inner_stroke(kit, focus, depth),)))
    if any(ground.kind[row] == SPECIAL for row in focus.zones):
        hatched = Stroke(theme.colours["special"], 0.16 * kit.paper.lines)
        signs.append(Sign("hatch", say("legend_special", lang), (hatched,)))
    for name in reversed(
        [way for way in theme.lines if any(w.line_class == way for w in ground.ways)]
    ):
        strokes = tuple(kit.scaled(stroke) for stroke in theme.lines[name])
        signs.append(Sign("line", say(f"map_{name}", lang), strokes))
    if order.households:
        dot = Stroke(theme.colours["ink"], dot_mm(Board(kit)))
        signs.append(Sign("dot", say("legend_household", lang), (dot,)))
    signs.append(_number_sign(ground, lang, focus))
    return signs


def _number_sign(ground: Ground, lang: str, focus: Focus) -> Sign:
    """What a number with a leader line means: on a chart's map that of a part may be meant."""
    if focus.is_nested and ground.parts.leaves(focus.zones):
        return Sign(
            "callout", say("legend_numbers", lang, level=ground.level_name(lang)), mark="2-3"
        )
    return Sign("callout", say("legend_callout", lang))


# --- paper, title, foot --------------------------------------------------------------------------


def draw_paper(board: Board, width: float, height: float, bleed: float) -> None:
    """Draw the ground of a page, with trim marks where it has a bleed."""
    b = bleed
    colour = board.kit.theme.colours["paper"]
    board.pen.box(-b, -b, width + 2 * b, height + 2 * b, fill=colour)
    if b >= 2:
        # Where to trim: short lines outside the corners.
        ends = []
        for x, out in ((0.0, -1), (width, 1)):
            for y, down in ((0.0, -1), (height, 1)):
                ends.append([(x + out * 0.8, y), (x + out * b, y)])
                ends.append([(x, y + down * 0.8), (x, y + down * b)])
        board.pen.stroke([shapely.LineString(pair) for pair in ends], Stroke("#000000", 0.1))


def _draw_field(board: Board, ground: Ground, view: View, focus: Focus, order: Order) -> Drawn:
    """Draw the map, then north arrow and scale bar in the corners that cover least of it."""
    kit = board.kit
    west, _, east, _ = view.field
    most = (east - west) / 5
    shown = kit.theme.furniture
    wanted = []
    if "north" in shown:
        wanted.append(("north", north_size(kit), (1, 0, 2, 3)))
    if "scale" in shown:
        wanted.append(("scale", scale_size(kit, view.scale, most), (2, 3, 0, 1)))
    placed = _corners(ground, view, focus, [(size, order_of) for _, size, order_of in wanted])
    drawn = draw_map(
        board, ground, view, focus, furniture=[box for box, _ in placed],
        points=order.households, household_word=say("sheet_households", kit.lang, n="{n}"),
    )  # fmt: skip
    for (name, *_), (box, covers) in zip(wanted, placed, strict=True):
        if covers:
            board.pen.box(box[0], box[1], box[2] - box[0], box[3] - box[1],
                          fill=kit.theme.colours["paper"], fill_opacity="0.88")  # fmt: skip
        if name == "north":
            draw_north(board, box[0], box[1])
        else:
            draw_scale(board, box[0], box[1], view.scale, most)
    return drawn


def _corners(
    ground: Ground, view: View, focus: Focus,
    wanted: Sequence[tuple[tuple[float, float], tuple[int, ...]]],
) -> list[tuple[Box, bool]]:  # fmt: skip
    """A corner of the field for each piece: the first of its order that covers least."""
    west, north, east, south = view.field
    shapes = [s for s in view.shapes([ground.area_shape[row] for row in focus.communities]) if s]
    borders = [line for line in view.shapes([ground.area_borders]) if line is not None]
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


def _draw_title(
    board: Board, ground: Ground, layout: Layout, order: Order, focus: Focus, title: str
) -> None:
    kit = board.kit
    left, top, right, _ = layout.title
    emblem = kit.paper.title_pt * PT_MM * 1.5
    has_emblem = "emblem" in kit.theme.furniture and (order.emblem is not None or order.slots)
    room = right - left - (2.4 * emblem if has_emblem else 0)
    size = kit.paper.title_pt
    width = kit.width(title, size, "title")
    if width > room:
        size = max(size * room / width, size * 0.45)
    said = kit.cut(title, size, room, "title")
    middle = top + kit.paper.title_pt * PT_MM * 0.75
    board.write(said, (left + right) / 2, middle, size, colour="accent", anchor="middle",
                face="title", heading=True)  # fmt: skip
    counts = _counts(ground, kit, focus)
    under = top + kit.paper.title_pt * PT_MM * 1.5 + kit.paper.text_pt * PT_MM * 0.75
    board.write(kit.cut(counts, kit.paper.text_pt * 1.1, right - left), (left + right) / 2, under,
                kit.paper.text_pt * 1.1, colour="muted", anchor="middle")  # fmt: skip
    if has_emblem:
        beside = max(min(width, room), kit.width(counts, kit.paper.text_pt * 1.1))
        x = (left + right) / 2 - min(beside, room) / 2 - 1.2 * emblem
        box = (x, top, emblem, emblem)
        if order.emblem is not None:
            board.pen.picture(order.emblem, order.emblem_kind, box)
        else:
            draw_slot(board, box, say("sheet_emblem", kit.lang))


def _counts(ground: Ground, kit: Kit, focus: Focus) -> str:
    if focus.is_nested:
        totals = totals_of(ground, focus.communities[0])
        said = [
            say("chart_count", kit.lang, number=f"{total.zones:,}",
                level=level_name(total.level, kit.lang))
            for total in totals[1:]
        ]  # fmt: skip
        households = f"{totals[0].households:,}"
        return " · ".join([*said, say("chart_households", kit.lang, number=households)])
    return say(
        "map_counts" if len(focus.communities) > 1 else "sheet_counts", kit.lang,
        communities=f"{len(focus.communities):,}", zones=f"{len(focus.zones):,}",
        level=ground.level_name(kit.lang),
        households=f"{int(ground.households[list(focus.zones)].sum()):,}",
    )  # fmt: skip


def numbered(scene: Scene, kit: Kit, number: int) -> Scene:
    """Return the page with its number under it, in the margin."""
    size = kit.paper.text_pt
    said = f"– {number} –"
    text = Text(
        said, scene.width / 2, scene.height - MARGIN_MM / 2, size, kit.theme.colours["muted"],
        anchor="middle", width=kit.width(said, size),
    )  # fmt: skip
    return replace(scene, texts=(*scene.texts, text))


def draw_foot(board: Board, foot: Box, order: Order) -> None:
    """Write two lines: disclaimer and review number, then producer, date, version."""
    kit = board.kit
    left, top, right, _ = foot
    size = kit.paper.text_pt * 0.92
    em = size * PT_MM
    review = ""
    if "review" in kit.theme.furniture and (order.review or order.slots):
        review = say("sheet_review", kit.lang, number=order.review or "_" * 14)
    wide = kit.width(review, size) if review else 0.0
    said = kit.cut(say("map_no_basis", kit.lang), size, right - left - wide - 3 * em)
    board.write(said, left, top + 1.5 * em, size, colour="muted")
    if review:
        board.write(review, right, top + 1.5 * em, size, colour="ink", anchor="end")
    facts = [
        say(f"sheet_{key}", kit.lang, **{key: value})
        for key, value in (("producer", order.producer), ("date", order.date),
                           ("version", order.version))
        if value
    ]  # fmt: skip
    line = kit.cut("　".join(facts) if kit.lang == "zh" else "   ".join(facts), size, right - left)
    board.write(line, left, top + 3.0 * em, size, colour="muted")
