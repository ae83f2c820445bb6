"""Layers of an input -> one GeoPackage."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import geopandas as gpd

from gridgen.files.geopackage_options import geopackage_options
from gridgen.files.whole import geopackage, write_whole


def write_layers(
    layers: Mapping[str, gpd.GeoDataFrame],
    path: str | os.PathLike[str],
    *,
    stamp: str | None = None,
) -> None:
    """Write tables to one GeoPackage, each as a layer, in their order.

    Parameters
    ----------
    path
        An older file of that name is replaced once the new one is whole.
    stamp
        The time that the file says it was made at, "2025-01-01T00:00:00Z": the same layers then
        make the same file. Now, if not given.

    Raises
    ------
    WriteError
        The name does not end in .gpkg, the folder is missing or may not be written, or the disk is
        full.
    """

    def fill(file: Path) -> None:
        with geopackage_options(stamp):
            for number, (name, table) in enumerate(layers.items()):
                # The version that QGIS 3.16 and newer read without a warning.
                version = {"VERSION": "1.2"} if number == 0 else {}
                table.to_file(file, layer=name, driver="GPKG", engine="pyogrio", **version)

    write_whole(geopackage(path), fill)
