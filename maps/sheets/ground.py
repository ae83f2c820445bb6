"""What lies on the ground, thin and pale under the borders: waters, buildings, roads, railways."""

from __future__ import annotations

from typing import Any

from maps.ink.hatching import without
from maps.ink.kit import Board
from maps.sheets.extract import Seen

WATER = ("stream", "river")
ROADS = ("road", "main_road", "expressway")


def draw_ground(board: Board, seen: Seen, mask: Any) -> None:
    """Draw waters, buildings and lines.

    Parameters
    ----------
    board
        Of the sheet, with the fills on it.
    seen
        What is in the field, mm.
    mask
        Where lines and buildings give way to names, mm.
    """
    kit = board.kit
    lines: dict[str, list[Any]] = {}
    for line_class, _, shape in seen.ways:
        lines.setdefault(line_class, []).append(shape)
    open_lines = {name: without(own, mask) for name, own in lines.items()}

    def draw(name: str, part: int) -> None:
        if name in open_lines and name in kit.theme.lines:
            stroke = kit.theme.lines[name][part]
            cap = "butt" if stroke.dash or name in ("railway", "bridge") else "round"
            board.pen.stroke(open_lines[name], kit.scaled(stroke), cap=cap)

    for name in WATER:
        draw(name, 0)
        draw(name, 1)
    colours = kit.theme.colours
    board.pen.fill(seen.water, colours["water"])
    board.pen.fill(without(seen.footprints, mask), colours["building"])
    # A bridge spans the water and is crossed by the cores of the roads; casings of all roads come
    # before their cores, so that they join without a seam.
    draw("bridge", 0)
    for name in ROADS:
        draw(name, 0)
    draw("bridge", 1)
    for name in ROADS:
        draw(name, 1)
    for name in ("railway", "wall"):
        draw(name, 0)
        draw(name, 1)
