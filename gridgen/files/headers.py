"""Headers in English and Chinese -> our names for them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Hashable, Mapping

import geopandas as gpd
import pandas as pd

from gridgen.model.findings import Finding, Severity
from gridgen.words.say import finding

Synonyms = Mapping[str, tuple[str, ...]]

HOUSEHOLDS: Synonyms = {
    "id": ("id", "编号", "户编号", "住户编号", "户号", "household id", "hh id"),
    "households": ("households", "户数", "住户数", "household count", "dwellings"),
    "lon": ("lon", "lng", "long", "longitude", "经度"),
    "lat": ("lat", "latitude", "纬度"),
    "x": ("x", "x坐标", "横坐标", "东坐标", "easting"),
    "y": ("y", "y坐标", "纵坐标", "北坐标", "northing"),
    "community": (
        "community",
        "community code",
        "village code",
        "村(社区)代码",
        "村社区代码",
        "村代码",
        "社区代码",
        "行政区划代码",
        "统计用区划代码",
    ),
    "group": ("group", "villager group", "村民小组", "组别", "小组", "村组"),
    "building": ("building", "楼栋", "栋号", "幢", "楼栋号", "幢号", "楼号"),
    "stairway": ("stairway", "单元", "单元号", "staircase", "entrance"),
    "floor": ("floor", "楼层", "层"),
    "estate": ("estate", "小区", "小区名称"),
    "population": ("population", "人口", "人口数", "人数"),
    "visits": ("visits", "走访次数"),
    "grid": ("grid", "网格", "网格编码", "网格代码", "grid code"),
}

COMMUNITIES: Synonyms = {
    "code": (
        "code",
        "代码",
        "编码",
        "村代码",
        "社区代码",
        "村(社区)代码",
        "村社区代码",
        "行政区划代码",
        "统计用区划代码",
        "community code",
    ),
    "name": ("name", "名称", "村名", "社区名称", "村(社区)名称", "村社区名称"),
    "kind": ("kind", "类型", "type"),
    "class": ("class", "城乡分类代码", "城乡分类"),
}

LINES: Synonyms = {
    "class": ("class", "类别", "类型", "kind", "type"),
    "name": ("name", "名称"),
}

TIES: Synonyms = {
    "tie": ("tie", "kind", "关系", "方式"),
    "of": ("of", "key", "对象", "类别"),
    "first": ("first", "甲", "一方"),
    "second": ("second", "乙", "另一方"),
}

PEOPLE: Synonyms = {
    "id": ("id", "编号", "人员编号", "工号", "person", "person id"),
    "role": ("role", "岗位", "角色", "职务", "duty"),
    "work_phone": ("work phone", "工作电话", "办公电话"),
    "community": (*HOUSEHOLDS["community"], "服务村(社区)代码", "serves"),
    "lon": HOUSEHOLDS["lon"],
    "lat": HOUSEHOLDS["lat"],
    "x": HOUSEHOLDS["x"],
    "y": HOUSEHOLDS["y"],
}
"""All that may be known of a person."""

SERVED: Synonyms = {"zones": ("zones", "households", "服务网格", "服务户数")}
"""What a plan says of its people besides, and what is worked out anew."""

GRIDS: Synonyms = {
    "code": ("code", "网格编码", "网格代码", "编码", "代码", "grid code", "grid"),
    "name": ("name", "网格名称", "名称"),
    "community": HOUSEHOLDS["community"],
    "mean_m": ("mean_m",),
    "max_m": ("max_m",),
    "status": ("status",),
}

SPECIAL: Synonyms = {
    "name": ("name", "名称", "网格名称"),
    "code": ("code", "编码", "代码", "网格编码"),
    "size": ("size", "units", "count", "数量", "商户数", "单位数", "摊位数", "企业数"),
}

CENTRES: Synonyms = {
    **{name: PEOPLE[name] for name in ("id", "community", "lon", "lat", "x", "y")},
    "role": ("role", "kind", "职务", "角色", "岗位", "类型"),
    "fewest": ("fewest", "最少户数", "最少"),
    "most": ("most", "最多户数", "最多"),
    "zones": ("zones",),
}


def header_of(table: pd.DataFrame, synonyms: Synonyms, name: str) -> Hashable | None:
    """Return the first header of `table` that means `name`; None where none does.

    Parameters
    ----------
    table
        As it stands in the file.
    synonyms
        One of the tables above.
    name
        A key of `synonyms`.
    """
    words = {_plain(word) for word in synonyms[name]}
    shape = active_geometry(table)
    for header in table.columns:
        if header != shape and _plain(str(header)) in words:
            found: Hashable = header
            return found
    return None


def recognise(
    table: pd.DataFrame, synonyms: Synonyms, source: str
) -> tuple[pd.DataFrame, tuple[Finding, ...]]:
    """Return the columns of `table` that mean something to us, under our names.

    Case, spaces, underscores and full-width letters make no difference. Of two headers that mean
    the same the first is taken, and a finding `column_twice` (warning) names the other.

    Parameters
    ----------
    table
        As it stands in the file.
    synonyms
        One of the tables above: by our name of a column, what people call it.
    source
        The file as the user knows it, for findings.

    Returns
    -------
    A table with the same rows, index 0, 1, ..., the known columns in the order of `synonyms`, and
    `geometry` with its CRS where `table` has one.
    """
    meaning = {_plain(word): name for name, words in synonyms.items() for word in words}
    shape = active_geometry(table)
    # By position, not by header: two columns may bear one name.
    taken: dict[str, tuple[int, str]] = {}
    findings = []
    for position, header in enumerate(table.columns):
        name = meaning.get(_plain(str(header)))
        if name is None or header == shape:
            continue
        if name in taken:
            findings.append(
                finding(
                    "column_twice",
                    Severity.WARNING,
                    source,
                    header=str(header),
                    taken=taken[name][1],
                    name=name,
                )
            )
        else:
            taken[name] = (position, str(header))
    columns = {
        name: table.iloc[:, taken[name][0]].to_numpy(dtype=object)
        for name in synonyms
        if name in taken
    }
    known = pd.DataFrame(columns, index=pd.RangeIndex(len(table)))
    if shape is None:
        return known, tuple(findings)
    geometry = table[shape]
    placed = gpd.GeoDataFrame(known, geometry=geometry.to_numpy(), crs=geometry.crs)
    return placed, tuple(findings)


def active_geometry(table: pd.DataFrame) -> Hashable | None:
    """Return the name of the geometry column; None where there is none."""
    if not isinstance(table, gpd.GeoDataFrame):
        return None
    name: Hashable | None = table.active_geometry_name
    return name


def _plain(header: str) -> str:
    """Return a header without case, width, spaces, and what stands in its place.

    >>> _plain(" 村（社区） 代码 "), _plain("Household_ID")
    ('村(社区)代码', 'householdid')
    """
    return re.sub(r"[\s_\-﻿]+", "", unicodedata.normalize("NFKC", header)).casefold()
