"""The page of curl has a line for every operation, as the OpenAPI document has it now."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

DOCS = Path(__file__).parents[2] / "docs"
PAGES = ["api-by-curl.md", "api-by-curl.zh.md"]


@pytest.fixture(scope="module")
def script(script_of: Callable[[str], ModuleType]) -> ModuleType:
    return script_of("curl")


@pytest.mark.parametrize("page", PAGES)
def test_the_page_is_as_the_script_makes_it(script: ModuleType, page: str) -> None:
    text = (DOCS / page).read_text("utf-8")

    assert text == script.page(text)


def test_every_operation_has_a_line_that_names_its_address(script: ModuleType) -> None:
    for path, methods in script.document()["paths"].items():
        fixed = re.split(r"{\w+}", path)
        for method, operation in methods.items():
            line = operation["x-curl"]
            assert line.startswith("curl ")
            assert all(part in line for part in fixed)
            assert "{" not in line.split("$SERVICE")[1].split('"')[0]
            assert (f"-X {method.upper()}" in line) == (method != "get")
            assert ("$KEY" in line) == bool(operation.get("security"))


def test_both_languages_tell_the_same_story() -> None:
    english, chinese = (
        re.findall(r"```sh\n(.*?)```", (DOCS / page).read_text("utf-8"), re.DOTALL)
        for page in PAGES
    )

    assert english == chinese
