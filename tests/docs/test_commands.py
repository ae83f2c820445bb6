"""Commands and options that the pages name are those that there are."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import typer

from gridgen.cli.main import app

ROOT = Path(__file__).parents[2]
PAGES = sorted(
    file.relative_to(ROOT).as_posix()
    for file in (*ROOT.glob("README*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("docs/[dms]*/*.md"))
)
FENCED = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
IN_CODE = re.compile(r"(?:^    |`)(gridgen [a-z][^`\n#]*)", re.MULTILINE)
ROW = re.compile(r"^\| `gridgen (\w+).*$", re.MULTILINE)


def commands_in(text: str) -> list[str]:
    """The commands in blocks of code, fenced or indented, and in the text."""
    indented = FENCED.sub(lambda block: re.sub(r"^(?=gridgen)", "    ", block[0], flags=re.M), text)
    return IN_CODE.findall(indented)


@cache
def whole() -> Any:
    """All commands under one, as the shell calls them."""
    return typer.main.get_command(app)


def command_of(words: list[str]) -> Any:
    """The command that the first words name; `gridgen rules show` is two deep."""
    found = whole()
    while words and hasattr(found, "commands"):
        assert words[0] in found.commands, words
        found = found.commands[words.pop(0)]
    return found


def options(command: Any) -> set[str]:
    own = {name for param in command.params for name in (*param.opts, *param.secondary_opts)}
    return own | {"--help"}


def options_in(text: str) -> set[str]:
    return set(re.findall(r"(?<![\w-])--?[a-z][a-z-]*", text))


@pytest.mark.parametrize("page", PAGES)
def test_every_command_that_a_page_names_is_there_with_its_options(page: str) -> None:
    text = (ROOT / page).read_text("utf-8")

    unknown = [
        (line, options_in(line) - options(command_of(line.split()[1:])))
        for line in commands_in(text)
    ]

    assert [(line, names) for line, names in unknown if names] == []


@pytest.mark.parametrize("page", ["README.md", "README.zh.md"])
def test_the_options_in_a_row_of_the_table_are_those_of_its_command(page: str) -> None:
    text = (ROOT / page).read_text("utf-8")

    unknown = [
        (row[1], options_in(row[0]) - options(command_of([row[1]])))
        for row in ROW.finditer(text)
        if row[1] != "rules"
    ]

    assert len(unknown) > 10
    assert [(command, names) for command, names in unknown if names] == []
