"""Communities for an input without boundaries: drawn around the households of each code."""

from __future__ import annotations

from dataclasses import replace

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from gridgen.ground import Land, grounds_of
from gridgen.links import cells
from gridgen.model import Communities, Finding, Households, Severity, Shapes, texts
from gridgen.outline import outline, surround
from gridgen.read import to_communities
from gridgen.rules import Rules
from gridgen.words import finding

NO_CODE = "000000000000"
"""The community code where the input has none."""

BESIDE_M = 1.0
"""A household this near to a footprint lives in it."""


def areas_of(
    households: Households, land: Land, *, crs_m: str
) -> tuple[Communities, tuple[Finding, ...]]:
    """Return communities drawn around the households of each code; neighbours share one line.

    Households without a code belong to the nearest with one; without any code there is one
    community, `NO_CODE`. The outer edge keeps a margin around the outermost households and the
    footprints in which they live. Borders follow lines on the ground, and cut no footprint, as
    those of grids do.
    """
    points = shapely.points(households.xy)
    homes = shapely.STRtree(points).query(land.footprints, "dwithin", distance=BESIDE_M)[0]
    around = surround(households.xy, land.footprints[np.unique(homes)])
    ground = grounds_of(land, _one(around))[0]
    drawing = cells(households.xy, ground)
    first = np.unique(drawing.place_of, return_index=True)[1]
    codes, label = _codes(households.xy[first], households.community[first].astype(str))
    zones = {"communities": label.astype(np.int32)}
    shapes = outline(drawing, ground, zones)["communities"]
    table = gpd.GeoDataFrame({"code": codes}, geometry=list(shapes), crs=crs_m)
    areas, found = to_communities(table, source="households", crs_m=crs_m)
    note = finding("communities_drawn", Severity.NOTE, "households", number=len(areas))
    return areas, (note, *found)


def _one(shape: shapely.Geometry) -> Shapes:
    shapes = np.empty(1, object)
    shapes[0] = shape
    return shapes


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


def spanned(roll: Households, areas: Communities, law: Rules) -> tuple[Households, Communities]:
    """Return as one those communities whose codes begin as `law.span` says and that rules treat
    alike: of one kind, and of one class where the rules say something for a class.

    Its code has zeros behind those digits, and for the second kind or class there a one at the end.
    Households name what their community has become part of; in a redraw, where the communities
    themselves are not known any more, none, so that their place tells.
    """
    digits = law.digits_of(law.span)
    alike = areas.class_or_kind if law.by_class else areas.kind
    begins = [(code[:digits], who) for code, who in zip(areas.code, alike, strict=True)]
    made = list(dict.fromkeys(begins))
    members = [[row for row, key in enumerate(begins) if key == one] for one in made]
    shape = np.empty(len(made), object)
    shape[:] = [shapely.union_all(areas.shape[rows]) for rows in members]
    code, name, urban_class = [], [], []
    for k, ((begin, _), rows) in enumerate(zip(made, members, strict=True)):
        second = [key[0] for key in made[:k]].count(begin)
        code.append(begin + str(second).rjust(max(1, 12 - len(begin)), "0"))
        name.append(str(areas.name[rows[0]]) if len(rows) == 1 else begin)
        classes = set(areas.urban_class[rows])
        urban_class.append(classes.pop() if len(classes) == 1 else "")
    kind = [areas.kind[rows[0]] for rows in members]
    became = {str(areas.code[row]): code[k] for k, rows in enumerate(members) for row in rows}
    known = {begin for begin, _ in made}
    named = [became.get(c, "" if c[:digits] in known else c) for c in roll.community]
    whole = Communities(texts(code), texts(name), texts(kind), shape, texts(urban_class))
    return replace(roll, community=texts(named)), whole
