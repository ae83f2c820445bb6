"""Which linked households belong together: the checks' own reading of what is kept whole."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gridgen.model import Links, Plan

SAME_PLACE_M = 0.001


def is_same_place(plan: Plan, links: Links) -> NDArray[np.bool_]:
    """Return (m,) whether the two households of each link stand at one place."""
    a, b = links.pairs[:, 0], links.pairs[:, 1]
    return np.asarray(np.hypot(*(plan.roll.xy[a] - plan.roll.xy[b]).T) <= SAME_PLACE_M)


def is_same_key(plan: Plan, links: Links, key: str) -> NDArray[np.bool_]:
    """Return (m,) whether both have the same value of `key`; a building counts in its estate."""
    a, b = links.pairs[:, 0], links.pairs[:, 1]
    value = plan.roll.keys.get(key)
    if value is None:
        return np.zeros(len(links), bool)
    same = (value[a] == value[b]) & (value[a] != "")
    estate = plan.roll.keys.get("estate")
    if key == "building" and estate is not None:
        same &= estate[a] == estate[b]
    return np.asarray(same, bool)
