"""Given centres -> those of each community, for each level that is made around such."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
import shapely

from gridgen.errors import RulesError
from gridgen.model import Communities, Finding, Severity
from gridgen.modes import Centres
from gridgen.read import to_centres
from gridgen.rules import Rules
from gridgen.words import finding

OUTSIDE_M = 50.0
"""A centre this near to a community belongs to it."""


def centres_of(
    law: Rules, table: pd.DataFrame | None, areas: Communities, *, crs_m: str, source: str
) -> tuple[Mapping[str, Mapping[int, Centres]], tuple[Finding, ...]]:
    """Return for each level of the mode "around" the centres of each community by its row.

    Raises
    ------
    RulesError
        A level needs centres and none are given, or none have the role that it names.
    """
    levels = [level for level in law.levels if "around" in level.mode.values()]
    if not levels:
        return {}, ()
    if table is None or len(table) == 0:
        raise RulesError(
            f"The rules {law.name!r} make {levels[0].name} around centres, and none are given; "
            "expected a layer of points called centres, or --centres FILE."
        )
    points, found = to_centres(table, crs_m=crs_m, source=source)
    home, row = shapely.STRtree(shapely.points(points.xy)).query(
        areas.shape, predicate="dwithin", distance=OUTSIDE_M
    )
    apart = shapely.distance(shapely.points(points.xy[row]), areas.shape[home])
    order = np.lexsort((home, apart, row))
    first = order[np.unique(row[order], return_index=True)[1]]
    home_of = np.full(len(points.xy), -1, np.int64)
    home_of[row[first]] = home[first]
    lost = int((home_of < 0).sum())
    if lost:
        found += (finding("centres_outside", Severity.WARNING, source, number=lost),)
    made: dict[str, Mapping[int, Centres]] = {}
    for level in levels:
        mine = (points.role == level.centres) | (level.centres == "")
        if not mine.any():
            roles = ", ".join(sorted(set(points.role))) or "none"
            raise RulesError(
                f"{source}: no centre has the role {level.centres!r} that level "
                f"{level.name!r} of the rules {law.name!r} asks for; the roles are {roles}."
            )
        of: dict[int, Centres] = {}
        for community in np.unique(home_of[mine & (home_of >= 0)]):
            rows = np.flatnonzero(mine & (home_of == community))
            of[int(community)] = Centres(points.xy[rows], points.fewest[rows], points.most[rows])
        made[level.name] = of
    return made, found
