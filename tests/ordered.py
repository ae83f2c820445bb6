"""Towns that are sent to a store, and what is ordered there: drawn small, so that all is quick."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import shapely
from alike import differences
from saved import save
from villages import field, homes, land

from gridgen.jobs.job import Job, Order
from gridgen.jobs.queue import submit
from gridgen.model.plan import Plan
from gridgen.versions.store.database import Store
from gridgen.versions.store.opening import exported
from gridgen.versions.store.uploads import receive

ACROSS, SIDE_M = 10, 300


def codes(communities: int) -> list[str]:
    """The codes of so many villages."""
    return [f"990101001{201 + k}" for k in range(communities)]


def sent_town(store: Store, communities: int, *, houses: int = 120) -> str:
    """Send villages of so many houses each, side by side; return the upload."""
    south = np.arange(communities) // ACROSS * SIDE_M
    west = np.arange(communities) % ACROSS * SIDE_M
    rows = houses // 12
    xy = [field(12, rows, west=10 + x, south=10 + y) for x, y in zip(west, south, strict=True)]
    boxes = shapely.box(west, south, west + SIDE_M, south + SIDE_M)
    at = dict(zip(codes(communities), boxes, strict=True))
    with TemporaryDirectory() as folder:
        file = save(
            Path(folder) / "town.gpkg", households=homes(np.vstack(xy)), communities=land(at)
        )
        return receive(store, [file.read_bytes()], "town.gpkg", "p1", 1 << 30).id


def ordered(store: Store, upload: str, **more: Any) -> Job:
    """Order a division with little effort."""
    asked = {"name": "drawn", "households": {"upload": upload}, "effort": "fast", **more}
    return submit(store, Order("divide", asked, "p1"))


def plan_in(store: Store, job: Job) -> Plan:
    """The plan that came of a job."""
    assert job.result is not None, job.problem
    return exported(store, job.result["version"])


def unlike(one: Plan, other: Plan) -> list[str]:
    """Where two plans differ in any bit."""
    return [*differences(one, other)]
