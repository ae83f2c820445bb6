"""gridgen sample and gridgen demo."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pytest
from commanding import Run, one_object

import gridgen


def test_sample_makes_an_input_that_divide_takes(run: Run) -> None:
    made = run("sample", "--households", "600", "--communities", "3", "--seed", "2", "-o", "town")
    code, out, err = run("divide", "town/input.gpkg", "-o", "p.gpkg", "--json", "--effort", "fast")

    said = one_object(out)
    assert made[0] == 0
    assert Path("town/input.gpkg").is_file()
    assert (code, err) == (0, "")
    assert said["communities"] == 3
    assert abs(said["households"] - 600) < 60
    assert run("check", "p.gpkg")[0] == 0


def test_the_same_seed_makes_the_same_sample(run: Run) -> None:
    for name in ("a", "b"):
        assert run("sample", "--households", "600", "--communities", "3", "-o", name)[0] == 0

    one, two = (gpd.read_file(f"{name}/input.gpkg", layer="households") for name in "ab")
    assert one.equals(two)


@pytest.mark.slow
def test_demo_makes_divides_checks_and_draws_and_stops_before_serving(run: Run) -> None:
    code, out, err = run("demo", "--no-serve", "-o", "show")

    assert (code, err) == (0, "")
    assert {p.suffix for p in Path("show").iterdir()} >= {".gpkg", ".html"}
    assert "errors" in out
    for plan in Path("show").glob("qinghe*.gpkg"):
        assert gridgen.check(gridgen.read_plan(plan)).errors == ()


def test_demo_takes_a_file_of_ones_own(run: Run) -> None:
    code, _, err = run("demo", "--no-serve", "--input", "input.gpkg", "-o", "show")

    assert (code, err) == (0, "")
