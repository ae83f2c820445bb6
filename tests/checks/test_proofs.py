"""What is proven of units that hang together, compared with going through every division."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

import numpy as np
import pytest
from answers import block, chain, pieces_among
from examples import examples
from hypothesis import given
from hypothesis import strategies as st

from gridgen.checks.proofs import Rest, fewest_sets, fitting, has_division, has_sums
from gridgen.model.bands import Band

TOWERS = Band(300, 500)


def rest(load: list[int], pairs: list[tuple[int, int]]) -> Rest:
    return Rest(np.array(load, np.int64), np.array(pairs, np.int32).reshape(-1, 2))


def partitions(units: list[int]) -> Iterator[list[list[int]]]:
    """Give every way to put units into sets."""
    if not units:
        yield []
        return
    first, *others = units
    for found in partitions(others):
        yield [[first], *found]
        for k in range(len(found)):
            yield [*found[:k], [first, *found[k]], *found[k + 1 :]]


def fits(band: Band, load: list[int], sets: list[list[int]]) -> bool:
    return all(band.breach(sum(load[u] for u in mine)) == 0 for mine in sets)


small = st.tuples(
    st.lists(st.integers(0, 9), min_size=1, max_size=7),
    st.integers(1, 9),
    st.integers(0, 6),
    st.integers(0, 2**32 - 1),
)


@examples(150)
@given(drawn=small, more=st.integers(0, 4))
def test_no_division_is_denied_that_going_through_all_of_them_finds(
    drawn: tuple[list[int], int, int, int], more: int
) -> None:
    load, fewest, wide, seed = drawn
    band, n = Band(fewest, fewest + wide), len(load)
    rng = np.random.default_rng(seed)
    # A tree, and a few links more.
    pairs = {(int(rng.integers(u)), u) for u in range(1, n)}
    for _ in range(more if n > 1 else 0):
        a, b = sorted(rng.choice(n, 2, replace=False).tolist())
        pairs.add((a, b))
    links = sorted(pairs)

    divisions = [
        sets for sets in partitions(list(range(n)))
        if fits(band, load, sets) and all(pieces_among(mine, links) == 1 for mine in sets)
    ]  # fmt: skip

    assert has_division(band, rest(load, links)) == bool(divisions)


@examples(150)
@given(drawn=small)
def test_no_number_of_zones_is_denied_that_units_can_fill(
    drawn: tuple[list[int], int, int, int],
) -> None:
    load, fewest, wide, _ = drawn
    band = Band(fewest, fewest + wide)

    ways = [sets for sets in partitions(list(range(len(load)))) if fits(band, load, sets)]

    assert has_sums(band, rest(load, [])) or not ways
    # Units of nobody are in no need of a zone.
    full = [n for n in load if n]
    numbers = {len(sets) for sets in partitions(list(range(len(full)))) if fits(band, full, sets)}
    assert numbers <= {*fitting(band, load), 0}


@pytest.mark.parametrize(
    ("towers", "size", "numbers"),
    [
        (100, 170, [50]),  # two to a zone; three are 510
        (100, 166, list(range(34, 51))),  # three are 498
        (81, 240, []),  # two to a zone, and one is left
        (80, 240, [40]),
        (14, 100, [3, 4]),
    ],
)
def test_equal_towers_fill_only_so_many_zones(towers: int, size: int, numbers: list[int]) -> None:
    assert fitting(TOWERS, [size] * towers) == numbers
    assert has_sums(TOWERS, rest([size] * towers, [])) == bool(numbers)


@pytest.mark.parametrize(("arm", "is_divided"), [(2, False), (1, True)])
def test_towers_around_a_choke_point_that_leave_one_over_are_proven(
    arm: int, is_divided: bool
) -> None:
    # Pairs of towers of 240 over links; arms of two leave the one in the middle alone.
    load = [240] * (1 + 5 * arm if arm == 2 else 4)
    pairs = [(0, 1), (0, 3), (0, 5), (0, 7), (0, 9), (1, 2), (3, 4), (5, 6), (7, 8), (9, 10)]
    links = pairs if arm == 2 else chain(4)

    assert has_division(TOWERS, rest(load, links)) == is_divided


def test_a_chequered_block_of_towers_whose_colours_differ_in_number_has_no_division() -> None:
    # Two corners of one colour are missing, so that pairs cannot cover the rest (Gomory 1973).
    _, pairs = block(6, 6)
    kept = [u for u in range(36) if u not in (0, 35)]
    links = [(kept.index(a), kept.index(b)) for a, b in pairs if a in kept and b in kept]

    assert has_sums(TOWERS, rest([240] * 34, links))
    assert not has_division(TOWERS, rest([240] * 34, links))


def test_where_too_many_zones_could_be_nothing_is_claimed() -> None:
    _, pairs = block(20, 20)

    assert has_division(Band(50, 50), rest([1] * 400, pairs))


@examples(150)
@given(drawn=small)
def test_there_are_never_fewer_sets_in_one_piece_than_are_counted_on(
    drawn: tuple[list[int], int, int, int],
) -> None:
    load, fewest, wide, seed = drawn
    band, n = Band(fewest, fewest + wide), len(load)
    rng = np.random.default_rng(seed)
    tree = [(int(rng.integers(u)), u) for u in range(1, n)]

    sets = [
        mine for size in range(1, n + 1) for mine in combinations(range(n), size)
        if fits(band, load, [list(mine)]) and pieces_among(list(mine), tree) == 1
    ]  # fmt: skip

    assert len(sets) >= fewest_sets(band, np.array(load))


def test_in_a_row_of_houses_most_of_the_sets_in_one_piece_are_counted_on() -> None:
    # A row of 30 has 21 sets of 10, 20 of 11 and 19 of 12.
    assert 50 <= fewest_sets(Band(10, 12), np.ones(30, np.int64)) <= 60
