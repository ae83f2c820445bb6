"""Sizes outside the band: an error where the numbers allow better, else a warning that says why."""

from __future__ import annotations

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pytest
from broken import (
    CITY,
    CRS,
    EAST,
    ORIGIN,
    box,
    code,
    with_zone_of,
    with_zones,
    zone_of,
    zones_in,
)
from plans import altered

import gridgen
from gridgen.model.findings import Severity
from gridgen.model.plan import Plan


def sized(plan: Plan, community: str, most: int) -> Plan:
    """The first grid of a community gets its westernmost rows up to `most`, the second the rest."""
    a, b = zones_in(plan, community)
    rows = zone_of(plan, "grids")
    mine = np.flatnonzero((rows == a) | (rows == b))
    order = mine[np.argsort(plan.township.households.xy[mine, 0], kind="stable")]
    is_first = np.cumsum(plan.township.households.count[order]) <= most
    rows[order[is_first]], rows[order[~is_first]] = a, b
    counted = plan.level("grids").households.copy()
    for zone in (a, b):
        counted[zone] = plan.township.households.count[rows == zone].sum()
    return with_zones(with_zone_of(plan, "grids", rows), "grids", households=counted)


@pytest.mark.parametrize(
    ("community", "most", "broken"),
    [
        (EAST, 90, []),
        (EAST, 91, [1]),  # 91 fit, 49 are too few
        (EAST, 101, [0, 1]),
        (CITY, 500, []),
        (CITY, 510, [0, 1]),  # too many, and 290 too few
    ],
)
def test_a_size_outside_a_band_that_the_numbers_allow_is_an_error(
    good: Plan, community: str, most: int, broken: list[int]
) -> None:
    plan = sized(good, community, most)

    report = gridgen.check(plan)

    found = [f for f in report.of("band_missed") if len(f.where) == 15]
    assert [f.where for f in found] == [code(good, zones_in(good, community)[k]) for k in broken]
    assert {f.severity for f in found} <= {Severity.ERROR}


@pytest.mark.parametrize(("total", "rule"), [(49, "band_impossible"), (0, "band_impossible")])
def test_a_size_outside_a_band_that_the_numbers_forbid_is_a_warning(
    good: Plan, total: int, rule: str
) -> None:
    mine = np.flatnonzero(good.community_of == good.communities.code.tolist().index(EAST))
    count = good.township.households.count.copy()
    count[mine] = 0
    count[mine[:total]] = 1
    counted = [count[good.zone_of["grids"] == z].sum() for z in range(len(good.level("grids")))]
    plan = altered(good, households=replace(good.township.households, count=count))
    plan = with_zones(plan, "grids", households=counted)

    report = gridgen.check(plan)

    grids = [code(good, z) for z in zones_in(good, EAST)]
    found = [f for f in report.of(rule) if f.where in grids]
    assert [f.where for f in found] == grids
    assert {f.severity for f in found} == {Severity.WARNING}
    assert not [f for f in report.of("band_missed") if f.where in grids]


@pytest.mark.parametrize(("large", "is_told"), [(301, True), (300, False)])
def test_a_place_too_small_alone_and_too_large_with_its_only_neighbour_is_a_warning(
    large: int, is_told: bool
) -> None:
    xy = ORIGIN + np.array([(20.0 + 40 * k, 20.0) for k in range(4)])
    homes = gpd.GeoDataFrame(
        {"id": list("abcd"), "households": [200, large, 300, 301]},
        geometry=gpd.points_from_xy(*xy.T),
        crs=CRS,
    )
    areas = gpd.GeoDataFrame(
        {"code": [CITY], "kind": ["community"]}, geometry=[box(0, 0, 160, 40)], crs=CRS
    )

    report = gridgen.divide(homes, communities=areas).report

    said = [(f.severity, f.limit) for f in report.of("neighbours_too_large")]
    assert len(said) == is_told
    assert all(severity is Severity.WARNING for severity, _ in said)
    assert report.errors == ()
