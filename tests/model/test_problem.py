"""What the solver is asked: a part of it, by itself, in any order."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridgen.model.bands import Band
from gridgen.model.problem import Problem


def lane(n: int, *, centres: list[int] | None = None) -> Problem:
    """Return n houses 10 m apart, each linked to the next with a border of its row's number."""
    c = 1 if centres is None else len(centres)
    return Problem(
        xy=np.stack([np.arange(n) * 10.0, np.zeros(n)], axis=1),
        load=np.arange(n) + 1,
        visits=np.arange(n) + 0.5,
        links=np.array([(u, u + 1) for u in range(n - 1)], np.int32).reshape(-1, 2),
        border=np.arange(n - 1) * 1.0,
        band=Band(1, 9),
        fewest=np.arange(c) + 1,
        most=np.arange(c) + 5,
        locked=np.full(n, -1),
        existing=np.arange(n) // 2,
        centres=None if centres is None else np.array(centres),
    )


@given(order=st.permutations(range(6)), k=st.integers(1, 6))
def test_a_part_has_its_units_in_the_order_asked_for_and_the_links_among_them(
    order: list[int], k: int
) -> None:
    whole, rows = lane(6), np.array(order[:k])

    part = whole.part(rows)

    assert len(part) == k
    assert (part.xy == whole.xy[rows]).all()
    assert part.load.tolist() == (rows + 1).tolist()
    assert part.visits.tolist() == (rows + 0.5).tolist()
    assert part.existing.tolist() == (rows // 2).tolist()
    assert part.links is not None
    pairs = [tuple(sorted(rows[pair].tolist())) for pair in part.links]
    assert pairs == [(u, u + 1) for u in range(5) if {u, u + 1} <= set(rows.tolist())]
    assert part.border.tolist() == [float(u) for u, _ in pairs]


def test_a_part_has_the_centres_in_it_with_their_own_bands() -> None:
    part = lane(6, centres=[5, 0, 3]).part(np.array([3, 4, 5]))

    assert part.centres is not None
    assert part.centres.tolist() == [2, 0]
    assert (part.fewest.tolist(), part.most.tolist()) == ([1, 3], [5, 7])


def test_a_part_of_a_problem_without_links_has_none() -> None:
    whole = lane(3)
    whole = replace(whole, links=None)

    assert whole.part(np.array([0, 2])).links is None


@pytest.mark.parametrize(
    ("locked", "centres", "fixed", "labels"),
    [
        ([-1, -1, -1], None, [False, False, False], []),
        ([7, -1, 7], None, [True, False, True], [7]),
        ([-1, 2, 0], [0], [True, True, True], [0, 2]),
    ],
)
def test_units_of_locked_grids_and_given_centres_are_fixed(
    locked: list[int], centres: list[int] | None, fixed: list[bool], labels: list[int]
) -> None:
    whole = lane(3, centres=centres)
    whole = replace(whole, locked=np.array(locked))

    assert whole.is_fixed.tolist() == fixed
    assert whole.locked_labels.tolist() == labels


@pytest.mark.parametrize(("existing", "is_new"), [([-1, -1], True), ([-1, 0], False)])
def test_a_problem_is_new_where_nobody_is_in_a_grid_yet(existing: list[int], is_new: bool) -> None:
    whole = lane(2)
    whole = replace(whole, existing=np.array(existing))

    assert whole.is_new is is_new
