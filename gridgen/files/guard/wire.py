"""Values between two processes as JSON: nothing that comes back can be more than a value."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from gridgen.model import errors
from gridgen.words.say import GridgenError


def packed(value: Any) -> Any:
    """Return a value as JSON has it; an array, a pair or an error as an object that says so."""
    if isinstance(value, GridgenError):
        fields = {name: packed(field) for name, field in value.fields.items()}
        return {"is": "error", "class": type(value).__name__, "key": value.key, "fields": fields}
    if isinstance(value, np.ndarray):
        return {"is": "array", "of": value.dtype.str, "values": value.tolist()}
    if isinstance(value, tuple):
        return {"is": "tuple", "values": [packed(one) for one in value]}
    if isinstance(value, Mapping):
        pairs = [[packed(key), packed(one)] for key, one in value.items()]
        return {"is": "mapping", "pairs": pairs}
    if isinstance(value, list):
        return [packed(one) for one in value]
    if isinstance(value, np.generic):
        return value.item()
    if value is None or isinstance(value, str | int | float | bool):
        return value
    return str(value)


def unpacked(value: Any) -> Any:
    """Return what was packed; ValueError for what `packed` does not make."""
    if isinstance(value, list):
        return [unpacked(one) for one in value]
    if not isinstance(value, dict):
        return value
    what = value.get("is")
    if what == "error":
        kind = getattr(errors, str(value["class"]), GridgenError)
        fields = {str(name): unpacked(field) for name, field in value["fields"].items()}
        return (kind if _is_error(kind) else GridgenError)(str(value["key"]), **fields)
    if what == "array":
        if np.dtype(value["of"]).kind not in "biufUO":
            raise ValueError(f"an array of {value['of']}")
        return np.array(value["values"], dtype=value["of"])
    if what == "tuple":
        return tuple(unpacked(one) for one in value["values"])
    if what == "mapping":
        return {unpacked(key): unpacked(one) for key, one in value["pairs"]}
    raise ValueError(f"{what!r} is nothing that is sent")


def _is_error(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, GridgenError)
