import itertools
import os
import subprocess
import sys

import numpy as np
import pytest
from answers import Pairs, block, chain, check_whole, lane, members_of, pieces_among, sizes_of
from campaigns import campaign
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from gridgen.model.errors import BandError
from gridgen.model.solutions import Status, Weights
from gridgen.solver.solve import solve

# --- what every answer keeps ---------------------------------------------------------------------


@pytest.mark.parametrize("effort", campaign(["fast", "balanced", "best"], everyday=1))
def test_every_grid_is_inside_the_band_and_in_one_piece(effort: str) -> None:
    xy, pairs = block(20, 15)
    load = np.random.default_rng(4).integers(1, 9, 300)

    solution = solve(xy, load, fewest=50, most=100, links=pairs, effort=effort)

    check_whole(solution, load, 50, 100, pairs)
    assert solution.status is Status.FEASIBLE


def test_metres_are_the_ways_of_all_visits_to_the_centres() -> None:
    xy, pairs = block(8, 8)
    visits = np.random.default_rng(1).uniform(0, 3, 64)

    solution = solve(xy, np.ones(64, int), fewest=8, most=12, links=pairs, visits=visits)

    ways = [
        visits[u] * np.hypot(*(xy[u] - xy[solution.centre_of[g]]))
        for u, g in enumerate(solution.grid_of)
    ]
    assert solution.metres == pytest.approx(sum(ways))
    assert solution.score == solution.metres


@pytest.mark.parametrize(("busy", "centre"), [(0, 0), (1, 1), (2, 2)])
def test_the_centre_stands_where_most_visits_go(busy: int, centre: int) -> None:
    visits = [1, 1, 1]
    visits[busy] = 9

    solution = solve(lane(3), [1, 1, 1], fewest=3, most=3, links=chain(3), visits=visits)

    assert solution.centre_of.tolist() == [centre]


def test_a_lane_is_cut_where_the_houses_leave_a_gap() -> None:
    xy = np.array([[0.0, 0], [1, 0], [2, 0], [50, 0], [51, 0], [52, 0]])

    solution = solve(xy, [1] * 6, fewest=2, most=4, target=3, links=chain(6))

    assert members_of(solution) in ([[0, 1, 2], [3, 4, 5]], [[3, 4, 5], [0, 1, 2]])
    assert solution.metres == pytest.approx(4)


@pytest.mark.parametrize(
    ("weight", "score", "sides"),
    [
        (0.0, 62.0, [[0, 1, 2], [3, 4, 5, 6]]),  # the shorter way for everybody
        (1.0, 70.0, [[0, 1, 2, 3], [4, 5, 6]]),  # the cut lies on the road, where it costs nothing
    ],
)
def test_a_border_lies_on_the_road_where_that_costs_less(
    weight: float, score: float, sides: list[list[int]]
) -> None:
    xy = np.array([[0.0, 0], [10, 0], [20, 0], [40, 0], [52, 0], [62, 0], [72, 0]])
    borders = [30.0, 30.0, 30.0, 0.0, 30.0, 30.0]

    solution = solve(
        xy, [1] * 7, fewest=3, most=4, grids=2, links=chain(7), borders=borders,
        weights=Weights(border_m=weight),
    )  # fmt: skip

    assert sorted(members_of(solution)) == sides
    assert solution.score == pytest.approx(score)


def test_households_are_even_where_being_off_the_target_costs_more_than_the_way() -> None:
    # Two clusters of five and three: by ways alone each is a grid.
    xy = np.array([[0.0, 0], [1, 0], [2, 0], [3, 0], [4, 0], [40, 0], [41, 0], [42, 0]])

    by_way, even = (
        solve(xy, [1] * 8, fewest=3, most=5, target=4, grids=2, links=chain(8),
              weights=Weights(even_m=price))
        for price in (0.0, 200.0)
    )  # fmt: skip

    assert sorted(map(len, members_of(by_way))) == [3, 5]
    assert sorted(map(len, members_of(even))) == [4, 4]
    assert by_way.score == by_way.metres
    assert even.score == even.metres > by_way.metres


