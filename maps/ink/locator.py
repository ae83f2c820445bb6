"""The locator: the whole plan small, with what a page is about marked in it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from gridgen.words.say import say
from maps.ink.kit import Board, Kit, head_mm
from maps.ink.paper import Box, Slot
from maps.ink.scene import UNIT, path_of


def locator_mm(kit: Kit, extent: Box, width: float) -> float:
    """Return the height of the locator in mm: neither a strip nor a tower.

    Parameters
    ----------
    kit
        The type of the paper.
    extent
        Of all that it shows, in any unit.
    width
        Of the locator in mm.
    """
    high = (extent[3] - extent[1]) / max(extent[2] - extent[0], 1e-9) * width
    return head_mm(kit) + min(max(high, 0.3 * width), 0.9 * width)


@dataclass(frozen=True, slots=True)
class LocatorMap:
    """The communities of a plan for locators, in metres with y down, drawn once for all pages."""

    extent: Box
    drawing: str
    """One metre is one unit."""

    @classmethod
    def of(cls, kit: Kit, shapes: Sequence[Any]) -> LocatorMap:
        """Return the places of communities in metres, without detail too small to see."""
        turned = [shapely.transform(shape, lambda xy: xy * [1, -1]) for shape in shapes]
        west, north, east, south = shapely.total_bounds(np.array(turned, dtype=object)).tolist()
        small = [shapely.simplify(s, max(east - west, south - north) / 400) for s in turned]
        path = path_of(shapely.transform(np.array(small, dtype=object), lambda xy: xy / UNIT),
                       close=True)  # fmt: skip
        colours = kit.theme.colours
        drawing = (
            f'<path d="{path}" fill="{colours["outside"]}" stroke="{colours["muted"]}" '
            'fill-rule="evenodd" stroke-linejoin="round"'
        )
        return cls((west, north, east, south), drawing)


def draw_locator(
    board: Board, slot: Slot, locator: LocatorMap, marked: Sequence[Any], *,
    most_mm: float = math.inf,
) -> None:  # fmt: skip
    """Draw the whole plan small with some of it marked.

    Parameters
    ----------
    board
        Of the page.
    slot
        Corner and width in mm.
    locator
        The communities of the plan.
    marked
        Shapes in metres, y up.
    most_mm
        The locator is no wider than this and stands in the middle of its slot.
    """
    kit = board.kit
    x, width = slot.x, slot.width
    west, north, east, south = locator.extent
    wide = min(width, most_mm)
    high = locator_mm(kit, locator.extent, wide) - head_mm(kit)
    down = board.head(say("sheet_locator", kit.lang), slot)
    scale = min(wide / max(east - west, 1e-9), high / max(south - north, 1e-9))
    left = x + (width - (east - west) * scale) / 2 - west * scale
    top = down + (high - (south - north) * scale) / 2 - north * scale
    board.pen.parts.append(
        f'<g transform="translate({left * UNIT:.2f} {top * UNIT:.2f}) scale({scale * UNIT:.8f})">'
        f'{locator.drawing} stroke-width="{0.12 * kit.paper.lines / scale:.2f}"/></g>'
    )
    own = [
        shapely.transform(shape, lambda xy: xy * [scale, -scale] + [left, top]) for shape in marked
    ]
    board.pen.fill(own, kit.theme.colours["marked"])
