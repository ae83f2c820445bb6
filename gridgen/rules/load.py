"""A preset's name or a TOML file -> Rules, checked."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from importlib.resources import files
from pathlib import Path
from typing import Any

from gridgen.errors import BandError, RulesError
from gridgen.model import KEEP_KEYS, Band, column_of

PRESETS = ("standard",)
KINDS = ("village", "community")
MODES = ("band",)
LINE_CLASSES = (
    "river", "railway", "expressway", "wall", "main_road", "road", "stream", "bridge",
)  # fmt: skip
EMPTY_LAND = ("around", "none")
KEEPS = ("place", *KEEP_KEYS)
MOST_PARTS = 100
"""Parts into which one thing is split at most: a point with more households is surer an error."""

RESERVED = (
    "communities", "households", "lines", "water", "buildings", "zones", "people", "findings",
    "plan", "layer_styles", "presences", "ids", "posts", "areas", "ties",
    *(f"{key}s" for key in KEEP_KEYS),
)  # fmt: skip
"""Names that a plan's other layers and columns have."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What is told of a zone that lies badly; nothing where no limit is set."""

    walk_m: float = math.inf
    """The longest walk inside a zone, over links."""
    detour: float = math.inf
    """How many times as long as the straight line between its ends that walk may be."""
    compactness: float = 0.0
    """The least 4 pi area / perimeter²: 1 is a disc."""
    on_lines: float = 0.0
    """The least share of the borders with other zones that lies on visible lines."""


@dataclass(frozen=True, slots=True)
class Level:
    """One level of the hierarchy and how it is made."""

    name: str
    """Also the name of its layer, e.g. "grids"."""
    parent: str
    """"communities" or the level above."""
    keep: tuple[str, ...]
    """What is never cut: "place" or columns of the households."""
    split: tuple[str, ...]
    """What of it is split all the same where it is above the band."""
    code_digits: int
    """Digits that a zone's number adds to its parent's code."""
    label: Mapping[str, str]
    """Name of a zone in each language, with `{n}` for its number."""
    band: Mapping[str, Band]
    """The band for each kind of community; a kind without one has no such level."""
    limits: Mapping[str, Limits] = field(default_factory=dict)
    """For each kind of community that has any."""


@dataclass(frozen=True, slots=True)
class LineRules:
    """What classes of lines mean; a class that stands nowhere is ignored."""

    cut: tuple[str, ...] = ("river", "railway", "expressway", "wall")
    """Nobody passes over these."""
    visible: tuple[str, ...] = ("main_road", "road", "stream")
    """Borders may follow these, and those that cut."""
    cross: tuple[str, ...] = ("main_road", "road")
    """Where these cross a line that cuts, or water, there is a bridge."""


@dataclass(frozen=True, slots=True)
class Role:
    """People who serve: either so many in each zone, or so many households for each of them."""

    name: str
    label: Mapping[str, str]
    level: str
    """"communities" or a level: in whose zones they serve."""
    fewest: int = 1
    most: int = 1
    """People in each zone."""
    zones: int = 1
    """Zones that one of them may look after."""
    households: Band | None = None
    """Households for each of them, an area of responsibility; then the numbers above do not say."""


@dataclass(frozen=True, slots=True)
class Rules:
    """A whole rules file."""

    name: str
    title: Mapping[str, str]
    levels: tuple[Level, ...]
    lines: LineRules = LineRules()
    empty_land: str = "around"
    """Land where nobody lives belongs to the zones "around" it, or to "none"."""
    people: tuple[Role, ...] = ()
    """Who serves; without it people are not asked for."""


def load_rules(name: str | Path) -> Rules:
    """Return the rules of a preset ("standard") or of a TOML file.

    Raises
    ------
    RulesError
        The name is unknown, the file cannot be read, or something in it is wrong; the message names
        the level and the key.
    """
    if str(name) in PRESETS:
        text = files("gridgen.rules").joinpath("presets", f"{name}.toml").read_text("utf-8")
        return _rules(tomllib.loads(text), f"preset {name}")
    path = Path(name)
    if path.suffix != ".toml":
        raise RulesError(
            f"Rules {str(name)!r} are not known; expected one of {', '.join(PRESETS)}, or the path "
            "of a .toml file."
        )
    try:
        table = tomllib.loads(path.read_text("utf-8-sig"))
    except OSError as why:
        raise RulesError(f"{path}: cannot be read: {why.strerror}.") from why
    except (ValueError, RecursionError) as why:  # a TOMLDecodeError is a ValueError
        raise RulesError(f"{path}: is not TOML: {why}.") from why
    return _rules(table, path.name)


