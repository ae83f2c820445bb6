"""Zones around given centres, exactly: the least metres of all, or a proof that none fits.

Which centre serves whom is a generalised assignment (Ross and Soland 1975), solved by HiGHS. One
piece is asked for only where an answer breaks it: a part cut off from its centre may stay only with
one of the units between them (lazy a,b-separators: Oehrlein and Haunert 2017).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import coo_matrix, csr_matrix, vstack

from gridgen.model.graphs import neighbours, pieces

MOST_PAIRS = 400
"""Units times centres up to which this is tried: a villager group of 60 with 6 contact persons.

With 2,000, forty people at one place took HiGHS minutes before its first branch."""

ROUNDS = 6
"""Answers looked at before it is given up; nearly always the first or second holds together."""

NODES = 20
"""Branches that HiGHS may look at for one answer: counted, so that every machine finds the same."""

INFEASIBLE = 2
"""What HiGHS answers where nothing satisfies what is asked."""


@dataclass(frozen=True, slots=True, eq=False)
class Assignment:
    """n units, c given centres among them: `cost` (n, c) metres of each unit with each centre."""

    cost: NDArray[np.float64]
    load: NDArray[np.int64]
    links: NDArray[np.int32] | None
    centres: NDArray[np.int64]
    fewest: NDArray[np.int64]
    most: NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Transport:
    """Units shared out among centres, where they may be cut.

    Attributes
    ----------
    metres
        What it costs.
    shares
        (n, c) how much of each unit goes to each centre.
    prices
        (n,) what one more of each unit would cost.
    more
        (n, c) how much more it would cost at least to send a unit to a centre; infinite where it
        may not go.
    """

    metres: float
    shares: NDArray[np.float64]
    prices: NDArray[np.float64]
    more: NDArray[np.float64]


def divide_around(ask: Assignment) -> tuple[NDArray[np.int32] | None, bool]:
    """Return (n,) the centre of each unit with the least cost, and whether none can be.

    None where no division is in the band, or where it was too much work.
    """
    n, c = ask.cost.shape
    if n * c > MOST_PAIRS:
        return None, False
    start, near = neighbours(n, np.zeros((0, 2), np.int32) if ask.links is None else ask.links)
    once, size = pairings(ask.load, c)
    asked = [LinearConstraint(once, 1, 1), LinearConstraint(size, ask.fewest, ask.most)]
    # Who stands at a centre belongs to it, whatever the metres: two centres may stand at one point.
    lower = np.zeros(n * c)
    lower[ask.centres * c + np.arange(c)] = 1.0
    options = {"node_limit": NODES, "mip_rel_gap": 0.0}
    for _ in range(ROUNDS):
        found = milp(
            ask.cost.ravel(), constraints=asked, bounds=Bounds(lower, 1.0),
            integrality=np.ones(n * c), options=options,
        )  # fmt: skip
        if found.status != 0:
            return None, found.status == INFEASIBLE
        with_centre = found.x.reshape(n, c).argmax(axis=1).astype(np.int32)
        cuts = [] if ask.links is None else _cuts(ask, ask.links, with_centre, start, near)
        if not cuts:
            return with_centre, False
        # Cuts only take answers away, so that the next one is again the least of those left.
        asked.append(_at_most_zero(cuts, n * c))
    return None, False


def least_cost(ask: Assignment) -> float:
    """Return a cost below which no division into the bands is, -inf where none is known.

    Units may be cut there and areas in pieces. Of equal loads no unit need be cut (a transport
    problem), and what is in one piece already is then nearly always as good.
    """
    found = transported(ask)
    return -np.inf if found is None else found.metres


def shared_out(ask: Assignment) -> NDArray[np.int32] | None:
    """Return (n,) the centre of each unit with the least cost, in whatever pieces; None where none
    can be.

    A unit that would best be cut goes where most of it would be, though its area be too full then.
    """
    found = transported(ask)
    return None if found is None else found.shares.argmax(axis=1).astype(np.int32)


def transported(ask: Assignment, may: NDArray[np.bool_] | None = None) -> Transport | None:
    """Return how all units are shared out at the least cost where they may be cut, in whatever
    pieces; None where none can be.

    Parameters
    ----------
    ask
        n units and c centres; its links do not count.
    may
        (n, c) which units may go to which centre; all to all if not given. A centre goes to itself
        alone.
    """
    n, c = ask.cost.shape
    allowed = np.ones((n, c), np.bool_) if may is None else may.copy()
    allowed[ask.centres] = False
    allowed[ask.centres, np.arange(c)] = True
    pairs = np.flatnonzero(allowed)
    once, size = (each[:, pairs] for each in pairings(ask.load, c))
    sides = vstack([size, -size])
    found = linprog(
        ask.cost.ravel()[pairs], A_ub=sides, b_ub=np.concatenate([ask.most, -ask.fewest]),
        A_eq=once, b_eq=np.ones(n), bounds=(0.0, 1.0),
    )  # fmt: skip
    if found.status != 0:
        return None
    prices = found.eqlin.marginals
    shares, more = np.zeros(n * c), np.full(n * c, np.inf)
    shares[pairs] = found.x
    dearer = ask.cost.ravel()[pairs] - once.T @ prices - sides.T @ found.ineqlin.marginals
    more[pairs] = np.maximum(dearer, 0.0)
    return Transport(float(found.fun), shares.reshape(n, c), prices, more.reshape(n, c))


def pairings(load: NDArray[np.int64], c: int) -> tuple[csr_matrix, csr_matrix]:
    """Return (n, n c) the pairs of each unit with a centre, and (c, n c) what each brings there.

    A pair is unit times c and centre.
    """
    pair = np.arange(len(load) * c)
    unit, centre = np.divmod(pair, c)
    once = csr_matrix((np.ones(len(pair)), (unit, pair)))
    size = csr_matrix((load[unit].astype(np.float64), (centre, pair)))
    return once, size


def _cuts(
    ask: Assignment,
    links: NDArray[np.int32],
    with_centre: NDArray[np.int32],
    start: NDArray[np.int32],
    near: NDArray[np.int32],
) -> list[tuple[int, list[int]]]:
    """Return for each unit cut off from its centre its pair, and the pairs of those in between."""
    c = len(ask.centres)
    inner = links[with_centre[links[:, 0]] == with_centre[links[:, 1]]]
    piece_of = pieces(len(with_centre), inner)
    cuts = []
    # A piece that holds no centre at all is cut off from its own.
    for piece in np.setdiff1d(piece_of, piece_of[ask.centres]):
        members = np.flatnonzero(piece_of == piece)
        g = int(with_centre[members[0]])
        edge = {int(v) for u in members for v in near[start[u] : start[u + 1]]} - {*members}
        between = met_first(
            int(ask.centres[g]), edge, lambda u: near[start[u] : start[u + 1]].tolist()
        )
        cuts += [(int(u) * c + g, [v * c + g for v in between]) for u in members]
    return cuts


def met_first(centre: int, edge: set[int], beside: Callable[[int], Iterable[int]]) -> list[int]:
    """Return the units of an edge that a walk from a centre meets first, ascending.

    Parameters
    ----------
    centre, edge
        Units.
    beside
        Gives those to which one may walk from a unit.
    """
    seen, waiting = {centre}, [centre]
    while waiting:
        u = waiting.pop()
        # Not beyond: a unit of the edge that is met only through another one separates nothing.
        if u in edge:
            continue
        for v in beside(u):
            if v not in seen:
                seen.add(v)
                waiting.append(v)
    return sorted(seen & edge)


def _at_most_zero(cuts: list[tuple[int, list[int]]], pairs: int) -> LinearConstraint:
    """Ask that who is cut off stays with its centre only if one of those in between does."""
    row = np.concatenate([np.full(1 + len(between), i) for i, (_, between) in enumerate(cuts)])
    column = np.concatenate([[pair, *between] for pair, between in cuts])
    sign = np.concatenate([[1.0, *[-1.0] * len(between)] for _, between in cuts])
    lhs = coo_matrix((sign, (row, column)), shape=(len(cuts), pairs)).tocsr()
    return LinearConstraint(lhs, -np.inf, 0.0)
