"""The nested levels of a village: every zone is in the chart, totals add up, nothing overlaps."""

from __future__ import annotations

import io
import re
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
import shapely
from maps_plans import many_grids, sample_plan, with_level
from plans import EAST_GATE, VILLAGE, altered, town, with_people
from pypdf import PdfReader

from gridgen.model.plan import Plan
from maps.ink.labels import PT_MM
from maps.ink.scene import Scene
from maps.sheets.order import Order
from maps.sheets.pages import Printed
from maps.sheets.paper import BINDING_MM, MARGIN_MM
from maps.sheets.printing import print_plan
from maps.sheets.staff import Person, Staff

LARGE = "990101001299"


def printed(plan: Plan, only: str = VILLAGE, **looks: object) -> Printed:
    order = Order(**({"size": "A4"} | looks))  # type: ignore[arg-type]
    return print_plan(plan, order, form="nested", only=[only])


def said(scene: Scene) -> list[str]:
    return [text.text for text in scene.texts]


def everything(pages: Printed) -> Counter[str]:
    return Counter(text for scene in pages.scenes for text in said(scene))


def own_codes(plan: Plan, community: str) -> list[str]:
    return [
        code for zones in plan.levels
        for code, home in zip(zones.code, zones.community, strict=True) if home == community
    ]  # fmt: skip


def four_levels() -> Plan:
    """A township whose villages have grids, building groups and contact groups."""
    groups = with_level(many_grids(24), "building_groups", "第{}楼栋组", [1, 2, 3, 4])
    return with_level(groups, "contact_groups", "第{}联系组", [1, 2, 3])


def one_level() -> Plan:
    return many_grids(24)


def one_unit() -> Plan:
    """Villages of one grid or two, each with one contact group."""
    return with_level(many_grids(12), "contact_groups", "第{}联系组", [1])


def large_village() -> Plan:
    """One village of 60 units with 200 contact groups."""
    plan = many_grids(60, wide=2000, high=1600)
    units, rows = plan.levels[0], range(1, 61)
    home = [LARGE] * 60
    units = replace(
        units, code=[f"{LARGE}{k:03d}" for k in rows], name=[f"第{k}村民小组" for k in rows],
        parent=home, community=home,
    )  # fmt: skip
    areas = replace(
        plan.communities, code=[LARGE], name=["大村"], kind=["village"],
        shape=np.array([shapely.union_all(plan.communities.shape)], dtype=object), urban_class=[""],
    )  # fmt: skip
    plan = replace(
        altered(plan, communities=areas), levels=(units,), community_of=plan.community_of * 0
    )
    return with_level(plan, "contact_groups", "第{}联系组", [3, 4, 3])


PLANS = {
    "one level": (one_level, "990101001002"),
    "two levels": (town, VILLAGE),
    "three levels": (four_levels, "990101001002"),
    "60 units": (large_village, LARGE),
    "one unit": (one_unit, "990101001002"),
}


@pytest.mark.parametrize("drawn", PLANS)
@pytest.mark.parametrize(
    ("size", "theme", "lang"),
    [("A4", "clear", "zh"), ("A3", "official", "en"), ("A3", "grey", "zh"), ("A4", "grey", "en")],
)
def test_every_zone_of_every_level_is_in_the_chart_and_nothing_meets(
    drawn: str, size: str, theme: str, lang: str
) -> None:
    make, code = PLANS[drawn]
    plan = make()

    pages = printed(plan, code, size=size, theme=theme, lang=lang)

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
        BINDING_MM - 0.1, MARGIN_MM - 0.1,
        scene.width - MARGIN_MM + 0.1, scene.height - MARGIN_MM + 0.1,
    )  # fmt: skip
    west, north, east, south = pages.sheets[0].layout.field
    boxes = []
    for text in scene.texts:
        if text.text.startswith("–"):
            continue  # the number of the page, or of an unknown square
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
    outlines = [label.outline.buffer(-0.02) for label in sheet.drawn.all_labels]
    first, second = shapely.STRtree(outlines).query(outlines, predicate="intersects")
    assert (first == second).all()
    lost = len(sheet.drawn.unplaced) + len(sheet.drawn.unplaced_parts)
    told = pages.report.of("print_label_unplaced")
    assert lost == (told[0].number if told else 0)


