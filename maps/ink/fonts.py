"""Which font prints the sheet, what it lacks, how wide its text is.

The font that comes with the dependencies prints on every machine alike. Fonts of the machine are
looked at only where an order or a theme names one.
"""

from __future__ import annotations

import unicodedata
from array import array
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from threading import Lock

import typst
from fontTools.misc.roundTools import otRound
from fontTools.ttLib import TTFont, TTLibError
from fontTools.varLib.varStore import VarStoreInstancer

from gridgen.model.errors import PrintError

OWN = "Noto Sans CJK SC"
"""The family that comes with the dependencies (manimgx-fonts-cjk): one variable font."""

CHINESE = "网格划分示意图"
"""A font that has these is taken for one with Chinese."""

ELLIPSIS = "…"
_UNKNOWN_EM = 1.1
_MOST_WIDTHS = 50_000
REGULAR, BOLD = 400, 700

# fontTools reads a table when it is first asked for, all of them through one file: two threads
# that print would move it under each other.
_READING = Lock()


@dataclass(frozen=True, slots=True, eq=False)
class Face:
    """One weight of one family: the widths of its characters in ems.

    `weight` is the one that is printed: of a variable font the one asked for, of others their own.
    """

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
        """Return those of `characters` that some other font of the book has."""
        wanted = {ord(c) for c in characters}
        found: set[int] = set()
        for info in _one_of_each(self.book):
            if found >= wanted:
                break
            found |= wanted.intersection(_characters(str(info.path), info.index))
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
        `OWN`, a family that is installed, or a font file; it is used for everything. Without it
        the first that there is of `text` (for titles: of `title`), then `OWN`.
    text, title
        Families that the theme would like.

    Raises
    ------
    PrintError
        `font` is not installed, is no font file, or has no Chinese; or `OWN` was lost.
    """
    if font is not None:
        family, book = _named(font)
        faces = _faces(book, family)
        if faces is None or faces[0].missing(CHINESE):
            raise PrintError("font_without_chinese", font=font, known=_choice(), own=OWN)
        return Fonts(faces[0], faces[1], faces[1], book)
    # Only a theme that names other families gets to see what is installed here.
    is_ours = set(_own().families()).issuperset((*text, *title))
    book = _own() if is_ours else _installed()
    body = _first(book, (*text, OWN))
    if body is None:
        raise PrintError("print_no_font", font=OWN)
    heading = _first(book, title) or body
    return Fonts(body[0], body[1], heading[1], book)


def _first(book: typst.Fonts, families: Sequence[str]) -> tuple[Face, Face] | None:
    there = set(book.families())
    for family in families:
        if family in there:
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
            raise PrintError("font_unreadable", font=font, why=str(why)) from why
        # Beside our own of the same name, Typst would print the variable one of the two.
        ours = () if family in _own().families() else (_own_folder(),)
        return family, _book(path.resolve().parent, *ours)
    for book in (_own(), _installed()):
        known = {family.casefold(): family for family in book.families()}
        if font.casefold() in known:
            return known[font.casefold()], book
    raise PrintError("font_not_installed", font=font, known=_choice(), own=OWN)


def _choice() -> list[str]:
    """What may be named in place of a font that will not do."""
    wanted = {ord(c) for c in CHINESE}
    return sorted(
        info.family
        for info in _one_of_each(_installed())
        if wanted.issubset(_characters(str(info.path), info.index))
    )


def _faces(book: typst.Fonts, family: str) -> tuple[Face, Face] | None:
    """The regular and the bold face of a family, or the nearest to them."""
    own = [info for info in book.fonts() if info.family == family and info.path is not None]
    upright = [info for info in own if "italic" not in info.style.lower()] or own
    return (_face(upright, REGULAR), _face(upright, BOLD)) if upright else None


def _face(infos: Sequence[typst.FontInfo], weight: int) -> Face:
    """The face that Typst prints for a weight: the nearest, of two as near the variable one."""

    def far(info: typst.FontInfo) -> tuple[int, bool, int]:
        drawn = _drawn(info, weight)
        return abs(drawn - weight), _weights(str(info.path), info.index) is None, info.weight

    info = min(infos, key=far)
    path, drawn = str(info.path), _drawn(info, weight)
    return Face(info.family, drawn, path, info.index, _widths(path, info.index, drawn))


def _drawn(info: typst.FontInfo, weight: int) -> int:
    """The weight that Typst prints of a font where another is asked for."""
    weights = _weights(str(info.path), info.index)
    return info.weight if weights is None else min(max(weight, weights[0]), weights[1])


def _one_of_each(book: typst.Fonts) -> list[typst.FontInfo]:
    """The font of each family that is nearest to regular."""
    infos = [info for info in book.fonts() if info.path is not None]
    infos.sort(key=lambda info: abs(info.weight - REGULAR), reverse=True)
    return list({info.family: info for info in infos}.values())


def _own_folder() -> Path:
    return Path(str(files("manimgx_fonts_cjk")))


def _book(*folders: Path) -> typst.Fonts:
    """What is installed on this machine, and what lies in folders: Typst takes no single files."""
    return typst.Fonts(include_embedded_fonts=False, font_paths=[str(path) for path in folders])


@lru_cache(maxsize=1)
def _own() -> typst.Fonts:
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(_own_folder())]
    )


@lru_cache(maxsize=1)
def _installed() -> typst.Fonts:
    # Ours as well: it draws the rare characters that another font lacks.
    return _book(_own_folder())


@lru_cache(maxsize=4)
def _opened(path: str, index: int) -> TTFont:
    # In memory, since it stays open.
    return TTFont(BytesIO(Path(path).read_bytes()), fontNumber=index, lazy=True)


@lru_cache(maxsize=256)
def _weights(path: str, index: int) -> tuple[int, int] | None:
    """The lightest and the heaviest weight of a variable font; None where its weight is fixed."""
    try:
        with Path(path).open("rb") as file, TTFont(file, fontNumber=index, lazy=True) as font:
            axes = font["fvar"].axes if "fvar" in font else ()
            found = [axis for axis in axes if axis.axisTag == "wght"]
            return (int(found[0].minValue), int(found[0].maxValue)) if found else None
    except (OSError, TTLibError):
        return None


@lru_cache(maxsize=16)
def _widths(path: str, index: int, weight: int) -> dict[int, float]:
    """The width of every character of a font file at a weight, in ems."""
    try:
        with _READING:
            font = _opened(path, index)
            metrics = font["hmtx"].metrics
            em = float(font["head"].unitsPerEm)
            glyph_of = font.getBestCmap() or {}
            more = _growth(font, weight)
            # In whole units of the font, as Typst places them.
            return {code: otRound(metrics[g][0] + more(g)) / em for code, g in glyph_of.items()}
    except (OSError, TTLibError, KeyError):
        return {}


def _growth(font: TTFont, weight: int) -> Callable[[str], float]:
    """How much wider a glyph is at a weight than where the font stands by itself, in its units."""
    if "HVAR" not in font:
        return lambda _: 0.0
    table = font["HVAR"].table
    at = font.normalizeLocation({"wght": weight})
    grown = VarStoreInstancer(table.VarStore, font["fvar"].axes, at)
    row_of = table.AdvWidthMap.mapping if table.AdvWidthMap else font.getReverseGlyphMap()
    return lambda glyph: float(grown[row_of[glyph]])


@cache
def _characters(path: str, index: int) -> array[int]:
    """The codes that a font file has; four bytes each, since all fonts of a machine are kept."""
    try:
        with Path(path).open("rb") as file, TTFont(file, fontNumber=index, lazy=True) as font:
            return array("I", font.getBestCmap() or ())
    except (OSError, TTLibError, KeyError):
        return array("I")
