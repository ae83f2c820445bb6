"""How QGIS draws the layers of a plan's GeoPackage: the styles that it takes up by itself."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_TABLE = """
CREATE TABLE layer_styles (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  f_table_catalog TEXT, f_table_schema TEXT, f_table_name TEXT, f_geometry_column TEXT,
  styleName TEXT, styleQML TEXT, styleSLD TEXT, useAsDefault BOOLEAN,
  description TEXT, owner TEXT, ui TEXT,
  update_time DATETIME DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
)
"""

_SHEET = """<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>
<qgis version="3.22" styleCategories="Symbology|Labeling" labelsEnabled="{is_labelled}">
 <renderer-v2 type="singleSymbol">
  <symbols>
   <symbol name="0" type="{kind}" alpha="1">
    <layer class="{symbol}" enabled="1">
     <Option type="Map">
{options}
     </Option>
    </layer>
   </symbol>
  </symbols>
 </renderer-v2>{labels}
</qgis>
"""

_LABELS = """
 <labeling type="simple">
  <settings>
   <text-style fieldName="name" isExpression="0" fontSize="{size}" textColor="{colour}">
    <text-buffer bufferDraw="1" bufferSize="0.8" bufferColor="255,255,255,255"/>
   </text-style>
   <placement placement="1"/>
  </settings>
 </labeling>"""


@dataclass(frozen=True, slots=True)
class Area:
    """How polygons look; colours as red, green, blue, alpha. Nothing is filled without a fill."""

    outline: str
    width_mm: float
    label_pt: float
    fill: str = ""
    line: str = "solid"

    def qml(self) -> str:
        """Return the style as QGIS writes it."""
        options = {
            "color": self.fill or "255,255,255,0",
            "style": "solid" if self.fill else "no",
            "outline_color": self.outline,
            "outline_style": self.line,
            "outline_width": str(self.width_mm),
            "outline_width_unit": "MM",
        }
        labels = _LABELS.format(size=self.label_pt, colour=self.outline)
        return _sheet("fill", "SimpleFill", options, labels)


GRIDS = Area("30,30,30,255", 0.4, 9, fill="120,170,200,60")
PARTS = Area("90,90,90,255", 0.2, 7, line="dash")
COMMUNITIES = Area("109,31,76,255", 0.9, 12)
"""An outline alone: grids are seen through it, whichever of the two lies above."""


def add_styles(file: Path, levels: Sequence[str], *, stamp: str | None = None) -> None:
    """Add the table in which QGIS looks for the default style of a layer.

    Parameters
    ----------
    file
        A GeoPackage with the layers of a plan.
    levels
        From the top.
    stamp
        The time that the styles and their place in the list of contents say; now, if not given.
    """
    styles = {level: (GRIDS if k == 0 else PARTS).qml() for k, level in enumerate(levels)}
    styles |= {"communities": COMMUNITIES.qml(), "households": _households()}
    connection = sqlite3.connect(file)
    try:
        # As for its layers: who writes it waits for the disk once, in the end.
        connection.execute("PRAGMA synchronous = OFF")
        with connection:
            connection.execute(_TABLE)
            connection.execute(
                "INSERT INTO gpkg_contents (table_name, data_type, identifier) "
                "VALUES ('layer_styles', 'attributes', 'layer_styles')"
            )
            connection.executemany(
                "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, "
                "f_geometry_column, styleName, styleQML, styleSLD, useAsDefault, description) "
                "VALUES ('', '', ?, 'geom', ?, ?, '', 1, 'gridgen')",
                [(layer, layer, style) for layer, style in styles.items()],
            )
            if stamp is not None:
                connection.execute("UPDATE layer_styles SET update_time = ?", (stamp,))
                connection.execute(
                    "UPDATE gpkg_contents SET last_change = ? WHERE table_name = 'layer_styles'",
                    (stamp,),
                )
    finally:
        connection.close()


def _households() -> str:
    """A small dark dot with a light edge, without a label: there are thousands."""
    options = {
        "name": "circle",
        "color": "35,33,30,255",
        "size": "1.2",
        "size_unit": "MM",
        "outline_color": "255,255,255,255",
        "outline_style": "solid",
        "outline_width": "0.15",
        "outline_width_unit": "MM",
    }
    return _sheet("marker", "SimpleMarker", options, "")


def _sheet(kind: str, symbol: str, options: Mapping[str, str], labels: str) -> str:
    lines = "\n".join(
        f'      <Option name="{name}" type="QString" value="{value}"/>'
        for name, value in options.items()
    )
    return _SHEET.format(
        is_labelled=int(bool(labels)), kind=kind, symbol=symbol, options=lines, labels=labels
    )
