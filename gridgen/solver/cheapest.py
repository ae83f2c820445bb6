"""The cheapest whole that can be put together from parts of known scores.

Set partitioning (Garfinkel and Nemhauser 1970) over some ten thousand parts, by HiGHS: a relaxation
first, of those that promise most, until none of the others could lower it; what the relaxation then
says of each part tells which ones to choose among.
"""

from __future__ import annotations

import numpy as np
from highspy import HighsVarType, kHighsInf
from numpy.typing import NDArray
from scipy.sparse import csc_matrix

from gridgen.solver.highs import improved, new_highs, partition_model

FIRST = 4_000
"""Parts of which the relaxation is first solved."""

MORE = 1_000
"""Parts that are added to it at once, those that promise most."""

ROUNDS = 40
"""Times that some are added, at most."""

NODES = 200
"""Branches that HiGHS may look at: counted, so that every machine finds the same."""

_TINY = 1e-9
"""Share of the score that counts as nothing."""


def cheapest(
    member: csc_matrix, score: NDArray[np.float64], own: NDArray[np.int64], *, most: int
) -> NDArray[np.int64] | None:
    """Return the columns that make the cheapest whole found, None if that in hand is as cheap.

    Parameters
    ----------
    member
        (r, c) how often each column counts in each row. A whole counts in each row as often as that
        in hand does.
    score
        (c,) what each column costs.
    own
        The columns of the whole in hand.
    most
        Columns among which is chosen, at most.
    """
    in_hand = float(score[own].sum())
    whole = np.asarray(member[:, own].sum(axis=1)).ravel()
    least, dear = _relaxed(member, score, own, whole)
    promising = np.argsort(dear, kind="stable")[:most]
    promising = np.union1d(promising[dear[promising] < in_hand - least], own)
    if in_hand - least <= _TINY * in_hand or len(promising) == len(own):
        return None
    is_own = np.isin(promising, own)
    chosen = promising[_chosen(member[:, promising], score[promising], is_own, whole)]
    is_better = len(chosen) > 0 and score[chosen].sum() <= in_hand * (1 - _TINY)
    return chosen if is_better else None


def _relaxed(
    member: csc_matrix,
    score: NDArray[np.float64],
    own: NDArray[np.int64],
    whole: NDArray[np.float64],
) -> tuple[float, NDArray[np.float64]]:
    """Return the least score of a relaxed whole, and how much dearer each column makes one."""
    # Until something is solved: how much dearer it is than what its rows cost where they are now.
    of_own = member[:, own]
    share = (of_own @ (score[own] / np.diff(of_own.indptr))) / whole
    dear = score - member.T @ share
    taken = np.zeros(len(score), bool)
    taken[np.argsort(dear, kind="stable")[:FIRST]] = True
    taken[own] = True
    highs = new_highs()
    highs.setOptionValue("solver", "ipm")
    highs.passModel(partition_model(member[:, taken], score[taken], whole))
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


def _chosen(
    member: csc_matrix,
    score: NDArray[np.float64],
    in_hand: NDArray[np.bool_],
    whole: NDArray[np.float64],
) -> NDArray[np.int64]:
    """Return the columns that HiGHS chooses, from those in hand on; none if they are wrong."""
    highs = new_highs()
    highs.setOptionValue("mip_max_nodes", NODES)
    model = partition_model(member, score, whole)
    model.integrality_ = [HighsVarType.kInteger] * len(score)
    highs.passModel(model)
    found = np.flatnonzero(improved(highs, score, in_hand.astype(float)) > 0.5)
    # Where no answer was found there are no values, or none that mean anything.
    is_whole = len(found) > 0 and (member[:, found] @ np.ones(len(found)) == whole).all()
    return found if is_whole else np.zeros(0, np.int64)
