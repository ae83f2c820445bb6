"""Layers of tiles, read back by another library."""

from __future__ import annotations

import numpy as np
import shapely
from hypothesis import given
from hypothesis import strategies as st
from tiled import read, shapes

from api.tiles.mvt import POINT, POLYGON, Layer, Properties, id_of, ids_of, points, polygons, write

SPOTS = Layer("spots", POINT, {})
HERE = np.zeros(2, np.int64)


def drawn(*polygon: shapely.Geometry, origin: tuple[int, int] = (0, 0)) -> bytes:
    """A layer of polygons that say nothing."""
    rows = np.arange(len(polygon))
    made = polygons(shapely.orient_polygons(np.array(polygon, object)))
    said = Properties.of({"code": [f"g{row}" for row in rows]})
    return write(Layer("grids", POLYGON, {}), made.seen_from(np.array(origin), rows), rows, said)


def test_polygons_come_back_as_they_were() -> None:
    hole = shapely.box(0, 0, 100, 100) - shapely.box(20, 20, 40, 40) - shapely.box(60, 60, 80, 90)
    parts = shapely.MultiPolygon([hole, shapely.box(200, 0, 300, 50)])
    given_ones = [shapely.box(-64, -64, 4160, 4160), hole, parts]

    found = shapes(read(drawn(*given_ones))["grids"])

    assert [a.equals(b) for a, b in zip(found, given_ones, strict=True)] == [True] * 3
    assert [shape.is_valid for shape in found] == [True] * 3


def test_outer_rings_go_round_as_the_standard_has_it() -> None:
    feature = read(drawn(shapely.box(0, 0, 100, 100) - shapely.box(20, 20, 40, 40)))["grids"][0]

    outer, inner = (np.array(ring) for ring in feature["geometry"]["coordinates"])
    assert surveyed(outer) > 0
    assert surveyed(inner) < 0


def surveyed(ring: np.ndarray) -> float:
    """The area of a ring by the surveyor's formula, y as in the tile."""
    (x, y), (x1, y1) = ring[:-1].T, ring[1:].T
    return float((x * y1 - x1 * y).sum() / 2)


def test_the_tile_decides_where_a_polygon_begins() -> None:
    square = shapely.box(5000, 9000, 5010, 9010)

    feature = read(drawn(square, origin=(4096, 8192)))["grids"][0]

    assert shapes([feature])[0].bounds == (904, 808, 914, 818)


@given(st.lists(st.tuples(st.integers(-64, 4160), st.integers(-64, 4160)), min_size=1))
def test_points_come_back_as_they_were(xy: list[tuple[int, int]]) -> None:
    rows = np.arange(len(xy))

    body = write(SPOTS, points(np.array(xy)), rows, Properties.of({"n": rows}))

    found = [tuple(feature["geometry"]["coordinates"]) for feature in read(body)["spots"]]
    assert found == xy


def test_features_say_what_they_have_and_nothing_else() -> None:
    columns = {
        "name": np.array(["清河村", "", None], object),
        "count": np.array([0, -7, 2**40]),
        "mean": np.array([1.5, np.nan, np.inf]),
        "rough": np.array([True, False, True]),
    }
    rows = np.array([2, 0, 1])

    features = read(
        write(
            Layer("spots", POINT, {}),
            points(np.zeros((3, 2), np.int64)),
            rows,
            Properties.of(columns),
        )
    )["spots"]

    assert [feature["properties"] for feature in features] == [
        {"count": 2**40, "rough": True},
        {"name": "清河村", "count": 0, "mean": 1.5, "rough": True},
        {"count": -7, "rough": False},
    ]


def test_a_number_stands_for_a_code_everywhere() -> None:
    codes = ["990101001201001", "990101001201002"]
    said = Properties.of({"code": codes})

    body = write(SPOTS, points(HERE[None]), np.array([1]), said, ids_of(codes))

    assert read(body)["spots"][0]["id"] == id_of("990101001201002") == 3851841856230832
    assert len({id_of(str(code)) for code in range(10_000)}) == 10_000


def test_a_layer_without_features_is_not_there() -> None:
    none = np.zeros(0, np.int64)

    assert write(Layer("grids", POLYGON, {}), [], none, Properties.of({"code": []})) == b""
    assert polygons(np.array([], object)).seen_from(HERE, none) == []


def test_texts_that_cannot_be_written_do_no_harm() -> None:
    said = Properties.of({"name": ["\ud800", "a\x00b"]})

    features = read(write(SPOTS, points(np.zeros((2, 2), np.int64)), np.arange(2), said))

    assert [feature["properties"]["name"] for feature in features["spots"]] == ["?", "a\x00b"]
