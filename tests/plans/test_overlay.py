"""Two nets over one place: what they share, and which zones match, hold, or cross.

Ten households stand in a row, 100 m apart; a net is told by the letters of its zones.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import geopandas as gpd
import numpy as np
import openpyxl
import pytest
import shapely
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from plans import altered

import gridgen
from gridgen.cli import console
from gridgen.cli.changes import print_overlay
from gridgen.cli.main import main
from gridgen.files.existing import to_existing
from gridgen.model.arrays import texts
from gridgen.model.communities import Communities
from gridgen.model.households import Households
from gridgen.model.plan import MadeBy, Plan
from gridgen.model.township import Township
from gridgen.model.zones import Zones
from gridgen.plans.overlay import overlay

CRS = "EPSG:4547"
X, Y = 500_000.0, 3_400_000.0


def net(letters: str, count: int = 1) -> Plan:
    """Draw a plan: a letter for the zone of each household, "." for none."""
    n = len(letters)
    xy = np.column_stack([X + 100.0 * np.arange(n) + 50, np.full(n, Y + 50)])
    codes = sorted(set(letters) - {"."})
    zone_of = np.array([codes.index(k) if k != "." else -1 for k in letters])
    squares = np.array([shapely.box(x - 50, Y, x + 50, Y + 100) for x in xy[:, 0]], object)
    z = len(codes)
    zones = Zones(
        "grids", texts(codes), texts([f"grid {k}" for k in codes]), texts(["1"] * z),
        texts(["village"] * z), texts(["1"] * z), np.bincount(zone_of[zone_of >= 0], minlength=z),
        np.ones(z, int), np.zeros(z), np.zeros(z), texts([""] * z),
        np.array([shapely.union_all(squares[zone_of == k]) for k in range(z)], object),
    )  # fmt: skip
    roll = Households(
        texts([f"h{k}" for k in range(n)]), xy, xy, np.full(n, count), texts([""] * n), {},
        np.arange(1, n + 1), CRS,
    )  # fmt: skip
    areas = Communities(
        texts(["1"]), texts(["one"]), texts(["village"]),
        np.array([shapely.union_all(squares)], object),
    )  # fmt: skip
    return Plan(
        Township(roll, CRS, communities=areas),
        texts(["placed"] * n), np.zeros(n, np.int32), (zones,), {"grids": zone_of},
        MadeBy("", 0, "standard", ""),
    )  # fmt: skip


def relations(first: str, second: str) -> tuple[str, str]:
    found = overlay(net(first), net(second))
    return tuple(
        " ".join(f"{lie.code}:{lie.relation}" for lie in side)
        for side in (found.first, found.second)
    )  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("aabb", "xxyy", ("a:same b:same", "x:same y:same")),
        ("aaaa", "xxyy", ("a:holds", "x:inside y:inside")),
        ("aabb", "xyyz", ("a:crosses b:crosses", "x:inside y:crosses z:inside")),
        ("aabb", "xx..", ("a:same b:empty", "x:same")),
        ("aabb", "xxy.", ("a:same b:holds", "x:same y:inside")),
    ],
)
def test_how_zones_lie_to_the_other_net(first: str, second: str, expected: tuple[str, str]) -> None:
    assert relations(first, second) == expected


def test_the_cross_table_has_households_area_and_border() -> None:
    found = overlay(net("aabb", 3), net("xyyz", 3))

    table = {(o.first, o.second): (o.rows, o.households, o.area_m2) for o in found.overlaps
             if o.rows}  # fmt: skip
    border = {(o.first, o.second): o.border_m for o in found.overlaps}
    assert table == {
        ("a", "x"): (1, 3, 10_000), ("a", "y"): (1, 3, 10_000),
        ("b", "y"): (1, 3, 10_000), ("b", "z"): (1, 3, 10_000),
    }  # fmt: skip
    # a and x share the west side and 100 m of the north and of the south, and a corner's width.
    assert border["a", "x"] == pytest.approx(300, abs=5)


@examples(40)
@given(
    first=st.text("abc.", min_size=8, max_size=8), second=st.text("xyz.", min_size=8, max_size=8)
)
def test_households_are_counted_as_one_by_one(first: str, second: str) -> None:
    if not set(first) - {"."} or not set(second) - {"."}:
        return

    found = overlay(net(first), net(second))

    slow = Counter((a, b) for a, b in zip(first, second, strict=True) if "." not in (a, b))
    assert {(o.first, o.second): o.rows for o in found.overlaps if o.rows} == dict(slow)
    assert found.only_first == sum(
        a != "." and b == "." for a, b in zip(first, second, strict=True)
    )
    assert found.only_second == sum(
        a == "." and b != "." for a, b in zip(first, second, strict=True)
    )
    sets_a = {k: {i for i, x in enumerate(first) if x == k} for k in set(first) - {"."}}
    sets_b = {k: {i for i, x in enumerate(second) if x == k} for k in set(second) - {"."}}
    for lie in found.first:
        mine = sets_a[lie.code]
        same = any(mine == other for other in sets_b.values())
        assert (lie.relation == "same") == same
        inside = any(mine < other for other in sets_b.values())
        assert (lie.relation == "inside") == inside


def test_a_layer_of_polygons_is_laid_over_by_place() -> None:
    other = gpd.GeoDataFrame(
        {"code": ["west", "east"]},
        geometry=[shapely.box(X, Y, X + 200, Y + 100), shapely.box(X + 200, Y, X + 400, Y + 100)],
        crs=CRS,
    ).to_crs(4326)

    found = overlay(net("aabb"), to_existing(other, crs_m=CRS, source="other"))

    assert [(lie.code, lie.relation, lie.best) for lie in found.first] == [
        ("a", "same", "west"), ("b", "same", "east"),
    ]  # fmt: skip
    assert all(lie.border_share == pytest.approx(1, abs=0.02) for lie in found.first)


def test_households_with_other_ids_are_matched_by_place() -> None:
    other = net("xxyy")
    other = altered(
        other, households=replace(other.township.households, ids=texts(["p", "q", "r", "s"]))
    )

    found = overlay(net("aabb"), other)

    assert [lie.relation for lie in found.first] == ["same", "same"]


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("nets")
    gridgen.write_plan(net("aabb"), folder / "first.gpkg")
    gridgen.write_plan(net("xyyz"), folder / "second.gpkg")
    return folder


def run(*asked: object) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.argv", ["gridgen", "overlay", *map(str, asked)])
        with pytest.raises(SystemExit, match="0"):
            main()


def test_codes_are_printed_whole_on_a_narrow_terminal(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    found = overlay(net("aabb"), net("xyyz"))
    codes = [f"99010100120100{k}" for k in range(len(found.first))]
    lies = [replace(lie, code=code) for lie, code in zip(found.first, codes, strict=True)]
    monkeypatch.setattr(console.out, "size", (60, 25))

    print_overlay(replace(found, first=tuple(lies)), "en")

    printed = capsys.readouterr().out
    assert [code for code in codes if code not in printed] == []


def test_the_command_prints_json_and_writes_excel(
    files: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book = files / "cross.xlsx"

    run(files / "first.gpkg", files / "second.gpkg", "--json", "--excel", book, "--lang", "zh")

    said = json.loads(capsys.readouterr().out)
    assert [lie["relation"] for lie in said["first_zones"]] == ["crosses", "crosses"]
    assert len([o for o in said["overlaps"] if o["rows"]]) == 4
    sheets = openpyxl.load_workbook(book).worksheets
    assert sheets[0].max_row == 1 + len(said["overlaps"])
    assert len(sheets) == 3


def test_the_command_says_which_cross_and_which_match(
    files: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(files / "first.gpkg", files / "second.gpkg", "--lang", "zh")

    said = capsys.readouterr().out
    assert "交叉" in said
    assert "2" in said


def test_nets_that_follow_each_other_share_their_whole_border() -> None:
    found = overlay(net("aabbcc"), net("xxyyzz"))

    assert all(lie.border_share == pytest.approx(1, abs=0.01) for lie in found.first)
    assert [a.code < b.code for a, b in pairwise(found.first)] == [True, True]
