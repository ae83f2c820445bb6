"""One level of a plan."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gridgen.model.arrays import Shapes, Texts, frozen, in_short, texts
from gridgen.model.sent import sent

ASIDE = ("special", "virtual")
"""Kinds of zones that are set aside: not made by a band, and with codes of their own."""


_DIGITS_MOST = 9
"""Digits of the longest number that a code may add to its parent's."""


@dataclass(frozen=True, slots=True, eq=False)
class Zones:
    """One level of a plan: z zones.

    Attributes
    ----------
    level
        Name of the level and of its layer, e.g. "grids".
    code, name
        (z,) text; `code` is unique in the plan.
    parent
        (z,) code of the zone above: of the community for the first level.
    kind
        (z,) kind of the community: "village" or "community"; of a grid set aside "special" or
        "virtual".
    community
        (z,) code of the community.
    households, units
        (z,) how many of each it holds; of a special grid `units` is its size.
    mean_m, max_m
        (z,) straight metres from its households to its centre: the mean and the largest.
    status
        (z,) "in band", "too large", "too small".
    polygon
        (z,) polygon or multipolygon, metres.
    schematic
        (z,) true where a border of the polygon cuts a place or a building that was above the band:
        what is drawn there shows shares, not a line on the ground. All false if not given.
    compactness
        (z,) 4 pi area / perimeter²: 1 is a disc. This and what follows is NaN where not measured.
    walk_m
        (z,) the longest walk found over links inside the zone, metres.
    on_lines
        (z,) the share of its borders with other zones of its parent that lies on visible lines.
    """

    level: str
    code: Texts
    name: Texts
    parent: Texts
    kind: Texts
    community: Texts
    households: NDArray[np.int64]
    units: NDArray[np.int64]
    mean_m: NDArray[np.float64]
    max_m: NDArray[np.float64]
    status: Texts
    polygon: Shapes
    schematic: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, bool))
    compactness: NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))
    walk_m: NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))
    on_lines: NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))

    __repr__ = in_short

    def __post_init__(self) -> None:
        for name in ("code", "name", "parent", "kind", "community", "status"):
            object.__setattr__(self, name, texts(getattr(self, name)))
        for name in ("households", "units"):
            object.__setattr__(self, name, frozen(getattr(self, name), np.int64))
        for name in ("mean_m", "max_m"):
            object.__setattr__(self, name, frozen(getattr(self, name), np.float64))
        object.__setattr__(self, "polygon", frozen(self.polygon, object))
        schematic = self.schematic if len(self.schematic) else np.zeros(len(self.code), bool)
        object.__setattr__(self, "schematic", frozen(schematic, np.bool_))
        for name in ("compactness", "walk_m", "on_lines"):
            measured = getattr(self, name)
            unknown = np.full(len(self.code), np.nan)
            object.__setattr__(
                self, name, frozen(measured if len(measured) else unknown, np.float64)
            )

    def __len__(self) -> int:
        return len(self.code)

    def __reduce__(self) -> tuple[Any, ...]:
        """Go to another process as bytes."""
        return sent(self, "polygon")


def column_of(level: str) -> str:
    """Return the households' column that holds the zone of a level: its singular.

    >>> column_of("grids"), column_of("ten_household_groups")
    ('grid', 'ten_household_group')
    """
    return level.removesuffix("s")


def number_in(code: str, parent: str) -> int:
    """Return the number that a code adds to its parent's, 0 where it is not such a code.

    >>> number_in("990101001201017", "990101001201"), number_in("G7", "990101001201")
    (17, 0)
    """
    digits = code[len(parent) :] if code.startswith(parent) else ""
    is_number = digits.isascii() and digits.isdecimal() and len(digits) <= _DIGITS_MOST
    return int(digits) if is_number else 0
