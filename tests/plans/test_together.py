"""Which linked households belong together: places, columns, units, and links inside zones."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from drawn import drawn
from hypothesis import given
from hypothesis import strategies as st

from gridgen.model.arrays import texts
from gridgen.model.bands import Band
from gridgen.model.households import Households
from gridgen.plans.together import (
    SAME_PLACE_M,
    inside_zones,
    is_same_key,
    is_same_place,
    kept,
)
from gridgen.rules.loader import load_rules

ONE_PAIR = np.array([[0, 1]], np.int32)


def homes(xy: list[tuple[float, float]], **keys: list[str]) -> Households:
    n = len(xy)
    return Households(
        ids=[f"h{k}" for k in range(n)], given=np.array(xy), xy=np.array(xy), count=np.ones(n),
        community=[""] * n, keys={key: texts(said) for key, said in keys.items()},
        source=np.arange(n), crs="EPSG:4547",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("apart_m", "same"), [(0.0, True), (SAME_PLACE_M * 0.9, True), (SAME_PLACE_M * 1.1, False)]
)
def test_households_stand_at_one_place_within_a_millimetre(apart_m: float, same: bool) -> None:
    assert is_same_place(homes([(0, 0), (apart_m, 0)]), ONE_PAIR).tolist() == [same]


@pytest.mark.parametrize(
    ("keys", "same"),
    [
        ({"building": ["1", "1"]}, True),
        ({"building": ["1", "2"]}, False),
        ({"building": ["", ""]}, False),
        ({"building": ["1", "1"], "estate": ["east", "east"]}, True),
        ({"building": ["1", "1"], "estate": ["east", "west"]}, False),
        ({"group": ["1", "1"]}, False),
    ],
)
def test_a_building_of_one_number_is_the_same_in_one_estate(
    keys: dict[str, list[str]], same: bool
) -> None:
    assert is_same_key(homes([(0, 0), (9, 0)], **keys), ONE_PAIR, "building").tolist() == [same]


def test_a_group_of_one_name_is_the_same_in_any_estate() -> None:
    two = homes([(0, 0), (9, 0)], group=["1", "1"], estate=["east", "west"])

    assert is_same_key(two, ONE_PAIR, "group").tolist() == [True]


@pytest.mark.parametrize(("most", "is_large"), [(3, False), (2, True)])
def test_a_unit_is_what_kept_links_join_and_large_above_the_band(most: int, is_large: bool) -> None:
    plan, links = drawn("aaaa")
    level = replace(load_rules("standard").levels[0], band={"community": Band(1, most)})

    units = kept(plan, level, links.pairs, np.array([True, True, False]))

    assert units.unit_of.tolist() == [0, 0, 0, 1]
    assert units.load.tolist() == [3, 1]
    assert units.is_large.tolist() == [is_large] * 3 + [False]
    assert units.most.tolist() == [most] * 4


def test_a_zone_reaches_over_the_links_of_a_place_that_it_shares() -> None:
    # A tower in two rows, 0 and 1, of zones 0 and 1; a house of either zone is linked to its first.
    pairs = np.array([[0, 1], [0, 2], [0, 3]], np.int32)

    inside = inside_zones(pairs, np.array([0, 1, 0, 1]), np.array([0, 0, 1, 2]))

    assert inside.tolist() == [[0, 2], [1, 3]]


@given(st.data(), st.integers(2, 8))
def test_links_inside_zones_are_those_that_trying_every_two_finds(
    data: st.DataObject, n: int
) -> None:
    place_of = np.array(data.draw(st.lists(st.integers(0, 4), min_size=n, max_size=n)))
    zone_of = np.array(data.draw(st.lists(st.integers(-1, 2), min_size=n, max_size=n)))
    first = {place: int(np.flatnonzero(place_of == place)[0]) for place in place_of.tolist()}
    # As links are made: all rows of a place hang on its first, and places meet at their first rows.
    firsts = st.sampled_from(sorted(first.values()))
    ends = data.draw(st.lists(st.tuples(firsts, firsts), max_size=6))
    hung = [(first[p], row) for row, p in enumerate(place_of.tolist()) if first[p] != row]
    pairs = sorted({(min(a, b), max(a, b)) for a, b in [*hung, *ends] if a != b})
    links = np.array(pairs, np.int32).reshape(-1, 2)

    inside = inside_zones(links, zone_of, place_of)

    # Two rows of a zone hang together where their places are one, or are linked.
    met = {(int(place_of[a]), int(place_of[b])) for a, b in pairs}
    slow = np.array(
        [(a, b) for a in range(n) for b in range(a + 1, n) if zone_of[a] == zone_of[b] >= 0
         and (place_of[a] == place_of[b] or {(place_of[a], place_of[b]),
                                             (place_of[b], place_of[a])} & met)],
        int,
    ).reshape(-1, 2)  # fmt: skip
    assert pieces_by_hand(n, inside) == pieces_by_hand(n, slow)
    assert all(zone_of[a] == zone_of[b] >= 0 for a, b in inside.tolist())
    assert len({tuple(pair) for pair in inside.tolist()}) == len(inside)


def pieces_by_hand(n: int, pairs: np.ndarray) -> set[frozenset[int]]:
    """The sets of rows that pairs join, by joining two sets at a time."""
    of = {row: frozenset([row]) for row in range(n)}
    for a, b in pairs.tolist():
        whole = of[a] | of[b]
        of.update(dict.fromkeys(whole, whole))
    return set(of.values())
