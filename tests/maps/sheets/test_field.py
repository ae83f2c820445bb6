"""North arrow and scale bar stand in free corners of the field, or nowhere in it."""

from __future__ import annotations

import pytest
import shapely
from maps_sheets import edition_of
from plans import ORIGIN, town

from maps.ink.kit import Board
from maps.sheets.edition import Edition
from maps.sheets.extract import Extract, Focus, View
from maps.sheets.field import corners_of, draw_field

FIELD = (40.0, 40.0, 440.0, 240.0)


def shown(middle_x: float, scale: float = 3000) -> tuple[Edition, Extract]:
    """The town in a field of 400 by 200 mm, with so many metres from its west in the middle."""
    edition = edition_of(town())
    view = View(FIELD, scale, (float(ORIGIN[0] + middle_x), float(ORIGIN[1] + 300)))
    return edition, Extract(edition.scenery, view, Focus((0, 1), tuple(range(6))))


@pytest.mark.parametrize(
    ("middle_x", "is_east"),
    [(0, False), (1800, True)],
    ids=["town in the east", "town in the west"],
)
def test_arrow_and_scale_go_where_the_town_is_not(middle_x: float, is_east: bool) -> None:
    edition, extract = shown(middle_x)
    seen = extract.seen()

    corners = corners_of(edition.kit, extract, seen)

    assert corners is not None
    middle = (FIELD[0] + FIELD[2]) / 2
    assert all((box[0] > middle) == is_east for box in corners.values())
    town_mm = shapely.union_all(list(seen.communities.values()))
    assert all(town_mm.distance(shapely.box(*box)) > 2 for box in corners.values())


def test_a_field_full_of_the_map_has_no_corner_for_them() -> None:
    edition, extract = shown(900, scale=1000)

    assert corners_of(edition.kit, extract, extract.seen()) is None


def test_furniture_stands_in_the_field_and_no_label_meets_it() -> None:
    edition, extract = shown(900, scale=8000)
    seen = extract.seen()
    board = Board(edition.kit)
    corners = corners_of(edition.kit, extract, seen)
    assert corners is not None

    lettering = draw_field(board, extract, seen, corners, points=False)

    assert {"北"} <= {text.text for text in board.texts}
    for box in corners.values():
        assert shapely.box(*FIELD).covers(shapely.box(*box))
        assert not any(
            label.outline.intersects(shapely.box(*box)) for label in lettering.all_labels
        )
