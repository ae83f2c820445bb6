"""Plan -> GeoPackage, Report -> Excel workbook.

A file appears whole or not at all: it is written in a folder of its own beside the target and
moved into place, so that a killed process or a full disk leaves the older file as it was.
"""

from __future__ import annotations

import dataclasses
import os
import sqlite3
import tempfile
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import numpy as np
import openpyxl
import pandas as pd
import pyogrio
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from gridgen.errors import WriteError
from gridgen.model import Finding, Plan, Report
from gridgen.words import say

_EXCEL_COLUMNS = {"severity": 10, "rule": 22, "where": 32, "number": 12, "limit": 12, "text": 90}
"""Columns of the workbook of findings, and their widths in characters."""

_CELL_MOST = 32_767
"""Characters that a cell of Excel can hold."""

_STYLE = """<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>
<qgis version="3.22" styleCategories="Symbology|Labeling" labelsEnabled="1">
 <renderer-v2 type="singleSymbol">
  <symbols>
   <symbol name="0" type="fill" alpha="1">
    <layer class="SimpleFill" enabled="1">
     <Option type="Map">
      <Option name="color" type="QString" value="120,170,200,60"/>
      <Option name="style" type="QString" value="solid"/>
      <Option name="outline_color" type="QString" value="30,30,30,255"/>
      <Option name="outline_style" type="QString" value="solid"/>
      <Option name="outline_width" type="QString" value="0.4"/>
      <Option name="outline_width_unit" type="QString" value="MM"/>
     </Option>
    </layer>
   </symbol>
  </symbols>
 </renderer-v2>
 <labeling type="simple">
  <settings>
   <text-style fieldName="name" isExpression="0" fontSize="9" textColor="20,20,20,255">
    <text-buffer bufferDraw="1" bufferSize="0.8" bufferColor="255,255,255,255"/>
   </text-style>
   <placement placement="1"/>
  </settings>
 </labeling>
</qgis>
"""

_STYLES_TABLE = """
CREATE TABLE layer_styles (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  f_table_catalog TEXT, f_table_schema TEXT, f_table_name TEXT, f_geometry_column TEXT,
  styleName TEXT, styleQML TEXT, styleSLD TEXT, useAsDefault BOOLEAN,
  description TEXT, owner TEXT, ui TEXT,
  update_time DATETIME DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
)
"""


def write_plan(plan: Plan, path: str | os.PathLike[str], *, lang: str = "en") -> None:
    """Write a plan as a GeoPackage, in the CRS and at the coordinates of the input.

    One layer of polygons for each level, `households` (points), `communities`, `lines` where there
    are such, the tables `findings` and `plan` (key, value), and a style that QGIS takes up.
    `gridgen.read.plan.read_plan` reads it back: the same codes and counts, shapes to 1e-6 m.

    Parameters
    ----------
    path
        An older file of that name is replaced once the new one is whole.
    lang
        Language of the column `text` of the findings; both stand in text_zh and text_en.

    Raises
    ------
    WriteError
        The name does not end in .gpkg, the folder is missing or may not be written, or the disk is
        full.
    """
    if Path(path).suffix.lower() != ".gpkg":
        raise WriteError(
            f"{path}: the file cannot be written: a plan is a GeoPackage; expected a name that "
            "ends in .gpkg."
        )

    def fill(file: Path) -> None:
        for number, (layer, table) in enumerate(_layers(plan, lang).items()):
            _append(table, file, layer, is_first=number == 0)
        _add_styles(file, [zones.level for zones in plan.levels])

    _write_whole(Path(path), fill)


def write_findings(report: Report, path: str | os.PathLike[str], *, lang: str = "en") -> None:
    """Write a report as an Excel workbook: a row for each finding, headers in `lang`.

    Every text stays text, also where it begins with = + - or @, so that a name in the input never
    becomes a formula.

    Raises
    ------
    WriteError
        The folder is missing or may not be written, or the disk is full.
    """
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = say("excel_title", lang)
    for column, (name, width) in enumerate(_EXCEL_COLUMNS.items(), start=1):
        header = sheet.cell(row=1, column=column)
        _put(header, say(f"excel_{name}", lang))
        header.font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(column)].width = width
    for row, found in enumerate(report, start=2):
        for column, value in enumerate(_excel_row(found, lang), start=1):
            _put(sheet.cell(row=row, column=column), value)
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
    _write_whole(Path(path), book.save)