def test_a_proof_tells_what_is_walked_for_borders_and_evenness_apart() -> None:
    # Two clusters of five and three, and a road behind the third house of the larger one.
    xy = np.array([[0.0, 0], [1, 0], [2, 0], [3, 0], [4, 0], [40, 0], [41, 0], [42, 0]])
    dear = {"borders": [9.0] * 7, "weights": Weights(border_m=2.0, even_m=200.0)}
    town = {"fewest": 3, "most": 5, "target": 4, "grids": 2, "links": chain(8), "certify": True}

    plain, even = solve(xy, [1] * 8, **town), solve(xy, [1] * 8, **town, **dear)

    assert plain.least_m == plain.metres == even.least_m < even.metres
    assert plain.lower_bound_m == pytest.approx(even.lower_bound_m) == pytest.approx(plain.metres)


def test_the_best_of_a_village_of_hamlets_is_proven_to_be_the_best() -> None:
    rng = np.random.default_rng(1)
    xy = np.repeat(rng.uniform(0, 1_000, (6, 2)), [25, 31, 18, 27, 22, 30], axis=0)
    xy = xy + rng.normal(0, 20, xy.shape)

    found = solve(xy, [1] * 153, fewest=20, most=40, grids=5, effort="best", certify=True)

    assert found.lower_bound_m is not None
    assert 0.9999 * found.metres < found.lower_bound_m <= found.metres + 1e-6


def test_without_a_proof_nothing_is_said_of_the_least() -> None:
    assert solve(lane(6), [1] * 6, fewest=2, most=4, links=chain(6)).least_m is None


@given(seed=st.integers(0, 10**6))
@examples(15)
def test_prices_of_evenness_and_of_borders_buy_what_they_are_for(seed: int) -> None:
    rng = np.random.default_rng(seed)
    xy, links = block(12, 12)
    xy = xy + rng.uniform(-3, 3, xy.shape)
    load = rng.integers(1, 5, len(xy))
    sides = rng.uniform(5, 15, len(links))

    def divided(**price: float) -> tuple[float, float]:
        found = solve(xy, load, fewest=20, most=60, target=40, grids=9, links=links, sides=sides,
                      weights=Weights(**price), seed=seed)  # fmt: skip
        assert found.status is Status.FEASIBLE
        size = np.bincount(found.grid_of, load)
        a, b = np.array(links).T
        return float(size.std()), float(sides[found.grid_of[a] != found.grid_of[b]].sum())

    plain = divided()
    assert divided(even_m=200.0)[0] <= plain[0]
    assert divided(round_m=20.0)[1] <= plain[1]


@pytest.mark.parametrize("links", [chain(40), None])
def test_units_that_nobody_visits_are_divided_by_their_households(links: Pairs | None) -> None:
    solution = solve(lane(40), [1] * 40, fewest=5, most=10, links=links, visits=np.zeros(40))

    assert (solution.status, solution.metres) == (Status.FEASIBLE, 0.0)


def test_a_border_named_twice_counts_twice() -> None:
    links, borders = [(0, 1), (1, 0), (1, 1), (1, 2)], [3.0, 4.0, 9.0, 20.0]

    solution = solve(
        lane(3), [2, 1, 1], fewest=2, most=2, links=links, borders=borders,
        weights=Weights(border_m=1.0),
    )  # fmt: skip

    assert sorted(members_of(solution)) == [[0], [1, 2]]
    assert solution.score == pytest.approx(10.0 + 7.0)


def test_the_answer_cannot_be_written_to() -> None:
    solution = solve(lane(4), [1] * 4, fewest=2, most=2, links=chain(4))

    with pytest.raises(ValueError, match="read-only"):
        solution.grid_of[0] = 1


def test_what_was_given_is_left_as_it_was() -> None:
    xy, links = block(6, 6)
    load, pairs = np.arange(36) % 3, np.array(links)
    before = xy.copy(), load.copy(), pairs.copy()

    solve(xy, load, fewest=4, most=8, links=pairs)

    for given_, kept in zip((xy, load, pairs), before, strict=True):
        assert (given_ == kept).all()


def test_links_may_come_doubled_turned_around_and_to_oneself() -> None:
    xy, pairs = block(6, 5)
    untidy = [(b, a) for a, b in reversed(pairs)] + pairs + [(3, 3)]

    plain = solve(xy, [1] * 30, fewest=5, most=8, links=pairs)
    other = solve(xy, [1] * 30, fewest=5, most=8, links=untidy)

    assert other.grid_of.tolist() == plain.grid_of.tolist()


