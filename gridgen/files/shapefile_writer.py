"""Layers -> Shapefiles in one zip archive, with names and texts as the format can hold them."""

from __future__ import annotations

import tempfile
import warnings
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd

from gridgen.model.findings import Finding, Severity, finding

NAME_MOST = 10
"""Bytes of the name of a field (dBASE III)."""

TEXT_MOST = 254
"""Bytes of a text."""


def write_shapefiles(
    layers: Mapping[str, gpd.GeoDataFrame], file: Path, encoding: str
) -> tuple[Finding, ...]:
    """Write each layer as a Shapefile into a zip archive; return what could not be kept.

    Names of fields that are too long are cut, and numbered where they would be equal; texts are cut
    at the last whole character; characters that the encoding lacks become "?".

    Parameters
    ----------
    layers
        By name.
    file
        The archive, at which nothing stands yet.
    encoding
        "utf-8" or "gb18030" keep every character; a .cpg file says which it is.
    """
    findings: list[Finding] = []
    with (
        tempfile.TemporaryDirectory(dir=file.parent) as folder,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        for name, table in layers.items():
            held, found = _as_held(table, name, encoding)
            findings += found
            target = Path(folder) / f"{name}.shp"
            with warnings.catch_warnings():
                # What is cut has been cut before, and told.
                warnings.simplefilter("ignore")
                held.to_file(target, driver="ESRI Shapefile", engine="pyogrio", encoding=encoding)
            target.with_suffix(".cpg").write_text(encoding.upper(), "ascii")
            for part in sorted(Path(folder).glob(f"{name}.*")):
                archive.write(part, part.name)
    return tuple(findings)


def field_names(names: list[str], encoding: str) -> dict[str, str]:
    """Return a name of at most 10 bytes for each name, no two alike whatever their case.

    >>> field_names(["code", "行政区划代码", "行政区划名称"], "utf-8")
    {'code': 'code', '行政区划代码': '行政区', '行政区划名称': '行政_2'}
    """
    made: dict[str, str] = {}
    for name in names:
        for number in range(1, len(names) + 1):
            tail = "" if number == 1 else f"_{number}"
            short = cut(name, NAME_MOST - len(tail), encoding) + tail
            if short.casefold() not in {one.casefold() for one in made.values()}:
                break
        made[name] = short
    return made


def cut(text: str, most: int, encoding: str) -> str:
    """Return the beginning of a text that has at most so many bytes.

    >>> cut("网格编码", 10, "utf-8"), cut("网格编码", 10, "gb18030")
    ('网格编', '网格编码')
    """
    content = text.encode(encoding, "replace")
    return text if len(content) <= most else content[:most].decode(encoding, "ignore")


def _as_held(
    table: gpd.GeoDataFrame, layer: str, encoding: str
) -> tuple[gpd.GeoDataFrame, list[Finding]]:
    """Return a table as a Shapefile can hold it, and what is not as it was."""
    findings = []
    columns = [name for name in table.columns if name != table.active_geometry_name]
    short = field_names([str(name) for name in columns], encoding)
    renamed = [f"{name} → {now}" for name, now in short.items() if name != now]
    if renamed:
        findings.append(
            finding("fields_renamed", Severity.NOTE, layer, number=len(renamed),
                    names=", ".join(renamed))
        )  # fmt: skip
    made = table.copy()
    for name in columns:
        if table[name].dtype == bool:
            made[name] = table[name].astype(int)
        elif table[name].dtype == object or isinstance(table[name].dtype, pd.StringDtype):
            held = _texts(table[name], encoding)
            made[name] = pd.Series(held, table.index, dtype=object)
            findings += _told(table[name], held, layer, str(name), lambda t: _has(t, encoding))
    return made.rename(columns=dict(zip(columns, short.values(), strict=True))), findings


def _texts(column: pd.Series, encoding: str) -> list[str]:
    def held(text: str) -> str:
        known = text if _has(text, encoding) else text.encode(encoding, "replace").decode(encoding)
        return cut(known, TEXT_MOST, encoding)

    return [held("" if pd.isna(cell) else str(cell)) for cell in column]


def _has(text: str, encoding: str) -> bool:
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def _told(
    given: pd.Series, held: list[str], layer: str, column: str, is_whole: Callable[[str], bool]
) -> list[Finding]:
    """Return a finding for texts of a column that were cut, and one for lost characters."""
    texts = ["" if pd.isna(cell) else str(cell) for cell in given]
    lost = np.array([not is_whole(text) for text in texts], bool)
    shorter = np.array([len(now) < len(text) for now, text in zip(held, texts, strict=True)], bool)
    return [
        finding(rule, Severity.WARNING, layer, number=int(rows.sum()), column=column)
        for rule, rows in (("text_cut", shorter), ("text_lost", lost))
        if rows.any()
    ]
