"""The command that draws vector tiles into one file."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path

import pyogrio
from commanding import Run, one_object
from countries import asked, country

from gridgen.jobs.country import divide_country


def test_a_plan_becomes_one_file_of_tiles(run: Run, folder: Path) -> None:
    code, out, _ = run("tiles", "plan.gpkg", "-o", "net.pmtiles", "--lang", "zh")

    assert code == 0
    assert "已写出 net.pmtiles" in out
    assert "第 11 至 14 级有网格" in out
    found = pyogrio.read_dataframe("net.pmtiles", layer="grids")
    there = pyogrio.read_dataframe(folder / "plan.gpkg", layer="grids")
    assert set(found["code"]) == set(there["code"])


def test_a_country_becomes_one_file_and_is_told_in_one_json_object(
    run: Run, tmp_path: Path
) -> None:
    source, plans = tmp_path / "in", tmp_path / "plans"
    source.mkdir()
    plans.mkdir()
    divide_country(country(source, 60, 150), plans, asked(), opened=nullcontext)

    code, out, _ = run("tiles", str(plans), "-o", "county.pmtiles", "--json")

    said = one_object(out)
    assert (code, said["output"]) == (0, "county.pmtiles")
    assert said["bytes"] == Path("county.pmtiles").stat().st_size
    assert said["tiles"] > 3


def test_another_ending_is_refused_before_anything_is_drawn(run: Run) -> None:
    code, _, err = run("tiles", "plan.gpkg", "-o", "net.mbtiles")

    assert code == 2
    assert "expected a name that ends in .pmtiles" in " ".join(err.split())


def test_tiles_are_not_written_over_the_plan(run: Run) -> None:
    code, _, err = run("tiles", "plan.gpkg", "-o", "plan.gpkg")

    assert code == 2
    assert "this is an input file" in " ".join(err.split())
