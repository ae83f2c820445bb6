"""What the samples of systems must come to, read from the files alone.

A GeoPackage is an SQLite database, and is read as one: nothing here is shared with what made it.
Input and plan are compared household by household.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd


@dataclass(frozen=True)
class Fact:
    """One thing that was published or asked, what the files say, and whether they agree."""

    what: str
    wanted: str
    found: str
    holds: bool

    def __str__(self) -> str:
        mark = "holds" if self.holds else "FAILS"
        return f"{mark}  {self.what}: {self.found} (wanted {self.wanted})"


@dataclass(frozen=True)
class Files:
    """An input and the plan made of it, as tables; `homes` are the households of the plan.

    Each row of `homes` has `whole`, the id of the input's row of which it is all or a part.
    """

    given: pd.DataFrame
    homes: pd.DataFrame
    communities: pd.DataFrame
    findings: pd.DataFrame
    centres: pd.DataFrame

    def level(self, column: str, kind: str = "") -> pd.DataFrame:
        """Return for each zone of a column of the homes its households and community."""
        homes = self.homes[self.homes[column] != ""]
        if kind:
            kinds = self.communities.set_index("code")["kind"]
            homes = homes[homes["community"].map(kinds) == kind]
        return homes.groupby(column).agg(
            households=("households", "sum"), community=("community", "first")
        )


def read(source: Path, plan: Path) -> Files:
    """Return the tables of an input and of a plan."""
    homes = _table(plan, "households")
    part_of = homes.get("part_of", "")
    homes["whole"] = homes["id"].where(pd.Series(part_of, homes.index) == "", part_of)
    return Files(
        _table(source, "households"), homes, _table(plan, "communities"), _table(plan, "findings"),
        _table(plan, "centres"),
    )  # fmt: skip


def facts(system: str, files: Files, *, is_prefecture: bool) -> list[Fact]:
    """Return what must hold of any sample of a system, and the numbers of its prefecture."""
    found = [_everybody_is_there(files), _no_error(files), *RULES[system](files)]
    return found + (NUMBERS[system](files) if is_prefecture else [])


def _table(path: Path, name: str) -> pd.DataFrame:
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as file:
        known = [row[0] for row in file.execute("SELECT name FROM sqlite_master")]
        if name not in known:
            return pd.DataFrame()
        table = pd.read_sql(f'SELECT * FROM "{name}"', file)  # noqa: S608
    texts = table.select_dtypes(exclude="number").columns
    return table.fillna(dict.fromkeys(texts, ""))


def _count(what: str, number: int, fewest: int, most: int | None = None) -> Fact:
    top = fewest if most is None else most
    wanted = f"{fewest:,}" if most is None else f"{fewest:,} to {top:,}"
    return Fact(what, wanted, f"{number:,}", fewest <= number <= top)


def _none(what: str, those: list[str], of: int) -> Fact:
    found = f"{len(those):,} of {of:,}" + (f", first {those[0]}" if those else "")
    return Fact(what, "none", found, not those)


# --- any system ----------------------------------------------------------------------------------


def _everybody_is_there(files: Files) -> Fact:
    """Every row of the input is in the plan, whole or in parts, with the households it had."""
    given = files.given.set_index("id")["households"]
    made = files.homes.groupby("whole")["households"].sum()
    wrong = sorted(set(given.index) ^ set(made.index))
    both = given.index.intersection(made.index)
    wrong += both[(given[both] != made[both]).to_numpy()].tolist()
    wrong += files.homes.loc[files.homes["id"].duplicated(), "id"].tolist()
    return _none("rows of the input that are lost, doubled or counted otherwise", wrong, len(given))


def _no_error(files: Files) -> Fact:
    errors = files.findings[files.findings["severity"] == "error"]
    return _none("findings that are errors", errors["where"].tolist(), len(files.findings))


def _one_zone_for_each_unit(files: Files, column: str, kind: str, by: list[str]) -> list[Fact]:
    """Every unit named in the input is exactly one zone, and every zone one unit."""
    names = files.given.set_index("id")[["community", *by]]
    unit = names[by[0]]
    for other in by[1:]:
        unit = unit.where(unit != "", names[other])
    unit = names["community"] + "/" + unit
    kinds = files.communities.set_index("code")["kind"]
    homes = files.homes[(files.homes["community"].map(kinds) == kind) & (files.homes[column] != "")]
    homes = homes.assign(unit=homes["whole"].map(unit))
    homes = homes[~homes["unit"].str.endswith("/")]
    zones_of = homes.groupby("unit")[column].nunique()
    units_of = homes.groupby(column)["unit"].nunique()
    return [
        _none(f"units of a {kind} in more than one zone", zones_of[zones_of > 1].index.tolist(),
              len(zones_of)),
        _none(f"zones of a {kind} with more than one unit", units_of[units_of > 1].index.tolist(),
              len(units_of)),
    ]  # fmt: skip


# --- wuzhong -------------------------------------------------------------------------------------

FEWEST, MOST, OVERSIZE = 300, 500, 1000


def fits(households: int) -> bool:
    """Say whether some number of grids of 300-500 holds so many, by trying each."""
    return any(FEWEST * k <= households <= MOST * k for k in range(households // FEWEST + 1))


def _wuzhong(files: Files) -> list[Fact]:
    old = _old_grids(files)
    inside = old[old["households"].between(FEWEST, MOST)]
    loads = files.level("grid", "community")
    totals = loads.groupby("community")["households"].sum()
    can = set(totals.index[[fits(int(n)) for n in totals]])
    off = loads[loads["community"].isin(can) & ~loads["households"].between(FEWEST, MOST)]
    left = old[~old.index.isin(inside.index)].groupby("community")["households"].sum()
    torn = [code for code, n in left.items() if not fits(int(n))]
    large = old.index[old["households"] > OVERSIZE]
    whole = large[[len(set(grids)) < 2 for grids in old.loc[large, "grids"]]].tolist()
    rows_of = files.homes.groupby("grid")["whole"].agg(set)
    is_kept = [
        set(grids) == {code} and rows_of[code] == rows
        for code, rows, grids in zip(inside.index, inside["rows"], inside["grids"], strict=True)
    ]
    changed = inside.index[~np.array(is_kept, bool)].tolist()
    return [
        *_one_zone_for_each_unit(files, "grid", "village", ["group"]),
        _none("communities whose rest beside kept grids cannot be cut into 300-500", torn,
              len(totals)),
        _none("old grids of 300-500 with one household more or less, or another code",
              changed, len(inside)),
        _none("old grids above 1,000 left whole", whole, len(large)),
        _none("community grids outside 300-500 where arithmetic allows it", off.index.tolist(),
              len(loads)),
    ]  # fmt: skip


def _old_grids(files: Files) -> pd.DataFrame:
    """Return for each old grid of the input its households, community, rows and grids now."""
    table = files.given[files.given["grid"] != ""]
    now = files.homes.groupby("whole")["grid"].agg(list)
    old = table.groupby("grid").agg(
        households=("households", "sum"), community=("community", "first"), rows=("id", set)
    )
    old["grids"] = [[g for row in rows for g in now.get(row, [])] for rows in old["rows"]]
    return old


def _wuzhong_numbers(files: Files) -> list[Fact]:
    kind = files.communities["kind"]
    urban = files.level("grid", "community")
    old = _old_grids(files)["households"]
    return [
        _count("villages", int((kind == "village").sum()), 497),
        _count("village grids", len(files.level("grid", "village")), 3184),
        _count("communities", int((kind == "community").sum()), 80),
        _count("households of communities", int(urban["households"].sum()), 270_000, 290_000),
        _count("community grids", len(urban), 640, 760),
        _count("old grids above 1,000", int((old > OVERSIZE).sum()), 1, 80),
    ]


# --- the others ----------------------------------------------------------------------------------


def _yanchi(files: Files) -> list[Fact]:
    units = files.level("unit")
    small = units.index[units["households"] < 10]
    told = files.findings[files.findings["where"].isin(small)]
    silent = sorted(set(small) - set(told.loc[told["severity"] == "warning", "where"]))
    return [
        *_one_zone_for_each_unit(files, "unit", "village", ["group", "estate", "building"]),
        _none("units below 10 without a warning", silent, len(small)),
    ]


def _yanchi_numbers(files: Files) -> list[Fact]:
    units = files.level("unit")
    return [
        _count("villages", units["community"].nunique(), 119),
        _count("natural units", len(units), 2009),
        _count("households", int(units["households"].sum()), 58_487),
        _count("units below 10 households", int((units["households"] < 10).sum()), 1, 2009),
    ]


def _around(files: Files, column: str, fewest: int) -> list[Fact]:
    """Every household has one contact person, who has the fewest or more."""
    homes = files.homes
    person_of: dict[str, list[str]] = {}
    for person, zones in zip(files.centres["id"], files.centres["zones"], strict=True):
        for zone in zones.split(","):
            person_of.setdefault(zone, []).append(person)
    number = homes[column].map(lambda code: len(person_of.get(code, [])))
    served = int(homes.loc[number == 1, "households"].sum())
    total = int(homes["households"].sum())
    size = homes.groupby(column)["households"].sum()
    own = files.centres["zones"].str.split(",").str[0]
    few = size[own[own != ""]]
    few = few.index[few < fewest].tolist()
    idle = files.centres.loc[~own.isin(size.index), "id"].tolist()
    return [
        Fact("households with exactly one contact person", "100 %",
             f"{100 * served / total:.4f} % of {total:,}", served == total),
        _none("contact persons with nobody", idle, len(files.centres)),
        _none(f"contact persons with fewer than {fewest} households", few, len(files.centres)),
        _none("zones whose code is not their parent's and a number",
              sorted({c for c, g in zip(homes[column], homes["grid"], strict=True)
                      if not c.startswith(g)}), len(size)),
    ]  # fmt: skip


def _nanhai(files: Files) -> list[Fact]:
    groups = _one_zone_for_each_unit(files, "grid", "village", ["group", "estate"])
    return groups + _around(files, "contact_group", 5)


def _nanhai_numbers(files: Files) -> list[Fact]:
    return [
        _count("villages", files.homes["community"].nunique(), 290),
        _count("villager groups", files.homes["grid"].nunique(), 2123),
        _count("contact groups", files.homes["contact_group"].nunique(), 5000, 5100),
    ]


def _yiyang(files: Files) -> list[Fact]:
    groups = _one_zone_for_each_unit(files, "grid", "village", ["group", "estate"])
    return groups + _around(files, "responsibility_area", 5)


def _yiyang_numbers(files: Files) -> list[Fact]:
    return [_count("contact persons", files.homes["responsibility_area"].nunique(), 4400)]


def _xiqiao(files: Files) -> list[Fact]:
    estates = [
        fact
        for kind in ("community", "village")
        for fact in _one_zone_for_each_unit(files, "grid", kind, ["estate", "group"])
    ]
    return estates + _around(files, "contact_area", 1)


def _xiqiao_numbers(files: Files) -> list[Fact]:
    absent = files.homes[files.homes["presence"] == "virtual"]
    return [
        _count("estates", files.homes["estate"].replace("", None).nunique(), 51, 10_000),
        _count("households without a place, in virtual grids", len(absent), 130),
    ]


RULES: dict[str, Callable[[Files], list[Fact]]] = {
    "wuzhong": _wuzhong, "yanchi": _yanchi, "nanhai": _nanhai, "yiyang": _yiyang,
    "xiqiao": _xiqiao,
}  # fmt: skip
NUMBERS: dict[str, Callable[[Files], list[Fact]]] = {
    "wuzhong": _wuzhong_numbers, "yanchi": _yanchi_numbers, "nanhai": _nanhai_numbers,
    "yiyang": _yiyang_numbers, "xiqiao": _xiqiao_numbers,
}  # fmt: skip
