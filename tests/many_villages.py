"""Plans of many villages, drawn and not divided, for what must be quick however large a plan is.

A village is ten grids, five by two; a grid is ten rows of ten houses 20 m apart, and each row is a
ten-household group.
"""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray

from gridgen.model.arrays import Shapes
from gridgen.model.communities import Communities
from gridgen.model.households import Households
from gridgen.model.people import People, Post, Staff
from gridgen.model.plan import MadeBy, Plan
from gridgen.model.ties import Tie
from gridgen.model.township import Township
from gridgen.model.zones import Zones

STEP_M, ROW = 20.0, 10
"""From house to house; and how many houses are in a row, rows in a grid, grids in a village."""

SIDE_M, ACROSS = STEP_M * ROW, 5
GRID, VILLAGE = ROW**2, ROW**3
"""Houses."""


def many_villages(villages: int, *, groups: bool = False, people: bool = False) -> Plan:
    """Return a plan of so many villages; every thousand households are one of them, in order.

    `people` gives each grid a head and each row a contact person, and each village two ties.
    """
    n = villages * VILLAGE
    codes = [f"990101{101 + v // 190:03d}{200 + v % 190:03d}" for v in range(villages)]
    house = np.arange(n)
    grid_corner = _corner(np.arange(villages * ROW))
    xy = grid_corner[house // GRID] + STEP_M * (
        np.column_stack([house % ROW, house // ROW % ROW]) + 0.5
    )
    xy += np.random.default_rng(0).uniform(-5, 5, xy.shape)
    roll = Households(
        ids=[f"H{k:06d}" for k in house], given=xy, xy=xy, count=np.ones(n, np.int64),
        community=[""] * n, keys={"group": [f"第{k % VILLAGE // 34 + 1}组" for k in house]},
        source=house + 1, crs="EPSG:4547",
    )  # fmt: skip
    low = grid_corner[::ROW]
    land = shapely.box(*low.T, *(low + SIDE_M * np.array([ACROSS, ROW // ACROSS])).T)
    names = [f"村{v}" for v in range(villages)]
    at = Communities(codes, names, ["village"] * villages, land)
    rows = ROW if groups else 1
    grids = _zones("grids", codes, codes, np.array([SIDE_M, SIDE_M]), grid_corner, rows=rows)
    levels, zone_of = [grids], {"grids": house // GRID}
    if groups:
        corner = np.repeat(grid_corner, ROW, axis=0)
        corner[:, 1] += STEP_M * (np.arange(len(corner)) % ROW)
        size = np.array([SIDE_M, STEP_M])
        levels.append(_zones("ten_household_groups", grids.code, codes, size, corner, rows=1))
        zone_of["ten_household_groups"] = house // ROW
    ties = _ties(villages) if people else ()
    return Plan(
        Township(roll, "EPSG:4547", communities=at, ties=ties), ["placed"] * n, house // VILLAGE,
        tuple(levels), zone_of, MadeBy("0.1.0", 0, "standard", "", metres=70.0 * n),
        staff=_staff(roll, grids) if people else None,
    )  # fmt: skip


def _corner(grid: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return (g, 2) the south-western corners of grids, by their number; villages side by side."""
    village, k = np.divmod(grid, ROW)
    x = (village % 25) * ACROSS + k % ACROSS
    y = (village // 25) * (ROW // ACROSS) + k // ACROSS
    return np.array([500_000.0, 3_000_000.0]) + SIDE_M * np.column_stack([x, y])


def _zones(
    level: str, parents: list[str], villages: list[str], size: NDArray[np.float64],
    corner: NDArray[np.float64], *, rows: int,
) -> Zones:  # fmt: skip
    """Return ten zones in each parent, with a corner where each of so many rows ends."""
    z, of = len(corner), np.repeat(np.array(parents, object), ROW)
    number = np.arange(z) % ROW + 1
    digits, said = (3, "第{}网格") if level == "grids" else (2, "十户组{:02d}")
    households = np.full(z, VILLAGE * len(villages) // z)
    return Zones(
        level=level, code=[f"{p}{k:0{digits}d}" for p, k in zip(of, number, strict=True)],
        name=[said.format(k) for k in number], parent=of, kind=["village"] * z,
        community=np.repeat(np.array(villages, object), z // len(villages)),
        households=households, units=households, mean_m=np.full(z, 70.0),
        max_m=np.full(z, 140.0), status=["in band"] * z, polygon=_boxes(corner, size, rows),
    )  # fmt: skip


def _boxes(corner: NDArray[np.float64], size: NDArray[np.float64], rows: int) -> Shapes:
    up = np.arange(rows + 1) / rows
    # Up the eastern side, then down the western one.
    share = np.concatenate([np.stack([np.ones(rows + 1), up], 1), np.stack([0 * up, up[::-1]], 1)])
    return np.asarray(shapely.polygons(corner[:, None] + share * size), object)


def _ties(villages: int) -> tuple[Tie, ...]:
    first = [VILLAGE * v for v in range(villages)]
    return tuple(
        Tie(kind, "id", f"H{row:06d}", f"H{row + far:06d}")
        for row in first
        for kind, far in (("together", 1), ("apart", GRID))
    )


def _staff(roll: Households, grids: Zones) -> Staff:
    """Return a head for each grid, and a contact person for each row of houses."""
    contact = np.arange(len(roll) // ROW)
    heads = [f"p{g}" for g in range(len(grids))]
    ids = [*heads, *(f"c{k}" for k in contact)]
    place = np.concatenate([roll.xy[GRID // 2 :: GRID], roll.xy[ROW // 2 :: ROW]])
    people = People(
        ids, ["head"] * len(grids) + ["contact"] * len(contact), place, [""] * len(ids),
        [*grids.community, *np.repeat(grids.community, ROW)],
    )  # fmt: skip
    posts = [Post("head", "grids", code, head, GRID, 9.0)
             for code, head in zip(grids.code, heads, strict=True)]  # fmt: skip
    posts += [Post("contact", "grids", grids.code[k // ROW], f"c{k}", ROW, 9.0) for k in contact]
    of = {"contact": len(grids) + np.arange(len(roll)) // ROW}
    return Staff(people, tuple(posts), of, np.full(len(ids), shapely.Polygon(), object))
