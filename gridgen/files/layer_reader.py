"""GeoPackage, GeoJSON, Shapefile and GeoParquet -> tables, each by its own driver alone."""

from __future__ import annotations

import codecs
import glob
import json
import re
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow
import shapely
from pandas.api.types import is_numeric_dtype

from gridgen.files.guard import Kind
from gridgen.files.guard.reader import ask
from gridgen.files.headers import active_geometry
from gridgen.files.origin import Origin, with_origin
from gridgen.files.outlandish import refuse_outlandish
from gridgen.model.errors import ReadError

_OURS = frozenset({"layer_styles", "qgis_projects"})
"""Tables that QGIS keeps in a GeoPackage beside the data."""

_SHAPEFILE = frozenset({".shp", ".dbf", ".shx", ".prj", ".cpg"})

_FAULTS = (RuntimeError, OSError, ValueError, TypeError, KeyError, pyarrow.ArrowException)
"""What shapely and pyarrow raise on what a damaged file held."""


def list_layers(path: Path, kind: Kind) -> dict[str, bool]:
    """Return the layers of a file, each with whether it has a geometry.

    Raises
    ------
    ReadError
        The file is damaged.
    """
    said, _ = ask(do="list_layers", kind=kind, **_file(path))
    return {name: has_shape for name, has_shape in said.items() if name not in _OURS}


def read_layer(
    path: Path, kind: Kind, layer: str | None = None, *, is_strict: bool = False
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
    if kind is Kind.SHAPEFILE:
        return _shapefile(path, chosen)
    table = _read(path, kind, chosen, is_strict=is_strict)
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
    is_degrees = table.crs is None or table.crs.is_geographic
    shapes = np.asarray(table.geometry.array, object)
    refuse_outlandish(shapes, is_degrees=is_degrees, source=source)
    sound: pd.DataFrame = table
    return sound


def _values(column: pyarrow.ChunkedArray, dtype: str) -> pd.Series:
    values: pd.Series = column.to_pandas()
    if not dtype.startswith("datetime"):
        return values
    try:
        return pd.to_datetime(values, format="ISO8601")
    except ValueError:  # of several time zones, or no time at all: as it stands there
        return values


_RAW = "ISO-8859-1"
"""The encoding in which every byte is a character, so that none is lost on the way."""


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
