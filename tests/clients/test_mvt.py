"""GDAL reads tiles by its driver for Mapbox Vector Tiles, in the right place."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import numpy as np
import pyogrio
import pytest
import shapely
from plans import VILLAGE, lonlat, town

from api.layers import layer_of
from api.tiles.drawn import colours_of, plan_tiles
from api.tiles.square import in_square, tile_at

if "MVT" not in pyogrio.list_drivers():
    pytest.skip("this GDAL has no driver for vector tiles (MVT)", allow_module_level=True)


@pytest.fixture(scope="module", params=[13, 14, 16])
def tile(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A tile of the town in a file; GDAL is told which it is by the name."""
    zoom = request.param
    plan = town()
    col, row = (in_square(np.array([lonlat(890, 310)]))[0] * 2**zoom).astype(int).tolist()
    names = ("communities", "grids", "ten_household_groups", "households")
    drawn = plan_tiles(plan, partial(layer_of, plan), partial(colours_of, plan)).draw(
        names, tile_at(zoom, row, col)
    )
    file: Path = tmp_path_factory.mktemp("tiles") / str(zoom) / str(col) / f"{row}.pbf"
    file.parent.mkdir(parents=True)
    file.write_bytes(drawn.body)
    return f"MVT:{file}"


def test_every_layer_is_read(tile: str) -> None:
    layers = {str(name): str(kind) for name, kind in pyogrio.list_layers(tile)}

    assert layers["grids"] in ("MultiPolygon", "Polygon")
    assert layers["grids_labels"] == "Point"
    assert {"communities", "ten_household_groups"} <= {*layers}


def test_zones_are_read_where_they_lie(tile: str) -> None:
    zones = pyogrio.read_dataframe(tile, layer="grids", CLIP="NO").set_index("code")

    plan = town().to_frame("grids").to_crs("EPSG:3857").set_index("code")
    zoom = int(tile.split("/")[-3])
    unit = 40_075_016.7 / 2**zoom / 4096
    assert zones.crs.to_epsg() == 3857
    assert zones.is_valid.all()
    for code, shape in zones.geometry.items():
        # What goes beyond the tile is cut off.
        beyond = shape.difference(plan.geometry[code].buffer(8 * unit))
        assert beyond.is_empty
    assert zones.loc[f"{VILLAGE}003", "households"] == 20
    assert zones["name"].str.startswith(("清河村第", "东门社区第")).all()


def test_a_label_is_read_inside_its_zone(tile: str) -> None:
    labels = pyogrio.read_dataframe(tile, layer="grids_labels")

    zones = town().to_frame("grids").to_crs("EPSG:3857").set_index("code").geometry
    assert all(
        shapely.contains(zones[code], point)
        for code, point in zip(labels["code"], labels.geometry, strict=True)
    )
