"""KML -> tables: Placemarks with their names, further columns and shapes, folder by folder.

Read by expat alone: GDAL's reader follows links to other files. A document type is refused, so that
nothing in the file is expanded.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from xml.parsers import expat

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gridgen.model.errors import ReadError

_CHINESE = re.compile(
    rb"""^(\xef\xbb\xbf)?\s*<\?xml[^>]*encoding\s*=\s*["'](gb\w+|big5)["']""", re.I
)

_DEEPEST = 64
"""Elements inside each other; Google Earth writes a dozen."""

_SHAPES = frozenset({"Point", "LineString", "LinearRing", "Polygon"})


@dataclass(slots=True)
class _Placemark:
    folder: str
    cells: dict[str, str] = field(default_factory=dict)
    shapes: list[shapely.Geometry] = field(default_factory=list)


@dataclass(slots=True)
class _Reading:
    """Where the parser stands. Lives inside one call."""

    source: str
    path: list[str] = field(default_factory=list)
    folders: list[str] = field(default_factory=list)
    rings: list[np.ndarray] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    key: str = ""
    here: _Placemark | None = None
    found: list[_Placemark] = field(default_factory=list)

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        name = tag.rpartition(" ")[2]
        self.path.append(name)
        if len(self.path) > _DEEPEST:
            raise ReadError("kml_unreadable", file=self.source, why=f"> {_DEEPEST}")
        self.text.clear()
        if name in ("Folder", "Document"):
            self.folders.append("")
        elif name == "Placemark":
            self.here = _Placemark(next((one for one in reversed(self.folders) if one), ""))
        elif name in ("Data", "SimpleData"):
            self.key = attributes.get("name", "")
        elif name in _SHAPES:
            self.rings.clear() if name != "LinearRing" else None

    def end(self, _tag: str) -> None:
        name = self.path.pop()
        parent = self.path[-1] if self.path else ""
        text = "".join(self.text).strip()
        self.text.clear()
        if self.here is not None:
            self._of_placemark(name, parent, text)
        elif name == "name" and parent in ("Folder", "Document") and self.folders:
            self.folders[-1] = text
        if name in ("Folder", "Document"):
            self.folders.pop()
        elif name == "Placemark" and self.here is not None:
            self.found.append(self.here)
            self.here = None

    def _of_placemark(self, name: str, parent: str, text: str) -> None:
        here = self.here
        if here is None:
            return
        if name in ("name", "description") and parent == "Placemark":
            here.cells[name] = text
        elif (name == "value" and parent == "Data") or name == "SimpleData":
            here.cells[self.key] = text
        elif name == "coordinates":
            self.rings.append(_numbers(text, self.source))
        elif (
            name in _SHAPES and self.rings and not (name == "LinearRing" and "Polygon" in self.path)
        ):
            here.shapes.append(_shape(name, self.rings, self.source))
            self.rings.clear()


def kml_layers(content: bytes, source: str) -> dict[str, pd.DataFrame]:
    """Return the Placemarks of a KML as tables in WGS 84, by the folder in which they stand.

    Parameters
    ----------
    content
        All bytes of the file.
    source
        The file as the user knows it.

    Returns
    -------
    GeoDataFrames with `name`, `description` and the ExtendedData as columns of text. Placemarks in
    no folder with a name are of the layer called as the file is, without its ending.

    Raises
    ------
    ReadError
        It is no well-formed KML, or it has a document type.
    """
    reading = _Reading(source)
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = reading.start
    parser.EndElementHandler = reading.end
    parser.CharacterDataHandler = reading.text.append
    parser.StartDoctypeDeclHandler = _refusing(source)
    try:
        parser.Parse(_unicode(content), True)
    except (expat.ExpatError, UnicodeError, ValueError) as error:
        raise ReadError("kml_unreadable", file=source, why=str(error)[:200]) from error
    by_folder: dict[str, list[_Placemark]] = {}
    for placemark in reading.found:
        by_folder.setdefault(placemark.folder or Path(source).stem, []).append(placemark)
    return {folder: _table(found) for folder, found in by_folder.items()}


def _refusing(source: str) -> Callable[..., None]:
    def refuse(*_: object) -> None:
        raise ReadError("kml_unreadable", file=source, why="DOCTYPE")

    return refuse


def _unicode(content: bytes) -> bytes | str:
    """Return a KML as expat can read it: it knows no encoding of two bytes a letter."""
    said = _CHINESE.match(content[:200])
    if said is None:
        return content
    is_big5 = said[2].lower() == b"big5"
    return content.decode("big5hkscs" if is_big5 else "gb18030")


def _numbers(text: str, source: str) -> np.ndarray:
    """Return (n, 2) longitude and latitude; heights are left out."""
    try:
        rows = [one.split(",")[:2] for one in re.sub(r"\s*,\s*", ",", text).split()]
        return np.array([[float(lon), float(lat)] for lon, lat in rows]).reshape(-1, 2)
    except ValueError as error:
        raise ReadError("kml_unreadable", file=source, why="coordinates") from error


def _shape(name: str, rings: list[np.ndarray], source: str) -> shapely.Geometry:
    """Return a shape of its coordinates; empty where there are none."""
    try:
        if name == "Point":
            return shapely.Point(rings[0][0]) if len(rings[0]) else shapely.Point()
        if name == "Polygon":
            return shapely.Polygon(rings[0], [ring for ring in rings[1:] if len(ring)])
        return shapely.LineString(rings[0])
    except (shapely.errors.ShapelyError, ValueError) as error:
        raise ReadError("kml_unreadable", file=source, why="coordinates") from error


def _table(found: list[_Placemark]) -> pd.DataFrame:
    columns = dict.fromkeys(name for one in found for name in one.cells if name)
    cells = {name: [one.cells.get(name, "") for one in found] for name in columns}
    shapes = [_gathered(one.shapes) for one in found]
    table: pd.DataFrame = gpd.GeoDataFrame(cells, geometry=shapes, crs="EPSG:4326")
    return table


def _gathered(shapes: list[shapely.Geometry]) -> shapely.Geometry | None:
    if len(shapes) < 2:
        return shapes[0] if shapes else None
    for kind, gather in (
        ("Point", shapely.multipoints),
        ("LineString", shapely.multilinestrings),
        ("Polygon", shapely.multipolygons),
    ):
        if all(shape.geom_type == kind for shape in shapes):
            return gather(shapes)
    return shapely.geometrycollections(shapes)
