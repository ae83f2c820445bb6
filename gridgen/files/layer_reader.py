"""GeoPackage, GeoJSON, Shapefile and GeoParquet -> tables, each by its own driver alone."""

from __future__ import annotations

import codecs
import glob
import warnings
from contextlib import suppress
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyarrow
import pyogrio
from pandas.api.types import is_numeric_dtype

from gridgen.files.guard import Kind
from gridgen.files.headers import active_geometry
from gridgen.files.origin import Origin, with_origin
from gridgen.files.prj import prj_crs, without_prj
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
        raise ReadError("no_such_layer", file=path.name, layer=layer, known=list(layers))
    if not layers:
        raise ReadError("file_without_layer", file=path.name)
    chosen = layer if layer is not None else next(iter(layers))
    if kind is Kind.SHAPEFILE:
        return _projected(path, chosen)
    table = _read(path, kind, chosen)
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


_RAW = "ISO-8859-1"
"""The encoding in which every byte is a character, so that none is lost on the way."""


def _projected(path: Path, layer: str) -> pd.DataFrame:
    """Read a Shapefile in the CRS that its .prj says; GDAL is not shown one that it cannot read."""
    parts = shapefile_parts(path)
    crs = prj_crs(parts[".prj"], path.name) if ".prj" in parts else None
    if crs is None or parts[".prj"].read_bytes().isascii():
        table = _shapefile(path, layer)
    else:
        with without_prj(parts) as shown:
            table = _shapefile(shown, layer)
    if crs is None or not isinstance(table, gpd.GeoDataFrame) or table.crs is not None:
        return table
    said: pd.DataFrame = table.set_crs(crs)
    return said


def _shapefile(path: Path, layer: str) -> pd.DataFrame:
    """Read a Shapefile; names of fields that end inside a character lose that character."""
    table_file = shapefile_parts(path).get(".dbf")
    if table_file is None:
        return _read(path, Kind.SHAPEFILE, layer)
    encoding = shapefile_encoding(path) or "utf-8"
    with table_file.open("rb") as file:
        header = file.read(_HEADER_MOST)
    if _decodes(b" ".join(_field_names(header)), encoding):
        table = _read(path, Kind.SHAPEFILE, layer, encoding)
    else:
        # GDAL hands such names on as they are, and reading ends there.
        table = _read(path, Kind.SHAPEFILE, layer, _RAW)
        for column in table.columns:
            if column != active_geometry(table) and not is_numeric_dtype(table[column]):
                cells = [_recoded(cell, encoding, "replace") for cell in table[column]]
                table[column] = pd.Series(cells, table.index, dtype=object)
        table.columns = pd.Index([_recoded(name, encoding, "ignore") for name in table.columns])
    return with_origin(table, Origin(field_encoding=encoding))


_HEADER_MOST = 1 << 16
"""Bytes that the header of a .dbf may have: two of them say how many."""


def _recoded(cell: object, encoding: str, faults: str) -> object:
    return cell.encode(_RAW).decode(encoding, faults) if isinstance(cell, str) else cell


def _decodes(text: bytes, encoding: str) -> bool:
    try:
        text.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def shapefile_encoding(path: Path) -> str | None:
    """Return the encoding of a Shapefile's texts; None where it has no table.

    A .cpg file says it; without one the bytes of the .dbf decide between UTF-8 and GB18030: GDAL
    would take them for Latin-1 and show garbled Chinese without an error.
    """
    beside = shapefile_parts(path)
    if ".dbf" not in beside:
        return None
    if ".cpg" in beside:
        said = beside[".cpg"].read_bytes()[:64].decode("ascii", "replace").strip().casefold()
        with suppress(LookupError):
            return codecs.lookup(_CODE_PAGES.get(said, said)).name
    content = beside[".dbf"].read_bytes()
    length = int.from_bytes(content[8:10], "little")
    text = b" ".join(_field_names(content)) + b" " + content[length:]
    faults = {
        encoding: text.decode(encoding, errors="replace").count("�")
        for encoding in ("utf-8", "gb18030")
    }
    return min(faults, key=lambda encoding: faults[encoding])


_CODE_PAGES = {"65001": "utf-8", "936": "gb18030", "54936": "gb18030", "gb2312": "gb18030",
               "gbk": "gb18030", "950": "big5", "1252": "cp1252"}  # fmt: skip
"""What programs write into a .cpg file, where it is no name of an encoding."""


def _field_names(content: bytes) -> list[bytes]:
    """Return the names of the fields of a .dbf: 11 of each 32 bytes, up to a zero (dBASE III)."""
    length = int.from_bytes(content[8:10], "little")
    return [
        content[start : start + 11].split(b"\x00")[0]
        for start in range(32, max(length - 1, 32), 32)
    ]


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
    return prefix + str(path.absolute())  # what lies beside a link counts, not beside its aim


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
