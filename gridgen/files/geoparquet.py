"""A layer -> one GeoParquet, version 1.1, with the box of each row in columns of its own."""

from __future__ import annotations

import json
from pathlib import Path

import geopandas as gpd
import numpy as np
import pyarrow.parquet as pq
import shapely


def write_geoparquet(table: gpd.GeoDataFrame, file: Path) -> None:
    """Write a table with shapes; the same table makes the same file.

    Parameters
    ----------
    table
        In any CRS. Outer rings are turned to run against the clock, which the file says.
    file
        A new name, or one whose file is replaced at once: see `gridgen.files.whole`.
    """
    oriented(table).to_parquet(file, schema_version="1.1.0", write_covering_bbox=True)
    # geopandas does not say how rings run.
    held = pq.read_table(file)
    said = json.loads(held.schema.metadata[b"geo"])
    said["columns"][said["primary_column"]]["orientation"] = "counterclockwise"
    geo = {**held.schema.metadata, b"geo": json.dumps(said).encode()}
    pq.write_table(held.replace_schema_metadata(geo), file, compression="zstd")


def oriented(table: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return a table whose outer rings run against the clock."""
    shapes = shapely.orient_polygons(np.asarray(table.geometry.array, object))
    turned: gpd.GeoDataFrame = table.set_geometry(gpd.GeoSeries(shapes, table.index, table.crs))
    return turned
