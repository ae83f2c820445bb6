"""A table of a plan -> columns of Arrow: as GDAL takes them, and as they go to another process.

Columns as a whole: the same file in two thirds of the time that rows take, and a process that gets
them has no shape to make again.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyogrio
import shapely
from pandas.api.types import is_object_dtype
from pyproj import CRS
from shapely import GeometryType

from gridgen.files.geopackage_options import geopackage_options
from gridgen.model.arrays import Shapes

_NAMES = {
    GeometryType.POINT: "Point",
    GeometryType.LINESTRING: "LineString",
    GeometryType.LINEARRING: "LineString",  # as which WKB has it
    GeometryType.POLYGON: "Polygon",
    GeometryType.MULTIPOINT: "MultiPoint",
    GeometryType.MULTILINESTRING: "MultiLineString",
    GeometryType.MULTIPOLYGON: "MultiPolygon",
    GeometryType.GEOMETRYCOLLECTION: "GeometryCollection",
}
_MANY = {
    "MultiPoint": (GeometryType.POINT, shapely.multipoints),
    "MultiLineString": (GeometryType.LINESTRING, shapely.multilinestrings),
    "MultiPolygon": (GeometryType.POLYGON, shapely.multipolygons),
}
"""Kinds of shapes that have parts, what such a part is, and what makes one of some."""


@dataclass(frozen=True, slots=True, eq=False)
class Packed:
    """A layer, or a table without shapes, on its way into a GeoPackage.

    Attributes
    ----------
    layer
        Its name.
    columns
        n rows; the shapes as WKB in the column `geometry`.
    kind
        Of the shapes, as GDAL calls it; "" where there are none.
    crs
        Of the shapes: "EPSG:4490", or WKT; "" where there are none.
    """

    layer: str
    columns: pa.Table
    kind: str = ""
    crs: str = ""


def packed(layer: str, table: pd.DataFrame, kind: str = "") -> Packed:
    """Return a table as columns of Arrow.

    Parameters
    ----------
    layer
        Its name.
    table
        With shapes in its column `geometry` where it is a GeoDataFrame.
    kind
        "Point", "MultiPolygon", ...; if not given, that of the shapes: of one kind, or with parts
        where some have; "Unknown" for a medley.
    """
    if not isinstance(table, gpd.GeoDataFrame):
        return Packed(layer, _columns(table))
    shapes = np.asarray(table.geometry.array, object)
    kind = kind or _kind_of(shapes)
    wkb = pa.array(shapely.to_wkb(_in_parts(shapes, kind)), pa.binary())
    columns = _columns(table.drop(columns="geometry")).append_column("geometry", wkb)
    return Packed(layer, columns, kind, _called(table.crs))


def append(layers: Iterable[Packed], file: Path, stamp: str | None) -> None:
    """Write layers and tables behind those of a GeoPackage, which is made where it is not there.

    Parameters
    ----------
    stamp
        As `gridgen.files.geopackage_options.geopackage_options` takes it.
    """
    with geopackage_options(stamp):
        for one in layers:
            is_first = not file.exists()
            # The version that QGIS 3.16 and newer, and what townships have, read without a warning.
            options = {"VERSION": "1.2"} if is_first else {}
            if one.kind:
                options |= {"geometry_name": "geometry", "geometry_type": one.kind, "crs": one.crs}
            pyogrio.write_arrow(
                one.columns, file, layer=one.layer, driver="GPKG", append=not is_first, **options
            )


def _columns(table: pd.DataFrame) -> pa.Table:
    # An empty column of objects has no type that GDAL could store.
    words = {name: "str" for name, dtype in table.dtypes.items() if is_object_dtype(dtype)}
    typed = table.astype(words) if words else table
    return pa.Table.from_pandas(typed, preserve_index=False).replace_schema_metadata()


def _kind_of(shapes: Shapes) -> str:
    there = shapely.get_type_id(shapes)
    names = {_NAMES[GeometryType(kind)] for kind in np.unique(there[there >= 0])}
    many = {name for name in names if name in _MANY}
    if len(names) == 2 and len(many) == 1 and names - many == {_NAMES[_MANY[min(many)][0]]}:
        return min(many)
    return min(names) if len(names) == 1 else "Unknown"


def _in_parts(shapes: Shapes, kind: str) -> Shapes:
    """Return shapes, those that have no parts as one part each where `kind` has some."""
    if kind not in _MANY:
        return shapes
    part, made_of = _MANY[kind]
    single = shapely.get_type_id(shapes) == part
    made = shapes.copy()
    made[single] = made_of(shapes[single][:, None])
    return made


@lru_cache(maxsize=64)
def _called(crs: CRS) -> str:
    epsg = crs.to_epsg()
    return f"EPSG:{epsg}" if epsg else str(crs.to_wkt("WKT1_GDAL"))
