"""A plan is written whole or not at all, and other programs can open it."""

from __future__ import annotations

import dataclasses
import os
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import pytest
from plans import town, with_people

from gridgen.files import plan_writer
from gridgen.files.plan_writer import write_plan
from gridgen.files.workbooks import write_findings
from gridgen.model.errors import WriteError
from gridgen.model.findings import Finding, Report, Severity

SMALL = Finding("grid_small", Severity.WARNING, "清河村", 12.0, 50.0, zh="太小", en="too small")


def layers(path: Path) -> dict[str, str | None]:
    return {str(name): shape for name, shape in pyogrio.list_layers(path)}


def test_a_plan_is_a_geopackage_of_the_layers_it_promises(tmp_path: Path) -> None:
    write_plan(town(), tmp_path / "plan.gpkg")

    assert layers(tmp_path / "plan.gpkg") == {
        "grids": "MultiPolygon",
        "ten_household_groups": "MultiPolygon",
        "households": "Point",
        "communities": "MultiPolygon",
        "lines": "LineString",
        "findings": None,
        "plan": None,
        "layer_styles": None,
    }


def test_a_plan_is_in_the_crs_and_at_the_coordinates_of_the_input(tmp_path: Path) -> None:
    plan = town()

    write_plan(plan, tmp_path / "plan.gpkg")

    for layer in ("grids", "households", "communities"):
        assert (
            pyogrio.read_dataframe(tmp_path / "plan.gpkg", layer=layer).crs
            == plan.township.households.crs
        )
    homes = pyogrio.read_dataframe(tmp_path / "plan.gpkg", layer="households")
    assert list(zip(homes.geometry.x, homes.geometry.y, strict=True)) == [
        tuple(place) for place in plan.township.households.given.tolist()
    ]


@pytest.mark.parametrize(("lang", "text"), [("en", "too small"), ("zh", "太小")])
def test_findings_stand_in_both_languages_and_in_the_one_asked_for(
    tmp_path: Path, lang: str, text: str
) -> None:
    plan = dataclasses.replace(town(), report=Report((SMALL,)))

    write_plan(plan, tmp_path / "plan.gpkg", lang=lang)

    with sqlite3.connect(tmp_path / "plan.gpkg") as connection:
        rows = connection.execute(
            'SELECT rule, severity, "where", number, "limit", text, text_zh, text_en FROM findings'
        ).fetchall()
    connection.close()
    assert rows == [("grid_small", "warning", "清河村", 12, 50, text, "太小", "too small")]


def test_the_plan_says_how_it_was_made(tmp_path: Path) -> None:
    write_plan(town(), tmp_path / "plan.gpkg")

    facts = pyogrio.read_dataframe(tmp_path / "plan.gpkg", layer="plan")
    assert dict(zip(facts["key"], facts["value"], strict=True)) == {
        "version": "0.1.0", "seed": "0", "rules": "standard", "input_hash": "0" * 64,
        "locks": "", "edited": "", "grids": "",
        "crs": "EPSG:4547", "effort": "balanced", "parent": "", "metres": "0.0",
        "levels": "grids,ten_household_groups", "input_crs": "EPSG:4490", "retired": "",
            "retired_on": "",
        "lower_bound_m": "", "least_m": "", "names": "", "counts": "",
    }  # fmt: skip


def test_a_plan_with_a_stamp_is_the_same_bytes_whenever_it_is_written(tmp_path: Path) -> None:
    stamp = "1970-01-01T00:00:00Z"
    write_plan(town(), tmp_path / "a.gpkg", stamp=stamp)
    write_plan(town(), tmp_path / "now.gpkg")
    write_plan(town(), tmp_path / "b.gpkg", stamp=stamp)

    assert (tmp_path / "a.gpkg").read_bytes() == (tmp_path / "b.gpkg").read_bytes()
    assert (tmp_path / "a.gpkg").read_bytes() != (tmp_path / "now.gpkg").read_bytes()


def test_communities_are_written_below_the_grids(tmp_path: Path) -> None:
    write_plan(town(), tmp_path / "plan.gpkg")

    # QGIS lays the layers of a file over each other in this order, the first on top.
    order = [name for name in layers(tmp_path / "plan.gpkg") if name in ("grids", "communities")]
    assert order == ["grids", "communities"]


