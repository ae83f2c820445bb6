"""What steers a terminal or turns a line is spelt out; all else stays as it is."""

from __future__ import annotations

import pytest

from gridgen.model.findings import Severity, finding
from gridgen.words.say import say
from gridgen.words.seen import seen


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31mred", "\\x1b[31mred"),
        ("a\u202eb", "a\\u202eb"),
        ("\u2066a\u2069", "\\u2066a\\u2069"),
        ("a\rb\tc\x07", "a\\x0db\\x09c\\x07"),
        ("\x9b2J", "\\x9b2J"),
        ("\U000e0041", "\\U000e0041"),
        ("清河村㙍𠮷 No. 1\nnext", "清河村㙍𠮷 No. 1\nnext"),
    ],
)
def test_steering_characters_are_spelt_out(text: str, shown: str) -> None:
    assert seen(text) == shown


def test_sentences_and_findings_show_names_spelt_out() -> None:
    found = finding("kind_assumed", Severity.NOTE, "村\u202e1\x1b[2J")

    for text in (found.zh, found.en):
        assert "村\\u202e1\\x1b[2J" in text
    assert found.where == "村\u202e1\x1b[2J"


def test_a_quoted_name_is_spelt_out_once() -> None:
    told = say("no_such_layer", "en", file="a\x1b.gpkg", layer="b\x1b", known=["c\x1b"])

    assert told.startswith("a\\x1b.gpkg: there is no layer 'b\\x1b'; it has: c\\x1b.")


def test_an_endless_cell_is_cut_in_a_sentence() -> None:
    assert len(say("no_such_layer", "en", file="a", layer="9" * 100_000, known=[])) < 1200
