"""The cheapest whole division that can be put together from areas that were met.

Set partitioning (Garfinkel and Nemhauser 1970) over some ten thousand areas, by HiGHS: a relaxation
first, of those that promise most, until none of the others could lower it; what the relaxation then
says of each area tells which ones to choose among.
"""

from __future__ import annotations

import numpy as np
from highspy import HighsLp, HighsVarType, MatrixFormat, kHighsInf
from numpy.typing import NDArray
from scipy.sparse import csc_matrix

from gridgen.solver.highs import improved, new_highs
from gridgen.solver.kernels.anneal import Met

FIRST = 4_000
"""Areas of which the relaxation is first solved."""

MORE = 1_000
"""Areas that are added to it at once, those that promise most."""

ROUNDS = 40
"""Times that some are added, at most."""

NODES = 200
"""Branches that HiGHS may look at: counted, so that every machine finds the same."""

_TINY = 1e-9
"""Share of the score that counts as nothing."""


def put_together(
    met: Met, centre_of: NDArray[np.int32], own: NDArray[np.int64], *, most: int
) -> NDArray[np.int32] | None:
    """Return (n,) the cheapest division found of areas that were met, None if none is cheaper.

    Parameters
    ----------
    met
        The areas met, those of the division in hand among them.
    centre_of
        (k,) the unit at the centre of each area.
    own
        (k,) the rows of the areas of that division.
    most
        Areas among which is chosen, at most.
    """
    n, count = len(met.code) - len(centre_of), int(met.end[-1])
    end = met.end[: count + 1]
    member = csc_matrix((np.ones(end[-1]), met.units[: end[-1]], end), shape=(n, count))
    score = met.score[:count]
    in_hand = float(score[own].sum())
    least, dear = _relaxed(member, score, own)
    promising = np.argsort(dear, kind="stable")[:most]
    promising = np.union1d(promising[dear[promising] < in_hand - least], own)
    chosen = promising[_chosen(member[:, promising], score[promising], np.isin(promising, own))]
    if len(chosen) == 0 or score[chosen].sum() > in_hand * (1 - _TINY):
        return None
    number_of = np.full(n, -1, np.int32)
    number_of[centre_of] = np.arange(len(centre_of))
    grid_of = np.empty(n, np.int32)
    for row in chosen:
        units = met.units[end[row] : end[row + 1]]
        grid_of[units] = number_of[units].max()  # an area holds one centre, its own
    return grid_of


def _relaxed(
    member: csc_matrix, score: NDArray[np.float64], own: NDArray[np.int64]
) -> tuple[float, NDArray[np.float64]]:
    """Return the least score of a relaxed division, and how much dearer each area makes one."""
    # Until something is solved: how much dearer it is than what its units cost where they are now.
    of_own = member[:, own]
    share = of_own @ (score[own] / np.diff(of_own.indptr))
    dear = score - member.T @ share
    taken = np.zeros(len(score), bool)
    taken[np.argsort(dear, kind="stable")[:FIRST]] = True
    taken[own] = True
    highs = new_highs()
    highs.setOptionValue("solver", "ipm")
    highs.passModel(_model(member[:, taken], score[taken]))
    highs.run()
    # By interior points at first, since a simplex takes long from nothing; then from there.
    highs.setOptionValue("solver", "simplex")
    for _ in range(ROUNDS):
        dear = score - member.T @ np.array(highs.getSolution().row_dual)
        better = np.flatnonzero((dear < -_TINY * score[own].sum()) & ~taken)
        if len(better) == 0:
            break
        better = better[np.argsort(dear[better], kind="stable")[:MORE]]
        taken[better] = True
        new = member[:, better]
        highs.addCols(
            len(better), score[better], np.zeros(len(better)), np.full(len(better), kHighsInf),
            new.nnz, new.indptr[:-1], new.indices, new.data,
        )  # fmt: skip
        highs.run()
    return float(highs.getInfo().objective_function_value), dear


def _model(member: csc_matrix, score: NDArray[np.float64]) -> HighsLp:
    """Ask for the areas of least score that hold each unit once."""
    model = HighsLp()
    model.num_row_, model.num_col_ = member.shape
    model.col_cost_ = score
    model.col_lower_ = np.zeros(len(score))
    model.col_upper_ = np.full(len(score), kHighsInf)
    model.row_lower_ = model.row_upper_ = np.ones(member.shape[0])
    model.a_matrix_.format_ = MatrixFormat.kColwise
    model.a_matrix_.start_ = member.indptr
    model.a_matrix_.index_ = member.indices
    model.a_matrix_.value_ = member.data
    return model


def _chosen(
    member: csc_matrix, score: NDArray[np.float64], in_hand: NDArray[np.bool_]
) -> NDArray[np.int64]:
    """Return the areas that HiGHS chooses, beginning from those in hand; none if they are wrong."""
    highs = new_highs()
    highs.setOptionValue("mip_max_nodes", NODES)
    model = _model(member, score)
    model.integrality_ = [HighsVarType.kInteger] * len(score)
    highs.passModel(model)
    found = np.flatnonzero(improved(highs, score, in_hand.astype(float)) > 0.5)
    # Where no answer was found there are no values, or none that mean anything.
    is_whole = len(found) > 0 and (member[:, found] @ np.ones(len(found)) == 1.0).all()
    return found if is_whole else np.zeros(0, np.int64)