def _rules(table: Mapping[str, Any], where: str) -> Rules:
    _only(table, ("name", "title", "level", "lines", "empty_land", "people"), where)
    levels = table.get("level")
    if not isinstance(levels, list) or not levels:
        raise RulesError(f"{where}: has no [[level]]; expected at least one.")
    made: list[Level] = []
    for entry in levels:
        made.append(_level(entry, where, [level.name for level in made]))
    title = table.get("title", {})
    empty_land = table.get("empty_land", "around")
    _one_of(empty_land, EMPTY_LAND, f"{where}: empty_land")
    return Rules(
        _text(table, "name", where),
        _both(title, "title", where),
        tuple(made),
        _lines(table.get("lines", {}), where),
        empty_land,
        _people(table.get("people", {}), where, ["communities", *(level.name for level in made)]),
    )


def _lines(table: Any, where: str) -> LineRules:
    if not isinstance(table, dict):
        raise RulesError(f"{where}: lines is {table!r}; expected a table [lines].")
    meanings = tuple(meaning.name for meaning in fields(LineRules))
    _only(table, meanings, f"{where}, lines")
    for meaning, classes in table.items():
        if not isinstance(classes, list):
            raise RulesError(
                f"{where}: lines.{meaning} is {classes!r}; expected a list of classes."
            )
        for name in classes:
            _one_of(name, LINE_CLASSES, f"{where}: lines.{meaning}")
    return LineRules(**{meaning: tuple(classes) for meaning, classes in table.items()})


def _level(entry: Any, where: str, above: list[str]) -> Level:
    if not isinstance(entry, dict):
        raise RulesError(f"{where}: level is {entry!r}; expected a table [[level]].")
    name = _text(entry, "name", f"{where}, level {len(above) + 1}")
    here = f'{where}, level "{name}"'
    keys = ("name", "parent", "mode", "keep", "split", "code_digits", "label", "band", "limits")
    _only(entry, keys, here)
    if name in above or name in RESERVED or not name.isidentifier():
        raise RulesError(
            f"{here}: a level needs a plain name of its own; this one is taken or odd. Taken are "
            f"{', '.join(RESERVED)}."
        )
    parent = _text(entry, "parent", here)
    expected = above[-1] if above else "communities"
    if parent != expected:
        raise RulesError(f"{here}: parent is {parent!r}; expected {expected!r}, the level above.")
    _one_of(entry.get("mode", "band"), MODES, f"{here}: mode")
    keep = entry.get("keep", ["place"])
    if not isinstance(keep, list):
        raise RulesError(f"{here}: keep is {keep!r}; expected a list of {', '.join(KEEPS)}.")
    for key in keep:
        _one_of(key, KEEPS, f"{here}: keep")
    split = entry.get("split", [])
    if not isinstance(split, list) or any(key not in keep for key in split):
        raise RulesError(
            f"{here}: split is {split!r}; expected a list of what `keep` names: {', '.join(keep)}."
        )
    digits = entry.get("code_digits", 3)
    if not isinstance(digits, int) or isinstance(digits, bool) or not 1 <= digits <= 6:
        raise RulesError(f"{here}: code_digits is {digits!r}; expected 1 to 6.")
    label = _both(entry.get("label", {}), "label", here)
    for text in label.values():
        if "{n}" not in text or set(text.replace("{n}", "")) & set("{}"):
            raise RulesError(
                f"{here}: label must hold {{n}}, where the number goes, and no other braces; "
                f"got {text!r}."
            )
    bands = _bands(entry.get("band"), here)
    limits = _limits(entry.get("limits", {}), here)
    return Level(name, parent, tuple(keep), tuple(split), digits, label, bands, limits)


def _bands(table: Any, here: str) -> dict[str, Band]:
    if not isinstance(table, dict) or not table:
        raise RulesError(f"{here}: has no band; expected one for {' or '.join(KINDS)}.")
    bands: dict[str, Band] = {}
    for kind, sizes in table.items():
        _one_of(kind, KINDS, f"{here}: band")
        if not isinstance(sizes, dict):
            raise RulesError(f"{here}: band.{kind} is {sizes!r}; expected fewest, most, target.")
        _only(sizes, ("fewest", "most", "target"), f"{here}, band.{kind}")
        numbers = [sizes.get(key, 0) for key in ("fewest", "most", "target")]
        if any(not isinstance(n, int) or isinstance(n, bool) for n in numbers):
            raise RulesError(f"{here}: band.{kind} holds {numbers}; expected whole numbers.")
        try:
            bands[kind] = Band(*numbers)
        except BandError as why:
            raise BandError(f"{here}, band.{kind}: {why}") from why
    return bands


