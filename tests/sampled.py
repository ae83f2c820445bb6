"""Made-up townships as their tests look at them: in metres, and who is where."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import geopandas as gpd
import shapely

Layers = dict[str, gpd.GeoDataFrame]
SAMPLE_GEO = Path(__file__).parents[1] / "sample_geo"
METRES = 4547
LAYERS = ["households", "communities", "lines", "water", "buildings", "special", "people"]


def placed(layers: Layers) -> gpd.GeoDataFrame:
    """The households inside a boundary, each with the code, name and kind of the place it is in."""
    return layers["households"].sjoin(
        layers["communities"][["code", "name", "kind", "geometry"]], predicate="within"
    )


def area_of(layers: Layers, name: str) -> shapely.MultiPolygon:
    """The land of the community of this name."""
    communities = layers["communities"]
    return communities.geometry[communities["name"] == name].iloc[0]


def lines_of(layers: Layers, kind: str) -> gpd.GeoDataFrame:
    """The lines of one class."""
    return layers["lines"][layers["lines"]["class"] == kind]


def make() -> ModuleType:
    """The script that makes the committed sample."""
    spec = importlib.util.spec_from_file_location("make", SAMPLE_GEO / "make.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
