"""The layers of a plan of ours, looked through before anything is made of them.

Somebody may have changed the file, or made it up. What the checks are there to find (codes that are
missing or stand twice, households that name no grid) passes; what would break whoever works with
the plan is one sentence that names the layer and the row.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gridgen.files.points import is_finite
from gridgen.files.values import is_blank, to_numbers
from gridgen.model.errors import ReadError
from gridgen.rules.loader import RESERVED

_LEVEL = re.compile(r"[^\W\d]\w{0,63}")
_LEVELS_MOST = 20
_COUNT_MOST = 10**12
"""More households or metres than there are: above it sums leave the whole numbers of floats."""

_NUMBERS = ("households", "units", "mean_m", "max_m", "number", "limit", "size", "metres")


def refuse_odd_levels(levels: Sequence[str], layers: Mapping[str, pd.DataFrame], name: str) -> None:
    """Raise ReadError where the table `plan` names levels that are none.

    Parameters
    ----------
    levels
        As it names them; those without a layer are passed over elsewhere.
    layers
        Of the file.
    name
        The file as the user knows it.
    """
    has_twice = len(set(levels)) < len(levels)
    odd = [level for level in levels if level in RESERVED or not _LEVEL.fullmatch(level)]
    if has_twice or odd or len(levels) > _LEVELS_MOST:
        raise ReadError("plan_levels_odd", file=name, levels=[*levels[:_LEVELS_MOST]])
    for level in levels:
        columns = [str(column) for column in layers[level].columns]
        if not {"code", "households"} <= set(columns):
            raise ReadError("plan_level_odd", layer=f"{name}:{level}", columns=columns)


def refuse_odd_rows(layers: Mapping[str, pd.DataFrame], areal: Sequence[str], name: str) -> None:
    """Raise ReadError for shapes that are none, and numbers that nothing can be counted by.

    Parameters
    ----------
    layers
        Of the file.
    areal
        Which of them hold polygons.
    name
        The file as the user knows it.
    """
    for layer, table in layers.items():
        called = f"{name}:{layer}"
        if isinstance(table, gpd.GeoDataFrame):
            _refuse_shapes(np.asarray(table.geometry.array, object), layer in areal, called)
        for column in table.columns:
            if column in _NUMBERS:
                _refuse_numbers(table[column], str(column), called)


def _refuse_shapes(shapes: np.ndarray, is_areal: bool, called: str) -> None:
    bad = ~is_finite(shapes)
    if is_areal:
        bad |= ~shapely.is_missing(shapes) & (shapely.get_dimensions(shapes) < 2) & ~_empty(shapes)
    if bad.any():
        row = int(np.flatnonzero(bad)[0]) + 1
        raise ReadError("plan_shape_odd", layer=called, row=row)


def _empty(shapes: np.ndarray) -> np.ndarray:
    return np.asarray(shapely.is_empty(shapes), bool)


def _refuse_numbers(cells: pd.Series, column: str, called: str) -> None:
    numbers = to_numbers(cells)
    with np.errstate(invalid="ignore"):
        bad = ~(np.abs(numbers) <= _COUNT_MOST) & ~is_blank(cells)
    if bad.any():
        row = int(np.flatnonzero(bad)[0]) + 1
        raise ReadError("plan_number_odd", layer=called, row=row, column=column, most=_COUNT_MOST)
