"""Faces without a home -> that of the neighbour with whom they share the longest border."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_matrix

HAIR_M = 1e-9
"""What a border counts besides its length: one of no length, too, makes a neighbour."""


def adopted(
    label: NDArray[np.int64],
    is_known: NDArray[np.bool_],
    sides: NDArray[np.int64],
    length: NDArray[np.float64],
    *,
    group: NDArray[np.int32] | None = None,
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Return labels in which faces that have none took that of who borders them most.

    Those beside faces with a label come first, then those beside them; what no border reaches stays
    as it was.

    Parameters
    ----------
    label
        (f,) from 0, also of faces that have none yet: what they would rather have, see `group`.
    is_known
        (f,) whether a face has its label for good.
    sides, length
        (s, 2) the two faces of each border, and (s,) its metres.
    group
        The group of each label: one of the group of the old label goes before all others.

    Returns
    -------
    (f,) labels and (f,) which are known now.
    """
    label, known = label.copy(), is_known.copy()
    bonus = float(length.sum())
    while not known.all():
        front = known[sides[:, 0]] != known[sides[:, 1]]
        if not front.any():
            break
        left = known[sides[front, 0]]
        source = np.where(left, sides[front, 0], sides[front, 1])
        target = np.where(left, sides[front, 1], sides[front, 0])
        weight = length[front] + HAIR_M
        if group is not None:
            weight = weight + np.where(group[label[source]] == group[label[target]], bonus, 0.0)
        # Borders with several faces of one label add up here: who has most of the edge has it, not
        # who has its longest piece.
        shape = (len(label), int(label.max()) + 1)
        border = coo_matrix((weight, (target, label[source])), shape=shape).tocsr()
        rows = np.unique(target)
        label[rows] = np.asarray(border[rows].argmax(axis=1)).reshape(-1)
        known[rows] = True
    return label, known
