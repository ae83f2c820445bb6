"""A year of changes on the sample: a redraw moves few, puts all right that arithmetic lets, and
says of each change why.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from campaigns import campaign
from sampled import METRES, SAMPLE_GEO

import gridgen
from gridgen.model.plan import Plan
from gridgen.plans.causes import Cause
from gridgen.plans.diff import Difference
from gridgen.plans.reasons import difference_of
from gridgen.rules.loader import load_rules

INPUT = SAMPLE_GEO / "qinghe.gpkg"
OURS, GROUP_OURS = "渡口网格", "老槐树组"
"""Names that people gave to a grid and a ten-household group of the village that is merged away."""

STAYS, GONE = "990101101203", "990101101204"
"""白鹭村, into which 东埂村 is merged."""

CHANGED = 0.03


@dataclass(frozen=True)
class Year:
    """The plan of last year, that of this year, and what differs."""

    old: Plan
    new: Plan
    difference: Difference
    groups: Difference


@pytest.fixture(scope="module")
def layers() -> dict[str, gpd.GeoDataFrame]:
    names = ("households", "communities", "lines", "water", "buildings", "special")
    layers = {name: gpd.read_file(INPUT, layer=name) for name in names}
    return layers | {"households": layers["households"].to_crs(METRES)}


@pytest.fixture(scope="module")
def old(layers: dict[str, gpd.GeoDataFrame]) -> Plan:
    return _renamed(gridgen.divide(**layers))


@pytest.fixture(scope="module", params=campaign([0, 1, 2]))
def year(request: pytest.FixtureRequest, layers: dict[str, gpd.GeoDataFrame], old: Plan) -> Year:
    now = _a_year_later(layers["households"], _hamlet(old), request.param)

    new = gridgen.redraw(old, now, communities=_merged(layers["communities"]), day="2026-11-29")

    return Year(old, new, difference_of(old, new), difference_of(old, new, "ten_household_groups"))


def _renamed(plan: Plan) -> Plan:
    """The plan with two names that people gave."""
    levels = []
    for zones, code, name in zip(plan.levels, (f"{GONE}002", f"{GONE}00301"), (OURS, GROUP_OURS),
                                 strict=True):  # fmt: skip
        names = np.where(zones.code == code, name, zones.name)
        levels.append(replace(zones, name=names))
    return replace(plan, levels=tuple(levels))


def _merged(communities: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The boundaries after 东埂村 became part of 白鹭村."""
    merged = communities.copy()
    row_of = {code: row for row, code in merged["code"].items()}
    both = shapely.union_all(merged.geometry[[row_of[STAYS], row_of[GONE]]].to_numpy())
    merged.loc[[row_of[STAYS]], "geometry"] = gpd.GeoSeries([both], [row_of[STAYS]], crs=merged.crs)
    return merged.drop(row_of[GONE])


def _hamlet(plan: Plan) -> set[str]:
    """The households of one villager group: some rows of the input name no village."""
    homes = plan.households
    mine = (homes["community"] == "990101101201") & (homes["group"] == "第九村民小组")
    return set(homes["id"][mine])


def _a_year_later(homes: gpd.GeoDataFrame, hamlet: set[str], seed: int) -> gpd.GeoDataFrame:
    """The households after 3 % of them left, came or were counted anew, a hamlet of one village
    emptied, and a building of 120 households was built in another.
    """
    rng = np.random.default_rng(seed)
    rows = rng.permutation(np.flatnonzero(homes["households"] == 1))
    third = int(CHANGED * homes["households"].sum()) // 3
    left, parents, counted = rows[:third], rows[third : 2 * third], rows[2 * third : 3 * third]
    now = homes.copy()
    now.loc[counted, "households"] = 2
    came = homes.iloc[parents].copy()
    came["id"] = [f"N{k}" for k in range(len(came))]
    came["geometry"] = came.geometry.translate(*rng.uniform(-15, 15, 2))
    in_hamlet = homes["id"].isin(hamlet)
    beside = homes.geometry[homes["community"] == "990101101209"].iloc[100]
    tower = gpd.GeoDataFrame(
        {"id": [f"T{k}" for k in range(4)], "households": 30, "community": "990101101209",
         "building": "枣林新楼", "stairway": [f"{k}单元" for k in range(1, 5)]},
        geometry=[shapely.Point(beside.x + 8 * k, beside.y + 20) for k in range(4)],
        crs=homes.crs,
    )  # fmt: skip
    stays = now.drop(index=left)
    stays = stays[~in_hamlet.reindex(stays.index)]
    return gpd.GeoDataFrame(pd.concat([stays, came, tower], ignore_index=True), crs=homes.crs)


