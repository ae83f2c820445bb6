"""HiGHS, set up so that the same question gets the same answer, and says nothing meanwhile."""

from __future__ import annotations

# Not `highspy.Highs`, which is the same with callbacks: when it is made it greets on standard
# output, where the answers of commands go.
import numpy as np
from highspy import HighsLp, HighsSolution, MatrixFormat, SolutionStatus, kHighsInf
from highspy._core import _Highs
from numpy.typing import NDArray
from scipy.sparse import csc_matrix


def new_highs() -> _Highs:
    """Return a solver on one thread, with no limit of time, that stops at nothing but the best."""
    highs = _Highs()
    for name, value in {
        "output_flag": False,
        "threads": 1,
        "random_seed": 0,
        "mip_rel_gap": 0.0,
        "mip_abs_gap": 1e-6,
    }.items():
        highs.setOptionValue(name, value)
    return highs


def partition_model(
    member: csc_matrix, score: NDArray[np.float64], whole: NDArray[np.float64]
) -> HighsLp:
    """Ask for the columns of least score that count in each row as often as a whole does.

    Parameters
    ----------
    member
        (r, c) how often each column counts in each row.
    score
        (c,) what a column costs.
    whole
        (r,) how often they count in all.
    """
    model = HighsLp()
    model.num_row_, model.num_col_ = member.shape
    model.col_cost_ = score
    model.col_lower_ = np.zeros(len(score))
    model.col_upper_ = np.full(len(score), kHighsInf)
    model.row_lower_ = model.row_upper_ = whole
    model.a_matrix_.format_ = MatrixFormat.kColwise
    model.a_matrix_.start_ = member.indptr
    model.a_matrix_.index_ = member.indices
    model.a_matrix_.value_ = member.data
    return model


def improved(
    highs: _Highs, cost: NDArray[np.float64], begin: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the values of the best answer that HiGHS finds, beginning from one that is known.

    Parameters
    ----------
    highs
        With a model of c columns passed to it.
    cost
        (c,) what each column costs.
    begin
        (c,) values of the answer in hand.
    """
    solution = HighsSolution()
    solution.col_value = begin.tolist()
    highs.setSolution(solution)
    highs.run()
    values = np.array(highs.getSolution().col_value)
    claimed = highs.getInfo().objective_function_value
    # Where HiGHS 1.16 solves the whole while it simplifies it, it tells the least cost and yet
    # gives back the answer that it began from: then it must begin from nothing.
    if len(values) and values @ cost > claimed + 1e-7 * abs(claimed):
        highs.clearSolver()
        highs.run()
        values = np.array(highs.getSolution().col_value)
    # Where all branches that it may look at lead to none, it gives back values between numbers.
    is_answer = highs.getInfo().primal_solution_status == SolutionStatus.kSolutionStatusFeasible
    return values if is_answer else begin.copy()
