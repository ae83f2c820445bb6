"""One level of a plan as GeoJSON features: serialised once, and chosen by place and by filter."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS

from gridgen.model.antimeridian import unbroken
from gridgen.model.arrays import Shapes, taken
from gridgen.model.communities import Communities
from gridgen.model.crs import is_degrees, moved
from gridgen.model.frames import (
    communities_columns,
    communities_frame,
    cut_at_180,
    zones_columns,
    zones_frame,
)
from gridgen.model.plan import Plan
from gridgen.model.same import rows_before, same_rows
from gridgen.model.zones import Zones

COMMUNITIES = "communities"
DEGREES = "OGC:CRS84"
"""In which the features are, longitude first: WGS 84; CGCS2000 differs from it by centimetres."""

_PLACES = {True: 7, False: 3}
"""Decimal places of degrees and of metres: a centimetre and a millimetre."""

Bounds = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True, eq=False)
class Written:
    """Features that were written: (k,) their shapes, by name their columns, and each as GeoJSON."""

    shapes: Shapes
    columns: Mapping[str, NDArray[Any]]
    features: tuple[bytes, ...]


@dataclass(frozen=True, slots=False, eq=False)
class ServedLayer:
    """One level of a plan: k features in the order of the plan.

    Attributes
    ----------
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
    source
        (k,) the same in the metres of the plan.
    before
        What was written before an edit.
    """

    row_of: dict[str, int]
    bounds: Bounds | None
    columns: Mapping[str, NDArray[Any]]
    shapes: Shapes
    exact: Shapes
    source: Shapes
    before: Written | None = None

    def __len__(self) -> int:
        return len(self.shapes)

    @cached_property
    def features(self) -> tuple[bytes, ...]:
        """(k,) as GeoJSON; what an edit left is taken over as it was written before."""
        kept = np.full(len(self), -1)
        if self.before is not None and self.before.columns.keys() == self.columns.keys():
            kept = rows_before(self.before.shapes, self.shapes)
            kept = same_rows(self.before.columns, self.columns, kept)
        new = np.flatnonzero(kept < 0)
        columns = {name: values[new] for name, values in self.columns.items()}
        made = iter(_features(columns, geojson_of(self.shapes[new])))
        older = () if self.before is None else self.before.features
        return tuple(older[row] if row >= 0 else next(made) for row in kept.tolist())

    @property
    def has_features(self) -> bool:
        """Whether the features are written already."""
        return "features" in self.__dict__

    @property
    def written(self) -> Written | None:
        """What was written last: of this layer, or before the edit."""
        if not self.has_features:
            return self.before
        return Written(self.shapes, self.columns, self.features)

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


def layer_of(plan: Plan, level: str, before: ServedLayer | None = None) -> ServedLayer:
    """Return one level of a plan, or its communities, as features.

    Parameters
    ----------
    plan
        As it is.
    level
        One of its levels, or `COMMUNITIES`.
    before
        The same level before an edit: what was made of shapes that the edit left is taken over.
    """
    zones: Zones | Communities = plan.communities if level == COMMUNITIES else plan.level(level)
    source = zones.shape if isinstance(zones, Communities) else zones.polygon
    kept = rows_before(None if before is None else before.source, source)
    new, left = np.flatnonzero(kept < 0), np.flatnonzero(kept >= 0)
    exact, shapes = np.empty(len(source), object), np.empty(len(source), object)
    exact[new] = _in_degrees(plan, taken(zones, new))
    shapes[new] = shapely.transform(exact[new], lambda xy: xy.round(_PLACES[True]))
    if before is not None:
        exact[left], shapes[left] = before.exact[kept[left]], before.shapes[kept[left]]
        if _is_near_180(plan, exact):  # where others say how a shape is cut
            return layer_of(plan, level)
    columns = zones_columns(zones) if isinstance(zones, Zones) else communities_columns(zones)
    return ServedLayer(
        # Somebody else's plan may repeat a code: the first has it, as in the plan itself.
        row_of={code: row for row, code in reversed(list(enumerate(zones.code.tolist())))},
        bounds=_bounds(exact),
        columns={name: _held(values) for name, values in columns.items()},
        shapes=shapes,
        exact=exact,
        source=source,
        before=None if before is None else before.written,
    )


def _in_degrees(plan: Plan, zones: Zones | Communities) -> Shapes:
    """Return the shapes of some zones or communities as tables have them, in degrees."""
    if len(zones) == 0:
        return np.empty(0, object)
    made = (
        zones_frame(zones, plan.township)
        if isinstance(zones, Zones)
        else communities_frame(zones, plan.township)
    )
    table = cut_at_180(made, "EPSG:4326")
    return np.asarray(shapely.force_2d(table.geometry.to_numpy()), object)


def _is_near_180(plan: Plan, shapes: Shapes) -> bool:
    """Say whether anything of a plan lies near the antimeridian, or longitudes go on past it."""
    west, _, east, _ = shapely.total_bounds(shapes)
    given = plan.township.households.given[:, 0]
    is_past = is_degrees(plan.township.households.crs) and np.abs(given).max(initial=0) > _FAR
    return bool(west < -_FAR or east > _FAR or is_past)


_FAR = 179.0


def saying(layer: ServedLayer, columns: Mapping[str, NDArray[Any]]) -> ServedLayer:
    """Return the same zones with other properties; `code` is among them."""
    return replace(layer, columns=columns, before=None)


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
    return held if held.dtype.kind in "bif" else held.astype(object, copy=False)


def _bounds(shapes: Shapes) -> Bounds | None:
    """West, south, east, north, degrees; across the antimeridian west is above east (RFC 7946)."""
    if len(shapes) == 0:
        return None
    west, south, east, north = shapely.total_bounds(unbroken(shapes)).tolist()
    if not np.isfinite([west, south, east, north]).all():
        return None
    east = east - 360 if east > 180 else east
    return round(west, 7), round(south, 7), round(east, 7), round(north, 7)


def geojson_of(shapes: Shapes) -> list[str]:
    """Return shapes in degrees as GeoJSON text, "null" where there is none."""
    return _geojson(shapes, is_degrees=True)


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
