"""Fonts of the machine are printed where they are named; skipped where it has none with Chinese."""

from __future__ import annotations

import pytest
import typst

from maps.ink.fonts import OWN, find_fonts

FAMILIES = (
    "Noto Serif CJK SC",
    "Source Han Sans SC",
    "Microsoft YaHei",
    "PingFang SC",
    "WenQuanYi Zen Hei",
)


@pytest.fixture(scope="module")
def family() -> str:
    """A family with Chinese that is installed here and is not the one that comes along."""
    here = typst.Fonts(include_embedded_fonts=False).families()
    found = next((name for name in FAMILIES if name in here), None)
    if found is None:
        pytest.skip(f"no system font: none of {', '.join(FAMILIES)} is installed")
    return found


def test_an_installed_family_prints_everything_where_it_is_named(family: str) -> None:
    fonts = find_fonts(family.upper())

    assert {fonts.text.family, fonts.bold.family, fonts.title.family} == {family}


def test_a_theme_may_name_an_installed_family_for_its_titles(family: str) -> None:
    fonts = find_fonts(text=[OWN], title=[family])

    assert (fonts.text.family, fonts.title.family) == (OWN, family)


def test_an_installed_font_does_not_print_unless_it_is_named(family: str) -> None:
    fonts = find_fonts()

    assert family not in fonts.book.families()
