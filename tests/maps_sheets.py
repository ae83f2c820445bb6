"""Sheets under test: what stands on them, and what every one of them must keep."""

from __future__ import annotations

import io
import xml.etree.ElementTree as ET
from collections import Counter
from dataclasses import replace
from typing import Any

import numpy as np
import shapely
from maps_plans import many_grids, with_level
from plans import VILLAGE, altered, town
from pypdf import PdfReader

from gridgen.model.plan import Plan
from maps.ink.kit import Board
from maps.ink.scene import Scene
from maps.sheets.edition import Edition
from maps.sheets.extract import Focus
from maps.sheets.order import Order
from maps.sheets.pages import Printed, Scope, choose, title_of, zones_of
from maps.sheets.printing import Press, print_plan
from maps.sheets.staff import Person, StaffTable
from maps.sheets.wall import Sheet, compose

SVG = "{http://www.w3.org/2000/svg}"


def edition_of(plan: Plan, **looks: Any) -> Edition:
    """All that the maker of a page needs, as for one order."""
    order = Order(**looks)
    press = Press(plan)
    kit = press.kit(order)
    return Edition(press.scenery(order.lang), kit, order)


def board_of(size: str = "A3", lang: str = "zh", theme: str = "clear") -> Board:
    """An empty board."""
    return Board(Press(town()).kit(Order(size=size, lang=lang, theme=theme)))


def laid_out(press: Press, size: str) -> Sheet:
    """The sheet of a whole plan as it is printed, without asking which larger ones would do."""
    order = Order(size=size, slots=True)
    edition = Edition(press.scenery(order.lang), press.kit(order), order)
    chosen = choose(edition.scenery, Scope.TOWNSHIP, [])
    focus = Focus(chosen.communities, zones_of(edition.scenery, chosen))
    return compose(edition, focus, title=title_of(edition, chosen))


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


STAFF = StaffTable(
    {f"{VILLAGE}001": (Person("网格员", "李四", "2"), Person("网格长", "张三", "1"))}
)


def words(printed: Printed, page: int) -> set[str]:
    scene = printed.scenes[page]
    cells = [cell for table in scene.tables for row in table.rows for cell in row.cells]
    return {text.text for text in scene.texts} | set(cells)


def reader_of(printed: Printed) -> PdfReader:
    return PdfReader(io.BytesIO(printed.pdf()))


LARGE = "990101001299"


def nested_pages(plan: Plan, only: str = VILLAGE, **looks: object) -> Printed:
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
