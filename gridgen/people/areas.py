"""Areas of responsibility: which households answer to whom."""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment, linprog
from scipy.sparse import coo_matrix, vstack
from scipy.spatial import cKDTree
from scipy.spatial.distance import cdist

from gridgen.land.cells import cells
from gridgen.land.outlines import outline
from gridgen.land.placing import served_by
from gridgen.model.arrays import Shapes, Texts
from gridgen.model.bands import Band
from gridgen.model.graphs import pieces
from gridgen.model.ground import Ground
from gridgen.model.households import Presence
from gridgen.model.links import Links
from gridgen.model.people import People, Post
from gridgen.model.plan import Plan
from gridgen.model.polygons import repair
from gridgen.people.match import Metres, Whole, match
from gridgen.people.posts import VACANT, zones_served
from gridgen.rules.levels import Role
from gridgen.solver.assignment import pairings
from gridgen.solver.solve import solve

LARGEST_TRANSPORT = 200_000
"""Households times people up to which a transport is solved exactly."""


def contacts_of(
    plan: Plan, people: People, mine: Whole, links: Links, role: Role
) -> NDArray[np.int32]:
    """Return (n,) the row of the person to whom each household answers, -1 for none."""
    contact_of = np.full(len(plan.township.households), -1, np.int32)
    home = _homes(plan, people.xy[mine], people.community[mine])
    for area in np.unique(home):
        _contacts_in(plan, people, mine[home == area], links, role, contact_of, int(area))
    return contact_of


def _homes(plan: Plan, xy: Metres, said: Texts) -> Whole:
    """Return the community that each serves: who lives in none has the nearest, and is told."""
    home = served_by(xy, said, plan.communities).astype(np.int64)
    far = np.flatnonzero(home < 0)  # `person_outside` in gridgen/checks/people.py
    home[far] = shapely.STRtree(plan.communities.shape).nearest(shapely.points(xy[far]))
    return home


