"""The API reference: every public name stands in it, with a text, as the program has it now."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from enum import Enum
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import gridgen

DOCS = Path(__file__).parents[2] / "docs"


@pytest.fixture(scope="module")
def script(script_of: Callable[[str], ModuleType]) -> ModuleType:
    return script_of("api")


def own_text(thing: Any) -> str:
    """What is said of a thing by itself: not what it inherits, nor what `dataclass` makes up."""
    if not inspect.isclass(thing):
        return thing.__doc__ or ""
    text = vars(thing).get("__doc__") or ""
    return "" if text.startswith(f"{thing.__name__}(") else text


def members(kind: type) -> dict[str, Any]:
    if issubclass(kind, Enum):
        return {}
    return {
        key: member
        for key, member in vars(kind).items()
        if not key.startswith("_") and (inspect.isfunction(member) or isinstance(member, property))
    }


def test_every_public_name_stands_on_one_page(script: ModuleType) -> None:
    placed = [name for _, names in script.PAGES.values() for name in names]

    assert sorted(placed) == sorted(set(gridgen.__all__) - {"__version__"})


@pytest.mark.parametrize("name", sorted(set(gridgen.__all__) - {"__version__"}))
def test_every_public_name_says_what_it_is(name: str) -> None:
    value = getattr(gridgen, name)

    silent = [name] if not own_text(value) else []
    if inspect.isclass(value):
        silent += [f"{name}.{key}" for key, one in members(value).items() if not own_text(one)]

    assert silent == []


def test_the_pages_are_those_that_the_script_makes_now(script: ModuleType) -> None:
    there = {file.name: file.read_text("utf-8") for file in (DOCS / "api").iterdir()}

    made = script.pages()

    assert sorted(there) == sorted(made)
    stale = [name for name in made if made[name] != there[name]]
    assert stale == [], "run: python docs/api.py"


def test_a_long_signature_has_one_parameter_a_line(script: ModuleType) -> None:
    page = script.pages()["dividing.md"]

    assert "divide(\n    households: pd.DataFrame | gpd.GeoSeries,\n" in page
    assert '    rules: str = "standard",\n' in page
    assert "    *,\n    lines: pd.DataFrame | gpd.GeoSeries | None = None,\n" in page
