"""Points -> communities: in which one each lies, with the code of a household as a witness."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

import numpy as np
import shapely
from numpy.typing import NDArray

from gridgen.model.arrays import Shapes, Texts
from gridgen.model.communities import Communities, short_name
from gridgen.model.findings import Finding, Severity, finding
from gridgen.model.households import Households, Presence
from gridgen.model.polygons import first_of, hits

JOIN_WITHIN_M = 50.0
"""A point outside every boundary lies in the nearest community within this distance."""

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
    speaks against the place is a finding. One without a place belongs to the one its code names.
    """
    named = named_rows(households.community, communities)
    community_of, is_joined = home_of(households.xy, named, communities.shape)
    # Whoever has no place is where they say; the stand-in decides nothing.
    is_said = (households.standing == Presence.VIRTUAL) & (named >= 0)
    community_of[is_said], is_joined[is_said] = named[is_said], False
    points = shapely.points(households.xy[is_joined])
    spot = households.xy.copy()
    spot[is_joined] = _step_inside(points, communities.shape[community_of[is_joined]])
    presence = np.full(len(households), str(Presence.PLACED), object)
    presence[community_of < 0] = str(Presence.UNPLACED)
    presence[is_joined] = str(Presence.JOINED)
    findings = _findings(households, communities, community_of, presence, named)
    return Placing(community_of, presence, spot, findings)


def home_of(
    xy: NDArray[np.float64], named: NDArray[np.int32], shapes: Shapes
) -> tuple[NDArray[np.int32], NDArray[np.bool_]]:
    """Return the community in which each point lies: households, centres and people alike.

    That is the one whose boundary holds it; on a shared border the one that is named, else the
    first. Outside every boundary it is the one that is named, else the nearest, else the first of
    those within 50 m. Beyond, a point is unplaced, and whoever asks tells of it.

    Parameters
    ----------
    xy
        (n, 2) metres, finite.
    named
        (n,) the community that each names, -1 for none: a witness, which decides nothing else.
    shapes
        (c,) valid polygons in the same CRS; none missing.

    Returns
    -------
    (n,) rows of `shapes`, -1 for unplaced; and (n,) which lie outside of all and joined one.
    """
    row, home = hits(shapes, xy)
    community_of = first_of(row, home, len(xy))
    is_named = named[row] == home
    community_of[row[is_named]] = home[is_named]
    outside = np.flatnonzero(community_of < 0)
    points = shapely.points(xy[outside])
    row, near = shapely.STRtree(shapes).query(points, predicate="dwithin", distance=JOIN_WITHIN_M)
    apart = shapely.distance(points[row], shapes[near])
    # The last key sorts first: by point, then the named one, the nearest, the first.
    order = np.lexsort((near, apart, named[outside[row]] != near, row))
    first = order[np.unique(row[order], return_index=True)[1]]
    community_of[outside[row[first]]] = near[first]
    is_joined = np.zeros(len(xy), bool)
    is_joined[outside[row[first]]] = True
    return community_of, is_joined


def served_by(xy: NDArray[np.float64], code: Texts, communities: Communities) -> NDArray[np.int32]:
    """Return (n,) the community that each centre or person serves, -1 for none.

    It is the one whose code is given, wherever they stand: unlike the code of a household, which
    its place overrules, it says whom to serve. Without a code it is the one in which they lie.

    Parameters
    ----------
    xy
        (n, 2) metres, finite.
    code
        (n,) of a community; "" for none. One that no community has counts as none.
    communities
        In the same CRS.
    """
    named = named_rows(code, communities)
    nobody = np.full(len(xy), -1, np.int32)
    return np.where(named >= 0, named, home_of(xy, nobody, communities.shape)[0])


def named_rows(code: Texts, communities: Communities) -> NDArray[np.int32]:
    """Return (n,) the row of the community of each code or name, -1 where none has it."""
    return rows_called(code, communities.code, communities.name)


def rows_called(said: Texts, codes: Texts, names: Texts) -> NDArray[np.int32]:
    """Return (n,) the row that each text calls by code, or by a name that it alone has; else -1.

    上塘村 and 上塘村委会 are one name.

    Parameters
    ----------
    said
        (n,) as households and people have it.
    codes, names
        (c,) of the communities.
    """
    row_of: dict[str, int] = {}
    short = [short_name(name) for name in names]
    for called in (short, names):  # what is said in full goes before
        times = Counter(called)
        row_of |= {name: row for row, name in enumerate(called) if name and times[name] == 1}
    row_of |= {code: row for row, code in enumerate(codes)}
    row_for = {one: row_of.get(one, row_of.get(short_name(one), -1)) for one in set(said)}
    return np.array([row_for[one] for one in said], np.int32)


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
    found += _without_boundary(households.community, coded & (named < 0), community_of < 0)
    return tuple(found)


def _without_boundary(
    said: Texts, is_unknown: NDArray[np.bool_], is_outside: NDArray[np.bool_]
) -> list[Finding]:
    """Return a finding for each community that rows name and that has no boundary."""
    codes, at = np.unique(said[is_unknown].astype(str), return_inverse=True)
    number = np.bincount(at, minlength=len(codes))
    outside = np.bincount(at, weights=is_outside[is_unknown], minlength=len(codes)).astype(int)
    return [
        finding("community_without_boundary", Severity.WARNING, code, number=int(away),
                total=int(rows))
        if 2 * away > rows
        else finding("community_unknown", Severity.WARNING, code, number=int(rows))
        for code, rows, away in zip(codes.tolist(), number, outside, strict=True)
    ]  # fmt: skip
