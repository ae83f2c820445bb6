"""Personal data planted everywhere in an input is in nothing that leaves the program."""

from __future__ import annotations

import io
import json
import sys
import zipfile
from contextlib import redirect_stderr, redirect_stdout, suppress
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pytest
from asking import Client

from api.app import create_app
from api.settings import Settings
from gridgen.cli.main import main
from gridgen.words.discreet import check_digit

NUMBER = 120
RNG = np.random.default_rng(1)
IDENTITIES = [f"440605{1930 + k % 70}0{1 + k % 9}1{k % 10}{k:03d}" for k in range(NUMBER)]
IDENTITIES = [number + check_digit(number) for number in IDENTITIES]
NAMES = [
    f"{'陈李王张刘黄'[k % 6]}{chr(0x5EFA + 7 * k)}{chr(0x660E + 11 * k)}" for k in range(NUMBER)
]
MOBILES = [f"1381234{k:04d}" for k in range(NUMBER)]

ELSEWHERE = {place: f"1391000{at:04d}" for at, place in enumerate(
    ("title", "header", "sheet", "file", "group", "building", "remarks", "count"))}  # fmt: skip
"""A mobile number of its own for each place outside the columns of persons."""

PLANTED = [*IDENTITIES, *NAMES, *MOBILES, *ELSEWHERE.values()]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a workbook full of personal data, and tables that cannot be used."""
    folder = tmp_path_factory.mktemp("least")
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = f"经办人{ELSEWHERE['sheet']}"
    sheet.append([f"住户登记表（联系电话：{ELSEWHERE['title']}）"])
    table = columns()
    sheet.append(table.columns.tolist())
    for row in table.to_numpy().tolist():
        sheet.append(row)
    book.save(folder / f"{ELSEWHERE['file']}.xlsx")
    table.to_csv(folder / "no header.csv", index=False, header=False)
    table[["户主姓名", "备注", "联系电话"]].to_csv(
        folder / "no place.csv", index=False, header=False
    )
    return folder


def columns() -> pd.DataFrame:
    groups = [f"{k % 3 + 1}组（组长{ELSEWHERE['group']}）" for k in range(NUMBER)]
    buildings = [f"{k // 2}栋" for k in range(NUMBER)]
    remarks = ["低保户"] * NUMBER
    counts = ["1"] * NUMBER
    buildings[7] += f" {ELSEWHERE['building']}"
    remarks[9] = f"外出，电话{ELSEWHERE['remarks']}"
    counts[11], counts[12] = f"见{NAMES[11]}", ELSEWHERE["count"]
    return pd.DataFrame(
        {
            "编号": IDENTITIES, "经度": 113.1 + RNG.random(NUMBER) / 100,
            "纬度": 23 + RNG.random(NUMBER) / 100, "村代码": "440605104201", "户数": counts,
            "户主姓名": NAMES, "联系电话": MOBILES, "村民小组": groups, "楼栋": buildings,
            "备注": remarks, f"核对（{ELSEWHERE['header']}）": "是",
        }
    )  # fmt: skip


@pytest.fixture(scope="module")
def left(folder: Path) -> dict[str, str]:
    """Everything that leaves the program, by what it is."""
    given = f"{ELSEWHERE['file']}.xlsx"
    left = {
        "divide": run(folder, "divide", given, "-o", "plan.gpkg"),
        "divide --json": run(folder, "divide", given, "-o", "plan.gpkg", "--json"),
        "check": run(folder, "check", "plan.gpkg", "--lang", "zh"),
        "list": run(folder, "list", "plan.gpkg", "-o", "list.xlsx"),
        "map": run(folder, "map", "plan.gpkg", "-o", "map.html"),
        "redraw": run(folder, "redraw", "plan.gpkg", "--households", given, "-o", "next.gpkg"),
        "locate": run(folder, "locate", "plan.gpkg", "--points", given),
        "hamlets": run(folder, "hamlets", given, "-o", "hamlets.gpkg"),
        "no such file": run(folder, "divide", f"{ELSEWHERE['file']}.csv", "-o", "no.gpkg"),
    }
    for name in ("no header", "no place"):
        left[name] = run(folder, "divide", f"{name}.csv", "-o", "no.gpkg")
    for file in folder.glob("*.*"):
        if file.suffix != ".csv" and file.name != given:
            left[file.name] = content_of(file)
    client = Client(create_app(Settings(data=folder)))
    for route in (
        "/",
        "/collections",
        "/maps/plan.html",
        "/maps/plan/preflight",
        "/locate?lon=113.1&lat=23",
    ):
        left[route] = client.get(route).text
    return left


def content_of(file: Path) -> str:
    if file.suffix != ".xlsx":
        return file.read_bytes().decode("utf-8", "ignore")
    with zipfile.ZipFile(file) as parts:
        return "".join(parts.read(name).decode("utf-8", "ignore") for name in parts.namelist())


def run(folder: Path, *words: str) -> str:
    effort = ["--effort", "fast"] * (words[0] in DRAWN)
    said = io.StringIO()
    with pytest.MonkeyPatch.context() as here, redirect_stdout(said), redirect_stderr(said):
        here.chdir(folder)
        here.setenv("GRIDGEN_KEY", "the key of these tests")
        here.setattr(sys, "argv", ["gridgen", *words, *effort])
        with suppress(SystemExit):
            main()
    return said.getvalue()


DRAWN = ("divide", "redraw")


def test_nothing_that_was_planted_leaves_the_program(left: dict[str, str]) -> None:
    leaks = [(value, where) for where, text in left.items() for value in PLANTED if value in text]

    assert leaks == [], leaks


def test_the_households_are_divided_and_their_columns_named(left: dict[str, str]) -> None:
    said = json.loads(left["divide --json"])

    assert said["households"] == NUMBER - 2  # two rows have no count
    rules = {found["rule"] for found in said["findings"]}
    assert {"personal_dropped", "personal_ids", "personal_masked", "bad_count"} <= rules


@pytest.mark.parametrize("name", ["no header", "no place"])
def test_a_table_without_a_header_or_a_place_is_refused_without_a_row_of_it(
    left: dict[str, str], name: str
) -> None:
    assert "no.gpkg" not in left
    assert left[name].startswith("gridgen: ")


def test_the_same_list_meets_its_ids_when_it_is_drawn_again(left: dict[str, str]) -> None:
    assert "ids_unknown" not in left["next.gpkg"]
    assert left["next.gpkg"].count("zone_of") == left["plan.gpkg"].count("zone_of")
