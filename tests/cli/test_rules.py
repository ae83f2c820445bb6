"""gridgen rules: the presets, their files, and a file of one's own."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from commanding import Run

from gridgen.rules.levels import PRESETS


def test_list_names_every_preset_with_its_title(run: Run) -> None:
    code, out, err = run("rules", "list", "--lang", "zh")

    assert (code, err) == (0, "")
    assert [line.split()[0] for line in out.splitlines()] == list(PRESETS)


def test_list_prints_one_json_value(run: Run) -> None:
    _, out, _ = run("rules", "list", "--json")

    rows = json.loads(out)
    assert [row["name"] for row in rows] == list(PRESETS)
    assert set(rows[0]) == {"name", "title", "source", "levels"}


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_that_is_shown_is_a_file_to_begin_with(run: Run, name: str) -> None:
    _, shown, _ = run("rules", "show", name)
    Path("mine.toml").write_text(shown, "utf-8")

    code, out, err = run("rules", "check", "mine.toml")

    assert (code, err) == (0, "")
    assert "mine.toml" in out


def test_a_preset_is_written_to_a_file_in_utf_8(run: Run) -> None:
    _, shown, _ = run("rules", "show", "wuzhong")

    code, out, err = run("rules", "show", "wuzhong", "-o", "mine.toml")

    assert (code, out, err) == (0, "", "")
    assert Path("mine.toml").read_text("utf-8") == shown


def test_a_mistake_names_its_line(run: Run) -> None:
    Path("mine.toml").write_text('name = "mine"\nnonsense = 1\n', "utf-8")

    code, out, err = run("rules", "check", "mine.toml")

    assert (code, out) == (2, "")
    assert "line 2" in err
