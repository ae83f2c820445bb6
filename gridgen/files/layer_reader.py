"""GeoPackage, GeoJSON, Shapefile, GeoParquet and KML -> tables, each by its own driver alone."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyarrow
import pyogrio

from gridgen.files.geojson_text import plain_geojson
from gridgen.files.guard import Kind
from gridgen.files.kml import kml_layers
from gridgen.files.prj import prj_crs, without_prj
from gridgen.files.shapefile import read_shapefile, shapefile_parts
from gridgen.files.zipped import kml_of, shapefiles_in, unpacked
from gridgen.model.errors import ReadError

_OURS = frozenset({"layer_styles", "qgis_projects"})
"""Tables that QGIS keeps in a GeoPackage beside the data."""

_FAULTS = (RuntimeError, OSError, ValueError, TypeError, KeyError, pyarrow.ArrowException)
"""What pyogrio, shapely and pyarrow raise on a damaged file."""


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
    try:
        with warnings.catch_warnings(), _as_gdal_reads(path, kind) as file:
            warnings.simplefilter("ignore")
            rows = pyogrio.list_layers(_address(file, kind))
    except _FAULTS as error:
        raise _damaged(path, error) from error
    return {str(name): shape is not None for name, shape in rows if str(name) not in _OURS}


def read_layer(
    path: Path, kind: Kind, layer: str | None = None, *, encoding: str | None = None
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
        table = _read(file, kind, chosen)
    if kind is Kind.GEOJSON and "id" in table:
        # Programs number the features of a GeoJSON: any other column of ids means more.
        table = table[[*(name for name in table.columns if name != "id"), "id"]]
    return table


def _read(path: Path, kind: Kind, layer: str, encoding: str | None = None) -> pd.DataFrame:
    try:
        with warnings.catch_warnings():
            # GDAL warns of extensions, ring order and the like; what matters is checked later.
            warnings.simplefilter("ignore")
            table: pd.DataFrame = pyogrio.read_dataframe(
                _address(path, kind), layer=layer, encoding=encoding
            )
    except _FAULTS as error:
        raise _damaged(path, error) from error
    return table


def _projected(path: Path, layer: str, encoding: str | None) -> pd.DataFrame:
    """Read a Shapefile in the CRS that its .prj says; GDAL is not shown one that it cannot read."""
    parts = shapefile_parts(path)
    crs = prj_crs(parts[".prj"], path.name) if ".prj" in parts else None
    if crs is None or parts[".prj"].read_bytes().isascii():
        table = read_shapefile(path, layer, _of_shapefile, encoding)
    else:
        with without_prj(parts) as shown:
            table = read_shapefile(shown, layer, _of_shapefile, encoding)
    if crs is None or not isinstance(table, gpd.GeoDataFrame) or table.crs is not None:
        return table
    said: pd.DataFrame = table.set_crs(crs)
    return said


def _of_shapefile(path: Path, layer: str, encoding: str) -> pd.DataFrame:
    return _read(path, Kind.SHAPEFILE, layer, encoding)


def _address(path: Path, kind: Kind) -> str:
    # The prefix ties GDAL to one driver. The Shapefile driver has none; it goes by name and bytes,
    # and both have been checked.
    prefix = {Kind.GEOPACKAGE: "GPKG:", Kind.GEOJSON: "GeoJSON:"}.get(kind, "")
    return prefix + str(path.absolute())  # what lies beside a link counts, not beside its aim


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
    return kml_layers(content, path.name)


def _parquet(path: Path) -> pd.DataFrame:
    try:
        try:
            table: pd.DataFrame = gpd.read_parquet(path)
        except ValueError:  # a Parquet file without geometry: a plain table
            table = pd.read_parquet(path)
    except _FAULTS as error:
        raise _damaged(path, error) from error
    return table


def _damaged(path: Path, error: BaseException) -> ReadError:
    return ReadError("layer_damaged", file=path.name, why=str(error)[:200])