def least_moves(old: Plan, new: Plan) -> int:
    """Households that any division inside the bands must move: from counts alone, without a map.

    Of each old grid take who is still there in the same community, and who is new in one of its
    villager groups, which the rules keep whole. Above the band it must give whole groups away that
    count at least what is too much: the cheapest way is a smallest sum of its groups. Below the
    band it must get whole groups of others that count at least what it lacks, or be given up, which
    moves all it has: the cheaper of both. A household that moves leaves one grid and enters one, so
    it serves two grids at most, and one above the band only by leaving: a community moves at least
    what its grids above the band give away, at least the cost of its dearest grid, and at least
    half of all costs. Where no number of grids is inside the band nothing must move; a grid stays
    one whatever its code, so a merged village costs nothing by itself.
    """
    rules = load_rules("standard").levels[0]
    total = 0
    for code, who in zip(new.communities.code, new.communities.class_or_kind, strict=True):
        band = rules.band_of(who)
        grids, everybody = _groups_of(old, new, code)
        if band is None or not band.grid_counts(everybody):
            continue
        above, below = [], []
        for grid, groups in grids.items():
            size = sum(now for now, _ in groups)
            if size > band.most:
                above.append(_cheapest(groups, size - band.most))
            elif size < band.fewest:
                others = [one for other in grids if other != grid for one in grids[other]]
                given_up = sum(stayed for _, stayed in groups)
                below.append(min(_cheapest(others, band.fewest - size), given_up))
        costs = above + below
        total += max([sum(above), -(-sum(costs) // 2), *costs])
    return total


Groups = list[tuple[int, int]]
"""Of each group of an old grid its households of now, and those of them that were there before."""


def _groups_of(old: Plan, new: Plan, community: str) -> tuple[dict[str, Groups], int]:
    """Return the groups of the old grids in a community of now, and its households."""
    was = old.households.set_index("id")
    now = new.households[new.households["community"] == community]
    grid = now["id"].map(was["grid"])
    group = now["group"].where(now["group"] != "", now["id"])
    home_of = dict(zip(group[grid.notna()], grid[grid.notna()], strict=True))
    grid = grid.fillna(group.map(home_of))
    counts: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0, 0]))
    for id_, at, name, count in zip(now["id"], grid, group, now["households"], strict=True):
        if isinstance(at, str):
            counts[at][name][0] += count
            counts[at][name][1] += count if id_ in was.index else 0
    grids = {at: [(n, k) for n, k in groups.values()] for at, groups in counts.items()}
    return grids, int(now["households"].sum())


def _cheapest(groups: Groups, needed: int) -> int:
    """Return the fewest households of whole groups that count at least so many."""
    least = {0: 0}
    for now, stayed in groups:
        for counted, moved in list(least.items()):
            so_many = min(counted + now, needed)
            least[so_many] = min(least.get(so_many, 10**9), moved + stayed)
    return least.get(needed, 10**9)


def test_no_error_stands_that_arithmetic_lets_go(year: Year) -> None:
    assert year.new.report.errors == ()


def test_few_households_move(year: Year) -> None:
    moved = year.difference.total.flow.moved.households
    print(f"moved {moved}, at least {least_moves(year.old, year.new)}")
    assert moved <= 2 * least_moves(year.old, year.new)


def test_each_change_says_why(year: Year) -> None:
    changed = [zone for zone in year.difference.zones if zone.state != "kept"]

    assert changed
    assert all(zone.why for zone in changed)
    unknown = [zone for zone in changed if zone.why[0].kind == Cause.NONE]
    assert unknown == []


def test_names_that_people_gave_stay_also_below_and_in_a_merged_village(year: Year) -> None:
    for level, name in (("grids", OURS), ("ten_household_groups", GROUP_OURS)):
        before, now = year.old.level(level), year.new.level(level)
        (code,) = now.code[now.name == name]
        assert code.startswith(STAYS)
        assert not code.startswith(before.code[before.name == name][0])
