"""Plan -> the formats of other programs: every level and the communities; households if asked."""

from __future__ import annotations

import csv
import os
import warnings
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import geopandas as gpd
import numpy as np
import openpyxl
import pandas as pd
import shapely
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from gridgen.files.cell_encoding import require_encoding
from gridgen.files.cells import CELL_MOST, Value, fill_table, sheet_name, width_of
from gridgen.files.defused import defused
from gridgen.files.geoparquet import oriented, write_geoparquet
from gridgen.files.kml_writer import kml_of
from gridgen.files.layer_writer import write_layers
from gridgen.files.shapefile_writer import write_shapefiles
from gridgen.files.whole import write_whole
from gridgen.model.errors import WriteError
from gridgen.model.findings import Finding, Report, Severity, finding
from gridgen.model.frames import cut_at_180
from gridgen.model.plan import Plan

Layers = Mapping[str, gpd.GeoDataFrame]
Findings = tuple[Finding, ...]

WGS84 = "EPSG:4326"

FORMATS: Mapping[str, str] = {
    "gpkg": ".gpkg", "geojson": ".geojson", "geoparquet": ".parquet", "shp": ".zip", "kml": ".kml",
    "csv": ".csv", "xlsx": ".xlsx",
}  # fmt: skip
"""The ending of the files of each format."""

_ONE_EACH = frozenset({"geojson", "geoparquet", "csv"})
"""Formats of which a file holds one layer."""

_ENDINGS = {ending: name for name, ending in FORMATS.items()} | {
    ".json": "geojson", ".geoparquet": "geoparquet",
}  # fmt: skip


def export(
    plan: Plan,
    path: str | os.PathLike[str],
    *,
    layers: Sequence[str] = (),
    households: bool = False,
    as_format: str | None = None,
    encoding: str = "utf-8",
) -> Report:
    """Write a plan for other programs; return what a format could not keep.

    GeoJSON is that of RFC 7946 (WGS 84, 7 decimals, cut at the antimeridian) and KML has the same
    coordinates. GeoPackage, GeoParquet 1.1 and Shapefile (zipped) are in the CRS of the input. CSV
    (UTF-8 with a byte order mark) and Excel have a row for each zone with a point inside, `lon` and
    `lat`; a text that a spreadsheet would take for a formula has an apostrophe before it in CSV,
    which is taken away when gridgen reads it, and is marked as text in Excel.

    Parameters
    ----------
    plan
        As it was divided or read.
    path
        Of a file, whose ending says the format, or of a folder: then GeoJSON, GeoParquet and CSV
        have a file for each layer, and the others one called plan. Older files are replaced.
    layers
        Levels, or "communities"; all of them if not given. A file of a format that holds one layer
        gets the first.
    households
        Whether their places are written too.
    as_format
        One of `FORMATS`, where the name does not say it.
    encoding
        Of the texts of a Shapefile: "utf-8" or "gb18030" keep every character.

    Returns
    -------
    Findings: `fields_renamed`, `text_cut`, `text_lost`, `layers_left`.

    Raises
    ------
    WriteError
        The format is unknown or not said, the folder is missing or may not be written, or the disk
        is full.
    NotInPlanError
        The plan has no such layer.
    ReadError
        There is no such encoding.
    """
    target = Path(path)
    kind, is_file = _format(target, as_format)
    known = require_encoding(encoding)
    names = list(layers) or [*(zones.level for zones in plan.levels), "communities"]
    names += ["households"] if households and "households" not in names else []
    findings: Findings = ()
    if kind in _ONE_EACH and is_file and len(names) > 1:
        findings = (
            finding("layers_left", Severity.WARNING, target.name, name=names[0],
                    others=", ".join(names[1:])),
        )  # fmt: skip
        names = names[:1]
    tables = {name: plan.to_frame(name) for name in names}
    if is_file:
        return Report(findings + _write(kind, tables, target, known))
    _make_folder(target)
    for stem, held in ({n: {n: t} for n, t in tables.items()} if kind in _ONE_EACH
                       else {"plan": tables}).items():  # fmt: skip
        findings += _write(kind, held, target / f"{stem}{FORMATS[kind]}", known)
    return Report(findings)


