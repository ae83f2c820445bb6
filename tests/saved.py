"""Two homes, and files to save them and other layers in."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio

HOMES = gpd.GeoDataFrame(
    {"编号": ["甲1", "甲2"], "户数": [1, 3], "楼栋": ["东门楼", "西门楼"]},
    geometry=gpd.points_from_xy([114.01, 114.02], [31.01, 31.02]),
    crs="EPSG:4326",
)


def save(path: Path, **layers: pd.DataFrame) -> Path:
    for number, (layer, table) in enumerate(layers.items()):
        pyogrio.write_dataframe(table, path, layer=layer, driver="GPKG", append=number > 0)
    return path


def shapefile(path: Path, *, encoding: str, cpg: bool) -> Path:
    pyogrio.write_dataframe(HOMES, path, driver="ESRI Shapefile", encoding=encoding)
    if not cpg:
        path.with_suffix(".cpg").unlink(missing_ok=True)
    return path
