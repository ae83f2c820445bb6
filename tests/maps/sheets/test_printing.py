"""The door to all that is printed: what is asked for, and the files it is saved to."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import shapely
from maps_sheets import searched
from plans import town
from pypdf import PdfReader

from gridgen.model.errors import NotInPlanError, PrintError, WriteError
from gridgen.model.findings import Severity
from maps.sheets.order import Order
from maps.sheets.printing import print_plan, save_printed


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


def test_rare_characters_of_names_are_printed() -> None:
    printed = print_plan(town(village="㙍尾𠮷䶮㑇鿍村"), Order(size="A4"))

    assert "㙍尾𠮷䶮㑇鿍村" in searched(printed.pdf())
    assert not printed.report.of("print_glyph_missing")
    assert not printed.report.of("print_glyph_elsewhere")


@pytest.mark.parametrize(
    ("broken", "rule"),
    [
        (lambda shape: shapely.Polygon(), "polygon_broken"),
        (lambda shape: shapely.Polygon([(0, 0), (9, 9), (9, 0), (0, 9)]), "polygon_broken"),
        (lambda shape: shapely.affinity.translate(shape, 5, 0), "zones_overlap"),
    ],
    ids=["empty", "self-crossing", "shifted"],
)
def test_a_sheet_of_broken_polygons_is_told(
    broken: Callable[[shapely.Geometry], shapely.Geometry], rule: str
) -> None:
    plan = town()
    shapes = plan.levels[0].polygon.copy()
    shapes[0] = broken(shapes[0])
    plan = replace(plan, levels=(replace(plan.levels[0], polygon=shapes), *plan.levels[1:]))

    report = print_plan(plan, Order(size="A4")).report

    assert {found.severity for found in report.of(rule)} == {Severity.ERROR}
    assert not print_plan(town(), Order(size="A4")).report.of(rule)


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


@pytest.mark.parametrize("ending", ["pdf", "png", "svg"])
def test_a_sheet_is_saved_by_its_ending(tmp_path: Path, ending: str) -> None:
    files = save_printed(print_plan(town(), Order(size="A4")), tmp_path / f"wall.{ending}", dpi=50)

    heads = {"pdf": b"%PDF", "png": b"\x89PNG", "svg": b"<svg"}
    assert [file.name for file in files] == [f"wall.{ending}"]
    assert files[0].read_bytes().startswith(heads[ending])


def test_an_unknown_ending_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WriteError, match=r"wall\.docx: sheets are written as .pdf, .png or .svg"):
        save_printed(print_plan(town(), Order(size="A4")), tmp_path / "wall.docx")
