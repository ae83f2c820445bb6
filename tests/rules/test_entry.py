"""A mistake in a rules file is told with its line, its key, and what may stand there."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from our_rules import GOOD, write

from gridgen.model.errors import RulesError
from gridgen.rules.entry import Entry, parsed
from gridgen.rules.loader import load_rules


def entry(value: str) -> Entry:
    """The value of `key` in the second line of a file."""
    return parsed(f"[table]\nkey = {value}\n", "my.toml").get("table").get("key")


@pytest.mark.parametrize(
    "raw",
    [b"name = ", b"name", b"a = 1\na = 2", b"[[level]"],
)
def test_what_is_not_toml_is_refused(tmp_path: Path, raw: bytes) -> None:
    path = tmp_path / "ours.toml"
    path.write_bytes(raw)

    with pytest.raises(RulesError, match=r"ours\.toml: is not TOML: "):
        load_rules(path)


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("fewest = 8", "fewest = 80", 21),
        ("code_digits = 2", "code_digits = 9", 18),
        ('label.en = "Group {n}"', 'label.en = "Group"', 20),
        ('parent = "grids"', 'parent = "teams"', 15),
        ('title.en = "Our rules"', "title.en = 4", 4),
    ],
)
def test_a_mistake_names_the_line_on_which_it_stands(
    tmp_path: Path, old: str, new: str, line: int
) -> None:
    with pytest.raises(RulesError, match=rf"^ours\.toml, line {line}[,:]"):
        load_rules(write(tmp_path, GOOD.replace(old, new, 1)))


def test_a_mistake_inside_a_table_over_several_lines_names_the_line_of_its_key(
    tmp_path: Path,
) -> None:
    text = GOOD + "\n[level.limits.village]\nwalk_m = 100\ndetour = -1\n"

    with pytest.raises(RulesError, match=r"line 25, level .teams.: limits\.village\.detour is -1"):
        load_rules(write(tmp_path, text))


Read = Callable[[Entry], Any]


@pytest.mark.parametrize(
    ("value", "read", "found"),
    [
        ('"rows"', lambda e: e.one_of(("rows", "columns")), "rows"),
        ('["a", "b"]', lambda e: e.some_of("ab"), ("a", "b")),
        ('"x"', lambda e: e.text(), "x"),
        ('{ zh = "一", en = "one" }', lambda e: e.both(), {"zh": "一", "en": "one"}),
        ("1", lambda e: e.whole(1, 3), 1),
        ("3", lambda e: e.whole(1, 3), 3),
        ("2", lambda e: e.number(0, 2), 2.0),
        ("0.0", lambda e: e.number(0, 2), 0.0),
        ("false", lambda e: e.yes(), False),
    ],
)
def test_a_value_that_may_stand_there_is_returned(value: str, read: Read, found: object) -> None:
    assert read(entry(value)) == found


@pytest.mark.parametrize(
    ("value", "read", "says"),
    [
        ('"row"', lambda e: e.one_of(("rows", "columns")), "is 'row'; expected rows, columns. Did"),
        ("[1]", lambda e: e.one_of(("rows",)), "is [1]; expected rows."),
        ('"ab"', lambda e: e.some_of("ab"), "is 'ab'; expected a list of a, b."),
        ('["c"]', lambda e: e.some_of("ab"), "is 'c'; expected a, b."),
        ('""', lambda e: e.text(), "is ''; expected a text."),
        ('{ zh = "一" }', lambda e: e.both(), "key.en is missing; expected a text."),
        ("0", lambda e: e.whole(1, 3), "is 0; expected a whole number from 1 to 3."),
        ("4", lambda e: e.whole(1, 3), "is 4; expected a whole number from 1 to 3."),
        ("1.0", lambda e: e.whole(1, 3), "is 1.0; expected a whole number from 1 to 3."),
        ("true", lambda e: e.whole(1, 3), "is True; expected a whole number from 1 to 3."),
        ("2.1", lambda e: e.number(0, 2), "is 2.1; expected a number from 0 to 2."),
        ("nan", lambda e: e.number(0, 2), "is nan; expected a number from 0 to 2."),
        ("true", lambda e: e.number(0, 2), "is True; expected a number from 0 to 2."),
        ("1", lambda e: e.yes(), "is 1; expected true or false."),
        ("1", lambda e: e.table(("a", "b")), "is 1; expected a table of a, b."),
        ("{ c = 1 }", lambda e: e.table(("a", "b")), "key 'c' is not known; expected a, b."),
    ],
)
def test_a_value_that_may_not_stand_there_is_told_with_its_line_and_what_may(
    value: str, read: Read, says: str
) -> None:
    with pytest.raises(RulesError, match=rf"^my\.toml, line 2: .*{re.escape(says)}"):
        read(entry(value))


def test_what_is_missing_is_told_at_the_line_of_the_table_around_it() -> None:
    table = parsed("a = 1\n[table]\nb = 2\n", "my.toml").get("table")

    with pytest.raises(RulesError, match=r"^my\.toml, line 2: table\.key is missing; expected a"):
        table.get("key").text()


def test_inside_a_level_keys_are_called_without_it() -> None:
    levels = parsed("[[level]]\nband.village = 3\n", "my.toml").get("level").items("levels")
    band = levels[0].inside('level "grids"').get("band").get("village")

    with pytest.raises(RulesError, match=r'^my\.toml, line 2, level "grids": band\.village is 3;'):
        band.text()
