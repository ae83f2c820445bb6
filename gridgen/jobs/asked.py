"""What each process is asked: one table, from which orders are checked and routes are described."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from gridgen.model.datum import Datum
from gridgen.model.days import is_day
from gridgen.model.errors import RequestError
from gridgen.words.say import LANGUAGES, in_both, say
from gridgen.words.seen import shortened

EFFORTS = ("fast", "balanced", "best")
NEW_IDS = ("match-by-place", "accept")

LONG = 200
"""Characters of a name, a code or a layer."""

RULES_LONG = 200_000
"""Characters of rules that are given as TOML."""

MANY = 10_000
"""Entries of a list."""

_MOST = 2**31 - 1
_SEED = 2**63 - 1
_SHOWN = 60


def _is_text(value: Any, long: int = LONG) -> bool:
    """Say whether a value is a text that any database keeps: with letters, none of them broken."""
    if not isinstance(value, str) or not value.strip() or len(value) > long or "\x00" in value:
        return False
    return not any("\ud800" <= letter <= "\udfff" for letter in value)


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_file(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and "upload" in value
        and value.keys() <= {"upload", "layer"}
        and all(map(_is_text, value.values()))
    )


def _is_list_of(fits: Callable[[Any], bool], value: Any) -> bool:
    return isinstance(value, list) and len(value) <= MANY and all(map(fits, value))


def _is_map_of(fits: Callable[[Any], bool], value: Any) -> bool:
    is_map = isinstance(value, dict) and len(value) <= MANY
    return is_map and all(map(_is_text, value)) and all(map(fits, value.values()))


def _is_datum(value: Any) -> bool:
    known = [datum.value for datum in Datum]
    return value in known if isinstance(value, str) else _is_map_of(known.__contains__, value)


_TEXT = {"type": "string", "minLength": 1, "maxLength": LONG}
_FILE = {
    "type": "object",
    "properties": {"upload": _TEXT, "layer": _TEXT},
    "required": ["upload"],
    "additionalProperties": False,
}
_DATUM = {"type": "string", "enum": [datum.value for datum in Datum]}


@dataclass(frozen=True, slots=True)
class Kind:
    """What may stand for an input: as JSON Schema says it, and whether a value is such."""

    schema: Mapping[str, Any]
    fits: Callable[[Any], bool]


KINDS: Mapping[str, Kind] = {
    "text": Kind(_TEXT, _is_text),
    "whole": Kind({"type": "integer"}, _is_whole),
    "truth": Kind({"type": "boolean"}, lambda value: isinstance(value, bool)),
    "day": Kind(
        {"type": "string", "format": "date"}, lambda value: _is_text(value) and is_day(value)
    ),
    "file": Kind(_FILE, _is_file),
    "files": Kind(
        {"type": "array", "items": _FILE, "maxItems": MANY},
        lambda value: _is_list_of(_is_file, value),
    ),
    "texts": Kind(
        {"type": "array", "items": _TEXT, "maxItems": MANY},
        lambda value: _is_list_of(_is_text, value),
    ),
    "numbers": Kind(
        {"type": "object", "additionalProperties": {"type": "integer", "minimum": 1}},
        lambda value: _is_map_of(lambda one: _is_whole(one) and 1 <= one <= _MOST, value),
    ),
    "words": Kind(
        {"type": "object", "additionalProperties": _TEXT},
        lambda value: _is_map_of(_is_text, value),
    ),
    "datum": Kind(
        {"oneOf": [_DATUM, {"type": "object", "additionalProperties": _DATUM}]}, _is_datum
    ),
    "rules": Kind(
        {"oneOf": [{"type": "string", "minLength": 1, "maxLength": RULES_LONG}, _FILE]},
        lambda value: _is_text(value, RULES_LONG) or _is_file(value),
    ),
}
"""Each has a sentence `job_kind_...` that says what is expected."""


@dataclass(frozen=True, slots=True)
class Field:
    """One input of a process.

    Attributes
    ----------
    name
        As it stands in what is asked.
    kind
        One of `KINDS`.
    is_required
        Whether nothing is done without it.
    allowed
        The only texts that may stand there; () for any.
    least, most
        Of a whole number.
    default
        What holds where it is not given; None where that is nothing.
    says
        Which sentence `job_input_...` says what it is; "" for that of its name.
    """

    name: str
    kind: str
    is_required: bool = False
    allowed: tuple[str, ...] = ()
    least: int | None = None
    most: int | None = None
    default: Any = None
    says: str = ""

    def fits(self, value: Any) -> bool:
        """Say whether a value may stand there."""
        if not KINDS[self.kind].fits(value) or (self.allowed and value not in self.allowed):
            return False
        return (self.least is None or value >= self.least) and (
            self.most is None or value <= self.most
        )

    def schema(self) -> dict[str, Any]:
        """Return what may stand there as JSON Schema."""
        limits = {"minimum": self.least, "maximum": self.most, "default": self.default}
        known = {"enum": list(self.allowed)} if self.allowed else {}
        told = {name: value for name, value in limits.items() if value is not None}
        return {**KINDS[self.kind].schema, **known, **told}

    def description(self, lang: str) -> str:
        """Return what it is, in "zh" or "en"."""
        return say(f"job_input_{self.says or self.name}", lang)


_LAND = ("communities", "lines", "water", "buildings", "parcels", "special", "ties")

_READING = (
    Field("centres", "file"),
    Field("people", "file"),
    Field("corrections", "files"),
    Field("crs", "text"),
    Field("datum", "datum"),
    Field("columns", "words"),
    Field("encoding", "text"),
)

_LANG = Field("lang", "text", allowed=LANGUAGES, default=LANGUAGES[0])

_SEARCH = (
    Field("locks", "texts"),
    Field("effort", "text", allowed=EFFORTS, default="balanced"),
    Field("seed", "whole", least=0, most=_SEED, default=0),
    Field("day", "day"),
    _LANG,
)

_VERSION = Field("version", "whole", least=1, most=_MOST)
_VERSION_NEEDED = Field("version", "whole", is_required=True, least=1, most=_MOST)

PROCESSES: Mapping[str, tuple[Field, ...]] = {
    "divide": (
        Field("name", "text", is_required=True),
        Field("households", "file", is_required=True),
        *(Field(name, "file") for name in _LAND),
        *_READING,
        Field("rules", "rules", default="standard"),
        Field("existing", "file"),
        Field("parent", "whole", least=1, most=_MOST),
        Field("target", "whole", least=1, most=_MOST),
        Field("grids", "numbers"),
        Field("certify", "truth", default=False),
        *_SEARCH,
    ),
    "redraw": (
        _VERSION_NEEDED,
        Field("households", "file", says="new_households"),
        *(Field(name, "file", says="new_land") for name in _LAND),
        *_READING,
        Field("new_ids", "text", allowed=NEW_IDS),
        Field("partial", "truth", default=False),
        Field("rules", "rules", says="other_rules"),
        *_SEARCH,
    ),
    "check": (
        _VERSION,
        Field("plan", "file"),
        Field("rules", "rules", says="other_rules"),
        Field("lines", "file"),
    ),
    "suggest": (
        _VERSION_NEEDED,
        Field("only", "texts"),
        Field("most", "whole", least=1, most=10, default=3),
        _LANG,
    ),
}
"""What each process is asked."""


def description_of(process: str, lang: str) -> str:
    """Return what a process does, in "zh" or "en"."""
    return say(f"job_process_{process}", lang)


def refuse_odd(process: str, asked: Mapping[str, Any]) -> None:
    """Raise RequestError where there is no such process, or it cannot be asked this.

    The message names the input, what was found there, and what may stand there.
    """
    if process not in PROCESSES:
        raise RequestError("job_process_unknown", process=process, known=list(PROCESSES))
    fields = {field.name: field for field in PROCESSES[process]}
    for name, value in asked.items():
        if name not in fields:
            raise RequestError("job_asked_unknown", name=name, known=list(fields))
        if not fields[name].fits(value):
            raise RequestError("job_asked_odd", name=name, found=_shown(value),
                               expected=_expected(fields[name]))  # fmt: skip
    for name, field in fields.items():
        if field.is_required and name not in asked:
            raise RequestError("job_asked_missing", name=name, expected=_expected(field))
    if process == "check" and ("version" in asked) == ("plan" in asked):
        raise RequestError("job_asked_one_of", names=["version", "plan"])


def refuse_odd_key(key: str) -> None:
    """Raise RequestError where a key of somebody's own is none that the store keeps."""
    if not _KEY.fits(key):
        raise RequestError("job_asked_odd", name=_KEY.name, found=_shown(key),
                           expected=_expected(_KEY))  # fmt: skip


_KEY = Field("Idempotency-Key", "text")


def _expected(field: Field) -> tuple[str, str]:
    if field.allowed:
        return in_both("job_kind_choice", known=list(field.allowed))
    if field.least is not None:
        return in_both("job_kind_span", least=field.least, most=field.most)
    return in_both(f"job_kind_{field.kind}")


def _shown(value: Any) -> str:
    return shortened(json.dumps(value, ensure_ascii=True), _SHOWN)
