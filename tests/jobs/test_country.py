"""A country, from files to files: the same bytes over whatever it is spread, whoever is killed."""

from __future__ import annotations

import subprocess
import sys
import threading
from contextlib import nullcontext
from functools import partial
from pathlib import Path

import geopandas as gpd
import pytest
from countries import TOWNS, asked, country, every_byte
from dasks import dask
from killed_divisions import kill_on_the_way

from gridgen.jobs import country as jobs_country
from gridgen.jobs.admitted import Opened
from gridgen.jobs.country import TOGETHER_BYTES, Country, divide_country, memory_of
from gridgen.jobs.executors import spreading
from gridgen.jobs.partitions import DONE, LIST, folder_of
from gridgen.model.errors import ReadError, WriteError

HERE: Opened = nullcontext
HOUSES = (150, 60, 300, 90, 220)


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return country(tmp_path_factory.mktemp("in"), *HOUSES)


def made(source: Path, target: Path, opened: Opened = HERE, **words: object) -> Country:
    target.mkdir(exist_ok=True)
    return divide_country(source, target, asked(**words), opened=opened)


@pytest.fixture(scope="module")
def calm(source: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The files of a run that nobody disturbed, in one process."""
    target = tmp_path_factory.mktemp("calm")
    made(source, target)
    return every_byte(target)


def test_a_country_is_told_in_sums_and_as_a_list_of_its_townships(
    tmp_path: Path, source: Path
) -> None:
    shares: list[tuple[float, int, int]] = []
    target = tmp_path / "out"
    target.mkdir()

    done = divide_country(
        source, target, asked(), opened=HERE, on_progress=lambda *said: shares.append(said)
    )

    assert done.totals["townships"] == done.totals["divided"] == len(HOUSES)
    assert done.totals["households"] == done.totals["rows"] == sum(HOUSES)
    assert done.peak_mb > 50
    listed = gpd.read_parquet(target / LIST)
    assert listed["code"].tolist() == sorted(one.code for one in done.told)
    assert listed["grids"].sum() == done.totals["grids"]
    assert listed.geometry.contains(
        gpd.GeoSeries(
            [gpd.read_parquet(folder_of(target, code) / "grids.parquet").to_crs(4326).union_all()
             for code in listed["code"]], crs=4326)
    ).all()  # fmt: skip
    assert shares[-1] == (1.0, len(HOUSES), len(HOUSES))


def test_a_township_that_cannot_be_divided_is_a_finding_and_not_the_end(tmp_path: Path) -> None:
    source = country(tmp_path / "in", 60, 60, 60)
    (folder_of(source, TOWNS[1]) / "households.parquet").write_bytes(b"PAR1 is not enough")

    done = made(source, tmp_path / "out")

    assert (done.totals["divided"], done.totals["failed"]) == (2, 1)
    (told,) = done.report
    assert told.text().startswith(f"Township {TOWNS[1]} was not divided: households.parquet")
    assert gpd.read_parquet(tmp_path / "out" / LIST)["code"].tolist() == [TOWNS[0], TOWNS[2]]


def test_a_country_that_is_done_is_not_divided_again(tmp_path: Path, source: Path) -> None:
    first = made(source, tmp_path / "out")
    before = every_byte(tmp_path / "out")

    again = made(source, tmp_path / "out")

    assert (again.totals["divided"], again.totals["as_before"]) == (0, len(HOUSES))
    assert again.totals["grids"] == first.totals["grids"]
    assert every_byte(tmp_path / "out") == before


def test_what_a_killed_process_had_begun_to_write_is_removed(tmp_path: Path) -> None:
    for name in (".gridgen-half/whole", ".gone.gridgen-other"):
        (tmp_path / "out" / name).mkdir(parents=True)
        (tmp_path / "out" / name / "plan.gpkg").write_text("half")

    made(country(tmp_path / "in", 60), tmp_path / "out")

    assert sorted(one.name for one in (tmp_path / "out").iterdir()) == [
        f"township={TOWNS[0]}",
        LIST,
    ]


def test_the_input_is_never_written_over(source: Path) -> None:
    with pytest.raises(WriteError, match="this is an input file"):
        made(source, source / "." / ".." / source.name)


def test_a_folder_without_townships_is_refused(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()

    with pytest.raises(ReadError, match="there is no township in it"):
        made(tmp_path / "in", tmp_path / "out")


@pytest.mark.slow
def test_small_townships_are_one_task(tmp_path: Path, source: Path) -> None:
    """All of these are small together: with room for one process they need no more."""
    assert sum(file.stat().st_size for file in source.rglob("*.parquet")) < TOGETHER_BYTES

    done = divide_country(
        source, tmp_path, asked(), opened=partial(spreading, 2), memory_bytes=memory_of(0)
    )

    assert done.totals["divided"] == len(HOUSES)


@pytest.fixture
def apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each township is a task of its own, however small."""
    monkeypatch.setattr(jobs_country, "TOGETHER_BYTES", 1)


@pytest.mark.slow
def test_processes_make_the_same_bytes(
    tmp_path: Path, source: Path, calm: dict[str, bytes], apart: None
) -> None:
    made(source, tmp_path / "out", partial(spreading, 2))

    assert every_byte(tmp_path / "out") == calm


RUN = """
import sys
from functools import partial
from pathlib import Path
from countries import asked
from gridgen.jobs.country import divide_country
from gridgen.jobs.executors import spreading
if __name__ == "__main__":
    source, target = map(Path, sys.argv[1:])
    divide_country(source, target, asked(), opened=partial(spreading, 2))
"""


def done_in(target: Path) -> int:
    return len([*target.glob(f"township=*/{DONE}")])


@pytest.mark.slow
@pytest.mark.parametrize("kills", [2, 10])
def test_a_run_that_is_killed_at_random_and_begun_again_ends_with_the_same_bytes(
    tmp_path: Path, kills: int
) -> None:
    (tmp_path / "run.py").write_text(f"import sys; sys.path[:0] = {sys.path!r}\n{RUN}")
    source, target = country(tmp_path / "in", *range(60, 60 + kills + 2)), tmp_path / "out"
    made(source, tmp_path / "calm")
    target.mkdir()

    def begun() -> subprocess.Popen[bytes]:
        return subprocess.Popen([sys.executable, tmp_path / "run.py", source, target])

    kill_on_the_way(begun, lambda: done_in(target), kills, seed=kills)
    assert done_in(target) > 0
    assert begun().wait() == 0

    assert every_byte(target) == every_byte(tmp_path / "calm")


@pytest.mark.slow
def test_dask_makes_the_same_bytes_though_workers_are_killed(
    tmp_path: Path, source: Path, calm: dict[str, bytes], apart: None
) -> None:
    pytest.importorskip("distributed", reason="Dask is not installed")
    target, over = tmp_path / "out", threading.Event()
    (tmp_path / "dask").mkdir()
    with dask(tmp_path / "dask", 2) as cluster:

        def kill_some() -> None:
            """Kill a worker whenever another township is done; a new one takes its place."""
            for number in (1, 2):
                while done_in(target) < number and not over.wait(0.01):
                    pass
                cluster.kill_worker()
                cluster.add_worker()

        killing = threading.Thread(target=kill_some)
        killing.start()
        done = made(source, target, partial(spreading, 0, cluster.address))
        over.set()
        killing.join()

    assert done.totals["failed"] == 0
    assert [one.code for one in done.told] == sorted({one.code for one in done.told})
    assert every_byte(target) == calm
