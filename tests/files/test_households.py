"""Rows become households; a bad row becomes a finding that names file and row."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from gridgen.files.households import to_households
from gridgen.model.crs import project, work_crs
from gridgen.model.errors import CoordinateError, ReadError
from gridgen.model.findings import Finding, Severity
from gridgen.model.households import Households

LON, LAT = 116.4, 39.9


def table(**columns: list[Any]) -> pd.DataFrame:
    """Draw a table of households; without lon and lat they stand at one place."""
    rows = len(next(iter(columns.values())))
    places = {"lon": [LON] * rows, "lat": [LAT] * rows}
    return pd.DataFrame({**places, **columns})


def read(drawn: pd.DataFrame, **options: Any) -> tuple[Households, tuple[Finding, ...]]:
    return to_households(drawn, source="households.csv", **options)


def rules(findings: tuple[Finding, ...]) -> list[str]:
    return [found.rule for found in findings]


def test_a_plain_table_is_read_without_a_finding() -> None:
    drawn = table(id=["a", "b"], households=[2, 3], community=["990101001003", None], group=[1, 2])

    households, findings = read(drawn)

    assert findings == ()
    assert households.ids.tolist() == ["a", "b"]
    assert households.count.tolist() == [2, 3]
    assert households.community.tolist() == ["990101001003", ""]
    assert households.keys["group"].tolist() == ["1", "2"]
    assert households.source.tolist() == [1, 2]
    assert households.given.tolist() == [[LON, LAT]] * 2
    assert households.crs == "EPSG:4326"
    np.testing.assert_allclose(
        households.xy, project(households.given, "EPSG:4326", "EPSG:4548"), atol=1e-6
    )


def test_chinese_headers_mean_the_same() -> None:
    drawn = pd.DataFrame(
        {"户编号": ["甲"], "经度": ["116.4"], "纬度": ["39.9"], "户数": ["２"],
         "村（社区）代码": ["9"],
         "村民小组": ["三组"], "栋号": ["5"], "单元": ["1"], "楼层": ["6.0"], "小区": ["东门里"],
         "网格编码": ["9001"]}
    )  # fmt: skip

    households, findings = read(drawn)

    assert findings == ()
    assert (households.ids[0], households.count[0], households.community[0]) == ("甲", 2, "9")
    assert {key: values[0] for key, values in households.keys.items()} == {
        "group": "三组", "estate": "东门里", "building": "5", "stairway": "1", "floor": "6",
        "grid": "9001",
    }  # fmt: skip


@pytest.mark.parametrize("count", ["12", "１２", "12.0", " 12 ", "+12", 12, 12.0, np.int64(12)])
def test_numbers_given_as_text_are_understood(count: Any) -> None:
    assert read(table(id=["a"], households=[count]))[0].count.tolist() == [12]


def test_a_count_with_commas_between_thousands_is_understood() -> None:
    assert read(table(id=["a"], households=["1,200"]))[0].count.tolist() == [1200]


@pytest.mark.parametrize(
    ("count", "is_read"),
    [(0, True), (-1, False), (1_000_000, True), (1_000_001, False), (1.5, False), ("1.5", False),
     ("two", False), ("1_0", False), ("-0", True), (float("inf"), False), ("nan", False),
     ("1e400", False), (True, True)],
)  # fmt: skip
def test_counts_are_whole_numbers_from_0_to_a_million(count: Any, is_read: bool) -> None:
    households, findings = read(table(id=["a", "b"], households=[count, 1]))

    assert households.ids.tolist() == (["a", "b"] if is_read else ["b"])
    assert rules(findings) == ([] if is_read else ["bad_count"])


def test_a_bad_row_is_named_in_both_languages() -> None:
    _, (found,) = read(table(id=["a", "b"], households=[1, "-3"]))

    assert (found.where, found.severity, found.number) == (
        "households.csv, row 2", Severity.ERROR, -3,
    )  # fmt: skip
    assert found.en == (
        'households.csv, row 2: the number of households is "-3"; expected a whole number from 0 '
        "to 1,000,000. The row is left out."
    )
    assert found.zh == "households.csv 第 2 行：户数“-3”应为 0 到 1,000,000 的整数，未列入。"


def test_blank_counts_are_one_household_each_and_said_once() -> None:
    households, findings = read(table(id=["a", "b", "c"], households=["", None, 4]))

    assert households.count.tolist() == [1, 1, 4]
    assert [(found.rule, found.number) for found in findings] == [("count_assumed", 2)]


@pytest.mark.parametrize(
    ("lon", "lat", "rule"),
    [
        (LON, LAT, None),
        (180, 90, None),
        (-180, -90, None),
        (180.1, 10, None),  # past the antimeridian
        (360.1, 10, "off_the_globe"),
        (0, 90.1, "lon_lat_swapped"),
        (39.9, 116.4, "row_turned"),
        (23.0, 113.1, "lon_lat_swapped"),  # nor does it lie near the others when turned
        (391.2, 39.9, "off_the_globe"),
        ("", LAT, "no_place"),
        (None, LAT, "no_place"),
        (LON, float("nan"), "no_place"),
        ("here", LAT, "coordinate_no_number"),
        ("nan", LAT, "coordinate_no_number"),
        (float("inf"), LAT, "coordinate_no_number"),
        (LON, "1e400", "coordinate_no_number"),
        (0, 0, "no_place"),
    ],
)
def test_a_place_is_two_numbers_on_the_globe(lon: Any, lat: Any, rule: str | None) -> None:
    drawn = table(id=["a", "b", "c"], lon=[lon, LON, LON], lat=[lat, LAT, LAT])

    households, findings = read(drawn)

    # At the poles and half a world away there is a place, but no way to draw it on this map.
    assert set(rules(findings)) - {"too_far"} == ({rule} if rule else set())
    assert {"b", "c"} <= set(households.ids)


def test_columns_that_are_exchanged_in_every_row_are_turned_and_said_once() -> None:
    households, (found,) = read(table(id=["a", "b"], lon=[LAT, LAT], lat=[LON, LON]))

    assert households.given.tolist() == [[LON, LAT], [LON, LAT]]
    assert (found.rule, found.severity, found.number) == ("lon_lat_turned", Severity.WARNING, 2)


def test_the_commonest_reason_is_named_when_every_row_is_bad() -> None:
    drawn = table(id=["a", "b", "c"], households=[-1, -1, 1], lon=[LON, LON, ""])

    with pytest.raises(ReadError, match=r"none of 3 rows can be used; 2 of them.*row 1.*\"-1\""):
        read(drawn)


def test_the_second_row_of_an_id_is_left_out() -> None:
    households, findings = read(table(id=["a", "b", "a", " a"], households=[1, 2, 3, 4]))

    assert households.count.tolist() == [1, 2]
    assert [(found.rule, found.where) for found in findings] == [
        ("id_twice", "households.csv, row 3"),
        ("id_twice", "households.csv, row 4"),
    ]
    assert 'id "a" is already in row 1' in findings[0].en


def test_a_row_that_repeats_another_counts_once_and_is_no_error() -> None:
    drawn = table(id=["a", "b", "a"], households=[1, 2, 1], group=["x", "", "x"])

    households, findings = read(drawn)

    assert households.count.tolist() == [1, 2]
    assert [(found.rule, found.severity) for found in findings] == [("row_twice", Severity.WARNING)]
    assert rules(read(drawn.assign(group=["x", "", "y"]))[1]) == ["id_twice"]


def test_an_id_whose_first_row_is_bad_is_taken_from_the_second() -> None:
    households, findings = read(table(id=["a", "a"], households=[-1, 2]))

    assert (households.source.tolist(), rules(findings)) == ([2], ["bad_count"])


def test_rows_without_an_id_are_given_one() -> None:
    households, findings = read(table(id=["a", "", None]))

    assert households.ids.tolist() == ["a", "row-2", "row-3"]
    assert rules(findings) == ["id_missing", "id_missing"]


def test_without_a_column_of_ids_rows_go_by_number() -> None:
    households, findings = read(table(households=[1, 1]))

    assert (households.ids.tolist(), rules(findings)) == (["1", "2"], ["id_invented"])


def test_codes_that_became_numbers_are_text_again() -> None:
    drawn = table(id=[1.0, 2.0], community=[990101001003.0, np.nan], building=["3.0", "三"])

    households, _ = read(drawn)

    assert households.ids.tolist() == ["1", "2"]
    assert households.community.tolist() == ["990101001003", ""]
    assert households.keys["building"].tolist() == ["3", "三"]


def test_codes_that_a_spreadsheet_rounded_are_not_believed() -> None:
    households, findings = read(table(id=["a", "b"], community=["9.90101E+11", "990101001003"]))

    assert households.community.tolist() == ["", "990101001003"]
    assert rules(findings) == ["code_rounded"]


def test_blank_rows_under_a_table_are_passed_over_and_rows_keep_their_number() -> None:
    drawn = pd.DataFrame(
        {"id": ["a", "", "b"], "lon": ["116", " ", "116"], "lat": ["39", "", "39"]}
    )

    households, findings = read(drawn)

    assert (households.source.tolist(), findings) == ([1, 3], ())


def test_two_columns_of_one_meaning_are_said_and_the_first_is_taken() -> None:
    drawn = table(id=["a"], households=[2], 户数=[9])

    households, (found,) = read(drawn)

    assert (households.count.tolist(), found.rule) == ([2], "column_twice")
    assert 'Column "户数"' in found.en


def test_two_columns_of_one_name_do_not_break_reading() -> None:
    drawn = pd.DataFrame([["a", "b", 116, 39]], columns=["id", "ID ", "lon", "lat"])
    twice = pd.DataFrame([["a", "b", 116, 39]], columns=["id", "id", "lon", "lat"])

    assert rules(read(drawn)[1]) == rules(read(twice)[1]) == ["column_twice"]


@pytest.mark.parametrize(
    ("drawn", "message"),
    [
        (pd.DataFrame({"id": [], "lon": [], "lat": []}), "there is no row"),
        (pd.DataFrame({"id": ["a"], "name": ["b"]}), "no place; expected .*columns are: id, name"),
        (pd.DataFrame({"id": ["a"], "lon": [116]}), "there is no place"),
        (pd.DataFrame({"id": ["a"], "x": [5e5], "y": [4e6]}), 'need a CRS.*--crs EPSG:4547'),
        (pd.DataFrame({"id": [""], "lon": [""], "lat": [""]}), "no row under the header"),
        (gpd.GeoDataFrame({"id": ["a"]}, geometry=gpd.points_from_xy([5e5], [4e6])),
         "not degrees and nothing says which CRS"),
    ],
)  # fmt: skip
def test_a_table_that_cannot_be_used_says_why(drawn: pd.DataFrame, message: str) -> None:
    with pytest.raises(ReadError, match=message):
        read(drawn)


def test_x_and_y_are_kept_where_their_crs_is_in_metres() -> None:
    drawn = pd.DataFrame({"id": ["a"], "x": [500_000.0], "y": [4_400_000.0]})

    households, findings = read(drawn, crs="EPSG:4547")

    assert findings == ()
    assert households.xy.tolist() == households.given.tolist() == [[500_000, 4_400_000]]
    assert households.crs == "EPSG:4547"


def test_surveyors_x_that_points_north_is_turned_with_a_warning() -> None:
    drawn = pd.DataFrame({"id": ["a"], "x": [4_400_000.0], "y": [500_000.0]})

    households, (found,) = read(drawn, crs="EPSG:4547")

    assert households.xy.tolist() == [[500_000, 4_400_000]]
    assert (found.rule, found.severity) == ("axes_turned", Severity.WARNING)


def test_an_unknown_crs_and_degrees_for_metres_are_refused() -> None:
    drawn = pd.DataFrame({"id": ["a"], "x": [5e5], "y": [4.4e6]})
    with pytest.raises(CoordinateError, match="'EPSG:0' is not a coordinate system"):
        read(drawn, crs="EPSG:0")
    with pytest.raises(CoordinateError, match="EPSG:4326 measures in degrees"):
        read(drawn, crs="EPSG:4547", crs_m="EPSG:4326")


def layer(shapes: list[Any], crs: str | None = "EPSG:4326") -> gpd.GeoDataFrame:
    ids = [f"h{k}" for k in range(len(shapes))]
    return gpd.GeoDataFrame({"id": ids}, geometry=shapes, crs=crs)


def test_points_without_a_crs_that_look_like_degrees_are_taken_for_degrees() -> None:
    households, (found,) = read(layer([shapely.Point(LON, LAT)], crs=None))

    assert (households.crs, found.rule, found.severity) == (
        "EPSG:4326", "crs_assumed", Severity.NOTE,
    )  # fmt: skip


def test_web_mercator_is_not_measured_in() -> None:
    drawn = layer([shapely.Point(LON, LAT)]).to_crs("EPSG:3857")

    households, _ = read(drawn)

    assert households.crs == "EPSG:3857"
    np.testing.assert_allclose(
        households.xy, project(np.array([[LON, LAT]]), "EPSG:4326", "EPSG:4548"), atol=1e-3
    )


def test_shapes_that_are_not_points_give_a_point_inside_and_one_note() -> None:
    ring = shapely.box(LON, LAT, LON + 0.001, LAT + 0.001).exterior
    horseshoe = shapely.Polygon(
        [(0, 0), (3, 0), (3, 3), (2, 3), (2, 1), (1, 1), (1, 3), (0, 3)]
    )  # its centroid is outside
    drawn = layer([horseshoe, ring, shapely.MultiPoint([(1, 1)]), shapely.Point(1, 2, 9)])

    households, findings = read(drawn, crs_m="EPSG:4548")

    assert [(found.rule, found.number) for found in findings] == [("point_inside", 2)]
    assert shapely.contains(horseshoe, shapely.points(households.given[0]))
    assert households.given[2:].tolist() == [[1, 1], [1, 2]]


def test_rows_without_a_usable_geometry_are_left_out() -> None:
    shapes = [None, shapely.Point(), shapely.Point(np.inf, 1), shapely.Point(LON, LAT)]

    households, findings = read(layer(shapes))

    assert households.ids.tolist() == ["h3"]
    assert rules(findings) == ["no_place", "no_place", "coordinate_no_number"]


def test_one_row_too_far_away_to_be_drawn_is_left_out_of_the_crs_too() -> None:
    lonlat = [(LON, LAT)] * 3 + [(LON - 180 + 91, 0.0)]

    households, _ = read(layer([shapely.Point(*at) for at in lonlat]))

    assert work_crs(households.given, households.crs) == "EPSG:4548"
    assert np.isfinite(households.xy).all()


CELLS = st.one_of(
    st.none(), st.floats(), st.integers(), st.text(max_size=5), st.sampled_from(["116", "１", " "])
)


@given(rows=st.lists(st.tuples(CELLS, CELLS, CELLS, CELLS), min_size=1, max_size=8))
def test_whatever_the_cells_hold_rows_are_read_or_named(
    rows: list[tuple[Any, Any, Any, Any]],
) -> None:
    drawn = pd.DataFrame(rows, columns=["id", "lon", "lat", "households"], dtype=object)

    try:
        households, findings = read(drawn)
    except (ReadError, CoordinateError):  # all of them at a pole
        return

    named = {found.where for found in findings if found.rule not in ("id_missing", "row_turned")}
    kept = {f"households.csv, row {row}" for row in households.source}
    assert not kept & named
    assert len(set(households.ids)) == len(households)
    assert np.isfinite(households.xy).all()
    assert (households.count >= 0).all()
