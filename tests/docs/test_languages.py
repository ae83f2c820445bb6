"""Pages that exist in English and Chinese say the same: neither may be left behind.

Sentences are not compared; what a translator has no reason to change is: headings, points, tables,
commands, code, figures, links.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from gridgen.rules.levels import PRESETS

ROOT = Path(__file__).parents[2]
WRITTEN = (
    "README.md", "docs/rules.md", "docs/people.md", "docs/access.md", "docs/planning.md",
    "docs/maps/README.md", "docs/tiles.md", "docs/deploy/README.md", "docs/systems/prefectures.md",
    "docs/deploy/dask.md", "docs/scale.md",
)  # fmt: skip
MADE = tuple(f"docs/systems/{name}.md" for name in ("README", *PRESETS))
PAGES = (*WRITTEN, *MADE)

SPAN = re.compile(r"`([^`]+)`")
QUOTED = re.compile(r'"[^"]*"')
FIGURE = re.compile(r"\d[\d,.]*\d")
LINK = re.compile(r"\]\((?!https?:)([^)\s#]*)(#[^)\s]+)?\)")
READERS_OWN = re.compile(r"(?<=^D:\\)\w+$|^\w+(?=\.(xlsx|shp|gpkg|toml|html|pdf)$|!\w+$)")
"""What readers call their own folder, files and sheets, each in their language."""


def both(page: str) -> tuple[str, str]:
    english = ROOT / page
    return english.read_text("utf-8"), english.with_suffix(".zh.md").read_text("utf-8")


def sections(text: str) -> list[str]:
    """The page cut before each heading, but not at the comments of code."""
    parts = text.split("```")
    parts[::2] = [re.sub(r"^(?=#+ )", "\f", part, flags=re.MULTILINE) for part in parts[::2]]
    return "```".join(parts).split("\f")


def depth(section: str) -> int:
    return len(section) - len(section.lstrip("#"))


def prose(section: str) -> str:
    """Everything but tables and blocks of code."""
    rest = re.sub(r"```.*?```", "", section, flags=re.DOTALL)
    return re.sub(r"^(\||    ).*$", "", rest, flags=re.MULTILINE)


def plain(code: str) -> str:
    """Code without the texts in it and without the names that are the reader's own."""
    return " ".join(READERS_OWN.sub("_", word) for word in QUOTED.sub("_", code).split())


def spans(text: str) -> set[str]:
    return {plain(span) for span in SPAN.findall(text)}


def blocks(section: str) -> list[str]:
    """The lines of the blocks of code, without comments."""
    fenced = "".join(re.findall(r"```(\w*\n.*?)```", section, flags=re.DOTALL)).splitlines()
    indented = re.findall(r"^    (?=gridgen )(.*)$", section, flags=re.MULTILINE)
    return [plain(line.split("#")[0]) for line in (*fenced, *indented)]


def rows(section: str) -> list[str]:
    return re.findall(r"^\|(.*)\|$", section, flags=re.MULTILINE)


def figures(text: str) -> set[str]:
    """The numbers of two digits or more."""
    return {figure.replace(",", "") for figure in FIGURE.findall(SPAN.sub("", text))}


def pages_linked(text: str) -> set[str]:
    return {file for file, _ in LINK.findall(text) if file.endswith(".md")}


def anchor(heading: str) -> str:
    """The anchor of a heading, as GitHub makes it."""
    return re.sub(r"[^\w\- ]", "", heading.strip("# ").lower()).replace(" ", "-")


@pytest.mark.parametrize("page", PAGES)
def test_both_have_as_many_headings_of_the_same_depth(page: str) -> None:
    english, other = ([depth(section) for section in sections(text)] for text in both(page))

    assert other == english


@pytest.mark.parametrize("page", PAGES)
def test_below_each_heading_stand_as_many_points(page: str) -> None:
    english, other = (
        [len(re.findall(r"^- ", section, re.MULTILINE)) for section in sections(text)]
        for text in both(page)
    )

    assert other == english


@pytest.mark.parametrize("page", PAGES)
def test_tables_have_the_same_rows_columns_and_code(page: str) -> None:
    english, other = (
        [
            [[spans(cell) for cell in row.split("|")] for row in rows(part)]
            for part in sections(text)
        ]
        for text in both(page)
    )

    assert other == english


@pytest.mark.parametrize("page", PAGES)
def test_below_each_heading_stand_the_same_commands(page: str) -> None:
    english, other = ([blocks(section) for section in sections(text)] for text in both(page))

    assert other == english


@pytest.mark.parametrize("page", PAGES)
def test_below_each_heading_the_same_code_is_named(page: str) -> None:
    english, other = ([spans(prose(section)) for section in sections(text)] for text in both(page))

    assert other == english


@pytest.mark.parametrize("page", WRITTEN)
def test_below_each_heading_stand_the_same_figures(page: str) -> None:
    english, other = ([figures(section) for section in sections(text)] for text in both(page))

    assert other == english


@pytest.mark.parametrize("page", PAGES)
def test_the_chinese_page_links_to_chinese_pages_where_there_are_such(page: str) -> None:
    english, other = (pages_linked(text) for text in both(page))
    own = Path(page)

    expected = {own.name}
    for file in english - {own.with_suffix(".zh.md").name}:
        twin = Path(file).with_suffix(".zh.md").as_posix()
        expected.add(twin if (ROOT / own.parent / twin).exists() else file)

    assert other == expected


@pytest.mark.parametrize("page", PAGES)
def test_every_anchor_that_is_linked_is_a_heading(page: str) -> None:
    missing = []

    for text in both(page):
        for file, wanted in LINK.findall(text):
            if wanted:
                target = (ROOT / page).parent / file
                there = re.findall(r"^#+ .*$", target.read_text("utf-8"), flags=re.MULTILINE)
                missing += [wanted] if wanted[1:] not in map(anchor, there) else []

    assert missing == []
