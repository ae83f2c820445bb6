"""A good plan has no error; a plan file that was changed by hand is found out."""

from __future__ import annotations

import json
import multiprocessing
import sys
from collections.abc import Callable
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from threading import Thread
from typing import Any

import geopandas as gpd
import numpy as np
import pyogrio
import pytest
import shapely
from broken import (
    CITY,
    EAST,
    GROUPS,
    WEST,
    bow_tie,
    empty_multi,
    missing,
    punched,
    row,
    zones_in,
)
from campaigns import campaign
from shapely.affinity import translate

import gridgen
from gridgen.checks.every import look
from gridgen.cli.main import main
from gridgen.division.pipeline import links_of
from gridgen.model.findings import as_rows
from gridgen.model.ground import Features
from gridgen.model.households import Presence
from gridgen.model.plan import Plan
from gridgen.model.zones import Zones
from gridgen.plans.seen import measured


def spawned(workers: int) -> Executor:
    return ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn"))


def test_the_untouched_plan_has_no_error(good: Plan) -> None:
    report = gridgen.check(good)

    assert report.errors == ()
    assert {f.rule for f in report} == {"unplaced_in_all", "joined_in_all"}


def test_the_untouched_plan_is_the_one_drawn_above(good: Plan) -> None:
    sizes = [sorted(good.level("grids").households[zones_in(good, c)]) for c in (WEST, EAST, CITY)]

    assert [len(s) for s in sizes] == [2, 2, 2]
    assert [sum(s) for s in sizes] == [142, 140, 800]
    assert good.presence[row(good, "joined")] == Presence.JOINED
    assert good.presence[row(good, "lost")] == Presence.UNPLACED


def test_zones_keep_their_columns_read_only(good: Plan) -> None:
    zones: Zones = good.level("grids")

    with pytest.raises(ValueError, match="read-only"):
        zones.households[0] = 1


