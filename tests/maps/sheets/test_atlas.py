"""An atlas: an overview, a page for each zone or community, and links that lead there and back."""

from __future__ import annotations

import pytest
import shapely
from maps_plans import many_grids
from maps_sheets import reader_of, words
from plans import EAST_GATE, VILLAGE, town
from pypdf import PdfReader

from maps.sheets.order import Order
from maps.sheets.printing import Press, print_plan


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


@pytest.mark.slow
def test_the_page_numbers_of_the_index_are_those_under_the_pages(sample: Press) -> None:
    printed = sample.print(Order(size="A4"), scope="grid")

    page_of = {}
    total, zones = len(printed.scenes), len(sample.scenery("zh").code)
    for scene in printed.scenes[: total - zones]:
        for table in scene.tables:
            page_of |= {row.cells[1]: int(row.cells[-1]) for row in table.rows if not row.spans}
    assert len(page_of) == zones
    for code, page in page_of.items():
        texts = {text.text for text in printed.scenes[page - 1].texts}
        assert {code, f"第 {page} 页，共 {total} 页"} <= texts


@pytest.mark.slow
def test_a_long_index_of_a_village_goes_on_before_the_next_village() -> None:
    press = Press(many_grids(600))
    villages = press.scenery("en").community_code[:2].tolist()

    printed = press.print(Order(size="A4", lang="en"), scope="community", only=villages)

    total, scenery = len(printed.scenes), press.scenery("en")
    assert total > len(villages) + len(printed.sheets[0].scenes)
    for number, scene in enumerate(printed.scenes, start=1):
        assert f"Page {number} of {total}" in {text.text for text in scene.texts}
    for home, sheet in enumerate(printed.sheets[1:]):
        for row in scenery.rows_of([home]):
            assert any(
                str(scenery.code[row]) in {cell for one in table.rows for cell in one.cells}
                for scene in sheet.scenes for table in scene.tables
            )  # fmt: skip


def test_only_the_grids_asked_for_get_pages() -> None:
    printed = print_plan(town(), Order(size="A4"), scope="grid", only=[f"{VILLAGE}002"])

    assert len(printed.scenes) == 2


def test_labels_on_atlas_pages_keep_apart(sample: Press) -> None:
    printed = sample.print(Order(size="A3"), scope="community")

    for sheet in printed.sheets:
        outlines = [label.outline.buffer(-0.02) for label in sheet.lettering.all_labels]
        first, second = shapely.STRtree(outlines).query(outlines, predicate="intersects")
        assert (first == second).all()
