"""The same sheet and atlas with QGIS's own layout: run by the Python that has python3-qgis.

python3 qgis_layout.py PLAN.gpkg FOLDER prints one JSON object: seconds for sheet and atlas.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from qgis.core import (  # type: ignore[import-not-found]
    QgsApplication,
    QgsCategorizedSymbolRenderer,
    QgsFillSymbol,
    QgsLayoutAtlas,
    QgsLayoutExporter,
    QgsLayoutFrame,
    QgsLayoutItemAttributeTable,
    QgsLayoutItemLabel,
    QgsLayoutItemMap,
    QgsLayoutItemScaleBar,
    QgsLayoutPoint,
    QgsLayoutSize,
    QgsMarkerSymbol,
    QgsPalLayerSettings,
    QgsPrintLayout,
    QgsProject,
    QgsRendererCategory,
    QgsSingleSymbolRenderer,
    QgsUnitTypes,
    QgsVectorLayer,
    QgsVectorLayerSimpleLabeling,
)

COLOURS = ("#f8f8da", "#c2effe", "#e6a79b", "#8ccbad", "#f8effe", "#9eb0e3")
MM = QgsUnitTypes.LayoutMillimeters


def main(plan: str, folder: Path) -> None:
    """Draw twice and tell the faster time of each, as for ours."""
    app = QgsApplication([], False)
    app.initQgis()
    grids = QgsVectorLayer(f"{plan}|layername=grids", "grids", "ogr")
    homes = QgsVectorLayer(f"{plan}|layername=households", "households", "ogr")
    _style(grids, homes)
    QgsProject.instance().addMapLayers([grids, homes])
    QgsProject.instance().setCrs(grids.crs())
    sheet = [_sheet(grids, homes, folder / "qgis_sheet.pdf") for _ in range(2)]
    atlas = [_atlas(grids, folder / "qgis_atlas.pdf") for _ in range(1)]
    print(json.dumps({"sheet_s": min(sheet), "atlas_s": min(atlas)}))
    app.exitQgis()


def _style(grids: QgsVectorLayer, homes: QgsVectorLayer) -> None:
    column = grids.fields().indexOf("code")
    categories = []
    for k, code in enumerate(sorted(grids.uniqueValues(column))):
        symbol = QgsFillSymbol.createSimple(
            {"color": COLOURS[k % 6], "outline_color": "#5a5449", "outline_width": "0.2"}
        )
        categories.append(QgsRendererCategory(code, symbol, code))
    grids.setRenderer(QgsCategorizedSymbolRenderer("code", categories))
    settings = QgsPalLayerSettings()
    settings.fieldName = "name"
    grids.setLabeling(QgsVectorLayerSimpleLabeling(settings))
    grids.setLabelsEnabled(True)
    homes.setRenderer(QgsSingleSymbolRenderer(QgsMarkerSymbol.createSimple({"size": "0.6"})))


def _layout(
    layers: list[QgsVectorLayer], extent: object, size: tuple[float, float]
) -> tuple[QgsPrintLayout, QgsLayoutItemMap]:
    layout = QgsPrintLayout(QgsProject.instance())
    layout.initializeDefaults()
    page = layout.pageCollection().page(0)
    page.setPageSize(QgsLayoutSize(*size, MM))
    item = QgsLayoutItemMap(layout)
    layout.addLayoutItem(item)
    item.setRect(20, 20, 20, 20)  # an item without a size has no extent to zoom from
    item.setExtent(extent)
    item.attemptMove(QgsLayoutPoint(35, 40, MM))
    item.attemptResize(QgsLayoutSize(size[0] - 50, size[1] - 60, MM))
    item.setCrs(layers[0].crs())
    item.setLayers(layers)
    item.zoomToExtent(extent)
    title = QgsLayoutItemLabel(layout)
    title.setText("网格划分示意图")
    title.attemptMove(QgsLayoutPoint(35, 15, MM))
    title.attemptResize(QgsLayoutSize(300, 20, MM))
    layout.addLayoutItem(title)
    bar = QgsLayoutItemScaleBar(layout)
    layout.addLayoutItem(bar)
    bar.setLinkedMap(item)
    bar.applyDefaultSize()
    bar.attemptMove(QgsLayoutPoint(40, size[1] - 30, MM))
    return layout, item


def _sheet(grids: QgsVectorLayer, homes: QgsVectorLayer, file: Path) -> float:
    """Map, scale bar, title and an index of all grids, as on our sheet."""
    started = time.perf_counter()
    layout, _ = _layout([homes, grids], grids.extent(), (1189, 841))
    index = QgsLayoutItemAttributeTable.create(layout)
    index.setVectorLayer(grids)
    index.setDisplayedFields(["code", "name", "households"])
    index.setMaximumNumberOfFeatures(300)
    layout.addMultiFrame(index)
    for column in range(2):
        frame = QgsLayoutFrame(layout, index)
        frame.attemptMove(QgsLayoutPoint(935 + 120 * column, 40, MM))
        frame.attemptResize(QgsLayoutSize(115, 780, MM))
        index.addFrame(frame)
    QgsLayoutExporter(layout).exportToPdf(str(file), QgsLayoutExporter.PdfExportSettings())
    return time.perf_counter() - started


def _atlas(grids: QgsVectorLayer, file: Path) -> float:
    """A page for each grid: map, scale bar, locator and name, as on our pages."""
    started = time.perf_counter()
    layout, item = _layout([grids], grids.extent(), (297, 210))
    locator = QgsLayoutItemMap(layout)
    layout.addLayoutItem(locator)
    locator.setRect(20, 20, 20, 20)
    locator.setLayers([grids])
    locator.setExtent(grids.extent())
    locator.attemptMove(QgsLayoutPoint(235, 140, MM))
    locator.attemptResize(QgsLayoutSize(45, 35, MM))
    item.setAtlasDriven(True)
    item.setAtlasScalingMode(QgsLayoutItemMap.Auto)
    atlas: QgsLayoutAtlas = layout.atlas()
    atlas.setEnabled(True)
    atlas.setCoverageLayer(grids)
    QgsLayoutExporter.exportToPdf(atlas, str(file), QgsLayoutExporter.PdfExportSettings())
    return time.perf_counter() - started


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
