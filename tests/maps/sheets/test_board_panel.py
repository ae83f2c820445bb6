"""The panel of a board: all that a board must carry, in type that is read from afar."""

from __future__ import annotations

import dataclasses
import itertools

import pytest
from maps_sheets import STAFF, said
from plans import VILLAGE, altered, town

from gridgen.model.arrays import texts
from gridgen.model.plan import Plan
from maps.ink.paper import PT_MM
from maps.ink.scene import Scene
from maps.sheets.board_panel import filled
from maps.sheets.order import Order
from maps.sheets.printing import Press, print_plan

DUTIES = ("每周走访住户。", "排查安全隐患，当日上报。")


def board(plan: Plan | None = None, **looks: object) -> Scene:
    """The board of the first grid."""
    order = Order(**({"size": "A3"} | looks))  # type: ignore[arg-type]
    printed = print_plan(plan or town(), order, scope="grid", form="board", only=[f"{VILLAGE}001"])
    (scene,) = printed.scenes
    return scene


def with_keys(**columns: str) -> Plan:
    """The town whose first grid names the same group or building everywhere."""
    plan = town()
    keys = {key: texts([name] * 20 + [""] * 44) for key, name in columns.items()}
    return altered(plan, households=dataclasses.replace(plan.township.households, keys=keys))


def test_a_board_tells_bounds_groups_buildings_duties_and_whom_to_call() -> None:
    scene = board(with_keys(group="第三村民小组", building="5栋"), duties=DUTIES, phone="12345")

    told = said(scene)
    bounds = "".join(text for text in told if "至" in text)
    assert bounds == "东至第2网格，南至村（社区）界，西至村（社区）界，北至村（社区）界"
    assert {"网格范围", "村民小组", "第三村民小组", "楼栋", "5栋"} <= set(told)
    assert {"网格职责", *DUTIES, "监督电话：12345"} <= set(told)


def test_facts_on_a3_are_at_least_18_points() -> None:
    scene = board(with_keys(group="第三村民小组"), duties=DUTIES, phone="12345", staff=STAFF)

    sizes = {text.text: text.size_pt for text in scene.texts}
    for word in ("编码", f"{VILLAGE}001", "第三村民小组", DUTIES[0], "监督电话：12345"):
        assert sizes[word] >= 18
    assert scene.tables[0].size_pt >= 18


def test_nothing_of_a_full_panel_lies_over_anything_else() -> None:
    long = tuple(f"{k}. 关心独居老人、留守儿童，遇急事先处置后上报。" for k in range(1, 25))
    plan = with_keys(group="第三村民小组", building="5栋")

    scene = board(plan, duties=long, phone="12345", staff=STAFF, slots=True, size="A4")

    (table,) = scene.tables
    beside = [text for text in scene.texts if text.x >= table.x - 0.1 and text.y < 185]
    lines = sorted(
        [(t.y - t.size_pt * PT_MM * 0.8, t.y + t.size_pt * PT_MM * 0.1) for t in beside
         if abs(t.x - table.x) < 0.1] + [(table.y, table.y + table.height)]
    )  # fmt: skip
    assert all(a[1] <= b[0] + 0.05 for a, b in itertools.pairwise(lines))


def test_duties_that_find_no_room_are_cut_and_told() -> None:
    long = tuple(f"{k}. 关心独居老人、留守儿童，遇急事先处置后上报。" for k in range(1, 60))

    printed = print_plan(
        town(), Order(duties=long), scope="grid", form="board", only=[f"{VILLAGE}001"]
    )

    assert len(printed.report.of("print_cut")) == 1
    assert any(text.endswith("…") for text in said(printed.scenes[0]))


@pytest.mark.parametrize(("slots", "shown"), [(None, False), (False, False), (True, True)])
def test_a_board_has_empty_slots_only_where_asked_for(slots: bool | None, shown: bool) -> None:
    told = " ".join(said(board(slots=slots)))

    assert [word in told for word in ("照片", "二维码", "审图号")] == [shown] * 3


def test_a_sheet_keeps_its_slots_where_nothing_is_said() -> None:
    (scene, *_) = Press(town()).print(Order()).scenes

    assert any("审图号" in text for text in said(scene))


def test_a_board_without_people_has_lines_to_fill_in() -> None:
    (table,) = board().tables

    assert [row.cells for row in table.rows] == [
        (role, "", "") for role in ("网格长", "网格员", "联络员")
    ]


def test_lines_break_between_names_and_say_where_more_follow() -> None:
    kit = Press(town()).kit(Order())
    names = [f"第{k}村民小组" for k in range(1, 40)]

    lines = filled(kit, names, 18.0, 100.0, "、")

    assert len(lines) == 4
    assert all(line.endswith("、") for line in lines[:-1])
    assert lines[-1].endswith("…")
    assert all(kit.width(line, 18.0) <= 100.0 for line in lines)


@pytest.mark.parametrize(("number", "is_told"), [(2, False), (40, True)])
def test_a_board_whose_type_had_to_be_smaller_is_told(number: int, is_told: bool) -> None:
    duties = tuple(f"{k}. 关心独居老人、留守儿童，遇急事先处置后上报。" for k in range(number))

    printed = print_plan(
        town(), Order(duties=duties), scope="grid", form="board", only=[f"{VILLAGE}001"]
    )

    told = [found.zh for found in printed.report.of("print_board_small")]
    assert [("清河村第1网格" in text) for text in told] == [True] * is_told
