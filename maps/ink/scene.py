"""A page before it is printed: vectors, texts and tables at their places.

Everything is in millimetres, x to the right and y down, from the trimmed corner of the page. One
scene is printed by `maps.ink.render` as PDF, PNG or SVG. Text is carried as text, never as markup.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from xml.sax.saxutils import quoteattr

import numpy as np
import shapely
from numpy.typing import NDArray

from gridgen.words.seen import seen
from maps.ink.theme import Stroke

UNIT = 100
"""Coordinates of drawings are whole hundredths of a millimetre."""


@dataclass(frozen=True, slots=True)
class Text:
    """One line of text.

    Attributes
    ----------
    x, y
        Where its baseline starts, has its middle, or ends, by `anchor`: start, middle, end.
    face
        "text", "bold" or "title".
    angle
        Degrees clockwise around (x, y).
    width
        Its measured width in mm.
    link
        Number of the page that it leads to, from 1; 0 for none.
    heading
        Whether it is the heading of the page.
    """

    text: str
    x: float
    y: float
    size_pt: float
    colour: str
    anchor: str = "start"
    face: str = "text"
    angle: float = 0.0
    width: float = 0.0
    link: int = 0
    heading: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", seen(self.text))


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row of a table; one that `spans` has its first cell over the whole width."""

    cells: tuple[str, ...]
    spans: bool = False
    link: int = 0

    def __post_init__(self) -> None:
        object.__setattr__(self, "cells", tuple(map(seen, self.cells)))


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of one height. Cells are cut to their columns before they come here."""

    x: float
    y: float
    widths: tuple[float, ...]
    anchors: tuple[str, ...]
    row_mm: float
    size_pt: float
    header: tuple[str, ...]
    rows: tuple[TableRow, ...]
    ink: str
    accent: str
    rule: str
    stripe: str

    @property
    def height(self) -> float:
        """Of header and rows together."""
        return self.row_mm * (len(self.rows) + 1)


@dataclass(frozen=True, slots=True)
class Scene:
    """One page. `drawing` is SVG in hundredths of a millimetre, without its outer element.

    Of a page that is printed in strips, `top` says where the strip begins in the drawing.
    """

    width: float
    height: float
    drawing: str
    texts: tuple[Text, ...] = ()
    tables: tuple[Table, ...] = ()
    alt: str = ""
    top: float = 0.0

    def __post_init__(self) -> None:
        object.__setattr__(self, "alt", seen(self.alt))


@dataclass(slots=True)
class Pen:
    """Writes SVG elements, in millimetres from outside and in hundredths inside."""

    parts: list[str] = field(default_factory=list)

    def fill(self, shapes: Iterable[Any], colour: str, opacity: float = 1.0) -> None:
        """Fill polygons.

        Parameters
        ----------
        shapes
            In mm; None and empty ones are left out.
        colour
            "#rrggbb".
        opacity
            0 to 1.
        """
        path = path_of(shapes, close=True)
        if path:
            faint = f' fill-opacity="{opacity:g}"' if opacity < 1 else ""
            self.parts.append(
                f'<path d="{path}" fill={quoteattr(colour)}{faint} fill-rule="evenodd"/>'
            )

    def stroke(
        self, shapes: Iterable[Any], stroke: Stroke, *, cap: str = "round", opacity: float = 1.0
    ) -> None:
        """Draw lines, or the outlines of polygons.

        Parameters
        ----------
        shapes
            In mm; None and empty ones are left out.
        stroke
            Colour, width and dashes.
        cap
            How ends look: "round", or "butt" for dashes and hatching.
        opacity
            0 to 1.
        """
        path = path_of(shapes, close=False)
        if not path:
            return
        dash = ",".join(f"{part * UNIT:.0f}" for part in stroke.dash)
        dashes = f' stroke-dasharray="{dash}"' if dash else ""
        faint = f' stroke-opacity="{opacity:g}"' if opacity < 1 else ""
        self.parts.append(
            f'<path d="{path}" fill="none" stroke={quoteattr(stroke.colour)} '
            f'stroke-width="{stroke.width * UNIT:.1f}" stroke-linecap="{cap}" '
            f'stroke-linejoin="round"{dashes}{faint}/>'
        )

    def box(self, x: float, y: float, width: float, height: float, **looks: str) -> None:
        """Draw a box.

        Parameters
        ----------
        x, y, width, height
            Its upper left corner and size in mm.
        looks
            SVG attributes with "_" for "-", lengths in hundredths of a mm.
        """
        attributes = " ".join(
            f"{name.replace('_', '-')}={quoteattr(value)}" for name, value in looks.items()
        )
        self.parts.append(
            f'<rect x="{x * UNIT:.0f}" y="{y * UNIT:.0f}" width="{width * UNIT:.0f}" '
            f'height="{height * UNIT:.0f}" {attributes}/>'
        )

    def dots(self, xy: NDArray[np.float64], colour: str, width: float) -> None:
        """Draw a dot at each place: one path for all of them.

        Parameters
        ----------
        xy
            (n, 2) mm.
        colour
            "#rrggbb".
        width
            Of a dot in mm.
        """
        at = np.rint(xy * UNIT).astype(np.int64).tolist()
        path = "".join(f"M{x} {y}h1" for x, y in at)
        if path:
            self.parts.append(
                f'<path d="{path}" fill="none" stroke={quoteattr(colour)} '
                f'stroke-width="{width * UNIT:.1f}" stroke-linecap="round"/>'
            )

    def picture(self, content: bytes, kind: str, box: tuple[float, float, float, float]) -> None:
        """Fit a picture into a box.

        Parameters
        ----------
        content, kind
            Its bytes and their media type: PNG, JPEG or SVG.
        box
            x, y, width, height in mm.
        """
        x, y, width, height = (f"{v * UNIT:.0f}" for v in box)
        address = f"data:{kind};base64,{base64.b64encode(content).decode('ascii')}"
        self.parts.append(
            f'<image x="{x}" y="{y}" width="{width}" height="{height}" href="{address}" '
            'preserveAspectRatio="xMidYMid meet"/>'
        )

    def clip(self, name: str, x: float, y: float, width: float, height: float) -> None:
        """Begin a group that is cut off at a box; `end` ends it.

        Parameters
        ----------
        name
            Of the box: one that no other clip of the page has.
        x, y, width, height
            Its upper left corner and size in mm.
        """
        self.parts.append(f'<clipPath id="{name}">')
        self.box(x, y, width, height)
        self.parts.append(f'</clipPath><g clip-path="url(#{name})">')

    def end(self) -> None:
        """End the group that was begun last."""
        self.parts.append("</g>")

    def drawing(self) -> str:
        """Return what was drawn."""
        return "".join(self.parts)


def path_of(shapes: Iterable[Any], *, close: bool) -> str:
    """Return an SVG path of lines and rings, in hundredths of a millimetre, relative steps.

    >>> path_of([shapely.LineString([(0, 0), (1, 0.5)])], close=False)
    'M0 0l100 50'
    """
    kept = [s for s in shapes if s is not None and not s.is_empty]
    if not kept:
        return ""
    parts = shapely.get_parts(np.array(kept, dtype=object))
    parts = shapely.get_parts(parts)  # collections hold multi-parts
    is_area = shapely.get_type_id(parts) == 3
    rings = shapely.get_rings(parts[is_area])
    is_line = np.isin(shapely.get_type_id(parts), (1, 2))
    lines = parts[is_line]
    return "".join([*_walks(rings, "z"), *_walks(lines, "z" if close else "")])


def _walks(lines: Sequence[Any], end: str) -> list[str]:
    coords, of = shapely.get_coordinates(lines, return_index=True)
    if len(coords) == 0:
        return []
    at = np.rint(coords * UNIT).astype(np.int64)
    first = np.r_[True, of[1:] != of[:-1]]
    moved = np.diff(at, axis=0, prepend=at[:1])
    moved[first] = at[first]
    # A point that is dropped did not move, so the steps still add up.
    kept = first | (moved != 0).any(axis=1)
    starts = np.flatnonzero(first[kept])
    steps = np.diff(np.r_[starts, int(kept.sum())]) - 1
    # One formatting of all numbers, not one for each point: maps have hundreds of thousands.
    form = "".join(["M%d %d" + "l%d %d" * step + end for step in steps.tolist()])
    return [form % tuple(moved[kept].ravel().tolist())]
