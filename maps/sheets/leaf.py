"""A page with its paper, margins and foot, on which nothing stands yet."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date as calendar_date

import shapely

from gridgen.words.say import say
from maps.ink.kit import HEADING, MUTED, Board, Kit, Look
from maps.ink.paper import PT_MM, Box
from maps.ink.scene import Scene, Table, Text
from maps.ink.theme import Stroke
from maps.sheets.edition import Edition
from maps.sheets.layout import BINDING_MM, MARGIN_MM
from maps.sheets.order import Order


@dataclass(frozen=True, slots=True, eq=False)
class Leaf:
    """A page of an atlas, a register or a board: mm, y down."""

    board: Board
    order: Order
    width: float
    height: float

    @classmethod
    def of(cls, edition: Edition, *, is_wide: bool) -> Leaf:
        """Return a page of the edition's paper, lying or upright, with its paper drawn."""
        paper = edition.kit.paper
        width, height = (paper.height, paper.width) if is_wide else (paper.width, paper.height)
        return cls.sized(edition, width, height)

    @classmethod
    def sized(cls, edition: Edition, width: float, height: float) -> Leaf:
        """Return a page with its paper drawn.

        Parameters
        ----------
        edition
            What is printed.
        width, height
            Of the trimmed page in mm.
        """
        board = Board(edition.kit)
        draw_paper(board, width, height, edition.order.bleed)
        return cls(board, edition.order, width, height)

    @property
    def left(self) -> float:
        """Where the left margin ends."""
        return BINDING_MM if self.order.binding else MARGIN_MM

    @property
    def right(self) -> float:
        """Where the right margin begins."""
        return self.width - MARGIN_MM

    @property
    def foot(self) -> Box:
        """The box of the foot."""
        em = self.board.kit.paper.text_pt * PT_MM
        return (
            self.left, self.height - MARGIN_MM - 3.6 * em, self.right, self.height - MARGIN_MM
        )  # fmt: skip

    def head(self, text: str, size_pt: float) -> None:
        """Write the heading of the page, cut to its width, in the middle."""
        said = self.board.kit.cut(text, size_pt, self.right - self.left, "title")
        middle = MARGIN_MM + size_pt * PT_MM * 0.6
        self.board.write(said, (self.left + self.right) / 2, middle, size_pt, HEADING)

    def note(self, text: str, look: Look) -> None:
        """Write into the lower line of the foot, to the right."""
        paper = self.board.kit.paper
        y = self.foot[1] + 3.0 * (paper.text_pt * PT_MM) * 0.92
        self.board.write(text, self.right, y, paper.text_pt * 0.92, look)

    def end(self, *, is_map: bool = True) -> None:
        """Write the foot."""
        draw_foot(self.board, self.foot, self.order, is_map=is_map)

    def scene(self, tables: Sequence[Table], alt: str) -> Scene:
        """Return the page; `alt` says what it shows to those who cannot see it."""
        return self.board.scene(self.width, self.height, tables, alt=alt)


def draw_paper(board: Board, width: float, height: float, bleed: float) -> None:
    """Draw the ground of a page, with trim marks where it has a bleed.

    Parameters
    ----------
    board
        Of the page, on which nothing is drawn yet.
    width, height
        Of the trimmed page in mm.
    bleed
        mm around it; from 2 on there is room for marks.
    """
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


def paginated(scenes: Sequence[Scene], kit: Kit, goes_on: Collection[int]) -> list[Scene]:
    """Return pages with their numbers under them, in the margin; a single one has none.

    Parameters
    ----------
    scenes
        All pages as they were laid out, in their order.
    kit
        Their type and colours.
    goes_on
        Those, from 0, of which something goes on on the next page: they say so.
    """
    total = len(scenes)
    if total == 1:
        return list(scenes)
    pages = []
    for number, scene in enumerate(scenes, start=1):
        said = say("page_of_all", kit.lang, number=number, total=total)
        texts = [_in_margin(scene, kit, said, Look("muted", anchor="middle"), scene.width / 2)]
        if number - 1 in goes_on:
            said = say("page_goes_on", kit.lang, number=number + 1, total=total)
            right = scene.width - MARGIN_MM
            texts.append(_in_margin(scene, kit, said, Look("ink", "end", "bold"), right))
        pages.append(replace(scene, texts=(*scene.texts, *texts)))
    return pages


def _in_margin(scene: Scene, kit: Kit, said: str, look: Look, x: float) -> Text:
    size = kit.paper.text_pt
    return Text(
        said, x, scene.height - MARGIN_MM / 2, size, kit.theme.colours[look.colour],
        anchor=look.anchor, face=look.face, width=kit.width(said, size, look.face),
    )  # fmt: skip


def draw_foot(board: Board, foot: Box, order: Order, *, is_map: bool = True) -> None:
    """Write two lines: disclaimer and review number, then producer, date, version.

    Parameters
    ----------
    board
        Of the page.
    foot
        The box of the foot in mm; the lines stand 1.5 and 3 ems below its top.
    order
        What is said; what it leaves "" is left out, but a review number may get a blank line.
    is_map
        Whether the page shows a map: others have no disclaimer and no review number.
    """
    kit = board.kit
    left, top, right, _ = foot
    size = kit.paper.text_pt * 0.92
    em = size * PT_MM
    review = ""
    if is_map and "review" in kit.theme.furniture and (order.review or order.slots):
        review = say("sheet_review", kit.lang, number=order.review or "_" * 14)
    wide = kit.width(review, size) if review else 0.0
    said = say("map_no_basis", kit.lang) if is_map else ""
    said = kit.cut(said, size, right - left - wide - 3 * em)
    board.write(said, left, top + 1.5 * em, size, MUTED)
    if review:
        board.write(review, right, top + 1.5 * em, size, Look("ink", anchor="end"))
    facts = [
        say(f"sheet_{key}", kit.lang, **{key: value})
        for key, value in (("producer", order.producer), ("date", _day(order.date, kit.lang)),
                           ("version", order.version))
        if value
    ]  # fmt: skip
    line = kit.cut("　".join(facts) if kit.lang == "zh" else "   ".join(facts), size, right - left)
    board.write(line, left, top + 3.0 * em, size, MUTED)


def _day(date: str, lang: str) -> str:
    """Return an ISO date as people write it, "" where there is none."""
    if not date:
        return ""
    day = calendar_date.fromisoformat(date)
    return say("day", lang, year=str(day.year), month=day.month, day=day.day)
