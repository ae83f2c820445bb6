"""Another process looks at a file of a stranger; what it dies of is said."""

from __future__ import annotations

from pathlib import Path

import pytest
from working import ROWS

from api.previews import previewed
from gridgen.model.errors import ReadError


def test_what_a_file_holds_comes_back_as_plain_values(tmp_path: Path) -> None:
    file = tmp_path / "农户.csv"
    file.write_text(ROWS)

    seen = previewed(file)

    assert seen["kind"] == ["CSV", "CSV"]
    assert [(layer["role"], layer["rows"]) for layer in seen["layers"]] == [("households", 2)]


def test_the_reason_for_a_refusal_comes_back_as_the_error_that_it_was(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("<!doctype html>")

    with pytest.raises(ReadError, match=r"a\.html"):
        previewed(tmp_path / "a.html")


def test_a_file_over_which_the_process_dies_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.csv").write_text(ROWS)
    monkeypatch.setattr("api.previews.get_executable", lambda: "false")

    with pytest.raises(ReadError, match=r"a\.csv: the program that reads it stopped midway"):
        previewed(tmp_path / "a.csv")


def test_a_file_that_takes_too_long_is_let_go(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.csv").write_text(ROWS)
    monkeypatch.setattr("api.previews.SECONDS", 0.001)

    with pytest.raises(ReadError, match=r"a\.csv"):
        previewed(tmp_path / "a.csv")
