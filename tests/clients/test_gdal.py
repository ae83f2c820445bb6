"""GDAL reads the service as OGC API Features: through pyogrio, and as `ogrinfo` of the system."""

from __future__ import annotations

import json
import shutil
import subprocess
from typing import Any

import pyogrio
import pytest
import shapely
from plans import VILLAGE, lonlat, town

GRIDS, GROUPS = "qinghe.grids", "qinghe.ten_household_groups"
BOX = (*lonlat(5, 5), *lonlat(15, 15))
"""Within the first grid."""

of_pyogrio = pytest.mark.skipif(
    "OAPIF" not in pyogrio.list_drivers(),
    reason="the GDAL of pyogrio has no driver for OGC API Features (OAPIF)",
)
of_the_system = pytest.mark.skipif(
    shutil.which("ogrinfo") is None, reason="there is no ogrinfo (Debian: gdal-bin)"
)


@of_pyogrio
def test_every_collection_is_a_layer(address: str) -> None:
    layers = [str(name) for name, _ in pyogrio.list_layers(f"OAPIF:{address}")]

    assert layers == [GRIDS, GROUPS, "qinghe.communities"]


@of_pyogrio
@pytest.mark.parametrize("size", [1, 4, 100])
def test_all_features_are_read_page_by_page_in_the_right_place(address: str, size: int) -> None:
    read = pyogrio.read_dataframe(f"OAPIF:{address}", layer=GRIDS, PAGE_SIZE=size)

    plan = town().table("grids").to_crs("OGC:CRS84")
    assert read["code"].tolist() == plan["code"].tolist()
    assert read["households"].tolist() == plan["households"].tolist()
    assert shapely.hausdorff_distance(
        read.geometry.to_numpy(), plan.geometry.to_numpy()
    ) == pytest.approx(0, abs=2e-7)


@of_pyogrio
def test_a_box_is_asked_of_the_service(address: str) -> None:
    read = pyogrio.read_dataframe(f"OAPIF:{address}", layer=GRIDS, bbox=BOX)

    assert read["code"].tolist() == [f"{VILLAGE}001"]


@of_pyogrio
def test_a_condition_chooses_features(address: str) -> None:
    whole = pyogrio.read_dataframe(f"OAPIF:{address}", layer=GROUPS)

    read = pyogrio.read_dataframe(f"OAPIF:{address}", layer=GROUPS, where=f"code LIKE '{VILLAGE}%'")

    assert len(read) == whole["code"].str.startswith(VILLAGE).sum() > 0


def converted(address: str, *said: str) -> dict[str, Any]:
    """What `ogr2ogr` makes of a layer."""
    command = ["ogr2ogr", "-f", "GeoJSON", "/vsistdout/", f"OAPIF:{address}", *said]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@of_the_system
def test_ogrinfo_lists_every_collection_and_counts_its_features(address: str) -> None:
    done = subprocess.run(
        ["ogrinfo", "-so", "-al", f"OAPIF:{address}"], capture_output=True, text=True, check=True
    )

    plan = town()
    for name, number in ((GRIDS, len(plan.levels[0].code)), (GROUPS, len(plan.levels[1].code))):
        told = done.stdout.split(f"Layer name: {name}\n")[1].split("Layer name:")[0]
        assert f"Feature Count: {number}\n" in told
        assert "Polygon" in told.split("Geometry:")[1].split("\n")[0]
    assert "WARNING" not in done.stderr
    assert "ERROR" not in done.stderr


@of_the_system
@pytest.mark.parametrize("size", ["1", "4"])
def test_ogr2ogr_reads_all_features_page_by_page(address: str, size: str) -> None:
    read = converted(address, GRIDS, "-oo", f"PAGE_SIZE={size}")

    plan = town().table("grids").to_crs("OGC:CRS84")
    assert [one["properties"]["code"] for one in read["features"]] == plan["code"].tolist()
    for feature, shape in zip(read["features"], plan.geometry, strict=True):
        found = shapely.from_geojson(json.dumps(feature["geometry"]))
        assert shapely.hausdorff_distance(found, shape) < 2e-7


@of_the_system
def test_ogr2ogr_asks_by_box_and_by_filter(address: str) -> None:
    boxed = converted(address, GRIDS, "-spat", *map(str, BOX))
    filtered = converted(address, GRIDS, "-where", f"code = '{VILLAGE}002'")

    assert [one["properties"]["code"] for one in boxed["features"]] == [f"{VILLAGE}001"]
    assert [one["properties"]["code"] for one in filtered["features"]] == [f"{VILLAGE}002"]
