"""Scenes become PDF, PNG and SVG that say the same."""

from __future__ import annotations

import io

import numpy as np
import pytest
from maps_sheets import texts_of
from PIL import Image
from plans import town

from gridgen.model.errors import PrintError
from maps.sheets.order import Order
from maps.sheets.printing import print_plan


def test_too_many_dots_are_refused() -> None:
    with pytest.raises(PrintError, match=r"A page of .* mm at 2,000 dpi"):
        print_plan(town(), Order(size="A0")).png(2000)


def test_large_pictures_are_drawn_in_strips_and_look_as_if_whole(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    printed = print_plan(town(), Order(size="A4"))
    (whole,) = printed.png(40)
    monkeypatch.setattr("maps.ink.render.STRIP_PIXELS", 30_000)

    (joined,) = printed.png(40)

    one, other = (
        np.asarray(Image.open(io.BytesIO(png)).convert("L"), float) for png in (whole, joined)
    )
    assert one.shape == other.shape
    # Edges are smoothed a little otherwise; one row of pixels off would be far more.
    shifted = np.abs(one - np.roll(one, 1, axis=0)).mean()
    assert np.abs(one - other).mean() < shifted / 4


def test_a_table_of_an_svg_has_its_cells_as_text() -> None:
    printed = print_plan(town(), Order(size="A4"))

    said = texts_of(printed.svg()[0])

    assert printed.scenes[0].tables
    for table in printed.scenes[0].tables:
        for row in table.rows:
            assert set(row.cells) <= set(said)
