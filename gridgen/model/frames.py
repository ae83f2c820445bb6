"""Values -> tables, for whoever works with them: the only place that makes frames of values.

All but the layers of the ground are in the CRS and at the coordinates of the input.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from gridgen.model.antimeridian import HALF, HALF_EARTH_M, cut, turned, unbroken
from gridgen.model.arrays import Shapes, Texts, texts
from gridgen.model.centres import Centres
from gridgen.model.communities import Communities
from gridgen.model.crossings import with_crossings
from gridgen.model.crs import is_degrees
from gridgen.model.ground import Features
from gridgen.model.people import Staff
from gridgen.model.township import Township
from gridgen.model.zones import Zones


def features_frame(features: Features) -> gpd.GeoDataFrame:
    """Return a layer of the ground as a table with columns class (of lines only) and name."""
    columns = {"class": features.kind} if (features.kind != "").any() else {}
    return gpd.GeoDataFrame(
        columns | {"name": features.name}, geometry=list(features.shape), crs=features.crs
    )


def zones_frame(zones: Zones, township: Township) -> gpd.GeoDataFrame:
    """Return one level as a table of polygons."""
    return _as_given(township, zones_columns(zones), list(zones.polygon))


def zones_columns(zones: Zones) -> dict[str, Any]:
    """Return the columns of the table of a level, but for its polygons, by name."""
    return {
        "code": zones.code,
        "name": zones.name,
        "level": texts([zones.level] * len(zones)),
        "kind": zones.kind,
        "community": zones.community,
        "parent": zones.parent,
        "households": zones.households,
        "units": zones.units,
        "mean_m": zones.mean_m.round(1),
        "max_m": zones.max_m.round(1),
        "status": zones.status,
        "schematic": zones.schematic,
        "compactness": zones.compactness.round(3),
        "walk_m": zones.walk_m.round(1),
        "on_lines": zones.on_lines.round(3),
    }


def households_frame(
    township: Township, placed: Mapping[str, Texts], zones: Mapping[str, Texts]
) -> gpd.GeoDataFrame:
    """Return the households as a table of points.

    Parameters
    ----------
    placed
        (n,) columns that stand before those that were given: where each household belongs.
    zones
        (n,) columns that stand behind them: its zones, and who serves it.
    """
    households = township.households
    columns: dict[str, Any] = {"id": households.ids, "households": households.count, **placed}
    # The column `grid` is that of the level made here, not the older one that was given.
    columns |= {k: v for k, v in households.keys.items() if k != "grid"}
    columns |= dict(households.counts)
    if (households.part_of != "").any():
        columns["part_of"] = households.part_of
    # Not projected back from metres: a reader finds the coordinates of the input, bit by bit.
    points = gpd.points_from_xy(*households.given.T)
    return gpd.GeoDataFrame(columns | dict(zones), geometry=points, crs=households.crs)


def communities_frame(at: Communities, township: Township) -> gpd.GeoDataFrame:
    """Return the communities as a table of polygons."""
    return _as_given(township, communities_columns(at), list(at.shape))


def communities_columns(at: Communities) -> dict[str, Any]:
    """Return the columns of the table of communities, but for their polygons, by name."""
    return {"code": at.code, "name": at.name, "kind": at.kind, "class": at.urban_class}


def people_frame(staff: Staff, township: Township) -> gpd.GeoDataFrame:
    """Return the people as a table of points, with the households and zones that they serve."""
    people = staff.people
    serves: dict[str, list[str]] = {}
    for post in staff.posts:
        serves.setdefault(post.person, []).append(post.zone)
    columns = {
        "id": people.ids,
        "role": people.role,
        "work_phone": people.phone,
        "community": people.community,
        "households": staff.households,
        "zones": [",".join(serves.get(person, [])) for person in people.ids],
    }
    return _as_given(township, columns, gpd.points_from_xy(*people.xy.T))


def centres_frame(at: Centres, township: Township) -> gpd.GeoDataFrame:
    """Return the centres as a table of points, with the zones around them."""
    columns = {
        "id": at.ids, "role": at.role, "fewest": at.fewest, "most": at.most,
        "community": at.community, "zones": at.zones,
    }  # fmt: skip
    return _as_given(township, columns, gpd.points_from_xy(*at.xy.T))


def _as_given(township: Township, columns: dict[str, Any], shapes: Any) -> gpd.GeoDataFrame:
    """Return a table of shapes in metres, in the CRS of the input."""
    table = gpd.GeoDataFrame(columns, geometry=shapes, crs=township.crs)
    return as_given(table, township)


def as_given(table: gpd.GeoDataFrame, township: Township) -> gpd.GeoDataFrame:
    """Return a table in metres in the CRS of the input, across the antimeridian as that is.

    There shapes are cut, as RFC 7946 asks, so that they lie where the households of the input do;
    where longitudes of households go on past 180, those of shapes do too.
    """
    crs, lon = township.households.crs, township.households.given[:, 0]
    given = table.to_crs(crs)
    if is_degrees(crs) and np.abs(lon).max(initial=0) > HALF:
        middle = float(np.quantile(lon, 0.5, method="lower"))
        return _with(given, turned(unbroken(_shapes(given)), middle))
    west, _, east, _ = shapely.bounds(_shapes(given)).T
    if not (east - west > (HALF if is_degrees(crs) else HALF_EARTH_M)).any():
        return given
    degrees = crs if is_degrees(crs) else "EPSG:4326"
    return cut_at_180(table, degrees).to_crs(crs)


def cut_at_180(table: gpd.GeoDataFrame, degrees: str) -> gpd.GeoDataFrame:
    """Return a table of polygons in a CRS of degrees, those across the antimeridian cut there."""
    moved = table.to_crs(degrees)
    west, _, east, _ = shapely.bounds(_shapes(moved)).T
    if not ((east - west > HALF) | (west < -HALF) | (east > HALF)).any():
        return moved
    if not is_degrees(str(table.crs)):
        crossed = with_crossings(_shapes(table), str(table.crs), degrees)
        moved = _with(table, crossed).to_crs(degrees)
    return _with(moved, cut(unbroken(_shapes(moved))))


def _shapes(table: gpd.GeoDataFrame) -> Shapes:
    return np.asarray(table.geometry.array, object)


def _with(table: gpd.GeoDataFrame, shapes: Shapes) -> gpd.GeoDataFrame:
    return table.set_geometry(gpd.GeoSeries(list(shapes), index=table.index, crs=table.crs))
