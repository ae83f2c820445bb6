"""HiGHS as it is set up here: silent, the same each time, and never worse than it began."""

from __future__ import annotations

import numpy as np
import pytest
from area_towns import town_around
from highspy import HighsLp, HighsVarType, MatrixFormat

from gridgen.solver.freed import divide_anew, places
from gridgen.solver.highs import improved, new_highs

COST = np.array([5.0, 4.0, 3.0])


def at_least_one_of_each_pair() -> HighsLp:
    """Ask for the cheapest of three of which each two hold one that is taken."""
    model = HighsLp()
    model.num_col_, model.num_row_ = 3, 3
    model.col_cost_, model.col_lower_, model.col_upper_ = COST, np.zeros(3), np.ones(3)
    model.row_lower_, model.row_upper_ = np.ones(3), np.full(3, 2.0)
    model.a_matrix_.format_ = MatrixFormat.kRowwise
    model.a_matrix_.start_ = np.array([0, 2, 4, 6])
    model.a_matrix_.index_ = np.array([0, 1, 1, 2, 0, 2])
    model.a_matrix_.value_ = np.ones(6)
    model.integrality_ = [HighsVarType.kInteger] * 3
    return model


@pytest.mark.parametrize("begin", [[1.0, 1.0, 1.0], [1.0, 1.0, 0.0], [0.0, 1.0, 1.0]])
def test_the_best_answer_is_found_from_any_other_and_nothing_is_printed(
    begin: list[float], capfd: pytest.CaptureFixture[str]
) -> None:
    highs = new_highs()
    highs.passModel(at_least_one_of_each_pair())

    found = improved(highs, COST, np.array(begin))

    assert found.tolist() == pytest.approx([0.0, 1.0, 1.0])
    assert capfd.readouterr() == ("", "")


def test_an_answer_that_it_tells_the_cost_of_and_gives_not_is_asked_for_again() -> None:
    # Found by chance: HiGHS 1.16 solved this while it simplified it, and gave back the beginning.
    town, state = town_around(571, 8, 2, linked=True, priced=True)

    anew = divide_anew(places(town, state.centre_of), state.grid_of, [0, 1])

    assert anew.grid_of == [1, 1, 1, 1, 1, 1, 0, 1]
