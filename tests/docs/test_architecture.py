"""The page on the house: it names the rooms that there are, in the layers that are tested."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"


@pytest.fixture(scope="module")
def script(script_of: Callable[[str], ModuleType]) -> ModuleType:
    return script_of("architecture")


def test_the_page_names_the_rooms_that_there_are(script: ModuleType) -> None:
    inside = {f"gridgen/{each.parent.name}" for each in ROOT.glob("gridgen/*/__init__.py")}
    beside = {each.parent.name for each in ROOT.glob("[am]*/__init__.py")}
    files = {
        f"gridgen/{each.stem}"
        for each in ROOT.glob("gridgen/*.py")
        if not each.stem.startswith("__")
    }

    assert set(script.rooms()) == inside | beside | files


def test_every_room_stands_in_one_layer(script: ModuleType) -> None:
    layered = [room for layer in script.layers() for room in layer]

    assert sorted(layered) == sorted(script.rooms())


def test_the_picture_is_the_one_that_the_script_draws_now(script: ModuleType) -> None:
    there = (DOCS / "architecture.svg").read_text("utf-8")

    assert script.picture() == there, "run: python docs/architecture.py"


def test_every_room_and_value_stands_in_the_picture(script: ModuleType) -> None:
    words = set(re.findall(r">([^<]+)</text>", script.picture()))

    assert set(script.rooms()) <= words
    assert {"Township", "Plan", "takes Problem", "gives Solution"} <= words


@pytest.mark.parametrize(
    "page",
    sorted(
        file.relative_to(DOCS).as_posix()
        for file in (*DOCS.glob("*.md"), *DOCS.glob("*/*.md"))
        if file.parent.name != "api"
    )
    + ["../README.md", "../README.zh.md", "../CONTRIBUTING.md"],
)
def test_every_file_that_a_page_names_is_there(page: str) -> None:
    text = (DOCS / page).read_text("utf-8")
    named = re.findall(r"`((?:gridgen|maps|api|tests|docs|sample_geo)/[\w./]+)`", text)
    linked = re.findall(r"\]\((?!https?:|#)([^)#]+)", text)

    missing = [name for name in named if not (ROOT / name).exists()]
    missing += [name for name in linked if not (DOCS / page).parent.joinpath(name).exists()]

    assert [name for name in missing if not (ROOT / f"{name}.py").exists()] == []
