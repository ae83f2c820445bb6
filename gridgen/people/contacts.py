"""Contact persons: which households answer to whom, inside each zone."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment, linprog
from scipy.sparse import vstack
from scipy.spatial import cKDTree
from scipy.spatial.distance import cdist

from gridgen.land.placing import served_by
from gridgen.model.arrays import Texts
from gridgen.model.bands import Band
from gridgen.model.graphs import pieces
from gridgen.model.links import Links
from gridgen.model.plan import Plan
from gridgen.people.match import Metres, Whole, match
from gridgen.people.serving import VACANT, Serving
from gridgen.solver.assignment import pairings
from gridgen.solver.solve import solve

LARGEST_TRANSPORT = 200_000
"""Households times people up to which a transport is solved exactly."""

WHOLE_SHARE = 1 - 1e-6
"""From what share on the linear program has given a row to one person."""


def contacts_of(serving: Serving, links: Links) -> NDArray[np.int32]:
    """Return (n,) the row of the person to whom each household answers, -1 for none."""
    plan, people, mine = serving.plan, serving.people, serving.mine
    households = plan.township.households
    contact_of = np.full(len(households), -1, np.int32)
    home = _homes(plan, people.xy[mine], people.community[mine])
    for community in np.unique(home):
        for rows, who in _shared_out(serving, mine[home == community], int(community)):
            # Numbers of the rows inside this zone alone, so that its links can be counted from 0.
            local = np.full(len(households), -1, np.int64)
            local[rows] = np.arange(len(rows))
            inner = local[links.pairs]
            served = areas_around(
                households.xy[rows],
                households.count[rows],
                people.xy[who],
                serving.role.households or Band(1, 1),
                pairs=inner[(inner >= 0).all(axis=1)].astype(np.int32),
            )
            contact_of[rows] = who[served]
    return contact_of


def _homes(plan: Plan, xy: Metres, said: Texts) -> Whole:
    """Return the community that each serves: who lives in none has the nearest, and is told."""
    home = served_by(xy, said, plan.communities).astype(np.int64)
    far = np.flatnonzero(home < 0)  # `person_outside` in gridgen/checks/people.py
    home[far] = shapely.STRtree(plan.communities.shape).nearest(shapely.points(xy[far]))
    return home


def _shared_out(serving: Serving, near: Whole, community: int) -> Iterator[tuple[Whole, Whole]]:
    """Give the households of each zone of a community that has somebody, and the people it has.

    `near` are the people of the community: each zone gets as many as its households need, as far as
    there are so many, and those who live nearest.
    """
    plan, zone_of = serving.plan, serving.zone_of
    households, band = plan.township.households, serving.role.households or Band(1, 1)
    rows = np.flatnonzero((plan.community_of == community) & (zone_of >= 0))
    inside = [rows[zone_of[rows] == zone] for zone in np.unique(zone_of[rows])]
    if not inside:
        return
    load = np.array([households.count[part].sum() for part in inside])
    # Never more people than rows: each of them is to have one.
    held = np.array(
        [min(len(part), max(1, n // band.fewest)) for part, n in zip(inside, load, strict=True)]
    )
    needed = np.minimum(np.maximum(1, -(-load // band.most)), held)
    xy = serving.people.xy[near]
    cost = np.stack([cKDTree(households.xy[part]).query(xy)[0] for part in inside], 1)
    for part, who in zip(inside, match(cost, fewest=needed, most=held), strict=True):
        if len(who):
            yield part, near[who]


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
    band
        The fewest and the most households that one should serve.
    pairs
        (m, 2) rows that are neighbours.
    """
    k, total = len(people), int(count.sum())
    if k == 1:
        return np.zeros(len(xy), np.int64)
    # What k people can keep to: where they are too many or too few, the even share.
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
    """Return (n,) the column that serves each row at the least cost; None where none is whole.

    Exact: rows of one household each make the matrix totally unimodular, so that the linear program
    has whole answers (Hoffman and Kruskal 1956). Rows of several may leave no whole answer, or none
    at all.

    Parameters
    ----------
    cost
        (n, k) of each row with each column.
    count
        (n,) households of each row.
    fewest, most
        Households of each column, both included.
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
    is_whole = bool((share.max(axis=1) > WHOLE_SHARE).all())
    return np.asarray(share.argmax(axis=1), np.int64) if is_whole else None


def _in_one_piece(served: Whole, pairs: NDArray[np.int32], k: int) -> bool:
    same = pairs[served[pairs[:, 0]] == served[pairs[:, 1]]]
    return int(pieces(len(served), same).max(initial=-1)) + 1 == len(np.unique(served)) == k


def _around(
    xy: Metres, count: Whole, people: Metres, limits: tuple[int, int], pairs: NDArray[np.int32]
) -> tuple[Whole, bool]:
    """Return (n,) whom the solver gives each row to, and whether all keep the limits.

    The household row nearest to each person stands where the person does, so that ways are measured
    from there.
    """
    person, anchor = linear_sum_assignment(cdist(people, xy))
    place = xy.copy()
    place[anchor] = people[person]
    # A zone is small: the longer search costs little, and is asked for only where it is needed.
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
