"""Areas around given centres: against every division of small places, and on places nearly full."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import pytest
from answers import block
from campaigns import campaign
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components
from scipy.spatial import Delaunay

from gridgen import Weights, solve
from gridgen.model.solutions import Solution
from gridgen.solver import areas, assignment
from gridgen.solver.areas import divide_areas
from gridgen.solver.improve import EFFORTS, Search
from gridgen.solver.pose import pose


@pytest.fixture
def searched(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have also small places searched, not gone through."""
    monkeypatch.setattr(assignment, "MOST_PAIRS", 0)
    monkeypatch.setattr(areas, "MOST_PAIRS", 0)


def full_town(seed: int, n: int, c: int, room: float) -> dict[str, Any]:
    """Return n units with Delaunay links and c centres that hold `room` times the people in all."""
    rng = np.random.default_rng(seed)
    xy = rng.uniform(0, 10_000, (n, 2))
    corners = Delaunay(xy).simplices
    links = np.unique(np.sort(corners[:, [0, 1, 1, 2, 0, 2]].reshape(-1, 2), axis=1), axis=0)
    people = np.rint(rng.lognormal(6.0, 0.6, n)).astype(int)
    centres = rng.permutation(n)[:c]
    share = rng.uniform(0.7, 1.3, c)
    most = np.maximum(room * people.sum() * share / share.sum(), people[centres])
    return {"xy": xy, "households": people, "fewest": np.ones(c, int),
            "most": most.astype(int), "links": links, "centres": centres}  # fmt: skip


def check(asked: dict[str, Any], found: Solution) -> None:
    """Each area is in one piece with its centre, and inside its band."""
    centres, links = np.asarray(asked["centres"]), np.asarray(asked["links"])
    assert found.grid_of[centres].tolist() == list(range(len(centres)))
    inner = links[found.grid_of[links[:, 0]] == found.grid_of[links[:, 1]]]
    n = len(found.grid_of)
    piece = connected_components(coo_matrix((np.ones(len(inner)), inner.T), (n, n)))[1]
    assert (piece == piece[centres[found.grid_of]]).all()
    load = np.bincount(found.grid_of, asked["households"], minlength=len(centres))
    assert (load <= asked["most"]).all()
    assert (load >= asked["fewest"]).all()
    assert found.status == "feasible"


@pytest.mark.parametrize(
    ("n", "c", "room"),
    campaign(
        [(300, 40, 1.05), (300, 40, 1.1), (400, 13, 1.03), (900, 30, 1.05)],
        everyday=1,
        several=True,
    ),
)
def test_areas_nearly_full_are_all_inside_their_bands(n: int, c: int, room: float) -> None:
    asked = full_town(7, n, c, room)

    check(asked, solve(**asked, effort="balanced"))


