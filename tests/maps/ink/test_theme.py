"""Themes are data: three stand ready, a user's file is checked before it is used."""

from __future__ import annotations

from pathlib import Path

import pytest
from ciede import luminance
from plans import town

from gridgen.model.errors import PrintError
from maps.ink.theme import THEMES, load_theme
from maps.sheets.order import Order
from maps.sheets.printing import print_plan

CLEAR = Path(__file__).parents[3] / "maps" / "ink" / "themes" / "clear.toml"


@pytest.mark.parametrize("name", THEMES)
def test_every_theme_has_a_name_in_both_languages_and_fills_for_neighbours(name: str) -> None:
    theme = load_theme(name)

    assert theme.name["zh"]
    assert theme.name["en"]
    assert len(theme.fills) >= 8


def test_a_theme_of_ones_own_changes_the_sheet(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    text = CLEAR.read_text("utf-8").replace('paper = "#ffffff"', 'paper = "#fafafa"')
    file.write_text(text.replace('"qr"', '"emblem"'), "utf-8")

    (svg,) = print_plan(town(), Order(size="A4", theme=str(file))).svg()

    assert "#fafafa" in svg
    assert "徽标" in svg
    assert "二维码" not in svg


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('paper = "#ffffff"', 'paper = "white"', "colour is 'white'; expected \"#rrggbb\""),
        ("outer = 0.7", "outer = 0", "a width is 0; expected millimetres above 0"),
        ('"squares"', '"clock"', "furniture 'clock' is unknown; expected some of: squares"),
        ("legible = 4.5", "legible = 2", "legible is 2; expected 3 to 8 points"),
        ("[borders]", "[edges]", "the theme lacks 'borders'"),
        ("[borders]", "[borders", "this is not TOML"),
    ],
)
def test_a_theme_that_is_wrong_says_where(tmp_path: Path, old: str, new: str, said: str) -> None:
    file = tmp_path / "mine.toml"
    text = CLEAR.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")

    with pytest.raises(PrintError, match=rf"mine\.toml: .*{said}"):
        load_theme(str(file))


def test_rows_beyond_the_fills_come_again_with_hatching() -> None:
    theme = load_theme("clear")
    count = len(theme.fills)

    assert theme.fill(count).colour == theme.fill(0).colour
    assert theme.fill(count).hatch != theme.fill(0).hatch


@pytest.mark.parametrize("theme", ["clear", "official", "grey"])
def test_labels_read_well_on_every_fill(theme: str) -> None:
    look = load_theme(theme)
    dark = luminance(look.colours["ink"])
    for fill in look.fills:
        assert (luminance(fill.colour) + 0.05) / (dark + 0.05) >= 5.5
