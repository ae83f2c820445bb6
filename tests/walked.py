"""A clerk's own files, made up: a workbook of households, boundaries, the list of next year.

What the READMEs walk through is run on these. Coordinates, codes and people are nobody's.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import openpyxl
import shapely

Row = list[str | int | float | None]


@dataclass(frozen=True)
class Words:
    """What a clerk calls files, columns and places in one language."""

    now: str
    next_year: str
    villages: str
    lines: str
    staff: str
    sheet: str
    title: str
    columns: tuple[str, ...]
    boundary: tuple[str, str, str]
    places: tuple[str, str, str]
    kinds: tuple[str, str]
    group: str
    road: tuple[str, str]
    duty: tuple[str, str, str, str]
    encoding: str


WORDS = {
    "zh": Words(
        now="住户.xlsx",
        next_year="住户2027.xlsx",
        villages="村界.shp",
        lines="道路.shp",
        staff="人员.xlsx",
        sheet="住户台账",
        title="河湾镇住户台账（2026年10月）",
        columns=("户编号", "村（社区）代码", "村民小组", "楼栋", "户数", "经度", "纬度"),
        boundary=("代码", "名称", "类型"),
        places=("青石村", "柳湾村", "新桥社区"),
        kinds=("村", "社区"),
        group="第{}组",
        road=("类别", "道路"),
        duty=("网格编码", "职务", "姓名", "电话"),
        encoding="GBK",
    ),
    "en": Words(
        now="households.xlsx",
        next_year="households2027.xlsx",
        villages="villages.shp",
        lines="roads.shp",
        staff="staff.xlsx",
        sheet="Households",
        title="Households of Hewan township, October 2026",
        columns=("id", "community", "group", "building", "households", "lon", "lat"),
        boundary=("code", "name", "kind"),
        places=("Qingshi", "Liuwan", "Xinqiao"),
        kinds=("village", "community"),
        group="Group {}",
        road=("class", "road"),
        duty=("code", "role", "name", "phone"),
        encoding="UTF-8",
    ),
}
CODES = ("990201001201", "990201001202", "990201001001")
CORNER = (110.02, 28.01)
WIDE = 0.02
FAULTS = {"no place": 7, "swapped": 12, "twice": 20}
"""Rows of the sheet, as Excel numbers them, in which the clerk made a mistake."""


def write_files(folder: Path, lang: str) -> None:
    """Write what the clerk has on the day on which the walk begins, mistakes and all."""
    said = WORDS[lang]
    rows = list(_rows(said))
    _spoil(rows)
    _write_workbook(folder / said.now, said, rows)
    boxes = [shapely.box(*_corner(k), _corner(k)[0] + WIDE, _corner(k)[1] + WIDE) for k in range(3)]
    kinds = (said.kinds[0], said.kinds[0], said.kinds[1])
    columns = dict(zip(said.boundary, (CODES, said.places, kinds), strict=True))
    _write_shapes(folder / said.villages, said, columns, boxes)
    middle = CORNER[1] + WIDE / 2
    road = shapely.LineString([(CORNER[0], middle), (CORNER[0] + 3 * WIDE, middle)])
    _write_shapes(folder / said.lines, said, {said.road[0]: [said.road[1]]}, [road])


def correct(folder: Path, lang: str) -> None:
    """Correct the mistakes in the workbook, as a clerk does after reading the findings."""
    _write_workbook(folder / WORDS[lang].now, WORDS[lang], list(_rows(WORDS[lang])))


def write_next_year(folder: Path, lang: str) -> None:
    """Write next year's list: three households left, six came."""
    said = WORDS[lang]
    rows = list(_rows(said))
    came = [[f"{row[0]}N", *row[1:5], row[5] + 1e-5, row[6] + 1e-5] for row in rows[40:46]]
    _write_workbook(folder / said.next_year, said, rows[3:] + came)


def write_staff(folder: Path, lang: str, codes: list[str]) -> None:
    """Write who answers for which grid: nobody's names."""
    said = WORDS[lang]
    book = openpyxl.Workbook()
    book.active.append(said.duty)
    for k, code in enumerate(codes):
        book.active.append([code, "网格长" if lang == "zh" else "head", "某某某", f"000-{k:04d}"])
    book.save(folder / said.staff)


def _corner(village: int) -> tuple[float, float]:
    return CORNER[0] + village * WIDE, CORNER[1]


def _rows(said: Words) -> Iterator[Row]:
    """Two villages of 180 and 240 houses, and a community of 22 buildings with 506 households."""
    rng = np.random.default_rng(7)
    for village, groups in ((0, 3), (1, 4)):
        for group in range(groups):
            west = _corner(village)[0] + WIDE * (0.2 + 0.6 * group / groups)
            for house in range(60):
                lon, lat = rng.uniform((west, CORNER[1] + 0.004), (west + 0.003, CORNER[1] + 0.016))
                number = f"{CODES[village][-3:]}{group + 1}{house + 1:03d}"
                name = said.group.format(group + 1)
                yield [number, CODES[village], name, None, 1, round(lon, 6), round(lat, 6)]
    for k in range(22):
        lon = _corner(2)[0] + 0.004 + 0.002 * (k % 6)
        lat = CORNER[1] + 0.005 + 0.002 * (k // 6)
        yield [f"X{k + 1:03d}", CODES[2], None, str(k + 1), 23, round(lon, 6), round(lat, 6)]


def _spoil(rows: list[Row]) -> None:
    first = 3  # below the title and the header
    rows[FAULTS["no place"] - first][5:] = [None, None]
    swapped = rows[FAULTS["swapped"] - first]
    swapped[5], swapped[6] = swapped[6], swapped[5]
    rows[FAULTS["twice"] - first][0] = rows[FAULTS["twice"] - first - 1][0]


def _write_workbook(path: Path, said: Words, rows: list[Row]) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = said.sheet
    sheet.append([said.title])
    sheet.merge_cells(start_row=1, end_row=1, start_column=1, end_column=len(said.columns))
    sheet.append(said.columns)
    for row in rows:
        sheet.append(row)
    book.save(path)


def _write_shapes(
    path: Path, said: Words, columns: dict[str, object], shapes: list[shapely.Geometry]
) -> None:
    frame = gpd.GeoDataFrame(columns, geometry=shapes, crs="EPSG:4490")
    frame.to_file(path, encoding=said.encoding)