def _contacts_in(
    plan: Plan, people: People, mine: Whole, links: Links, role: Role,
    contact_of: NDArray[np.int32], area: int,
) -> None:  # fmt: skip
    households = plan.township.households
    band = role.households or Band(1, 1)
    _, zone_of = zones_served(plan, role.level)
    rows = np.flatnonzero((plan.community_of == area) & (zone_of >= 0))
    zones = np.unique(zone_of[rows])
    inside = [rows[zone_of[rows] == zone] for zone in zones]
    if not inside:
        return
    load = np.array([households.count[part].sum() for part in inside])
    held = np.array(
        [min(len(part), max(1, n // band.fewest)) for part, n in zip(inside, load, strict=True)]
    )
    needed = np.minimum(np.maximum(1, -(-load // band.most)), held)
    cost = np.stack([cKDTree(households.xy[part]).query(people.xy[mine])[0] for part in inside], 1)
    for part, who in zip(inside, match(cost, fewest=needed, most=held), strict=True):
        if len(who):
            local = np.full(len(households), -1, np.int64)
            local[part] = np.arange(len(part))
            inner = local[links.pairs]
            pairs = inner[(inner >= 0).all(axis=1)].astype(np.int32)
            served = areas_around(
                households.xy[part],
                households.count[part],
                people.xy[mine[who]],
                band,
                pairs=pairs,
            )
            contact_of[part] = mine[who][served]


def areas_around(
    xy: Metres, count: Whole, people: Metres, band: Band, *, pairs: NDArray[np.int32]
) -> Whole:
    """Return (n,) the person, of k, who serves each household row of one zone.

    Each serves between the fewest and the most of `band`, or as near to it as n households for k
    people allow; ways are as short as can be; areas are in one piece over `pairs`, unless only
    areas in pieces were found that keep the numbers.

    Parameters
    ----------
    xy, count
        (n, 2) metres and (n,) households of each row.
    people
        (k, 2) metres, 1 <= k <= n.
    pairs
        (m, 2) rows that are neighbours.
    """
    k, total = len(people), int(count.sum())
    if k == 1:
        return np.zeros(len(xy), np.int64)
    fewest = max(0, min(band.fewest, total // k))
    most = max(band.most, -(-total // k))
    cost = cdist(xy, people) * np.maximum(count, VACANT)[:, None]
    nearest = None
    if cost.size <= LARGEST_TRANSPORT:
        nearest = transport(cost, count, fewest=fewest, most=most)
        if nearest is not None and _in_one_piece(nearest, pairs, k):
            return nearest
    served, is_inside = _around(xy, count, people, (max(1, fewest), most), pairs)
    # The numbers are the rule; to be in one piece is asked where both can be had.
    return served if is_inside or nearest is None else nearest


def transport(cost: Metres, count: Whole, *, fewest: int, most: int) -> Whole | None:
    """Return (n,) the column that serves each row at the least cost, `fewest` to `most` each.

    `cost` (n, k). Exact: rows of one household each make the matrix totally unimodular, so that the
    linear program has whole answers. None where rows of several households leave no whole answer,
    or none at all.
    """
    n, k = cost.shape
    each, load = pairings(count, k)
    found = linprog(
        cost.ravel(), A_eq=each, b_eq=np.ones(n), A_ub=vstack([load, -load]),
        b_ub=np.repeat([float(most), -float(fewest)], k), bounds=(0, 1), method="highs",
    )  # fmt: skip
    if found.x is None:
        return None
    share = found.x.reshape(n, k)
    is_whole = bool((share.max(axis=1) > 1 - 1e-6).all())
    return np.asarray(share.argmax(axis=1), np.int64) if is_whole else None


def _in_one_piece(served: Whole, pairs: NDArray[np.int32], k: int) -> bool:
    same = pairs[served[pairs[:, 0]] == served[pairs[:, 1]]]
    return int(pieces(len(served), same).max(initial=-1)) + 1 == len(np.unique(served)) == k


def _around(
    xy: Metres, count: Whole, people: Metres, limits: tuple[int, int], pairs: NDArray[np.int32]
) -> tuple[Whole, bool]:
    """Let the solver draw an area around the household row nearest to each person.

    Also say whether all are inside the limits.

    That row stands where the person does, so that ways are measured from there.
    """
    person, anchor = linear_sum_assignment(cdist(people, xy))
    place = xy.copy()
    place[anchor] = people[person]
    for effort in ("balanced", "best"):
        solution = solve(
            place, count, fewest=limits[0], most=limits[1], visits=np.maximum(count, VACANT),
            links=_joined(xy, pairs), centres=anchor, effort=effort,
        )  # fmt: skip
        if not solution.breaches:
            break
    return np.asarray(person[solution.grid_of], np.int64), not solution.breaches


def _joined(xy: Metres, pairs: NDArray[np.int32]) -> NDArray[np.int32]:
    """Return the links of one zone, its pieces joined where they come nearest to the first."""
    piece_of = pieces(len(xy), pairs)
    tree = cKDTree(xy[piece_of == 0])
    first = np.flatnonzero(piece_of == 0)
    bridges = []
    for piece in range(1, int(piece_of.max()) + 1):
        rows = np.flatnonzero(piece_of == piece)
        apart, near = tree.query(xy[rows])
        at = int(np.argmin(apart))
        bridges.append([first[near[at]], rows[at]])
    return np.concatenate([pairs, np.array(bridges, np.int32).reshape(-1, 2)])


def contact_posts(
    plan: Plan, people: People, contact_of: NDArray[np.int32], role: Role
) -> list[Post]:
    """Return a post for each person with an area in a zone, and a vacant one where nobody has."""
    households = plan.township.households
    code, zone_of = zones_served(plan, role.level)
    posts: list[Post] = []
    for zone in np.unique(zone_of[zone_of >= 0]):
        rows = np.flatnonzero(zone_of == zone)
        who = np.unique(contact_of[rows])
        for person in who[who >= 0]:
            mine = rows[contact_of[rows] == person]
            weight = households.count[mine] + VACANT
            way = np.hypot(*(households.xy[mine] - people.xy[person]).T)
            metres = round(float(np.average(way, weights=weight)), 1)
            share = int(households.count[mine].sum())
            posts.append(Post(role.name, role.level, str(code[zone]), str(people.ids[person]),
                              share, metres))  # fmt: skip
        needed = max(
            1,
            -(-int(households.count[rows].sum()) // (role.households or Band(1, 1)).most),
        )
        vacant = Post(role.name, role.level, str(code[zone]), "", 0, 0.0)
        posts += [vacant] * (needed - int((who >= 0).sum()))
    return posts


def draw_areas(plan: Plan, contact_of: NDArray[np.int32], level: str, area: Shapes) -> None:
    """Draw the areas of one role into `area` (p,): those of a zone tile it."""
    households = plan.township.households
    _, zone_of = zones_served(plan, level)
    shapes = repair(plan.communities.shape if level == "communities" else plan.level(level).polygon)
    inside = (contact_of >= 0) & (plan.presence == Presence.PLACED)
    for zone in np.unique(zone_of[inside]):
        rows = np.flatnonzero(inside & (zone_of == zone))
        shape = shapes[zone]
        rows = rows[shapely.intersects_xy(shape, households.xy[rows])]
        if len(rows) == 0:
            continue
        ground = Ground(shape)
        drawing = cells(households.xy[rows], ground)
        person_of = _of_places(drawing.place_of, contact_of[rows], households.count[rows])
        who, local = np.unique(person_of, return_inverse=True)
        area[who] = outline(drawing, ground, {"areas": local.astype(np.int32)})["areas"]


def _of_places(
    place_of: NDArray[np.int32], person: NDArray[np.int32], count: Whole
) -> NDArray[np.int64]:
    """Return (p,) the person who serves most households at each place."""
    shape = (int(place_of.max()) + 1, int(person.max()) + 1)
    load = coo_matrix((count + VACANT, (place_of, person)), shape=shape).tocsr()
    return np.asarray(load.argmax(axis=1), np.int64).reshape(-1)
