"""Households of a version that are in no community: who, and how far from one they stand."""

from __future__ import annotations

import numpy as np
import shapely
from pydantic import BaseModel, Field

from gridgen.model.crs import project
from gridgen.model.plan import Plan
from gridgen.versions.selection import LONLAT

MOST = 1000
"""Households that are told."""

_PLACES = 7


class Unplaced(BaseModel):
    """A household that is in no community."""

    id: str
    households: int
    lon: float | None = Field(description="WGS 84, degrees; null where it has no place.")
    lat: float | None
    community: str = Field(description='Code of the nearest community; "" where it has no place.')
    metres: int | None = Field(description="From its boundary.")


class UnplacedAnswer(BaseModel):
    """Households that are in no community, the nearest to one first."""

    version: int
    matched: int = Field(description="How many rows there are.")
    households: list[Unplaced] = Field(description=f"At most {MOST} of them.")


def unplaced_answer(version: int, plan: Plan) -> UnplacedAnswer:
    """Return what is told of those who are in no community."""
    households, communities = plan.township.households, plan.communities
    lost = np.flatnonzero(plan.community_of < 0)
    xy = households.xy[lost]
    has_place = np.asarray(np.isfinite(xy).all(axis=1), bool)
    near = np.full(len(lost), -1)
    metres = np.full(len(lost), np.inf)
    if has_place.any():
        tree = shapely.STRtree(communities.shape)
        (row, at), found = tree.query_nearest(
            shapely.points(xy[has_place]), all_matches=False, return_distance=True
        )
        placed = np.flatnonzero(has_place)[row]
        near[placed], metres[placed] = at, found
    order = np.argsort(metres, kind="stable")[:MOST]
    lonlat = project(xy, plan.township.crs, LONLAT).round(_PLACES)
    told = [
        Unplaced(
            id=str(households.ids[lost[k]]),
            households=int(households.count[lost[k]]),
            lon=float(lonlat[k, 0]) if has_place[k] else None,
            lat=float(lonlat[k, 1]) if has_place[k] else None,
            community=str(communities.code[near[k]]) if has_place[k] else "",
            metres=round(float(metres[k])) if has_place[k] else None,
        )
        for k in order.tolist()
    ]
    return UnplacedAnswer(version=version, matched=len(lost), households=told)
