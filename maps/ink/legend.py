"""The legend: swatches of what a map shows, and the words for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from gridgen.words.say import say
from maps.ink.furniture import draw_plate
from maps.ink.hatching import draw_fill, hatch, special_lines
from maps.ink.kit import Board, Kit, Look, head_mm
from maps.ink.paper import PT_MM, Slot
from maps.ink.theme import Fill, Stroke


@dataclass(frozen=True, slots=True)
class Sign:
    """One line of the legend: what is drawn, by `kind`, and what it means.

    `mark` is the number that a "callout" shows.
    """

    kind: str
    text: str
    strokes: tuple[Stroke, ...] = ()
    fills: tuple[Fill, ...] = ()
    mark: str = "8"


_SWATCH_EM = 2.9


def legend_mm(kit: Kit, signs: Sequence[Sign], width: float) -> float:
    """Return the height of the legend in mm.

    Parameters
    ----------
    kit
        The type of the paper.
    signs
        Its lines.
    width
        Of the legend in mm: words that are longer are broken.
    """
    em = kit.paper.text_pt * PT_MM
    lines = sum(max(1, len(_said(kit, sign, width))) for sign in signs)
    return head_mm(kit) + lines * 1.3 * em + len(signs) * 0.45 * em


def _said(kit: Kit, sign: Sign, width: float) -> list[str]:
    em = kit.paper.text_pt * PT_MM
    return kit.wrap(sign.text, kit.paper.text_pt * 0.92, width - (_SWATCH_EM + 0.9) * em)


def draw_legend(board: Board, slot: Slot, signs: Sequence[Sign]) -> None:
    """Draw the legend: swatches to the left, words to the right, broken where they must be.

    Parameters
    ----------
    board
        Of the sheet.
    slot
        Corner and width in mm.
    signs
        From the top; as high as `legend_mm` says.
    """
    kit = board.kit
    x, width = slot.x, slot.width
    size = kit.paper.text_pt
    em = size * PT_MM
    down = board.head(say("map_legend", kit.lang), slot)
    for sign in signs:
        lines = _said(kit, sign, width)
        _draw_sign(board, sign, x, down + 0.65 * em)
        for line in lines:
            board.write(line, x + (_SWATCH_EM + 0.9) * em, down + 0.65 * em, size * 0.92)
            down += 1.3 * em
        down += 0.45 * em


def _draw_sign(board: Board, sign: Sign, x: float, middle: float) -> None:
    kit = board.kit
    em = kit.paper.text_pt * PT_MM
    wide, high = _SWATCH_EM * em, 1.05 * em
    box = shapely.box(x, middle - high / 2, x + wide, middle + high / 2)
    if sign.kind == "fills":
        part = wide / max(1, len(sign.fills))
        for k, fill in enumerate(sign.fills):
            piece = shapely.box(
                x + k * part, middle - high / 2, x + (k + 1) * part, middle + high / 2
            )
            draw_fill(board, [piece], fill)
        edges = [box.exterior]
        edges += [
            shapely.LineString(
                [(x + k * part, middle - high / 2), (x + k * part, middle + high / 2)]
            )
            for k in range(1, len(sign.fills))
        ]
        board.pen.stroke(edges, Stroke(kit.theme.colours["grid"], 0.12 * kit.paper.lines))
    elif sign.kind == "hatch":
        board.pen.stroke(special_lines(box, kit), sign.strokes[0], cap="butt")
    elif sign.kind == "falling":
        lines = hatch(box, 1.1 * kit.paper.lines, "falling")
        board.pen.stroke(lines, sign.strokes[0], cap="butt")
        board.pen.stroke([box.exterior], sign.strokes[0])
    elif sign.kind == "callout":
        at = (x + wide * 0.68, middle)
        board.pen.stroke([shapely.LineString([(x + 0.2 * em, middle + 0.3 * em), at])],
                         Stroke(kit.theme.colours["ink"], 0.12 * kit.paper.lines))  # fmt: skip
        wide_mark = kit.width(sign.mark, kit.paper.text_pt * 0.8) + 0.8 * em
        draw_plate(board, at[0], at[1], wide_mark, 1.1 * em)
        board.write(sign.mark, at[0], at[1], kit.paper.text_pt * 0.8, Look(anchor="middle"))
    elif sign.kind == "dot":
        board.pen.dots(np.array([[x + wide / 2, middle]]), sign.strokes[0].colour,
                       sign.strokes[0].width)  # fmt: skip
    else:
        line = shapely.LineString([(x, middle), (x + wide, middle)])
        for stroke in sign.strokes:
            board.pen.stroke([line], stroke, cap="butt")
