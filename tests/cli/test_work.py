"""The work of commands: workers, progress, and files kept apart."""

from __future__ import annotations

import multiprocessing
import os
import time
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path

import geopandas as gpd
import pytest
from campaigns import campaign
from commanding import Run, one_object, shell

from gridgen.cli.work import MANY, executor_for, folder_at, keep_apart, locks_in
from gridgen.model.errors import WriteError


def test_processes_give_the_plan_that_one_gives(folder: Path, tmp_path: Path) -> None:
    done = shell("divide", folder / "input.gpkg", "-o", tmp_path / "p.gpkg", "--workers", "2")

    assert (done.returncode, done.stderr) == (0, "")
    spread, alone = (
        gpd.read_file(file, layer="households")["grid"].tolist()
        for file in (tmp_path / "p.gpkg", folder / "plan.gpkg")
    )
    assert sorted(set(spread)) == sorted(set(alone))


@pytest.mark.parametrize("at", [0, 1])
def test_diff_never_writes_over_a_plan_it_reads(
    run: Run, folder: Path, changed: Path, at: int
) -> None:
    plans = [folder / "plan.gpkg", changed]
    before = plans[at].read_bytes()

    code, out, err = run("diff", *plans, "--excel", plans[at])

    assert (code, out) == (2, "")
    assert "this is an input file" in err
    assert plans[at].read_bytes() == before


@pytest.mark.slow
def test_progress_is_quiet_where_nobody_looks(folder: Path, tmp_path: Path) -> None:
    done = shell("divide", folder / "input.gpkg", "-o", tmp_path / "p.gpkg", "--json")

    assert done.stderr == ""
    one_object(done.stdout)


@pytest.mark.parametrize(
    ("workers", "households", "kind"),
    campaign(
        [
            (1, 10, type(None)),
            (2, MANY - 1, ThreadPoolExecutor),
            (2, MANY, ProcessPoolExecutor),
        ],
        everyday=1,
        several=True,
    ),
)
def test_many_households_are_spread_over_processes(
    monkeypatch: pytest.MonkeyPatch, workers: int, households: int, kind: type
) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 4)

    with executor_for(workers, households) as executor:
        assert type(executor) is kind


@pytest.mark.slow
def test_processes_begin_before_the_first_community_is_there(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    others = {process.pid for process in multiprocessing.active_children()}

    with executor_for(2, MANY):
        begun = {process.pid for process in multiprocessing.active_children()} - others

    assert len(begun) == 2


def test_an_interrupt_ends_the_processes_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    begun: list[Future[None]] = []

    with pytest.raises(KeyboardInterrupt):
        interrupted(begun)

    assert isinstance(begun[0].exception(), BrokenExecutor)


def interrupted(begun: list[Future[None]]) -> None:
    """Begin a task that takes ten minutes, and have it interrupted from the keyboard."""
    with executor_for(2, MANY) as executor:
        assert executor is not None
        begun.append(executor.submit(time.sleep, 600))
        while not begun[0].running():
            time.sleep(0.01)
        raise KeyboardInterrupt


def test_no_more_workers_than_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 1)

    with executor_for(8, 10) as executor:
        assert executor is None


def test_an_output_is_no_input_by_any_name(tmp_path: Path) -> None:
    (tmp_path / "in.gpkg").write_text("")
    (tmp_path / "link.gpkg").symlink_to(tmp_path / "in.gpkg")

    with pytest.raises(WriteError, match=r"link\.gpkg: this is an input file"):
        keep_apart(tmp_path / "link.gpkg", None, f"{tmp_path}/in.gpkg:households")


def test_an_output_that_is_not_there_yet_is_apart(tmp_path: Path) -> None:
    (tmp_path / "in.gpkg").write_text("")

    keep_apart(tmp_path / "out.gpkg", tmp_path / "in.gpkg", "gone.gpkg", None)


@pytest.mark.parametrize(
    ("table", "codes"),
    [
        ("name,code\nEast, 12 \nWest,11\n", ["11", "12"]),
        ("名称,网格编码\n东,12\n西,12\n", ["12"]),
        ("first,second\n12,x\n11,y\n", ["11", "12"]),
        ("12\n11\n", ["11", "12"]),  # no header: the first line is one of them
        ("青禾村第一网格\n青禾村第二网格\n", ["青禾村第一网格", "青禾村第二网格"]),
        ("名称\n青禾村第一网格\n", ["青禾村第一网格"]),
    ],
)
def test_locks_are_the_codes_of_a_table(tmp_path: Path, table: str, codes: list[str]) -> None:
    (tmp_path / "locks.csv").write_text(table, "utf-8")

    found = locks_in(str(tmp_path / "locks.csv"))

    assert found == codes


def test_a_folder_is_made_with_those_above_it(tmp_path: Path) -> None:
    made = folder_at(tmp_path / "a" / "b")

    assert made.is_dir()


def test_a_folder_in_place_of_a_file_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("")

    with pytest.raises(WriteError, match="a: the folder cannot be made: File exists"):
        folder_at(tmp_path / "a")
