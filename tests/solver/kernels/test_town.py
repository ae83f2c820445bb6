"""A division in progress as it begins, and chance."""

from __future__ import annotations

import numpy as np
import pytest

from gridgen.solver.kernels.town import below, new_state


def test_the_same_word_gives_the_same_random_numbers_within_the_limit() -> None:
    one, two = new_state(3, 1, 5), new_state(3, 1, 5)

    numbers = [below(one, 7) for _ in range(300)]

    assert numbers == [below(two, 7) for _ in range(300)]
    assert set(numbers) == set(range(7))


@pytest.mark.parametrize(("one", "two"), [(0, 1), (1, 2), (7, 8)])
def test_seeds_that_follow_each_other_give_other_numbers(one: int, two: int) -> None:
    states = new_state(3, 1, one), new_state(3, 1, two)

    numbers = [[below(state, 1000) for _ in range(20)] for state in states]

    assert sum(a == b for a, b in zip(*numbers, strict=True)) <= 2


def test_numbers_below_a_limit_come_about_as_often_as_each_other() -> None:
    state = new_state(3, 1, 5)

    times = np.bincount([below(state, 6) for _ in range(6000)], minlength=6)

    assert ((times > 850) & (times < 1150)).all()
