"""Files that come back: the grids of a town drawn otherwise, and what is understood of them.

Places are metres from the corner of the land, as in `edited`, where the town is drawn.
"""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
import shapely
from edited import draft, town
from shapely import affinity
from villages import ORIGIN, VILLAGE

from gridgen.model.findings import Finding
from gridgen.versions.returned.edits import Returned, edits_from
from gridgen.versions.returned.tables import handed_back

NORTH, SOUTH = f"{VILLAGE}001", f"{VILLAGE}002"
"""The grids of the first village: rows 6 to 14 of ten houses, h60 to h149, and rows 0 to 5."""


def box(west: float, south: float, east: float, north: float) -> shapely.Polygon:
    return affinity.translate(shapely.box(west, south, east, north), *ORIGIN)


def around(first: int, end: int) -> shapely.Geometry:
    """Land around the houses h`first` to h`end - 1`, and around no other."""
    places = town().township.households.xy[first:end]
    return shapely.union_all(shapely.buffer(shapely.points(places), 2))


def grids() -> gpd.GeoDataFrame:
    """The layer of grids, by code."""
    return town().to_frame("grids").set_index("code", drop=False)


def homes() -> pd.DataFrame:
    """The households without their places, by id, as a list has them."""
    table = pd.DataFrame(town().households.drop(columns="geometry"))
    return table.set_index("id", drop=False)


def shape_of(*codes: str) -> shapely.Geometry:
    """What grids cover together."""
    return grids().geometry[list(codes)].union_all()


def drawn(**columns: object) -> gpd.GeoDataFrame:
    """One row of a layer of grids."""
    columns = {name: [value] for name, value in columns.items()}
    return gpd.GeoDataFrame(columns, geometry="geometry", crs=grids().crs)


def understood(**tables: pd.DataFrame) -> Returned:
    """What layers of a file are understood as."""
    return edits_from(draft(), handed_back(draft().plan, tables, "back.gpkg"))


def rules_of(findings: tuple[Finding, ...]) -> list[str]:
    return [found.rule for found in findings]
