import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridgen.model.graphs import neighbours, pieces, tidy, touching

NOTHING = np.zeros((0, 2), np.int32)


@st.composite
def graphs(draw: st.DrawFn) -> tuple[int, list[tuple[int, int]]]:
    n = draw(st.integers(1, 12))
    row = st.integers(0, n - 1)
    return n, draw(st.lists(st.tuples(row, row), max_size=20))


def as_pairs(pairs: list[tuple[int, int]]) -> np.ndarray:
    return np.array(pairs, np.int32).reshape(-1, 2)


@pytest.mark.parametrize(
    ("n", "pairs", "expected"),
    [
        (1, [], [0]),
        (3, [], [0, 1, 2]),
        (3, [(0, 2)], [0, 1, 0]),
        (4, [(3, 1), (1, 0)], [0, 0, 1, 0]),
        (4, [(2, 3), (2, 3), (3, 3)], [0, 1, 2, 2]),
    ],
)
def test_pieces_are_numbered_by_their_first_row(
    n: int, pairs: list[tuple[int, int]], expected: list[int]
) -> None:
    assert pieces(n, as_pairs(pairs)).tolist() == expected


@given(graph=graphs())
def test_two_rows_share_a_piece_exactly_where_steps_lead_from_one_to_the_other(
    graph: tuple[int, list[tuple[int, int]]],
) -> None:
    n, pairs = graph

    piece = pieces(n, as_pairs(pairs)).tolist()

    smallest = list(range(n))
    for _ in range(n):
        for a, b in pairs:
            smallest[a] = smallest[b] = min(smallest[a], smallest[b])
    numbers = sorted(set(smallest))
    assert piece == [numbers.index(root) for root in smallest]


@given(graph=graphs())
def test_neighbours_are_listed_ascending_for_each_row(
    graph: tuple[int, list[tuple[int, int]]],
) -> None:
    n, pairs = graph
    plain = sorted({(min(p), max(p)) for p in pairs if p[0] != p[1]})

    start, near = neighbours(n, as_pairs(plain))

    for row in range(n):
        beside = sorted({a + b - row for a, b in plain if row in (a, b)})
        assert near[start[row] : start[row + 1]].tolist() == beside


@given(graph=graphs())
def test_tidy_pairs_are_sorted_smaller_first_and_none_is_repeated(
    graph: tuple[int, list[tuple[int, int]]],
) -> None:
    _, pairs = graph

    made = tidy(as_pairs(pairs)).tolist()

    assert made == sorted([min(p), max(p)] for p in {frozenset(p) for p in pairs} if len(p) == 2)


@given(graph=graphs(), data=st.data())
def test_zones_touch_exactly_where_a_link_crosses_from_one_to_the_other(
    graph: tuple[int, list[tuple[int, int]]], data: st.DataObject
) -> None:
    n, pairs = graph
    zone_of = np.array(data.draw(st.lists(st.integers(0, 3), min_size=n, max_size=n)))

    made = touching(zone_of, as_pairs(pairs)).tolist()

    crossing = {
        (min(zone_of[a], zone_of[b]), max(zone_of[a], zone_of[b]))
        for a, b in pairs
        if zone_of[a] != zone_of[b]
    }
    assert made == sorted([int(one), int(other)] for one, other in crossing)


def test_a_graph_without_pairs_has_no_neighbours() -> None:
    start, near = neighbours(3, NOTHING)

    assert (start.tolist(), near.tolist()) == ([0, 0, 0, 0], [])
    assert tidy(NOTHING).shape == (0, 2)
    assert touching(np.zeros(3, int), NOTHING).shape == (0, 2)
