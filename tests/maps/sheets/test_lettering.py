"""Labels on a map keep apart, stand in its field, and any name is text."""

from __future__ import annotations

from itertools import pairwise

import pytest
import shapely
from campaigns import campaign
from examples import examples
from hypothesis import HealthCheck, given
from hypothesis import strategies as st
from maps_plans import VORONOI, many_grids, read_or_skip
from maps_sheets import check_boxes, laid_out, sheet_of, texts_of
from plans import town

from maps.ink.fonts import plain
from maps.ink.paper import PAPERS
from maps.sheets.extract import Extract
from maps.sheets.order import Order
from maps.sheets.printing import Press, print_plan
from maps.sheets.wall import Sheet


def check_index(sheet: Sheet) -> None:
    """Each label, or the end of its leader line, stands in the square that the index names."""
    west, north, east, south = sheet.squares.field
    wide, high = (east - west) / sheet.squares.columns, (south - north) / sheet.squares.rows
    for label in sheet.lettering.labels:
        x, y = label.target or label.at
        square = sheet.square_of[label.row]
        column, row = ord(square[0]) - ord("A"), int(square[1:]) - 1
        assert west + column * wide - 1e-6 <= x <= west + (column + 1) * wide + 1e-6
        assert north + row * high - 1e-6 <= y <= north + (row + 1) * high + 1e-6


@pytest.mark.parametrize("size", list(PAPERS))
def test_labels_of_the_sample_keep_apart_at_every_size(sample: Press, size: str) -> None:
    sheet = sheet_of(sample.print(Order(size=size)))

    check_boxes(sheet)
    check_index(sheet)


@pytest.mark.slow
@pytest.mark.parametrize("size", campaign(sorted(PAPERS), everyday=2))
def test_labels_of_600_grids_keep_apart_at_every_size(crowded: Press, size: str) -> None:
    sheet = laid_out(crowded, size)

    check_boxes(sheet)
    check_index(sheet)
    assert len(sheet.lettering.labels) + len(sheet.lettering.unplaced) == 600


@pytest.fixture(scope="module", params=campaign(["liechtenstein", "cambridge"], everyday=0))
def real(request: pytest.FixtureRequest) -> Press:
    """A press of a real place."""
    return Press(read_or_skip(request.param))


@pytest.fixture(scope="module")
def sheets(real: Press) -> dict[str, Sheet]:
    """The sheet of a real place at every size."""
    return {size: laid_out(real, size) for size in PAPERS}


def test_labels_of_real_places_keep_apart_at_every_size(sheets: dict[str, Sheet]) -> None:
    for sheet in sheets.values():
        check_boxes(sheet)
        check_index(sheet)


@pytest.mark.parametrize("size", list(PAPERS))
def test_no_label_stands_on_a_border_of_its_level_or_above(
    real: Press, sheets: dict[str, Sheet], size: str
) -> None:
    sheet = sheets[size]

    seen = Extract(real.scenery("zh"), sheet.view, sheet.focus).seen()
    lines = shapely.union_all([*seen.edges, *seen.home_edges])

    on = [label.lines for label in sheet.lettering.all_labels if label.outline.intersects(lines)]
    assert on == []


HOSTILE = st.one_of(
    st.text(max_size=60),
    st.sampled_from(
        [
            '#panic("x")', "*bold* _it_ `raw` $x^2$", "</text><script>", "\"'\\", "]#[",
            "<label>", "@ref", "// comment", "\u202emirror\u202c", "שלום עולם", "䶮㑇鿍𠮷",
            "very long name " * 5, "a\u0301" * 30, "{n}", "&amp;&#x41;", "\x00\x1b\ufffe",
        ]
    ),
)  # fmt: skip


@examples(40, suppress_health_check=list(HealthCheck))
@given(village=HOSTILE, grid=HOSTILE, line=HOSTILE, title=HOSTILE)
def test_any_name_is_drawn_as_text_or_cut(village: str, grid: str, line: str, title: str) -> None:
    names = grid.replace("{", "{{").replace("}", "}}")
    plan = town(village=village, grid=names, line=line)

    printed = print_plan(plan, Order(size="A4", title=title, producer=line))

    printed.pdf()
    (svg, *_) = printed.svg()
    texts = texts_of(svg)
    assert not any(mark in text for text in texts for mark in "\x00\x1b\u202a\u202e")
    head = plain(title) if title.isprintable() else ""  # what steers a reader is spelt out
    assert not head or any(
        text == head or (text.endswith("…") and head.startswith(text[:-1].rstrip()))
        for text in texts
    )
    check_boxes(sheet_of(printed))


def test_the_voronoi_town_has_as_many_grids_as_asked_for() -> None:
    assert all(len(many_grids(n).levels[0]) == n for n in VORONOI)
    assert all(a < b for a, b in pairwise(VORONOI))
