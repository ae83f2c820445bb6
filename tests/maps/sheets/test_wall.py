"""Wall sheets: everything is on them, nothing overlaps, and no name breaks out."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
import shapely
from golden.draw import PICTURES, golden_file, picture
from maps_sheets import searched, sheet_of, texts_of
from PIL import Image
from plans import town

from maps.ink.paper import PAPERS, PT_MM
from maps.sheets.layout import BINDING_MM, MARGIN_MM
from maps.sheets.order import Order
from maps.sheets.printing import Press, print_plan


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


@pytest.mark.parametrize("asked", PICTURES, ids=".".join)
def test_sheets_look_as_they_did(asked: tuple[str, str, str, str]) -> None:
    drawn = np.asarray(picture(*asked), dtype=float)

    golden = np.asarray(Image.open(golden_file(*asked)).convert("RGB"), dtype=float)

    assert drawn.shape == golden.shape
    difference = np.abs(drawn - golden).max(axis=2)
    # The font is the same everywhere, so little may differ but the colours, of which 64 are kept.
    assert (difference > 48).mean() < 0.005
    assert difference.mean() < 3
