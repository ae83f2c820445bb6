"""Where most households live: the densest H3 cell, an index for aggregates, not a way to divide."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gridgen.model.crs import project
from gridgen.model.findings import Report, Severity, finding
from gridgen.model.households import Households
from gridgen.model.later import later
from gridgen.plans.density import Density, density


def densest(
    households: Households, community_of: NDArray[np.integer[Any]], executor: Executor | None
) -> Callable[[], Report]:
    """Return what gives a note on the densest cell; nothing where nobody lives in a community.

    Parameters
    ----------
    households
        n rows.
    community_of
        (n,) below 0 for those in none.
    executor
        Over which it is found meanwhile; None for whoever asks.
    """
    there = community_of >= 0
    if not there.any() or not households.count[there].any():
        return Report
    lonlat = project(households.given[there], households.crs, "EPSG:4326")
    found = later(executor, density, lonlat, households.count[there])
    return lambda: _note(found())


def _note(found: Density) -> Report:
    top = int(np.argmax(found.per_km2))
    note = finding(
        "densest_cell", Severity.NOTE, str(found.cells[top]),
        number=round(float(found.per_km2[top])), cells=len(found.cells),
    )  # fmt: skip
    return Report((note,))