def test_what_cannot_be_better_is_not_annealed(
    searched: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A street of single households: each goes to the nearest centre, and all bands hold that.
    xy = np.stack([np.arange(60) * 10.0, np.zeros(60)], axis=1)
    links = np.stack([np.arange(59), np.arange(1, 60)], axis=1)
    asked = {"xy": xy, "households": np.ones(60, int), "fewest": np.full(3, 10),
             "most": np.full(3, 30), "links": links, "centres": [9, 30, 50]}  # fmt: skip
    monkeypatch.setattr(areas, "anneal", lambda *_: pytest.fail("it was annealed"))

    found = solve(**asked, effort="best")

    check(asked, found)
    nearest = np.abs(xy[:, :1] - xy[[9, 30, 50], 0]).min(axis=1)
    assert found.metres == pytest.approx(nearest.sum())


def test_more_effort_walks_less() -> None:
    asked = full_town(5, 120, 12, 1.06)

    fast = solve(**asked, effort="fast")
    balanced = solve(**asked, effort="balanced")

    assert balanced.score <= fast.score
    check(asked, balanced)


@pytest.mark.parametrize("effort", ["fast", "balanced"])
def test_the_same_seed_gives_the_same_areas(effort: str) -> None:
    asked = full_town(3, 100, 10, 1.06)

    one, two = (solve(**asked, effort=effort, seed=4) for _ in range(2))

    assert one.grid_of.tolist() == two.grid_of.tolist()


def test_areas_are_given_although_no_time_is_left() -> None:
    asked = full_town(3, 100, 10, 1.5)

    found = solve(**asked, effort="best", time_limit_s=0.0)

    assert found.grid_of[asked["centres"]].tolist() == list(range(10))


def test_several_people_at_one_place_share_those_around(searched: None) -> None:
    # Three contact persons in one house of the middle: each takes a part that holds together.
    xy, links = block(9, 5)
    place = np.concatenate([xy, xy[[22]], xy[[22]]])
    links = [*links, (22, 45), (22, 46), (45, 46),
             (21, 45), (23, 45), (13, 46), (31, 46)]  # fmt: skip
    asked = {"xy": place, "households": np.ones(47, int), "fewest": np.full(3, 14),
             "most": np.full(3, 17), "links": np.array(links), "centres": [22, 45, 46]}  # fmt: skip

    check(asked, solve(**asked, effort="balanced"))


def least_score(asked: dict[str, Any], weights: Weights) -> float:
    """Return the least score of all areas that are whole and inside their bands, or infinity."""
    xy, load = np.asarray(asked["xy"]), np.asarray(asked["households"])
    links, centres = np.asarray(asked["links"]), np.asarray(asked["centres"])
    existing, c = np.asarray(asked["existing"]), len(asked["centres"])
    least = np.inf
    for division in product(range(c), repeat=len(xy)):
        of = np.array(division)
        if (of[centres] != np.arange(c)).any():
            continue
        sizes = np.bincount(of, load, minlength=c)
        if (sizes < asked["fewest"]).any() or (sizes > asked["most"]).any():
            continue
        if not _all_whole(of, links, centres):
            continue
        cut = of[links[:, 0]] != of[links[:, 1]]
        moved = (existing >= 0) & (existing != existing[centres][of])
        score = (load * np.hypot(*(xy - xy[centres[of]]).T)).sum() + (
            weights.border_m * asked["borders"][cut].sum() + weights.moved_m * load[moved].sum()
        )
        least = min(least, float(score))
    return least


def _all_whole(of: NDArray[np.int64], links: NDArray[np.int64], centres: NDArray[np.int64]) -> bool:
    inner = links[of[links[:, 0]] == of[links[:, 1]]]
    piece = connected_components(coo_matrix((np.ones(len(inner)), inner.T), (len(of), len(of))))[1]
    return bool((piece == piece[centres[of]]).all())


@examples(40)
@given(
    seed=st.integers(0, 10**6),
    c=st.integers(2, 3),
    border_m=st.sampled_from([0.5, 2.0]),
    moved_m=st.sampled_from([0.0, 5.0, 40.0]),
)
def test_with_borders_and_moves_small_places_get_the_least_score(
    seed: int, c: int, border_m: float, moved_m: float
) -> None:
    rng = np.random.default_rng(seed)
    n = 7
    tree = [(int(rng.integers(0, u)), u) for u in range(1, n)]
    more = np.sort(rng.integers(0, n, (4, 2)), axis=1)
    links = np.unique([*tree, *more[more[:, 0] < more[:, 1]]], axis=0)
    load = rng.integers(0, 4, n)
    weights = Weights(border_m=border_m, moved_m=moved_m)
    asked = {
        "xy": rng.integers(0, 20, (n, 2)) * 5.0, "households": load, "links": links,
        "borders": rng.integers(0, 30, len(links)).astype(float),
        "existing": rng.integers(-1, c + 1, n), "centres": rng.permutation(n)[:c],
        "fewest": np.full(c, int(rng.integers(1, 3))),
        "most": np.full(c, max(4, int(1.3 * load.sum() / c))),
    }  # fmt: skip
    least = least_score(asked, weights)

    found = solve(**asked, weights=weights, effort="balanced")

    assert (found.status == "feasible") == np.isfinite(least)
    if np.isfinite(least):
        assert found.score == pytest.approx(least, abs=1e-6)


QUICK = EFFORTS["best"]._replace(steps=60, area_rounds=1, region_work=1)
"""All that "best" does, and little of each."""


def test_all_steps_together_give_the_same_each_time_and_no_more_than_annealing_alone() -> None:
    asked = full_town(11, 80, 10, 1.06)
    part = pose(**asked)
    one, two = (divide_areas(part, asked["centres"], Search(QUICK, None, (3, 0))) for _ in range(2))
    alone = divide_areas(
        part, asked["centres"], Search(QUICK._replace(area_rounds=0), None, (3, 0))
    )

    assert one.grid_of.tolist() == two.grid_of.tolist()
    assert one.outside == alone.outside == 0
    assert walked(asked, one.grid_of) < walked(asked, alone.grid_of)


def walked(asked: dict[str, Any], grid_of: NDArray[np.int32]) -> float:
    """Return the metres of all ways to the centres."""
    xy = asked["xy"]
    return float(asked["households"] @ np.hypot(*(xy - xy[asked["centres"][grid_of]]).T))


@pytest.mark.parametrize("least", [0.5, 0.8, 0.88])
def test_areas_with_a_fewest_have_it(least: float) -> None:
    asked = full_town(13, 150, 12, 1.08)
    asked["fewest"] = (least * asked["most"]).astype(int)

    check(asked, solve(**asked, effort="balanced"))


@pytest.mark.parametrize(("moved_m", "stays"), [(0.0, False), (1e6, True)])
def test_who_is_in_an_area_stays_where_moving_is_dear(moved_m: float, stays: bool) -> None:
    asked = full_town(17, 90, 8, 1.05)
    before = solve(**asked, effort="fast").grid_of
    asked["xy"] = asked["xy"] + np.random.default_rng(0).uniform(-900, 900, (90, 2))

    after = solve(
        **asked, existing=before, weights=Weights(moved_m=moved_m), effort="balanced"
    ).grid_of

    assert (after.tolist() == before.tolist()) is stays


def test_where_people_are_too_many_as_few_are_outside_as_sums_allow() -> None:
    asked = full_town(19, 90, 8, 1.05)
    asked["most"] = np.maximum(asked["most"] * 9 // 10, asked["households"][asked["centres"]])
    over = int(asked["households"].sum() - asked["most"].sum())

    found = solve(**asked, effort="balanced")

    assert over > 0
    assert found.status == "proven impossible"
    assert sum(breach.by for breach in found.breaches) == over
