"""Communities for an input without boundaries: drawn around the households of each code."""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from gridgen.land.cells import cells
from gridgen.land.coverage import coverage
from gridgen.land.ground import Land, grounds_of
from gridgen.land.outlines import outline
from gridgen.land.surround import surround
from gridgen.model.arrays import Shapes, texts
from gridgen.model.communities import Communities, kind_of_code
from gridgen.model.findings import Finding, Severity, finding
from gridgen.model.households import Households, Presence

NO_CODE = "000000000000"
"""The community code where the input has none."""

BESIDE_M = 1.0
"""A household this near to a footprint lives in it."""


def drawn_communities(
    households: Households, land: Land
) -> tuple[Communities, tuple[Finding, ...]]:
    """Return communities drawn around the households of each code; neighbours share one line.

    One in which nobody has a place has no land. Households without a code belong to the nearest
    with one; without any code there is one community, `NO_CODE`. The outer edge keeps a margin
    around the outermost households and the footprints in which they live. Borders follow lines on
    the ground, and cut no footprint, as those of grids do.
    """
    has_place = households.standing != Presence.VIRTUAL
    xy, code = households.xy[has_place], households.community[has_place].astype(str)
    points = shapely.points(xy)
    # Only footprints in which somebody lives: a barn in the fields is no reason to reach that far.
    homes = shapely.STRtree(points).query(land.footprints, "dwithin", distance=BESIDE_M)[0]
    around = coverage(_one(surround(xy, land.footprints[np.unique(homes)])))[0]
    ground = grounds_of(land, around)[0]
    drawing = cells(xy, ground)
    # One household speaks for each place: cells are drawn for places, not for households.
    first = np.unique(drawing.place_of, return_index=True)[1]
    codes, label = _codes(xy[first], code[first])
    zones = {"communities": label.astype(np.int32)}
    shapes = outline(drawing, ground, zones)["communities"]
    landless = np.setdiff1d(households.community[~has_place].astype(str), [*codes, ""])
    codes = np.append(codes, landless)
    shapes = np.append(shapes, np.full(len(landless), shapely.MultiPolygon(), object))
    kinds = [kind_of_code(code) for code in codes]
    communities = Communities(
        texts(codes), texts(codes), texts([kind or "village" for kind in kinds]), shapes
    )
    found = [finding("communities_drawn", Severity.NOTE, "households", number=len(codes))]
    found += [
        finding("kind_assumed", Severity.NOTE, code)
        for code, kind in zip(codes, kinds, strict=True)
        if not kind
    ]
    return communities, tuple(found)


def _one(shape: shapely.Geometry) -> Shapes:
    shapes = np.empty(1, object)
    shapes[0] = shape
    return shapes


def _codes(
    xy: NDArray[np.float64], code: NDArray[np.str_]
) -> tuple[NDArray[np.str_], NDArray[np.int64]]:
    """Return the codes, sorted, and (n,) the row of each place's among them."""
    blank = code == ""
    if blank.all():
        return np.array([NO_CODE]), np.zeros(len(code), np.int64)
    if blank.any():
        near = cKDTree(xy[~blank]).query(xy[blank])[1]
        code = code.copy()
        code[blank] = code[~blank][near]
    codes, label = np.unique(code, return_inverse=True)
    return codes, label.reshape(-1)
