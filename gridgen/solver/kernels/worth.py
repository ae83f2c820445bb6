"""What a division is worth: households outside the band first, then metres.

The two are never added up: whole numbers decide, and metres only where these are equal.
"""

from __future__ import annotations

import numpy as np
from numba import types

from gridgen.solver.compiled import kernel
from gridgen.solver.kernels.signatures import REAL, WHOLE
from gridgen.solver.kernels.town import STATE, TOWN, State, Town

FAR_OUTSIDE = 2**60
"""A breach above any there can be; two of them add up without overflow."""


@kernel(WHOLE(TOWN, WHOLE, WHOLE), borrows=True)
def breach(town: Town, g: int, load: int) -> int:
    """Return by how many households a load is outside the band of grid g."""
    if load > town.most[g]:
        return int(load - town.most[g])
    if load < town.fewest[g]:
        return int(town.fewest[g] - load)
    return 0


@kernel(WHOLE(TOWN, STATE, WHOLE, WHOLE, WHOLE), borrows=True)
def outside_after(town: Town, state: State, a: int, b: int, load: int) -> int:
    """Return by how much the breach of grids a and b grows if a gives `load` to b."""
    return (
        breach(town, a, state.load_of[a] - load)
        + breach(town, b, state.load_of[b] + load)
        - breach(town, a, state.load_of[a])
        - breach(town, b, state.load_of[b])
    )


@kernel(WHOLE(TOWN, STATE), borrows=True)
def outside_band(town: Town, state: State) -> int:
    """Return the households outside the band, over all grids."""
    total = 0
    for g in range(len(state.load_of)):
        total += breach(town, g, state.load_of[g])
    return total


@kernel(REAL(TOWN, WHOLE, REAL), borrows=True)
def uneven(town: Town, g: int, load: float) -> float:
    """Return what it costs, metres, that grid g holds `load` households, not those it is aimed at.

    It rises with the square, so that many grids a little off cost less than one far off.
    """
    off = load - town.aim[g]
    return float(town.even_m * off * off / town.aim[g])


@kernel(REAL(TOWN, STATE, WHOLE, WHOLE, WHOLE), borrows=True)
def uneven_change(town: Town, state: State, a: int, b: int, load: int) -> float:
    """Return how much more being off the aim costs if grid a gives `load` to grid b, metres."""
    if town.even_m == 0.0:
        return 0.0
    return (
        uneven(town, a, state.load_of[a] - load)
        + uneven(town, b, state.load_of[b] + load)
        - uneven(town, a, state.load_of[a])
        - uneven(town, b, state.load_of[b])
    )


@kernel(REAL(TOWN, WHOLE, WHOLE), borrows=True)
def distance(town: Town, a: int, b: int) -> float:
    """Return the straight metres between two units."""
    total = 0.0
    for d in range(town.xy.shape[1]):
        step = town.xy[a, d] - town.xy[b, d]
        total += step * step
    return float(np.sqrt(total))


@kernel(REAL(TOWN, WHOLE, WHOLE), borrows=True)
def moving(town: Town, u: int, g: int) -> float:
    """Return the metres that it costs to have unit u in grid g although it is in another."""
    # A home of -2 is a grid that was given up: whoever comes from there moves wherever they go.
    if town.home[u] == -1 or town.home[u] == town.area[g]:
        return 0.0
    return float(town.moved_m * town.load[u])


@kernel(REAL(TOWN, STATE, WHOLE, WHOLE), borrows=True)
def cost(town: Town, state: State, u: int, g: int) -> float:
    """Return what unit u costs in grid g: the way to its centre, and the moving."""
    return float(town.visits[u] * distance(town, u, state.centre_of[g]) + moving(town, u, g))


@kernel(REAL(TOWN, STATE, WHOLE), borrows=True)
def border_cost(town: Town, state: State, u: int) -> float:
    """Return what the borders between unit u and neighbours in other grids cost, metres."""
    total = 0.0
    if len(town.border) > 0:
        for at in range(town.start[u], town.start[u + 1]):
            if state.grid_of[town.near[at]] != state.grid_of[u]:
                total += town.border[at]
    return total


@kernel(REAL(TOWN, STATE, WHOLE, WHOLE, WHOLE), borrows=True)
def border_change(town: Town, state: State, u: int, a: int, b: int) -> float:
    """Return how much more borders cost if unit u goes from grid a to grid b, metres."""
    total = 0.0
    # Borders towards those who stay in `a` begin to count, those towards `b` no longer do; those
    # towards any third grid count as before.
    if len(town.border) > 0:
        for at in range(town.start[u], town.start[u + 1]):
            g = state.grid_of[town.near[at]]
            if g == a:
                total += town.border[at]
            elif g == b:
                total -= town.border[at]
    return total


@kernel(types.Tuple((WHOLE, REAL))(TOWN, STATE), borrows=True)
def worth(town: Town, state: State) -> tuple[int, float]:
    """Return the households outside the band and the score, metres."""
    outside, score = 0, 0.0
    for g in range(len(state.load_of)):
        outside += breach(town, g, state.load_of[g])
        score += uneven(town, g, state.load_of[g])
    for u in range(len(state.grid_of)):
        # Half, because each border is met from both its sides.
        score += cost(town, state, u, state.grid_of[u]) + 0.5 * border_cost(town, state, u)
    return outside, score
