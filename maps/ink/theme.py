"""Themes: how a sheet looks, as data. Three stand in `themes/`; a user may bring a file."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from gridgen.model.errors import PrintError
from maps.ink.colours import CORE, PALETTE

THEMES = ("clear", "official", "grey")
FURNITURE = ("squares", "north", "scale", "legend", "locator", "index", "review", "qr", "emblem")
COLOURS = (
    "paper", "field", "outside", "ink", "muted", "accent", "rule", "stripe", "band", "outer",
    "community", "grid", "group", "place", "special", "marked", "casing", "water", "building",
)  # fmt: skip
BORDERS = ("band", "outer", "community", "grid", "group", "marked")
HATCHES = ("rising", "falling")

_FOLDER = Path(__file__).parent / "themes"


@dataclass(frozen=True, slots=True)
class Fill:
    """What a grid is filled with: a colour "#rrggbb", and one of `HATCHES` or "" for none."""

    colour: str
    hatch: str = ""


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line: colour "#rrggbb", width in mm on A3, lengths of dashes and gaps in mm."""

    colour: str
    width: float
    dash: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Theme:
    """The looks of a sheet.

    `colours` and `borders` (widths in mm on A3) by the names in `COLOURS` and `BORDERS`; `fills`
    for grids, four or more, by rows of `colour_rows`; `lines` by class of line: casing and core,
    for those that are drawn; `furniture`, what is shown.
    """

    name: Mapping[str, str]
    text_fonts: tuple[str, ...]
    title_fonts: tuple[str, ...]
    colours: Mapping[str, str]
    fills: tuple[Fill, ...]
    borders: Mapping[str, float]
    lines: Mapping[str, tuple[Stroke, Stroke]]
    furniture: frozenset[str]

    def fill(self, row: int) -> Fill:
        """Return the fill of a row of `colour_rows`; beyond the last they come again, hatched."""
        own = self.fills[row % len(self.fills)]
        return own if row < len(self.fills) else Fill(own.colour, "" if own.hatch else "rising")


SHARED = tuple(Fill(colour, "" if row < CORE else "rising") for row, colour in enumerate(PALETTE))
"""The fills of a theme that names none: those of the page, the last two hatched besides."""


def load_theme(name: str) -> Theme:
    """Return a theme by its name ("clear", "official", "grey") or from a TOML file.

    Raises
    ------
    PrintError
        There is no such theme or file, or the file is not a theme; says what is wrong in it.
    """
    path = _FOLDER / f"{name}.toml" if name in THEMES else Path(name)
    try:
        return _parse(path.read_text(encoding="utf-8"), path.name)
    except (OSError, UnicodeDecodeError) as why:
        raise PrintError("no_such_theme", name=name, known=list(THEMES)) from why


@lru_cache(maxsize=16)
def _parse(text: str, source: str) -> Theme:
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as why:
        raise PrintError("theme_not_toml", source=source, why=str(why)) from why
    try:
        return Theme(
            name={lang: str(table["name"][lang]) for lang in ("zh", "en")},
            text_fonts=tuple(map(str, table["fonts"]["text"])),
            title_fonts=tuple(map(str, table["fonts"]["title"])),
            colours={key: _colour(table["colours"][key], source) for key in COLOURS},
            fills=_fills(table["fills"], source) if "fills" in table else SHARED,
            borders={key: _width(table["borders"][key], source) for key in BORDERS},
            lines={
                str(key): (_stroke(pair["casing"], source), _stroke(pair["core"], source))
                for key, pair in table["lines"].items()
            },
            furniture=_furniture(table["furniture"]["shown"], source),
        )
    except KeyError as why:
        raise PrintError("theme_lacks", source=source, key=str(why)) from why
    except (TypeError, AttributeError) as why:
        raise PrintError("theme_laid_out_otherwise", source=source, why=str(why)) from why


def _fills(rows: list[dict[str, Any]], source: str) -> tuple[Fill, ...]:
    fills = tuple(
        Fill(_colour(row["colour"], source), _hatch(row.get("hatch", ""), source)) for row in rows
    )
    if len(fills) < CORE:
        raise PrintError("theme_few_fills", source=source, number=len(fills))
    return fills


def _hatch(text: object, source: str) -> str:
    if text not in ("", *HATCHES):
        raise PrintError("theme_hatch", source=source, value=repr(text), known=list(HATCHES))
    return str(text)


def _stroke(row: dict[str, Any], source: str) -> Stroke:
    dash = tuple(_width(part, source) for part in row.get("dash", ()))
    return Stroke(_colour(row["colour"], source), _width(row["width"], source), dash)


def _furniture(names: list[str], source: str) -> frozenset[str]:
    unknown = set(names) - set(FURNITURE)
    if unknown:
        raise PrintError("theme_furniture", source=source, name=min(unknown), known=list(FURNITURE))
    return frozenset(names)


def _colour(text: object, source: str) -> str:
    if not isinstance(text, str) or not re.fullmatch(r"#[0-9a-fA-F]{6}", text):
        raise PrintError("theme_colour", source=source, value=repr(text))
    return text.lower()


def _width(value: object, source: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < 100:
        raise PrintError("theme_width", source=source, value=repr(value))
    return float(value)
