"""Scenes -> PDF, PNG or SVG. Data goes to Typst as data; nothing is written to disk on the way."""

from __future__ import annotations

import json
import warnings
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Literal
from xml.sax.saxutils import escape

import typst

from gridgen.errors import PrintError
from maps.fonts import BOLD, REGULAR, Fonts
from maps.labels import PT_MM
from maps.scene import UNIT, Scene, Table, Text

REGIONS = {"zh": "cn", "en": "us"}
MOST_PIXELS = 300_000_000
"""About an A0 sheet at 430 dpi: beyond that a picture takes more than 2 GB to make."""

_TEMPLATE = Path(__file__).parent / "templates" / "page.typ"
_MIDDLE_EM = 0.36
"""The middle of a line of text above its baseline."""


@dataclass(frozen=True, slots=True)
class About:
    """What a printed file says of itself."""

    title: str
    lang: str
    producer: str = ""
    date: str = ""
    """ISO date, or ""; the same date gives the same bytes."""
    bleed: float = 0.0
    """Millimetres around the trimmed page."""


def to_pdf(scenes: Sequence[Scene], fonts: Fonts, about: About) -> bytes:
    """Print scenes as one PDF, a page each: fonts embedded, text searchable, tagged."""
    return _compiled(scenes, fonts, about, "pdf", None)[0]


def to_png(scenes: Sequence[Scene], fonts: Fonts, about: About, dpi: int = 150) -> list[bytes]:
    """Print each scene as a PNG.

    Raises
    ------
    PrintError
        A page would have more than `MOST_PIXELS` pixels.
    """
    pages = []
    for scene in scenes:
        pixels = scene.width * scene.height * (dpi / 25.4) ** 2
        if dpi < 1 or pixels > MOST_PIXELS:
            raise PrintError(
                f"A page of {scene.width:.0f} by {scene.height:.0f} mm at {dpi} dpi has "
                f"{pixels:,.0f} pixels; expected 1 to {MOST_PIXELS:,}. Take fewer dpi, or PDF."
            )
        # One page at a time: an A0 sheet at 300 dpi alone takes half a gigabyte.
        pages += _compiled([scene], fonts, about, "png", dpi)
    return pages


def to_svg(scene: Scene, fonts: Fonts, about: About) -> str:
    """Return one scene as SVG with live text, in the fonts of `fonts`, which are not embedded."""
    body = [*(rules_of(table) for table in scene.tables)]
    body += [_svg_text(text, fonts) for text in scene.texts]
    for table in scene.tables:
        body += [_svg_text(text, fonts) for text in cells_of(table)]
    lang = "zh-CN" if about.lang == "zh" else "en"
    head = f"<title>{escape(about.title)}</title><desc>{escape(scene.alt)}</desc>"
    return _outer(scene, about.bleed, head, "".join(body), f' xml:lang="{lang}"')


def cells_of(table: Table) -> list[Text]:
    """Return the cells of a table as texts at their places, row by row from the header."""
    pad = table.size_pt * 0.3 * PT_MM
    down = table.row_mm / 2 + table.size_pt * PT_MM * _MIDDLE_EM
    texts: list[Text] = []
    rows = [(table.header, False), *((row.cells, row.spans) for row in table.rows)]
    for number, (cells, spans) in enumerate(rows):
        y = table.y + number * table.row_mm + down
        is_bold = spans or number == 0
        look = ("bold", table.accent) if is_bold else ("text", table.ink)
        left = table.x
        for cell, width, anchor in zip(cells, table.widths, table.anchors, strict=False):
            side = "start" if spans else anchor
            x = left + {"start": pad, "middle": width / 2, "end": width - pad}[side]
            texts.append(Text(cell, x, y, table.size_pt, look[1], anchor=side, face=look[0]))
            left += width
    return texts


