"""Where few grids can be at all, the best division of these, against every division."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from answers import block
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from kernel_towns import is_one_piece, make_town, random_town, with_prices

from gridgen.model.bands import Band
from gridgen.solver.every import every_grid
from gridgen.solver.kernels.town import Town


def divisions(units: list[int]) -> Iterator[list[list[int]]]:
    """Give every way to group units."""
    if not units:
        yield []
        return
    for groups in divisions(units[1:]):
        for g in range(len(groups)):
            yield [*groups[:g], [units[0], *groups[g]], *groups[g + 1 :]]
        yield [[units[0]], *groups]


def is_grid(town: Town, band: Band, members: list[int]) -> bool:
    held = int(town.load[members].sum())
    return band.fewest <= held <= band.most and is_one_piece(town, members)


def score(town: Town, groups: list[list[int]]) -> float:
    """Return the ways to the best centre of each group, and the borders between groups."""
    way = sum(
        min(sum(town.visits[u] * np.hypot(*(town.xy[u] - town.xy[c])) for u in of) for c in of)
        for of in groups
    )
    group_of = {u: g for g, of in enumerate(groups) for u in of}
    for u in range(len(town.load)):
        for at in range(town.start[u], town.start[u + 1]):
            if u < town.near[at] and group_of[u] != group_of[int(town.near[at])]:
                way += town.border[at]
    return float(way)


@examples(40)
@given(
    seed=st.integers(0, 10**6), n=st.integers(1, 8), fewest=st.integers(1, 6),
    extra=st.integers(0, 5), counts=st.permutations([1, 2, 3, 4]), tried=st.integers(1, 4),
)  # fmt: skip
def test_no_division_is_better_and_there_is_none_where_none_is_found(
    seed: int, n: int, fewest: int, extra: int, counts: list[int], tried: int
) -> None:
    town, band = with_prices(random_town(seed, n)[0], seed), Band(fewest, fewest + extra)
    low, high = min(counts[:tried]), max(counts[:tried])

    every = every_grid(town, band, most=3_000)

    assert every is not None
    grid_of, is_impossible = every.best(counts[:tried])
    can_be = [
        groups for groups in divisions(list(range(n)))
        if low <= len(groups) <= high and all(is_grid(town, band, of) for of in groups)
    ]  # fmt: skip
    assert is_impossible == (not can_be)
    assert (grid_of is None) == (not can_be)
    if grid_of is None:
        return
    k = int(grid_of.max()) + 1
    found = [np.flatnonzero(grid_of == g).tolist() for g in range(k)]
    assert all(is_grid(town, band, of) for of in found)
    assert abs(k - counts[0]) == min(abs(len(groups) - counts[0]) for groups in can_be)
    least = min(score(town, groups) for groups in can_be if len(groups) == k)
    assert score(town, found) <= least * 1.0101 + 1e-6


@pytest.mark.parametrize(
    ("counts", "grids"),
    [([9, 8, 10], 9), ([10, 9, 11], 9), ([8, 6, 7], 8), ([7, 6, 8], 7), ([5, 4, 6], 6), ([4], 0)],
)
def test_the_number_of_grids_is_the_nearest_to_the_first_that_can_be(
    counts: list[int], grids: int
) -> None:
    # Eighteen towers in two rows; grids of two or three hold all in six to nine.
    xy, pairs = block(9, 2)
    every = every_grid(make_town(xy, np.full(18, 40), pairs), Band(80, 120), most=3_000)

    assert every is not None
    grid_of, is_impossible = every.best(counts)

    assert is_impossible == (grids == 0)
    assert (0 if grid_of is None else len(np.unique(grid_of))) == grids


@pytest.mark.parametrize(("rows", "is_too_many"), [(2, False), (20, True)])
def test_nothing_is_said_where_there_are_too_many_grids(rows: int, *, is_too_many: bool) -> None:
    xy, pairs = block(5, rows)
    town = make_town(xy, np.ones(5 * rows, int), pairs)

    assert (every_grid(town, Band(4, 6), most=3_000) is None) == is_too_many


def test_where_no_set_is_inside_the_band_no_division_can_be() -> None:
    xy, pairs = block(3, 2)
    every = every_grid(make_town(xy, np.full(6, 70), pairs), Band(71, 139), most=3_000)

    assert every is not None
    assert every.best([3, 4]) == (None, True)
