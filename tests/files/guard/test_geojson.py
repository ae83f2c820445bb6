"""A GeoJSON that GDAL would follow elsewhere is refused before GDAL sees it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from gridgen.files.guard.geojson import examine
from gridgen.files.guard.limits import narrowed
from gridgen.files.inputs import read_inputs
from gridgen.model.errors import ReadError

ADDRESS = "http://127.0.0.1:9/crs.prj"


def collection(path: Path, **members: Any) -> Path:
    point = {"type": "Point", "coordinates": [113.1, 23.05], **members.pop("point", {})}
    features = [{"type": "Feature", "properties": {"id": "a"}, "geometry": point}]
    content = {"type": "FeatureCollection", "features": features, **members}
    path.write_text(json.dumps(content), "utf-8")
    return path


def named(text: str) -> dict[str, Any]:
    return {"type": "name", "properties": {"name": text}}


@pytest.mark.parametrize(
    "crs",
    [
        {"type": "link", "properties": {"href": ADDRESS, "type": "ogcwkt"}},
        {"type": "url", "properties": {"url": ADDRESS}},
        {"type": "name", "properties": {"name": "EPSG:4326"}, "coordinates": []},
        named(ADDRESS),
        named("/srv/secret.csv"),
        named("+proj=longlat +ellps=krass +nadgrids=/srv/grid.gsb +no_defs"),
        named("+init=/srv/secret.csv:1"),
        ["link"],
    ],
)
@pytest.mark.parametrize("key", ["crs", "CRS"])
def test_a_system_that_names_files_or_addresses_is_refused(
    tmp_path: Path, crs: Any, key: str
) -> None:
    file = collection(tmp_path / "a.geojson", **{key: crs})

    with pytest.raises(ReadError, match="would open another file or an address"):
        examine(file, "a.geojson")


def test_a_system_inside_a_shape_is_looked_at_too(tmp_path: Path) -> None:
    crs = {"type": "link", "properties": {"href": ADDRESS, "type": "ogcwkt"}}
    file = collection(tmp_path / "a.geojson", point={"crs": crs})

    with pytest.raises(ReadError, match="would open another file or an address"):
        examine(file, "a.geojson")


def test_a_plain_system_and_an_attribute_called_crs_are_read(tmp_path: Path) -> None:
    file = collection(tmp_path / "a.geojson", crs=named("urn:ogc:def:crs:EPSG::4490"))

    assert read_inputs(file).households.crs.to_epsg() == 4490


@pytest.mark.parametrize(("most", "is_read"), [(3, True), (2, False)])
def test_as_many_columns_are_read_as_the_limit_says(
    tmp_path: Path, most: int, is_read: bool
) -> None:
    point = {"type": "Point", "coordinates": [113.1, 23.05]}
    features = [
        {"type": "Feature", "properties": {f"k{k}": 1}, "geometry": point} for k in range(3)
    ]
    file = collection(tmp_path / "a.geojson", features=features)

    with narrowed(columns=most):
        if is_read:
            examine(file, "a.geojson")
        else:
            with pytest.raises(ReadError, match="3 columns; at most 2 are read"):
                examine(file, "a.geojson")
