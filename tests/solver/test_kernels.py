import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from gridgen.solver.improve import EFFORTS, polish
from gridgen.solver.kernels.centres import recentre, recentre_all, recount
from gridgen.solver.kernels.chain import chain
from gridgen.solver.kernels.moves import begin, fill, move, undo
from gridgen.solver.kernels.pieces import may_leave
from gridgen.solver.kernels.relocate import relocate
from gridgen.solver.kernels.repair import press, reattach
from gridgen.solver.kernels.shift import sweep
from gridgen.solver.kernels.split import resplit_pairs
from gridgen.solver.kernels.town import State, Town, below, new_state
from gridgen.solver.kernels.worth import worth

Pairs = list[tuple[int, int]]
MOST_GRIDS = 1000


def make_town(
    xy: NDArray[np.float64],
    load: NDArray[np.int64],
    pairs: Pairs,
    *,
    band: tuple[int, int] = (4, 8),
    linked: bool = True,
) -> Town:
    near: list[list[int]] = [[] for _ in load]
    for a, b in pairs:
        near[a].append(b)
        near[b].append(a)
    start = np.cumsum([0, *(len(of) for of in near)]).astype(np.int32)
    flat = np.array([v for of in near for v in sorted(of)], np.int32)
    fewest, most = (np.full(MOST_GRIDS, limit, np.int64) for limit in band)
    nobody = np.full(len(xy), -1, np.int32)
    return Town(
        xy, load, load.astype(float), start, flat, linked, fewest, most, nobody,
        np.arange(MOST_GRIDS, dtype=np.int32), 0.0, False, np.zeros(0),
    )  # fmt: skip


def with_borders(town: Town, seed: int) -> Town:
    """Return the town with a price on each link, the same from both sides."""
    price = np.random.default_rng(seed).integers(0, 30, (len(town.load), len(town.load)))
    border = [
        float(price[min(u, v), max(u, v)])
        for u in range(len(town.load))
        for v in town.near[town.start[u] : town.start[u + 1]]
    ]
    return town._replace(border=np.array(border))


def random_town(seed: int, n: int) -> tuple[Town, Pairs]:
    rng = np.random.default_rng(seed)
    pairs = {(int(rng.integers(0, u)), u) for u in range(1, n)}
    pairs |= {(int(a), int(b)) for a, b in np.sort(rng.integers(0, n, (n, 2)), axis=1) if a != b}
    load = rng.integers(0, 4, n)
    return make_town(rng.integers(0, 20, (n, 2)) * 5.0, load, sorted(pairs)), sorted(pairs)


def divided(town: Town, k: int, seed: int) -> State:
    """Return a first division at random, whole, with centres."""
    state = new_state(len(town.load), k, seed + 1)
    state.grid_of[:] = np.random.default_rng(seed).integers(0, k, len(town.load))
    fill(town, state)
    reattach(town, state)
    recentre_all(town, state)
    return state


def listed(state: State, g: int) -> list[int]:
    members, u = [], int(state.first[g])
    while u >= 0:
        members.append(u)
        u = int(state.after[u])
    return members


def is_one_piece(town: Town, members: list[int]) -> bool:
    waiting, front = set(members[1:]), members[:1]
    while front:
        u = front.pop()
        beside = waiting.intersection(town.near[town.start[u] : town.start[u + 1]].tolist())
        waiting -= beside
        front += beside
    return not waiting


def check_agrees(town: Town, state: State) -> None:
    """Lists forwards and backwards, loads and sizes all tell what the labels tell."""
    for g in range(len(state.size_of)):
        members = listed(state, g)
        assert sorted(members) == np.flatnonzero(state.grid_of == g).tolist()
        assert state.size_of[g] == len(members)
        assert state.load_of[g] == sum(town.load[u] for u in members)
        assert [state.before[u] for u in members] == [-1, *members[:-1]][: len(members)]


def check_whole(town: Town, state: State) -> None:
    check_agrees(town, state)
    for g in range(len(state.size_of)):
        members = listed(state, g)
        assert members
        assert is_one_piece(town, members)
        assert state.centre_of[g] in members