def rules_of(table: Table) -> str:
    """Return the stripes and lines of a table as SVG."""
    left, width = table.x * UNIT, sum(table.widths) * UNIT
    parts = [
        f'<rect x="{left:.0f}" y="{(table.y + k * table.row_mm) * UNIT:.0f}" '
        f'width="{width:.0f}" height="{table.row_mm * UNIT:.0f}" fill="{table.stripe}"/>'
        for k in range(2, len(table.rows) + 1, 2)
    ]
    for k, weight in ((0, 0.09), (1, 0.05), (len(table.rows) + 1, 0.09)):
        y = (table.y + k * table.row_mm) * UNIT
        parts.append(
            f'<path d="M{left:.0f} {y:.0f}h{width:.0f}" stroke="{table.rule}" '
            f'stroke-width="{table.size_pt * weight * PT_MM * UNIT:.1f}"/>'
        )
    return "".join(parts)


def _svg_text(text: Text, fonts: Fonts) -> str:
    x, y = text.x * UNIT, text.y * UNIT
    face = fonts.face(text.face)
    turn = f' transform="rotate({text.angle:g} {x:.0f} {y:.0f})"' if text.angle else ""
    weight = REGULAR if text.face == "text" else BOLD
    family = escape(face.family, {'"': "&quot;"})
    return (
        f'<text x="{x:.0f}" y="{y:.0f}" font-family="{family}, sans-serif" '
        f'font-size="{text.size_pt * PT_MM * UNIT:.0f}" font-weight="{weight}" '
        f'fill="{text.colour}" text-anchor="{text.anchor}"{turn}>{escape(text.text)}</text>'
    )


def _compiled(
    scenes: Sequence[Scene],
    fonts: Fonts,
    about: About,
    kind: Literal["pdf", "png"],
    ppi: float | None,
) -> list[bytes]:
    plain = [
        {
            "width": scene.width,
            "height": scene.height,
            "alt": scene.alt,
            "texts": [asdict(text) for text in scene.texts],
            "tables": [asdict(table) for table in scene.tables],
        }
        for scene in scenes
    ]
    said = {
        "title": about.title,
        "producer": about.producer,
        "lang": about.lang,
        "region": REGIONS[about.lang],
        "bleed": about.bleed,
        "fonts": {name: [fonts.face(name).family] for name in ("text", "bold", "title")},
    }
    inputs = {
        "scenes": json.dumps(plain, ensure_ascii=False, allow_nan=False),
        "about": json.dumps(said, ensure_ascii=False),
    }
    for number, scene in enumerate(scenes):
        inputs[f"drawing{number}"] = _outer(scene, about.bleed)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", typst.TypstWarning)
            made = typst.Compiler(
                _template(), font_paths=fonts.book, ignore_system_fonts=True, sys_inputs=inputs
            ).compile(format=kind, ppi=ppi, timestamp=_moment(about.date))
    except typst.TypstError as why:
        raise PrintError(f"Typst could not lay out the sheet: {why.message}") from why
    return made if isinstance(made, list) else [bytes(made or b"")]


def _outer(scene: Scene, bleed: float, head: str = "", body: str = "", extra: str = "") -> str:
    """The drawing as a whole SVG, moved in by the bleed."""
    width, height = scene.width + 2 * bleed, scene.height + 2 * bleed
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}mm" height="{height:g}mm" '
        f'viewBox="0 0 {width * UNIT:.0f} {height * UNIT:.0f}"{extra}>{head}'
        f'<g transform="translate({bleed * UNIT:.0f} {bleed * UNIT:.0f})">{scene.drawing}{body}</g>'
        "</svg>"
    )


def _moment(date: str) -> datetime:
    return (
        datetime.fromisoformat(date).replace(tzinfo=UTC)
        if date
        else datetime(2000, 1, 1, tzinfo=UTC)
    )


@lru_cache(maxsize=1)
def _template() -> bytes:
    return _TEMPLATE.read_bytes()
