"""Values with shapes arrive in another process as they were."""

from __future__ import annotations

import pickle
from dataclasses import fields
from typing import Any

import numpy as np
import pytest
import shapely
from plans import town

from gridgen.division.level import Layer

LAYER = Layer(
    "grids", np.zeros(2, np.int32), np.zeros(1, np.int32), np.ones(1, np.int64), np.ones(1),
    np.ones(1), np.ones(1, np.int64), np.zeros(1, bool), np.full(1, -1),
    np.array([shapely.box(0, 0, 1 / 3, 1).union(shapely.box(5, 5, 6, 6))]),
)  # fmt: skip


def bits(value: Any) -> list[Any]:
    """Return the fields of a value, shapes to the last bit."""
    columns = [getattr(value, column.name) for column in fields(value)]
    return [
        shapely.to_wkb(column).tolist()
        if isinstance(column, np.ndarray) and len(column) and hasattr(column[0], "wkb")
        else str(np.asarray(column).tolist())  # so that what is not measured is equal to itself
        for column in columns
    ]


@pytest.mark.parametrize("value", [town().levels[0], town().communities, LAYER])
def test_a_value_arrives_as_it_was(value: Any) -> None:
    other = pickle.loads(pickle.dumps(value))  # noqa: S301 - our own

    assert type(other) is type(value)
    assert bits(other) == bits(value)
