"""Codes of boundaries are read however they were written, kept apart, and completed."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely

from gridgen.files.communities import to_communities
from gridgen.files.community_codes import plain_codes
from gridgen.files.households import to_households
from gridgen.model.communities import Communities
from gridgen.model.findings import Finding

METRES = "EPSG:4547"
CODES = ["990101001201", "990101001202"]
LAND = [
    shapely.box(500_000, 3e6, 501_000, 3_001_000),
    shapely.box(501_000, 3e6, 502_000, 3_001_000),
]


def read(codes: list[Any], **columns: list[Any]) -> tuple[Communities, list[Finding]]:
    """Read two villages, each with ten households that name its code."""
    table = gpd.GeoDataFrame({"code": codes, **columns}, geometry=LAND, crs=METRES)
    x = [500_100 + 80 * k + 1000 * v for v in range(2) for k in range(10)]
    homes = gpd.GeoDataFrame(
        {"id": [f"h{k}" for k in range(20)], "community": [CODES[k // 10] for k in range(20)]},
        geometry=gpd.points_from_xy(x, [3_000_500] * 20),
        crs=METRES,
    )
    households, _ = to_households(homes, source="homes", crs_m=METRES)
    communities, findings = to_communities(
        table, source="b.gpkg", crs_m=METRES, households=households
    )
    return communities, [f for f in findings if f.rule.startswith(("code", "boundary"))]


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("9.90101001201e11", "990101001201"),
        ("9.90101001201E+11", "990101001201"),
        ("9.901010012010E+11", "990101001201"),
        ("9.90101E+11", "9.90101E+11"),
        ("'990101001201", "990101001201"),
        ("990101 001 201", "990101001201"),
        ("甲-1", "甲-1"),
        (990101001201.0, "990101001201"),
        ("990101001201000", "990101001201"),
        ("9901010012010000000", "990101001201"),
        ("990101001201001", "990101001201001"),
        ("990101001200", "990101001200"),
        ("990101001", "990101001"),
    ],
)
def test_digits_that_are_all_there_are_a_code(cell: Any, code: str) -> None:
    assert plain_codes(np.array([cell], object)).tolist() == [code]


@pytest.mark.parametrize(
    ("codes", "rules"),
    [
        (CODES, set()),
        ([None, None], {"code_of_households"}),
        (["9.90101E+11"] * 2, {"boundary_code_rounded", "code_of_households"}),
        (["990101001"] * 2, {"code_of_town", "code_of_households"}),
        (["990101001000"] * 2, {"code_of_town", "code_of_households"}),
        (["201", "202"], {"code_of_households"}),
    ],
)
def test_a_boundary_without_a_code_of_its_own_gets_that_of_its_households(
    codes: list[Any], rules: set[str]
) -> None:
    communities, findings = read(codes)

    assert communities.code.tolist() == CODES
    assert communities.kind.tolist() == ["village", "village"]
    assert {found.rule for found in findings} == rules


def test_villages_of_one_township_code_stay_apart_where_nobody_names_another() -> None:
    table = gpd.GeoDataFrame({"code": ["990101001"] * 2}, geometry=LAND, crs=METRES)

    communities, (found, *_) = to_communities(table, source="b.gpkg", crs_m=METRES)

    assert communities.code.tolist() == ["990101001-1", "990101001-2"]
    assert found.rule == "code_of_town"


def test_codes_of_another_length_are_told() -> None:
    table = gpd.GeoDataFrame({"code": ["201", "202"]}, geometry=LAND, crs=METRES)
    homes = gpd.GeoDataFrame(
        {"id": ["h"]}, geometry=[shapely.Point(500_500, 3_000_500)], crs=METRES
    )
    households, _ = to_households(homes, source="homes", crs_m=METRES)

    communities, findings = to_communities(
        table, source="b.gpkg", crs_m=METRES, households=households
    )

    assert communities.code.tolist() == ["201", "202"]
    assert "code_not_whole" in {found.rule for found in findings}


def test_one_code_in_rows_of_two_names_is_one_village_with_a_warning() -> None:
    communities, (found,) = read([CODES[0]] * 2, name=["上塘村", "中陂村"])

    assert communities.code.tolist() == [CODES[0]]
    assert (found.rule, found.severity.value) == ("code_of_several", "warning")
    assert "上塘村, 中陂村" in found.en or "上塘村 and 中陂村" in found.en
