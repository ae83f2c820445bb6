"""GeoPackage, GeoJSON, Shapefile, GeoParquet and KML -> tables, each by its own driver alone."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow
import shapely

from gridgen.files.geojson_text import plain_geojson
from gridgen.files.guard import Kind
from gridgen.files.guard.reader import ask
from gridgen.files.guard.staging import needs_copy
from gridgen.files.kml import kml_layers
from gridgen.files.outlandish import refuse_outlandish
from gridgen.files.prj import prj_crs
from gridgen.files.shapefile import read_shapefile, shapefile_parts
from gridgen.files.zipped import kml_of, shapefiles_in, unpacked
from gridgen.model.errors import ReadError

_OURS = frozenset({"layer_styles", "qgis_projects"})
"""Tables that QGIS keeps in a GeoPackage beside the data."""

_FAULTS = (RuntimeError, OSError, ValueError, TypeError, KeyError, pyarrow.ArrowException)
"""What shapely and pyarrow raise on what a damaged file held."""


def list_layers(path: Path, kind: Kind) -> dict[str, bool]:
    """Return the layers of a file, each with whether it has a geometry.

    Raises
    ------
    ReadError
        The file is damaged.
    """
    if kind is Kind.SHAPEFILE:
        return {path.stem: True}
    if kind is Kind.ZIP:
        return dict.fromkeys(shapefiles_in(path), True)
    if kind in (Kind.KML, Kind.KMZ):
        return dict.fromkeys(_kml(path, kind), True)
    with _as_gdal_reads(path, kind) as file:
        said, _ = ask(do="list_layers", kind=kind, **_file(file))
    return {name: has_shape for name, has_shape in said.items() if name not in _OURS}


def read_layer(
    path: Path,
    kind: Kind,
    layer: str | None = None,
    *,
    encoding: str | None = None,
    is_strict: bool = False,
) -> pd.DataFrame:
    """Read one layer, the first one where none is named.

    Parameters
    ----------
    path
        A file whose bytes have been looked at.
    kind
        What it is, by `gridgen.files.guard.kind_of`: no other driver gets to see it.
    layer
        Name of the layer; a GeoParquet file has only one, and it is not asked for.
    encoding
        That of the texts, where the file does not say it, or says it wrongly; found if not given.
    is_strict
        Whether a shape that is none (a ring that is not closed, bytes without sense) is an error;
        else its row has no shape.

    Returns
    -------
    A GeoDataFrame in the layer's CRS, or a plain table where the layer has no geometry.

    Raises
    ------
    ReadError
        The file is damaged or has no such layer.
    """
    if kind is Kind.PARQUET:
        return _parquet(path)
    layers = list_layers(path, kind)
    if layer is not None and layer not in layers:
        raise ReadError("no_such_layer", file=path.name, layer=layer, known=list(layers))
    if not layers:
        raise ReadError("file_without_layer", file=path.name)
    chosen = layer if layer is not None else next(iter(layers))
    if kind is Kind.ZIP:
        with unpacked(path, chosen) as file:
            return read_layer(file, Kind.SHAPEFILE, encoding=encoding)
    if kind in (Kind.KML, Kind.KMZ):
        return _kml(path, kind)[chosen]
    if kind is Kind.SHAPEFILE:
        return _projected(path, chosen, encoding)
    with _as_gdal_reads(path, kind, encoding) as file:
        table = _read(file, kind, chosen, is_strict=is_strict)
    if kind is Kind.GEOJSON and "id" in table:
        # Programs number the features of a GeoJSON: any other column of ids means more.
        table = table[[*(name for name in table.columns if name != "id"), "id"]]
    return table


def _read(
    path: Path, kind: Kind, layer: str, encoding: str | None = None, *, is_strict: bool = False
) -> pd.DataFrame:
    said, table = ask(do="layer", kind=kind, layer=layer, encoding=encoding, **_file(path))
    try:
        frame = _frame(said, table, path.name)
    except _FAULTS as error:
        raise _damaged(path, error) from error
    if is_strict and table is not None and isinstance(frame, gpd.GeoDataFrame):
        given = table.column(said["geometry"]).is_valid().to_numpy()
        broken = given & np.asarray(frame.geometry.isna())
        if broken.any():
            row = int(np.flatnonzero(broken)[0]) + 1
            raise ReadError("plan_shape_odd", layer=f"{path.name}:{layer}", row=row)
    return frame


def _file(path: Path) -> dict[str, str]:
    """Return what the process that reads is told of a file; messages call it by its name."""
    return {"path": str(path.resolve()), "name": path.name}


def _frame(said: Mapping[str, Any], table: pyarrow.Table, source: str) -> pd.DataFrame:
    """Return a layer as pyogrio's read_dataframe does, of the Arrow that came from GDAL."""
    geometry, called = said["geometry"], said["fields"]
    shapes = None
    if geometry:
        at = table.schema.names.index(geometry)
        column, table = table.column(at), table.remove_column(at)
        with np.errstate(invalid="ignore"):  # vertices that are NaN
            shapes = shapely.from_wkb(column.to_numpy(), on_invalid="ignore")
    columns = [_values(*column) for column in zip(table.columns, said["dtypes"], strict=True)]
    frame = pd.DataFrame(dict(enumerate(columns)), index=pd.RangeIndex(table.num_rows))
    frame.columns = pd.Index(called, dtype=object if not called else None)
    if shapes is None:
        return frame
    return _sound(gpd.GeoDataFrame(frame, geometry=shapes, crs=said["crs"]), source)


