"""Fonts are known before anything is printed: what they have, how wide it is, what is cut."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
import typst
from campaigns import campaign
from fontTools import subset
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer
from hypothesis import given
from hypothesis import strategies as st

from gridgen.model.errors import PrintError
from maps.ink.fonts import BOLD, CHINESE, ELLIPSIS, OWN, REGULAR, Face, Fonts, find_fonts, plain
from maps.ink.theme import THEMES, load_theme

RARE = "㙍尾𠮷䶮㑇鿍"
LATIN = "".join(map(chr, range(32, 127)))
MEASURE = b"""
#set text(font: sys.inputs.family, size: 1000pt, kerning: false, ligatures: false,
  cjk-latin-spacing: none)
#context [#metadata(json(bytes(sys.inputs.texts)).map(t =>
  (400, 700).map(w => measure(text(weight: w, t)).width.pt()))) <widths>]
"""

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


def chinese_font(path: Path, weight: int | None) -> Path:
    """A small font file in the family "Town": variable, or of one weight that is called regular."""
    whole = TTFont(find_fonts().text.path, fontNumber=find_fonts().text.index)
    options = subset.Options(layout_features=[], name_IDs=["*"])
    small = subset.Subsetter(options)
    small.populate(text=CHINESE + LATIN)
    small.subset(whole)
    if weight is not None:
        instancer.instantiateVariableFont(whole, {"wght": weight}, inplace=True)
        whole["OS/2"].usWeightClass = REGULAR
    for number in (1, 3, 4, 6, 16):
        whole["name"].setName("Town", number, 3, 1, 0x409)
    whole.save(path)
    return path


def printed_ems(fonts: Fonts, texts: list[str]) -> list[list[float]]:
    """How wide Typst sets each text in regular and in bold, in ems."""
    inputs = {"family": fonts.text.family, "texts": json.dumps(texts)}
    compiler = typst.Compiler(
        MEASURE, font_paths=fonts.book, ignore_system_fonts=True, sys_inputs=inputs
    )
    found: list[list[float]] = json.loads(compiler.query("<widths>", field="value", one=True))
    return [[width / 1000 for width in row] for row in found]


def test_every_theme_prints_in_the_font_that_comes_along() -> None:
    for name in THEMES:
        theme = load_theme(name)

        fonts = find_fonts(text=theme.text_fonts, title=theme.title_fonts)

        assert {fonts.text.family, fonts.bold.family, fonts.title.family} == {OWN}
        assert {Path(info.path or "").name for info in fonts.book.fonts()} == {
            "NotoSansCJK-VF.otf.ttc"
        }


def test_texts_are_as_wide_as_typst_prints_them_in_regular_and_bold() -> None:
    fonts = find_fonts()
    texts = [*LATIN.strip(), "第1网格 75户", "Household grids of Qinghe", "—…·", RARE]

    printed = printed_ems(fonts, texts)

    measured = [[fonts.text.width_em(text), fonts.bold.width_em(text)] for text in texts]
    assert (fonts.text.weight, fonts.bold.weight) == (REGULAR, BOLD)
    assert measured == [pytest.approx(row, abs=1e-9) for row in printed]
    assert any(regular != bold for regular, bold in measured)


@pytest.mark.parametrize(
    "weights",
    campaign([(None,), (300,), (None, 300)], everyday=1),
    ids=["variable", "fixed", "both"],
)
def test_files_of_either_kind_are_measured_as_typst_prints_them(
    weights: tuple[int | None, ...], tmp_path: Path
) -> None:
    files = [chinese_font(tmp_path / f"town-{weight}.otf", weight) for weight in weights]

    fonts = find_fonts(str(files[0]))

    texts = ["A", "Wi1", "网格"]
    measured = [[fonts.text.width_em(text), fonts.bold.width_em(text)] for text in texts]
    assert fonts.text.family == "Town"
    assert measured == [pytest.approx(row, abs=1e-9) for row in printed_ems(fonts, texts)]


def test_rare_characters_of_names_are_there() -> None:
    fonts = find_fonts()

    assert fonts.text.missing(RARE) == fonts.bold.missing(RARE) == set()


def test_what_another_font_lacks_is_drawn_by_ours(tmp_path: Path) -> None:
    fonts = find_fonts(str(chinese_font(tmp_path / "town.otf", 400)))

    assert fonts.text.missing(RARE) == set(RARE)
    assert fonts.elsewhere(RARE) == set(RARE)


def test_a_font_file_without_chinese_is_refused_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(
        PrintError, match=rf"no Chinese characters.*--font \(here: .*{OWN}.*leave --font out: {OWN}"
    ):
        find_fonts(str(latin_font(tmp_path / "only-a.ttf")))


def test_a_family_that_is_not_installed_is_refused_with_those_that_are() -> None:
    with pytest.raises(PrintError, match=rf"'Qinghe Song' is not installed.*\(here: .*{OWN}"):
        find_fonts("Qinghe Song")


def test_a_lost_font_is_told_with_how_to_get_it_back(tmp_path: Path) -> None:
    emptied = tmp_path / "manimgx_fonts_cjk"
    emptied.mkdir()
    (emptied / "__init__.py").touch()
    told = (
        f"import sys; sys.path.insert(0, {str(tmp_path)!r}); from maps.ink.fonts import find_fonts"
    )

    ran = subprocess.run(
        [sys.executable, "-c", f"{told}; find_fonts()"],
        cwd=Path(__file__).parents[3], capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert ran.returncode != 0
    assert f"The font {OWN}, which comes with gridgen, was lost." in ran.stderr
    assert "pip install --force-reinstall manimgx-fonts-cjk" in ran.stderr


def test_a_file_that_is_no_font_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "odd.ttf"
    file.write_bytes(b"not a font")

    with pytest.raises(PrintError, match=r"odd\.ttf: this font file cannot be read"):
        find_fonts(str(file))


def test_a_family_may_be_named_in_any_case() -> None:
    family = find_fonts().text.family

    assert find_fonts(family.upper()).text.family == family


def test_a_theme_gets_the_first_of_its_fonts_that_there_is() -> None:
    fonts = find_fonts(text=["No Such Font", OWN])

    assert fonts.text.family == OWN


def test_a_theme_whose_fonts_are_not_here_is_printed_in_ours() -> None:
    fonts = find_fonts(text=["No Such Font"], title=["No Such Song"])

    assert {fonts.text.family, fonts.bold.family, fonts.title.family} == {OWN}


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
