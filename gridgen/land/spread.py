"""Links where one place is in several pieces: each piece is a neighbour of all around."""

from __future__ import annotations

import itertools

import numpy as np
from numpy.typing import NDArray

from gridgen.model.links import Links


def spread(links: Links, place_of: NDArray[np.int32], piece: NDArray[np.int64]) -> Links:
    """Return links in which every piece of a place has the links that the place has.

    Without pieces the first row of a place is linked for all of them. Where a place holds several,
    the first row of each is, and shares the border; consecutive pieces are linked with each other,
    as stairways are that stand in a row.

    Parameters
    ----------
    links
        Among n rows.
    place_of, piece
        (n,) the place and the piece of each row.
    """
    stand, stand_of = np.unique(np.stack([place_of, piece], axis=1), axis=0, return_inverse=True)
    is_shared = np.bincount(stand[:, 0], minlength=int(place_of.max(initial=-1)) + 1) > 1
    if not is_shared.any():
        return links
    rows = np.flatnonzero(is_shared[place_of])
    rows = rows[np.lexsort((rows, piece[rows], place_of[rows]))]
    first = rows[np.unique(stand_of.reshape(-1)[rows], return_index=True)[1]]
    firsts: dict[int, list[int]] = {}
    for row in first.tolist():
        firsts.setdefault(int(place_of[row]), []).append(row)

    # Three sorts of links: those that touch no shared place stay; inside one, rows of a piece are
    # chained, and its pieces with each other; a link from a shared place to another place becomes
    # one from the first row of each piece, with its share of the border. `source` is the link that
    # each came from, -1 for a chain.
    ends = place_of[links.pairs]
    touched = is_shared[ends].any(axis=1)
    made = [links.pairs[~touched], _chains(rows, stand_of.reshape(-1)), _chains(first, place_of)]
    source = [np.flatnonzero(~touched), *(np.full(len(chain), -1) for chain in made[1:])]
    share = [np.ones(len(rows)) for rows in source]
    for link in np.flatnonzero(touched & (ends[:, 0] != ends[:, 1])).tolist():
        sides = [firsts.get(int(ends[link, k]), [int(links.pairs[link, k])]) for k in (0, 1)]
        pairs = np.sort(np.array(list(itertools.product(*sides)), np.int32), axis=1)
        made.append(pairs)
        source.append(np.full(len(pairs), link))
        share.append(np.full(len(pairs), 1 / len(pairs)))
    pairs, of = np.concatenate(made), np.concatenate(source)
    order = np.lexsort((pairs[:, 1], pairs[:, 0]))
    of = of[order]
    is_new = of < 0
    part = np.where(is_new, 0.0, np.concatenate(share)[order])
    return Links(
        pairs=pairs[order],
        border_m=links.border_m[of] * part,
        joins=~is_new & links.joins[of],
        bends=~is_new & links.bends[of],
        along_m=links.along_m[of] * part,
    )


def _chains(rows: NDArray[np.int64], label: NDArray[np.integer]) -> NDArray[np.int32]:
    """Return pairs of consecutive `rows` with the same label."""
    pairs = np.stack([rows[:-1], rows[1:]], axis=1)
    return np.sort(pairs[label[rows[:-1]] == label[rows[1:]]], axis=1).astype(np.int32)
