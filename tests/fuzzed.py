"""Files, texts and plans that somebody has damaged, by a seed: each ends in an error of ours."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import openpyxl
import pandas as pd
import pyproj
import shapely
from saved import HOMES, save, shapefile

import gridgen
from gridgen.files.guard.reader import reading
from gridgen.files.households import to_households
from gridgen.files.inputs import read_inputs
from gridgen.model.crs import is_degrees
from gridgen.words.say import GridgenError

_FORMATS = (".gpkg", ".geojson", ".shp", ".parquet", ".xlsx", ".csv")
_SPLICES = (
    b"", b"\x00", b"\xff" * 8, b"\x7f\xff\xff\xff", b"9" * 400, b"NaN", b"1e999", b"-", b"\"", b"[",
    b"{", b"<!DOCTYPE x [", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"+nadgrids=/srv/g", b"EPSG:0",
    b",,,,,,", b"\r", b"PARAMETERFILE", b"crs",
)  # fmt: skip
_VALUES: tuple[object, ...] = (
    None, "", "x", -5, 0, 2**63 - 1, 9e18, float("inf"), b"\x00\xff", "九", "EPSG:4326", "a,a,a",
    b"GP\x00\x01\xe6\x10\x00\x00\x01\xff\xff\xff\xff", "\x1b[2J\u202e", "1e400", "+init=/srv/x:1",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fuzzed:
    """What was damaged and how it is read."""

    what: str
    read: Callable[[], object]


def fault(case: Fuzzed) -> str:
    """Return what else than an error of ours a case ends in; "" where it is read or refused."""
    try:
        with reading():
            case.read()
    except GridgenError as error:
        return "" if error.text("zh") and error.text("en") else "an error without words"
    except Exception as error:
        return repr(error)[:300]
    return ""


def seeds(folder: Path) -> Path:
    """Write one whole file of each format, and a plan; return their folder."""
    whole = folder / "whole"
    whole.mkdir()
    save(whole / "a.gpkg", households=HOMES)
    (whole / "a.geojson").write_text(HOMES.to_json(drop_id=True), "utf-8")
    shapefile(whole / "a.shp", encoding="utf-8", cpg=True)
    HOMES.to_parquet(whole / "a.parquet")
    flat = pd.DataFrame({"编号": ["甲1", "甲2"], "经度": [114.01, 114.02], "纬度": [31.0, 31.1]})
    flat.to_csv(whole / "a.csv", index=False)
    book = openpyxl.Workbook()
    for row in (flat.columns, *flat.itertuples(index=False)):
        book.active.append(list(row))
    book.save(whole / "a.xlsx")
    xy = [(114 + k % 10 / 1000, 31 + k // 10 / 1000) for k in range(120)]
    homes = gpd.GeoDataFrame(
        {"id": [f"h{k}" for k in range(120)]}, geometry=[shapely.Point(at) for at in xy], crs=4326
    )
    gridgen.write_plan(gridgen.divide(homes, effort="fast"), whole / "plan.gpkg")
    return whole


def fuzzed(seed: int, folder: Path, whole: Path) -> Fuzzed:
    """Return one case: of four, two are files, one is a text of a CRS and one a plan."""
    dice = random.Random(seed)  # noqa: S311 - no secret
    kind = seed % 4
    if kind < 2:
        return _file(dice, folder, whole, seed)
    return _text(dice, seed) if kind == 2 else _plan(dice, folder, whole, seed)


def _file(dice: random.Random, folder: Path, whole: Path, seed: int) -> Fuzzed:
    suffix = dice.choice(_FORMATS)
    target = folder / f"a{suffix}"
    for part in whole.glob("a.*"):
        is_part = part.suffix == suffix or (suffix == ".shp" and part.suffix[:3] in _OF_SHAPEFILE)
        if is_part:
            content = part.read_bytes()
            is_hit = part.suffix == suffix or dice.random() < 0.5
            hurt = damaged(dice, content) if is_hit else content
            (folder / part.name).write_bytes(hurt)

    def read() -> None:
        to_households(read_inputs(target).households, source=target.name)

    return Fuzzed(f"seed {seed}: {target.name}", read)


_OF_SHAPEFILE = (".sh", ".db", ".pr", ".cp")


def _text(dice: random.Random, seed: int) -> Fuzzed:
    crs = pyproj.CRS.from_epsg(dice.choice([4326, 4490, 4547, 3857, 2249]))
    said = dice.choice([crs.to_wkt(), crs.to_json(), crs.srs, "+proj=utm +zone=50 +ellps=GRS80"])
    text = damaged(dice, said.encode()).decode("utf-8", "replace")
    return Fuzzed(f"seed {seed}: {text[:80]!r}", lambda: is_degrees(text))


def _plan(dice: random.Random, folder: Path, whole: Path, seed: int) -> Fuzzed:
    target = folder / "plan.gpkg"
    content = (whole / "plan.gpkg").read_bytes()
    if dice.random() < 0.5:
        target.write_bytes(damaged(dice, content))
        return Fuzzed(f"seed {seed}: bytes of a plan", lambda: _used(target))
    target.write_bytes(content)
    return Fuzzed(f"seed {seed}: {_changed(dice, target)}", lambda: _used(target))


def _used(file: Path) -> None:
    plan = gridgen.read_plan(file)
    for what in ("households", "communities", *(zones.level for zones in plan.levels)):
        plan.to_frame(what)


def _changed(dice: random.Random, file: Path) -> str:
    """Change cells of one column of a plan; return which."""
    connection = sqlite3.connect(file)
    for (trigger,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'"):
        connection.execute(f'DROP TRIGGER "{trigger}"')
    tables = ["grids", "households", "communities", "findings", "plan", "gpkg_contents",
              "gpkg_geometry_columns", "gpkg_spatial_ref_sys"]  # fmt: skip
    table = dice.choice(tables)
    columns = [row[1] for row in connection.execute(f'PRAGMA table_info("{table}")')]
    column, value = dice.choice(columns), dice.choice(_VALUES)
    number = dice.choice([1, 3, 10**6])
    try:
        connection.execute(
            f'UPDATE "{table}" SET "{column}" = ? WHERE rowid <= ?',  # noqa: S608 - names of ours
            (value, number),
        )
        connection.commit()
    except sqlite3.Error:  # not every column takes every value
        connection.rollback()
    connection.close()
    return f"{table}.{column} = {value!r}"


def damaged(dice: random.Random, content: bytes) -> bytes:
    """Return bytes of which some are other ones, are missing, stand twice or were put in."""
    hurt = bytearray(content)
    for _ in range(dice.choice([1, 1, 2, 5, 20])):
        at = dice.randrange(len(hurt) + 1)
        way = dice.randrange(5)
        if way == 0 and at < len(hurt):
            hurt[at] ^= 1 << dice.randrange(8)
        elif way == 1:
            hurt[at : at + dice.choice([1, 4, 64])] = dice.choice(_SPLICES)
        elif way == 2:
            hurt[at:at] = dice.choice(_SPLICES)
        elif way == 3:
            hurt[at:at] = hurt[at : at + dice.choice([4, 100])]
        elif dice.random() < 0.2:
            del hurt[at:]
    return bytes(hurt)
