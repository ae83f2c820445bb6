"""Headers in English and Chinese -> our names for them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import replace
from functools import cache

import geopandas as gpd
import pandas as pd

from gridgen.files.origin import origin_of, with_origin
from gridgen.model.findings import Finding, Severity, finding

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
        "village code",
        # As the national land survey calls them.
        "zldwdm",
        "xzqdm",
        "坐落单位代码",
        "行政区代码",
    ),
    "name": (
        "name",
        "名称",
        "村名",
        "社区名称",
        "村(社区)名称",
        "村社区名称",
        "行政区划名称",
        "community name",
        "village name",
        "zldwmc",
        "xzqmc",
        "坐落单位名称",
        "行政区名称",
    ),
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


STAFF: Synonyms = {
    "code": ("code", "grid", "编码", "代码", "网格编码", "网格代码", "楼栋"),
    "role": ("role", "duty", "职务", "职责", "角色", "岗位"),
    "name": ("name", "姓名", "名字", "人员"),
    "phone": ("phone", "tel", "telephone", "mobile", "电话", "联系电话", "手机", "手机号"),
}
"""Who stands on a board, from a table that is read when it is printed and kept nowhere."""


def is_header(cell: str) -> bool:
    """Return whether a cell is a word that some column is called by.

    >>> is_header("经度"), is_header("住户登记表")
    (True, False)
    """
    return _plain(cell) in _every_word()


def counts_households(header: str) -> bool:
    """Return whether a column of that header counts households."""
    return _plain(header) in {_plain(word) for word in HOUSEHOLDS["households"]}


@cache
def _every_word() -> frozenset[str]:
    roles = (HOUSEHOLDS, COMMUNITIES, LINES, TIES, PEOPLE, GRIDS, SPECIAL, CENTRES, STAFF)
    return frozenset(_plain(word) for role in roles for words in role.values() for word in words)


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
    position = _positions(table, synonyms, "")[0].get(name)
    header: Hashable | None = None if position is None else table.columns[position]
    return header


def recognise(
    table: pd.DataFrame, synonyms: Synonyms, source: str
) -> tuple[pd.DataFrame, tuple[Finding, ...]]:
    """Return the columns of `table` that mean something to us, under our names.

    Case, spaces, underscores and full-width letters make no difference. Of two headers that mean
    the same the first is taken, and a finding `column_twice` (warning) names the other. A field
    name of a Shapefile that ends where the format cuts it means what begins so, if only one thing
    does, with a finding `header_cut` (note; warning where it may mean several things and is not
    taken).

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
    position_of, findings = _positions(table, synonyms, source)
    # By position, not by header: two columns may bear one name.
    columns = {
        name: table.iloc[:, position_of[name]].to_numpy(dtype=object)
        for name in synonyms
        if name in position_of
    }
    known = pd.DataFrame(columns, index=pd.RangeIndex(len(table)))
    shape = active_geometry(table)
    if shape is not None:
        geometry = table[shape]
        known = gpd.GeoDataFrame(known, geometry=geometry.to_numpy(), crs=geometry.crs)
    header = {name: str(table.columns[position]) for name, position in position_of.items()}
    origin = origin_of(table)
    findings += [
        finding("cells_merged", Severity.NOTE, source, header=word, number=origin.merged[word])
        for word in header.values()
        if origin.merged.get(word)
    ]
    findings += origin.told
    return with_origin(known, replace(origin, header=header)), tuple(findings)


def _positions(
    table: pd.DataFrame, synonyms: Synonyms, source: str
) -> tuple[dict[str, int], list[Finding]]:
    """Return the position of each of our names among the columns, and findings about headers."""
    shape = active_geometry(table)
    headers = [None if header == shape else str(header) for header in table.columns]
    taken, findings = _taken(headers, synonyms, source)
    if origin_of(table).field_encoding:
        cut, more = _taken_though_cut(table, synonyms, taken, source)
        taken, findings = taken | cut, findings + more
    return taken, findings


def _taken(
    headers: Sequence[str | None], synonyms: Synonyms, source: str
) -> tuple[dict[str, int], list[Finding]]:
    """Return the position of each of our names that a header means; findings about others."""
    meaning = {_plain(word): name for name, words in synonyms.items() for word in words}
    taken: dict[str, int] = {}
    findings = []
    for position, header in enumerate(headers):
        name = None if header is None else meaning.get(_plain(header))
        if name in taken:
            first = headers[taken[name]]
            findings.append(
                finding(
                    "column_twice", Severity.WARNING, source, header=header, taken=first, name=name
                )
            )
        elif name is not None:
            taken[name] = position
    return taken, findings


_FIELD_BYTES = 10
"""Bytes of a field name of a Shapefile, as dBASE III has it; what is longer is cut."""


def _taken_though_cut(
    table: pd.DataFrame, synonyms: Synonyms, taken: Mapping[str, int], source: str
) -> tuple[dict[str, int], list[Finding]]:
    """Return the position of each further name that a header means that the format cut."""
    encoding = origin_of(table).field_encoding
    cut: dict[str, int] = {}
    findings = []
    shape = active_geometry(table)
    for position, header in enumerate(map(str, table.columns)):
        if header == shape or position in taken.values():
            continue
        meant = {
            word: name
            for name, words in synonyms.items()
            if name not in taken and name not in cut
            for word in words
            if _is_cut_from(header, word, encoding)
        }
        # Code and name of a community often begin alike; what is in the column tells them apart.
        is_coded = bool(set(meant.values()) & _CODED) and _holds_codes(table.iloc[:, position])
        meant = {word: name for word, name in meant.items() if (name in _CODED) == is_coded}
        if len(set(meant.values())) == 1:
            word = max(meant, key=len)
            cut[meant[word]] = position
            findings.append(finding("header_cut", Severity.NOTE, source, header=header, word=word))
        elif meant:
            words = ", ".join(meant)
            findings.append(
                finding("header_cut_unclear", Severity.WARNING, source, header=header, word=words)
            )
    return cut, findings


_CODED = frozenset({"code", "community"})


def _holds_codes(column: pd.Series) -> bool:
    """Return whether most cells are codes of 9 digits or more, as divisions have them."""
    given = [str(cell).strip() for cell in column if not pd.isna(cell) and str(cell).strip()]
    codes = sum(bool(re.fullmatch(r"\d{9,18}(\.0)?", cell)) for cell in given)
    return 2 * codes > len(given)


def _is_cut_from(header: str, word: str, encoding: str) -> bool:
    """Return whether a field name is the beginning of a longer word, cut at the last byte it has.

    Programs put spaces as underscores, number names that would be equal, and write a character that
    is cut in two, or leave it out.

    >>> _is_cut_from("行政区", "行政区划代码", "utf-8"), _is_cut_from("户", "户编号", "utf-8")
    (True, False)
    """
    whole = re.sub(r"(_\d|\ufffd+)$", "", header)
    room = _FIELD_BYTES - (len(header) - len(whole))
    long, begin = (_plain(text) for text in (word, whole))
    size = len(whole.encode(encoding, "replace"))
    next_byte = len(long[len(begin) : len(begin) + 1].encode(encoding, "replace"))
    return long.startswith(begin) and len(long) > len(begin) > 0 and size + next_byte > room


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
