"""North arrow and scale bar stand in the corners of the field that cover least."""

from __future__ import annotations

import pytest
import shapely
from maps_sheets import edition_of
from plans import ORIGIN, town

from maps.ink.kit import Board
from maps.sheets.extract import Extract, Focus, View
from maps.sheets.field import draw_field


def drawn(middle_x: float) -> tuple[Board, tuple[float, float, float, float]]:
    """The town in a field of 1,200 by 600 m, with so many metres from its west in the middle."""
    edition = edition_of(town())
    field = (40.0, 40.0, 440.0, 240.0)
    middle = (float(ORIGIN[0] + middle_x), float(ORIGIN[1] + 300))
    extract = Extract(edition.scenery, View(field, 3000, middle), Focus((0, 1), tuple(range(6))))
    board = Board(edition.kit)
    draw_field(board, extract, points=False)
    return board, field


@pytest.mark.parametrize(
    ("middle_x", "is_east"),
    [(300, True), (1500, False)],
    ids=["town in the east", "town in the west"],
)
def test_the_arrow_goes_where_the_town_is_not(middle_x: float, is_east: bool) -> None:
    board, field = drawn(middle_x)

    (north,) = [text for text in board.texts if text.text == "北"]
    covered = north.x > (field[0] + field[2]) / 2
    # The town reaches beyond one side of the field: the arrow takes the other.
    assert covered != is_east


def test_furniture_stands_in_the_field_and_no_label_meets_it() -> None:
    edition = edition_of(town())
    field = (40.0, 40.0, 440.0, 240.0)
    view = View(field, 5000, (float(ORIGIN[0] + 900), float(ORIGIN[1] + 300)))
    board = Board(edition.kit)

    lettering = draw_field(
        board, Extract(edition.scenery, view, Focus((0, 1), tuple(range(6)))), points=False
    )

    (north,) = [text for text in board.texts if text.text == "北"]
    assert field[0] < north.x < field[2]
    assert field[1] < north.y < field[3]
    at = shapely.Point(north.x, north.y - 1)
    assert not any(label.outline.covers(at) for label in lettering.all_labels)
