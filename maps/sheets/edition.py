"""What one order prints of a plan: what is drawn, with what, and as it was asked."""

from __future__ import annotations

from dataclasses import dataclass, replace

from maps.ink.kit import Kit
from maps.ink.paper import paper_of
from maps.sheets.layout import BINDING_MM, MARGIN_MM
from maps.sheets.order import Order
from maps.sheets.scenery import Scenery


@dataclass(frozen=True, slots=True, eq=False)
class Edition:
    """All that the maker of a page needs: the scenery, theme, fonts and paper, and the order."""

    scenery: Scenery
    kit: Kit
    order: Order

    @property
    def lang(self) -> str:
        """The language of the sheets."""
        return self.kit.lang

    @property
    def left(self) -> float:
        """The left margin of its pages in mm."""
        return BINDING_MM if self.order.binding else MARGIN_MM

    def on(self, size: str) -> Edition:
        """Return the same on another size of paper, "A0" to "A4"."""
        return replace(self, kit=replace(self.kit, paper=paper_of(size)))

    def shows(self, furniture: str) -> bool:
        """Return whether the theme has a piece of furniture, by its name in `FURNITURE`."""
        return furniture in self.kit.theme.furniture

    def without(self, furniture: str) -> Edition:
        """Return the same without a piece of furniture."""
        theme = replace(self.kit.theme, furniture=self.kit.theme.furniture - {furniture})
        return replace(self, kit=replace(self.kit, theme=theme))

    def with_tables(self, times: float) -> Edition:
        """Return the same with the type of tables so many times as large."""
        paper = replace(self.kit.paper, table_pt=self.kit.paper.table_pt * times)
        return replace(self, kit=replace(self.kit, paper=paper))
