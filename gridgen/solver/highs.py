"""HiGHS, set up so that the same question gets the same answer, and says nothing meanwhile."""

from __future__ import annotations

# Not `highspy.Highs`, which is the same with callbacks: when it is made it greets on standard
# output, where the answers of commands go.
import numpy as np
from highspy import HighsSolution, SolutionStatus
from highspy._core import _Highs
from numpy.typing import NDArray


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
