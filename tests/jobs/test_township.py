"""A township of a country: divided into a folder of its own, or a sentence why not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import pytest
from countries import TOWNS, asked, country, every_byte

import gridgen
from gridgen.jobs import township
from gridgen.jobs.partitions import DONE, GRIDS, PLAN, folder_of
from gridgen.jobs.township import Task, divide_townships

CODE = TOWNS[0]


def task(tmp_path: Path, houses: int = 150) -> Task:
    source = country(tmp_path / "in", houses)
    (tmp_path / "out").mkdir()
    return Task(CODE, folder_of(source, CODE), folder_of(tmp_path / "out", CODE))


def test_a_township_becomes_a_plan_its_grids_and_what_they_were_made_of(tmp_path: Path) -> None:
    one = task(tmp_path)

    (told,) = divide_townships([one], asked())

    assert (told.code, told.is_new, told.error) == (CODE, True, None)
    assert sorted(file.name for file in one.target.iterdir()) == sorted([DONE, GRIDS, PLAN])
    plan = gridgen.read_plan(one.target / PLAN)
    grids = gpd.read_parquet(one.target / GRIDS)
    assert grids["code"].tolist() == plan.grids["code"].tolist()
    assert told.facts["households"] == grids["households"].sum() == 150
    assert told.facts["grids"] == told.facts["in_band"] == len(grids) == 2
    west, south, east, north = told.facts["box"]
    box = grids.to_crs(4326).total_bounds
    assert west < box[0] < box[2] < east
    assert south < box[1] < box[3] < north


def test_the_grids_can_be_read_by_a_box_alone(tmp_path: Path) -> None:
    one = task(tmp_path)
    divide_townships([one], asked())
    whole = gpd.read_parquet(one.target / GRIDS)
    first = whole.geometry.iloc[0].representative_point()

    found = gpd.read_parquet(one.target / GRIDS, bbox=(first.x, first.y, first.x, first.y))

    assert whole["code"].iloc[0] in set(found["code"])
    assert len(found) < len(whole)


def test_the_same_input_makes_the_same_bytes(tmp_path: Path) -> None:
    one = task(tmp_path)
    other = replace(one, target=tmp_path / "out" / "again")

    divide_townships([one, other], asked())

    assert every_byte(one.target) == every_byte(other.target)


def test_what_is_done_is_divided_again_only_where_what_it_is_made_of_changed(
    tmp_path: Path,
) -> None:
    one = task(tmp_path)
    (first,) = divide_townships([one], asked())

    (again,) = divide_townships([one], asked())
    (seeded,) = divide_townships([one], asked(seed=1))
    homes = one.source / "households.parquet"
    gpd.read_parquet(homes).iloc[:-1].to_parquet(homes)
    (fewer,) = divide_townships([one], asked(seed=1))

    assert (again.is_new, again.facts) == (False, first.facts)
    assert seeded.is_new
    assert (fewer.is_new, fewer.facts["households"]) == (True, 149)


@pytest.mark.parametrize(
    ("content", "why"),
    [(None, r"households\.parquet: there is no such file"), (b"PAR1 no", r"households\.parquet")],
)
def test_one_that_cannot_be_read_says_why_and_the_next_is_divided(
    tmp_path: Path, content: bytes | None, why: str
) -> None:
    source = country(tmp_path / "in", 60, 60)
    (tmp_path / "out").mkdir()
    broken = folder_of(source, TOWNS[0]) / "households.parquet"
    broken.unlink()
    if content:
        broken.write_bytes(content)
    tasks = [Task(code, folder_of(source, code), folder_of(tmp_path / "out", code))
             for code in TOWNS[:2]]  # fmt: skip

    first, second = divide_townships(tasks, asked())

    with pytest.raises(gridgen.ReadError, match=why):
        raise first.error or AssertionError
    assert not tasks[0].target.exists()
    assert second.error is None


def test_a_fault_in_the_program_spoils_one_township(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("by zero")

    monkeypatch.setattr(township, "divide_inputs", broken)

    (told,) = divide_townships([task(tmp_path)], asked())

    assert "an error inside the program (ZeroDivisionError: by zero)" in str(told.error)


def test_what_another_worker_wrote_meanwhile_is_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = task(tmp_path)
    write = township.write_folder

    def beaten(target: Path, fill: object) -> None:
        write(target, fill)  # type: ignore[arg-type]
        raise gridgen.WriteError("file_unwritable", file=target, why="Directory not empty")

    monkeypatch.setattr(township, "write_folder", beaten)

    (told,) = divide_townships([one], asked())

    assert told.error is None
    assert (one.target / PLAN).is_file()
