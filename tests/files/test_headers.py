"""Headers in both languages mean one thing; of two that mean the same the first is taken."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from gridgen.files.headers import _is_cut_from, active_geometry, header_of, recognise
from gridgen.files.origin import Origin, with_origin
from gridgen.files.vocabulary import (
    CENTRES,
    COMMUNITIES,
    GRIDS,
    HOUSEHOLDS,
    LINES,
    PEOPLE,
    SPECIAL,
    TIES,
    Synonyms,
)


@pytest.mark.parametrize(
    "synonyms", [HOUSEHOLDS, COMMUNITIES, LINES, TIES, PEOPLE, GRIDS, SPECIAL, CENTRES]
)
def test_no_header_means_two_things_and_each_name_means_itself(synonyms: Synonyms) -> None:
    for name, words in synonyms.items():
        for word in (name, *words):
            known, found = recognise(pd.DataFrame({word: ["x"]}), synonyms, "a.csv")
            assert (list(known.columns), found) == ([name], ())


@pytest.mark.parametrize(
    "header",
    [
        "Household ID",
        "HOUSEHOLD_ID",
        " household-id ",
        "ｈｏｕｓｅｈｏｌｄ ｉｄ",
        "\ufeffhouseholdid",
    ],
)
def test_case_width_and_what_stands_between_words_make_no_difference(header: str) -> None:
    assert header_of(pd.DataFrame({header: [1]}), HOUSEHOLDS, "id") == header


def test_known_columns_come_in_our_order_and_unknown_ones_go() -> None:
    table = pd.DataFrame({"纬度": [31], "电话": [1], "经度": [114], "编号": ["a"]}, index=[7])

    known, _ = recognise(table, HOUSEHOLDS, "a.csv")

    assert list(known.columns) == ["id", "lon", "lat"]
    assert known.index.tolist() == [0]


def test_of_two_headers_of_one_name_the_first_is_taken_and_the_other_named() -> None:
    table = pd.DataFrame([["a", "b", "c"]], columns=["id", "id", "编号"])

    known, found = recognise(table, HOUSEHOLDS, "a.csv")

    assert known["id"].tolist() == ["a"]
    assert [(one.rule, one.where) for one in found] == [("column_twice", "a.csv")] * 2
    assert "编号" in found[1].en


@pytest.mark.parametrize("name", ["geometry", "编号", "lon"])
def test_the_shape_of_a_layer_is_never_a_column_whatever_it_is_called(name: str) -> None:
    table = gpd.GeoDataFrame({"户数": [3], name: [shapely.Point(0, 0)]}, geometry=name, crs=4490)

    known, _ = recognise(table, HOUSEHOLDS, "a.gpkg")

    assert list(known.columns) == ["households", "geometry"]
    assert known.crs == table.crs
    assert active_geometry(table) == name
    assert header_of(table, HOUSEHOLDS, "id") is None


def test_a_plain_table_has_no_shape() -> None:
    assert active_geometry(pd.DataFrame({"geometry": [1]})) is None


@pytest.mark.parametrize(
    ("header", "word", "encoding", "is_cut"),
    [
        ("行政区", "行政区划代码", "utf-8", True),  # 9 bytes, the next character has 3
        ("行政", "行政区划代码", "utf-8", False),  # 6 bytes: another would have had room
        ("行政_1", "行政区划代码", "utf-8", True),  # 6 bytes and a number
        ("行政区划代", "行政区划代码", "gb18030", True),
        ("行政区划", "行政区划代码", "gb18030", False),
        ("household_", "household count", "utf-8", True),
        ("househol_1", "household count", "utf-8", True),
        ("househol", "household count", "utf-8", False),
        ("community", "community code", "utf-8", False),
        ("行政区划代码", "行政区划代码", "gb18030", False),
    ],
)
def test_a_field_name_is_cut_only_where_it_has_no_room_for_more(
    header: str, word: str, encoding: str, is_cut: bool
) -> None:
    assert _is_cut_from(header, word, encoding) is is_cut


def test_a_cut_name_that_may_mean_several_things_is_told_and_not_taken() -> None:
    table = with_origin(pd.DataFrame({"household_": [1, 2]}), Origin(field_encoding="utf-8"))

    known, (found,) = recognise(table, HOUSEHOLDS, "a.shp")

    assert known.columns.tolist() == []
    assert found.rule == "header_cut_unclear"
    assert "household id" in found.en
    assert "household count" in found.en


def test_what_is_in_a_column_tells_a_cut_code_from_a_cut_name() -> None:
    table = with_origin(
        pd.DataFrame({"行政区": ["清河社区"], "行政_1": ["990101001001"]}),
        Origin(field_encoding="utf-8"),
    )

    known, _ = recognise(table, COMMUNITIES, "a.shp")

    assert known.to_dict("records") == [{"code": "990101001001", "name": "清河社区"}]
