"""Villages and urban communities."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from gridgen.model.arrays import Shapes, Texts, frozen, in_short, require_rows, texts
from gridgen.model.sent import sent

CLASSES = ("111", "112", "121", "122", "123", "210", "220")
"""Urban-rural classes of statistical division codes: 1xx urban, 2xx rural."""


@dataclass(frozen=True, slots=True, eq=False)
class Communities:
    """c villages and urban communities.

    Attributes
    ----------
    code
        (c,) text, none repeated.
    name
        (c,) text.
    kind
        (c,) "village" or "community".
    shape
        (c,) polygons or multipolygons in metres that do not overlap.
    urban_class
        (c,) one of `CLASSES`, "" where it is not known; all "" if not given.
    """

    code: Texts
    name: Texts
    kind: Texts
    shape: Shapes
    urban_class: Texts = field(default_factory=lambda: np.empty(0, object))

    __repr__ = in_short

    def __post_init__(self) -> None:
        for name in ("code", "name", "kind"):
            object.__setattr__(self, name, texts(getattr(self, name)))
        object.__setattr__(self, "shape", frozen(self.shape, object))
        known = self.urban_class if len(self.urban_class) else [""] * len(self.code)
        object.__setattr__(self, "urban_class", texts(known))
        require_rows(self)

    def __len__(self) -> int:
        return len(self.code)

    def __reduce__(self) -> tuple[Any, ...]:
        """Go to another process as bytes."""
        return sent(self, "shape")

    @property
    def class_or_kind(self) -> Texts:
        """(c,) what rules go by: the class where it is known, else the kind."""
        return texts(np.where(self.urban_class == "", self.kind, self.urban_class))


_ENDS = re.compile("(村民委员会|居民委员会|村委会|居委会|社区|村)+$")


def short_name(name: str) -> str:
    """Return the name of a community without what it is, for names that people write otherwise.

    >>> short_name("上塘村"), short_name("上塘村民委员会"), short_name("东门社区居委会")
    ('上塘', '上塘', '东门')
    """
    return _ENDS.sub("", name.strip()) or name


def kind_of_code(code: str) -> str:
    """Return the kind that a 12-digit division code names: 001-199 community, 200-399 village.

    >>> kind_of_code("990101001199"), kind_of_code("990101001200"), kind_of_code("row-3")
    ('community', 'village', '')
    """
    if len(code) != 12 or not code.isdecimal():
        return ""
    number = int(code[-3:])
    if 1 <= number <= 199:
        return "community"
    return "village" if 200 <= number <= 399 else ""
