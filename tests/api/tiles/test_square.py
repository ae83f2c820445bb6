"""The square of Web Mercator and its tiles."""

from __future__ import annotations

import numpy as np
import pytest
from pyproj import Transformer

from api.tiles.square import DEEPEST, EXTENT, HALF_M, in_square, matrix, tile_at
from gridgen.model.errors import NotInPlanError


def test_places_in_the_square_are_those_of_epsg_3857() -> None:
    lonlat = np.array([[114.0, 31.0], [-180.0, 0.0], [179.9, -85.0], [0.0, 85.0]])

    found = in_square(lonlat)

    metres = np.column_stack(
        Transformer.from_crs("OGC:CRS84", "EPSG:3857", always_xy=True).transform(*lonlat.T)
    )
    assert (found - 0.5) * [1, -1] * 2 * HALF_M == pytest.approx(metres, abs=1e-3)


@pytest.mark.parametrize("lonlat", [(0, 90), (0, -90), (720, 0), (np.inf, np.inf), (0, -1e300)])
def test_what_lies_beyond_the_square_is_at_its_side(lonlat: tuple[float, float]) -> None:
    found = in_square(np.array([lonlat], float))

    assert ((found >= 0) & (found <= 1)).all()


@pytest.mark.parametrize(
    ("zoom", "row", "col"), [(0, 0, 0), (1, 1, 1), (DEEPEST, 2**DEEPEST - 1, 0)]
)
def test_a_tile_of_the_square_is_there(zoom: int, row: int, col: int) -> None:
    tile = tile_at(zoom, row, col)

    assert tile.origin.tolist() == [col * EXTENT, row * EXTENT]


@pytest.mark.parametrize(
    ("zoom", "row", "col"),
    [(0, 0, 1), (1, 2, 0), (-1, 0, 0), (DEEPEST + 1, 0, 0), (99, 0, 0), (3, -1, 0), (3, 0, 10**30)],
)
def test_a_tile_beyond_the_square_is_not(zoom: int, row: int, col: int) -> None:
    with pytest.raises(NotInPlanError, match=f"zoom {zoom}, row {row}, column {col}"):
        tile_at(zoom, row, col)


def test_scales_are_those_of_the_standard() -> None:
    assert matrix(0)["scaleDenominator"] == pytest.approx(559082264.028717)
    assert matrix(23)["scaleDenominator"] == pytest.approx(66.6477994953056)
    assert matrix(23)["matrixWidth"] == 2**23


@pytest.mark.parametrize(("zoom", "row", "col"), [(14, 6689, 13381), (12, 1672, 3345), (0, 0, 0)])
def test_a_tile_lies_in_one_of_each_smaller_zoom(zoom: int, row: int, col: int) -> None:
    above = tile_at(14, 6689, 13381).above(zoom)

    assert above == tile_at(zoom, row, col)
    # Its corner is inside: both count from the same corner of the square.
    assert (above.origin << (14 - zoom) <= tile_at(14, 6689, 13381).origin).all()
