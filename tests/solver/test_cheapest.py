"""The cheapest whole of columns, against going through all choices."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csc_matrix

from gridgen.solver.cheapest import cheapest


def drawn(seed: int, columns: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return which of 7 rows each column counts in, and a row of ones; scores; the whole in hand.

    The first three columns are in hand.
    """
    rng = np.random.default_rng(seed)
    member = (rng.random((8, 3 + columns)) < 0.4).astype(float)
    member[:, :3] = np.eye(3)[[0, 0, 1, 1, 1, 2, 2, 0]]
    member[7] = 1.0
    # Without columns that hold nothing: there is none such.
    member[0, member[:7].sum(axis=0) == 0] = 1.0
    return member, rng.uniform(1, 10, 3 + columns), np.arange(3)


@given(seed=st.integers(0, 10**6), columns=st.integers(0, 14))
def test_no_whole_is_cheaper(seed: int, columns: int) -> None:
    member, score, own = drawn(seed, columns)
    whole = member[:, own].sum(axis=1)
    least = min(
        score[list(some)].sum()
        for some in combinations(range(len(score)), 3)
        if (member[:, list(some)].sum(axis=1) == whole).all()
    )

    found = cheapest(csc_matrix(member), score, own, most=50)

    if found is None:
        assert score[own].sum() == pytest.approx(least)
    else:
        assert (member[:, found].sum(axis=1) == whole).all()
        assert score[found].sum() == pytest.approx(least)
        assert least < score[own].sum()


def test_nothing_is_chosen_where_too_few_columns_are_looked_at() -> None:
    member = csc_matrix(np.array([[1.0, 0, 1, 0], [0, 1, 0, 1]]))
    score = np.array([3.0, 3.0, 2.0, 2.0])

    assert cheapest(member, score, np.array([0, 1]), most=0) is None
    assert cheapest(member, score, np.array([0, 1]), most=4).tolist() == [2, 3]
