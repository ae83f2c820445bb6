"""Kinds of communities that are hard to divide, each made so that a division inside the band is.

Towers of few sizes leave few numbers of grids that can be at all; a band that is just what the
planted grids hold leaves few divisions; and along paths, trees and hamlets on a tree whatever hangs
behind a link moves as a whole or not at all.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from planted import Planted
from scipy.spatial import Delaunay

Rows = NDArray[np.int64]
Places = NDArray[np.float64]

_FREE, _LEFT = -2, -1


def of_kind(kind: str, seed: int) -> Planted:
    """Return a community of one of the `KINDS` with two or more planted grids."""
    rng = np.random.default_rng(seed)
    while True:
        town = KINDS[kind](rng)
        if town.grids > 1:
            return town


def _towers(rng: np.random.Generator) -> Planted:
    """Towers of one to three sizes on a lattice with holes, in a usual band."""
    rows, columns = rng.integers(5, 16, 2).tolist()
    holes = float(rng.choice([0, 0.05, 0.15]))
    xy, links = _lattice(rng, rows, columns, holes=holes, slanted=rng.random() < 0.3)
    low, high, fewest, most = (18, 60, 50, 100) if rng.random() < 0.3 else (100, 290, 300, 500)
    load = rng.choice(rng.integers(low, high, int(rng.integers(1, 4))), len(xy))
    return _grown(rng, _shaken(rng, xy), load, links, fewest, most)


def _lattices(rng: np.random.Generator) -> Planted:
    """A lattice of single or small units, and a band that is just so."""
    rows, columns = rng.integers(8, 26, 2).tolist()
    holes = float(rng.choice([0, 0.1]))
    xy, links = _lattice(rng, rows, columns, holes=holes, slanted=rng.random() < 0.2)
    load = np.ones(len(xy), np.int64) if rng.random() < 0.5 else rng.integers(1, 6, len(xy))
    fewest = int(rng.integers(8, 40))
    most = fewest + int(rng.integers(0, 4)) + int(load.max()) - 1
    return _just_so(_grown(rng, xy, load, links, fewest, most))


def _snakes(rng: np.random.Generator) -> Planted:
    """A lattice that is cut along a way through all of it, to and fro; the band is just so."""
    rows, columns = rng.integers(6, 25, 2).tolist()
    xy, links = _lattice(rng, rows, columns, slanted=rng.random() < 0.2)
    way = np.arange(rows * columns).reshape(rows, columns)
    way[1::2] = way[1::2, ::-1]
    low, high, size = [
        (1, 1, 50), (1, 1, int(rng.integers(5, 40))), (1, 6, 60),
        (20, 60, int(rng.integers(150, 400))), (60, 90, int(rng.integers(150, 300))),
    ][int(rng.integers(5))]  # fmt: skip
    load = rng.integers(low, high + 1, len(xy))
    grid_of, grid, held = np.zeros(len(xy), np.int64), 0, 0
    for u in way.ravel().tolist():
        if held + load[u] / 2 > size:
            grid, held = grid + 1, 0
        grid_of[u] = grid
        held += int(load[u])
    sizes = np.bincount(grid_of, load)
    # What is left over at the end would make the band wide.
    if sizes[-1] < sizes.min(initial=sizes[0], where=np.arange(len(sizes)) < grid):
        grid_of[grid_of == grid] = _LEFT
    return _just_so(_kept(_shaken(rng, xy), load, links, grid_of, 1, 1))


def _blocks(rng: np.random.Generator) -> Planted:
    """Blocks side by side, each a grid, of units of one size; the band is theirs and no more."""
    height, width = rng.integers(2, 9, 2).tolist()
    down, across = rng.integers(2, 7, 2).tolist()
    xy, links = _lattice(rng, down * height, across * width)
    row, column = np.divmod(np.arange(len(xy)), across * width)
    size = int(rng.choice([1, 1, 3, 47]))
    held = height * width * size
    most = held + int(rng.choice([0, 0, size - 1]))
    load = np.full(len(xy), size)
    return Planted(xy, load, links, row // height * across + column // width, held, most)


def _dominoes(rng: np.random.Generator) -> Planted:
    """A lattice with holes, laid out in pairs: units so large that two of them make a grid."""
    rows, columns = rng.integers(6, 22, 2).tolist()
    xy, links = _lattice(rng, rows, columns, holes=float(rng.choice([0.05, 0.15, 0.3])))
    equal = rng.random() < 0.6
    load = np.full(len(xy), rng.choice([49, 45, 36])) if equal else rng.integers(34, 50, len(xy))
    laying = _Laying(rng, len(xy), links)
    while free := [u for u in laying.free() if laying.room[u]]:
        u = laying.take(free)
        laying.take(laying.beside(u))
        laying.grid += 1
    return _kept(xy, load, links, np.array(laying.grid_of), 50, 100)


def _paths(rng: np.random.Generator) -> Planted:
    """A lane; the band is just so."""
    load, grid_of = _filled(rng, [(1, 1), (1, 10), (5, 20)], int(rng.integers(0, 12)))
    n = len(load)
    xy = np.stack([np.cumsum(rng.uniform(5, 40, n)), rng.normal(0, 15, n)], axis=1)
    links = np.stack([np.arange(n - 1), np.arange(1, n)], axis=1)
    return _just_so(Planted(xy, load, links, grid_of, 1, 1))


def _trees(rng: np.random.Generator) -> Planted:
    """A tree, from long ways to bushes; the band is just so."""
    sizes = [(1, 1), (1, 10), (5, 20), (1, 30)]
    load, grid_of = _filled(rng, sizes, int(rng.choice([2, 5, 10, 25])))
    # How far back a unit, and the first unit of a grid, may hang on another.
    back, far_back = [(3, 6), (1, 6), (6, 60), (1000, 1000)][int(rng.integers(4))]
    xy, links = np.zeros((len(load), 2)), np.zeros((len(load) - 1, 2), np.int64)
    first = np.searchsorted(grid_of, grid_of)
    for u in range(1, len(load)):
        low = max(first[u], u - back) if first[u] < u else max(0, u - far_back)
        links[u - 1] = int(rng.integers(low, u)), u
        xy[u] = xy[links[u - 1, 0]] + rng.normal(0, 20, 2)
    return _just_so(Planted(xy, load, links, grid_of, 1, 1))


def _hamlets(rng: np.random.Generator) -> Planted:
    """Hamlets of some grids each, hung on each other by single links; grids may be in several."""
    fewest = int(rng.integers(30, 60))
    most = fewest + int(rng.choice([2, 5, 10]))
    places: list[Places] = []
    links: list[Rows] = []
    begin = [0]
    for hamlet in range(int(rng.integers(3, 14))):
        size = int(rng.integers(15, 150))
        xy = rng.normal(0, 60, (size, 2))
        links.append(_sides(xy) + begin[-1])
        places.append(xy + (400.0 * hamlet, rng.normal(0, 200)))
        if hamlet:
            other = int(rng.integers(max(0, hamlet - 2), hamlet))
            one = int(rng.integers(begin[other], begin[other + 1]))
            links.append(np.array([[one, begin[-1] + int(rng.integers(size))]]))
        begin.append(begin[-1] + size)
    n = begin[-1]
    load = np.ones(n, np.int64) if rng.random() < 0.6 else rng.integers(1, 5, n)
    return _grown(rng, np.concatenate(places), load, np.concatenate(links), fewest, most)


def _mixtures(rng: np.random.Generator) -> Planted:
    """Any of the others, some of its planted grids locked and some linked units tied into one."""
    others = [draw for name, draw in KINDS.items() if name != "mixtures"]
    town = others[int(rng.integers(len(others)))](rng)
    return _tied(rng, _locked(rng, town)) if town.grids else town


KINDS: dict[str, Callable[[np.random.Generator], Planted]] = {
    "towers": _towers,
    "lattices": _lattices,
    "snakes": _snakes,
    "blocks": _blocks,
    "dominoes": _dominoes,
    "paths": _paths,
    "trees": _trees,
    "hamlets": _hamlets,
    "mixtures": _mixtures,
}
"""By name, what draws one; it may have fewer than two grids."""


def _lattice(
    rng: np.random.Generator, rows: int, columns: int, *, holes: float = 0.0, slanted: bool = False
) -> tuple[Places, Rows]:
    """Return the places, 50 m apart, and the links of a lattice without a share of its units."""
    at = np.arange(rows * columns).reshape(rows, columns)
    sides = [(at[:, :-1], at[:, 1:]), (at[:-1], at[1:])]
    if slanted:
        sides.append((at[:-1, :-1], at[1:, 1:]))
    links = np.concatenate([np.stack([a.ravel(), b.ravel()], axis=1) for a, b in sides])
    row, column = np.divmod(at.ravel(), columns)
    keep = rng.random(len(row)) >= holes
    return 50.0 * np.stack([column, row], axis=1)[keep], _among(keep, links)


def _shaken(rng: np.random.Generator, xy: Places) -> Places:
    """Return places that are a little off a lattice, or not."""
    return xy + rng.normal(0, rng.choice([0, 5]), xy.shape)


def _among(keep: NDArray[np.bool_], links: Rows) -> Rows:
    """Return the links among those who are kept, by their new rows."""
    return (np.cumsum(keep) - 1)[links[keep[links].all(axis=1)]]


class _Laying:
    """Grids laid out one after another; who has the fewest free neighbours comes first.

    So few are left over. `room` counts the free neighbours of each unit.
    """

    def __init__(self, rng: np.random.Generator, n: int, links: Rows) -> None:
        self.rng, self.grid = rng, 0
        self.near: list[list[int]] = [[] for _ in range(n)]
        for a, b in links.tolist():
            self.near[a].append(b)
            self.near[b].append(a)
        self.room = [len(of) for of in self.near]
        self.grid_of = [_FREE] * n

    def free(self) -> list[int]:
        return [u for u, grid in enumerate(self.grid_of) if grid == _FREE]

    def beside(self, u: int) -> list[int]:
        return [v for v in self.near[u] if self.grid_of[v] == _FREE]

    def chosen(self, units: list[int]) -> int:
        least = min(self.room[u] for u in units)
        first = [u for u in units if self.room[u] == least]
        return first[int(self.rng.integers(len(first)))]

    def take(self, units: list[int]) -> int:
        """Add one of some units to the grid that is laid, and return it."""
        u = self.chosen(units)
        self.grid_of[u] = self.grid
        for v in self.near[u]:
            self.room[v] -= 1
        return u

    def leave(self, units: list[int]) -> None:
        for u in units:
            self.grid_of[u] = _LEFT


def _sides(xy: Places) -> Rows:
    corners = Delaunay(xy).simplices
    sides = np.concatenate([corners[:, [0, 1]], corners[:, [1, 2]], corners[:, [2, 0]]])
    return np.unique(np.sort(sides, axis=1), axis=0).astype(np.int64)


def _kept(xy: Places, load: Rows, links: Rows, grid_of: Rows, fewest: int, most: int) -> Planted:
    """Return a community of all units that are in a grid."""
    keep = grid_of >= 0
    return Planted(xy[keep], load[keep], _among(keep, links), grid_of[keep], fewest, most)


def _just_so(town: Planted) -> Planted:
    """Return a community with the band from its lightest to its heaviest planted grid."""
    sizes = np.bincount(town.grid_of, town.load)
    if len(sizes) == 0:
        return town
    return replace(town, fewest=int(sizes.min()), most=int(sizes.max()))


def _filled(
    rng: np.random.Generator, sizes: list[tuple[int, int]], spread: int
) -> tuple[Rows, Rows]:
    """Return the loads and the grids of units that fill grids one after the other."""
    low, high = sizes[int(rng.integers(len(sizes)))]
    fewest = int(rng.integers(40, 60))
    load: list[int] = []
    grid_of: list[int] = []
    for grid in range(int(rng.integers(3, 41))):
        left = int(rng.integers(fewest, fewest + spread + 1))
        while left:
            load.append(min(int(rng.integers(low, high + 1)), left))
            grid_of.append(grid)
            left -= load[-1]
    return np.array(load), np.array(grid_of)


def _grown(
    rng: np.random.Generator, xy: Places, load: Rows, links: Rows, fewest: int, most: int
) -> Planted:
    """Return the units of all grids that can be grown one after another, each into the band."""
    laying, held_by = _Laying(rng, len(load), links), load.tolist()
    while free := laying.free():
        goal = int(rng.integers(fewest, most + 1))
        members = [laying.take(free)]
        held, reached = held_by[members[0]], set(laying.beside(members[0]))
        while held < goal:
            beside = sorted(v for v in reached if held + held_by[v] <= most)
            if not beside:
                break
            u = laying.chosen(beside)
            if held >= fewest and held + held_by[u] > goal and rng.random() < 0.7:
                break
            members.append(laying.take([u]))
            held += held_by[u]
            reached = (reached | set(laying.beside(u))) - {u}
        if fewest <= held <= most:
            laying.grid += 1
        else:
            laying.leave(members)
    return _kept(xy, load, links, np.array(laying.grid_of), fewest, most)


def _locked(rng: np.random.Generator, town: Planted) -> Planted:
    """Return a community with one of eight planted grids locked, one at least."""
    labels = rng.choice(town.grids, max(1, town.grids // 8), replace=False)
    return replace(town, locked=np.where(np.isin(town.grid_of, labels), town.grid_of, -1))


def _tied(rng: np.random.Generator, town: Planted) -> Planted:
    """Return a community with one of twenty links inside planted grids made one unit."""
    inside = town.links[town.grid_of[town.links[:, 0]] == town.grid_of[town.links[:, 1]]]
    unit_of = np.arange(len(town.load))
    for a, b in rng.permutation(inside)[: max(1, len(inside) // 20)].tolist():
        unit_of[unit_of == unit_of[b]] = unit_of[a]
    _, first, unit_of = np.unique(unit_of, return_index=True, return_inverse=True)
    links = np.sort(unit_of[town.links], axis=1)
    return replace(
        town,
        xy=np.stack([np.bincount(unit_of, line) for line in town.xy.T], axis=1)
        / np.bincount(unit_of)[:, None],
        load=np.bincount(unit_of, town.load).astype(np.int64),
        links=np.unique(links[links[:, 0] < links[:, 1]], axis=0),
        grid_of=town.grid_of[first],
        locked=None if town.locked is None else town.locked[first],
    )
