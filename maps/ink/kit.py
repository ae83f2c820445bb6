"""What every piece of a sheet is made with: theme, fonts and paper, and a board to draw on."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import shapely

from maps.ink.fonts import Fonts
from maps.ink.paper import PT_MM, Paper, Slot
from maps.ink.scene import Pen, Scene, Table, Text
from maps.ink.theme import Stroke, Theme

MIDDLE_EM = 0.36
"""The middle of a line of text above its baseline, in ems."""


@dataclass(frozen=True, slots=True)
class Kit:
    """What every piece of a sheet is made with."""

    theme: Theme
    fonts: Fonts
    paper: Paper
    lang: str

    def line(self, name: str) -> Stroke:
        """Return the stroke of a border of the theme, at the width of this paper."""
        return Stroke(self.theme.colours[name], self.theme.borders[name] * self.paper.lines)

    def scaled(self, stroke: Stroke, times: float = 1.0) -> Stroke:
        """Return a stroke of the theme at the width of this paper."""
        factor = self.paper.lines * times
        return Stroke(stroke.colour, stroke.width * factor, tuple(d * factor for d in stroke.dash))

    def width(self, text: str, size_pt: float, face: str = "text") -> float:
        """Return the width of a text in mm.

        Parameters
        ----------
        text
            One line.
        size_pt
            Of the type, points.
        face
            "text", "bold" or "title".
        """
        return self.fonts.face(face).width_em(text) * size_pt * PT_MM

    def cut(self, text: str, size_pt: float, most_mm: float, face: str = "text") -> str:
        """Return the text, or its beginning with an ellipsis, at most so many mm wide.

        Parameters
        ----------
        text, size_pt, face
            As for `width`.
        most_mm
            The room there is; "" where not even the ellipsis fits.
        """
        return self.fonts.face(face).cut(text, most_mm / (size_pt * PT_MM))

    def wrap(self, text: str, size_pt: float, most_mm: float) -> list[str]:
        """Return a text broken into lines: between words, or between Chinese characters.

        Parameters
        ----------
        text, size_pt
            As for `width`, in the face of the text.
        most_mm
            The room there is; a word that is longer is cut.
        """
        lines, line = [], ""
        for piece in _pieces(text):
            if line and self.width((line + piece).rstrip(), size_pt) > most_mm:
                lines.append(line.rstrip())
                line = piece.lstrip()
            else:
                line += piece
        return [self.cut(one, size_pt, most_mm) for one in (*lines, line.rstrip()) if one]


@dataclass(frozen=True, slots=True)
class Look:
    """How a line of text looks.

    Attributes
    ----------
    colour
        A name of the theme's colours, or "#rrggbb".
    anchor
        "start", "middle" or "end".
    face
        "text", "bold" or "title".
    angle
        Degrees clockwise.
    link
        Number of the page that it leads to, from 1; 0 for none.
    heading
        Whether it is the heading of its page.
    """

    colour: str = "ink"
    anchor: str = "start"
    face: str = "text"
    angle: float = 0.0
    link: int = 0
    heading: bool = False


PLAIN = Look()
MUTED = Look("muted")
HEADING = Look("accent", "middle", "title", heading=True)
"""Of a page."""


@dataclass(slots=True)
class Board:
    """Shapes and texts of one page as they come."""

    kit: Kit
    pen: Pen = field(default_factory=Pen)
    texts: list[Text] = field(default_factory=list)

    def write(self, text: str, x: float, y: float, size_pt: float, look: Look = PLAIN) -> None:
        """Write a line whose vertical middle is at y.

        Parameters
        ----------
        text
            As it is printed: not as markup, and not cut here.
        x, y
            Where the line starts, has its middle or ends, by the look's anchor; mm.
        size_pt
            Of the type, points.
        look
            Its colour, anchor, face, and what else is said of it.
        """
        turn = math.radians(look.angle)
        down = MIDDLE_EM * size_pt * PT_MM
        self.texts.append(
            Text(
                text, x - down * math.sin(turn), y + down * math.cos(turn), size_pt,
                self.kit.theme.colours.get(look.colour, look.colour), anchor=look.anchor,
                face=look.face, angle=look.angle, width=self.kit.width(text, size_pt, look.face),
                link=look.link, heading=look.heading,
            )
        )  # fmt: skip

    def scene(
        self, width: float, height: float, tables: Sequence[Table] = (), *, alt: str
    ) -> Scene:
        """Return what was drawn as a page; `alt` says what it shows to those who cannot see it.

        Parameters
        ----------
        width, height
            Of the trimmed page in mm.
        tables
            That stand on it.
        alt
            One sentence.
        """
        return Scene(width, height, self.pen.drawing(), tuple(self.texts), tuple(tables), alt=alt)

    def head(self, text: str, slot: Slot) -> float:
        """Write the heading of a block with a rule under it; return where the block goes on."""
        x, y, width = slot.x, slot.y, slot.width
        size = self.kit.paper.text_pt
        em = size * PT_MM
        self.write(text, x, y + em * 0.6, size, Look("accent", face="bold"))
        rule = Stroke(self.kit.theme.colours["rule"], 0.18 * self.kit.paper.lines)
        under = y + em * 1.35
        self.pen.stroke([shapely.LineString([(x, under), (x + width, under)])], rule)
        return y + em * 1.8


def head_mm(kit: Kit) -> float:
    """Return the height of the heading of a block."""
    return kit.paper.text_pt * PT_MM * 1.8


def _pieces(text: str) -> list[str]:
    """Words with the blank behind them; each Chinese character on its own."""
    pieces: list[str] = []
    for character in text:
        is_wide = ord(character) >= 0x2E80
        closes = character in "，。、；：！？）》”’％"
        if pieces and (closes or (not is_wide and not pieces[-1].endswith(" ")
                                  and ord(pieces[-1][-1]) < 0x2E80)):  # fmt: skip
            pieces[-1] += character
        else:
            pieces.append(character)
    return pieces