def slow_worth(town: Town, state: State) -> tuple[int, float]:
    grids = range(len(state.centre_of))
    sizes = [int(town.load[state.grid_of == g].sum()) for g in grids]
    outside = sum(max(0, n - int(town.most[0]), int(town.fewest[0]) - n) for n in sizes)
    ways = np.hypot(*(town.xy - town.xy[state.centre_of[state.grid_of]]).T)
    score = float((town.visits * ways).sum())
    if len(town.border):
        for u in range(len(town.load)):
            for at in range(town.start[u], town.start[u + 1]):
                if u < town.near[at] and state.grid_of[u] != state.grid_of[town.near[at]]:
                    score += town.border[at]
    return outside, score


towns = st.tuples(st.integers(0, 10**6), st.integers(2, 30), st.integers(1, 6))


@settings(max_examples=60)
@given(drawn=towns)
def test_lists_loads_and_sizes_agree_after_any_moves(drawn: tuple[int, int, int]) -> None:
    seed, n, k = drawn
    town, _ = random_town(seed, n)
    state = new_state(n, k, 1)
    rng = np.random.default_rng(seed)
    state.grid_of[:] = rng.integers(0, k, n)

    fill(town, state)
    for _ in range(40):
        move(town, state, int(rng.integers(n)), int(rng.integers(k)))

    check_agrees(town, state)


@settings(max_examples=60)
@given(drawn=towns)
def test_reattached_grids_are_whole_and_none_is_empty(drawn: tuple[int, int, int]) -> None:
    seed, n, k = drawn
    town, _ = random_town(seed, n)

    state = divided(town, min(k, n), seed)

    check_whole(town, state)


@settings(max_examples=60)
@given(drawn=towns)
def test_a_unit_may_leave_exactly_where_the_rest_stays_in_one_piece(
    drawn: tuple[int, int, int],
) -> None:
    seed, n, k = drawn
    town, _ = random_town(seed, n)
    state = divided(town, min(k, n), seed)

    for u in range(n):
        rest = [v for v in listed(state, int(state.grid_of[u])) if v != u]
        assert may_leave(town, state, u) == (bool(rest) and is_one_piece(town, rest))


def test_without_links_any_unit_but_the_last_may_leave() -> None:
    town = make_town(np.zeros((3, 2)), np.ones(3, int), [], linked=False)
    state = new_state(3, 2, 1)
    state.grid_of[:] = [0, 0, 1]
    fill(town, state)

    assert [may_leave(town, state, u) for u in range(3)] == [True, True, False]


@settings(max_examples=60)
@given(drawn=towns)
def test_the_centre_is_the_member_with_the_least_metres(drawn: tuple[int, int, int]) -> None:
    seed, n, k = drawn
    town, _ = random_town(seed, n)
    state = divided(town, min(k, n), seed)

    for g in range(len(state.size_of)):
        metres = recentre(town, state, g, 512)

        mine = listed(state, g)
        every = [
            sum(town.visits[u] * float(np.hypot(*(town.xy[u] - town.xy[c]))) for u in mine)
            for c in mine
        ]
        assert metres == pytest.approx(min(every))
        assert every[mine.index(int(state.centre_of[g]))] == pytest.approx(min(every))


def test_the_centre_of_a_very_large_grid_is_nearly_the_best() -> None:
    rng = np.random.default_rng(6)
    xy = rng.normal(0, 100, (900, 2))
    town = make_town(xy, np.ones(900, int), [], linked=False)
    state = new_state(900, 1, 1)
    fill(town, state)

    metres = recentre(town, state, 0, 512)

    best = min(float(np.hypot(*(xy - c).T).sum()) for c in xy)
    assert best - 1e-6 <= metres <= 1.01 * best


