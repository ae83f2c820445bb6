"""Scenes -> PDF, PNG or SVG. Data goes to Typst as data; nothing is written to disk on the way."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Literal
from xml.sax.saxutils import escape

import typst

from gridgen.model.errors import PrintError
from maps.ink.fonts import BOLD, REGULAR, Fonts
from maps.ink.kit import MIDDLE_EM
from maps.ink.paper import PT_MM
from maps.ink.png import join_strips
from maps.ink.scene import UNIT, Scene, Table, Text

REGIONS = {"zh": "cn", "en": "us"}
MOST_PIXELS = 300_000_000
"""About an A0 sheet at 430 dpi."""

STRIP_PIXELS = 24_000_000
"""Larger pictures are drawn in strips of so many pixels: some 300 MB at a time."""

_TEMPLATE = Path(__file__).with_name("page.typ")


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
    """Print scenes as one PDF, a page each: fonts embedded, text searchable, tagged.

    Parameters
    ----------
    scenes
        The pages.
    fonts
        Theirs; what they lack is drawn in the one that comes along.
    about
        What the file says of itself, and its bleed.
    """
    return _compiled(scenes, fonts, about, "pdf", None)[0]


def to_png(scenes: Sequence[Scene], fonts: Fonts, about: About, dpi: int = 150) -> list[bytes]:
    """Print each scene as a PNG.

    Parameters
    ----------
    scenes, fonts, about
        As for `to_pdf`.
    dpi
        Dots per inch, 1 or more.

    Raises
    ------
    PrintError
        A page would have more than `MOST_PIXELS` pixels.
    """
    pages = []
    for scene in scenes:
        wide, high = scene.width + 2 * about.bleed, scene.height + 2 * about.bleed
        pixels = wide * high * (dpi / 25.4) ** 2
        if dpi < 1 or pixels > MOST_PIXELS:
            raise PrintError(
                "too_many_pixels", wide=wide, high=high, dpi=dpi, pixels=pixels, most=MOST_PIXELS
            )
        strips = [
            _compiled([strip], fonts, about, "png", dpi)[0]
            for strip in _strips(scene, about.bleed, dpi)
        ]
        pages.append(strips[0] if len(strips) == 1 else join_strips(strips))
    return pages


def _strips(scene: Scene, bleed: float, dpi: int) -> Iterator[Scene]:
    """The page in strips of at most `STRIP_PIXELS`: a whole A0 sheet would need gigabytes."""
    height = scene.height + 2 * bleed
    per = round(STRIP_PIXELS / ((scene.width + 2 * bleed) * dpi / 25.4))
    rows = round(height * dpi / 25.4)
    if rows <= per:
        yield scene
        return
    for first in range(0, rows, per):
        top = first * 25.4 / dpi
        own = min(per, rows - first) * 25.4 / dpi
        yield _window(scene, bleed, top, own)


def _window(scene: Scene, bleed: float, top: float, high: float) -> Scene:
    """What is seen of a page between two heights, counted from its upper edge with the bleed."""
    texts = [
        replace(text, y=text.y - top)
        for text in scene.texts
        if -_reach(text) < text.y + bleed - top < high + _reach(text)
    ]
    tables = [
        replace(table, y=table.y - top)
        for table in scene.tables
        if table.y + table.height + bleed - top > 0 and table.y + bleed - top < high
    ]
    return replace(
        scene, height=high - 2 * bleed, texts=tuple(texts), tables=tuple(tables), top=top
    )


def _reach(text: Text) -> float:
    """How far a text reaches above or below its baseline, in mm, whichever way it is turned."""
    return text.size_pt * PT_MM * 1.5 + (text.width if text.angle else 0.0)


def to_svg(scene: Scene, fonts: Fonts, about: About) -> str:
    """Return one scene as SVG with live text.

    Parameters
    ----------
    scene
        The page.
    fonts
        The text names their families; they are not embedded.
    about
        What the file says of itself, and its bleed.
    """
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
    down = table.row_mm / 2 + table.size_pt * PT_MM * MIDDLE_EM
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
        made = typst.Compiler(
            _template(), font_paths=fonts.book, ignore_system_fonts=True, sys_inputs=inputs
        ).compile(format=kind, ppi=ppi, timestamp=_moment(about.date))
    except typst.TypstError as why:
        raise PrintError("typst_failed", why=why.message) from why
    return made if isinstance(made, list) else [bytes(made or b"")]


def _outer(scene: Scene, bleed: float, head: str = "", body: str = "", extra: str = "") -> str:
    """The drawing as a whole SVG, moved in by the bleed."""
    width, height = scene.width + 2 * bleed, scene.height + 2 * bleed
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}mm" height="{height:.6g}mm" '
        f'viewBox="0 {scene.top * UNIT:.3f} {width * UNIT:.0f} {height * UNIT:.3f}"{extra}>{head}'
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
