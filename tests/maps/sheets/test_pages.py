"""Atlases, boards and registers: a page for each, links that lead there, people where named."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
import shapely
from maps_plans import many_grids, sample_plan
from plans import EAST_GATE, VILLAGE, town
from pypdf import PdfReader

from gridgen.model.errors import PrintError
from maps.sheets.order import Order
from maps.sheets.pages import Printed
from maps.sheets.printing import Press, print_plan
from maps.sheets.staff import Person, StaffTable

STAFF = StaffTable(
    {f"{VILLAGE}001": (Person("网格员", "李四", "2"), Person("网格长", "张三", "1"))}
)


@pytest.fixture(scope="module")
def sample() -> Press:
    return Press(sample_plan())


def reader_of(printed: Printed) -> PdfReader:
    return PdfReader(io.BytesIO(printed.pdf()))


def words(printed: Printed, page: int) -> set[str]:
    scene = printed.scenes[page]
    cells = [cell for table in scene.tables for row in table.rows for cell in row.cells]
    return {text.text for text in scene.texts} | set(cells)


def targets(reader: PdfReader, page: int) -> list[int]:
    """The numbers of the pages to which the links of a page lead, from 0."""
    found = []
    for note in reader.pages[page].get("/Annots", []):
        link = note.get_object()
        goes = link.get("/Dest") or link["/A"]["/D"]
        goes = reader.named_destinations[goes] if isinstance(goes, str) else goes
        found.append(reader.get_page_number(goes[0].get_object()))
    return found


def test_an_atlas_of_grids_has_an_overview_and_a_page_for_each() -> None:
    printed = print_plan(town(), Order(size="A4", title="清河镇图册"), scope="grid")

    assert len(printed.scenes) == 7
    assert "清河镇图册" in words(printed, 0)
    headings = [text.text for scene in printed.scenes[1:] for text in scene.texts if text.heading]
    assert headings == [f"清河村第{k}网格" for k in (1, 2, 3)] + [
        f"东门社区第{k}网格" for k in (1, 2, 3)
    ]


def test_links_lead_from_the_index_to_each_page_and_back() -> None:
    reader = reader_of(print_plan(town(), Order(size="A4"), scope="grid"))

    assert set(targets(reader, 0)) == {1, 2, 3, 4, 5, 6}
    for page in range(1, 7):
        assert 0 in targets(reader, page)


def test_neighbours_lead_to_their_pages() -> None:
    printed = print_plan(town(), Order(size="A4"), scope="grid")
    reader = reader_of(printed)

    # Grids stand in a row: the second touches the first and the third.
    assert sorted(set(targets(reader, 2)) - {0}) == [1, 3]


def test_an_atlas_of_communities_has_a_page_for_each_with_its_own_index() -> None:
    printed = print_plan(town(), Order(size="A4"), scope="community")

    assert len(printed.scenes) == 3
    assert f"{VILLAGE}002" in words(printed, 1)
    assert f"{EAST_GATE}002" not in words(printed, 1)


def test_the_page_numbers_of_the_index_are_those_under_the_pages(sample: Press) -> None:
    printed = sample.print(Order(size="A4"), scope="grid")

    page_of = {}
    overview = [scene for scene in printed.scenes if not any("–" in t.text for t in scene.texts)]
    for scene in overview:
        for table in scene.tables:
            page_of |= {row.cells[1]: int(row.cells[-1]) for row in table.rows if not row.spans}
    assert len(page_of) == len(sample._plan.levels[0])
    for code, page in page_of.items():
        texts = {text.text for text in printed.scenes[page - 1].texts}
        assert {code, f"– {page} –"} <= texts


def test_one_community_alone_makes_a_sheet() -> None:
    printed = print_plan(town(), Order(size="A4"), scope="community", only=[VILLAGE])

    assert len(printed.scenes) == 1
    assert "清河村网格划分示意图" in words(printed, 0)
    # Its neighbour stands outside with its name, but in no index.
    assert "东门社区" in words(printed, 0)
    assert f"{EAST_GATE}001" not in words(printed, 0)


def test_only_the_grids_asked_for_get_pages() -> None:
    printed = print_plan(town(), Order(size="A4"), scope="grid", only=[f"{VILLAGE}002"])

    assert len(printed.scenes) == 2


def test_boards_have_one_page_for_each_grid_with_people_and_slots() -> None:
    order = Order(size="A4", staff=STAFF, phone="12345", qr="https://example.org")

    printed = print_plan(town(), order, scope="grid", form="board")

    assert len(printed.scenes) == 6
    said = words(printed, 0)
    assert {"张三", "李四", "1", "2", "监督电话：12345", "照片"} <= said
    # Nobody is named for the second grid: lines to fill in by hand.
    assert "网格长" in words(printed, 1)
    assert "张三" not in words(printed, 1)


def test_a_board_names_the_head_first() -> None:
    (table,) = print_plan(
        town(), Order(staff=STAFF), scope="grid", form="board"
    ).scenes[0].tables  # fmt: skip

    assert [row.cells[1] for row in table.rows] == ["张三", "李四"]


def test_boards_of_buildings_have_one_page_for_each_entrance(sample: Press) -> None:
    plan = sample_plan()
    named = [
        (b, s, z)
        for b, s, z in zip(
            plan.township.households.keys["building"], plan.township.households.keys["stairway"],
            plan.zone_of["grids"].tolist(), strict=True,
        )
        if b and z >= 0
    ]  # fmt: skip
    own = str(plan.level("grids").code[named[0][2]])

    printed = sample.print(Order(size="A4"), scope="building", only=[own])

    assert len(printed.scenes) == len({entry for entry in named if entry[2] == named[0][2]})


def test_boards_of_buildings_need_buildings() -> None:
    with pytest.raises(PrintError, match=r"name no building.*楼栋.*--form board"):
        print_plan(town(), Order(), scope="building")


def test_a_register_lists_every_grid_under_its_village() -> None:
    printed = print_plan(town(), Order(size="A4", staff=STAFF), form="register")

    said = words(printed, 0)
    for row in (1, 2, 3):
        assert {f"{VILLAGE}{row:03d}", f"{EAST_GATE}{row:03d}"} <= said
    assert "张三" in said
    assert any(text.startswith("清河村") and "3 个网格" in text for text in said)


def test_a_long_register_goes_on_over_pages_without_losing_a_grid() -> None:
    printed = print_plan(many_grids(600), Order(size="A4"), form="register")

    rows = [r for scene in printed.scenes for table in scene.tables for r in table.rows]
    assert len({row.cells[1] for row in rows if not row.spans}) == 600
    for scene in printed.scenes[:-1]:
        assert not scene.tables[0].rows[-1].spans


def test_labels_on_atlas_pages_keep_apart(sample: Press) -> None:
    printed = sample.print(Order(size="A3"), scope="community")

    for sheet in printed.sheets:
        outlines = [label.outline.buffer(-0.02) for label in sheet.lettering.all_labels]
        first, second = shapely.STRtree(outlines).query(outlines, predicate="intersects")
        assert (first == second).all()


def test_people_are_nowhere_but_in_what_is_printed(tmp_path: Path) -> None:
    assert "张三" not in repr(STAFF)
    assert "张三" not in repr(Order(staff=STAFF))


def test_texts_of_pages_stay_on_the_page(sample: Press) -> None:
    for form, scope in (("atlas", "grid"), ("board", "grid"), ("register", "township")):
        for scene in sample.print(Order(size="A4"), form=form, scope=scope).scenes:
            for text in scene.texts:
                left = (
                    text.x - {"start": 0, "middle": text.width / 2, "end": text.width}[text.anchor]
                )
                assert left >= 0
                assert left + text.width <= scene.width + 0.1 or text.angle
                assert 0 <= text.y <= scene.height
            bottoms = [table.y + table.height for table in scene.tables]
            assert np.all(np.array(bottoms) <= scene.height - 15)
