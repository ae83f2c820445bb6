"""Wall sheets: everything is on them, nothing overlaps, and no name breaks out."""

from __future__ import annotations

import io
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import shapely
from ciede import ciede2000, lab, luminance
from golden.draw import PICTURES, golden_file, picture
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from maps_plans import VORONOI, many_grids, read_or_skip, sample_plan
from PIL import Image
from plans import town
from pypdf import PdfReader

from gridgen.model.errors import NotInPlanError, PrintError, ReadError, WriteError
from gridgen.model.plan import Plan
from maps.ink.fonts import plain
from maps.ink.paper import PAPERS, PT_MM
from maps.ink.theme import load_theme
from maps.sheets.layout import BINDING_MM, MARGIN_MM
from maps.sheets.order import Order
from maps.sheets.pages import Printed
from maps.sheets.printing import Press, print_plan, save_printed
from maps.sheets.staff import read_staff
from maps.sheets.wall import Sheet

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def sample() -> Press:
    return Press(sample_plan())


@pytest.fixture(scope="module")
def crowded() -> Press:
    return Press(many_grids(600))


def sheet_of(printed: Printed) -> Sheet:
    (sheet,) = printed.sheets
    return sheet


def texts_of(svg: str) -> list[str]:
    return [element.text or "" for element in ET.fromstring(svg).iter(f"{SVG}text")]  # noqa: S314


def searched(pdf: bytes) -> str:
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def overlaps(sheet: Sheet) -> list[tuple[object, object]]:
    """Pairs of labels on a sheet that meet, the slow way."""
    labels = sheet.lettering.all_labels
    outlines = np.array([label.outline.buffer(-0.02) for label in labels], dtype=object)
    first, second = shapely.STRtree(outlines).query(outlines, predicate="intersects")
    return [
        (labels[a].lines, labels[b].lines)
        for a, b in zip(first.tolist(), second.tolist(), strict=True)
        if a < b
    ]


def check_boxes(sheet: Sheet) -> None:
    field = shapely.box(*sheet.view.field)
    assert overlaps(sheet) == []
    assert all(field.covers(label.outline) for label in sheet.lettering.all_labels)


def check_index(sheet: Sheet) -> None:
    """Each label, or the end of its leader line, stands in the square that the index names."""
    west, north, east, south = sheet.squares.field
    wide, high = (east - west) / sheet.squares.columns, (south - north) / sheet.squares.rows
    for label in sheet.lettering.labels:
        x, y = label.target or label.at
        square = sheet.square_of[label.row]
        column, row = ord(square[0]) - ord("A"), int(square[1:]) - 1
        assert west + column * wide - 1e-6 <= x <= west + (column + 1) * wide + 1e-6
        assert north + row * high - 1e-6 <= y <= north + (row + 1) * high + 1e-6


@pytest.mark.parametrize("size", list(PAPERS))
def test_labels_of_the_sample_keep_apart_at_every_size(sample: Press, size: str) -> None:
    sheet = sheet_of(sample.print(Order(size=size)))

    check_boxes(sheet)
    check_index(sheet)


@pytest.mark.parametrize("size", list(PAPERS))
def test_labels_of_600_grids_keep_apart_at_every_size(crowded: Press, size: str) -> None:
    sheet = sheet_of(crowded.print(Order(size=size)))

    check_boxes(sheet)
    check_index(sheet)
    assert len(sheet.lettering.labels) + len(sheet.lettering.unplaced) == 600


@pytest.mark.parametrize("place", ["liechtenstein", "cambridge"])
def test_labels_of_real_places_keep_apart_at_every_size(place: str) -> None:
    press = Press(read_or_skip(place))
    for size in PAPERS:
        sheet = sheet_of(press.print(Order(size=size)))

        check_boxes(sheet)
        check_index(sheet)


