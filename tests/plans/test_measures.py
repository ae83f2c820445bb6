"""How round zones are, and how far one walks in them."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from drawn import BEND, drawn, found, plan_of, shapes
from hypothesis import given
from hypothesis import strategies as st
from plans import ORIGIN

from gridgen.model.links import Links
from gridgen.model.plan import Plan
from gridgen.plans.measures import Walks, compactness, size_cv
from gridgen.plans.seen import Seen
from gridgen.rules.loader import load_rules


def walks(plan: Plan, links: Links) -> Walks:
    return Seen(plan, links, load_rules("standard")).levels[0].walks


@pytest.mark.parametrize(
    ("shape", "expected"),
    [
        (shapely.Point(0, 0).buffer(100, quad_segs=64), 1.0),
        (shapely.box(0, 0, 10, 10), np.pi / 4),
        (shapely.box(0, 0, 190, 10), 19 * np.pi / 400),
        (shapely.Polygon(), 0.0),
    ],
)
def test_compactness_is_one_for_a_disc_and_little_for_a_strip(
    shape: shapely.Geometry, expected: float
) -> None:
    assert compactness(shapes(shape))[0] == pytest.approx(expected, rel=1e-3)


def test_the_longest_walk_goes_around_what_belongs_to_another_zone() -> None:
    plan, links = drawn(BEND)

    found = walks(plan, links)

    # From the top right corner down, across and up again: 3 + 7 + 3 steps of 10 m.
    assert found.walk_m.tolist() == pytest.approx([130, 50])
    assert found.straight_m.tolist() == pytest.approx([70, np.hypot(30, 20)])


def test_every_zone_of_a_shared_place_walks_over_all_links_of_the_place() -> None:
    # Two parts of a tower in the middle, each in a zone with one neighbour; the first part is
    # linked for both.
    xy = ORIGIN + np.array([(50, 50), (50, 50), (20, 50), (90, 50)], float)
    west, east = (shapely.box(*(ORIGIN + [x, 0]), *(ORIGIN + [x + 50, 100])) for x in (0, 50))
    plan = plan_of(xy, np.array([0, 1, 0, 1]), shapes(west, east))
    links = Links(np.array([[0, 1], [0, 2], [0, 3]]), np.ones(3), np.zeros(3, bool))

    found = walks(plan, links)

    assert found.walk_m.tolist() == pytest.approx([30, 40])
    assert found.straight_m.tolist() == pytest.approx([30, 40])


def test_a_zone_of_one_place_has_no_walk_and_no_zone_is_no_error() -> None:
    alone, links = drawn("a")

    assert walks(alone, links).walk_m.tolist() == [0]
    assert found(alone, links, load_rules("standard"), "walk_detour") == []


@given(st.integers(2, 9), st.data())
def test_no_walk_found_is_longer_than_the_longest_nor_shorter_than_half_of_it(
    n: int, data: st.DataObject
) -> None:
    xy = ORIGIN + np.array(data.draw(st.lists(
        st.tuples(st.integers(0, 90), st.integers(0, 90)), min_size=n, max_size=n, unique=True
    )), float)  # fmt: skip
    tree = [(data.draw(st.integers(0, k - 1)), k) for k in range(1, n)]
    more = data.draw(st.lists(st.tuples(st.integers(0, n - 1), st.integers(0, n - 1)), max_size=5))
    every = sorted({(min(a, b), max(a, b)) for a, b in tree + more if a != b})
    links = Links(np.array(every), np.ones(len(every)), np.zeros(len(every), bool))
    plan = plan_of(xy, np.zeros(n, int), shapes(shapely.box(*ORIGIN, *(ORIGIN + 100))))

    walk = float(walks(plan, links).walk_m[0])

    longest = slow_longest(xy, every)
    assert longest / 2 - 1e-3 <= walk <= longest + 1e-3
    if len(every) == n - 1:
        assert walk == pytest.approx(longest, abs=1e-3)


def slow_longest(xy: np.ndarray, pairs: list[tuple[int, int]]) -> float:
    """Every way between every two, by trying every place in between (Floyd and Warshall)."""
    n = len(xy)
    way = np.full((n, n), np.inf)
    np.fill_diagonal(way, 0)
    for a, b in pairs:
        way[a, b] = way[b, a] = np.linalg.norm(xy[a] - xy[b])
    for k in range(n):
        way = np.minimum(way, way[:, k, None] + way[None, k, :])
    return float(way.max())


@given(st.lists(st.tuples(st.integers(0, 90), st.sampled_from(["village", "community"]))))
def test_sizes_vary_around_the_mean_of_their_kind(drawn: list[tuple[int, str]]) -> None:
    households = np.array([count for count, _ in drawn], np.int64)
    kind = np.array([of for _, of in drawn], object)
    shares = []
    for name in ("village", "community"):
        sizes = [count for count, of in drawn if of == name and count]
        shares += [count * len(sizes) / sum(sizes) - 1 for count in sizes]

    found = size_cv(households, kind)

    if shares:
        assert found == pytest.approx((sum(share**2 for share in shares) / len(shares)) ** 0.5)
    else:
        assert np.isnan(found)
