"""What stands beside a map unbroken: legend, scale, totals of levels, locator, QR code."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from maps.ink.furniture import bearings_mm, draw_bearings, draw_qr
from maps.ink.kit import Board, Kit
from maps.ink.legend import Sign, draw_legend, legend_mm
from maps.ink.locator import LocatorMap, draw_locator, locator_mm
from maps.ink.paper import Slot
from maps.sheets.edition import Edition
from maps.sheets.extract import Focus
from maps.sheets.totals import draw_totals, totals_mm, totals_of


@dataclass(frozen=True, slots=True, eq=False)
class Beside:
    """The blocks of one sheet, in columns of a width in mm.

    `locator` is None where the sheet is about everything that there is. What `has_bearings` has
    north arrow and scale bar among them, because the map leaves no corner free.
    """

    edition: Edition
    focus: Focus
    signs: Sequence[Sign]
    locator: LocatorMap | None
    column: float
    has_bearings: bool = False

    def blocks(self) -> Iterator[tuple[str, float]]:
        """Yield the name and the height of each block, in their order."""
        edition, order = self.edition, self.edition.order
        if edition.shows("legend"):
            yield "legend", legend_mm(edition.kit, self.signs, self.column)
        if self.has_bearings:
            yield "bearings", bearings_mm(edition.kit)
        if self.focus.is_nested:
            totals = totals_of(edition.scenery, self.focus.communities[0])
            yield "totals", totals_mm(edition.kit, totals)
        if edition.shows("locator") and self.locator is not None:
            wide = _locator_wide(edition.kit, self.column)
            yield "locator", locator_mm(edition.kit, self.locator.extent, wide)
        # The chart of a village needs the place: an empty slot is not worth it.
        if edition.shows("qr") and (order.qr or (order.slots and not self.focus.is_nested)):
            yield "qr", _qr_side(edition.kit)

    def draw(self, board: Board, slots: Sequence[Slot], scale: float) -> None:
        """Draw the blocks into their slots; the last ones have none where the page is full.

        Parameters
        ----------
        board
            Of the sheet.
        slots
            Their places, in their order.
        scale
            The denominator of that of the map.
        """
        scenery, focus = self.edition.scenery, self.focus
        for (name, _), slot in zip(self.blocks(), slots, strict=False):
            if name == "legend":
                draw_legend(board, slot, self.signs)
            elif name == "bearings":
                draw_bearings(board, slot.x, slot.y, scale, slot.width)
            elif name == "totals":
                totals = totals_of(scenery, focus.communities[0])
                draw_totals(board, slot, totals)
            elif name == "locator" and self.locator is not None:
                shapes = [scenery.community_shape[row] for row in focus.communities]
                draw_locator(
                    board, slot, self.locator, [shape for shape in shapes if shape is not None],
                    most_mm=_locator_wide(board.kit, self.column),
                )  # fmt: skip
            elif name == "qr":
                side = _qr_side(board.kit)
                middle = slot.x + (slot.width - side) / 2
                draw_qr(board, middle, slot.y, side, self.edition.order.qr)


def locator_of(edition: Edition) -> LocatorMap:
    """Return the communities of a plan for locators."""
    scenery = edition.scenery
    return LocatorMap.of(edition.kit, [s for s in scenery.community_shape if s is not None])


def _locator_wide(kit: Kit, column: float) -> float:
    """A locator in a wide column is no wider than this."""
    return min(column, 62.0 * float(kit.paper.lines**0.7))


def _qr_side(kit: Kit) -> float:
    return float(26 * kit.paper.lines**0.6)