@pytest.mark.parametrize("size", ["A0", "A4"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_text_and_table_stays_inside_the_margins(sample: Press, size: str, lang: str) -> None:
    printed = sample.print(Order(size=size, lang=lang, producer="综合治理中心", date="2026-11-22"))

    for scene in printed.scenes:
        inside = shapely.box(
            BINDING_MM - 0.1, MARGIN_MM - 0.1,
            scene.width - MARGIN_MM + 0.1, scene.height - MARGIN_MM + 0.1,
        )  # fmt: skip
        for text in scene.texts:
            half = text.width / 2
            left = {"start": text.x, "middle": text.x - half, "end": text.x - 2 * half}[text.anchor]
            high = text.size_pt * PT_MM
            if not text.angle:
                assert inside.covers(
                    shapely.box(left, text.y - high * 0.8, left + 2 * half, text.y)
                ), text
        for table in scene.tables:
            right = table.x + sum(table.widths)
            assert inside.covers(shapely.box(table.x, table.y, right, table.y + table.height))


@pytest.mark.parametrize("size", list(PAPERS))
def test_texts_beside_the_map_do_not_meet(sample: Press, size: str) -> None:
    printed = sample.print(Order(size=size))
    scene = printed.scenes[0]
    west, north, east, south = sheet_of(printed).layout.field

    boxes = []
    for text in scene.texts:
        if west <= text.x <= east and north <= text.y <= south:
            continue
        left = text.x - {"start": 0, "middle": text.width / 2, "end": text.width}[text.anchor]
        high = text.size_pt * PT_MM
        boxes.append(shapely.box(left, text.y - 0.75 * high, left + text.width, text.y))
    boxes += [shapely.box(t.x, t.y, t.x + sum(t.widths), t.y + t.height) for t in scene.tables]
    first, second = shapely.STRtree(boxes).query(boxes, predicate="overlaps")
    assert list(zip(first, second, strict=True)) == []


def test_every_label_is_found_by_searching_the_pdf(sample: Press) -> None:
    printed = sample.print(Order(size="A0"))

    found = re.sub(r"\s", "", searched(printed.pdf()))
    for label in sheet_of(printed).lettering.all_labels:
        for line in label.lines:
            assert re.sub(r"\s", "", line) in found


def test_the_pdf_is_tagged_embeds_its_fonts_and_says_its_language() -> None:
    reader = PdfReader(io.BytesIO(print_plan(town(), Order(size="A4", title="清河镇")).pdf()))

    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert str(root["/Lang"]).lower().startswith("zh")
    assert reader.metadata is not None
    assert reader.metadata.title == "清河镇"
    fonts = [
        font.get_object()
        for page in reader.pages
        for font in page["/Resources"]["/Font"].values()  # type: ignore[index]
    ]
    for font in fonts:
        descriptor = font["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
        assert any(f"/FontFile{k}" in descriptor for k in ("", "2", "3"))


def test_the_same_order_gives_the_same_bytes() -> None:
    order = Order(size="A4", date="2026-11-22")

    assert print_plan(town(), order).pdf() == print_plan(town(), order).pdf()


def test_the_sheet_says_what_a_wall_map_must_say(tmp_path: Path) -> None:
    order = Order(
        size="A3", title="清河镇网格划分示意图", producer="清河镇综合治理中心", version="V3",
        date="2026-11-22", review="GS(2026)001", qr="https://example.org/q",
    )  # fmt: skip

    (svg,) = print_plan(town(), order).svg()

    said = "|".join(texts_of(svg))
    for words in (
        "清河镇网格划分示意图", "编制单位：清河镇综合治理中心", "版本：V3", "2026-11-22",
        "审图号：GS(2026)001", "示意图", "不作为划定行政区域界线的依据", "图例", "比例尺 1:", "北",
        "清河村", "东门社区", "990101001201001", "十户组界", "318国道",
    ):  # fmt: skip
        assert words in said


def test_an_english_sheet_has_no_chinese_but_names() -> None:
    plan = town(village="Qinghe", grid="Qinghe Grid {}", line="Qing")

    (svg,) = print_plan(plan, Order(size="A3", lang="en", title="Qinghe")).svg()

    chinese = [text for text in texts_of(svg) if re.search(r"[\u4e00-\u9fff]", text)]
    assert all("东门社区" in text or "网格" in text or "318国道" in text for text in chinese)


def test_numbers_on_the_sheet_are_those_of_the_index() -> None:
    (svg,) = print_plan(town(), Order(size="A4")).svg()

    texts = texts_of(svg)
    for row in range(1, 4):
        assert f"990101001201{row:03d}" in texts
    assert "20户" in texts
    assert "400户" in texts


@pytest.mark.parametrize(
    ("size", "edges"), [("A0", (841, 1189)), ("A3", (297, 420)), ("a4", (210, 297))]
)
def test_pages_have_the_size_of_the_paper(size: str, edges: tuple[int, int]) -> None:
    scene = print_plan(town(), Order(size=size)).scenes[0]

    assert sorted((scene.width, scene.height)) == list(edges)


def test_a_wide_place_lies_and_a_tall_one_stands() -> None:
    assert print_plan(town(), Order(size="A4")).scenes[0].width == 297
    (page,) = print_plan(many_grids(12, wide=400, high=4000), Order(size="A4")).scenes[:1]
    assert page.width == 210


def test_a_bleed_makes_the_page_larger_all_around() -> None:
    reader = PdfReader(io.BytesIO(print_plan(town(), Order(size="A4", bleed=3)).pdf()))

    width, height = reader.pages[0].mediabox[2], reader.pages[0].mediabox[3]
    assert float(width) * PT_MM == pytest.approx(303, abs=0.2)
    assert float(height) * PT_MM == pytest.approx(216, abs=0.2)


def test_no_place_of_a_household_stands_on_a_sheet_unless_asked_for() -> None:
    public = print_plan(town(), Order(size="A3")).scenes[0].drawing
    internal = print_plan(town(), Order(size="A3", households=True)).scenes[0].drawing

    assert "h1M" not in public
    assert internal.count("h1") - public.count("h1") >= 63


# --- names ------------------------------------------------------------------------------------

HOSTILE = st.one_of(
    st.text(max_size=60),
    st.sampled_from(
        [
            '#panic("x")', "*bold* _it_ `raw` $x^2$", "</text><script>", "\"'\\", "]#[",
            "<label>", "@ref", "// comment", "\u202emirror\u202c", "שלום עולם", "䶮㑇鿍𠮷",
            "very long name " * 5, "a\u0301" * 30, "{n}", "&amp;&#x41;", "\x00\x1b\ufffe",
        ]
    ),
)  # fmt: skip


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(village=HOSTILE, grid=HOSTILE, line=HOSTILE, title=HOSTILE)
def test_any_name_is_drawn_as_text_or_cut(village: str, grid: str, line: str, title: str) -> None:
    names = grid.replace("{", "{{").replace("}", "}}")
    plan = town(village=village, grid=names, line=line)

    printed = print_plan(plan, Order(size="A4", title=title, producer=line))

    printed.pdf()
    (svg, *_) = printed.svg()
    texts = texts_of(svg)
    head = plain(title)
    assert not head or any(
        text == head or (text.endswith("…") and head.startswith(text[:-1].rstrip()))
        for text in texts
    )
    check_boxes(sheet_of(printed))


def test_a_long_name_is_cut_with_an_ellipsis_in_the_index() -> None:
    plan = town(grid="极长的网格名称" * 6 + "{}")

    (svg, *_) = print_plan(plan, Order(size="A4")).svg()

    assert any(text.startswith("极长的网格") and text.endswith("…") for text in texts_of(svg))


# --- pre-flight -------------------------------------------------------------------------------


def test_preflight_is_silent_where_all_is_well() -> None:
    assert len(print_plan(town(), Order(size="A3")).report) == 0


def test_labels_without_a_place_are_counted_and_a_larger_size_is_named(crowded: Press) -> None:
    report = crowded.print(Order(size="A4")).report

    (lost,) = report.of("print_label_unplaced")
    (small,) = report.of("print_size_small")
    assert lost.number is not None
    assert lost.number > 0
    assert re.search(r"A[0-3] (is enough|即可)|用 A[0-3] 即可", small.zh)
    enough = re.search(r"用 (A\d)", small.zh)
    assert enough is not None
    assert crowded.print(Order(size=enough[1])).report.of("print_label_unplaced") == ()


def test_rare_characters_of_names_are_printed() -> None:
    printed = print_plan(town(village="㙍尾𠮷䶮㑇鿍村"), Order(size="A4"))

    assert "㙍尾𠮷䶮㑇鿍村" in searched(printed.pdf())
    assert not printed.report.of("print_glyph_missing")
    assert not printed.report.of("print_glyph_elsewhere")


def test_a_character_that_no_font_has_is_an_error() -> None:
    report = print_plan(town(village="清河村\U0010fffd"), Order(size="A4")).report

    (missing,) = report.of("print_glyph_missing")
    assert "U+10FFFD" in missing.en


def test_a_scale_that_cuts_grids_off_is_told() -> None:
    report = print_plan(town(), Order(size="A4", scale=1000)).report

    (outside,) = report.of("print_outside")
    assert outside.number == 6


def staff_file(folder: Path, text: str) -> Path:
    file = folder / "staff.csv"
    file.write_text(text, encoding="utf-8")
    return file


def test_people_come_from_the_staff_table_and_heads_that_are_missing_are_told(
    tmp_path: Path,
) -> None:
    file = staff_file(
        tmp_path,
        "网格编码,职务,姓名,电话\n990101001201001,网格员,李四,13800000002\n"
        "990101001201001,网格长,张三,13800000001\n999,网格长,王五,1\n",
    )

    printed = print_plan(town(), Order(size="A3", staff=read_staff(file)))

    texts = texts_of(printed.svg()[0])
    assert {"张三", "13800000001"} <= set(texts)
    assert "李四" not in texts
    (without,) = printed.report.of("print_role_missing")
    assert without.number == 5
    (unknown,) = printed.report.of("print_staff_unknown")
    assert "999" in unknown.zh


def test_a_staff_table_without_codes_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match=r"staff\.csv: no column 'code'"):
        read_staff(staff_file(tmp_path, "姓名,电话\n张三,1\n"))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"size": "A7"}, "size is 'A7'; expected one of A0, A1, A2, A3, A4"),
        ({"lang": "fr"}, "language is 'fr'"),
        ({"theme": "pink"}, "no theme 'pink'; expected clear, official, grey"),
        ({"font": "No Such Font"}, "'No Such Font' is not installed.*--font"),
        ({"scale": 0.0}, "scale is 1:0"),
        ({"bleed": 40.0}, "bleed is 40 mm"),
        ({"emblem": b"GIF89a"}, "neither PNG nor JPEG"),
        ({"qr": "x" * 1001}, "more than 1,000 bytes"),
    ],
)
def test_an_order_that_cannot_be_printed_is_refused(wrong: dict[str, object], said: str) -> None:
    with pytest.raises(PrintError, match=said):
        print_plan(town(), Order(**wrong))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("asked", "said"),
    [({"scope": "county"}, "scope is 'county'"), ({"form": "poster"}, "form is 'poster'")],
)
def test_a_scope_or_form_that_there_is_not_is_refused(asked: dict[str, str], said: str) -> None:
    with pytest.raises(PrintError, match=said):
        print_plan(town(), Order(), **asked)  # type: ignore[arg-type]


