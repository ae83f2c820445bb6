"""Households -> Units: what stays together."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_matrix

from gridgen.model.graphs import pieces
from gridgen.model.links import Links, Units


def merge(
    xy: NDArray[np.float64],
    count: NDArray[np.int64],
    links: Links,
    keep: Sequence[NDArray[np.int64]],
) -> Units:
    """Return the units of n households: those that are linked and have an equal key.

    Parameters
    ----------
    xy, count
        (n, 2) metres and (n,) households of each row.
    links
        Among the n rows.
    keep
        Keys (n,), each a number for a place, a building, a villager group; -1 for none. Rows with
        an equal key that do not touch stay apart, so that a unit is always one piece.
    """
    a, b = links.pairs[:, 0], links.pairs[:, 1]
    together = np.zeros(len(links), bool)
    for key in keep:
        together |= (key[a] == key[b]) & (key[a] >= 0)
    unit_of = pieces(len(xy), links.pairs[together])
    total = np.bincount(unit_of, weights=count).astype(np.int64)
    return Units(unit_of, middles(xy, count, unit_of), total)


def middles(
    xy: NDArray[np.float64], count: NDArray[np.int64], unit_of: NDArray[np.int32]
) -> NDArray[np.float64]:
    """Return (u, 2) for each unit the place of its household nearest to their weighted middle.

    Parameters
    ----------
    xy, count
        (n, 2) metres and (n,) households of each row.
    unit_of
        (n,) from 0 to u - 1, each at least once.
    """
    weight = count + 1e-6  # so that a vacant unit has a middle too
    total = np.bincount(unit_of, weights=weight)
    middle = np.stack([np.bincount(unit_of, weights=weight * xy[:, d]) / total for d in (0, 1)], 1)
    apart = np.hypot(*(xy - middle[unit_of]).T)
    # By unit, then by distance: the first row of each unit is its nearest, of equals the smaller.
    order = np.lexsort((apart, unit_of))
    first = np.searchsorted(unit_of[order], np.arange(len(total)))
    return np.asarray(xy[order[first]])


def of_units(label: NDArray[np.int64], count: NDArray[np.int64], units: Units) -> NDArray[np.int64]:
    """Return (u,) the label that most households of each unit have; of equals that of more rows.

    Of labels with as many rows too it is the smallest, save where rounding decides.

    Parameters
    ----------
    label
        (n,) a whole number for each row; -1 is a label like any other.
    count
        (n,) households of each row.
    units
        Of the n rows.
    """
    if len(units) == len(label):
        alone = np.empty_like(label)
        alone[units.unit_of] = label
        return alone
    value, row = np.unique(label, return_inverse=True)
    shape = (len(units), len(value))
    # (u, labels): rows of vacant houses weigh a little, so that a unit of them has a label too.
    weight = coo_matrix((count + 1e-6, (units.unit_of, row.reshape(-1))), shape=shape)
    return np.asarray(value[np.asarray(weight.tocsr().argmax(axis=1)).reshape(-1)])
