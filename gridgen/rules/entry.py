"""One value of a rules file, with the place where it stands: so that a mistake names its line."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from gridgen.model.errors import RulesError
from gridgen.words.say import Sentence, in_both

Path = tuple[str | int, ...]

_HEADER = re.compile(r"^\s*(\[\[?)\s*([^\[\]]+?)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(
    r"""^\s*((?:[\w-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[\w-]+|"[^"]*"|'[^']*'))*)\s*="""
)
_WORD = re.compile(r"""[\w-]+|"[^"]*"|'[^']*'""")


@dataclass(frozen=True, slots=True)
class Entry:
    """A value, the path of keys that leads to it, and the lines of all keys of its file."""

    value: Any
    file: str
    lines: Mapping[Path, int] = field(repr=False)
    path: Path = ()
    level: Sentence | None = None

    def wrong(self, key: str, /, **fields: Any) -> RulesError:
        """Return the error whose sentence `key` begins with the file, the line and the level."""
        line = next(
            (self.lines[self.path[:k]] for k in range(len(self.path), 0, -1)
             if self.path[:k] in self.lines), None,
        )  # fmt: skip
        at = self.file if line is None else in_both("rules_line", file=self.file, line=line)
        if self.level is None:
            return RulesError(key, where=in_both("rules_at", place=at), **fields)
        return RulesError(key, where=in_both("rules_in", place=at, inside=self.level), **fields)

    @property
    def key(self) -> str:
        """The keys below the level, joined by dots: "band.village"."""
        names = [str(part) for part in self.path if not isinstance(part, int)]
        return ".".join(names[1:] if self.level else names)

    @property
    def found(self) -> Sentence:
        """What stands there, as messages begin: "parent is missing" or "parent is 'grid'"."""
        if self.value is None:
            return in_both("rules_missing", name=self.key)
        return in_both("rules_is", name=self.key, value=repr(self.value))

    def inside(self, level: Sentence) -> Entry:
        """Return the same entry, told as of a level."""
        return Entry(self.value, self.file, self.lines, self.path, level)

    def get(self, key: str, default: Any = None) -> Entry:
        """Return what stands under `key` of this table."""
        value = self.value.get(key, default)
        return Entry(value, self.file, self.lines, (*self.path, key), self.level)

    def table(self, known: Iterable[str], expected: Sentence | None = None) -> Mapping[str, Entry]:
        """Return the entries of a table that may hold the keys `known` alone."""
        known = tuple(known)
        if not isinstance(self.value, dict):
            expected = expected or in_both("rules_table_of", known=list(known))
            raise self.wrong("rules_odd", found=self.found, expected=expected)
        for key in self.value:
            if key not in known:
                inner = in_both("rules_inner", name=self.key) if self.key else ""
                raise self.get(key).wrong(
                    "rules_key_unknown",
                    inner=inner,
                    key=key,
                    known=list(known),
                    near=_nearest(key, known),
                )
        return {key: self.get(key) for key in self.value}

    def items(self, what: Sentence | list[str]) -> list[Entry]:
        """Return the entries of a list."""
        if not isinstance(self.value, list):
            raise self.wrong("rules_no_list", found=self.found, what=what)
        return [
            Entry(value, self.file, self.lines, (*self.path, row), self.level)
            for row, value in enumerate(self.value)
        ]

    def one_of(self, known: Iterable[str]) -> str:
        """Return a text that is one of `known`."""
        known = tuple(known)
        if not isinstance(self.value, str) or self.value not in known:
            near = _nearest(self.value, known)
            raise self.wrong("rules_none_of", found=self.found, known=list(known), near=near)
        return self.value

    def some_of(self, known: Iterable[str]) -> tuple[str, ...]:
        """Return a list of texts of `known`."""
        known = tuple(known)
        return tuple(entry.one_of(known) for entry in self.items(list(known)))

    def text(self) -> str:
        """Return a text that is not empty."""
        if not isinstance(self.value, str) or not self.value:
            raise self.wrong("rules_no_text", found=self.found)
        return self.value

    def both(self) -> dict[str, str]:
        """Return a text in Chinese and in English."""
        entries = self.table(("zh", "en"), in_both("rules_both_languages", name=self.key))
        return {lang: entries.get(lang, self.get(lang)).text() for lang in ("zh", "en")}

    def whole(self, low: int, high: int) -> int:
        """Return a whole number from `low` to `high`."""
        value = self.value
        # In Python true is a whole number.
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            raise self.wrong("rules_no_whole", found=self.found, low=str(low), high=str(high))
        return value

    def number(self, low: float, high: float) -> float:
        """Return a number from `low` to `high`."""
        value = self.value
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        if not is_number or not low <= value <= high:
            raise self.wrong("rules_no_number", found=self.found, low=str(low), high=str(high))
        return float(value)

    def yes(self) -> bool:
        """Return true or false."""
        if not isinstance(self.value, bool):
            raise self.wrong("rules_no_yes", found=self.found)
        return self.value


def parsed(text: str, file: str) -> Entry:
    """Return the whole of a rules file.

    Raises
    ------
    RulesError
        It is not TOML; the reader says at which line.
    """
    try:
        table = tomllib.loads(text)
    except (ValueError, RecursionError) as why:  # a TOMLDecodeError is a ValueError
        raise RulesError("rules_not_toml", file=file, why=str(why)[:200]) from why
    return Entry(table, file, lines_of(text))


def lines_of(text: str) -> dict[Path, int]:
    r"""Return the line of each key that begins one, and of each table's head.

    Keys inside a line's braces are found at that line.

    >>> lines_of('a = 1\n[[level]]\nb.c = 2')
    {('a',): 1, ('level', 0): 2, ('level', 0, 'b', 'c'): 3, ('level', 0, 'b'): 3}
    """
    lines: dict[Path, int] = {}
    head: Path = ()
    seen: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        header = _HEADER.match(line)
        if header:
            names = _words(header[2])
            # Each [[level]] is the next row of a list; a [level.band] is of the last of them.
            if header[1] == "[[" and len(names) == 1:
                seen[names[0]] = seen.get(names[0], -1) + 1
            head = names if names[0] not in seen else (names[0], seen[names[0]], *names[1:])
            lines.setdefault(head, number)
            continue
        key = _KEY.match(line)
        if key:
            names = _words(key[1])
            # `band.village = 1` makes the table `band` too: its line is that of its first key.
            for k in range(len(names), 0, -1):
                lines.setdefault((*head, *names[:k]), number)
    return lines


def _words(keys: str) -> tuple[str, ...]:
    return tuple(word.strip("\"'") for word in _WORD.findall(keys)) or (keys,)


def _nearest(word: Any, known: tuple[str, ...]) -> Sentence | str:
    near = difflib.get_close_matches(str(word)[:80], known, n=1)
    return in_both("did_you_mean", word=near[0]) if near else ""
