"""The page turns to its place; furniture stands in columns and is not torn."""

from __future__ import annotations

import pytest
import shapely
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from maps_plans import many_grids
from plans import town

from maps.ink.paper import PAPERS
from maps.sheets.layout import Layout, Room, index_slots, lay_out, round_scale, worth
from maps.sheets.order import Order
from maps.sheets.printing import print_plan


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


@examples(60)
@given(
    size=st.sampled_from(sorted(PAPERS)),
    wide=st.floats(0.2, 5),
    blocks=st.lists(st.floats(10, 60), max_size=4),
    rows=st.integers(0, 120),
)
def test_nothing_on_a_sheet_stands_on_anything_else(
    size: str, wide: float, blocks: list[float], rows: int
) -> None:
    room = Room(column=45, blocks=tuple(blocks), rows=rows, row=4, gap=4)

    layout = lay_out(PAPERS[size], (wide, 1), room)

    boxes = [shapely.box(*box) for box in (layout.title, layout.field, layout.foot)]
    boxes += [
        shapely.box(slot.x, slot.y, slot.x + slot.width, slot.y + high)
        for slot, high in zip(layout.blocks, blocks, strict=False)
    ]
    boxes += [
        shapely.box(slot.x, slot.y, slot.x + slot.width, slot.y + (slot.count + 1) * room.row)
        for slot in layout.index
    ]
    page = shapely.box(0, 0, layout.width, layout.height)
    assert all(page.covers(box) for box in boxes)
    overlap = shapely.union_all(boxes).area - sum(box.area for box in boxes)
    assert overlap == pytest.approx(0, abs=0.01 * layout.width)
    assert sum(slot.count for slot in layout.index) == rows - layout.left_over


@pytest.mark.parametrize(
    ("rows", "high", "counts"),
    [
        (3, 16, [3]),  # a header and three rows
        (3, 15.9, None),
        (2, 12, [2]),
        (6, 16, None),
    ],
)
def test_a_column_holds_a_header_and_its_rows(
    rows: int, high: float, counts: list[int] | None
) -> None:
    slots = index_slots(rows, 4, [(0, 0, 40, high)])

    assert (None if slots is None else [slot.count for slot in slots]) == counts


def test_no_heading_ends_a_column() -> None:
    columns = [(0.0, 0.0, 40.0, 24.0), (50.0, 0.0, 40.0, 40.0)]

    slots = index_slots(9, 4, columns, heads=frozenset({4}))

    assert slots is not None
    assert [(slot.first, slot.count) for slot in slots] == [(0, 4), (4, 5)]


@pytest.mark.parametrize(
    ("metres", "scale"), [(1000, 5000), (1000.1, 5500), (1100, 5500), (10_000_000_000, 9_500_000)]
)
def test_the_scale_is_the_largest_round_one_that_fits(metres: float, scale: float) -> None:
    assert round_scale((metres, 1), (0, 0, 200, 200), 0) == scale


def test_a_layout_with_rows_left_over_is_worth_two_thirds() -> None:
    def layout(left_over: int) -> Layout:
        box = (0.0, 0.0, 100.0, 100.0)
        return Layout(
            width=100, height=100, title=box, field=box, foot=box, blocks=(), index=(),
            left_over=left_over,
        )  # fmt: skip

    assert worth(layout(0), (50, 50)) == 2
    assert worth(layout(3), (50, 50)) == pytest.approx(2 * 0.68)
