"""Old grids kept, sizes and counts: from files to files, and the reader of files itself.

The prefectures themselves are divided by `make prefectures`.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from itertools import pairwise
from pathlib import Path

import pytest
import shapely
from campaigns import campaign
from published import FEWEST, MOST, Fact, facts, fits, read

from gridgen.cli.main import app
from gridgen.sample.layers import write
from gridgen.sample.systems import system_sample

COMMUNITIES, VILLAGES = 4, 6
"""How many of the prefecture of Wuzhong are divided here."""


@pytest.fixture(scope="module", params=campaign(["wuzhong"]))
def county(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with `input.gpkg`, a few communities and villages of Wuzhong, and `plan.gpkg`."""
    folder = tmp_path_factory.mktemp("county")
    layers = system_sample(request.param, "prefecture")
    areas = layers["communities"]
    chosen = [
        code
        for kind, number in (("community", COMMUNITIES), ("village", VILLAGES))
        for code in areas.loc[areas["kind"] == kind, "code"].iloc[:number]
    ]
    homes = layers["households"]
    write(
        {
            "households": homes[homes["community"].isin(chosen)],
            "communities": areas[areas["code"].isin(chosen)],
        },
        folder / "input.gpkg",
    )
    divide(folder, request.param)
    return folder


def divide(folder: Path, system: str) -> None:
    words = [str(folder / "input.gpkg"), "-o", str(folder / "plan.gpkg"), "--rules", system]
    app(["divide", *words, "--lang", "en"], standalone_mode=False)


def fallen(found: list[Fact]) -> list[str]:
    return [fact.what for fact in found if not fact.holds]


def test_a_part_of_wuzhong_keeps_old_grids_and_cuts_the_large_ones(county: Path) -> None:
    files = read(county / "input.gpkg", county / "plan.gpkg")

    found = facts("wuzhong", files, is_prefecture=False)

    old = files.given[files.given["grid"] != ""].groupby("grid")["households"].sum()
    assert [str(fact) for fact in found if not fact.holds] == []
    assert old.between(FEWEST, MOST).sum() > 20
    assert (old > 1000).sum() >= 1


@pytest.mark.parametrize("system", campaign(["yanchi", "nanhai", "yiyang", "xiqiao"], everyday=2))
def test_a_village_of_each_other_system_holds_what_its_prefecture_must(
    system: str, tmp_path: Path
) -> None:
    write(system_sample(system, "village"), tmp_path / "input.gpkg")

    divide(tmp_path, system)

    files = read(tmp_path / "input.gpkg", tmp_path / "plan.gpkg")
    assert fallen(facts(system, files, is_prefecture=False)) == []


# --- the reader finds what is wrong --------------------------------------------------------------

LOST = "rows of the input that are lost, doubled or counted otherwise"
CHANGED = "old grids of 300-500 with one household more or less, or another code"
OUTSIDE = "community grids outside 300-500 where arithmetic allows it"
MERGED = "zones of a village with more than one unit"
PARTED = "units of a village in more than one zone"


@pytest.fixture
def spoilt(county: Path, tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """The plan of the county, open to be spoilt, without what only a map program needs."""
    shutil.copy(county / "plan.gpkg", tmp_path / "plan.gpkg")
    shutil.copy(county / "input.gpkg", tmp_path / "input.gpkg")
    with closing(sqlite3.connect(tmp_path / "plan.gpkg")) as file:
        triggers = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        for (name,) in file.execute(triggers).fetchall():
            file.execute(f'DROP TRIGGER "{name}"')
        yield file


def two_old_grids(folder: Path) -> list[str]:
    """Return two old grids of 300-500 of one community."""
    given = read(folder / "input.gpkg", folder / "plan.gpkg").given
    size = given[given["grid"] != ""].groupby("grid")["households"].sum()
    codes = size.index[size.between(FEWEST, MOST)].tolist()
    return next([a, b] for a, b in pairwise(codes) if a[:12] == b[:12])


def two_villager_groups(file: sqlite3.Connection) -> list[str]:
    """Return two grids of one village."""
    query = "SELECT code FROM grids WHERE kind = 'village' ORDER BY code LIMIT 2"
    return [code for (code,) in file.execute(query)]


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        ("DELETE FROM households WHERE id = (SELECT max(id) FROM households)", {LOST}),
        ("UPDATE households SET households = households + 1 WHERE id = "
         "(SELECT min(id) FROM households WHERE \"group\" <> '')", {LOST}),
        ("UPDATE households SET grid = :b WHERE id = "
         "(SELECT min(id) FROM households WHERE grid = :a)", {CHANGED}),
        ("UPDATE households SET grid = :b WHERE grid = :a", {CHANGED, OUTSIDE}),
        ("UPDATE households SET grid = '9' WHERE grid = :a", {CHANGED}),
        ("UPDATE households SET grid = :d WHERE grid = :c", {MERGED}),
        ("UPDATE households SET grid = :d WHERE id = "
         "(SELECT min(id) FROM households WHERE grid = :c)", {MERGED, PARTED}),
    ],
)  # fmt: skip
def test_the_reader_tells_what_was_spoilt(
    spoilt: sqlite3.Connection, tmp_path: Path, spoil: str, told: set[str]
) -> None:
    a, b = two_old_grids(tmp_path)
    c, d = two_villager_groups(spoilt)
    names = {"a": a, "b": b, "c": c, "d": d}
    with spoilt:
        spoilt.execute(spoil, {k: v for k, v in names.items() if f":{k}" in spoil})

    files = read(tmp_path / "input.gpkg", tmp_path / "plan.gpkg")

    found = set(fallen(facts("wuzhong", files, is_prefecture=False)))
    assert told <= found
    assert found - told <= {CHANGED, LOST}


@pytest.mark.parametrize(
    ("households", "can"),
    [(299, False), (300, True), (500, True), (501, False), (599, False), (600, True), (899, True)],
)
def test_which_numbers_can_be_cut_into_300_to_500(households: int, can: bool) -> None:
    assert fits(households) == can


def test_the_land_of_a_kept_grid_holds_its_households(county: Path) -> None:
    import pyogrio

    grids = pyogrio.read_dataframe(county / "plan.gpkg", layer="grids").set_index("code")
    homes = pyogrio.read_dataframe(county / "plan.gpkg", layer="households")
    old = read(county / "input.gpkg", county / "plan.gpkg").given
    kept = homes[homes["grid"].isin(set(old["grid"]) - {""})]

    shapes = grids.loc[kept["grid"], "geometry"].to_numpy()

    assert shapely.dwithin(shapes, kept.geometry.to_numpy(), 1e-9).all()
