"""Households -> communities: by place, with the code as a witness."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import shapely
from numpy.typing import NDArray

from gridgen.model.arrays import Shapes, Texts
from gridgen.model.communities import Communities
from gridgen.model.findings import Finding, Severity
from gridgen.model.households import Households, Presence
from gridgen.model.polygons import first_of, hits
from gridgen.words.say import finding

JOIN_WITHIN_M = 50.0
"""A household outside every boundary joins the nearest community within this distance."""

STEPS = (0.002, 0.0005)
"""How far inside a joined household is taken to stand, as a share of its way from outside."""


@dataclass(frozen=True, slots=True, eq=False)
class Placing:
    """Where each of n households belongs.

    `community_of` (n,) row of the communities or -1; `presence` (n,) a `Presence`; `spot` (n, 2)
    metres, where it is taken to stand: its own place, or for a joined one the nearest point inside.
    """

    community_of: NDArray[np.int32]
    presence: Texts
    spot: NDArray[np.float64]
    findings: tuple[Finding, ...]
    set_aside: NDArray[np.int32] = field(default_factory=lambda: np.zeros(0, np.int32))
    """(n,) the special grid (0 or more) or virtual grid (-2) in which a household is, else -1."""

    def __len__(self) -> int:
        return len(self.community_of)

    @property
    def divided_in(self) -> NDArray[np.int32]:
        """(n,) the community in which a household is divided into zones, or -1."""
        if len(self.set_aside) == 0:
            return self.community_of
        return np.where(self.set_aside == -1, self.community_of, -1).astype(np.int32)


def place(households: Households, communities: Communities) -> Placing:
    """Return the community of each household.

    A household belongs to the community whose boundary holds it. On a shared border the one its
    `community` code names, else the first. Outside every boundary it joins the nearest within
    50 m, or the one its code names if that is within 50 m; beyond, it is unplaced. A code that
    speaks against the place is a finding.
    """
    xy = households.xy
    points = shapely.points(xy)
    code_row = {code: row for row, code in enumerate(communities.code)}
    named = np.array([code_row.get(code, -1) for code in households.community], np.int32)
    community_of = _inside(communities.shape, xy, named)
    outside = np.flatnonzero(community_of < 0)
    spot = xy.copy()
    if len(outside):
        row, near = shapely.STRtree(communities.shape).query(
            points[outside], predicate="dwithin", distance=JOIN_WITHIN_M
        )
        apart = shapely.distance(points[outside[row]], communities.shape[near])
        is_named = named[outside[row]] == near
        order = np.lexsort((near, apart, ~is_named, row))
        first = order[np.unique(row[order], return_index=True)[1]]
        joined, home = outside[row[first]], near[first]
        community_of[joined] = home
        spot[joined] = _step_inside(np.asarray(points)[joined], communities.shape[home])
    presence = np.where(community_of < 0, Presence.UNPLACED, Presence.PLACED).astype(object)
    presence[outside[community_of[outside] >= 0]] = Presence.JOINED
    findings = _findings(households, communities, community_of, presence, named)
    return Placing(community_of, presence, spot, findings)


def _inside(shapes: Shapes, xy: NDArray[np.float64], named: NDArray[np.int32]) -> NDArray[np.int32]:
    """Return (n,) the community that holds each place, first of all the one that is named."""
    row, area = hits(shapes, xy)
    community_of = first_of(row, area, len(xy))
    is_named = named[row] == area
    community_of[row[is_named]] = area[is_named]
    return community_of


def _step_inside(points: Shapes, shapes: Shapes) -> NDArray[np.float64]:
    """Return for each point outside a shape where inside it is taken to stand, metres.

    From the nearest point of the shape a small step on in the same direction, so that households
    that stand apart stay apart; a shorter one where that would leave the shape again.
    """
    lines = shapely.shortest_line(points, shapes)
    start = shapely.get_coordinates(shapely.get_point(lines, 0))
    edge = shapely.get_coordinates(shapely.get_point(lines, 1))
    spot = edge.copy()
    is_inside = np.zeros(len(spot), bool)
    for share in STEPS:
        step = edge + share * (edge - start)
        better = ~is_inside & shapely.contains_properly(shapes, shapely.points(step))
        spot[better] = step[better]
        is_inside |= better
    return np.asarray(spot)


def _findings(
    households: Households,
    communities: Communities,
    community_of: NDArray[np.int32],
    presence: Texts,
    named: NDArray[np.int32],
) -> tuple[Finding, ...]:
    found: list[Finding] = []
    rows = np.flatnonzero(presence != Presence.PLACED)
    homes = communities.shape[np.maximum(community_of[rows], 0)]
    distance = shapely.distance(shapely.points(households.xy[rows]), homes)
    for row, metres in zip(rows, distance, strict=True):
        who = {"count": int(households.count[row])}
        if presence[row] == Presence.UNPLACED:
            found.append(
                finding(
                    "household_unplaced", Severity.WARNING, households.ids[row],
                    limit=JOIN_WITHIN_M, **who,
                )
            )  # fmt: skip
        else:
            found.append(
                finding(
                    "household_joined", Severity.NOTE, households.ids[row],
                    number=round(float(metres), 1), limit=JOIN_WITHIN_M,
                    code=communities.code[community_of[row]], **who,
                )
            )  # fmt: skip
    coded = households.community != ""
    wrong = coded & (named >= 0) & (community_of >= 0) & (named != community_of)
    found += [
        finding(
            "community_differs", Severity.WARNING, households.ids[row],
            code=households.community[row], home=communities.code[community_of[row]],
        )
        for row in np.flatnonzero(wrong)
    ]  # fmt: skip
    unknown = np.unique(households.community[coded & (named < 0)].astype(str), return_counts=True)
    found += [
        finding("community_unknown", Severity.WARNING, str(code), number=int(count))
        for code, count in zip(*unknown, strict=True)
    ]
    return tuple(found)