def test_no_time_left_still_gives_a_whole_answer() -> None:
    xy, pairs = block(10, 10)

    solution = solve(xy, [1] * 100, fewest=8, most=12, links=pairs, time_limit_s=1e-9)

    check_whole(solution, [1] * 100, 8, 12, pairs)


# --- the same seed -------------------------------------------------------------------------------


def test_the_same_seed_gives_the_same_answer() -> None:
    xy, pairs = block(12, 12)
    load = np.random.default_rng(2).integers(1, 6, 144)

    one, two = (solve(xy, load, fewest=20, most=40, links=pairs, seed=7) for _ in range(2))

    assert one.grid_of.tolist() == two.grid_of.tolist()
    assert one.centre_of.tolist() == two.centre_of.tolist()
    assert one.metres == two.metres


def test_another_seed_is_another_search_that_keeps_the_same_rules() -> None:
    xy = np.random.default_rng(3).uniform(0, 500, (150, 2))
    load = [1] * 150

    answers = [solve(xy, load, fewest=8, most=12, effort="fast", seed=s) for s in range(6)]

    for solution in answers:
        check_whole(solution, load, 8, 12, None)
    assert len({solution.metres for solution in answers}) > 1


IN_ANOTHER_PROCESS = """
import numpy as np
from gridgen import solve
rng = np.random.default_rng(5)
xy, load = rng.uniform(0, 900, (200, 2)), rng.integers(1, 9, 200)
links = [(u, u + 1) for u in range(199)] + [(u, u + 9) for u in range(191)]
made = solve(xy, load, fewest=50, most=100, links=links, seed=11)
print(made.grid_of.tolist(), made.centre_of.tolist(), made.metres.hex())
"""


@pytest.mark.slow
def test_the_same_seed_gives_the_same_answer_in_every_process() -> None:
    said = [
        subprocess.run(
            [sys.executable, "-c", IN_ANOTHER_PROCESS],
            env=os.environ | {"PYTHONHASHSEED": hash_seed},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for hash_seed in ("0", "4242")
    ]

    assert said[0].startswith("[")
    assert said[0] == said[1]


# --- what is refused -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("band", "says"),
    [
        ({"fewest": 0, "most": 3}, "fewest=0, most=3"),
        ({"fewest": 4, "most": 3}, "fewest=4, most=3"),
        ({"fewest": 1, "most": 3, "target": 4}, "target=4 for 1-3"),
        ({"fewest": 2, "most": 3, "target": 1}, "target=1 for 2-3"),
    ],
)
def test_a_band_upside_down_is_refused(band: dict[str, int], says: str) -> None:
    with pytest.raises(BandError, match=says):
        solve(lane(3), [1, 1, 1], **band)


# --- small and odd towns -------------------------------------------------------------------------


def test_nobody_needs_no_grid() -> None:
    solution = solve(np.zeros((0, 2)), np.zeros(0, int), fewest=50, most=100)

    assert (len(solution.grid_of), len(solution.centre_of)) == (0, 0)
    assert solution.status is Status.FEASIBLE


@pytest.mark.parametrize("links", [None, []])
@pytest.mark.parametrize(
    ("households", "by", "status"),
    [
        (49, [-1], Status.PROVEN_IMPOSSIBLE),
        (50, [], Status.FEASIBLE),
        (100, [], Status.FEASIBLE),
        (101, [1], Status.PROVEN_IMPOSSIBLE),
    ],
)
def test_one_unit_is_one_grid(
    households: int, by: list[int], status: Status, links: Pairs | None
) -> None:
    solution = solve([[3.0, 4.0]], [households], fewest=50, most=100, links=links)

    assert solution.grid_of.tolist() == [0]
    assert solution.centre_of.tolist() == [0]
    assert [breach.by for breach in solution.breaches] == by
    assert solution.status is status


@pytest.mark.parametrize("links", [None, chain(40)])
def test_everybody_at_one_point_is_divided_too(links: Pairs | None) -> None:
    solution = solve(np.full((40, 2), 4e7), [5] * 40, fewest=50, most=100, links=links)

    check_whole(solution, [5] * 40, 50, 100, links)
    assert solution.status is Status.FEASIBLE
    assert solution.metres == 0