def _limits(table: Any, here: str) -> dict[str, Limits]:
    if not isinstance(table, dict):
        raise RulesError(f"{here}: limits is {table!r}; expected limits.village or the like.")
    limits: dict[str, Limits] = {}
    for kind, said in table.items():
        _one_of(kind, KINDS, f"{here}: limits")
        if not isinstance(said, dict):
            raise RulesError(f"{here}: limits.{kind} is {said!r}; expected {', '.join(_MOST)}.")
        _only(said, _MOST, f"{here}, limits.{kind}")
        for key, number in said.items():
            is_number = isinstance(number, int | float) and not isinstance(number, bool)
            if not is_number or not _LEAST[key] <= number <= _MOST[key]:
                raise RulesError(
                    f"{here}: limits.{kind}.{key} is {number!r}; expected a number from "
                    f"{_LEAST[key]} to {_MOST[key]}."
                )
        limits[kind] = Limits(**said)
    return limits


_LEAST = {"walk_m": 1, "detour": 1, "compactness": 0, "on_lines": 0}
_MOST = {"walk_m": 1_000_000, "detour": 1000, "compactness": 1, "on_lines": 1}


# --- people --------------------------------------------------------------------------------------


def _people(table: Any, where: str, levels: list[str]) -> tuple[Role, ...]:
    if not isinstance(table, dict):
        raise RulesError(f"{where}: people is {table!r}; expected tables [people.ROLE].")
    return tuple(_role(name, entry, f"{where}, people.{name}", levels)
                 for name, entry in table.items())  # fmt: skip


def _role(name: str, entry: Any, here: str, levels: list[str]) -> Role:
    taken = {column_of(word) for word in (*RESERVED, *levels, "presence")} | {"geometry", "geom"}
    if not isinstance(entry, dict) or not name.isidentifier() or name in {*taken, *RESERVED}:
        raise RulesError(
            f"{here}: expected a table [people.ROLE], where ROLE is a plain name that no level or "
            "column has."
        )
    _only(entry, ("level", "label", "each", "zones", "households"), here)
    level = _text(entry, "level", here)
    _one_of(level, tuple(levels), f"{here}: level")
    label = _both(entry.get("label", {}), "label", here)
    if "households" in entry:
        if "each" in entry or "zones" in entry:
            raise RulesError(f"{here}: households goes without each and zones; remove one.")
        return Role(name, label, level, households=_span(entry["households"], "households", here))
    band = _span(entry.get("each", 1), "each", here)
    zones = entry.get("zones", 1)
    if not _is_count(zones):
        raise RulesError(f"{here}: zones is {zones!r}; expected a whole number from 1 on.")
    if zones > 1 and band.most > 1:
        raise RulesError(f"{here}: zones is {zones} and each {band.most}; one of them must be 1.")
    return Role(name, label, level, band.fewest, band.most, zones)


def _span(value: Any, key: str, here: str) -> Band:
    """Return fewest and most from `{ fewest, most }` or from one number for both."""
    if _is_count(value):
        return Band(value, value)
    if not isinstance(value, dict):
        raise RulesError(f"{here}: {key} is {value!r}; expected a number, or fewest and most.")
    _only(value, ("fewest", "most"), f"{here}, {key}")
    fewest, most = value.get("fewest", 1), value.get("most", 0)
    if not (_is_count(fewest) and _is_count(most)):
        raise RulesError(f"{here}: {key} is {value!r}; expected fewest and most from 1 on.")
    try:
        return Band(fewest, most)
    except BandError as why:
        raise BandError(f"{here}, {key}: {why}") from why


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= 10**6


def _only(table: Mapping[str, Any], known: Iterable[str], where: str) -> None:
    known = tuple(known)
    for key in table:
        if key not in known:
            raise RulesError(f"{where}: key {key!r} is not known; expected {', '.join(known)}.")


def _one_of(value: Any, known: tuple[str, ...], where: str) -> None:
    if value not in known:
        raise RulesError(f"{where} is {value!r}; expected {', '.join(known)}.")


def _text(table: Mapping[str, Any], key: str, where: str) -> str:
    value = table.get(key)
    if not isinstance(value, str) or not value:
        raise RulesError(f"{where}: {key} is {value!r}; expected a text.")
    return value


def _both(table: Any, key: str, where: str) -> dict[str, str]:
    if not isinstance(table, dict):
        raise RulesError(f"{where}: {key} is {table!r}; expected {key}.zh and {key}.en.")
    _only(table, ("zh", "en"), f"{where}, {key}")
    return {lang: _text(table, lang, f"{where}, {key}") for lang in ("zh", "en")}