def _format(target: Path, asked: str | None) -> tuple[str, bool]:
    """Return the format that is meant, and whether the target is a file of it."""
    is_folder = bool(asked) and target.is_dir()
    by_name = None if is_folder else _ENDINGS.get(target.suffix.lower())
    kind = asked or by_name or ""
    if kind not in FORMATS:
        raise WriteError("export_format", file=target, value=kind or target.suffix,
                         known=list(FORMATS))  # fmt: skip
    if by_name is not None and by_name != kind:
        raise WriteError("export_ending", file=target, value=kind, ending=FORMATS[kind])
    return kind, by_name is not None


def _make_folder(target: Path) -> None:
    try:
        target.mkdir(exist_ok=True)
    except OSError as error:
        raise WriteError("folder_unmakable", folder=target, why=str(error.strerror)) from error


def _write(kind: str, layers: Layers, target: Path, encoding: str) -> Findings:
    found: list[Finding] = []
    if kind == "gpkg":
        write_layers(layers, target)
        return ()
    write: Mapping[str, Callable[[Path], Findings]] = {
        "geojson": lambda file: _geojson(layers, file),
        "geoparquet": lambda file: _geoparquet(layers, file),
        "shp": lambda file: write_shapefiles(layers, file, encoding),
        "kml": lambda file: _kml(layers, file),
        "csv": lambda file: _csv(layers, file),
        "xlsx": lambda file: _xlsx(layers, file),
    }
    write_whole(target, lambda file: found.extend(write[kind](file)))
    return tuple(found)


def _in_degrees(layers: Layers) -> dict[str, gpd.GeoDataFrame]:
    return {name: cut_at_180(table, WGS84) for name, table in layers.items()}


def _geojson(layers: Layers, file: Path) -> Findings:
    for name, table in _in_degrees(layers).items():
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of rings that GDAL turns, as they should be
            table.to_file(file, layer=name, driver="GeoJSON", engine="pyogrio", RFC7946="YES")
    return ()


def _geoparquet(layers: Layers, file: Path) -> Findings:
    for table in layers.values():
        write_geoparquet(table, file)
    return ()


def _kml(layers: Layers, file: Path) -> Findings:
    text, found = kml_of({name: oriented(t) for name, t in _in_degrees(layers).items()})
    file.write_text(text, "utf-8")
    return found


def _rows(table: gpd.GeoDataFrame) -> tuple[list[str], list[list[Value]]]:
    """Return the header and the rows of a table with a point inside each shape."""
    inside = gpd.GeoSeries(shapely.point_on_surface(np.asarray(table.geometry.array, object)))
    lonlat = inside.set_crs(table.crs).to_crs(WGS84)
    plain = pd.DataFrame(table.drop(columns=table.active_geometry_name))
    plain["lon"], plain["lat"] = lonlat.x.round(7).to_numpy(), lonlat.y.round(7).to_numpy()
    cells = plain.astype(object).where(plain.notna(), None).to_numpy(object)
    rows: list[list[Value]] = cells.tolist()
    return [str(name) for name in plain.columns], rows


def _csv(layers: Layers, file: Path) -> Findings:
    for table in layers.values():
        header, rows = _rows(table)
        with file.open("w", encoding="utf-8-sig", newline="") as stream:
            write = csv.writer(stream).writerow
            write([defused(name) for name in header])
            for row in rows:
                write([defused(cell) for cell in row])
    return ()


_MEASURED = 1000
"""Rows that say how wide a column is."""


def _xlsx(layers: Layers, file: Path) -> Findings:
    book, taken = openpyxl.Workbook(), {"history"}
    findings: list[Finding] = []
    for number, (name, table) in enumerate(layers.items()):
        sheet = book.active if number == 0 else book.create_sheet()
        sheet.title = sheet_name(name, taken)
        header, rows = _rows(table)
        widths = {
            one: width_of(one, [str(row[k]) for row in rows[:_MEASURED]])
            for k, one in enumerate(header)
        }
        fill_table(sheet, widths, rows)
        texts = [cell for row in rows for cell in row if isinstance(cell, str)]
        for rule, lost in (
            ("text_cut", sum(len(text) > CELL_MOST for text in texts)),
            ("text_lost", sum(bool(ILLEGAL_CHARACTERS_RE.search(text)) for text in texts)),
        ):
            if lost:
                findings.append(finding(rule, Severity.WARNING, name, number=lost, column="Excel"))
    book.save(file)
    return tuple(findings)
