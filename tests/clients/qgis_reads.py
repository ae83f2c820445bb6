"""Reads one collection as QGIS does: run by the Python that has python3-qgis.

python3 qgis_reads.py ADDRESS COLLECTION PAGE prints one JSON object: what all features are, what
those are that meet a box (the fourth to seventh word) and what those are that an expression (the
eighth) chooses; each as code -> bounds.
"""

from __future__ import annotations

import json
import sys

from qgis.core import (  # type: ignore[import-not-found]
    QgsApplication,
    QgsFeatureRequest,
    QgsRectangle,
    QgsVectorLayer,
)


def main(address: str, collection: str, page: str, box: list[str], expression: str) -> None:
    QgsApplication.setPrefixPath("/usr", True)
    application = QgsApplication([], False)  # kept, for without it there is no provider
    application.initQgis()
    source = f"url='{address}/' typename='{collection}' pageSize='{page}'"
    layer = QgsVectorLayer(source, collection, "OAPIF")
    if not layer.isValid():
        sys.exit(f"QGIS cannot read {source}: {layer.error().message()}")
    requests = {
        "all": QgsFeatureRequest(),
        "box": QgsFeatureRequest(QgsRectangle(*map(float, box))),
        "expression": QgsFeatureRequest().setFilterExpression(expression),
    }
    found = {name: _read(layer, request) for name, request in requests.items()}
    told = {"crs": layer.crs().authid(), "number": layer.featureCount(), **found}
    print(json.dumps(told), flush=True)


def _read(layer: QgsVectorLayer, request: QgsFeatureRequest) -> dict[str, list[float]]:
    found = {}
    for feature in layer.getFeatures(request):
        box = feature.geometry().boundingBox()
        bounds = [box.xMinimum(), box.yMinimum(), box.xMaximum(), box.yMaximum()]
        found[feature["code"]] = bounds
    return found


if __name__ == "__main__":
    main(*sys.argv[1:4], sys.argv[4:8], sys.argv[8])
