"""Edits as people write them, in an option or a row of a table -> edits as values.

What an edit is about stands on the left, what that is to become on the right. Several names are
parted by "," or "、"; a mark that belongs to a name has a backslash before it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields

from gridgen.model.errors import CommandError
from gridgen.versions.edits import (
    Assign,
    Create,
    Dissolve,
    Edit,
    Lock,
    Merge,
    Move,
    Point,
    Rename,
    Renumber,
    Rule,
    SetAside,
    Split,
    Unlock,
)
from gridgen.words.say import in_both

_BETWEEN = re.compile(r"(?<!\\)[,，、\n]")
_EQUALS = re.compile(r"(?<!\\)[=＝]")
_COLON = re.compile(r"(?<!\\)[:：]")
_ESCAPED = re.compile(r"\\([,，、=＝:：])")

_SHAPE = re.compile(r"^\s*(LINESTRING|MULTIPOINT|POINT)\s*Z?\s*", re.IGNORECASE)
_NUMBERS = re.compile(r"[+-]?\d+(?:\.\d+)?")
_PLACES = re.compile(r"[\d\s.,，、;；()（）+-]+")


@dataclass(frozen=True, slots=True)
class Said:
    """An edit as it is written.

    Attributes
    ----------
    way
        One of `WAYS`.
    about
        Names of zones, units or communities; of `assign` the zone and the role.
    becomes
        A name, a code, a number, places; "" where there is nothing.
    level
        Of the zones; "" for the first.
    """

    way: str
    about: str
    becomes: str = ""
    level: str = ""


def in_halves(way: str, text: str) -> Said:
    """Return what an option says: what it is about before the equals sign, and what it becomes.

    Parameters
    ----------
    way
        One of `WAYS`.
    text
        As it stands on the command line. `--split` has a colon: a zone and a number.
    """
    mark = _COLON if way == "split" else _EQUALS
    if way in _LISTS:
        return Said(way, text)
    found = [*mark.finditer(text)]
    if not found:
        return Said(way, text)
    # A name may hold the mark; a number, a class and ids do not.
    at = found[-1] if way in ("split", "rule", "assign") else found[0]
    return Said(way, text[: at.start()], text[at.end() :])


def edit_said(said: Said, where: str | tuple[str, str]) -> Edit:
    """Return the edit that is written.

    Parameters
    ----------
    said
        Full-width marks and digits are read as narrow ones.
    where
        What messages call the place: an option, or a file and a row.

    Raises
    ------
    CommandError
        Something is missing, there is too much, or a number or a place is none.

    >>> edit_said(in_halves("move", "第一组、B7=柳溪村第一网格"), "--move")
    Move(units=('第一组', 'B7'), to='柳溪村第一网格', level='')
    >>> edit_said(in_halves("split_line", "第一网格=113.1 30.2, 113.3 30.2"), "--split-line").line
    ((113.1, 30.2), (113.3, 30.2))
    """
    try:
        edit = WAYS[said.way](names_in(said.about), said.about.strip(), said.becomes.strip())
    except _OddError as why:
        raise CommandError(
            "edit_said_odd",
            where=where,
            said=f"{said.about}={said.becomes}" if said.becomes else said.about,
            form=in_both(f"edit_form_{said.way}"),
        ) from why
    if said.level and "level" in {column.name for column in fields(edit)}:
        kept = {column.name: getattr(edit, column.name) for column in fields(edit)}
        return type(edit)(**{**kept, "level": said.level})
    return edit


def names_in(text: str) -> tuple[str, ...]:
    r"""Return the names in a list, blank ones left out.

    >>> names_in("甲组、 乙组,a\\,b")
    ('甲组', '乙组', 'a,b')
    """
    parts = (_plain(part) for part in _BETWEEN.split(text))
    return tuple(part for part in parts if part)


def _plain(text: str) -> str:
    return _ESCAPED.sub(r"\1", text).strip()


class _OddError(ValueError):
    """What is written is no edit."""


def _require(*parts: object) -> None:
    if not all(parts):
        raise _OddError


def _alone(name: str, becomes: str = "") -> str:
    _require(name, not becomes)
    return _plain(name)


def _move(units: tuple[str, ...], _: str, to: str) -> Edit:
    _require(units, to)
    return Move(units, _plain(to))


def _merge(zones: tuple[str, ...], _: str, to: str) -> Edit:
    _require(len(zones) > 1, not to)
    return Merge(zones)


def _split(zones: tuple[str, ...], zone: str, parts: str) -> Edit:
    number = unicodedata.normalize("NFKC", parts)
    _require(zone, number.isascii() and number.isdecimal() and len(number) < 4)
    if len(zones) > 1:
        return Split(zones[0], int(number), together=zones[1:])
    return Split(_plain(zone), int(number))


def _split_line(_: tuple[str, ...], zone: str, line: str) -> Edit:
    _require(zone, line)
    return Split(_plain(zone), line=places_in(line))


def _split_around(_: tuple[str, ...], zone: str, around: str) -> Edit:
    _require(zone, around)
    return Split(_plain(zone), around=places_in(around))


def places_in(text: str) -> tuple[Point, ...]:
    """Return the places in a text: longitude and latitude by turns, in degrees; also WKT.

    >>> places_in("LINESTRING (113.1 30.2, 113.3 30.25)")
    ((113.1, 30.2), (113.3, 30.25))
    """
    plain = unicodedata.normalize("NFKC", _SHAPE.sub("", text))
    _require(_PLACES.fullmatch(plain))
    numbers = [float(number) for number in _NUMBERS.findall(plain)]
    _require(len(numbers) % 2 == 0, len(numbers) > 2)
    places = tuple(zip(numbers[::2], numbers[1::2], strict=True))
    _require(all(abs(lon) <= 180 and abs(lat) <= 90 for lon, lat in places))
    return places


def _create(units: tuple[str, ...], _: str, name: str) -> Edit:
    _require(units)
    return Create(units, _plain(name))


def _set_aside(units: tuple[str, ...], _: str, name: str) -> Edit:
    _require(units, name)
    return SetAside(units, _plain(name))


def _rename(_: tuple[str, ...], zone: str, name: str) -> Edit:
    _require(zone, name)
    return Rename(_plain(zone), _plain(name))


def _renumber(_: tuple[str, ...], zone: str, code: str) -> Edit:
    _require(zone, code)
    return Renumber(_plain(zone), unicodedata.normalize("NFKC", code))


def _lock(zones: tuple[str, ...], _: str, to: str) -> Edit:
    _require(zones, not to)
    return Lock(zones)


def _unlock(zones: tuple[str, ...], _: str, to: str) -> Edit:
    _require(zones, not to)
    return Unlock(zones)


def _assign(_: tuple[str, ...], post: str, people: str) -> Edit:
    found = [*_COLON.finditer(post)]
    _require(found)
    zone, role = post[: found[-1].start()], post[found[-1].end() :]
    _require(zone.strip(), role.strip())
    return Assign(_plain(zone), _plain(role), names_in(people))


def _rule(_: tuple[str, ...], community: str, goes_by: str) -> Edit:
    _require(community, goes_by)
    word = unicodedata.normalize("NFKC", goes_by).casefold()
    return Rule(_plain(community), _KINDS.get(word, word))


_KINDS = {"村": "village", "行政村": "village", "农村": "village", "社区": "community",
          "居委会": "community", "城市社区": "community"}  # fmt: skip


WAYS: Mapping[str, Callable[[tuple[str, ...], str, str], Edit]] = {
    "move": _move,
    "merge": _merge,
    "split": _split,
    "split_line": _split_line,
    "split_around": _split_around,
    "create": _create,
    "dissolve": lambda _, zone, to: Dissolve(_alone(zone, to)),
    "rename": _rename,
    "renumber": _renumber,
    "lock": _lock,
    "unlock": _unlock,
    "assign": _assign,
    "set_aside": _set_aside,
    "rule": _rule,
}
"""How edits are written: each takes the names, the same as one text, and what it becomes."""

_LISTS = ("merge", "dissolve", "lock", "unlock")
"""Ways that have nothing on the right."""
