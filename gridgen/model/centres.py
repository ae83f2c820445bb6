"""Places around which zones are made."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gridgen.model.arrays import Texts, frozen, in_short, require_rows, texts


@dataclass(frozen=True, slots=True, eq=False)
class Centres:
    """c places around which zones are made: people who serve, or stations.

    Attributes
    ----------
    ids
        (c,) opaque, "" where none was given; no id twice in one role.
    role
        (c,) text, "" where none was given.
    xy
        (c, 2) metres.
    fewest, most
        (c,) of the zone around each, -1 where the band of the rules holds.
    community
        (c,) code of the community to serve, "" for the one in which the place lies.
    zones
        (c,) code of the zone drawn around each, "" for none; with commas between, those of further
        levels and of households without a place.
    """

    ids: Texts
    role: Texts
    xy: NDArray[np.float64]
    fewest: NDArray[np.int64]
    most: NDArray[np.int64]
    community: Texts
    zones: Texts

    __repr__ = in_short

    def __post_init__(self) -> None:
        for name in ("ids", "role", "community", "zones"):
            object.__setattr__(self, name, texts(getattr(self, name)))
        object.__setattr__(self, "xy", frozen(self.xy, np.float64).reshape(-1, 2))
        for name in ("fewest", "most"):
            object.__setattr__(self, name, frozen(getattr(self, name), np.int64))
        require_rows(self)

    def __len__(self) -> int:
        return len(self.ids)
