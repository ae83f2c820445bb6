"""GeoPackage, GeoJSON, Shapefile and GeoParquet -> tables, each by its own driver alone."""

from __future__ import annotations

import glob
import warnings
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyarrow
import pyogrio

from gridgen.files.guard import Kind
from gridgen.model.errors import ReadError

_OURS = frozenset({"layer_styles", "qgis_projects"})
"""Tables that QGIS keeps in a GeoPackage beside the data."""

_SHAPEFILE = frozenset({".shp", ".dbf", ".shx", ".prj", ".cpg"})

_FAULTS = (RuntimeError, OSError, ValueError, TypeError, KeyError, pyarrow.ArrowException)
"""What pyogrio, shapely and pyarrow raise on a damaged file."""


def list_layers(path: Path, kind: Kind) -> dict[str, bool]:
    """Return the layers of a file, each with whether it has a geometry.

    Raises
    ------
    ReadError
        The file is damaged.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            rows = pyogrio.list_layers(_address(path, kind))
    except _FAULTS as error:
        raise _damaged(path, error) from error
    return {str(name): shape is not None for name, shape in rows if str(name) not in _OURS}


def read_layer(path: Path, kind: Kind, layer: str | None = None) -> pd.DataFrame:
    """Read one layer, the first one where none is named.

    Parameters
    ----------
    path
        A file whose bytes have been looked at.
    kind
        What it is, by `gridgen.files.guard.kind_of`: no other driver gets to see it.
    layer
        Name of the layer; a GeoParquet file has only one, and it is not asked for.

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
        raise ReadError(
            f"{path.name}: there is no layer {layer!r}; it has: {', '.join(layers) or 'none'}."
        )
    if not layers:
        raise ReadError(
            f"{path.name}: the file has no layer; expected one. Export it again as GeoPackage."
        )
    chosen = layer if layer is not None else next(iter(layers))
    options = {"encoding": shapefile_encoding(path)} if kind is Kind.SHAPEFILE else {}
    try:
        with warnings.catch_warnings():
            # GDAL warns of extensions, ring order and the like; what matters is checked later.
            warnings.simplefilter("ignore")
            table: pd.DataFrame = pyogrio.read_dataframe(
                _address(path, kind), layer=chosen, **options
            )
    except _FAULTS as error:
        raise _damaged(path, error) from error
    if kind is Kind.GEOJSON and "id" in table:
        # Programs number the features of a GeoJSON: any other column of ids means more.
        table = table[[*(name for name in table.columns if name != "id"), "id"]]
    return table


def shapefile_encoding(path: Path) -> str | None:
    """Return the encoding of a Shapefile's texts; None where a .cpg file says it.

    Without a .cpg the bytes of the .dbf decide between UTF-8 and GB18030: GDAL would take them
    for Latin-1 and show garbled Chinese without an error.
    """
    beside = shapefile_parts(path)
    if ".cpg" in beside or ".dbf" not in beside:
        return None
    content = beside[".dbf"].read_bytes()
    # The header holds binary lengths; only the field names (11 of each 32 bytes) are text.
    length = int.from_bytes(content[8:10], "little")
    names = b" ".join(
        content[start : start + 11].split(b"\x00")[0]
        for start in range(32, max(length - 1, 32), 32)
    )
    text = names + b" " + content[length:]
    faults = {
        encoding: text.decode(encoding, errors="replace").count("�")
        for encoding in ("utf-8", "gb18030")
    }
    return min(faults, key=lambda encoding: faults[encoding])


def shapefile_parts(path: Path) -> dict[str, Path]:
    """Return the files of a Shapefile by their endings in small letters, in a fixed order."""
    parts = {
        file.suffix.lower(): file
        for file in path.parent.glob(f"{glob.escape(path.stem)}.*")
        # The pattern finds a.b.shp beside a.shp too, which is another Shapefile.
        if file.stem == path.stem and file.suffix.lower() in _SHAPEFILE and file.is_file()
    }
    return dict(sorted(parts.items()))


def _address(path: Path, kind: Kind) -> str:
    # The prefix ties GDAL to one driver. The Shapefile driver has none; it goes by name and bytes,
    # and both have been checked.
    prefix = {Kind.GEOPACKAGE: "GPKG:", Kind.GEOJSON: "GeoJSON:"}.get(kind, "")
    return prefix + str(path.resolve())


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
    return ReadError(
        f"{path.name}: the file is damaged or not what it says: {str(error)[:200]}. "
        "Export it again, best as GeoPackage."
    )
