"""Fonts of this machine: which one prints the sheet, what it lacks, how wide its text is."""

from __future__ import annotations

import unicodedata
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from io import BytesIO
from pathlib import Path

import typst
from fontTools.pens.svgPathPen import SVGPathPen
from fontTools.pens.transformPen import TransformPen
from fontTools.ttLib import TTFont, TTLibError

from gridgen.model.errors import PrintError
from gridgen.words.say import say

KNOWN = (
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "Microsoft YaHei",
    "PingFang SC",
    "Hiragino Sans GB",
    "WenQuanYi Zen Hei",
)
"""Families with Chinese, the best first; tried after those that a theme names."""

CHINESE = "网格划分示意图"
"""A font that has these is taken for one with Chinese."""

ELLIPSIS = "…"
_UNKNOWN_EM = 1.1
_MOST_WIDTHS = 50_000
REGULAR, BOLD = 400, 700


@dataclass(frozen=True, slots=True, eq=False)
class Face:
    """One weight of one family: the widths of its characters in ems."""

    family: str
    weight: int
    path: str
    index: int
    width_of: dict[int, float] = field(repr=False)
    _widths: dict[str, float] = field(default_factory=dict, repr=False)

    def has(self, character: str) -> bool:
        """Return whether the font draws the character; blanks and marks without a form count."""
        return ord(character) in self.width_of or unicodedata.category(character) in (
            "Zs", "Cf", "Mn",
        )  # fmt: skip

    def missing(self, text: str) -> set[str]:
        """Return the characters of a text that the font lacks."""
        return {c for c in text if not self.has(c)}

    def width_em(self, text: str) -> float:
        """Return the width of a line of text in ems, without kerning.

        A character that the font lacks counts 1.1: some other font will draw it.
        """
        known = self._widths.get(text)
        if known is None:
            known = sum(self._advance(character) for character in text)
            if len(self._widths) < _MOST_WIDTHS:
                self._widths[text] = known
        return known

    def _advance(self, character: str) -> float:
        width = self.width_of.get(ord(character))
        if width is not None:
            return width
        return 0.0 if unicodedata.category(character) == "Mn" else _UNKNOWN_EM

    def glyphs(self, text: str) -> list[tuple[str, float]]:
        """Return the outline of each character as an SVG path, y up, and where it begins; in ems.

        Paths are in thousandths of an em. A character that the font lacks has none.
        """
        found = []
        x = 0.0
        for character in text:
            outline = _outline(self.path, self.index, ord(character))
            if outline:
                found.append((outline, x))
            x += self.width_em(character)
        return found

    def cut(self, text: str, most_em: float) -> str:
        """Return the text, or as much of it as fits with an ellipsis; "" where nothing does."""
        if self.width_em(text) <= most_em:
            return text
        room = most_em - self.width_em(ELLIPSIS)
        kept = 0
        for character in text:
            room -= self.width_em(character)
            if room < 0:
                break
            kept += 1
        # A mark that joins the one before it is not torn off.
        while 0 < kept < len(text) and unicodedata.combining(text[kept]):
            kept -= 1
        head = text[:kept].rstrip()
        return head + ELLIPSIS if head else ""


@dataclass(frozen=True, slots=True, eq=False)
class Fonts:
    """What a sheet is printed with: a face for text, one for bold, one for titles.

    `book` is what Typst looks fonts up in; `files` says where every family is, to look for rare
    characters.
    """

    text: Face
    bold: Face
    title: Face
    book: typst.Fonts = field(repr=False)

    def face(self, name: str) -> Face:
        """Return "text", "bold" or "title"."""
        return {"text": self.text, "bold": self.bold, "title": self.title}[name]

    def elsewhere(self, characters: Iterable[str]) -> set[str]:
        """Return those of `characters` that some other font of this machine has."""
        wanted = {ord(c) for c in characters}
        found: set[int] = set()
        for info in self.book.fonts():
            if found >= wanted:
                break
            if info.path is not None and info.weight == REGULAR:
                found |= wanted.intersection(_characters(info.path, info.index))
        return {chr(c) for c in found}


def plain(text: object) -> str:
    r"""Return what may be printed of a text: one line, no control characters.

    >>> plain("a\tb\n\x07c "), plain("\ud800")
    ('a b c', '\ufffd')
    """
    kept = "".join(_printable(c) for c in str(text))
    return " ".join(kept.split())


def _printable(character: str) -> str:
    category = unicodedata.category(character)
    if category in ("Cc", "Zl", "Zp"):
        return " "
    # Half of a pair is no character, nor are the two that XML forbids.
    return "\ufffd" if category == "Cs" or character in "\ufffe\uffff" else character


