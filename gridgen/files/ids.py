"""Ids of households as lists have them: where each village counts from 1 again."""

from __future__ import annotations

import numpy as np
import pandas as pd

from gridgen.files.values import Flags, to_text
from gridgen.model.arrays import Texts
from gridgen.model.findings import Finding, Severity, finding

_AGAIN = 0.2
"""The share of rows whose id another village has, from which on ids are those of a village."""

_TWICE_MOST = 0.02
"""The share of rows whose id stands twice in one village, up to which that is a typing error."""


def ids_of(
    known: pd.DataFrame, community: Texts, is_row: Flags, *, source: str
) -> tuple[Texts, tuple[Finding, ...]]:
    """Return (n,) ids; where each village counts from 1 again, the village and the id.

    A finding `ids_by_village` (warning) says so, with an example.

    Parameters
    ----------
    known
        With a column `id`, as `gridgen.files.headers.recognise` returns it.
    community
        (n,) codes or names of the villages that the rows name, "" where they name none.
    is_row
        (n,) rows that count.
    source
        The file as the user knows it.
    """
    ids = to_text(known["id"])
    if len(set(ids.tolist())) == len(ids):
        return ids, ()
    used = is_row & (ids != "") & (community != "")
    if not used.any() or not _restart(pd.Series(community[used]), pd.Series(ids[used])):
        return ids, ()
    example = int(np.flatnonzero(used)[0])
    before = ids[example]
    ids[used] = [f"{code}-{name}" for code, name in zip(community[used], ids[used], strict=True)]
    found = finding(
        "ids_by_village", Severity.WARNING, source, before=before, after=ids[example],
        number=int(used.sum()),
    )  # fmt: skip
    return ids, (found,)


def _restart(community: pd.Series, ids: pd.Series) -> bool:
    """Return whether ids are those of their village: many stand in several, hardly any twice."""
    twice = pd.DataFrame({"community": community, "id": ids}).duplicated()
    again = ids.duplicated() & ~twice
    return bool(again.mean() >= _AGAIN and twice.mean() <= _TWICE_MOST)
