"""Themes are data: three stand ready, a user's file is checked before it is used."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import pytest
from ciede import lab, luminance
from plans import town

from gridgen.model.errors import PrintError
from maps.ink.colours import CORE, PALETTE
from maps.ink.theme import THEMES, load_theme
from maps.sheets.order import Order
from maps.sheets.printing import print_plan

HATCHED = '[[fills]]\ncolour = "#ffffff"\nhatch = "dotted"\n[furniture]'
CLEAR = Path(__file__).parents[3] / "maps" / "ink" / "themes" / "clear.toml"


@pytest.mark.parametrize("name", THEMES)
def test_every_theme_has_a_name_in_both_languages_and_fills_for_neighbours(name: str) -> None:
    theme = load_theme(name)

    assert theme.name["zh"]
    assert theme.name["en"]
    assert len(theme.fills) >= 6


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
        ("outer = 1.1", "outer = 0", "a width is 0; expected millimetres above 0"),
        ('"squares"', '"clock"', "furniture 'clock' is unknown; expected some of: squares"),
        ("[furniture]", HATCHED, "hatch is 'dotted'; expected one of: rising, falling"),
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


@pytest.mark.parametrize("name", ["clear", "official"])
def test_page_and_paper_have_one_palette(name: str) -> None:
    fills = load_theme(name).fills

    assert tuple(fill.colour for fill in fills) == PALETTE
    assert [bool(fill.hatch) for fill in fills] == [False] * CORE + [True] * 2


def test_the_fills_for_copying_differ_in_hatching_or_clearly_in_lightness() -> None:
    fills = load_theme("grey").fills

    for one, other in combinations(fills, 2):
        lightness = abs(lab(one.colour)[0] - lab(other.colour)[0])
        assert one.hatch != other.hatch or 6 <= lightness <= 8


@pytest.mark.parametrize("name", THEMES)
def test_borders_have_three_clear_weights_and_the_ground_four_tenths_of_them(name: str) -> None:
    theme = load_theme(name)
    community, grid, group = (theme.borders[key] for key in ("community", "grid", "group"))

    assert community >= 1.6 * grid
    assert grid >= 2 * group
    for key, pair in theme.lines.items():
        above = grid if key in ("stream", "road", "wall") else community
        assert max(stroke.width for stroke in pair) <= 0.4 * above


@pytest.mark.parametrize("name", THEMES)
@pytest.mark.parametrize("border", ["outer", "community", "grid"])
def test_borders_are_dark_on_every_fill_and_their_casing_is_light(name: str, border: str) -> None:
    theme = load_theme(name)

    dark = lab(theme.colours[border])[0]

    assert all(lab(fill.colour)[0] - dark >= 45 for fill in theme.fills)
    assert lab(theme.colours["casing"])[0] >= 95


def test_ditches_are_left_out_for_copying_and_pale_otherwise() -> None:
    assert "stream" not in load_theme("grey").lines
    for name in ("clear", "official"):
        assert all(lab(stroke.colour)[0] >= 75 for stroke in load_theme(name).lines["stream"])


@pytest.mark.parametrize("theme", ["clear", "official", "grey"])
def test_labels_read_well_on_every_fill(theme: str) -> None:
    look = load_theme(theme)
    dark = luminance(look.colours["ink"])
    for fill in look.fills:
        assert (luminance(fill.colour) + 0.05) / (dark + 0.05) >= 5.5
