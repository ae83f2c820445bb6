"""Where a division inside the band exists, one is found: a short run of `make planted`."""

from __future__ import annotations

import numpy as np
import pytest
from campaigns import campaign
from planted import Planted, planted
from planted_kinds import KINDS, of_kind
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from gridgen.model.solutions import Solution, Status
from gridgen.solver.solve import solve

ANSWERED = 10
"""Communities of each kind."""


def check_fits(town: Planted, found: Solution) -> None:
    """Every grid is inside the band and in one piece, and locked grids are as they were."""
    n, grids = len(town.load), len(found.centre_of)
    sizes = np.bincount(found.grid_of, weights=town.load, minlength=grids)
    same = town.links[found.grid_of[town.links[:, 0]] == found.grid_of[town.links[:, 1]]]
    graph = coo_matrix((np.ones(len(same)), (same[:, 0], same[:, 1])), shape=(n, n))
    assert connected_components(graph, directed=False)[0] == grids
    assert sizes.min() >= town.fewest
    assert sizes.max() <= town.most
    assert (found.status, found.breaches, found.reason) == (Status.FEASIBLE, (), "")
    if town.locked is not None:
        for label in np.unique(town.locked[town.locked >= 0]):
            own = np.unique(found.grid_of[town.locked == label])
            assert len(own) == 1
            assert (town.locked[found.grid_of == own[0]] == label).all()


@pytest.mark.parametrize("slack", [0.1, 0.0])
@pytest.mark.parametrize("seed", campaign(range(40), everyday=8))
def test_a_community_with_a_planted_division_is_divided_inside_the_band(
    seed: int, slack: float
) -> None:
    town = planted(seed, slack=slack)

    found = solve(
        town.xy, town.load, fewest=town.fewest, most=town.most, grids=town.grids, links=town.links
    )

    assert len(found.centre_of) == town.grids
    check_fits(town, found)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seed", campaign(range(20), everyday=4))
def test_every_kind_is_planted_inside_its_band_and_in_pieces(kind: str, seed: int) -> None:
    town = of_kind(kind, seed)

    answer = Solution(
        town.grid_of.astype(np.int32), np.arange(town.grids, dtype=np.int32), 0.0, 0.0,
        Status.FEASIBLE,
    )  # fmt: skip

    assert town.grids > 1
    check_fits(town, answer)


@pytest.mark.parametrize("is_asked", [False, True])
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seed", campaign(range(ANSWERED), everyday=2))
def test_a_community_of_each_kind_is_divided_inside_the_band(
    seed: int, kind: str, *, is_asked: bool
) -> None:
    town = of_kind(kind, seed)

    found = solve(
        town.xy, town.load, fewest=town.fewest, most=town.most, links=town.links,
        locked=town.locked, grids=town.grids if is_asked else None,
    )  # fmt: skip

    assert not is_asked or len(found.centre_of) == town.grids
    check_fits(town, found)


@pytest.mark.parametrize("is_asked", [False, True])
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seed", campaign(range(ANSWERED, ANSWERED + 4), everyday=1))
def test_the_least_effort_does_as_well(seed: int, kind: str, *, is_asked: bool) -> None:
    town = of_kind(kind, seed)

    found = solve(
        town.xy, town.load, fewest=town.fewest, most=town.most, links=town.links,
        locked=town.locked, grids=town.grids if is_asked else None, effort="fast",
    )  # fmt: skip

    assert not is_asked or len(found.centre_of) == town.grids
    check_fits(town, found)
