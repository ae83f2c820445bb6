"""gridgen country, and gridgen sample --country that makes what it divides."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pytest
from commanding import Run, one_object
from countries import TOWNS, country
from rich.console import Console

from gridgen.cli import console
from gridgen.cli import country as command


@pytest.fixture
def towns(tmp_path: Path) -> Path:
    return country(tmp_path / "towns", 60, 150)


def test_a_country_is_divided_and_summed_up(run: Run, towns: Path) -> None:
    code, out, err = run("country", towns, "-o", "plans", "--effort", "fast", "--workers", "1")

    assert (code, err) == (0, "")
    assert "210" in out
    assert "2 townships were divided now, 0 were there already, 0 could not be divided." in out
    assert run("check", Path("plans") / f"township={TOWNS[0]}" / "plan.gpkg")[0] == 0


def test_as_json_it_is_one_object(run: Run, towns: Path) -> None:
    words = ("country", towns, "-o", "plans", "--effort", "fast", "--workers", "1", "--json")
    assert run(*words)[0] == 0

    said = one_object(run(*words)[1])

    assert (said["townships"], said["divided"], said["as_before"]) == (2, 0, 2)
    assert said["findings"] == []


def test_one_that_fails_is_told_and_the_exit_code_is_1(run: Run, towns: Path) -> None:
    (towns / f"township={TOWNS[1]}" / "households.parquet").write_bytes(b"PAR1")

    code, out, _ = run("country", towns, "-o", "plans", "--effort", "fast", "--workers", "1")

    assert code == 1
    assert f"Township {TOWNS[1]} was not divided: households.parquet" in out


def test_a_folder_that_holds_no_country_is_told(run: Run) -> None:
    code, _, err = run("country", ".", "-o", "plans")

    assert code == 2
    assert "there is no township in it" in err


def test_a_sample_of_a_country_is_what_is_divided(run: Run) -> None:
    assert run("sample", "--country", "--townships", "1", "-o", "made")[0] == 0

    assert sorted(file.stem for file in Path("made/township=990101101").iterdir()) == [
        "buildings", "communities", "households", "lines", "people", "special", "water",
    ]  # fmt: skip


@pytest.mark.parametrize("words", [["--country", "--system", "wuzhong"], ["--townships", "3"]])
def test_a_country_is_asked_for_by_words_of_its_own(run: Run, words: list[str]) -> None:
    code, _, err = run("sample", *words, "-o", "made")

    assert code == 2
    assert "--country goes without --system" in err


def test_where_no_terminal_looks_on_a_line_a_minute_says_how_long_it_takes(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    clock = iter([0.0, 30.0, 61.0, 300.0])
    monkeypatch.setattr(command.time, "monotonic", lambda: next(clock))
    monkeypatch.setattr(console, "err", Console(stderr=True, soft_wrap=True))

    with command._progress("en") as advance:
        advance(0.1, 1, 1000)
        advance(0.25, 2, 1000)
        advance(1.0, 1000, 1000)

    assert capsys.readouterr().err == "2 of 1,000 townships are done; about 3 minutes are left.\n"


def test_a_point_is_looked_up_in_a_country(run: Run, towns: Path) -> None:
    run("country", towns, "-o", "plans", "--effort", "fast", "--workers", "1")
    place = gpd.read_parquet(towns / f"township={TOWNS[0]}" / "households.parquet").geometry[0]
    here = ("--lon", str(place.x), "--lat", str(place.y))

    said = run("locate", "plans", *here)
    grid = one_object(run("locate", "plans", *here, "--json")[1])["grid"]
    nowhere = one_object(run("locate", "plans", "--lon", "0", "--lat", "0", "--json")[1])
    by_id = run("locate", "plans", "--id", "h1")

    assert isinstance(grid, dict)
    assert said[0] == 0
    assert said[1].startswith(f"township {TOWNS[0]}, community {TOWNS[0]}201, grid ")
    assert grid["code"] in said[1]
    assert nowhere == {"grid": None}
    assert (by_id[0], "only one point is looked up" in by_id[2]) == (2, True)
