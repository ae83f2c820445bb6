"""What was made of the shapes of a plan, taken over for the plan that an edit leaves.

An edit leaves all else as it is, to the very same objects: what was made of such a shape before is
what would be made of it again.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gridgen.model.arrays import Shapes


def rows_before(before: Shapes | None, now: Shapes) -> NDArray[np.int64]:
    """Return (n,) where among the shapes from before each of n shapes stands, -1 for nowhere.

    Parameters
    ----------
    before
        (k,); None where nothing was before.
    now
        (n,); one that is there has to be the same object, and not only to look alike.

    Examples
    --------
    >>> import shapely
    >>> one, two, other = shapely.points([[0, 0], [1, 1], [0, 0]])
    >>> rows_before(np.array([one, two], object), np.array([two, other], object)).tolist()
    [1, -1]
    """
    if before is None or len(before) == 0:
        return np.full(len(now), -1, np.int64)
    there, asked = _identities(before), _identities(now)
    order = np.argsort(there)
    at = np.searchsorted(there, asked, sorter=order).clip(max=len(there) - 1)
    return np.where(there[order[at]] == asked, order[at], -1)


def same_rows(
    before: Mapping[str, NDArray[Any]], now: Mapping[str, NDArray[Any]], kept: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Return (n,) in which row before an edit each of n rows stood with nothing otherwise, -1 for
    in none.

    Parameters
    ----------
    before, now
        Columns of the same names.
    kept
        (n,) in which row before each stood, if with other values, -1 for in none.
    """
    is_same, is_in_place = kept >= 0, bool((kept == np.arange(len(kept))).all())
    for name, values in now.items():
        if is_in_place and before[name] is values:
            continue
        was = before[name][kept]
        # What is no number is not like itself: none before and none now are the same.
        is_same &= (was == values) | ((was != was) & (values != values))
    return np.where(is_same, kept, -1)


def _identities(shapes: Shapes) -> NDArray[np.int64]:
    return np.fromiter(map(id, shapes.tolist()), np.int64, len(shapes))
