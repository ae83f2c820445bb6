"""The outline of a township among its villages: land that is drawn twice."""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray

from gridgen.files.boundary_rows import Rows
from gridgen.files.community_codes import is_of_town
from gridgen.model.arrays import Shapes, taken
from gridgen.model.findings import Finding, Severity, finding

_INSIDE = 0.9
"""Share of a village that lies in the outline of its township."""

_COVERED, _COVERED_BY_NAME = 0.9, 0.5
"""Share of a township that its villages cover; where its code or name says that it is one, some of
them may not be there."""

_TOWNS = ("镇", "乡", "街道", "街道办事处", "县", "区")


def without_outlines(rows: Rows) -> tuple[Rows, tuple[Finding, ...]]:
    """Return rows without those whose land two or more others cover, and a finding for each.

    Parameters
    ----------
    rows
        Valid boundaries in metres.
    """
    outline = _are_outlines(rows.shape, np.array([*map(_is_town, rows.code, rows.name)], bool))
    findings = [
        finding(
            "boundary_of_town", Severity.WARNING, rows.code[i], name=rows.name[i] or rows.code[i]
        )
        for i in np.flatnonzero(outline)
    ]
    return taken(rows, ~outline), tuple(findings)


def _is_town(code: str, name: str) -> bool:
    return is_of_town(code) or (name.endswith(_TOWNS) and not name.endswith("社区"))


def _are_outlines(shapes: Shapes, is_town: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return (c,) whether two or more smaller shapes lie in each and cover most of it."""
    area = shapely.area(shapes)
    one, other = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    is_smaller = area[other] < _INSIDE * area[one]
    one, other = one[is_smaller], other[is_smaller]
    shared = shapely.area(shapely.intersection(shapes[one], shapes[other]))
    is_in = shared >= _INSIDE * area[other]
    one, other = one[is_in], other[is_in]
    outline = np.zeros(len(shapes), bool)
    for row in np.flatnonzero(np.bincount(one, minlength=len(shapes)) > 1):
        held = shapely.union_all(shapes[other[one == row]])
        covered = shapely.intersection(held, shapes[row]).area
        outline[row] = covered >= area[row] * (_COVERED_BY_NAME if is_town[row] else _COVERED)
    return outline
