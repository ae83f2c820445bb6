"""What a planner asks of a plan: edits as values, which go through JSON unchanged.

Zones, units and communities are called as people call them: by code, or by name where only one is
called so. Units are households by id, or all that is called by the name of a building, an estate, a
villager group, or a zone of a lower level.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from gridgen.model.errors import CommandError

Point = tuple[float, float]
"""Longitude and latitude, degrees, WGS 84."""


@dataclass(frozen=True, slots=True)
class Move:
    """Move units to a zone."""

    units: tuple[str, ...]
    to: str
    level: str = ""
    """Of the zone; "" for the first level, here and in all that follow."""


@dataclass(frozen=True, slots=True)
class Merge:
    """Make one zone of several; it keeps the code and name of the one with the most households."""

    zones: tuple[str, ...]
    level: str = ""
    keep: str = ""
    """Which of them gives code and name instead."""


@dataclass(frozen=True, slots=True)
class Split:
    """Make several zones of one: by the solver into `parts`, along `line`, or `around` places.

    The part with the most households keeps code and name. With others `together` the ground of all
    of them is divided anew into `parts`, each of which carries on the one from which most of its
    households come.
    """

    zone: str
    parts: int = 2
    line: tuple[Point, ...] = ()
    """Corners of a line drawn across the zone; goes before `parts`."""
    around: tuple[Point, ...] = ()
    """Places around which the parts are made, one for each; goes before both."""
    level: str = ""
    together: tuple[str, ...] = ()
    """Zones whose ground is divided anew with that of `zone`; goes with `parts` alone."""


@dataclass(frozen=True, slots=True)
class Create:
    """Make a zone of chosen units, which leave the zones in which they are."""

    units: tuple[str, ...]
    name: str = ""
    """"" for the one that the rules give."""
    level: str = ""
    code: str = ""
    """Never used before; "" for the next that is free."""


@dataclass(frozen=True, slots=True)
class Dissolve:
    """Give the units of a zone to the zones beside it, and retire its code."""

    zone: str
    level: str = ""


@dataclass(frozen=True, slots=True)
class Rename:
    """Give a zone another name."""

    zone: str
    name: str


@dataclass(frozen=True, slots=True)
class Renumber:
    """Give a zone another code, never used before; those below it follow."""

    zone: str
    code: str


@dataclass(frozen=True, slots=True)
class Lock:
    """Keep zones of the first level as they are in all redraws; edits of them are warned of."""

    zones: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unlock:
    """Keep zones no longer."""

    zones: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Assign:
    """Put people on the posts of one role in a zone, in place of whoever has them."""

    zone: str
    role: str
    people: tuple[str, ...]
    """Ids; none to leave the posts vacant."""


@dataclass(frozen=True, slots=True)
class SetAside:
    """Make a special grid of chosen units: a market, an office building."""

    units: tuple[str, ...]
    name: str


@dataclass(frozen=True, slots=True)
class Rule:
    """Let a community go by the rules of another urban-rural class or kind."""

    community: str
    goes_by: str
    """One of the classes ("121", "220", ...), "village" or "community"."""


Edit = (
    Move | Merge | Split | Create | Dissolve | Rename | Renumber | Lock | Unlock | Assign
    | SetAside | Rule
)  # fmt: skip

OPERATIONS: Mapping[str, type[Edit]] = {
    "move": Move,
    "merge": Merge,
    "split": Split,
    "create": Create,
    "dissolve": Dissolve,
    "rename": Rename,
    "renumber": Renumber,
    "lock": Lock,
    "unlock": Unlock,
    "assign": Assign,
    "set_aside": SetAside,
    "rule": Rule,
}
"""The edits by the word that JSON, commands and sentences have for each."""

_NAME_OF = {kind: name for name, kind in OPERATIONS.items()}


def operation_of(edit: Edit) -> str:
    """Return the word for the kind of an edit.

    >>> operation_of(SetAside(("B7",), "市场"))
    'set_aside'
    """
    return _NAME_OF[type(edit)]


def edit_to_json(edit: Edit) -> dict[str, Any]:
    """Return an edit as plain values for JSON; what was not said is left out.

    >>> edit_to_json(Rename("990101001201001", "河东网格"))
    {'operation': 'rename', 'zone': '990101001201001', 'name': '河东网格'}
    """
    usual = {column.name: column.default for column in fields(edit)}
    said = {name: value for name, value in asdict(edit).items() if value != usual[name]}
    return {"operation": operation_of(edit), **said}


def edit_from_json(said: Mapping[str, Any]) -> Edit:
    """Return the edit that `edit_to_json` wrote, or anybody else by hand.

    Raises
    ------
    CommandError
        There is no such operation, or it lacks what it needs or has what it does not know.

    >>> edit_from_json({"operation": "merge", "zones": ["001", "002"]})
    Merge(zones=('001', '002'), level='', keep='')
    """
    name = str(said.get("operation", ""))
    kind = OPERATIONS.get(name)
    if kind is None:
        raise CommandError("edit_unknown", operation=name, known=list(OPERATIONS))
    known = {column.name: column for column in fields(kind)}
    words = {key: value for key, value in said.items() if key != "operation"}
    if strange := sorted(words.keys() - known.keys()):
        raise CommandError("edit_word_unknown", operation=name, word=strange[0], known=list(known))
    try:
        return kind(**{key: _value(value, str(known[key].type)) for key, value in words.items()})
    except (TypeError, ValueError) as why:
        raise CommandError("edit_incomplete", operation=name, why=str(why)) from why


def _value(value: Any, kind: str) -> Any:
    """Return a value of JSON as an edit holds it: lists as tuples, texts as texts."""
    if kind.startswith("tuple[Point"):
        return tuple((float(x), float(y)) for x, y in value)
    if kind.startswith("tuple["):
        return tuple(map(str, [value] if isinstance(value, str) else value))
    return int(value) if kind == "int" else str(value)
