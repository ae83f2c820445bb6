"""Which zones touch, worked out once and kept up with."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from maps.ink.colours import kept_rows
from maps.ink.touching import TOUCH_M, Touching, touching


def squares(*corners: tuple[float, float]) -> np.ndarray:
    return np.array([shapely.box(x, y, x + 1, y + 1) for x, y in corners], object)


def in_a_row(number: int) -> np.ndarray:
    return squares(*((k, 0) for k in range(number)))


@pytest.mark.parametrize(("gap", "pairs"), [(0, [[0, 1]]), (TOUCH_M, [[0, 1]]), (0.6, [])])
def test_zones_touch_across_a_hairline_and_not_across_more(
    gap: float, pairs: list[list[int]]
) -> None:
    assert touching(squares((0, 0), (1 + gap, 0))).pairs.tolist() == pairs


def test_zones_without_a_shape_touch_nothing() -> None:
    shapes = np.array([*in_a_row(2), None, shapely.Polygon()], object)

    found = touching(shapes)

    assert found.neighbours == [{1}, {0}, set(), set()]
    assert touching(np.empty(0, object)).pairs.shape == (0, 2)


@pytest.mark.parametrize("seed", range(20))
def test_after_an_edit_the_pairs_are_those_that_are_found_from_scratch(seed: int) -> None:
    rng = np.random.default_rng(seed)
    first = squares(*((x, y) for y in range(6) for x in range(6)))
    kept = first[np.sort(rng.choice(36, 30, replace=False))]
    now = np.concatenate([kept, squares(*rng.uniform(0, 6, (4, 2)).tolist())])
    now = now[rng.permutation(len(now))]

    found = touching(now, touching(first))

    assert found.pairs.tolist() == touching(now).pairs.tolist()


def beside(*pairs: tuple[int, int], number: int) -> Touching:
    return Touching(np.full(number, None, object), np.array(pairs, np.int64).reshape(-1, 2))


def test_zones_keep_the_colours_that_they_had() -> None:
    row = beside((0, 1), (1, 2), number=3)

    assert kept_rows(row, np.array([3, 0, 3])).tolist() == [3, 0, 3]


def test_of_two_that_touch_in_one_colour_the_later_gives_way() -> None:
    row = beside((0, 1), (1, 2), number=3)

    assert kept_rows(row, np.array([0, 0, 1])).tolist() == [0, 2, 1]


def test_a_new_zone_gets_the_first_colour_that_is_free() -> None:
    star = beside((0, 1), (0, 2), (0, 3), number=4)

    assert kept_rows(star, np.array([-1, 0, 1, 3])).tolist() == [2, 0, 1, 3]
