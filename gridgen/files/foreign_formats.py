"""Files that others have and that are not read: each is refused by its name, with what to do."""

from __future__ import annotations

import re
from pathlib import Path

from gridgen.model.errors import ReadError

_PARTS = frozenset({".dbf", ".shx", ".prj", ".cpg", ".sbn", ".sbx", ".qpj"})

_MAPS, _DRAWING, _PAPER, _PACKED = range(4)

_BY_BYTES = (
    (re.compile(rb"fgb\x03"), "FlatGeobuf", _MAPS),
    (re.compile(rb"AC10\d\d"), "DWG", _DRAWING),
    (re.compile(rb"AutoCAD Binary DXF"), "DXF", _DRAWING),
    (re.compile(rb"\s*(999\s.*\n\s*)*0\s*\n\s*SECTION\b"), "DXF", _DRAWING),
    (re.compile(rb"(?i)\s*!table\b"), "MapInfo TAB", _MAPS),
    (re.compile(rb"(?i)\s*version\s+\d+\s*\n\s*(charset|delimiter|columns|index|coordsys)\b"),
     "MapInfo MIF", _MAPS),
    (re.compile(rb"<[^>]*>\s*(<!--.*?-->\s*)*<gpx\b|\s*<gpx\b", re.DOTALL), "GPX", _MAPS),
    (re.compile(rb"(?s)(\xef\xbb\xbf)?\s*<(?!.*<kml).*opengis\.net/gml"), "GML", _MAPS),
    (re.compile(rb"%PDF-"), "PDF", _PAPER),
    (re.compile(rb"\x89PNG|\xff\xd8\xff|II\*\x00|MM\x00\*"), "image", _PAPER),
    (re.compile(rb"Rar!|7z\xbc\xaf"), "RAR/7z", _PACKED),
)  # fmt: skip

_BY_ENDING = {
    ".mdb": ("Access / Geodatabase", _MAPS), ".ovobj": ("OVOBJ", _MAPS), ".ovjsn": ("OVJSN", _MAPS),
    ".wl": ("MapGIS", _MAPS), ".wt": ("MapGIS", _MAPS), ".wp": ("MapGIS", _MAPS),
}  # fmt: skip


def refuse_foreign(path: Path, head: bytes) -> None:
    """Raise ReadError for a file of a known format that is not read.

    Parameters
    ----------
    path
        As the user named it.
    head
        Its first bytes.
    """
    ending = path.suffix.lower()
    if ending in _PARTS:
        whole = path.with_suffix(".SHP" if path.suffix.isupper() else ".shp")
        raise ReadError("shapefile_part_given", file=path.name, shp=whole.name)
    found = next(((name, kind) for pattern, name, kind in _BY_BYTES if pattern.match(head)), None)
    name, kind = found or _BY_ENDING.get(ending, ("", -1))
    if kind == _MAPS:
        raise ReadError("file_of_maps", file=path.name, name=name)
    if kind == _DRAWING:
        raise ReadError("file_of_drawing", file=path.name, name=name)
    if kind == _PAPER:
        raise ReadError("file_of_paper", file=path.name, name=name)
    if kind == _PACKED:
        raise ReadError("file_is_packed", file=path.name, name=name)


def refuse_json(path: Path, content: object) -> None:
    """Raise ReadError where what a JSON holds is a layer of another format than GeoJSON."""
    if not isinstance(content, dict):
        return
    if content.get("type") == "Topology":
        raise ReadError("file_of_maps", file=path.name, name="TopoJSON")
    if "features" in content and {"geometryType", "spatialReference"} & content.keys():
        raise ReadError("file_of_maps", file=path.name, name="Esri JSON")


def refuse_geodatabase(path: Path) -> None:
    """Raise ReadError where a folder is a file geodatabase."""
    if path.suffix.lower() == ".gdb":
        raise ReadError("file_of_maps", file=path.name, name="File Geodatabase")
