"""Layers -> KML: a folder for each, a Placemark for each row, as phones and maps show it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from io import StringIO
from xml.sax.saxutils import escape, quoteattr

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gridgen.model.findings import Finding, Severity, finding

_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that no XML may hold (XML 1.0, 2.2)."""

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<kml xmlns="http://www.opengis.net/kml/2.2">\n'

_DECIMALS = 7


def kml_of(layers: Mapping[str, gpd.GeoDataFrame]) -> tuple[str, tuple[Finding, ...]]:
    """Return a KML of layers, and a finding for each whose texts lost characters.

    The name of a Placemark is that of its row, else its code or id; all columns stand in its
    ExtendedData.

    Parameters
    ----------
    layers
        By name, in WGS 84.
    """
    out = StringIO()
    out.write(f"{_HEAD}<Document>\n")
    findings = []
    for name, table in layers.items():
        out.write(f"<Folder><name>{_escaped(name)}</name>\n")
        columns = [str(one) for one in table.columns if one != table.active_geometry_name]
        cells = [_cells(table[one]) for one in columns]
        lost = sum(bool(_NOT_IN_XML.search(cell)) for column in cells for cell in column)
        if lost:
            findings.append(finding("text_lost", Severity.WARNING, name, number=lost, column="KML"))
        shapes = np.asarray(table.geometry.array, object)
        for row, shape in enumerate(shapes):
            _placemark(out, columns, [column[row] for column in cells], shape)
        out.write("</Folder>\n")
    out.write("</Document></kml>\n")
    return out.getvalue(), tuple(findings)


def _cells(column: pd.Series) -> list[str]:
    return ["" if pd.isna(cell) else str(cell) for cell in column]


def _escaped(text: str) -> str:
    return escape(_NOT_IN_XML.sub("", text))


def _placemark(
    out: StringIO, columns: Iterable[str], cells: list[str], shape: shapely.Geometry
) -> None:
    value = dict(zip(columns, cells, strict=True))
    title = value.get("name") or value.get("code") or value.get("id") or ""
    out.write(f"<Placemark><name>{_escaped(title)}</name><ExtendedData>")
    for name, cell in value.items():
        key = quoteattr(_NOT_IN_XML.sub("", name))
        out.write(f"<Data name={key}><value>{_escaped(cell)}</value></Data>")
    out.write("</ExtendedData>")
    parts = [part for part in shapely.get_parts([shape]) if not part.is_empty]
    if len(parts) > 1:
        out.write("<MultiGeometry>")
    for part in parts:
        out.write(_polygon(part) if part.geom_type == "Polygon" else _point(part))
    if len(parts) > 1:
        out.write("</MultiGeometry>")
    out.write("</Placemark>\n")


def _polygon(shape: shapely.Polygon) -> str:
    outer, *inner = (_ring(ring) for ring in (shape.exterior, *shape.interiors))
    holes = "".join(f"<innerBoundaryIs>{ring}</innerBoundaryIs>" for ring in inner)
    return f"<Polygon><outerBoundaryIs>{outer}</outerBoundaryIs>{holes}</Polygon>"


def _ring(ring: shapely.LinearRing) -> str:
    return f"<LinearRing><coordinates>{_lonlat(ring)}</coordinates></LinearRing>"


def _point(shape: shapely.Geometry) -> str:
    return f"<Point><coordinates>{_lonlat(shape)}</coordinates></Point>"


def _lonlat(shape: shapely.Geometry) -> str:
    xy = shapely.get_coordinates(shape).round(_DECIMALS)
    return " ".join(f"{lon:.{_DECIMALS}f},{lat:.{_DECIMALS}f}" for lon, lat in xy)
