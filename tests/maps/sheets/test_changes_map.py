"""The map of what moved: hatching, dashes, and the lines of its legend."""

from __future__ import annotations

import re

import numpy as np
import pytest
from maps_sheets import edition_of
from plans import VILLAGE, town, with_border

from gridgen.plans.diff import diff
from gridgen.plans.moved_land import redrawn
from maps.ink.kit import Board
from maps.sheets.changes_map import change_signs, draw_changes

FIELD = (10.0, 10.0, 190.0, 130.0)


def strokes(at: float, community: int = 0) -> list[tuple[np.ndarray, str]]:
    """Corners in mm and looks of the strokes in the colour of what moved."""
    new = with_border(town(), at, 4)
    edition = edition_of(new)
    board = Board(edition.kit)
    draw_changes(board, edition, FIELD, community, redrawn(town(), new, diff(town(), new)))
    found = re.findall(
        r'<path d="([^"]*)" fill="none" stroke="([^"]*)"([^>]*)>', board.pen.drawing()
    )
    marked = edition.kit.theme.colours["marked"]
    return [(starts(path), looks) for path, colour, looks in found if colour == marked]


def starts(path: str) -> np.ndarray:
    """Where the lines of a path begin, mm."""
    return np.array(re.findall(r"M(-?\d+) (-?\d+)", path), float).reshape(-1, 2) / 100


def test_land_that_moved_is_hatched_over_its_whole_width() -> None:
    (hatching, _), *_ = [one for one in strokes(100) if "dasharray" not in one[1]]

    # A third of the first grid, 200 of 900 m: two ninths of the width of the village.
    wide = np.ptp(hatching[:, 0])
    assert len(hatching) > 20
    assert wide == pytest.approx((FIELD[2] - FIELD[0]) * 200 / 900, rel=0.35)


def test_the_old_border_is_dashed() -> None:
    (dashes,) = [at for at, looks in strokes(200) if "dasharray" in looks]

    assert np.ptp(dashes[:, 0]) == pytest.approx(0, abs=0.1)


def test_what_moved_in_another_community_is_not_drawn() -> None:
    assert strokes(200, community=1) == []


def test_the_legend_says_what_hatching_and_dashes_are() -> None:
    signs = change_signs(edition_of(town(village=VILLAGE)))

    assert [sign.text for sign in signs] == ["调整范围", "原网格界", "现网格界"]
    assert [bool(sign.strokes[0].dash) for sign in signs] == [False, True, False]
