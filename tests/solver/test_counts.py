import itertools
from typing import Any

import pytest
from answers import block, chain, check_whole, lane
from hypothesis import given
from hypothesis import strategies as st

from gridgen.model.bands import Band
from gridgen.model.errors import ProblemError
from gridgen.model.solutions import Status
from gridgen.solver.counts import choices, share_out, shortfall
from gridgen.solver.solve import solve

bands = st.builds(lambda f, e: Band(f, f + e), st.integers(1, 20), st.integers(0, 20))


def outside(band: Band, size: int) -> int:
    return max(0, size - band.most, band.fewest - size)


def least_outside(band: Band, households: int, grids: int) -> int:
    """Return the least total breach over every way to fill the grids, one grid after the other."""
    least = [outside(band, n) for n in range(households + 1)]
    for _ in range(grids - 1):
        least = [
            min(least[n - size] + outside(band, size) for size in range(n + 1))
            for n in range(households + 1)
        ]
    return least[households]


@given(band=bands, households=st.integers(0, 30), grids=st.integers(1, 4))
def test_the_shortfall_is_the_least_breach_of_all_ways_to_fill_the_grids(
    band: Band, households: int, grids: int
) -> None:
    assert shortfall(band, households, grids) == least_outside(band, households, grids)


@pytest.mark.parametrize(
    ("households", "least"),
    [(299, 1), (300, 0), (500, 0), (501, 1), (549, 49), (551, 49), (599, 1), (600, 0)],
)
def test_the_shortfall_at_the_edges_of_the_300_500_band(households: int, least: int) -> None:
    assert min(shortfall(Band(300, 500), households, k) for k in range(1, 9)) == least


@given(band=bands, households=st.integers(0, 200), at_most=st.integers(1, 40))
def test_choices_are_all_counts_with_the_least_breach_and_the_nearest_to_the_target_first(
    band: Band, households: int, at_most: int
) -> None:
    counts = choices(band, households, at_most=at_most)

    every = range(1, at_most + 1)
    least = min(shortfall(band, households, k) for k in every)
    assert sorted(counts) == [k for k in every if shortfall(band, households, k) == least]
    off = [abs(households / k - band.target) for k in counts]
    assert off == sorted(off)


@pytest.mark.parametrize(
    ("households", "at_most", "counts"),
    [
        (0, 9, [1]),
        (38, 9, [1]),
        (100, 9, [1, 2]),
        (101, 9, [2]),
        (520, 99, [7, 8, 6, 9, 10]),
        (520, 7, [7, 6]),
        (520, 3, [3]),
    ],
)
def test_choices_for_the_50_100_band(households: int, at_most: int, counts: list[int]) -> None:
    assert choices(Band(50, 100, 75), households, at_most=at_most) == counts


@given(
    band=bands,
    parts=st.lists(st.tuples(st.integers(0, 60), st.integers(1, 5)), min_size=1, max_size=3),
    share=st.floats(0, 1),
)
def test_shared_out_counts_add_up_with_the_least_breach(
    band: Band, parts: list[tuple[int, int]], share: float
) -> None:
    households, units = [n for n, _ in parts], [u for _, u in parts]
    grids = len(parts) + round(share * (sum(units) - len(parts)))

    counts = share_out(band, households, units, grids)

    def cost(ks: tuple[int, ...]) -> int:
        return sum(shortfall(band, n, k) for n, k in zip(households, ks, strict=True))

    every = [ks for ks in itertools.product(*(range(1, u + 1) for u in units)) if sum(ks) == grids]
    assert tuple(counts) in every
    assert cost(tuple(counts)) == min(cost(ks) for ks in every)


@pytest.mark.parametrize(("grids", "counts"), [(2, [1, 1]), (7, [4, 3])])
def test_the_fewest_and_the_most_grids_can_be_shared_out(grids: int, counts: list[int]) -> None:
    assert share_out(Band(50, 100), [520, 60], [4, 3], grids) == counts


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"grids": 0}, "grids is 0; expected 1 to 3"),
        ({"grids": 4}, "grids is 4; expected 1 to 3"),
        ({"grids": -1}, "grids is -1; expected 1 to 3"),
        ({"links": [[0, 1]], "grids": 1}, "grids is 1; expected 2 to 3.*2 separate parts"),
        # one unit above the band is a grid of its own; the message counts as the user does
        ({"households": [9, 1, 1], "grids": 1}, "grids is 1; expected 2 to 3"),
        ({"households": [9, 1, 1], "grids": 4}, "grids is 4; expected 2 to 3"),
    ],
)
def test_a_number_of_grids_that_cannot_be_is_refused(change: dict[str, Any], says: str) -> None:
    asked: dict[str, Any] = {"xy": lane(3), "households": [1, 1, 1], "links": chain(3)} | change
    xy, households = asked.pop("xy"), asked.pop("households")

    with pytest.raises(ProblemError, match=says):
        solve(xy, households, fewest=1, most=3, **asked)


@pytest.mark.parametrize(("grids", "in_each"), [(4, [2, 2]), (5, [2, 3]), (6, [3, 3])])
def test_a_number_of_grids_is_shared_out_over_the_parts(grids: int, in_each: list[int]) -> None:
    pairs = [*chain(24), *((a + 24, b + 24) for a, b in chain(24))]

    solution = solve(lane(48), [1] * 48, fewest=8, most=12, grids=grids, links=pairs)

    found = [len({int(g) for g in solution.grid_of[at : at + 24]}) for at in (0, 24)]
    assert sorted(found) == in_each
    assert solution.status is Status.FEASIBLE


@pytest.mark.parametrize(
    ("grids", "status"),
    [
        (4, Status.PROVEN_IMPOSSIBLE),
        (5, Status.FEASIBLE),
        (10, Status.FEASIBLE),
        (11, Status.PROVEN_IMPOSSIBLE),
    ],
)
def test_a_number_of_grids_that_the_band_cannot_hold_is_made_and_marked(
    grids: int, status: Status
) -> None:
    xy, pairs = block(25, 20)

    solution = solve(xy, [1] * 500, fewest=50, most=100, grids=grids, links=pairs)

    check_whole(solution, [1] * 500, 50, 100, pairs)
    assert len(solution.centre_of) == grids
    assert solution.status is status
