"""Where a division inside the band exists, one is found: a short run of `make planted`."""

from __future__ import annotations

import numpy as np
import pytest
from planted import planted
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from gridgen.solver.solve import solve


@pytest.mark.parametrize("slack", [0.1, 0.0])
@pytest.mark.parametrize("seed", range(40))
def test_a_community_with_a_planted_division_is_divided_inside_the_band(
    seed: int, slack: float
) -> None:
    town = planted(seed, slack=slack)
    n, grids = len(town.load), int(town.grid_of.max()) + 1

    found = solve(
        town.xy, town.load, fewest=town.fewest, most=town.most, grids=grids, links=town.links
    )

    sizes = np.bincount(found.grid_of, weights=town.load, minlength=grids)
    same = town.links[found.grid_of[town.links[:, 0]] == found.grid_of[town.links[:, 1]]]
    graph = coo_matrix((np.ones(len(same)), (same[:, 0], same[:, 1])), shape=(n, n))
    assert connected_components(graph, directed=False)[0] == grids
    assert found.breaches == ()
    assert sizes.min() >= town.fewest
    assert sizes.max() <= town.most