def test_a_code_that_the_plan_does_not_have_is_refused() -> None:
    with pytest.raises(NotInPlanError, match="--only names '77'"):
        print_plan(town(), Order(), only=["77"])


# --- files ------------------------------------------------------------------------------------


@pytest.mark.parametrize("ending", ["pdf", "png", "svg"])
def test_a_sheet_is_saved_by_its_ending(tmp_path: Path, ending: str) -> None:
    files = save_printed(print_plan(town(), Order(size="A4")), tmp_path / f"wall.{ending}", dpi=50)

    heads = {"pdf": b"%PDF", "png": b"\x89PNG", "svg": b"<svg"}
    assert [file.name for file in files] == [f"wall.{ending}"]
    assert files[0].read_bytes().startswith(heads[ending])


def test_an_unknown_ending_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WriteError, match=r"wall\.docx: sheets are written as .pdf, .png or .svg"):
        save_printed(print_plan(town(), Order(size="A4")), tmp_path / "wall.docx")


def test_too_many_dots_are_refused() -> None:
    with pytest.raises(PrintError, match=r"A page of .* mm at 2000 dpi"):
        print_plan(town(), Order(size="A0")).png(2000)


# --- colours ----------------------------------------------------------------------------------


def touching(plan: Plan) -> Iterator[tuple[int, int]]:
    shapes = plan.levels[0].polygon
    first, second = shapely.STRtree(shapes).query(shapes, predicate="dwithin", distance=0.5)
    yield from ((a, b) for a, b in zip(first.tolist(), second.tolist(), strict=True) if a < b)


