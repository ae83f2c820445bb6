"""Whether two values are the same, field by field: plans have no equality of their own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np
import shapely


def differences(one: Any, other: Any, at: str = "") -> Iterator[str]:
    """Yield where two values differ, in whatever they hold; bytes and types count."""
    if type(one) is not type(other):
        yield f"{at}: {type(one).__name__} and {type(other).__name__}"
    elif isinstance(one, np.ndarray):
        if not _same_arrays(one, other):
            yield f"{at}: {one.dtype}{one.shape} and {other.dtype}{other.shape}"
    elif isinstance(one, Mapping):
        if set(one) != set(other):
            yield f"{at}: {list(one)} and {list(other)}"
        else:
            for key in one:
                yield from differences(one[key], other[key], f"{at}[{key!r}]")
    elif isinstance(one, tuple):
        if len(one) != len(other):
            yield f"{at}: {len(one)} and {len(other)}"
        for k, pair in enumerate(zip(one, other, strict=False)):
            yield from differences(*pair, f"{at}[{k}]")
    elif is_dataclass(one) and not isinstance(one, type):
        for field in fields(one):
            yield from differences(
                getattr(one, field.name), getattr(other, field.name), f"{at}.{field.name}"
            )
    elif one != other and not (one != one and other != other):
        yield f"{at}: {one!r} and {other!r}"


def _same_arrays(one: np.ndarray, other: np.ndarray) -> bool:
    if one.shape != other.shape or one.dtype != other.dtype:
        return False
    if one.dtype == object and any(isinstance(v, shapely.Geometry) for v in one):
        one, other = shapely.to_wkb(one), shapely.to_wkb(other)
    equal_nan = one.dtype.kind == "f"
    return bool(np.array_equal(one, other, equal_nan=equal_nan))
