"""How long plans of 500,000 households and 5,000 grids take to compare: part of `make speed`."""

from __future__ import annotations

import statistics
import time

import numpy as np
import shapely

from gridgen.model.communities import Communities
from gridgen.model.households import Households
from gridgen.model.plan import MadeBy, Plan
from gridgen.model.township import Township
from gridgen.model.zones import Zones
from gridgen.plans.diff import diff
from gridgen.plans.reasons import difference_of

HOMES, GRIDS, VILLAGES = 500_000, 5_000, 200
RUNS = 3


def plan(*, is_later: bool) -> Plan:
    """A plan; a later one has 1 % new households, and 2 % that moved to the next grid."""
    rng = np.random.default_rng(0)
    ids = np.array([f"H{k:07d}" for k in range(HOMES)], object)
    zone = np.arange(HOMES) * GRIDS // HOMES
    if is_later:
        moved = rng.integers(0, HOMES, HOMES // 50)
        zone[moved] = np.minimum(zone[moved] + 1, GRIDS - 1)
        ids[rng.integers(0, HOMES, HOMES // 100)] = [f"N{k}" for k in range(HOMES // 100)]
        order = rng.permutation(HOMES)
        ids, zone = ids[order], zone[order]
    village = np.arange(GRIDS) * VILLAGES // GRIDS
    home = [f"9901010{k:05d}" for k in range(VILLAGES)]
    each = GRIDS // VILLAGES
    box = [shapely.box(k % 70 * 100, k // 70 * 100, k % 70 * 100 + 100, k // 70 * 100 + 100)
           for k in range(GRIDS)]  # fmt: skip
    polygon = np.array(box, object)
    nothing = np.zeros(GRIDS)
    zones = Zones(
        "grids", [f"{home[v]}{k % each + 1:03d}" for k, v in enumerate(village)],
        [f"Grid {k % each + 1}" for k in range(GRIDS)], [home[v] for v in village],
        ["village"] * GRIDS, [home[v] for v in village], np.bincount(zone, minlength=GRIDS),
        nothing, nothing, nothing, ["in band"] * GRIDS, polygon,
    )  # fmt: skip
    places = np.zeros((HOMES, 2))
    households = Households(
        ids=ids, given=places, xy=places, count=np.ones(HOMES, int), community=[""] * HOMES,
        keys={}, source=np.arange(HOMES), crs="EPSG:4547",
    )  # fmt: skip
    shape = [shapely.union_all(polygon[village == v]) for v in range(VILLAGES)]
    communities = Communities(home, home, ["village"] * VILLAGES, shape)
    return Plan(
        Township(households, "EPSG:4547", communities=communities), ["placed"] * HOMES,
        village[zone], (zones,), {"grids": zone}, MadeBy("", 0, "standard", ""),
    )  # fmt: skip


def main() -> None:
    """Print a row for a difference, and for one with reasons: seconds, the median of RUNS."""
    old, new = plan(is_later=False), plan(is_later=True)
    print(f"\n{'two plans of 500,000 households, 5,000 grids':44s} {'seconds':>9s}")
    for name, compare in (("what differs", diff), ("and why, every grid changed", difference_of)):
        taken = []
        for _ in range(RUNS):
            begun = time.perf_counter()
            compare(old, new)
            taken.append(time.perf_counter() - begun)
        print(f"{name:44s} {statistics.median(taken):9.2f}")


if __name__ == "__main__":
    main()
