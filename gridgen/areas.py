"""Communities for an input without boundaries: drawn around the households of each code."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from gridgen.links import cells
from gridgen.model import Communities, Finding, Ground, Households, Severity
from gridgen.outline import outline, surround
from gridgen.read import to_communities
from gridgen.words import finding

NO_CODE = "000000000000"
"""The community code where the input has none."""


def areas_of(households: Households, *, crs_m: str) -> tuple[Communities, tuple[Finding, ...]]:
    """Return communities drawn around the households of each code; neighbours share one line.

    Households without a code belong to the nearest with one; without any code there is one
    community, `NO_CODE`. The outer edge keeps a margin around the outermost households.
    """
    ground = Ground(surround(households.xy))
    drawing = cells(households.xy, ground)
    first = np.unique(drawing.place_of, return_index=True)[1]
    codes, label = _codes(households.xy[first], households.community[first].astype(str))
    zones = {"communities": label.astype(np.int32)}
    shapes = outline(drawing, ground, zones)["communities"]
    table = gpd.GeoDataFrame({"code": codes}, geometry=list(shapes), crs=crs_m)
    areas, found = to_communities(table, source="households", crs_m=crs_m)
    note = finding("communities_drawn", Severity.NOTE, "households", number=len(areas))
    return areas, (note, *found)


def _codes(
    xy: NDArray[np.float64], code: NDArray[np.str_]
) -> tuple[NDArray[np.str_], NDArray[np.int64]]:
    blank = code == ""
    if blank.all():
        return np.array([NO_CODE]), np.zeros(len(code), np.int64)
    if blank.any():
        near = cKDTree(xy[~blank]).query(xy[blank])[1]
        code = code.copy()
        code[blank] = code[~blank][near]
    codes, label = np.unique(code, return_inverse=True)
    return codes, label.reshape(-1)