@pytest.mark.parametrize("theme", ["clear", "official", "grey"])
def test_neighbours_are_told_apart_in_every_theme(sample: Press, theme: str) -> None:
    order = Order(theme=theme)
    kit = sample.kit(order)
    scenery = sample.scenery(kit.theme.quiet)
    for a, b in touching(sample_plan()):
        one, other = (kit.theme.fill(int(scenery.colour[row])) for row in (a, b))
        if theme == "grey":
            lightness = abs(lab(one.colour)[0] - lab(other.colour)[0])
            assert lightness >= 8 or one.hatch != other.hatch
        else:
            assert ciede2000(lab(one.colour), lab(other.colour)) >= 20


@pytest.mark.parametrize("theme", ["clear", "official", "grey"])
def test_labels_read_well_on_every_fill(theme: str) -> None:
    look = load_theme(theme)
    dark = luminance(look.colours["ink"])
    for fill in look.fills:
        assert (luminance(fill.colour) + 0.05) / (dark + 0.05) >= 5.5


# --- pictures ---------------------------------------------------------------------------------


@pytest.mark.parametrize("asked", PICTURES, ids=".".join)
def test_sheets_look_as_they_did(asked: tuple[str, str, str, str]) -> None:
    drawn = np.asarray(picture(*asked), dtype=float)

    golden = np.asarray(Image.open(golden_file(*asked)).convert("RGB"), dtype=float)

    assert drawn.shape == golden.shape
    difference = np.abs(drawn - golden).max(axis=2)
    # The font is the same everywhere, so little may differ but the colours, of which 64 are kept.
    assert (difference > 48).mean() < 0.005
    assert difference.mean() < 3


def test_the_voronoi_town_has_as_many_grids_as_asked_for() -> None:
    assert all(len(many_grids(n).levels[0]) == n for n in VORONOI)
    assert all(a < b for a, b in pairwise(VORONOI))
