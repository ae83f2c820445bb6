"""A small town drawn as a plan: a village of three grids with ten-household groups, a community
of three, a river, a road, a railway and a bridge. Metres in EPSG:4547, input in EPSG:4490.

      x 0    300    600    900   1200   1500   1800
    600 +------+------+------+------+------+------+
        | ...01| ...02| ...03|      |      |      |
    300 +------+------+------+ 001  | 002  | 003  |
        | ...02| ...01| ...01|      |      |      |
      0 +------+------+------+------+------+------+
          001    002    003
             Qinghe village       East Gate community
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import shapely
from pyproj import Transformer

from gridgen.model.communities import Communities
from gridgen.model.crs import moved
from gridgen.model.ground import Features
from gridgen.model.households import Households
from gridgen.model.people import People, Post, Staff
from gridgen.model.plan import MadeBy, Plan
from gridgen.model.township import Township
from gridgen.model.zones import Zones

METRES = "EPSG:4547"
DEGREES = "EPSG:4490"
ORIGIN = np.array([500_000.0, 3_431_000.0])
VILLAGE = "990101001201"
EAST_GATE = "990101001001"


def lonlat(x: float, y: float) -> tuple[float, float]:
    """Where a point of the drawing lies, in degrees."""
    to_degrees = Transformer.from_crs(METRES, DEGREES, always_xy=True)
    lon, lat = to_degrees.transform(ORIGIN[0] + x, ORIGIN[1] + y)
    return lon, lat


def town(
    *,
    village: str = "清河村",
    grid: str = "清河村第{}网格",
    status: str = "in band",
    line: str = "清河",
) -> Plan:
    """Draw the town; the words of the village's names and the status of its first grid vary."""
    roll, grid_of, group_of = _households()
    areas = Communities(
        code=[VILLAGE, EAST_GATE],
        name=[village, "东门社区"],
        kind=["village", "community"],
        shape=[_box(0, 0, 900, 600), _box(900, 0, 1800, 600)],
    )
    n = len(roll)
    return Plan(
        township=Township(roll, METRES, communities=areas, ground={"lines": _lines(line)}),
        presence=["placed"] * (n - 1) + ["unplaced"],
        community_of=np.where(grid_of < 0, -1, np.where(grid_of < 3, 0, 1)),
        levels=(_grids(grid, status), _groups()),
        zone_of={"grids": grid_of, "ten_household_groups": group_of},
        made_by=MadeBy("0.1.0", 0, "standard", "0" * 64, crs=METRES),
    )


def altered(plan: Plan, **parts: Any) -> Plan:
    """The plan of a township some of whose parts are others."""
    return replace(plan, township=replace(plan.township, **parts))


def with_people(plan: Plan) -> Plan:
    """A head with a phone for the first grid, nobody for the second, two silent in a group."""
    first, second = f"{VILLAGE}001", f"{VILLAGE}002"
    posts = [
        Post("head", "grids", first, "P1", 20, 1.0),
        Post("head", "grids", second, "", 0, 0.0),
        Post("worker", "ten_household_groups", f"{first}01", "P2", 5, 1.0),
        Post("worker", "ten_household_groups", f"{first}01", "P3", 5, 1.0),
    ]
    people = People(["P1", "P2", "P3"], ["head", "worker", "worker"], [ORIGIN] * 3,
                    ["0757-1", "", ""], [""] * 3)  # fmt: skip
    area = np.full(3, shapely.Polygon(), dtype=object)
    return replace(plan, staff=Staff(people, tuple(posts), {}, area))


def with_border(plan: Plan, at: float, *movers: int) -> Plan:
    """The plan with the border of its first two grids at x = `at`; these rows are in the second."""
    grids = plan.levels[0]
    polygon = grids.polygon.copy()
    polygon[0], polygon[1] = _box(0, 0, at, 600), _box(at, 0, 600, 600)
    grid_of = np.array(plan.zone_of["grids"])
    grid_of[list(movers)] = 1
    levels = (replace(grids, polygon=polygon), *plan.levels[1:])
    return replace(plan, levels=levels, zone_of=plan.zone_of | {"grids": grid_of})


