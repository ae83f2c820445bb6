"""What the process that reads is asked to do: each is a generator of what is said, then batches."""

from __future__ import annotations

import importlib
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyogrio

from gridgen.files.guard import geojson, geopackage, parquet
from gridgen.files.guard.kinds import Kind
from gridgen.files.guard.shapes import Counted, within_limits

Question = dict[str, Any]
_READERS = "gridgen.files.books"
_FUNCTIONS = ("read_book", "list_book")
"""The readers of workbooks that may be asked for, with pandas and openpyxl, which they import."""

_EXAMINED: set[tuple[str, int, int]] = set()
"""Files that were looked through, by path, time and size: asked for their layers, then for one."""


def list_layers(question: Question) -> Iterator[Any]:
    """Name the layers, each with whether it has a geometry."""
    address = _examined(question)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        rows = pyogrio.list_layers(address)
    yield {str(name): shape is not None for name, shape in rows}, None


def layer(question: Question) -> Iterator[Any]:
    """Read one layer."""
    address, name = _examined(question), question["name"]
    with warnings.catch_warnings():
        # GDAL warns of extensions, ring order and the like; what matters is checked later.
        warnings.simplefilter("ignore")
        with pyogrio.open_arrow(
            address, layer=question["layer"], encoding=question["encoding"], use_pyarrow=True,
            datetime_as_string=True,
        ) as (meta, stream):  # fmt: skip
            names = stream.schema.names
            geometry = meta["geometry_name"] or "wkb_geometry"
            shapes = [at for at, called in enumerate(names) if called == geometry]
            said = {
                "geometry": geometry if shapes else "",
                "crs": meta["crs"],
                "fields": list(map(str, meta["fields"])),
                "dtypes": list(map(str, meta["dtypes"])),
                "subtypes": list(map(str, meta["ogr_subtypes"])),
            }
            yield said, pa.schema([_bare(field) for field in stream.schema])
            counted = Counted()
            for batch in stream:
                within_limits(batch, shapes, counted, name)
                batch.validate(full=True)  # texts that are no UTF-8 would fail later
                yield _bare_batch(batch)


def table(question: Question) -> Iterator[Any]:
    """Read a GeoParquet, or a plain Parquet file."""
    path, name = Path(question["path"]), question["name"]
    said, schema, batches = parquet.opened(path, name)
    shapes = [schema.get_field_index(column) for column, facts in said["columns"].items()
              if facts["encoding"].upper() == "WKB"]  # fmt: skip
    yield said, schema
    counted = Counted()
    for batch in batches:
        within_limits(batch, shapes, counted, name)
        batch.validate(full=True)
        yield batch


def call(question: Question) -> Iterator[Any]:
    """Call one of the readers of workbooks."""
    if question["function"] not in _FUNCTIONS:
        raise ValueError(question["function"])
    function = getattr(importlib.import_module(_READERS), question["function"])
    found = function(Path(question["path"]), *question["arguments"])
    if not hasattr(found, "columns"):
        yield {"value": found}, None
        return
    from gridgen.files.origin import origin_of, sent

    columns = [found.iloc[:, at].tolist() for at in range(found.shape[1])]
    texts = pa.table([pa.array(column, pa.string()) for column in columns],
                     names=[str(at) for at in range(len(columns))])  # fmt: skip
    header = list(map(str, found.columns))
    yield {"columns": header, "origin": sent(origin_of(found))}, texts.schema
    yield from texts.to_batches(max_chunksize=65_536)


def _examined(question: Question) -> str:
    """Return the address for GDAL of a file that was looked through."""
    path, name, kind = Path(question["path"]), question["name"], question["kind"]
    state = path.stat()
    seen = (str(path), state.st_mtime_ns, state.st_size)
    examine = {Kind.GEOPACKAGE: geopackage.examine, Kind.GEOJSON: geojson.examine}.get(kind)
    if examine is not None and seen not in _EXAMINED:
        examine(path, name)
        _EXAMINED.add(seen)
    # The Shapefile driver has no prefix; it goes by name and bytes, and both have been checked.
    return {Kind.GEOPACKAGE: "GPKG:", Kind.GEOJSON: "GeoJSON:"}.get(kind, "") + str(path)


def _bare(field: pa.Field) -> pa.Field:
    kind = field.type.storage_type if isinstance(field.type, pa.BaseExtensionType) else field.type
    return pa.field(field.name, kind, field.nullable)


def _bare_batch(batch: pa.RecordBatch) -> pa.RecordBatch:
    columns = [getattr(column, "storage", column) for column in batch.columns]
    return pa.RecordBatch.from_arrays(columns, schema=pa.schema(map(_bare, batch.schema)))


DO: dict[str, Callable[[Question], Iterator[Any]]] = {
    "list_layers": list_layers,
    "layer": layer,
    "table": table,
    "call": call,
}
