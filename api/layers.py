"""One level of a plan as GeoJSON features: serialised once, and chosen by place and by filter."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS

from gridgen.model.antimeridian import unbroken
from gridgen.model.arrays import Shapes
from gridgen.model.crs import moved
from gridgen.model.frames import cut_at_180
from gridgen.model.plan import Plan

COMMUNITIES = "communities"
DEGREES = "OGC:CRS84"
"""In which the features are, longitude first: WGS 84; CGCS2000 differs from it by centimetres."""

_PLACES = {True: 7, False: 3}
"""Decimal places of degrees and of metres: a centimetre and a millimetre."""

Bounds = tuple[float, float, float, float]


@dataclass(frozen=True, slots=False, eq=False)
class ServedLayer:
    """One level of a plan: k features in the order of the plan.

    Attributes
    ----------
    features
        (k,) as GeoJSON.
    row_of
        By its code the row of each.
    bounds
        West, south, east, north in degrees; None where nothing has a shape.
    columns
        By the name of a property (k,) its values.
    shapes
        (k,) in degrees, longitude first, as they are told: what is asked by the shape of a feature
        finds that feature.
    exact
        (k,) the same as the plan has them, for what moves them to another CRS.
    """

    features: tuple[bytes, ...]
    row_of: dict[str, int]
    bounds: Bounds | None
    columns: Mapping[str, NDArray[Any]]
    shapes: Shapes
    exact: Shapes

    def __len__(self) -> int:
        return len(self.features)

    @cached_property
    def tree(self) -> shapely.STRtree:
        """What finds features by place."""
        return shapely.STRtree(self.shapes)

    def within(self, bounds: Bounds) -> NDArray[np.bool_]:
        """Return (k,) what meets a box in degrees; across the antimeridian west is above east."""
        found = np.zeros(len(self), bool)
        found[self.tree.query(box_of(bounds), predicate="intersects")] = True
        return found

    def in_crs(self, crs: str) -> tuple[bytes, ...]:
        """Return (k,) the features with their shapes in another CRS, its axes in their order."""
        shapes = moved(self.exact, DEGREES, crs)
        if is_turned(crs):
            shapes = turned(shapes)
        return _features(self.columns, _geojson(shapes, is_degrees=CRS(crs).is_geographic))


def layer_of(plan: Plan, level: str) -> ServedLayer:
    """Return one level of a plan, or its communities, as features."""
    table = plan.to_frame("communities") if level == COMMUNITIES else plan.table(level)
    table = cut_at_180(table, "EPSG:4326")
    columns = {
        str(name): table[name].to_numpy() for name in table.columns if name != table.geometry.name
    }
    columns = {name: _held(values) for name, values in columns.items()}
    exact = np.asarray(shapely.force_2d(table.geometry.to_numpy()), object)
    shapes = shapely.transform(exact, lambda xy: xy.round(_PLACES[True]))
    bounds = [round(float(v), 7) for v in _bounds(table)]
    return ServedLayer(
        features=_features(columns, _geojson(shapes, is_degrees=True)),
        # Somebody else's plan may repeat a code: the first has it, as in the plan itself.
        row_of={code: row for row, code in reversed(list(enumerate(map(str, table["code"]))))},
        bounds=(bounds[0], bounds[1], bounds[2], bounds[3]) if np.isfinite(bounds).all() else None,
        columns=columns,
        shapes=shapes,
        exact=exact,
    )


def saying(layer: ServedLayer, columns: Mapping[str, NDArray[Any]]) -> ServedLayer:
    """Return the same zones with other properties; `code` is among them."""
    features = _features(columns, _geojson(layer.shapes, is_degrees=True))
    return replace(layer, features=features, columns=columns)


def box_of(bounds: Bounds) -> shapely.Geometry:
    """Return a box in degrees as a shape, in two parts where it goes across the antimeridian.

    >>> box_of((179, 0, -179, 1)).geom_type
    'MultiPolygon'
    """
    west, south, east, north = bounds
    if west <= east:
        return shapely.box(west, south, east, north)
    sides = [(west, 180.0), (-180.0, east)]
    return shapely.MultiPolygon([shapely.box(left, south, right, north) for left, right in sides])


def is_turned(crs: str) -> bool:
    """Say whether a CRS has its north before its east, as EPSG:4326 and EPSG:4490 have."""
    return CRS(crs).axis_info[0].direction.lower() in ("north", "south")


def turned(shapes: Any) -> Any:
    """Return shapes with the first and second of their coordinates exchanged."""
    return shapely.transform(shapes, lambda xy: xy[:, ::-1])


def _held(values: Any) -> NDArray[Any]:
    """Return a column as filters compare it: numbers, true and false, or texts as objects."""
    held: NDArray[Any] = np.asarray(values)
    return held if held.dtype.kind in "bif" else held.astype(object)


def _bounds(table: gpd.GeoDataFrame) -> Bounds:
    """West, south, east, north, degrees; across the antimeridian west is above east (RFC 7946)."""
    if len(table) == 0:
        return np.nan, np.nan, np.nan, np.nan
    west, south, east, north = shapely.total_bounds(unbroken(table.geometry.to_numpy()))
    return west, south, east - 360 if east > 180 else east, north


def _geojson(shapes: Any, *, is_degrees: bool) -> list[str]:
    """Return the shapes as GeoJSON text, in centimetres or finer, "null" where there is none."""
    places = _PLACES[is_degrees]
    shapes = shapely.set_precision(shapes, 10.0**-places, mode="pointwise")
    return [
        "null" if shape is None or shape.is_empty else _short(shapely.to_geojson(shape), places)
        for shape in shapes
    ]


def _short(text: str, places: int) -> str:
    def short(number: str) -> float:
        return round(float(number), places)

    return json.dumps(json.loads(text, parse_float=short), separators=(",", ":"))


def _features(columns: Mapping[str, NDArray[Any]], shapes: list[str]) -> tuple[bytes, ...]:
    rows = zip(*(values.tolist() for values in columns.values()), strict=True)
    return tuple(
        _feature(dict(zip(columns, values, strict=True)), shape)
        for values, shape in zip(rows, shapes, strict=True)
    )


def _feature(properties: dict[str, Any], geometry: str) -> bytes:
    values = {key: _plain(value) for key, value in properties.items()}
    head = json.dumps(str(properties["code"]), ensure_ascii=False)
    body = json.dumps(values, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    text = f'{{"type":"Feature","id":{head},"geometry":{geometry},"properties":{body}}}'
    return text.encode()


def _plain(value: Any) -> Any:
    """Return a value of a table as JSON knows it: numbers that are not finite become null."""
    return None if isinstance(value, float) and not np.isfinite(value) else value
