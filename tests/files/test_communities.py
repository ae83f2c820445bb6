"""Boundaries become valid polygons in metres that do not overlap; every change is a finding."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from gridgen.files.communities import to_communities
from gridgen.files.households import to_households
from gridgen.model.communities import Communities
from gridgen.model.errors import CoordinateError, ReadError
from gridgen.model.findings import Finding

METRES = "EPSG:4547"
VILLAGE, URBAN = "990101001201", "990101001001"
EAST, NORTH = 500_000, 3_400_000


def box(west: float, south: float, east: float, north: float) -> shapely.Polygon:
    """Draw a rectangle, metres from a corner of the map."""
    return shapely.box(EAST + west, NORTH + south, EAST + east, NORTH + north)


def drawn(shapes: list[Any], crs: str | None = METRES, **columns: list[Any]) -> gpd.GeoDataFrame:
    codes = [f"99010100120{k}" for k in range(len(shapes))]
    return gpd.GeoDataFrame({"code": codes, **columns}, geometry=shapes, crs=crs)


def read(table: pd.DataFrame, **options: Any) -> tuple[Communities, tuple[Finding, ...]]:
    return to_communities(table, source="towns.gpkg", crs_m=METRES, **options)


def rules(findings: tuple[Finding, ...]) -> list[str]:
    return [found.rule for found in findings]


def shared_m2(shapes: np.ndarray) -> float:
    """The largest overlap of any two, the slow obvious way."""
    return max(
        (a.intersection(b).area for i, a in enumerate(shapes) for b in shapes[:i]), default=0
    )


def test_good_boundaries_come_back_as_they_are() -> None:
    shapes = [box(0, 0, 100, 100), box(100, 0, 200, 100)]

    communities, findings = read(drawn(shapes, name=["清河村", ""]))

    assert findings == ()
    assert communities.code.tolist() == ["990101001200", "990101001201"]
    assert communities.name.tolist() == ["清河村", "990101001201"]
    assert communities.shape.tolist() == shapes


@pytest.mark.parametrize(
    ("code", "columns", "kind"),
    [
        (VILLAGE, {}, "village"),
        (URBAN, {}, "community"),
        ("990101001199", {}, "community"),
        ("990101001200", {}, "village"),
        ("990101001399", {}, "village"),
        (VILLAGE, {"kind": ["社区"]}, "community"),
        (URBAN, {"kind": ["村委会"]}, "village"),
        (URBAN, {"类型": ["Village"]}, "village"),
        (VILLAGE, {"class": ["111"], "kind": ["village"]}, "community"),
        (URBAN, {"class": [220], "kind": ["community"]}, "village"),
        (URBAN, {"城乡分类代码": ["220.0"]}, "village"),
        (URBAN, {"class": [""], "kind": ["?"]}, "community"),
    ],
)
def test_the_class_tells_the_kind_else_the_word_else_the_code(
    code: str, columns: dict[str, list[Any]], kind: str
) -> None:
    table = drawn([box(0, 0, 100, 100)], **columns)
    table["code"] = code

    communities, findings = read(table)

    assert (communities.kind.tolist(), findings) == ([kind], ())


@pytest.mark.parametrize("code", ["7", "990101001000", "990101001400", "99010100120X"])
def test_a_kind_that_nothing_tells_is_assumed_and_said(code: str) -> None:
    table = drawn([box(0, 0, 100, 100)])
    table["code"] = code

    communities, findings = read(table)

    assert (communities.kind.tolist(), rules(findings)) == (["village"], ["kind_assumed"])


def test_a_boundary_that_crosses_itself_is_repaired() -> None:
    bow = shapely.Polygon(
        [(EAST + x, NORTH + y) for x, y in [(0, 0), (100, 100), (100, 0), (0, 100)]]
    )

    communities, (found,) = read(drawn([bow]))

    assert found.rule == "boundary_repaired"
    assert found.number == pytest.approx(5000)
    assert communities.shape[0].is_valid
    assert communities.shape[0].area == pytest.approx(5000)


@pytest.mark.parametrize("wide_m", [30, 60, 120])
def test_an_overlap_goes_to_the_households_who_name_a_village(wide_m: float) -> None:
    land = [box(0, 0, 500 + wide_m, 400), box(500 - wide_m, 0, 1000, 400)]
    xy = np.array([[490, 100], [510, 100], [490, 300], [480, 300]]) + [EAST, NORTH]
    homes = gpd.GeoDataFrame(
        {"id": list("abcd"), "community": ["990101001200", "990101001201", "下岗村", "row"]},
        geometry=gpd.points_from_xy(*xy.T),
        crs=METRES,
    )
    households, _ = to_households(homes, source="homes", crs_m=METRES)

    communities, _ = read(drawn(land, name=["上塘村", "下岗村"]), households=households)

    west, east = communities.shape
    assert shared_m2(communities.shape) == 0
    assert shapely.contains_xy(west, *xy[0])
    assert shapely.contains_xy(east, *xy[1:3].T).all()


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("城镇", "community"),
        ("乡村", "village"),
        ("111 主城区", "community"),
        ("220-村庄", "village"),
        ("农村社区", "village"),
        ("社区居委会", "community"),
        ("村委会", "village"),
        ("居", "community"),
    ],
)
def test_a_class_may_be_said_in_words(word: str, kind: str) -> None:
    communities, findings = read(drawn([box(0, 0, 9, 9)], 城乡分类=[word], code=["7"]))

    assert (communities.kind.tolist(), findings) == ([kind], ())


def test_columns_of_the_land_survey_are_known() -> None:
    table = drawn([box(0, 0, 9, 9)]).drop(columns="code")
    table["ZLDWDM"], table["ZLDWMC"] = "9901010012010000000", "上塘村"

    communities, findings = read(table)

    assert (communities.code[0], communities.name[0], findings) == (VILLAGE, "上塘村", ())


def test_an_overlap_goes_to_the_first_row() -> None:
    communities, (found,) = read(drawn([box(0, 0, 100, 100), box(90, 0, 200, 100)]))

    assert (found.rule, found.number) == ("boundary_overlap", pytest.approx(1000))
    assert found.where == "990101001200 / 990101001201"
    assert [shape.area for shape in communities.shape] == [10_000, 10_000]
    assert shared_m2(communities.shape) == 0


def test_an_overlap_goes_to_the_second_row_where_that_would_be_left_with_nothing() -> None:
    communities, findings = read(drawn([box(0, 0, 100, 100), box(40, 40, 60, 60)]))

    assert rules(findings) == ["boundary_overlap"]
    assert [shape.area for shape in communities.shape] == [9600, 400]


def test_of_two_equal_boundaries_the_second_is_left_out() -> None:
    communities, findings = read(drawn([box(0, 0, 100, 100)] * 2))

    assert (communities.code.tolist(), rules(findings)) == (["990101001200"], ["boundary_covered"])


@pytest.mark.parametrize(("by_m", "is_said"), [(1e-9, False), (9e-4, False), (2e-3, True)])
def test_overlaps_below_notice_are_removed_without_a_word(by_m: float, is_said: bool) -> None:
    communities, findings = read(drawn([box(0, 0, 100, 100), box(100 - by_m, 0, 200, 100)]))

    assert rules(findings) == (["boundary_overlap"] if is_said else [])
    assert shared_m2(communities.shape) < 1e-9


def test_rows_of_one_code_are_one_community() -> None:
    table = drawn([box(0, 0, 100, 100), box(300, 0, 400, 100), box(500, 0, 600, 100)])
    table["code"] = [VILLAGE, "990101001202", VILLAGE]

    communities, findings = read(table)

    assert communities.code.tolist() == [VILLAGE, "990101001202"]
    assert shapely.get_num_geometries(communities.shape).tolist() == [2, 1]
    assert rules(findings) == ["code_repeated"]


def test_a_row_without_a_code_is_given_one() -> None:
    table = drawn([box(0, 0, 100, 100), box(100, 0, 200, 100)])
    table["code"] = [VILLAGE, None]

    communities, findings = read(table)

    assert communities.code.tolist() == [VILLAGE, "row-2"]
    assert rules(findings) == ["code_missing", "kind_assumed"]


def test_rows_that_are_no_polygons_are_named_and_left_out() -> None:
    good = box(0, 0, 100, 100)
    endless = shapely.Polygon([(EAST, NORTH), (np.inf, NORTH), (EAST, NORTH + 9)])
    table = drawn(
        [None, shapely.Polygon(), shapely.LineString(good.exterior.coords[:3]), endless, good]
    )

    communities, findings = read(table)

    assert communities.code.tolist() == ["990101001204"]
    assert [(found.rule, found.where) for found in findings] == [
        ("no_boundary", "towns.gpkg, row 1"),
        ("no_boundary", "towns.gpkg, row 2"),
        ("not_a_polygon", "towns.gpkg, row 3"),
        ("boundary_off_the_map", "towns.gpkg, row 4"),
    ]


def test_a_boundary_without_area_is_named_and_left_out() -> None:
    flat = shapely.Polygon([(EAST, NORTH), (EAST + 9, NORTH), (EAST + 4, NORTH)])

    communities, findings = read(drawn([box(0, 0, 100, 100), flat]))

    assert communities.code.tolist() == ["990101001200"]
    assert [(found.rule, found.where) for found in findings] == [
        ("no_boundary", "towns.gpkg, row 2")
    ]


def test_the_polygons_of_a_collection_are_taken() -> None:
    mixed = shapely.GeometryCollection([box(0, 0, 9, 9), shapely.Point(EAST, NORTH)])

    communities, _ = read(drawn([mixed]))

    assert communities.shape[0].area == pytest.approx(81)


@pytest.mark.parametrize(("side", "pieces"), [(0.99, 1), (1.0, 2)])
def test_separate_pieces_below_one_square_metre_are_dropped(side: float, pieces: int) -> None:
    village = shapely.MultiPolygon([box(0, 0, 100, 100), box(200, 0, 200 + side, 1)])

    communities, findings = read(drawn([village]))

    assert shapely.get_num_geometries(communities.shape).tolist() == [pieces]
    assert rules(findings) == (["boundary_sliver"] if pieces == 1 else [])


@pytest.mark.parametrize(
    ("table", "message"),
    [
        (pd.DataFrame({"code": ["1"]}), "no boundaries; expected a layer of polygons"),
        (drawn([]), "no boundary can be used"),
        (drawn([None]), "no boundary can be used"),
        (
            drawn([shapely.LineString(box(0, 0, 1, 1).exterior.coords[:3])]),
            "no boundary can be used",
        ),
        (drawn([box(0, 0, 9, 9)], crs=None), "nothing says which CRS"),
    ],
)
def test_a_table_without_a_usable_boundary_says_why(table: pd.DataFrame, message: str) -> None:
    with pytest.raises(ReadError, match=message):
        read(table)


def test_the_work_is_never_in_degrees() -> None:
    with pytest.raises(CoordinateError, match="EPSG:4326 measures in degrees"):
        to_communities(drawn([box(0, 0, 9, 9)]), source="a", crs_m="EPSG:4326")


def test_a_border_shared_in_degrees_is_shared_in_metres_to_the_last_bit() -> None:
    west = shapely.Polygon([(114.0, 31.0), (114.05, 31.013), (114.05, 31.06), (114.0, 31.06)])
    east = shapely.Polygon([(114.05, 31.06), (114.05, 31.013), (114.0, 31.0), (114.1, 31.0)])

    communities, findings = read(drawn([west, east], crs="EPSG:4490"))

    assert findings == ()
    border = communities.shape[0].intersection(communities.shape[1])
    assert border.length == pytest.approx(5000 + 5212, rel=0.01)
    longest = max(
        np.hypot(*np.diff(shapely.get_coordinates(shape), axis=0).T).max()
        for shape in communities.shape
    )
    assert longest <= 50.0


SQUARES = st.lists(
    st.tuples(st.integers(0, 60), st.integers(0, 60), st.integers(5, 60), st.integers(5, 60)),
    min_size=1,
    max_size=7,
)


@given(SQUARES)
def test_after_reading_no_two_overlap_and_no_land_is_lost(
    squares: list[tuple[int, int, int, int]],
) -> None:
    shapes = [box(x, y, x + w, y + h) for x, y, w, h in squares]

    communities, _ = read(drawn(shapes))

    assert shapely.is_valid(communities.shape).all()
    assert shared_m2(communities.shape) < 1e-6
    whole = shapely.union_all(shapes)
    assert shapely.union_all(communities.shape).symmetric_difference(whole).area < 1e-6
