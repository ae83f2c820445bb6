"""The face: every name it promises is there, and a public signature names public types alone."""

from __future__ import annotations

import inspect
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import gridgen

ROOT = Path(__file__).parents[1]
FUNCTIONS = [name for name in gridgen.__all__ if inspect.isfunction(getattr(gridgen, name))]
CLASSES = [name for name in gridgen.__all__ if inspect.isclass(getattr(gridgen, name))]

UNDER_OTHER_NAMES = {"OptionWords", "ExistingGrids"}
"""The fields of `Options` as keywords; what `existing` becomes inside."""


def ours() -> set[str]:
    """Every class of gridgen and maps, by its name."""
    files = [f for root in ("gridgen", "maps") for f in (ROOT / root).rglob("*.py")]
    found = (re.findall(r"^class (\w+)", f.read_text("utf-8"), re.MULTILINE) for f in files)
    return {name for names in found for name in names if not name.startswith("_")}


def named_by(function: Any) -> set[str]:
    """The words in the annotations of a function."""
    return set(re.findall(r"\w+", " ".join(map(str, function.__annotations__.values()))))


@pytest.mark.parametrize("name", gridgen.__all__)
def test_every_public_name_is_there(name: str) -> None:
    assert getattr(gridgen, name) is not None


def test_names_that_are_not_public_are_refused() -> None:
    with pytest.raises(AttributeError, match="module 'gridgen' has no attribute 'nothing'"):
        gridgen.nothing  # noqa: B018


def test_public_names_stand_in_order_and_once() -> None:
    assert gridgen.__all__ == sorted(set(gridgen.__all__))
    assert dir(gridgen) == gridgen.__all__


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_public_function_names_public_types(name: str) -> None:
    named = named_by(getattr(gridgen, name)) & ours()

    assert named - set(gridgen.__all__) <= UNDER_OTHER_NAMES


@pytest.mark.parametrize("name", CLASSES)
def test_a_method_of_a_public_class_names_public_types(name: str) -> None:
    held = vars(getattr(gridgen, name))
    methods = [getattr(m, "fget", m) for key, m in held.items() if not key.startswith("_")]

    named = {word for m in methods if inspect.isfunction(m) for word in named_by(m)}

    assert named & ours() <= set(gridgen.__all__)


def test_importing_the_face_loads_nothing_heavy() -> None:
    code = (
        "import sys, gridgen\n"
        "heavy = ('numpy', 'shapely', 'pyproj', 'geopandas', 'rich')\n"
        "print([module for module in heavy if module in sys.modules])"
    )

    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip

    assert done.stdout == "[]\n"