def find_fonts(
    font: str | None = None, *, text: Sequence[str] = (), title: Sequence[str] = ()
) -> Fonts:
    """Return the fonts for a sheet.

    Parameters
    ----------
    font
        A family that is installed, or a font file; it is used for everything. Without it the
        first that is installed of `text` (for titles: of `title`), then of `KNOWN`.
    text, title
        Families that the theme would like.

    Raises
    ------
    PrintError
        `font` is not installed, is no font file, or has no Chinese; or no font with Chinese is
        installed.
    """
    if font is not None:
        family, book = _named(font)
        faces = _faces(book, family)
        if faces is None or faces[0].missing(CHINESE):
            raise PrintError(
                f"The font {font!r} has no Chinese characters. Name one that has with --font, such "
                f'as "{KNOWN[0]}" (Debian: apt-get install fonts-noto-cjk).'
            )
        return Fonts(faces[0], faces[1], faces[1], book)
    book = _installed()
    body = _first(book, (*text, *KNOWN))
    if body is None:
        raise PrintError(say("print_no_font", "en", first=KNOWN[0]))
    heading = _first(book, title) or body
    return Fonts(body[0], body[1], heading[1], book)


def _first(book: typst.Fonts, families: Sequence[str]) -> tuple[Face, Face] | None:
    installed = set(book.families())
    for family in families:
        if family in installed:
            faces = _faces(book, family)
            if faces is not None and not faces[0].missing(CHINESE):
                return faces
    return None


def _named(font: str) -> tuple[str, typst.Fonts]:
    """The family of a font that a user names, and a book that has it."""
    path = Path(font)
    if path.suffix.lower() in (".ttf", ".otf", ".ttc", ".otc"):
        try:
            with path.open("rb") as file, TTFont(file, fontNumber=0, lazy=True) as opened:
                family = str(opened["name"].getBestFamilyName())
        except (OSError, TTLibError) as why:
            raise PrintError(
                f"{font}: this font file cannot be read ({why}). Name an installed family or "
                "another file with --font."
            ) from why
        book = typst.Fonts(include_embedded_fonts=False, font_paths=[str(path.resolve())])
        if family not in book.families():
            book = typst.Fonts(
                include_embedded_fonts=False, font_paths=[str(path.resolve().parent)]
            )
        return family, book
    book = _installed()
    known = {family.casefold(): family for family in book.families()}
    if font.casefold() not in known:
        raise PrintError(
            f"The font {font!r} is not installed. Install it (Debian: apt-get install "
            "fonts-noto-cjk), or name another family or a font file with --font."
        )
    return known[font.casefold()], book


def _faces(book: typst.Fonts, family: str) -> tuple[Face, Face] | None:
    """The regular and the bold face of a family, or the nearest to them."""
    own = [info for info in book.fonts() if info.family == family and info.path is not None]
    upright = [info for info in own if "italic" not in info.style.lower()] or own
    if not upright:
        return None
    faces = []
    for weight in (REGULAR, BOLD):
        info = _nearest(upright, weight)
        faces.append(
            Face(
                family, info.weight, str(info.path), info.index, _widths(str(info.path), info.index)
            )
        )
    return faces[0], faces[1]


def _nearest(infos: list[typst.FontInfo], weight: int) -> typst.FontInfo:
    return min(infos, key=lambda info: (abs(info.weight - weight), info.weight))


@lru_cache(maxsize=1)
def _installed() -> typst.Fonts:
    return typst.Fonts(include_embedded_fonts=False)


@lru_cache(maxsize=4)
def _opened(path: str, index: int) -> TTFont:
    # In memory, since it stays open.
    return TTFont(BytesIO(Path(path).read_bytes()), fontNumber=index, lazy=True)


@lru_cache(maxsize=4096)
def _outline(path: str, index: int, code: int) -> str:
    font = _opened(path, index)
    name = font.getBestCmap().get(code)
    if name is None:
        return ""
    glyphs = font.getGlyphSet()
    pen = SVGPathPen(glyphs, ntos=lambda value: f"{value:.0f}")
    factor = 1000 / font["head"].unitsPerEm
    glyphs[name].draw(TransformPen(pen, (factor, 0, 0, factor, 0, 0)))
    return str(pen.getCommands())


@lru_cache(maxsize=16)
def _widths(path: str, index: int) -> dict[int, float]:
    """The width of every character of a font file, in ems."""
    try:
        with Path(path).open("rb") as file, TTFont(file, fontNumber=index, lazy=True) as font:
            metrics = font["hmtx"].metrics
            em = float(font["head"].unitsPerEm)
            glyph_of = font.getBestCmap() or {}
            return {code: metrics[glyph][0] / em for code, glyph in glyph_of.items()}
    except (OSError, TTLibError, KeyError):
        return {}


@cache
def _characters(path: str, index: int) -> array[int]:
    """The codes that a font file has; four bytes each, since all fonts of a machine are kept."""
    try:
        with Path(path).open("rb") as file, TTFont(file, fontNumber=index, lazy=True) as font:
            return array("I", font.getBestCmap() or ())
    except (OSError, TTLibError, KeyError):
        return array("I")