def _write_whole(target: Path, fill: Callable[[Path], None]) -> None:
    """Let `fill` write a file in a folder beside `target`, then move it into place."""
    try:
        if target.exists() and not target.is_file():
            is_folder = target.is_dir()
            raise FileExistsError(17, "it is a folder" if is_folder else "it is no ordinary file")
        with tempfile.TemporaryDirectory(prefix=".gridgen-", dir=target.parent) as folder:
            file = Path(folder) / f"whole{target.suffix or '.gpkg'}"
            fill(file)
            with file.open("rb+") as written:
                os.fsync(written.fileno())
            os.replace(file, target)
    except (OSError, RuntimeError, sqlite3.Error) as error:
        # pyogrio's errors are RuntimeErrors.
        reason = getattr(error, "strerror", None) or str(error)
        raise WriteError(
            f"{target}: the file cannot be written: {reason}. Check that the folder exists, that "
            "you may write there, that the disk has room, and that no program holds the file."
        ) from error


def _layers(plan: Plan, lang: str) -> dict[str, pd.DataFrame]:
    """Return every layer and table of a plan's GeoPackage, in the order they are written."""
    layers: dict[str, pd.DataFrame] = {
        zones.level: plan.table(zones.level) for zones in plan.levels
    }
    layers["households"] = plan.households
    layers["communities"] = plan.communities
    if plan.lines is not None:
        layers["lines"] = plan.lines
    layers["findings"] = _findings_table(plan.report, lang)
    layers["plan"] = _plan_table(plan)
    return layers


def _findings_table(report: Report, lang: str) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "rule": _texts([found.rule for found in report]),
            "severity": _texts([found.severity.value for found in report]),
            "where": _texts([found.where for found in report]),
            "number": np.array([found.number for found in report], dtype=np.float64),
            "limit": np.array([found.limit for found in report], dtype=np.float64),
            "text": _texts([found.text(lang) for found in report]),
            "text_zh": _texts([found.zh for found in report]),
            "text_en": _texts([found.en for found in report]),
        }
    )


def _plan_table(plan: Plan) -> pd.DataFrame:
    facts = {name: str(value) for name, value in dataclasses.asdict(plan.made_by).items()}
    facts["levels"] = ",".join(zones.level for zones in plan.levels)
    facts["input_crs"] = plan.roll.crs
    return pd.DataFrame({"key": _texts(list(facts)), "value": _texts(list(facts.values()))})


def _texts(values: list[str]) -> pd.Series:
    return pd.Series(values, dtype="str")


def _append(table: pd.DataFrame, file: Path, layer: str, *, is_first: bool) -> None:
    # The version that QGIS 3.16 and newer, and what townships have, read without a warning.
    options: dict[str, object] = {"VERSION": "1.2"} if is_first else {}
    if isinstance(table, gpd.GeoDataFrame) and layer != "lines":
        is_points = layer == "households"
        options["geometry_type"] = "Point" if is_points else "MultiPolygon"
        options["promote_to_multi"] = not is_points
    # An empty column of objects has no type that GDAL could store.
    words = {name: "str" for name in table.columns if table[name].dtype == object}
    pyogrio.write_dataframe(
        table.astype(words), file, layer=layer, driver="GPKG", append=not is_first, **options
    )


def _add_styles(file: Path, levels: list[str]) -> None:
    """Add the table in which QGIS looks for a layer's default style."""
    connection = sqlite3.connect(file)
    try:
        with connection:
            connection.execute(_STYLES_TABLE)
            connection.execute(
                "INSERT INTO gpkg_contents (table_name, data_type, identifier) "
                "VALUES ('layer_styles', 'attributes', 'layer_styles')"
            )
            connection.executemany(
                "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, "
                "f_geometry_column, styleName, styleQML, styleSLD, useAsDefault, description) "
                "VALUES ('', '', ?, 'geom', ?, ?, '', 1, 'gridgen')",
                [(level, level, _STYLE) for level in levels],
            )
    finally:
        connection.close()


def _excel_row(found: Finding, lang: str) -> tuple[str | float | None, ...]:
    return (
        say(found.severity.value, lang),
        found.rule,
        found.where,
        found.number,
        found.limit,
        found.text(lang),
    )


def _put(cell: Cell, value: str | float | None) -> None:
    """Put a value into a cell; a text never as a formula, nor an infinity as a number."""
    if isinstance(value, str):
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)[:_CELL_MOST]
        cell.data_type = "s"
        cell.quotePrefix = True
    elif value is not None and np.isfinite(value):
        cell.value = float(value)