def test_an_older_file_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "plan.gpkg").write_bytes(b"old")

    write_plan(town(), tmp_path / "plan.gpkg")

    assert "grids" in layers(tmp_path / "plan.gpkg")
    assert os.listdir(tmp_path) == ["plan.gpkg"]


def full_disk(*_: Any, **__: Any) -> None:
    raise OSError(28, "No space left on device")


def gdal_fails(*_: Any, **__: Any) -> None:
    raise pyogrio.errors.DataSourceError("failed to write record")


def killed(*_: Any, **__: Any) -> None:
    raise KeyboardInterrupt("stopped by hand")


@pytest.mark.parametrize(
    ("fault", "message"),
    [(full_disk, "No space left on device"), (gdal_fails, "failed to write record")],
)
@pytest.mark.parametrize("step", ["append", "add_styles"])
def test_the_older_plan_is_whole_when_writing_fails(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    step: str,
    fault: Callable[..., None],
    message: str,
) -> None:
    (tmp_path / "plan.gpkg").write_bytes(b"old")
    monkeypatch.setattr(plan_writer, step, fault)

    with pytest.raises(WriteError, match=f"plan.gpkg: .*cannot be written: {message}.*disk has"):
        write_plan(town(), tmp_path / "plan.gpkg")

    assert (tmp_path / "plan.gpkg").read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["plan.gpkg"]


def test_the_older_plan_is_whole_when_writing_is_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "plan.gpkg").write_bytes(b"old")
    monkeypatch.setattr(os, "replace", killed)

    with pytest.raises(KeyboardInterrupt, match="stopped by hand"):
        write_plan(town(), tmp_path / "plan.gpkg")

    assert (tmp_path / "plan.gpkg").read_bytes() == b"old"


STAMP = "1970-01-01T00:00:00Z"


@pytest.mark.parametrize("workers", [0, 1])
def test_a_plan_in_two_steps_is_the_same_bytes_as_at_once(tmp_path: Path, workers: int) -> None:
    plan = with_people(town())
    checked = dataclasses.replace(plan, report=Report((SMALL,)))
    write_plan(checked, tmp_path / "once.gpkg", stamp=STAMP)

    with (
        ThreadPoolExecutor(1) if workers else nullcontext() as executor,
        plan_writer.plan_file(tmp_path / "twice.gpkg", stamp=STAMP, executor=executor) as file,
    ):
        file.begin(plan)
        file.end(checked)

    assert (tmp_path / "twice.gpkg").read_bytes() == (tmp_path / "once.gpkg").read_bytes()


def test_what_zones_measure_is_written_at_the_end(tmp_path: Path) -> None:
    plan = town()
    zones = plan.levels[0]
    walked = dataclasses.replace(zones, walk_m=np.arange(len(zones), dtype=float))

    with plan_writer.plan_file(tmp_path / "plan.gpkg") as file:
        file.begin(plan)
        file.end(dataclasses.replace(plan, levels=(walked, *plan.levels[1:])))

    grids = pyogrio.read_dataframe(tmp_path / "plan.gpkg", layer="grids")
    assert grids["walk_m"].tolist() == walked.walk_m.tolist()


def test_a_plan_that_is_not_ended_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "plan.gpkg").write_bytes(b"old")

    with (
        ThreadPoolExecutor(1) as executor,
        plan_writer.plan_file(tmp_path / "plan.gpkg", executor=executor) as file,
    ):
        file.begin(town())

    assert (tmp_path / "plan.gpkg").read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["plan.gpkg"]


def test_what_goes_wrong_in_a_worker_is_told_at_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plan_writer, "append", gdal_fails)

    with (
        ThreadPoolExecutor(1) as executor,
        plan_writer.plan_file(tmp_path / "plan.gpkg", executor=executor) as file,
    ):
        file.begin(town())
        with pytest.raises(WriteError, match=r"plan\.gpkg: .*failed to write record"):
            file.end(town())

    assert os.listdir(tmp_path) == []


def test_a_missing_folder_and_a_folder_for_a_file_say_so(tmp_path: Path) -> None:
    with pytest.raises(WriteError, match=r"No such file or directory.*folder exists"):
        write_plan(town(), tmp_path / "none" / "plan.gpkg")
    with pytest.raises(WriteError, match="it is a folder"):
        write_findings(Report(), tmp_path)
