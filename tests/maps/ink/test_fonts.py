"""Fonts are known before anything is printed: what they have, how wide it is, what is cut."""

from __future__ import annotations

from pathlib import Path

import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from hypothesis import given
from hypothesis import strategies as st

from gridgen.model.errors import PrintError
from maps.ink.fonts import ELLIPSIS, Face, find_fonts, plain

EM = Face("even", 400, "", 0, dict.fromkeys(range(32, 0x3000), 0.5))


def latin_font(path: Path) -> Path:
    """A font file that has the letter A and nothing else."""
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder([".notdef", "A"])
    builder.setupCharacterMap({ord("A"): "A"})
    pen = TTGlyphPen(None)
    pen.moveTo((0, 0))
    pen.lineTo((500, 0))
    pen.lineTo((250, 700))
    pen.closePath()
    glyph = pen.glyph()
    builder.setupGlyf({".notdef": glyph, "A": glyph})
    builder.setupHorizontalMetrics({".notdef": (600, 0), "A": (600, 0)})
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": "Only A", "styleName": "Regular"})
    builder.setupOS2()
    builder.setupPost()
    builder.save(path)
    return path


def test_a_font_file_without_chinese_is_refused_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(PrintError, match=r"no Chinese characters.*--font.*fonts-noto-cjk"):
        find_fonts(str(latin_font(tmp_path / "only-a.ttf")))


def test_a_file_that_is_no_font_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "odd.ttf"
    file.write_bytes(b"not a font")

    with pytest.raises(PrintError, match=r"odd\.ttf: this font file cannot be read"):
        find_fonts(str(file))


def test_a_family_may_be_named_in_any_case() -> None:
    family = find_fonts().text.family

    assert find_fonts(family.upper()).text.family == family


def test_a_theme_gets_the_first_of_its_fonts_that_is_installed() -> None:
    installed = find_fonts().text.family

    fonts = find_fonts(text=["No Such Font", installed])

    assert fonts.text.family == installed


@given(text=st.text(max_size=80), most=st.floats(0.5, 30))
def test_what_is_cut_fits_and_begins_as_the_text_did(text: str, most: float) -> None:
    cut = EM.cut(text, most)

    if cut:
        assert EM.width_em(cut) <= most + 1e-9
    if cut != text and cut:
        assert cut.endswith(ELLIPSIS)
        assert text.startswith(cut[:-1])


@given(text=st.text(max_size=60))
def test_plain_text_is_one_line_that_xml_and_json_can_hold(text: str) -> None:
    made = plain(text)

    assert made == " ".join(made.split())
    assert all(character >= " " for character in made)
    made.encode("utf-8")


def test_a_mark_is_not_torn_from_its_letter() -> None:
    face = Face("marks", 400, "", 0, {ord("a"): 1.0, 0x301: 0.0, ord(ELLIPSIS): 1.0})

    assert face.cut("a\u0301a\u0301a\u0301", 2.0) == f"a\u0301{ELLIPSIS}"


def test_a_character_counts_as_missing_unless_it_is_blank() -> None:
    assert EM.missing("a b\u00a0网\u200b") == {"网"}
