"""A level as zones and labels."""

from __future__ import annotations

import numpy as np
import shapely
from tiled import by_code, read, shapes

from api.tiles.levels import LevelTiles
from api.tiles.mvt import id_of
from api.tiles.square import in_square, tile_at

CODES = np.array(["01", "02", "03"], object)


def level() -> LevelTiles:
    """Three squares in a row, the last without a shape; households of the second withheld."""
    squares = [shapely.box(0, 1, 1, 2), shapely.box(1, 1, 2, 2), None]
    columns = {
        "code": CODES,
        "name": np.array(["甲", "乙", "丙"], object),
        "kind": np.array(["village"] * 3, object),
        "households": np.array([12, None, 7], object),
    }
    return LevelTiles("grids", np.array(squares, object), columns)


def test_zones_and_labels_are_two_layers() -> None:
    found = read(level().draw(tile_at(4, 7, 8)))

    assert [*found] == ["grids", "grids_labels"]
    assert by_code(found["grids"])["01"] == {
        "code": "01", "name": "甲", "kind": "village", "households": 12,
    }  # fmt: skip
    assert by_code(found["grids_labels"])["01"] == {"code": "01", "name": "甲", "households": 12}
    assert by_code(found["grids"])["02"] == {"code": "02", "name": "乙", "kind": "village"}


def test_zone_and_label_have_the_number_of_their_code() -> None:
    found = read(level().draw(tile_at(4, 7, 8)))

    for features in found.values():
        assert {f["properties"]["code"]: f["id"] for f in features} == {
            code: id_of(code) for code in ("01", "02")
        }


def test_a_label_stands_inside_its_zone_and_in_one_tile_alone() -> None:
    made = level()
    zoom = 8
    east, south = (in_square(np.array([[2.0, 1.0]]))[0] * 2**zoom).astype(int).tolist()
    west, north = (in_square(np.array([[0.0, 2.0]]))[0] * 2**zoom).astype(int).tolist()

    labels = []
    for row in range(north - 1, south + 2):
        for col in range(west - 1, east + 2):
            found = read(made.draw(tile_at(zoom, row, col)))
            zones = {f["properties"]["code"]: f for f in found.get("grids", [])}
            for label in found.get("grids_labels", []):
                code = label["properties"]["code"]
                labels.append(code)
                assert shapely.covers(*shapes([zones[code], label]))

    assert sorted(labels) == ["01", "02"]


def test_what_its_layers_say_is_told() -> None:
    zones, labels = level().layers

    assert (zones.name, zones.kind, labels.name, labels.kind) == ("grids", 3, "grids_labels", 1)
    assert labels.fields == {"code": "String", "name": "String", "households": "Number"}


def test_a_tile_elsewhere_is_empty() -> None:
    assert level().draw(tile_at(4, 0, 0)) == b""
