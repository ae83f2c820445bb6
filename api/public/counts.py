"""Which counts of households may be told to everybody.

A count from 1 to below the least is withheld, and so is every sum that would give it away: whoever
knows a total and all of its parts but one knows that one too. That no household lives somewhere is
told: it is about nobody.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
from numpy.typing import NDArray

from api.layers import COMMUNITIES
from api.tiles.drawn import households_of
from gridgen.model.arrays import Texts
from gridgen.model.plan import Plan


def shown_counts(plan: Plan, levels: Iterable[str], least: int) -> dict[str, NDArray[np.object_]]:
    """Return for the communities and for each level (k,) counts, None for those withheld.

    Parameters
    ----------
    plan
        Whose zones they are.
    levels
        Those that are published, from the top: what is not published gives nothing away.
    least
        The smallest count that is told, besides none at all.
    """
    counts = {COMMUNITIES: households_of(plan)}
    codes: dict[str, Texts] = {COMMUNITIES: plan.communities.code}
    whole = {COMMUNITIES: np.full(len(plan.communities), -1)}
    above = COMMUNITIES
    for level in levels:
        zones = plan.level(level)
        counts[level], codes[level] = zones.households.astype(np.int64), zones.code
        parents = _rows(zones.community if above == COMMUNITIES else zones.parent, codes[above])
        whole[level] = parents
        above = level
    hidden = _hidden(counts, whole, least)
    found = {level: count.astype(object) for level, count in counts.items()}
    for level, shown in found.items():
        shown[hidden[level]] = None
    return found


def _hidden(
    counts: Mapping[str, NDArray[np.int64]], whole: Mapping[str, NDArray[np.int64]], least: int
) -> dict[str, NDArray[np.bool_]]:
    """Return which counts are withheld, from the lowest level up.

    A total is withheld where a part of it is, or where what none of its parts holds is too few.
    """
    hidden: dict[str, NDArray[np.bool_]] = {}
    below = ""
    for level in reversed([*counts]):
        count = counts[level]
        hidden[level] = is_few(count, least)
        if below:
            of = whole[below]
            rest = count.copy()
            np.subtract.at(rest, of[of >= 0], counts[below][of >= 0])
            parted = np.isin(np.arange(len(count)), of)
            hidden[level] |= parted & is_few(np.abs(rest), least)
            hidden[level][of[hidden[below] & (of >= 0)]] = True
            # Of a part that nobody knows where it belongs: any total may give it away.
            hidden[level] |= bool((hidden[below] & (of < 0)).any())
        below = level
    return hidden


def is_few(count: NDArray[np.int64], least: int) -> NDArray[np.bool_]:
    """Return which counts are below the smallest that may be told; none at all may be."""
    return np.asarray((count > 0) & (count < least), np.bool_)


def _rows(names: Texts, known: Texts) -> NDArray[np.int64]:
    """Return (k,) the row of each code, -1 where it is not known."""
    at = {code: row for row, code in enumerate(known)}
    return np.array([at.get(name, -1) for name in names], np.int64)
