"""Grids that somebody else drew: overlaps, gaps, parts and codes, each by itself.

Our own outlines are derived and cannot have these faults; a drawing by hand has them often.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np
import shapely

from gridgen.model.arrays import Shapes
from gridgen.model.findings import Finding, Severity, finding
from gridgen.model.plan import Plan
from gridgen.model.polygons import repair
from gridgen.model.zones import Zones
from gridgen.plans.seen import Seen

LEAST_M2 = 1.0
"""Overlaps, gaps and parts below this are rounding of coordinates."""

_CODE = re.compile(r"[1-9]\d{11}")
_DIGITS = 12
_SHOWN = 5


def drawing_is_sound(seen: Seen) -> Iterator[Finding]:
    """No two grids overlap, none leaves land of its community out, each is one polygon."""
    plan = seen.plan
    if plan.made_by.version != "" or not plan.levels:
        return
    zones = plan.levels[0]
    shapes = repair(zones.polygon)
    yield from _overlaps(zones, shapes)
    if seen.rules.empty_land != "none":
        yield from _gaps(plan, shapes)
    yield from _parts(plan, zones, shapes)


def _overlaps(zones: Zones, shapes: Shapes) -> Iterator[Finding]:
    a, b = shapely.STRtree(shapes).query(shapes, "intersects")
    a, b = a[a < b], b[a < b]  # each pair once, and none with itself
    area = shapely.area(shapely.intersection(shapes[a], shapes[b]))
    for pair in np.flatnonzero(area >= LEAST_M2):
        yield finding("grids_overlap", Severity.ERROR, zones.code[a[pair]],
                      number=round(float(area[pair]), 1), limit=0,
                      other=zones.code[b[pair]])  # fmt: skip


def _gaps(plan: Plan, shapes: Shapes) -> Iterator[Finding]:
    households, every = plan.township.households, shapely.union_all(shapes)
    for row, whole in enumerate(plan.communities.shape):
        gaps = shapely.get_parts(shapely.difference(whole, every))
        gaps = gaps[shapely.area(gaps) >= LEAST_M2]
        if len(gaps) == 0:
            continue
        rows = np.flatnonzero(plan.community_of == row)
        inside = shapely.intersects_xy(shapely.union_all(gaps), households.xy[rows])
        yield finding("land_in_no_grid", Severity.ERROR, plan.communities.code[row],
                      number=round(float(shapely.area(gaps).sum()), 1), limit=0, gaps=len(gaps),
                      households=int(households.count[rows[inside]].sum()))  # fmt: skip


def _parts(plan: Plan, zones: Zones, shapes: Shapes) -> Iterator[Finding]:
    shape_of = dict(zip(plan.communities.code, plan.communities.shape, strict=True))
    for z, shape in enumerate(shapes):
        whole = shape_of.get(zones.community[z])
        parts = shapely.get_parts(shape)
        number = int((shapely.area(parts) >= LEAST_M2).sum())
        # An exclave of the community is a part that nobody can help.
        of_community = len(shapely.get_parts(whole)) if whole is not None else 1
        if number > of_community:
            yield finding("grid_in_parts", Severity.ERROR, zones.code[z], number=number, limit=1)


def codes_have_structure(seen: Seen) -> Iterator[Finding]:
    """Codes of communities have 12 digits that can be a statistical division, grids as many more
    as the rules say.
    """
    plan = seen.plan
    if plan.made_by.version != "" or not plan.levels:
        return
    wrong = sorted({code for code in plan.communities.code if not _CODE.fullmatch(code)})
    if wrong:
        yield finding("code_of_community_odd", Severity.WARNING, wrong[0], number=len(wrong),
                      digits=_DIGITS, codes=", ".join(wrong[:_SHOWN]))  # fmt: skip
    digits = _DIGITS + seen.rules.levels[0].code_digits
    zones = plan.levels[0]
    long = sorted({c for c in zones.code if c.isdecimal() and len(c) > digits})
    if long:
        yield finding("code_too_long", Severity.WARNING, long[0], number=len(long), digits=digits,
                      codes=", ".join(long[:_SHOWN]))  # fmt: skip
