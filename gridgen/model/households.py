"""Households as read: rows with a place, a count and what to keep together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from gridgen.model.arrays import Texts, frozen, in_short, texts
from gridgen.model.errors import CoordinateError
from gridgen.model.findings import Rejected

KEEP_KEYS = ("group", "estate", "building", "stairway", "floor")
"""Columns whose equal values may keep households together, from the widest to the narrowest."""


@dataclass(frozen=True, slots=True, eq=False)
class Households:
    """Household rows as read: n places with counts.

    Attributes
    ----------
    ids
        (n,) text, none repeated.
    given
        (n, 2) coordinates as the input had them, in `crs` (degrees: longitude first).
    xy
        (n, 2) metres, in the CRS of the work (see `gridgen.model.crs`).
    count
        (n,) households in each row, 0 or more.
    community
        (n,) community code the row names, or "".
    keys
        Further columns by name, each (n,) text, "" where empty: those of `KEEP_KEYS`, those by
        which the rules name zones, and `grid` (the existing grid).
    source
        (n,) the file row of each household, counted from 1 without the header; 0 for those of no
        file.
    crs
        CRS of `given`, as text that pyproj understands.
    part_of
        (n,) the id of the input row that was above the band and of which this is a part, "" for
        rows that are whole; all "" if not given.
    counts
        Further columns that the rules count by, each (n,) whole numbers.
    rejected
        Rows of the table that are not among these, or that are with a warning, in its order. No
        plan file holds them.
    standing
        (n,) how a row without a place of its own stands: `Presence.BY_UNIT` or `Presence.VIRTUAL`;
        "" for all others, and all "" if not given.
    """

    ids: Texts
    given: NDArray[np.float64]
    xy: NDArray[np.float64]
    count: NDArray[np.int64]
    community: Texts
    keys: Mapping[str, Texts]
    source: NDArray[np.int64]
    crs: str
    part_of: Texts = field(default_factory=lambda: np.empty(0, object))
    counts: Mapping[str, NDArray[np.int64]] = field(default_factory=dict)
    rejected: tuple[Rejected, ...] = ()
    standing: Texts = field(default_factory=lambda: np.empty(0, object))

    __repr__ = in_short

    def __post_init__(self) -> None:
        n = len(self.ids)
        if np.shape(self.given) != (n, 2) or np.shape(self.xy) != (n, 2):
            raise CoordinateError(
                "households_shape",
                given=str(np.shape(self.given)),
                xy=str(np.shape(self.xy)),
                rows=n,
            )
        object.__setattr__(self, "ids", texts(self.ids))
        object.__setattr__(self, "given", frozen(self.given, np.float64).reshape(n, 2))
        object.__setattr__(self, "xy", frozen(self.xy, np.float64).reshape(n, 2))
        object.__setattr__(self, "count", frozen(self.count, np.int64))
        object.__setattr__(self, "community", texts(self.community))
        object.__setattr__(self, "keys", {k: texts(v) for k, v in self.keys.items()})
        object.__setattr__(self, "source", frozen(self.source, np.int64))
        object.__setattr__(self, "part_of", texts(self.part_of if len(self.part_of) else [""] * n))
        standing = texts(self.standing if len(self.standing) else [""] * n)
        object.__setattr__(self, "standing", standing)
        counts = {name: frozen(column, np.int64) for name, column in self.counts.items()}
        object.__setattr__(self, "counts", counts)
        columns = [self.count, self.community, self.source, self.part_of, *self.keys.values()]
        columns.append(self.standing)
        columns += counts.values()
        if any(len(column) != n for column in columns):
            raise CoordinateError("households_uneven", rows=n)
        # `given` may lie anywhere, but whoever has no place in metres was left out in reading.
        if not np.isfinite(self.xy).all():
            raise CoordinateError("households_not_finite")

    def __len__(self) -> int:
        return len(self.ids)


class Presence(StrEnum):
    """Where a household stands: inside its community, just outside it, or nowhere.

    `by_unit` has no place of its own and stands where others of its building or group do, or where
    that is on the ground. `virtual` has none, and is in the virtual grid of the community that it
    names.
    """

    PLACED = "placed"
    JOINED = "joined"
    UNPLACED = "unplaced"
    VIRTUAL = "virtual"
    BY_UNIT = "by_unit"
