"""The nested levels of a village: every zone is in the chart, totals add up, nothing overlaps."""

from __future__ import annotations

import io
import re

import pytest
import shapely
from campaigns import campaign
from maps_plans import sample_plan
from maps_sheets import (
    PLANS,
    everything,
    nested_pages,
    own_codes,
    said,
)
from plans import town
from pypdf import PdfReader

from maps.ink.paper import PT_MM
from maps.ink.scene import Scene
from maps.sheets.layout import MARGIN_MM
from maps.sheets.order import Order
from maps.sheets.pages import Printed
from maps.sheets.printing import print_plan


@pytest.mark.parametrize("drawn", PLANS)
@pytest.mark.parametrize(
    ("size", "theme", "lang"),
    campaign(
        [
            ("A4", "clear", "zh"),
            ("A3", "official", "en"),
            ("A3", "grey", "zh"),
            ("A4", "grey", "en"),
        ],
        everyday=1,
        several=True,
    ),
)
def test_every_zone_of_every_level_is_in_the_chart_and_nothing_meets(
    drawn: str, size: str, theme: str, lang: str
) -> None:
    make, code = PLANS[drawn]
    plan = make()

    pages = nested_pages(plan, code, size=size, theme=theme, lang=lang)

    found = everything(pages)
    for own in (code, *own_codes(plan, code)):
        assert found[own] == 1
    assert not any(text.endswith("…") for text in found)
    for number, scene in enumerate(pages.scenes):
        check_texts(scene, pages, is_first=number == 0)
    check_labels(pages)


def check_texts(scene: Scene, pages: Printed, *, is_first: bool) -> None:
    """Texts stand inside the margins, and outside the map none meets another."""
    inside = shapely.box(
        MARGIN_MM - 0.1, MARGIN_MM - 0.1,
        scene.width - MARGIN_MM + 0.1, scene.height - MARGIN_MM + 0.1,
    )  # fmt: skip
    west, north, east, south = pages.sheets[0].layout.field
    boxes = []
    for text in scene.texts:
        if text.text == "–" or text.y > scene.height - MARGIN_MM:
            continue  # an unknown square, or the number of the page
        left = text.x - {"start": 0, "middle": text.width / 2, "end": text.width}[text.anchor]
        high = text.size_pt * PT_MM
        box = shapely.box(left, text.y - 0.75 * high, left + text.width, text.y)
        assert inside.covers(box), text
        if not (is_first and west <= text.x <= east and north <= text.y <= south):
            boxes.append(box)
    first, second = shapely.STRtree(boxes).query(boxes, predicate="intersects")
    assert (first == second).all()


def check_labels(pages: Printed) -> None:
    """On the map no label meets another, and each finds a place or is told."""
    (sheet,) = pages.sheets
    outlines = [label.outline.buffer(-0.02) for label in sheet.lettering.all_labels]
    first, second = shapely.STRtree(outlines).query(outlines, predicate="intersects")
    assert (first == second).all()
    lost = len(sheet.lettering.unplaced) + len(sheet.lettering.unplaced_parts)
    told = pages.report.of("print_label_unplaced")
    assert lost == (told[0].number if told else 0)


def test_all_villages_come_as_one_file_with_a_bookmark_for_each() -> None:
    pages = print_plan(town(), Order(size="A4", title="清河镇"), form="nested")

    reader = PdfReader(io.BytesIO(pages.pdf()))
    assert len(reader.pages) == 2
    marks = [re.sub(r"\s", "", str(mark.title)) for mark in reader.outline]  # type: ignore[union-attr]
    assert sorted(marks) == sorted(["清河村网格层级示意图", "东门社区网格层级示意图"])
    assert reader.metadata is not None
    assert reader.metadata.title == "清河镇"


def test_a_village_by_itself_has_the_title_that_was_asked_for() -> None:
    assert "清河村三级网格" in said(nested_pages(town(), title="清河村三级网格").scenes[0])


def test_every_village_of_the_sample_fits_its_levels() -> None:
    pages = print_plan(sample_plan(), Order(size="A3"), form="nested")

    assert len(pages.report.errors) == 0
    assert pages.report.of("print_totals_differ") == ()
    assert pages.report.of("print_cut") == ()