def test_towers_at_few_points_are_divided_without_links() -> None:
    xy = np.repeat([[0.0, 0.0], [100.0, 0.0], [200.0, 0.0]], 20, axis=0)

    solution = solve(xy, [5] * 60, fewest=140, most=160)

    assert len(sizes_of(solution, [5] * 60)) == 2
    assert all(140 <= size <= 160 for size in sizes_of(solution, [5] * 60))


@pytest.mark.parametrize("columns", [1, 2, 3])
def test_places_may_have_any_number_of_columns(columns: int) -> None:
    xy = np.random.default_rng(0).uniform(0, 100, (60, columns))

    solution = solve(xy, [1] * 60, fewest=8, most=12)

    check_whole(solution, [1] * 60, 8, 12, None)
    assert solution.status is Status.FEASIBLE


def test_the_third_column_counts_as_metres_too() -> None:
    floors = np.array([[0.0, 0, z] for z in (0, 1, 2, 90, 91, 92)])

    solution = solve(floors, [1] * 6, fewest=3, most=3)

    assert solution.metres == pytest.approx(4)


def test_vacant_units_belong_to_a_grid_like_any_other() -> None:
    xy, pairs = block(10, 6)
    load = [5 if u % 3 == 0 else 0 for u in range(60)]

    solution = solve(xy, load, fewest=20, most=30, links=pairs)

    check_whole(solution, load, 20, 30, pairs)
    assert solution.status is Status.FEASIBLE


@pytest.mark.parametrize("links", [None, chain(3)])
def test_a_place_where_nobody_lives_is_one_grid_proven_too_small(links: Pairs | None) -> None:
    solution = solve(lane(3), [0, 0, 0], fewest=50, most=100, links=links)

    assert solution.grid_of.tolist() == [0, 0, 0]
    assert [breach.by for breach in solution.breaches] == [-50]
    assert solution.status is Status.PROVEN_IMPOSSIBLE


# --- lumps ---------------------------------------------------------------------------------------


def test_buildings_that_fit_alone_are_grids() -> None:
    solution = solve(lane(10), [60] * 10, fewest=50, most=100, links=chain(10))

    assert sizes_of(solution, [60] * 10) == [60] * 10
    assert solution.status is Status.FEASIBLE


def test_buildings_that_add_up_to_no_size_are_proven_impossible() -> None:
    solution = solve(lane(3), [40] * 3, fewest=50, most=70, links=chain(3))

    check_whole(solution, [40] * 3, 50, 70, chain(3))
    assert sum(abs(breach.by) for breach in solution.breaches) == 20
    assert solution.status is Status.PROVEN_IMPOSSIBLE
    assert "Whole units fill no number of grids of 50 to 70" in solution.reason


@pytest.mark.parametrize(("big", "small"), [(99, 1), (100, 0)])
def test_lumps_that_fit_only_the_fewest_grids_are_found(big: int, small: int) -> None:
    load = [big, small] * 10  # 1,000 households: 10 to 20 grids, but only 10 hold a big one

    solution = solve(lane(20), load, fewest=50, most=100, links=chain(20))

    assert sizes_of(solution, load) == [100] * 10


@pytest.mark.parametrize("turn", range(6))
def test_whole_groups_are_packed_whatever_the_order_of_the_units(turn: int) -> None:
    xy, pairs = block(4, 4)
    load = np.array([25, 25, 30, 20] * 4)
    order = np.random.default_rng(turn).permutation(16)
    rank = np.argsort(order)

    solution = solve(
        xy[order], load[order], fewest=50, most=100,
        links=[(int(rank[a]), int(rank[b])) for a, b in pairs],
    )  # fmt: skip

    assert solution.status is Status.FEASIBLE


# --- compared with every division there is -------------------------------------------------------


