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
from maps.ink.colours import QUIET

THEMES = ("clear", "official", "grey")
FURNITURE = ("squares", "north", "scale", "legend", "locator", "index", "review", "qr", "emblem")
COLOURS = (
    "paper", "field", "outside", "ink", "muted", "accent", "rule", "stripe", "band", "outer",
    "community", "grid", "group", "place", "special", "marked",
)  # fmt: skip
BORDERS = ("band", "outer", "community", "grid", "group", "marked")

_FOLDER = Path(__file__).parent / "themes"


@dataclass(frozen=True, slots=True)
class Fill:
    """What a grid is filled with: a colour "#rrggbb", hatched or not."""

    colour: str
    hatch: bool = False


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
    for grids, four or more; `lines` by class of line: casing and core; `furniture`, what is shown;
    `legible`, the smallest type of a number on the map in points, 3 to 8.
    """

    name: Mapping[str, str]
    text_fonts: tuple[str, ...]
    title_fonts: tuple[str, ...]
    colours: Mapping[str, str]
    fills: tuple[Fill, ...]
    borders: Mapping[str, float]
    lines: Mapping[str, tuple[Stroke, Stroke]]
    furniture: frozenset[str]
    legible: float

    @property
    def quiet(self) -> int:
        """How many of the fills are used evenly: the plain ones, at most six."""
        return min(sum(not fill.hatch for fill in self.fills), QUIET)

    def fill(self, row: int) -> Fill:
        """Return the fill of a row of `colour_rows`; beyond the last they come again, hatched."""
        own = self.fills[row % len(self.fills)]
        return own if row < len(self.fills) else Fill(own.colour, not own.hatch)


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
        raise PrintError(
            f"There is no theme {name!r}; expected {', '.join(THEMES)} or a TOML file like them."
        ) from why


@lru_cache(maxsize=16)
def _parse(text: str, source: str) -> Theme:
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as why:
        raise PrintError(f"{source}: this is not TOML ({why}).") from why
    try:
        return Theme(
            name={lang: str(table["name"][lang]) for lang in ("zh", "en")},
            text_fonts=tuple(map(str, table["fonts"]["text"])),
            title_fonts=tuple(map(str, table["fonts"]["title"])),
            colours={key: _colour(table["colours"][key], source) for key in COLOURS},
            fills=_fills(table["fills"], source),
            borders={key: _width(table["borders"][key], source) for key in BORDERS},
            lines={
                str(key): (_stroke(pair["casing"], source), _stroke(pair["core"], source))
                for key, pair in table["lines"].items()
            },
            furniture=_furniture(table["furniture"]["shown"], source),
            legible=_legible(table["fonts"]["legible"], source),
        )
    except KeyError as why:
        raise PrintError(
            f"{source}: the theme lacks {why}; see maps/ink/themes/clear.toml."
        ) from why
    except (TypeError, AttributeError) as why:
        raise PrintError(
            f"{source}: the theme is laid out otherwise than expected ({why})."
        ) from why


def _fills(rows: list[dict[str, Any]], source: str) -> tuple[Fill, ...]:
    fills = tuple(Fill(_colour(row["colour"], source), bool(row.get("hatch"))) for row in rows)
    if len(fills) < 4:
        raise PrintError(f"{source}: {len(fills)} fills; expected 4 or more, so neighbours differ.")
    return fills


def _stroke(row: dict[str, Any], source: str) -> Stroke:
    dash = tuple(_width(part, source) for part in row.get("dash", ()))
    return Stroke(_colour(row["colour"], source), _width(row["width"], source), dash)


def _furniture(names: list[str], source: str) -> frozenset[str]:
    unknown = set(names) - set(FURNITURE)
    if unknown:
        raise PrintError(
            f"{source}: furniture {sorted(unknown)[0]!r} is unknown; expected some of: "
            f"{', '.join(FURNITURE)}."
        )
    return frozenset(names)


def _colour(text: object, source: str) -> str:
    if not isinstance(text, str) or not re.fullmatch(r"#[0-9a-fA-F]{6}", text):
        raise PrintError(f'{source}: the colour is {text!r}; expected "#rrggbb".')
    return text.lower()


def _legible(value: object, source: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 3 <= value <= 8:
        raise PrintError(f"{source}: legible is {value!r}; expected 3 to 8 points.")
    return float(value)


def _width(value: object, source: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < 100:
        raise PrintError(f"{source}: a width is {value!r}; expected millimetres above 0.")
    return float(value)