@pytest.fixture(scope="module")
def good_file(good: Plan, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("plans") / "good.gpkg"
    gridgen.write_plan(good, path)
    return path


def run_check(path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture) -> tuple:
    monkeypatch.setattr(sys, "argv", ["gridgen", "check", str(path), "--json"])
    with pytest.raises(SystemExit, match=r"^[012]$") as end:
        main()
    said = capsys.readouterr()
    return end.value.code, said.out, said.err


def edit(source: Path, target: Path, layer: str, change: Callable[[gpd.GeoDataFrame], object]):
    """Copy a plan with one layer changed, as somebody with QGIS or Python would."""
    target.write_bytes(source.read_bytes())
    table = pyogrio.read_dataframe(source, layer=layer)
    pyogrio.write_dataframe(change(table), target, layer=layer, driver="GPKG", append=False)
    return target


def put(column: str, at: int, value: object) -> Callable[[gpd.GeoDataFrame], gpd.GeoDataFrame]:
    def change(table: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
        table.loc[table.index[at], column] = value
        return table

    return change


def redraw(change: Callable[[shapely.Geometry], object]) -> Callable:
    def drawn(table: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
        shapes = table.geometry.to_numpy().copy()
        shapes[0] = change(shapes[0])
        return table.set_geometry(gpd.GeoSeries(shapes, crs=table.crs))

    return drawn


G = WEST + "001"

EDITS = {
    "grid of a household": ("households", put("grid", 0, CITY + "001"), "zone_not_nested", CITY),
    "grid of a household wiped": ("households", put("grid", 0, ""), "household_without_zone", "f"),
    "grid that does not exist": ("households", put("grid", 0, "x"), "household_without_zone", "f"),
    "unplaced put into a grid": ("households", put("grid", -1, G), "unplaced_in_zone", "lost"),
    "group in another grid": (
        "households", put("ten_household_group", 0, EAST + "00101"), "zone_not_nested", EAST
    ),
    "household count": ("households", put("households", 0, 30), "count_differs", WEST),
    "household removed": ("households", lambda t: t.iloc[1:], "count_differs", WEST),
    "count of a grid": ("grids", put("households", 0, 7), "count_differs", G),
    "code doubled": ("grids", put("code", 1, G), "code_doubled", G),
    "code with letters": (GROUPS, put("code", 0, "ABC"), "code_odd", "ABC"),
    "wrong parent": (GROUPS, put("parent", 0, EAST + "001"), "code_odd", G + "01"),
    "grid removed": ("grids", lambda t: t.iloc[1:], "area_differs", WEST),
    "shifted": ("grids", redraw(lambda s: translate(s, 5, 0)), "zones_overlap", WEST),
    "hole": ("grids", redraw(punched), "area_differs", WEST),
    "empty": ("grids", redraw(empty_multi), "polygon_broken", G),
    "crossing": (GROUPS, redraw(bow_tie), "polygon_broken", G + "01"),
    "crossing above": ("grids", redraw(bow_tie), "polygon_broken", G),
    "no geometry": (GROUPS, redraw(missing), "polygon_broken", G + "01"),
}  # fmt: skip


@pytest.mark.parametrize("name", campaign(EDITS, every=3))
def test_a_plan_file_that_was_changed_by_hand_is_found_out(
    name: str,
    good_file: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture,
) -> None:
    layer, change, rule, where = EDITS[name]

    path = edit(good_file, tmp_path / "edited.gpkg", layer, change)
    exit_code, out, err = run_check(path, monkeypatch, capsys)

    assert (exit_code, err) == (1, "")
    findings = json.loads(out, parse_constant=pytest.fail)["findings"]
    errors = [f for f in findings if f["rule"] == rule and f["severity"] == "error"]
    assert any(f["where"].startswith(where) for f in errors)


def test_the_untouched_file_passes(
    good_file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    exit_code, out, _ = run_check(good_file, monkeypatch, capsys)

    assert exit_code == 0
    assert {f["severity"] for f in json.loads(out)["findings"]} == {"warning", "note"}


@pytest.mark.parametrize(
    ("layer", "ends"), [("communities", 2), ("households", 1), ("grids", 1), (GROUPS, 1)]
)
def test_a_layer_without_rows_ends_in_findings_or_one_sentence(
    layer: str,
    ends: int,
    good_file: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture,
) -> None:
    path = edit(good_file, tmp_path / "edited.gpkg", layer, lambda table: table.iloc[:0])

    exit_code, _, err = run_check(path, monkeypatch, capsys)

    assert exit_code == ends
    assert err.startswith("gridgen:") == (exit_code == 2)


def test_somebody_elses_grids_are_checked_by_the_standard_rules(
    good: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    path = tmp_path / "foreign.gpkg"
    good.grids[["code", "name", "geometry"]].to_file(path, layer="grids")
    good.households[["id", "households", "grid", "geometry"]].to_file(path, layer="households")

    exit_code, out, err = run_check(path, monkeypatch, capsys)

    assert err == ""
    assert exit_code == 1  # who joined from outside the boundary stands outside the grid too
    found = json.loads(out)["findings"]
    assert {f["rule"] for f in found if f["severity"] == "error"} == {"household_outside_zone"}


class BeginsWhenWaitedFor(Executor):
    """A worker that does nothing until somebody waits for what it was given."""

    def __init__(self, workers: int) -> None:
        assert workers == 1

    def submit(self, work: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        class Late(Future[Any]):
            def result(self, timeout: float | None = None) -> Any:
                assert timeout is None
                if not self.done():
                    Thread(
                        target=lambda: self.set_result(work(*args, **kwargs)), daemon=True
                    ).start()
                return super().result(60)

        return Late()


@pytest.mark.parametrize("make", [ThreadPoolExecutor, spawned, BeginsWhenWaitedFor])
def test_what_workers_look_at_meanwhile_is_told_in_its_place(
    good_file: Path, tmp_path: Path, make: Callable[[int], Executor]
) -> None:
    file = edit(good_file, tmp_path / "a.gpkg", "grids", redraw(lambda s: translate(s, 5, 0)))
    plan = gridgen.read_plan(edit(file, tmp_path / "b.gpkg", "households", put("grid", 0, "x")))
    rules = gridgen.load_rules("standard")
    links = links_of(plan, rules)
    # A road along the outlines of all grids.
    road = shapely.union_all(shapely.boundary(plan.levels[0].polygon))
    lines = Features(["road"], [""], np.array([road], object), plan.township.crs)
    plan = replace(plan, township=replace(plan.township, ground={"lines": lines}))

    with make(1) as executor:
        seen, spread = look(plan, links, rules, executor)

    other, alone = look(plan, links, rules)
    here, there = measured(other).grids, measured(seen).grids
    assert here["on_lines"].max() > 0.9
    assert here.equals(there)
    assert as_rows(spread, "en") == as_rows(alone, "en")
    assert {"household_without_zone", "zones_overlap"} <= {found.rule for found in alone}
