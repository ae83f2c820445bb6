"""The files of the page: those of its folder and MapLibre's, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest
from starlette.exceptions import HTTPException

from api.planner.page_files import PAGE, PageFiles


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    there = tmp_path / "page"
    (there / "js").mkdir(parents=True)
    (there / "js" / "main.js").write_text("let a = 1;")
    (there / "notes.txt").write_text("no part of the page")
    (tmp_path / "secret.js").write_text("let b = 2;")
    (there / "elsewhere.js").symlink_to(tmp_path / "secret.js")
    return there


def test_a_file_is_told_with_its_kind(folder: Path) -> None:
    made, kind = PageFiles(folder).take("js/main.js")

    assert (made.body, kind) == (b"let a = 1;", "text/javascript; charset=utf-8")


def test_a_file_that_is_replaced_is_read_again_and_has_another_tag(folder: Path) -> None:
    shelf = PageFiles(folder)
    before, _ = shelf.take("js/main.js")

    (folder / "js" / "main.js").write_text("let a = 12;")
    after, _ = shelf.take("js/main.js")

    assert after.body == b"let a = 12;"
    assert after.tag != before.tag


@pytest.mark.parametrize(
    "name",
    ["nothing.js", "notes.txt", "js", "../secret.js", "js/../../secret.js", "elsewhere.js", "",
     "/etc/hostname", "js/main.js\0.css", "maplibre-gl.txt"],
)  # fmt: skip
def test_whatever_else_is_asked_for_is_not_there(folder: Path, name: str) -> None:
    with pytest.raises(HTTPException, match="404"):
        PageFiles(folder).take(name)


def test_maplibre_comes_from_its_package() -> None:
    script, _ = PageFiles().take("maplibre-gl.js")
    style, kind = PageFiles().take("maplibre-gl.css")

    assert b"MapLibre GL JS" in script.body[:200]
    assert b".maplibregl-map" in style.body
    assert kind.startswith("text/css")
    assert not [*PAGE.rglob("maplibre*")]
