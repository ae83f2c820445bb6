"""Wall sheets: everything is on them, nothing overlaps, and no name breaks out."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
import shapely
from campaigns import campaign
from golden.draw import PICTURES, golden_file, picture
from maps_sheets import searched, sheet_of, texts_of
from PIL import Image
from plans import town

from maps.ink.paper import PAPERS, PT_MM
from maps.sheets.extract import Extract
from maps.sheets.layout import BINDING_MM, MARGIN_MM
from maps.sheets.order import Order
from maps.sheets.printing import Press, print_plan


@pytest.mark.parametrize("size", ["A0", "A4"])
@pytest.mark.parametrize("lang", campaign(["zh", "en"], everyday=1))
def test_every_text_and_table_stays_inside_the_margins(sample: Press, size: str, lang: str) -> None:
    printed = sample.print(Order(size=size, lang=lang, producer="综合治理中心", date="2026-11-22"))

    for scene in printed.scenes:
        inside = shapely.box(
            MARGIN_MM - 0.1, MARGIN_MM - 0.1,
            scene.width - MARGIN_MM + 0.1, scene.height - MARGIN_MM + 0.1,
        )  # fmt: skip
        for text in scene.texts:
            half = text.width / 2
            left = {"start": text.x, "middle": text.x - half, "end": text.x - 2 * half}[text.anchor]
            high = text.size_pt * PT_MM
            is_number = text.y > scene.height - MARGIN_MM  # of the page
            if not text.angle and not is_number:
                assert inside.covers(
                    shapely.box(left, text.y - high * 0.8, left + 2 * half, text.y)
                ), text
        for table in scene.tables:
            right = table.x + sum(table.widths)
            assert inside.covers(shapely.box(table.x, table.y, right, table.y + table.height))


@pytest.mark.parametrize("form", ["sheet", "register", "board", "nested", "atlas"])
@pytest.mark.parametrize(("binding", "margin"), [(False, MARGIN_MM), (True, BINDING_MM)])
def test_a_margin_for_binding_is_left_only_where_it_is_asked_for(
    binding: bool, margin: float, form: str
) -> None:
    printed = print_plan(town(), Order(size="A4", binding=binding), form=form)

    left = [
        text.x - {"start": 0.0, "middle": text.width / 2, "end": text.width}[text.anchor]
        for scene in printed.scenes for text in scene.texts if not text.angle
    ]  # fmt: skip
    left += [table.x for scene in printed.scenes for table in scene.tables]
    assert min(left) == pytest.approx(margin, abs=0.5)


@pytest.mark.parametrize(
    ("lang", "goes_on", "number"),
    campaign([("zh", "续下页（第 2 页，共 {} 页）", "第 1 页，共 {} 页"),
     ("en", "continued on page 2 of {}", "Page 1 of {}")], everyday=1, several=True),
)  # fmt: skip
def test_further_pages_are_announced_and_numbered(
    long: Press, lang: str, goes_on: str, number: str
) -> None:
    printed = long.print(Order(size="A3", lang=lang))

    total = len(printed.scenes)
    assert total > 1
    first, last = ({text.text for text in printed.scenes[page].texts} for page in (0, total - 1))
    assert {goes_on.format(total), number.format(total)} <= first
    assert number.format(total).replace("1", str(total), 1) in last
    assert not any(goes_on[:3] in text for text in last)


def test_an_index_that_goes_on_begins_in_the_columns_beside_the_map(long: Press) -> None:
    printed = long.print(Order(size="A3"))

    rows = [sum(len(table.rows) for table in scene.tables) for scene in printed.scenes]
    assert sum(rows) == 412  # the grids, and a heading for each village
    assert rows[0] >= 10


def test_the_scale_never_stands_on_the_map(sample: Press) -> None:
    for order, asked in (
        (Order(size="A3"), {}),
        (Order(size="A3", scale=10_000), {}),
        (Order(size="A4"), {"scope": "community", "only": ["990101101203"]}),
        (Order(size="A4"), {"form": "nested", "only": ["990101101208"]}),
    ):
        printed = sample.print(order, **asked)
        sheet = sheet_of(printed)
        extract = Extract(sample.scenery("zh"), sheet.view, sheet.focus)
        seen = extract.seen()
        (scale,) = [t for t in printed.scenes[0].texts if t.text.startswith("比例尺")]
        box = shapely.box(scale.x, scale.y - 3, scale.x + scale.width, scale.y + 5)
        drawn = [*seen.communities.values(), *seen.outside, *(shape for *_, shape in seen.ways)]
        assert not any(shape.intersects(box) for shape in drawn)


@pytest.mark.parametrize("size", campaign(list(PAPERS), everyday=2))
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
        "清河镇网格划分示意图", "编制单位：清河镇综合治理中心", "版本：V3", "2026年11月22日",
        "审图号：GS(2026)001", "示意图", "不作为划定行政区域界线的依据", "图例", "比例尺 1:", "北",
        "清河村", "东门社区", "990101001201001", "十户组界", "318国道",
    ):  # fmt: skip
        assert words in said


def test_an_english_sheet_has_no_chinese_but_names() -> None:
    plan = town(village="Qinghe", grid="Qinghe Grid {}", line="Qing")

    (svg,) = print_plan(plan, Order(size="A3", lang="en", title="Qinghe")).svg()

    chinese = [text for text in texts_of(svg) if re.search(r"[\u4e00-\u9fff]", text)]
    assert all("东门社区" in text or "网格" in text or "318国道" in text for text in chinese)


@pytest.mark.parametrize("asked", campaign(PICTURES, everyday=2), ids=".".join)
def test_sheets_look_as_they_did(asked: tuple[str, str, str, str]) -> None:
    drawn = np.asarray(picture(*asked), dtype=float)

    golden = np.asarray(Image.open(golden_file(*asked)).convert("RGB"), dtype=float)

    assert drawn.shape == golden.shape
    difference = np.abs(drawn - golden).max(axis=2)
    # The font is the same everywhere, so little may differ but the colours, of which 64 are kept.
    assert (difference > 48).mean() < 0.005
    assert difference.mean() < 3