@pytest.mark.parametrize(("linked", "bordered"), [(True, False), (False, False), (True, True)])
@settings(max_examples=60)
@given(drawn=towns)
def test_no_step_makes_a_division_worse_or_breaks_it(
    linked: bool, bordered: bool, drawn: tuple[int, int, int]
) -> None:
    seed, n, k = drawn
    town, _ = random_town(seed, n)
    town = with_borders(town, seed) if bordered else town
    town = town._replace(linked=linked)
    k = min(k, n)
    state = divided(town, k, seed)
    now = slow_worth(town, state)

    press(town, state, 50, 30.0)
    pressed = slow_worth(town, state)
    dirty = np.ones(k, np.bool_)
    sweep(town, state, dirty)
    swept = slow_worth(town, state)
    chain(town, state)
    chained = slow_worth(town, state)
    resplit_pairs(town, state, dirty, 6)
    split = slow_worth(town, state)

    assert pressed[0] <= now[0]
    assert swept <= (pressed[0], pressed[1] + 1e-6)
    assert chained <= (swept[0], swept[1] + 1e-6)
    assert split <= (chained[0], chained[1] + 1e-6)
    check_agrees(town, state)
    if linked:
        for g in range(k):
            assert is_one_piece(town, listed(state, g))


@settings(max_examples=60)
@given(drawn=towns)
def test_undo_takes_everybody_back_to_where_they_were_at_begin(
    drawn: tuple[int, int, int],
) -> None:
    seed, n, k = drawn
    town, _ = random_town(seed, n)
    state = divided(town, min(k, n), seed)
    rng = np.random.default_rng(seed)
    before = state.grid_of.copy()

    begin(state)
    for _ in range(30):
        move(town, state, int(rng.integers(n)), int(rng.integers(len(state.size_of))))
    undo(town, state)

    assert state.grid_of.tolist() == before.tolist()
    check_agrees(town, state)


@pytest.mark.parametrize("bordered", [False, True])
@settings(max_examples=60)
@given(drawn=towns)
def test_a_relocation_stays_only_where_it_costs_no_more_than_the_limit(
    bordered: bool, drawn: tuple[int, int, int]
) -> None:
    seed, n, k = drawn
    town, _ = random_town(seed, n)
    town = with_borders(town, seed) if bordered else town
    state = divided(town, min(max(k, 3), n), seed)
    for g in range(len(state.size_of)):
        recount(town, state, g)

    for turn in range(6):
        before, labels = slow_worth(town, state), state.grid_of.copy()
        limit = before[1] * (1.1 if turn % 2 else 1.0)
        stays = relocate(town, state, 2, 1, limit)
        after = slow_worth(town, state)

        assert stays or state.grid_of.tolist() == labels.tolist()
        assert after[0] <= before[0]
        assert after[1] <= limit + 1e-6
        assert state.score_of.sum() == pytest.approx(after[1])
        check_whole(town, state)


def test_houses_that_stand_with_the_next_full_grid_go_round_to_their_own() -> None:
    # Three full grids of four around a well; in each, one house stands with the next grid.
    corner = np.array([[0.0, 0.0], [100.0, 0.0], [50.0, 87.0]])
    spread = np.array([[0.0, 1.0], [1.0, 0.0], [0.0, -1.0]])
    xy = np.concatenate([c + spread for c in corner] + [corner + [[0.0, 0.2]] * 3])
    pairs = [(a, b) for a in range(12) for b in range(a + 1, 12)]
    town = make_town(xy, np.ones(12, int), pairs, band=(4, 4))
    state = new_state(12, 3, 1)
    state.grid_of[:] = [0, 0, 0, 1, 1, 1, 2, 2, 2, 1, 2, 0]
    fill(town, state)
    recentre_all(town, state)

    rings = chain(town, state)

    assert rings >= 1
    assert state.grid_of.tolist() == [0, 0, 0, 1, 1, 1, 2, 2, 2, 0, 1, 2]


@settings(max_examples=60)
@given(drawn=towns)
def test_a_polished_division_is_whole_and_worth_what_it_says(drawn: tuple[int, int, int]) -> None:
    seed, n, k = drawn
    town, _ = random_town(seed, n)
    state = divided(town, min(k, n), seed)
    first = slow_worth(town, state)

    polish(town, state, EFFORTS["balanced"])

    check_whole(town, state)
    outside, metres = slow_worth(town, state)
    assert worth(town, state) == (outside, pytest.approx(metres))
    assert outside <= first[0]


def test_the_same_word_gives_the_same_random_numbers_within_the_limit() -> None:
    one, two = new_state(3, 1, 5), new_state(3, 1, 5)

    numbers = [below(one, 7) for _ in range(300)]

    assert numbers == [below(two, 7) for _ in range(300)]
    assert set(numbers) == set(range(7))
