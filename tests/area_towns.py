"""Towns with given centres and areas around them, and what holds of any areas."""

from __future__ import annotations

import numpy as np
from kernel_towns import is_one_piece, random_town, with_prices
from numpy.typing import NDArray

from gridgen.solver.kernels.moves import fill
from gridgen.solver.kernels.repair import reattach
from gridgen.solver.kernels.town import State, Town, new_state
from gridgen.solver.kernels.worth import worth


def town_around(seed: int, n: int, k: int, *, linked: bool, priced: bool) -> tuple[Town, State]:
    """Return a town with k centres, each with an area in one piece, in the band or not."""
    town, _ = random_town(seed, n, grids=k)
    town = with_prices(town, seed)._replace(even_m=0.0) if priced else town
    rng = np.random.default_rng(seed)
    most = max(1, int(1.4 * town.load.sum() / k))
    town = town._replace(
        linked=linked, is_given=True, fewest=np.full(k, 1), most=np.full(k, most),
        home=rng.integers(-1, 3, n).astype(np.int32), moved_m=float(seed % 2) * 7.0,
    )  # fmt: skip
    state = new_state(n, k, 1)
    state.centre_of[:] = rng.permutation(n)[:k]
    state.grid_of[:] = rng.integers(0, k, n)
    state.grid_of[state.centre_of] = range(k)
    fill(town, state)
    reattach(town, state)
    return town, state


def value_of(town: Town, state: State, grid_of: NDArray[np.int64]) -> tuple[int, float]:
    """Return what a division is worth; no area may be in pieces where they must be whole."""
    other = new_state(len(grid_of), len(state.centre_of), 1)
    other.centre_of[:], other.grid_of[:] = state.centre_of, grid_of
    fill(town, other)
    return worth(town, other)


def is_whole(town: Town, state: State, grid_of: NDArray[np.int64]) -> bool:
    """Say whether all centres are in their areas, and these in one piece if they must be."""
    k = len(state.centre_of)
    if grid_of[state.centre_of].tolist() != list(range(k)):
        return False
    return not town.linked or all(
        is_one_piece(town, np.flatnonzero(grid_of == g).tolist()) for g in range(k)
    )
