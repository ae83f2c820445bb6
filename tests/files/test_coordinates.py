"""Coordinates are read however people write them, and nothing else becomes one."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridgen.files.coordinates import split_pairs, to_coordinates, to_pairs


@pytest.mark.parametrize(
    "cell",
    [
        "113.11",
        " 113.11\u3000",
        "'113.11",
        "１１３．１１",
        "113.11°",
        "113.11E",
        "E113.11",
        "东经113.11",
        "113°06′36″",
        "113º06'36\"",
        "113˚06´36˝",
        "113°06'36''",
        "E113°06'36.0\"",
        "113°06′36″E",
        "113度06分36秒",
        "东经113度6分36秒",
        "113-06-36",
        "113 06 36",
        "113:06:36",
        "113°6.6′",
        "113,11",
        "113d06m36s",
        "东经：113.11",
    ],
)
def test_degrees_have_many_forms(cell: str) -> None:
    assert to_coordinates([cell], is_degrees=True)[0] == pytest.approx(113.11, abs=1e-9)


@pytest.mark.parametrize(
    "cell",
    [
        "",
        "无",
        "113°60′00″",
        "113°06′60″",
        "113.5°06′",
        "E113°W",
        "约113.1",
        "#N/A",
        "1_13",
        "113°06′36″5",
    ],
)
def test_what_is_no_coordinate_is_none(cell: str) -> None:
    assert np.isnan(to_coordinates([cell], is_degrees=True)[0])


@pytest.mark.parametrize(
    ("cell", "degrees"), [("W70°30′", -70.5), ("S23:30:00", -23.5), ("-23 30", -23.5)]
)
def test_west_and_south_are_below_zero(cell: str, degrees: float) -> None:
    assert to_coordinates([cell], is_degrees=True)[0] == degrees


@pytest.mark.parametrize(
    ("cells", "metres"),
    [
        (["512,345"], [512345.0]),
        (["512,345", "1,512,345.5"], [512345.0, 1512345.5]),
        (["512345,12", "512345,123"], [512345.12, 512345.123]),
        (["512.345,12"], [512345.12]),
        (["512345.5米", "512345 m"], [512345.5, 512345.0]),
    ],
)
def test_a_comma_parts_thousands_of_metres_or_is_a_point(
    cells: list[str], metres: list[float]
) -> None:
    assert to_coordinates(cells, is_degrees=False).tolist() == metres


@given(
    st.floats(0, 179.99),
    st.sampled_from(["{}°{:02d}′{:08.5f}″", "{}度{:02d}分{:08.5f}秒", "{}-{}-{:.5f}"]),
)
def test_degrees_minutes_and_seconds_are_the_same_number(degrees: float, form: str) -> None:
    whole = int(degrees)
    minutes = int((degrees - whole) * 60)
    seconds = min(((degrees - whole) * 60 - minutes) * 60, 59.99999)

    read = to_coordinates([form.format(whole, minutes, seconds)], is_degrees=True)[0]

    assert read == pytest.approx(degrees, abs=1e-7)


@pytest.mark.parametrize(
    "cell",
    [
        "113.11,23.05",
        "113.11，23.05",
        "113.11;23.05",
        "113.11 23.05",
        "(113.11, 23.05)",
        "113.11/23.05",
        "[113.11,23.05]",
        "113.11,23.05,5.2",
        "东经113.11 北纬23.05",
        '{"lng":113.11,"lat":23.05}',
        "113°06′36″,23°03′00″",
        "113°06′36″E 23°03′00″N",
        "经度113.11，纬度23.05",
    ],
)
def test_two_coordinates_may_stand_in_one_cell(cell: str) -> None:
    first, second = to_pairs([cell])

    assert first[0] == pytest.approx(113.11)
    assert second[0] == pytest.approx(23.05)


@pytest.mark.parametrize(
    ("cells", "is_latitude_first", "lon"),
    [
        (["113.1,23.05"], False, 113.1),
        (["23.05,113.1"], False, 113.1),
        (["76.0,39.5"], False, 76.0),
        (["39.5,76.0"], True, 76.0),
        (["113.1,23.05"], True, 113.1),
    ],
)
def test_the_order_is_that_of_the_header_save_where_only_the_other_is_on_the_globe(
    cells: list[str], is_latitude_first: bool, lon: float
) -> None:
    pairs = split_pairs(cells, is_latitude_first=is_latitude_first)

    assert pairs is not None
    assert pairs["lon"].tolist() == [lon]


def test_a_column_of_other_things_is_no_pair() -> None:
    assert split_pairs(["东门", "西门,3"], is_latitude_first=False) is None
