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
    elif isinstance(one, Mapping | tuple) or is_dataclass(one):
        parts, others = _parts(one), _parts(other)
        if parts.keys() != others.keys():
            yield f"{at}: {[*parts]} and {[*others]}"
        for key in parts.keys() & others.keys():
            yield from differences(parts[key], others[key], f"{at}.{key}")
    elif one != other and not (one != one and other != other):
        yield f"{at}: {one!r} and {other!r}"


def _parts(value: Any) -> dict[Any, Any]:
    """What a value holds, by name or place."""
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, tuple):
        return dict(enumerate(value))
    return {field.name: getattr(value, field.name) for field in fields(value)}


def _same_arrays(one: np.ndarray, other: np.ndarray) -> bool:
    if one.shape != other.shape or one.dtype != other.dtype:
        return False
    if one.dtype == object and any(isinstance(v, shapely.Geometry) for v in one):
        one, other = shapely.to_wkb(one), shapely.to_wkb(other)
    equal_nan = one.dtype.kind == "f"
    return bool(np.array_equal(one, other, equal_nan=equal_nan))
