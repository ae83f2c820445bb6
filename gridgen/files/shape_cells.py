"""Columns of a text that hold shapes, as databases write them -> tables with a geometry."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gridgen.files.headers import meant_by
from gridgen.files.origin import origin_of, with_origin
from gridgen.files.values import is_blank
from gridgen.files.vocabulary import HOUSEHOLDS
from gridgen.model.arrays import Shapes


def with_shapes(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table with the geometry of a column called WKT, geom and the like, if it has one.

    The CRS is that of the SRID in the cells, where they say one.

    Parameters
    ----------
    table
        Of text, as a CSV or a sheet has it.
    """
    header = meant_by(table.columns, {"place": HOUSEHOLDS["place"]}).get("place")
    if header is None:
        return table
    cells = table[header]
    shapes = to_shapes(cells)
    if shapes is None:
        return table
    said = cells.astype(str).str.extract(r"^\s*SRID=(\d{4,6});", expand=False).dropna().unique()
    crs = f"EPSG:{said[0]}" if len(said) == 1 else None
    shaped = gpd.GeoDataFrame(table.drop(columns=header), geometry=shapes, crs=crs)
    return with_origin(shaped, replace(origin_of(table), header={}))


_SHAPE_WORDS = ("point", "multipoint", "linestring", "polygon", "multipolygon", "multilinestring")


def to_shapes(cells: Any) -> Shapes | None:
    """Return (n,) shapes of a column of WKT or WKB in hexadecimal; None where it holds neither.

    A cell that cannot be read is None. An SRID before the text is passed over.
    """
    texts = np.asarray(cells, dtype=object)
    blank = is_blank(texts)
    given = [str(cell).strip() for cell in texts[~blank][:_LOOKED_AT]]
    if not given:
        return None
    is_text = [_without_srid(cell).casefold().startswith(_SHAPE_WORDS) for cell in given]
    is_bytes = [bool(re.fullmatch(r"0[01][0-9a-fA-F]{16,}", cell)) for cell in given]
    if 2 * max(sum(is_text), sum(is_bytes)) <= len(given):
        return None
    shapes = np.full(len(texts), None, dtype=object)
    rows = np.flatnonzero(~blank)
    if sum(is_bytes) > sum(is_text):
        raw = [_hexadecimal(str(texts[row])) for row in rows]
        shapes[rows] = shapely.from_wkb(raw, on_invalid="ignore")
    else:
        told = [_without_srid(str(texts[row])) for row in rows]
        shapes[rows] = shapely.from_wkt(told, on_invalid="ignore")
    return shapes


_LOOKED_AT = 100
"""Cells that tell what a column holds."""


def _without_srid(cell: str) -> str:
    return re.sub(r"^\s*SRID=\d+;", "", cell, flags=re.IGNORECASE).strip()


def _hexadecimal(cell: str) -> bytes:
    try:
        return bytes.fromhex(cell.strip())
    except ValueError:
        return b""
