"""Sizes of paper, with the type and the widths of lines that suit them."""

from __future__ import annotations

from dataclasses import dataclass

from gridgen.model.errors import PrintError

Box = tuple[float, float, float, float]
"""West, north, east, south, in millimetres on the sheet, y down."""

PT_MM = 25.4 / 72
"""A point of type in millimetres."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A place in a column: its corner and width; `first` and `count` for rows of the index."""

    x: float
    y: float
    width: float
    first: int = 0
    count: int = 0


@dataclass(frozen=True, slots=True)
class Paper:
    """A size of paper and the type that suits it.

    `width` and `height` in mm, upright. Type in points: title, text, table, labels of grids
    (largest, smallest), and the smallest of anything: 6 in the hand, 8 on a wall. `lines` is the
    factor of line widths, 1 on A3.
    """

    name: str
    width: float
    height: float
    title_pt: float
    text_pt: float
    table_pt: float
    label_most: float
    label_least: float
    least_pt: float
    lines: float


# Width, height; title, text, table; labels; least; lines: in the order of the fields above.
_SIZES = (
    ("A0", 841, 1189, 66, 15, 10.5, 20, 8, 8, 2.1),
    ("A1", 594, 841, 48, 12, 9, 16, 8, 8, 1.6),
    ("A2", 420, 594, 34, 10, 8, 13, 8, 8, 1.25),
    ("A3", 297, 420, 25, 8, 7, 11, 6.5, 6, 1.0),
    ("A4", 210, 297, 18, 7.5, 6, 9, 6, 6, 0.75),
)
PAPERS = {name: Paper(name, *measures) for name, *measures in _SIZES}


def paper_of(size: str) -> Paper:
    """Return the paper of a name, "A0" to "A4"; PrintError for another."""
    found = PAPERS.get(size.strip().upper())
    if found is None:
        raise PrintError("paper_unknown", size=size, known=list(PAPERS))
    return found
