"""Plain questions about a graph given as pairs of row numbers."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Whole = NDArray[np.integer[Any]]


def pieces(n: int, pairs: Whole) -> NDArray[np.int32]:
    """Return the piece of each of n rows, numbered from 0 in order of first row.

    >>> pieces(5, np.array([[0, 1], [3, 4]])).tolist()
    [0, 0, 1, 2, 2]
    """
    # Each piece is known by the smallest row that is known of it. Pairs of two pieces give the one
    # the row of the other; most graphs are small, and scipy takes twice as long to make them its
    # own. (Liu and Tarjan 2019, Simple concurrent labeling algorithms for connected components:
    # at most in the order of the logarithm of n, squared, rounds.)
    root = np.arange(n)
    a, b = pairs[:, 0], pairs[:, 1]
    while len(a):
        one, other = root[a], root[b]
        open_ = np.flatnonzero(one != other)
        a, b, one, other = a[open_], b[open_], one[open_], other[open_]
        np.minimum.at(root, np.maximum(one, other), np.minimum(one, other))
        while not np.array_equal(above := root[root], root):
            root = above
    is_first = root == np.arange(n)
    return np.asarray((np.cumsum(is_first, dtype=np.int32) - 1)[root], np.int32)


def piece_counts(label: Whole, pairs: Whole) -> NDArray[np.int64]:
    """Return in how many pieces each label (n,) from 0 lies, over the pairs inside it; -1 is none.

    >>> piece_counts(np.array([0, 1, 0, -1, 1]), np.array([[0, 1], [1, 4], [2, 3]])).tolist()
    [2, 1]
    """
    piece_of = pieces(len(label), pairs[label[pairs[:, 0]] == label[pairs[:, 1]]])
    first = np.unique(piece_of, return_index=True)[1]
    # A piece over pairs inside labels has one label: that of its first row. -1 is counted at 0.
    counts = np.bincount(label[first] + 1, minlength=int(label.max(initial=-1)) + 2)
    return np.asarray(counts[1:], np.int64)


def neighbours(n: int, pairs: Whole) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Return (start, near): the neighbours of row i are near[start[i]:start[i + 1]], ascending.

    >>> start, near = neighbours(3, np.array([[0, 1], [0, 2]]))
    >>> start.tolist(), near.tolist()
    ([0, 2, 3, 4], [1, 2, 0, 0])
    """
    ends = np.asarray(pairs, np.int64).reshape(-1, 2)
    start = np.zeros(n + 1, np.int32)
    np.cumsum(np.bincount(ends.ravel(), minlength=n), out=start[1:])
    # A whole number for each directed pair, row first: one sort orders rows and neighbours.
    both = np.concatenate([ends @ (n, 1), ends @ (1, n)])
    both.sort()
    return start, (both % max(n, 1)).astype(np.int32)


def tidy(pairs: Whole) -> NDArray[np.int32]:
    """Return pairs with the smaller first, sorted, none repeated and none to itself.

    >>> tidy(np.array([[2, 1], [1, 2], [0, 0], [0, 1]])).tolist()
    [[0, 1], [1, 2]]
    """
    ends = np.asarray(pairs, np.int64).reshape(-1, 2)
    ends = ends[ends[:, 0] != ends[:, 1]]
    n = int(ends.max(initial=0)) + 1
    key = np.minimum(ends[:, 0], ends[:, 1]) * n + np.maximum(ends[:, 0], ends[:, 1])
    key.sort()
    key = key[np.concatenate([[True], key[1:] != key[:-1]])] if len(key) else key
    return np.stack([key // n, key % n], axis=1).astype(np.int32)


def distinct(pairs: Whole) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """Return the distinct of (m, 2) pairs of rows, sorted, and (m,) which of them each is.

    As `np.unique` by rows, in a fraction of the time.

    >>> each, at = distinct(np.array([[1, 2], [0, 5], [1, 2]]))
    >>> each.tolist(), at.tolist()
    ([[0, 5], [1, 2]], [1, 0, 1])
    """
    ends = np.asarray(pairs, np.int64).reshape(-1, 2)
    n = int(ends.max(initial=0)) + 1
    key, at = np.unique(ends[:, 0] * n + ends[:, 1], return_inverse=True)
    return np.stack([key // n, key % n], axis=1).astype(np.int32), at.reshape(-1)


def touching(zone_of: Whole, pairs: Whole) -> NDArray[np.int32]:
    """Return which zones touch: pairs of zones, tidy, over the links between their members.

    >>> touching(np.array([0, 0, 1, 2]), np.array([[0, 1], [1, 2], [2, 3]])).tolist()
    [[0, 1], [1, 2]]
    """
    return tidy(zone_of[pairs])


def chain(sets: Sequence[Collection[int]], first: Whole, last: Whole) -> list[int]:
    """Return the fewest of `sets`, in order, that lead from a number of `first` to one of `last`.

    Each set joins all its members. None where the two share a number, or nothing leads there.

    Parameters
    ----------
    sets
        Whole numbers, each set in any order.
    first, last
        (a,) and (b,) numbers: any of the one is a beginning, any of the other an end.

    >>> chain([{1, 2}, {8, 9}, {2, 3}], np.array([1]), np.array([3, 4]))
    [0, 2]
    >>> chain([{1, 2}], np.array([1]), np.array([3])), chain([], np.array([1]), np.array([1]))
    ([], [])
    """
    of: dict[int, list[int]] = {}
    for k, members in enumerate(sets):
        for number in members:
            of.setdefault(number, []).append(k)
    goal = set(last.tolist())
    way: dict[int, list[int]] = {number: [] for number in first.tolist()}
    todo = deque(way)
    while todo:
        number = todo.popleft()
        if number in goal:
            return way[number]
        # A set is walked once: whoever comes to it later has no shorter way to its members.
        for k in of.pop(number, []):
            for near in sorted(set(sets[k]) - way.keys()):
                way[near] = [*way[number], k]
                todo.append(near)
    return []
