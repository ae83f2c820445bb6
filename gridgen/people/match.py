"""People and zones -> who serves where: an exact assignment."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

Whole = NDArray[np.int64]


Metres = NDArray[np.float64]


def match(cost: Metres, *, fewest: Whole, most: Whole, zones: int = 1) -> list[NDArray[np.int64]]:
    """Return for each zone the people who serve it, the nearest first.

    First as many zones as can be have somebody, then as many of the fewest as can be are found,
    then as many people as can be have a zone; of all such ways that of the fewest metres is taken.

    Parameters
    ----------
    cost
        (p, z) metres from each person to each zone; infinite where it may not be.
    fewest, most
        (z,) people wanted in each zone, both included.
    zones
        Zones that one person may have; above 1 only where no zone takes more than one person.

    References
    ----------
    Crouse, On implementing 2D rectangular assignment algorithms, IEEE TAES 52 (2016).
    """
    p, z = cost.shape
    served: list[list[int]] = [[] for _ in range(z)]
    if p and z:
        # A column for each place in each zone, `number` counting them from 0, and a row for each
        # person and each zone that they may have.
        slot = np.repeat(np.arange(z), most)
        number = np.arange(len(slot)) - np.repeat(np.cumsum(most) - most, most)
        person = np.tile(np.arange(p), zones)
        is_first = np.arange(len(person)) < p
        # Each rank outweighs all metres and all of the ranks below it.
        matched = min(len(person), len(slot)) + 1
        may = np.isfinite(cost)
        rank = float(cost.max(initial=0, where=may) + 1) * matched
        # The first place of a zone is worth more than all second ones, those within `fewest` more
        # than the rest.
        must = matched * (number < fewest[slot]) * np.where(number == 0, matched, 1)
        gain = rank * (is_first[:, None] + must)
        # A further zone for one person gains nothing and stays closed, but where it must be filled.
        is_open = (gain > 0) & may[person][:, slot]
        value = np.where(is_open, np.where(may, cost, 0.0)[person][:, slot] - gain, 0.0)
        for row, column in zip(*linear_sum_assignment(value), strict=True):
            if value[row, column] < 0:
                served[slot[column]].append(int(person[row]))
    return [
        np.array(sorted(who, key=lambda row: (cost[row, at], row)), np.int64)
        for at, who in enumerate(served)
    ]
