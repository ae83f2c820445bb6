"""A tree is cut into grids by dynamic programming over loads: exact.

From the leaves to the root each unit learns what its subtree can be: how many grids in it are
finished, and how much the unfinished one around the unit holds. What hangs behind a link moves as a
whole, which no shift of single units can do (trees in parts with bounds from both sides: Ito, Zhou
and Nishizeki 2006; whole subtrees as moves: Jin and Guo 2026).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import types
from numpy.typing import NDArray

from gridgen.solver.compiled import kernel
from gridgen.solver.kernels.signatures import (
    FLAG,
    FLAGS,
    REAL,
    REALS,
    SHORTS,
    WHOLE,
    WHOLES,
)

NO_ROOM = -1
"""Says that a table was too short, or the work too much: then nothing is known."""


LARGEST = 20_000_000
"""Loads times numbers of grids for which there may be an entry, at most: four bytes each."""


class Tree(NamedTuple):
    """A tree of n units, and what is asked of the grids into which it is cut."""

    parent: NDArray[np.int32]
    """(n,) the unit above each; the root comes first, -1, and parents before their children."""
    load: NDArray[np.int64]
    """(n,) households."""
    way: NDArray[np.float64]
    """(n,) metres that each household costs if the link to the unit above stays in a grid."""
    tear: NDArray[np.float64]
    """(n,) metres that each household costs if that link is cut."""
    fewest: int
    most: int
    target: int
    slack: int
    """Households by which a grid may be outside the band."""
    low: int
    """The fewest grids, 1 or more."""
    price: NDArray[np.float64]
    """(c,) what `low` grids cost, metres, and each number above it up to the most grids."""


class Table(NamedTuple):
    """What subtrees can be: one entry for each way, those of one unit side by side."""

    open: NDArray[np.int32]
    """Households of the unfinished grid."""
    done: NDArray[np.int32]
    """Finished grids."""
    outside: NDArray[np.int32]
    """Households by which those are outside the band."""
    cost: NDArray[np.float64]
    """Metres."""
    before: NDArray[np.int32]
    """The entry without the last child, from which this one goes on; -1 for a unit by itself."""
    child: NDArray[np.int32]
    """The entry of the last child."""
    is_cut: NDArray[np.bool_]
    """Whether the grid of the last child is finished there."""


TREE = types.NamedTuple(
    (SHORTS, WHOLES, REALS, REALS, WHOLE, WHOLE, WHOLE, WHOLE, WHOLE, REALS), Tree
)
TABLE = types.NamedTuple((SHORTS, SHORTS, SHORTS, REALS, SHORTS, SHORTS, FLAGS), Table)


def new_table(room: int) -> Table:
    """Return a table with room for so many entries: 29 bytes each."""
    whole = np.int32
    return Table(
        np.empty(room, whole), np.empty(room, whole), np.empty(room, whole), np.empty(room),
        np.empty(room, whole), np.empty(room, whole), np.empty(room, np.bool_),
    )  # fmt: skip


@kernel(WHOLE(TREE, WHOLE), borrows=True)
def _over(tree: Tree, load: int) -> int:
    """Return by how many households a grid of that load is outside the band."""
    return max(0, load - tree.most, tree.fewest - load)


@kernel(FLAG(TREE, WHOLE, WHOLE), borrows=True)
def _leads_on(tree: Tree, done: int, left: int) -> bool:
    """Say whether `done` grids, with those of `left` households, can be as many as are asked."""
    fewest = done - (-left // (tree.most + tree.slack))  # division, rounded up
    if fewest >= tree.low + len(tree.price):
        return False
    # Where the slack is as much as that, units of nobody are grids as well, any number of them.
    return tree.fewest <= tree.slack or done + left // (tree.fewest - tree.slack) >= tree.low


@kernel(WHOLE(TREE, WHOLE), borrows=True)
def _side(tree: Tree, load: int) -> int:
    """Return who walks over a link, or moves: the lighter side in a grid as large as the target."""
    return min(load, max(0, tree.target - load))


@kernel(FLAG(TABLE, WHOLE, WHOLE, REAL), borrows=True)
def _is_better(table: Table, at: int, outside: int, cost: float) -> bool:
    if outside != table.outside[at]:
        return bool(outside < table.outside[at])
    return bool(cost < table.cost[at])


@kernel(WHOLE(TREE, TABLE, WHOLE, WHOLE, REAL, SHORTS), borrows=True)
def _ends(
    tree: Tree, table: Table, begin: int, end: int, tear: float, best: NDArray[np.int32]
) -> int:
    """Write which entry should be finished, for each number of grids in it; return how many.

    `tear` is what each household costs that is parted from the unit above.
    """
    count = 0
    for at in range(begin, end):
        over = _over(tree, table.open[at])
        if over > tree.slack:
            continue
        row = 0
        while row < count and table.done[best[row]] != table.done[at]:
            row += 1
        if row == count:
            best[row] = at
            count += 1
        else:
            # Compared as they are once finished: the unfinished grid and its cut count as well.
            load = table.open[best[row]]
            outside = table.outside[at] + over - _over(tree, load)
            side = _side(tree, table.open[at]) - _side(tree, load)
            if _is_better(table, best[row], outside, table.cost[at] + side * tear):
                best[row] = at
    return count


@kernel(WHOLE(TABLE, WHOLE, WHOLE), borrows=True)
def _fewest_done(table: Table, begin: int, end: int) -> int:
    least = table.done[begin]
    for at in range(begin, end):
        least = min(least, table.done[at])
    return int(least)


@kernel(WHOLE(TREE, TABLE, WHOLE, WHOLES, WHOLES, WHOLE, WHOLE, SHORTS, SHORTS), borrows=True)
def _join(
    tree: Tree,
    table: Table,
    unit: int,
    begin: NDArray[np.int64],
    end: NDArray[np.int64],
    fill: int,
    left: int,
    slot: NDArray[np.int32],
    best: NDArray[np.int32],
) -> int:
    """Write the entries of the unit above `unit` with the subtree of `unit`; return the new fill.

    `left` is what the rest of the tree holds. `slot` is where entries of one load and number are,
    all -1 before and after; `best` is scratch.
    """
    above, begun = tree.parent[unit], fill
    width = len(slot) // (tree.most + tree.slack + 1)
    ends = _ends(tree, table, begin[unit], end[unit], tree.tear[unit], best)
    least = _fewest_done(table, begin[above], end[above])
    least += _fewest_done(table, begin[unit], end[unit])
    for one in range(begin[above], end[above]):
        # First those in which the grid of the child is finished, then those in which it goes on.
        for row in range(ends + end[unit] - begin[unit]):
            is_cut = row < ends
            other = best[row] if is_cut else begin[unit] + row - ends
            load, done = table.open[one], table.done[one] + table.done[other]
            outside = table.outside[one] + table.outside[other]
            side = _side(tree, table.open[other])
            cost = table.cost[one] + table.cost[other]
            if is_cut:
                done += 1
                outside += _over(tree, table.open[other])
                cost += side * tree.tear[unit]
            else:
                load += table.open[other]
                cost += side * tree.way[unit]
            if load > tree.most + tree.slack or not _leads_on(tree, done, left + load):
                continue
            place = load * width + done - least
            at = slot[place]
            if at < 0:
                if fill == len(table.open):
                    return NO_ROOM
                at = fill
                fill += 1
                slot[place] = at
                table.open[at], table.done[at] = load, done
            elif not _is_better(table, at, outside, cost):
                continue
            table.outside[at], table.cost[at] = outside, cost
            table.before[at], table.child[at], table.is_cut[at] = one, other, is_cut
    for at in range(begun, fill):
        slot[table.open[at] * width + table.done[at] - least] = -1
    begin[above], end[above] = begun, fill
    return fill


@kernel(WHOLE(TREE, TABLE, WHOLE, WHOLE), borrows=True)
def _best_end(tree: Tree, table: Table, begin: int, end: int) -> int:
    """Return the best entry of the root that may be finished, or -1."""
    chosen, least, cheapest = -1, 0, 0.0
    for at in range(begin, end):
        over, row = _over(tree, table.open[at]), table.done[at] + 1 - tree.low
        if over > tree.slack or not 0 <= row < len(tree.price):
            continue
        outside, cost = table.outside[at] + over, table.cost[at] + tree.price[row]
        if chosen < 0 or outside < least or (outside == least and cost < cheapest):
            chosen, least, cheapest = at, outside, cost
    return chosen


@kernel(types.void(TREE, TABLE, WHOLE, SHORTS))
def _follow(tree: Tree, table: Table, chosen: int, grid_of: NDArray[np.int32]) -> None:
    """Write the grid of each unit, going back from the entry of the root that was chosen."""
    entry = np.empty(len(grid_of), np.int32)
    entry[0] = chosen
    grid_of[0] = 0
    count = 1
    # Children were joined from the last to the first: so the first is met first on the way back.
    for u in range(1, len(grid_of)):
        above = tree.parent[u]
        at = entry[above]
        entry[u], entry[above] = table.child[at], table.before[at]
        grid_of[u] = grid_of[above]
        if table.is_cut[at]:
            grid_of[u] = count
            count += 1


@kernel(WHOLE(TREE, TABLE, REALS, SHORTS))
def divide_tree(
    tree: Tree, table: Table, work: NDArray[np.float64], grid_of: NDArray[np.int32]
) -> int:
    """Cut a tree into grids, least outside the band, then cheapest; return how many.

    Parameters
    ----------
    tree
        n units.
    table
        Scratch.
    work
        (1,) pairs of entries that may still be weighed; becomes less.
    grid_of
        (n,) becomes the grid of each unit.

    Returns
    -------
    0 where no division into as many grids as asked has each of them inside the band and its slack;
    `NO_ROOM` where the table or the work did not do. `grid_of` is then as it was.
    """
    n = len(tree.parent)
    width = tree.low + len(tree.price) + 1
    if len(table.open) < n or (tree.most + tree.slack + 1) * width > LARGEST:
        return NO_ROOM
    begin, end = np.arange(n), np.arange(1, n + 1)
    left, joined = tree.load.sum(), tree.load.copy()
    slot = np.full((tree.most + tree.slack + 1) * width, -1, np.int32)
    best = np.empty(width, np.int32)
    for u in range(n):
        if tree.load[u] > tree.most + tree.slack:
            return 0
        table.open[u], table.done[u], table.outside[u] = tree.load[u], 0, 0
        table.cost[u], table.before[u], table.child[u], table.is_cut[u] = 0.0, -1, -1, False
    fill = n
    for u in range(n - 1, 0, -1):
        above = tree.parent[u]
        joined[above] += joined[u]
        work[0] -= float(end[above] - begin[above]) * float(end[u] - begin[u])
        if work[0] < 0.0:
            return NO_ROOM
        fill = _join(tree, table, u, begin, end, fill, left - joined[above], slot, best)
        if fill == NO_ROOM:
            return NO_ROOM
        if begin[above] == end[above]:
            return 0
    chosen = _best_end(tree, table, begin[0], end[0])
    if chosen < 0:
        return 0
    _follow(tree, table, chosen, grid_of)
    return int(table.done[chosen] + 1)
