"""Make sample_geo/qinghe.gpkg anew; leave it alone when it already holds the same.

python sample_geo/make.py [SEED]
"""

import sys
from pathlib import Path

import geopandas as gpd
import pyogrio
import shapely

from gridgen.sample.layers import write
from gridgen.sample.qinghe_town import qinghe

TARGET = Path(__file__).with_name("qinghe.gpkg")
TOLERANCE_DEGREES = 2e-7  # another processor may round the last digit the other way


def is_same(layers: dict[str, gpd.GeoDataFrame], path: Path) -> bool:
    """Return whether the file at `path` holds exactly these layers."""
    if not path.exists() or {row[0] for row in pyogrio.list_layers(path)} != set(layers):
        return False
    for name, table in layers.items():
        stored = gpd.read_file(path, layer=name)
        if len(stored) != len(table) or stored.crs != table.crs:
            return False
        columns = [c for c in table.columns if c != "geometry"]
        if list(stored.columns.drop("geometry")) != columns:
            return False
        if any(stored[c].tolist() != table[c].tolist() for c in columns):
            return False
        shapes = stored.geometry.to_numpy(), table.geometry.to_numpy()
        if not shapely.equals_exact(*shapes, tolerance=TOLERANCE_DEGREES).all():
            return False
    return True


def main() -> None:
    """Write the file if it must change, and say so."""
    layers = qinghe(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
    if is_same(layers, TARGET):
        print(f"{TARGET.name} is up to date.")
        return
    write(layers, TARGET)
    print(f"Wrote {TARGET.name}: {TARGET.stat().st_size / 1e6:.1f} MB.")


if __name__ == "__main__":
    main()
