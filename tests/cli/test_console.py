"""How the command line prints: text is text, and JSON is one line."""

from __future__ import annotations

import json

import pytest
from rich.table import Table

from gridgen.cli.console import add_row, out, print_error, print_json
from gridgen.model.errors import ReadError


def test_json_is_one_line_with_chinese_as_it_is(capsys: pytest.CaptureFixture) -> None:
    print_json({"name": "清河村", "lines": "a\nb"})

    said = capsys.readouterr().out
    assert said.count("\n") == 1
    assert "清河村" in said
    assert json.loads(said)["lines"] == "a\nb"


def test_markup_in_a_cell_is_text(capsys: pytest.CaptureFixture) -> None:
    table = Table("name", "number")

    add_row(table, ("[red]East[/]", 7))
    out.print(table)

    assert "[red]East[/]" in capsys.readouterr().out


def test_an_error_goes_to_standard_error_as_text(capsys: pytest.CaptureFixture) -> None:
    print_error(ReadError("no_such_file", file="[x].csv"), "en")

    said = capsys.readouterr()
    assert said.out == ""
    assert said.err == ("gridgen: [x].csv: there is no such file. Check the name and the folder.\n")
