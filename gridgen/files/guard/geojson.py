"""A GeoJSON, looked through before GDAL opens it: one type, plain systems, few columns."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from gridgen.files.crs_text import crs_from_text
from gridgen.files.foreign_formats import refuse_json
from gridgen.files.guard.limits import is_over, limits
from gridgen.model.errors import ReadError

_GEOJSON = frozenset(
    {
        "FeatureCollection",
        "Feature",
        "GeometryCollection",
        "Point",
        "MultiPoint",
        "LineString",
        "MultiLineString",
        "Polygon",
        "MultiPolygon",
    }
)


_DROPPED = object()
"""Stands for an object that nothing more is asked of."""


class _Look:
    """Sees every object of a JSON as it is closed, and keeps none of the shapes."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.columns: set[str] = set()
        self.systems: list[Any] = []
        self.last: list[tuple[str, Any]] = []

    def __call__(self, pairs: list[tuple[str, Any]]) -> object:
        self.last = pairs
        keys = {key for key, _ in pairs}
        # GDAL reads the member `crs` of every object, in capitals too, unless it is a plain value.
        self.systems += [one for key, one in pairs if key.lower() == "crs" and not _is_plain(one)]
        if "geometry" in keys:
            for key, properties in pairs:
                if key == "properties" and isinstance(properties, dict):
                    self.columns.update(properties)
            most, number = limits().columns, len(self.columns)
            if is_over(number, most):
                raise ReadError("columns_too_many", source=self.name, number=number, most=most)
        is_done = keys & {"geometry", "coordinates", "geometries", "features"}
        return _DROPPED if is_done else dict(pairs)


def _is_plain(value: object) -> bool:
    return value is None or isinstance(value, str | int | float)


def examine(path: Path, name: str) -> None:
    """Raise ReadError where a file is no GeoJSON, or one that GDAL should not be shown.

    Members that stand twice are refused at the top, where GDAL might take the other one.

    Parameters
    ----------
    path
        The file.
    name
        What the user calls it.
    """
    look = _Look(name)
    try:
        content = json.loads(path.read_bytes().decode("utf-8-sig"), object_pairs_hook=look)
    except (ValueError, RecursionError, OSError) as error:
        raise ReadError("json_unreadable", file=name, why=str(error)[:200]) from error
    top = look.last if isinstance(content, dict) or content is _DROPPED else []
    refuse_json(path, dict(top) if top else content)
    types = [value for key, value in top if key.lower() == "type"]
    found = types[-1] if types else None
    if not all(isinstance(one, str) and one in _GEOJSON for one in types) or len(types) != 1:
        raise ReadError("json_of_other_type", file=name, type=str(found)[:40])
    for system in look.systems:
        _refuse_system(system, name)


def _refuse_system(system: object, name: str) -> None:
    """Raise ReadError for a member `crs` that is not the name of a coordinate system."""
    known = system if isinstance(system, dict) else {}
    properties = known.get("properties")
    called = properties.get("name") if isinstance(properties, dict) else None
    if [*known] != ["type", "properties"] or known["type"] != "name" or not isinstance(called, str):
        shown = json.dumps(known, ensure_ascii=False, default=str)[:80]
        raise ReadError("crs_text_reaching", source=name, text=shown)
    crs_from_text(called, source=name)