def _households() -> tuple[Households, np.ndarray, np.ndarray]:
    places, counts, grids, groups = [], [], [], []
    for column in range(3):
        for half in range(2):
            for k in range(10):
                x = 300 * column + 30 + 50 * (k % 5)
                places.append((x, 300 * half + 100 + 100 * (k // 5)))
                counts.append(1)
                grids.append(column)
                groups.append(2 * column + half)
    for column in range(3, 6):
        places.append((300 * column + 150, 300))
        counts.append(400)
        grids.append(column)
        groups.append(-1)
    places.append((50_000, 50_000))
    counts.append(1)
    grids.append(-1)
    groups.append(-1)
    n = len(places)
    xy = ORIGIN + np.array(places, dtype=float)
    to_degrees = Transformer.from_crs(METRES, DEGREES, always_xy=True)
    roll = Households(
        ids=[f"h{k + 1}" for k in range(n)],
        given=np.column_stack(to_degrees.transform(xy[:, 0], xy[:, 1])),
        xy=xy,
        count=np.array(counts),
        community=[""] * n,
        keys={},
        source=np.arange(1, n + 1),
        crs=DEGREES,
    )
    return roll, np.array(grids), np.array(groups)


def _grids(name: str, status: str) -> Zones:
    communities = [VILLAGE] * 3 + [EAST_GATE] * 3
    numbers = [1, 2, 3, 1, 2, 3]
    names = [name.format(k) for k in numbers[:3]] + [f"东门社区第{k}网格" for k in numbers[3:]]
    return Zones(
        level="grids",
        code=[f"{c}{k:03d}" for c, k in zip(communities, numbers, strict=True)],
        name=names,
        parent=communities,
        kind=["village"] * 3 + ["community"] * 3,
        community=communities,
        households=[20, 20, 20, 400, 400, 400],
        units=[20, 20, 20, 1, 1, 1],
        mean_m=[120.04, 118.2, 119.0, 0.0, 0.0, 0.0],
        max_m=[200.26, 199.0, 201.0, 0.0, 0.0, 0.0],
        status=[status] + ["in band"] * 5,
        polygon=[_box(300 * k, 0, 300 * k + 300, 600) for k in range(6)],
    )


def _groups() -> Zones:
    # The first grid numbers its groups from the north, the others from the south.
    halves = [(0, 2), (1, 1), (0, 1), (1, 2), (0, 1), (1, 2)]
    parents = [f"{VILLAGE}{k + 1:03d}" for k in range(3) for _ in range(2)]
    return Zones(
        level="ten_household_groups",
        code=[f"{p}{number:02d}" for p, (_, number) in zip(parents, halves, strict=True)],
        name=[f"第{number}十户组" for _, number in halves],
        parent=parents,
        kind=["village"] * 6,
        community=[VILLAGE] * 6,
        households=[10] * 6,
        units=[10] * 6,
        mean_m=[50.0] * 6,
        max_m=[90.0] * 6,
        status=["in band"] * 6,
        polygon=[
            _box(300 * (k // 2), 300 * half, 300 * (k // 2) + 300, 300 * half + 300)
            for k, (half, _) in enumerate(halves)
        ],
    )


def _lines(river: str) -> Features:
    drawn = {
        "river": [(0, 450), (700, 420), (1800, 500)],
        "main_road": [(0, 150), (1800, 150)],
        "road": [(450, 0), (450, 600)],
        "railway": [(1300, 0), (1250, 600)],
        "bridge": [(450, 410), (450, 450)],
    }
    at = [ORIGIN + np.array(xy, dtype=float) for xy in drawn.values()]
    shapes = moved(np.array([shapely.LineString(xy) for xy in at], object), METRES, DEGREES)
    return Features(list(drawn), [river, "318国道", "", "", ""], shapes, DEGREES)


def _box(west: float, south: float, east: float, north: float) -> shapely.Polygon:
    x, y = ORIGIN
    return shapely.box(x + west, y + south, x + east, y + north)
