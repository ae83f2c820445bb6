"""How long it takes to tell in which of 100,000 grids a million points are: part of `make speed`.

    python tests/speed/locate.py [POINTS]

The grids are of four to nine hectares, with crooked borders of some forty corners; the answers are
compared with those of asking the polygons, every one.
"""

from __future__ import annotations

import resource
import sys
import time

import numpy as np
import shapely
from machines import machine
from numpy.typing import NDArray

from gridgen.model.arrays import Shapes
from gridgen.model.communities import Communities
from gridgen.model.crs import project
from gridgen.model.households import Households
from gridgen.model.plan import MadeBy, Plan
from gridgen.model.township import Township
from gridgen.model.zones import Zones
from gridgen.plans.locate import Locator

ROWS, COLUMNS, SIDE_M = 250, 400, 250.0
"""Grids from south to north and from west to east, and how far they are from each other."""

VILLAGE = 10
"""Grids on one side of a village."""

BENDS = 9
"""Corners of a border between two."""

CRS, SOUTH_WEST = "EPSG:4547", np.array([450_000.0, 3_400_000.0])


def borders(rng: np.random.Generator) -> list[NDArray[np.float64]]:
    """Return the borders from west to east, and those from south to north: (n, BENDS + 2, 2)."""
    y, x = np.mgrid[: ROWS + 1, : COLUMNS + 1]
    corner = SOUTH_WEST + SIDE_M * np.stack([x, y], axis=-1)
    corner += rng.uniform(-0.2, 0.2, corner.shape) * SIDE_M
    share = np.linspace(0, 1, BENDS + 2)[:, None]
    made = []
    for start, end in ((corner[:, :-1], corner[:, 1:]), (corner[:-1], corner[1:])):
        lines = start[..., None, :] + share * (end - start)[..., None, :]
        lines[..., 1:-1, :] += rng.uniform(-0.03, 0.03, lines[..., 1:-1, :].shape) * SIDE_M
        made.append(lines)
    return made


def plan() -> Plan:
    """Return a plan of villages of VILLAGE² grids, without a household."""
    flat, upright = borders(np.random.default_rng(0))
    rings = np.concatenate(
        [flat[:-1], upright[:, 1:], flat[1:, :, ::-1], upright[:, :-1, ::-1]], axis=-2
    )
    polygon: Shapes = shapely.polygons(rings.reshape(ROWS * COLUMNS, -1, 2))
    y, x = np.divmod(np.arange(ROWS * COLUMNS), COLUMNS)
    village = y // VILLAGE * (COLUMNS // VILLAGE) + x // VILLAGE
    homes = [f"990101{k:06d}" for k in range(int(village.max()) + 1)]
    home = [homes[v] for v in village]
    order = np.argsort(village, kind="stable")
    number = np.empty(len(order), int)
    number[order] = np.arange(len(order)) % VILLAGE**2
    nothing = np.zeros(len(polygon))
    zones = Zones(
        "grids", [f"{code}{k + 1:03d}" for code, k in zip(home, number, strict=True)], home, home,
        ["village"] * len(home), home, nothing, nothing, nothing, nothing, ["in band"] * len(home),
        polygon,
    )  # fmt: skip
    shape = [shapely.coverage_union_all(polygon[village == v]) for v in range(len(homes))]
    nobody = Households([], np.zeros((0, 2)), np.zeros((0, 2)), [], [], {}, [], CRS)
    communities = Communities(homes, homes, ["village"] * len(homes), shape)
    return Plan(
        Township(nobody, CRS, communities=communities), [], np.zeros(0, int), (zones,),
        {"grids": np.zeros(0, int)}, MadeBy("", 0, "standard", ""),
    )  # fmt: skip


def main() -> None:
    """Print what it takes to make ready and to answer, with squares and without."""
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    made = plan()
    size = SIDE_M * np.array([COLUMNS, ROWS])
    xy = SOUTH_WEST + np.random.default_rng(1).uniform(-0.01, 1.01, (number, 2)) * size
    points = project(xy, CRS, "EPSG:4326")
    print(machine())
    print(f"\n{f'{number:,} points, {ROWS * COLUMNS:,} grids':34s}{'ready s':>9s}{'answer s':>10s}")
    told = []
    for name, quick in (("squares, and polygons at borders", True), ("polygons alone", False)):
        begun = time.process_time()
        locator = Locator(made, quick=quick)
        ready = time.process_time()
        told.append(locator.at_many(points))
        print(f"{name:34s}{ready - begun:9.2f}{time.process_time() - ready:10.2f}", flush=True)
    answers = [np.stack([one.community_of, one.zone_of["grids"]]) for one in told]
    print(f"in no grid: {int((answers[0][1] < 0).sum()):,}", end="; ")
    print(f"memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6:,.0f} MB")
    other = int((answers[0] != answers[1]).any(axis=0).sum())
    sys.exit(f"{other:,} points have another answer with squares" if other else 0)


if __name__ == "__main__":
    main()