@pytest.mark.parametrize("drawn", PLANS)
def test_totals_of_all_levels_add_up(drawn: str) -> None:
    make, code = PLANS[drawn]
    plan = make()
    total = int(
        plan.township.households.count[plan.communities.code[plan.community_of] == code].sum()
    )

    found = everything(printed(plan, code))

    levels = [zones for zones in plan.levels if code in zones.community]
    assert found[f"{total:,} 户"] == len(levels) + 1
    for zones in levels:
        assert zones.households[zones.community == code].sum() == total
        assert found[f"{int((zones.community == code).sum()):,}"] >= 1


def test_a_level_that_lacks_households_is_told() -> None:
    plan = town()
    groups = plan.levels[1]
    less = replace(groups, households=[9, *groups.households[1:]])

    report = printed(replace(plan, levels=(plan.levels[0], less))).report

    (told,) = report.of("print_totals_differ")
    assert (told.where, told.number, told.limit) == (VILLAGE, 59, 60)
    assert printed(plan).report.of("print_totals_differ") == ()


def test_all_villages_come_as_one_file_with_a_bookmark_for_each() -> None:
    pages = print_plan(town(), Order(size="A4", title="清河镇"), form="nested")

    reader = PdfReader(io.BytesIO(pages.pdf()))
    assert len(reader.pages) == 2
    marks = [re.sub(r"\s", "", str(mark.title)) for mark in reader.outline]  # type: ignore[union-attr]
    assert sorted(marks) == sorted(["清河村网格层级示意图", "东门社区网格层级示意图"])
    assert reader.metadata is not None
    assert reader.metadata.title == "清河镇"


def test_a_village_by_itself_has_the_title_that_was_asked_for() -> None:
    assert "清河村三级网格" in said(printed(town(), title="清河村三级网格").scenes[0])


def test_every_row_of_the_chart_is_found_by_searching_the_pdf() -> None:
    plan = large_village()
    pages = printed(plan, LARGE)

    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(pages.pdf())).pages)

    assert len(pages.scenes) > 1
    found = re.sub(r"\s", "", text)
    for code in own_codes(plan, LARGE):
        assert code in found


def test_levels_that_a_village_does_not_have_are_not_in_its_legend() -> None:
    assert "十户组界" in said(printed(town()).scenes[0])
    assert "十户组界" not in said(printed(town(), EAST_GATE).scenes[0])


def test_the_chart_says_who_answers_by_role_and_phone_and_nothing_else() -> None:
    found = everything(printed(with_people(town())))

    assert found["网格长 0757-1"] == 1
    assert found["网格长（空缺）"] == 1
    assert found["网格员 2 人"] == 1
    assert not any("P1" in text or "P2" in text for text in found)


def test_a_staff_table_goes_before_the_plan_and_its_names_are_left_out() -> None:
    staff = Staff({f"{VILLAGE}001": (Person("网格长", "张三", "12"), Person("网格员", "李四", ""))})

    found = everything(printed(with_people(town()), staff=staff))

    assert found["网格长 12"] == found["网格员"] == 1
    assert found["网格长 0757-1"] == 0
    assert not any("张三" in text or "李四" in text for text in found)


def test_a_zone_stays_whole_in_one_column_of_the_chart() -> None:
    plan = large_village()

    pages = printed(plan, LARGE)

    # Its code stands in one column and on one page with those of all that lies in it.
    column_of = {
        text.text: (number, round(text.x, 3))
        for number, scene in enumerate(pages.scenes)
        for text in scene.texts
        if text.text.startswith(LARGE)
    }
    groups = plan.levels[1]
    for code, parent in zip(groups.code, groups.parent, strict=True):
        assert column_of[code] == column_of[parent]


def test_every_village_of_the_sample_fits_its_levels() -> None:
    pages = print_plan(sample_plan(), Order(size="A3"), form="nested")

    assert len(pages.report.errors) == 0
    assert pages.report.of("print_totals_differ") == ()
    assert pages.report.of("print_cut") == ()
