"""Headers are read by what they mean, however an office writes them."""

from __future__ import annotations

import pytest

from gridgen.files.meaning import is_header, meaning_of, plain, words_of
from gridgen.files.vocabulary import HOUSEHOLDS


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("经度(°)", "lon"),
        ("纬度（十进制度）", "lat"),
        ("經度", "lon"),
        ("緯度", "lat"),
        ("东经", "lon"),
        ("经度坐标", "lon"),
        ("WGS84经度", "lon"),
        ("高德纬度", "lat"),
        ("经\n度", "lon"),
        ("GPS_Longitude", "lon"),
        ("POINT_X", "x"),
        ("X坐标(米)", "x"),
        ("*1.纬度：", "lat"),
        ("户数(户)", "households"),
        ("总户数", "households"),
        ("常住户数（户）", "households"),
        ("农户数", "households"),
        ("所属村", "village"),
        ("村/社区", "village"),
        ("村（居）委会", "village"),
        ("行政村名称", "village"),
        ("行政村代码", "community"),
        ("所属村代码", "community"),
        ("村代碼", "community"),
        ("XZQDM", "community"),
        ("社", "group"),
        ("生产队", "group"),
        ("村小组", "group"),
        ("所在小组", "group"),
        ("組別", "group"),
        ("所在楼栋", "building"),
        ("户編號", "id"),
        ("住户编号", "id"),
        ("【必填】户编号", "id"),
        ("坐标（经度,纬度）", "place"),
        ("the_geom", "place"),
    ],
)
def test_a_header_means_one_of_our_columns(header: str, name: str) -> None:
    found = meaning_of(header, words_of(HOUSEHOLDS))

    assert found is not None
    assert found[0] == name


@pytest.mark.parametrize(
    "header",
    [
        "备注",
        "联系电话",
        "户主姓名",
        "家庭住址",
        "合计",
        "2026年",
        "",
        "高程",
        "楼层数",
        "户型",
        "层高",
    ],
)
def test_other_headers_mean_nothing(header: str) -> None:
    assert meaning_of(header, words_of(HOUSEHOLDS)) is None


@pytest.mark.parametrize(
    "cell", ["住户坐标登记表", "填报单位：青禾镇人民政府", "116.2", "", "三组"]
)
def test_titles_and_cells_are_no_headers(cell: str) -> None:
    assert not is_header(cell)


def test_what_is_only_marks_stays_as_it_is() -> None:
    assert plain("***") == "***"
