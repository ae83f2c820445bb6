"""Outlines at every zoom and in every tile: whole, valid, and without gaps between neighbours."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from combs import comb
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from tiled import read, shapes

from api.tiles.mvt import POLYGON, Layer, Properties, write
from api.tiles.outlines import BUFFER, Outlines, sound
from api.tiles.square import DEEPEST, EXTENT, Tile, in_square, tile_at

WEST, SOUTH, WIDE = 114.0, 31.0, 0.08
TILE = shapely.box(-BUFFER, -BUFFER, EXTENT + BUFFER, EXTENT + BUFFER)


def tile_of(lon: float, lat: float, zoom: int) -> Tile:
    """The tile that holds a place."""
    x, y = (in_square(np.array([[lon, lat]]))[0] * 2**zoom).astype(int).tolist()
    return tile_at(zoom, y, x)


def seen(outlines: Outlines, tile: Tile) -> dict[int, shapely.Geometry]:
    """By its row each outline that a tile shows, as it is read from the tile."""
    rows, drawn = outlines.at(tile.zoom).cut(tile)
    said = Properties.of({"row": np.arange(10_000)})
    features = read(write(Layer("zones", POLYGON, {}), drawn, rows, said)).get("zones", [])
    return dict(zip([f["properties"]["row"] for f in features], shapes(features), strict=True))


@pytest.mark.parametrize("zoom", [9, 11, 12, 13, 14, 15, 16])
def test_neighbours_share_their_borders_at_every_zoom(zoom: int) -> None:
    outlines = Outlines(comb(200, WEST, SOUTH, WIDE))

    for tile in (
        tile_of(WEST + WIDE / 2, SOUTH + WIDE / 2, zoom),
        tile_of(WEST + WIDE / 3, SOUTH + WIDE / 3, zoom),
    ):
        found = [*seen(outlines, tile).values()]

        land = shapely.union_all(found)
        overlap = sum(shape.area for shape in found) - land.area
        # Where a border crossed itself and was mended it is off by a unit, an eighth of a pixel.
        assert overlap <= 1e-5 * land.area
        assert sum(shapely.Polygon(ring).area for part in shapely.get_parts(land)
                   for ring in part.interiors) <= 1e-5 * land.area  # fmt: skip
        assert all(shape.is_valid for shape in found)
        assert all(shapely.covers(TILE, shape) for shape in found)


def test_the_deepest_zoom_shows_outlines_to_the_unit() -> None:
    zones = comb(20, WEST, SOUTH, 0.004)
    tile = tile_of(WEST + 0.002, SOUTH + 0.002, DEEPEST)

    found = seen(Outlines(zones), tile)

    scale = 2**DEEPEST * EXTENT
    exact = shapely.transform(zones, lambda xy: in_square(xy) * scale - tile.origin)
    assert len(found) > 3
    for row, shape in found.items():
        assert shapely.hausdorff_distance(shape, shapely.clip_by_rect(exact[row], *TILE.bounds)) < 2


def test_outlines_are_simpler_from_further_away() -> None:
    outlines = Outlines(comb(50, WEST, SOUTH, WIDE))

    corners = [
        int(shapely.get_num_coordinates(outlines.at(zoom).shapes).sum()) for zoom in (10, 12, 14)
    ]

    assert corners[0] < corners[1] < corners[2]


def test_what_falls_to_nothing_is_left_out() -> None:
    outlines = Outlines(comb(50, WEST, SOUTH, WIDE))

    assert len(seen(outlines, tile_at(0, 0, 0))) < 5
    assert len(seen(outlines, tile_of(WEST + 0.01, SOUTH + 0.01, 8))) > 40


def test_neighbouring_tiles_meet() -> None:
    outlines = Outlines(np.array([shapely.box(WEST, SOUTH, WEST + 1, SOUTH + 1)], object))
    tile = tile_of(WEST + 0.5, SOUTH + 0.5, 13)
    east = tile_at(13, tile.row, tile.col + 1)

    here, there = seen(outlines, tile)[0], seen(outlines, east)[0]

    assert here.equals(TILE)
    assert there.bounds[0] == -BUFFER


@pytest.mark.parametrize(
    "shape",
    [
        None,
        shapely.Polygon(),
        shapely.Point(WEST, SOUTH),
        shapely.LineString([(WEST, SOUTH), (WEST + 1, SOUTH)]),
        shapely.GeometryCollection([shapely.Point(WEST, SOUTH)]),
        shapely.Polygon([(WEST, SOUTH), (WEST, SOUTH), (WEST, SOUTH)]),
    ],
)
def test_what_has_no_area_is_not_shown(shape: shapely.Geometry | None) -> None:
    outlines = Outlines(np.array([shape, shapely.box(WEST, SOUTH, WEST + 1, SOUTH + 1)], object))

    found = seen(outlines, tile_of(WEST + 0.5, SOUTH + 0.5, 8))

    assert [*found] == [1]
    assert outlines.middles[0].tolist() == [0, 0]


@pytest.mark.parametrize(
    "shape",
    [
        shapely.Polygon([(0, 0), (10, 10), (10, 0), (0, 10)]),  # a bow-tie
        shapely.box(-180, -90, 180, 90),
        shapely.box(-1e6, -1e6, 1e6, 1e6),
        shapely.MultiPolygon([shapely.box(0, 0, 5, 5), shapely.box(2, 2, 8, 8)]),
        shapely.box(0, 0, 40, 40) - shapely.Point(20, 20).buffer(1e-9),
    ],
)
@pytest.mark.parametrize("zoom", [0, 3, 9, 16])
def test_polygons_of_every_kind_are_shown_valid(shape: shapely.Geometry, zoom: int) -> None:
    outlines = Outlines(np.array([shape], object))

    found = seen(outlines, tile_of(4.0, 4.5, zoom))

    assert len(found) == 1
    assert found[0].is_valid


def test_a_level_without_zones_has_no_outlines() -> None:
    outlines = Outlines(np.array([], object))

    assert seen(outlines, tile_at(0, 0, 0)) == {}
    assert outlines.middles.shape == (0, 2)


def test_zones_that_overlap_are_shown_all_the_same() -> None:
    squares = [shapely.box(WEST + d, SOUTH, WEST + d + 1, SOUTH + 1) for d in (0, 0.5, 0.5)]

    found = seen(Outlines(np.array(squares, object)), tile_of(WEST + 0.7, SOUTH + 0.5, 9))

    assert [*found] == [0, 1, 2]


def test_the_label_stands_in_the_largest_part() -> None:
    parts = shapely.MultiPolygon(
        [shapely.box(WEST, SOUTH, WEST + 0.1, SOUTH + 0.1), shapely.box(0, 0, 1, 1)]
    )

    found = Outlines(np.array([parts], object)).middles

    assert found[0] == pytest.approx(in_square(np.array([[0.5, 0.5]]))[0], abs=1e-4)


@examples(50)
@given(st.lists(st.tuples(st.floats(-200, 200), st.floats(-200, 200)), min_size=3, max_size=12))
def test_polygons_become_sound_whatever_they_were(corners: list[tuple[float, float]]) -> None:
    found = sound(np.array([shapely.Polygon(corners)], object))

    xy = shapely.get_coordinates(found)
    assert shapely.is_valid(found).all()
    assert (xy == np.rint(xy)).all()
    if not shapely.is_empty(found[0]):
        assert found[0].geom_type in ("Polygon", "MultiPolygon")
