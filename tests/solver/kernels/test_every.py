"""Every grid there can be, against every set of units."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from answers import block
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from kernel_towns import is_one_piece, make_town, random_town, with_prices

from gridgen.solver.kernels.every import TOO_MANY, list_grids, score_of
from gridgen.solver.kernels.town import Town


def listed(
    town: Town,
    fewest: int,
    most: int,
    *,
    looked_at: int = 10_000,
    units: int = 10_000,
    grids: int = 10_000,
) -> list[tuple[int, ...]] | None:
    """Return the grids that are listed, each sorted; None for too many."""
    flat, ends = np.empty(units, np.int32), np.empty(grids, np.int64)
    count = list_grids(town, fewest, most, looked_at, flat, ends)
    if count == TOO_MANY:
        return None
    begins = [0, *ends[:count].tolist()]
    return [tuple(sorted(flat[begins[g] : begins[g + 1]].tolist())) for g in range(count)]


def slow_list(town: Town, fewest: int, most: int) -> list[tuple[int, ...]]:
    n = len(town.load)
    return [
        members
        for size in range(1, n + 1)
        for members in combinations(range(n), size)
        if fewest <= town.load[list(members)].sum() <= most and is_one_piece(town, list(members))
    ]


@examples(100)
@given(
    seed=st.integers(0, 10**6), n=st.integers(1, 9), fewest=st.integers(1, 8),
    extra=st.integers(0, 6),
)  # fmt: skip
def test_every_set_of_linked_units_inside_the_band_is_listed_once(
    seed: int, n: int, fewest: int, extra: int
) -> None:
    town, _ = random_town(seed, n)

    found = listed(town, fewest, fewest + extra)

    assert found is not None
    assert sorted(found) == sorted(slow_list(town, fewest, fewest + extra))


@pytest.mark.parametrize(
    ("limit", "does"), [("grids", 12), ("units", 24), ("looked_at", 9 + 12 + 22)]
)
def test_more_than_there_is_room_for_is_said(limit: str, does: int) -> None:
    # Nine units in a square: 12 pairs are inside the band, and each of the 9 units and the 22 sets
    # of three are looked at on the way.
    xy, pairs = block(3, 3)
    town = make_town(xy, np.full(9, 2), pairs)

    assert len(listed(town, 4, 5, **{limit: does}) or []) == 12
    assert listed(town, 4, 5, **{limit: does - 1}) is None


@examples(60)
@given(seed=st.integers(0, 10**6), n=st.integers(1, 12), priced=st.booleans())
def test_a_grid_costs_ways_to_its_best_centre_half_of_its_borders_and_being_off_the_aim(
    seed: int, n: int, priced: bool
) -> None:
    town, _ = random_town(seed, n)
    town = with_prices(town, seed) if priced else town
    rng = np.random.default_rng(seed)
    members = np.flatnonzero(rng.random(n) < 0.6).tolist() or [n - 1]

    score = score_of(town, np.array(members, np.int32))

    ways = [
        sum(town.visits[u] * np.hypot(*(town.xy[u] - town.xy[c])) for u in members) for c in members
    ]
    borders = [
        town.border[at]
        for u in members
        for at in range(town.start[u], town.start[u + 1])
        if priced and town.near[at] not in members
    ]
    off = sum(int(town.load[u]) for u in members) - 6
    assert score == pytest.approx(min(ways) + sum(borders) / 2 + town.even_m * off**2 / 6)