def _sound(table: gpd.GeoDataFrame, source: str) -> pd.DataFrame:
    shapes = np.asarray(table.geometry.array, object)
    # Without a CRS the numbers tell; there are none where nothing has a shape.
    is_small = not (np.abs(shapely.bounds(shapes)) > _DEGREES_MOST).any()
    is_degrees = is_small if table.crs is None else table.crs.is_geographic
    refuse_outlandish(shapes, is_degrees=is_degrees, source=source)
    sound: pd.DataFrame = table
    return sound


_DEGREES_MOST = 720.0
"""Longitudes go on past 180 where layers do; nothing in metres is as near to its origin."""


def _values(column: pyarrow.ChunkedArray, dtype: str) -> pd.Series:
    values: pd.Series = column.to_pandas()
    if not dtype.startswith("datetime"):
        return values
    try:
        return pd.to_datetime(values, format="ISO8601")
    except ValueError:  # of several time zones, or no time at all: as it stands there
        return values


def _projected(path: Path, layer: str, encoding: str | None) -> pd.DataFrame:
    """Read a Shapefile in the CRS that its .prj says; GDAL is not shown one that it cannot read."""
    needs_copy(path, Kind.SHAPEFILE)  # refuses a .prj that names a file or an address
    parts = shapefile_parts(path)
    crs = prj_crs(parts[".prj"], path.name) if ".prj" in parts else None
    table = read_shapefile(path, layer, _of_shapefile, encoding)
    if crs is None or not isinstance(table, gpd.GeoDataFrame) or table.crs is not None:
        return table
    said: pd.DataFrame = table.set_crs(crs)
    return said


def _of_shapefile(path: Path, layer: str, encoding: str) -> pd.DataFrame:
    return _read(path, Kind.SHAPEFILE, layer, encoding)


@contextmanager
def _as_gdal_reads(path: Path, kind: Kind, encoding: str | None = None) -> Iterator[Path]:
    """Give the file itself, or a copy of it in UTF-8."""
    if kind is Kind.GEOJSON:
        with plain_geojson(path, encoding) as file:
            yield file
    else:
        yield path


def _kml(path: Path, kind: Kind) -> dict[str, pd.DataFrame]:
    content = path.read_bytes() if kind is Kind.KML else kml_of(path)
    layers = kml_layers(content, path.name)
    return {name: _sound(table, path.name) for name, table in layers.items()}


def _parquet(path: Path) -> pd.DataFrame:
    said, table = ask(do="table", **_file(path))
    try:
        return _with_shapes(said, table, path.name)
    except _FAULTS as error:
        raise _damaged(path, error) from error


_INDEX = re.compile(r"__index_level_\d+__")
"""Columns in which pandas keeps row numbers."""


def _with_shapes(said: Mapping[str, Any], table: pyarrow.Table, source: str) -> pd.DataFrame:
    """Return the table of a Parquet file, a GeoDataFrame where it says which columns are shapes."""
    table = table.select([name for name in table.schema.names if not _INDEX.fullmatch(name)])
    if not said["primary"]:
        frame: pd.DataFrame = table.to_pandas()
        return frame
    fields = []
    for field in table.schema:
        facts = said["columns"].get(field.name)
        if facts is not None:
            encoding = facts["encoding"].lower()
            crs = {"crs": facts["crs"]} if facts["crs"] else {}
            kind = {"ARROW:extension:name": f"geoarrow.{encoding}",
                    "ARROW:extension:metadata": json.dumps(crs)}  # fmt: skip
            field = field.with_metadata(kind)
        fields.append(field)
    known = table.cast(pyarrow.schema(fields))
    return _sound(gpd.GeoDataFrame.from_arrow(known, geometry=said["primary"]), source)


def _damaged(path: Path, error: BaseException) -> ReadError:
    return ReadError("layer_damaged", file=path.name, why=str(error)[:200])