def best_by_force(
    xy: NDArray[np.float64], load: list[int], pairs: Pairs, fewest: int, most: int
) -> dict[int, float]:
    """Return for each number of grids the least metres over every division that keeps the rules."""
    n = len(load)
    apart = [[float(np.hypot(*(xy[a] - xy[b]))) for b in range(n)] for a in range(n)]
    grid_metres: dict[int, float] = {}
    for bits in range(1, 1 << n):
        members = [u for u in range(n) if bits >> u & 1]
        size = sum(load[u] for u in members)
        if fewest <= size <= most and pieces_among(members, pairs) == 1:
            grid_metres[bits] = min(
                sum(load[u] * apart[u][centre] for u in members) for centre in members
            )
    best: list[dict[int, float]] = [{} for _ in range(1 << n)]
    best[0][0] = 0.0
    for bits in range(1, 1 << n):
        lowest = bits & -bits
        for grid, metres in grid_metres.items():
            if grid & lowest and grid & ~bits == 0:
                for k, rest in best[bits ^ grid].items():
                    best[bits][k + 1] = min(best[bits].get(k + 1, np.inf), rest + metres)
    return best[-1]


@st.composite
def small_towns(draw: st.DrawFn) -> tuple[NDArray[np.float64], list[int], Pairs, int, int]:
    n = draw(st.integers(1, 7))
    spot = st.tuples(st.integers(0, 9), st.integers(0, 9))
    xy = np.array(draw(st.lists(spot, min_size=n, max_size=n)), float) * 10
    load = draw(st.lists(st.integers(0, 8), min_size=n, max_size=n))
    load[0] = max(1, load[0])
    pairs = {(draw(st.integers(0, u - 1)), u) for u in range(1, n)}
    every = list(itertools.combinations(range(n), 2))
    if every:
        pairs |= set(draw(st.lists(st.sampled_from(every), max_size=n)))
    fewest = draw(st.integers(1, max(1, sum(load))))
    return xy, load, sorted(pairs), fewest, fewest + draw(st.integers(0, 6))


@examples(100)
@given(town=small_towns())
def test_an_answer_is_whole_and_says_no_more_than_is_true(
    town: tuple[NDArray[np.float64], list[int], Pairs, int, int],
) -> None:
    xy, load, pairs, fewest, most = town

    solution = solve(xy, load, fewest=fewest, most=most, links=pairs)

    check_whole(solution, load, fewest, most, pairs)
    possible = best_by_force(xy, load, pairs, fewest, most)
    if solution.status is Status.FEASIBLE:
        assert solution.metres >= possible[len(solution.centre_of)] - 1e-6
    if possible:
        assert solution.status is not Status.PROVEN_IMPOSSIBLE


def random_town(seed: int) -> tuple[NDArray[np.float64], list[int], Pairs, int, int]:
    """Return up to 9 units on a random connected graph and a band of about 2 or 3 grids."""
    rng = np.random.default_rng(seed)
    n = int(rng.integers(2, 10))
    xy = rng.integers(0, 10, (n, 2)) * 10.0
    load = rng.integers(1, 6, n) * rng.integers(1, 4, n) * (rng.random(n) > 0.1)
    load[0] += 1
    pairs = {(int(rng.integers(0, u)), u) for u in range(1, n)}
    for _ in range(int(rng.integers(0, n + 1))):
        a, b = sorted(rng.choice(n, 2, replace=False).tolist())
        pairs.add((a, b))
    mean = float(load.sum()) / int(rng.integers(2, 4))
    fewest = max(1, int(mean * (1 - 0.4 * rng.random())))
    most = max(fewest, int(np.ceil(mean * (1 + 0.4 * rng.random()))))
    return xy, load.tolist(), sorted(pairs), fewest, most


def test_nearly_every_division_that_exists_is_found_and_near_the_shortest() -> None:
    possible, found, ratios = 0, 0, []
    for seed in range(300):
        xy, load, pairs, fewest, most = random_town(seed)
        shortest = best_by_force(xy, load, pairs, fewest, most)
        if not shortest:
            continue
        possible += 1

        solution = solve(xy, load, fewest=fewest, most=most, links=pairs)

        if solution.status is Status.FEASIBLE:
            found += 1
            k = len(solution.centre_of)
            ratios.append((solution.metres + 1e-6) / (shortest[k] + 1e-6))
    assert possible > 150
    assert found >= 0.99 * possible
    assert np.mean(ratios) <= 1.02
    assert np.quantile(ratios, 0.97) <= 1.3
