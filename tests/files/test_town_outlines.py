"""The outline of a township over its villages is no village."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import pytest
import shapely

from gridgen.files.communities import to_communities

METRES = "EPSG:4547"
WEST, EAST = (
    shapely.box(500_000, 3e6, 501_000, 3_001_000),
    shapely.box(501_000, 3e6, 502_000, 3_001_000),
)
TOWN = shapely.union(WEST, EAST)


def read(*rows: tuple[str, shapely.Geometry]) -> tuple[list[str], list[str]]:
    table: Any = gpd.GeoDataFrame(
        {"code": [code for code, _ in rows]}, geometry=[shape for _, shape in rows], crs=METRES
    )
    communities, findings = to_communities(table, source="b.gpkg", crs_m=METRES)
    return communities.code.tolist(), [f.rule for f in findings if f.rule.startswith("boundary")]


@pytest.mark.parametrize("first", [True, False])
@pytest.mark.parametrize("wide_m", [0, 40])
def test_it_is_left_out_wherever_its_row_stands(first: bool, wide_m: float) -> None:
    villages = [("990101001201", WEST), ("990101001202", EAST)]
    town = ("990101001000", TOWN.buffer(wide_m))

    codes, rules = read(*([town, *villages] if first else [*villages, town]))

    assert (codes, rules) == (["990101001201", "990101001202"], ["boundary_of_town"])


def test_a_village_around_two_small_ones_is_no_outline() -> None:
    small = shapely.box(500_100, 3_000_100, 500_300, 3_000_300)
    other = shapely.box(501_100, 3_000_100, 501_300, 3_000_300)

    codes, rules = read(("990101001201", TOWN), ("990101001202", small), ("990101001203", other))

    assert len(codes) == 3
    assert "boundary_of_town" not in rules


def test_the_outline_of_a_county_over_that_of_a_township_goes_too() -> None:
    far = shapely.box(502_000, 3e6, 503_000, 3_001_000)

    codes, rules = read(
        ("990101000000", shapely.union(TOWN, far)), ("990101001000", TOWN),
        ("990101001201", WEST), ("990101001202", EAST), ("990101002201", far),
    )  # fmt: skip

    assert codes == ["990101001201", "990101001202", "990101002201"]
    assert rules == ["boundary_of_town", "boundary_of_town"]
