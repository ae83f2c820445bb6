"""Whatever writes a user's file writes it whole or not at all, and says why not."""

from __future__ import annotations

import os
import resource
import shutil
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import geopandas as gpd
import pytest
from campaigns import campaign
from countries import country
from plans import VILLAGE, town, with_people
from stored import ORIGIN, drawn_town

import gridgen
from gridgen.cli.main import main
from gridgen.files.layer_writer import write_layers
from gridgen.files.plan_writer import write_plan
from gridgen.files.whole import write_folder, write_whole
from gridgen.model.errors import WriteError
from gridgen.versions.edits import Split
from gridgen.versions.store.upgrade import init_store
from gridgen.versions.store.versions import import_plan

HOMES = gpd.GeoDataFrame(
    {"id": ["h1", "h2"]}, geometry=gpd.points_from_xy([114.0, 114.1], [31.0, 31.1]), crs=4490
)
PNG = ["--dpi", "20"]
COMMANDS = {
    "divide": (["divide", "in.gpkg", "-o"], "plan.gpkg"),
    "redraw": (["redraw", "plan.gpkg", "-o"], "plan.gpkg"),
    "edit": (["edit", "plan.gpkg", "--lock", f"{VILLAGE}001", "-o"], "edited.gpkg"),
    "edit --template": (["edit", "plan.gpkg", "--template"], "edits.xlsx"),
    "suggest": (["suggest", "spoiled.gpkg", "--apply", "1", "-o"], "mended.gpkg"),
    "store export": (["store", "export", "1", "--store", "store.sqlite", "-o"], "plan.gpkg"),
    "backup": (["store", "backup", "--store", "store.sqlite", "-o"], "backup.sqlite"),
    "check --excel": (["check", "plan.gpkg", "--excel"], "found.xlsx"),
    "diff --excel": (["diff", "plan.gpkg", "plan.gpkg", "--excel"], "diff.xlsx"),
    "overlay --excel": (["overlay", "plan.gpkg", "plan.gpkg", "--excel"], "over.xlsx"),
    "people --excel": (["people", "plan.gpkg", "--excel"], "people.xlsx"),
    "list .xlsx": (["list", "plan.gpkg", "-o"], "list.xlsx"),
    "list .csv": (["list", "plan.gpkg", "-o"], "list.csv"),
    "export .gpkg": (["export", "plan.gpkg", "-o"], "net.gpkg"),
    "export .geojson": (["export", "plan.gpkg", "-o"], "net.geojson"),
    "export .parquet": (["export", "plan.gpkg", "-o"], "net.parquet"),
    "export .zip": (["export", "plan.gpkg", "-o"], "net.zip"),
    "export .kml": (["export", "plan.gpkg", "-o"], "net.kml"),
    "export .xlsx": (["export", "plan.gpkg", "-o"], "net.xlsx"),
    "export .csv": (["export", "plan.gpkg", "-o"], "net.csv"),
    "tiles": (["tiles", "plan.gpkg", "-o"], "net.pmtiles"),
    "show": (["rules", "show", "standard", "-o"], "rules.toml"),
    "hamlets": (["hamlets", "in.gpkg", "-o"], "x.gpkg"),
    "hamlets --map": (["hamlets", "in.gpkg", "-o", "made.gpkg", "--map"], "x.html"),
    "map": (["map", "plan.gpkg", "-o"], "map.html"),
    "wall .pdf": (["wall", "plan.gpkg", "-o"], "wall.pdf"),
    "wall .png": (["wall", "plan.gpkg", *PNG, "-o"], "wall.png"),
    "wall .svg": (["wall", "plan.gpkg", "-o"], "wall.svg"),
}
"""Every command that writes a file by the name it is told, save those that make their folder."""

FOLDERS = {
    "sample": ["sample", "--households", "500", "--communities", "1", "-o"],
    "demo": ["demo", "--input", "in.gpkg", "--no-serve", "-o"],
    "country": ["country", "towns", "--workers", "1", "-o"],
}
"""Commands that are told a folder, and make it."""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an input `in.gpkg`, its plan `plan.gpkg`, one to repair, `spoiled.gpkg`,
    and a store, `store.sqlite`.
    """
    folder = tmp_path_factory.mktemp("made")
    plan = with_people(town())
    write_layers({"households": plan.households, "communities": plan.to_frame("communities")},
                 folder / "in.gpkg")  # fmt: skip
    write_plan(plan, folder / "plan.gpkg")
    grids = drawn_town().plan.level("grids")
    spoiled = gridgen.edit(drawn_town().plan, Split(str(grids.code[0]), 3))
    write_plan(spoiled, folder / "spoiled.gpkg")
    store = init_store(str(folder / "store.sqlite"))
    import_plan(store, drawn_town(), ORIGIN, actor="tester")
    store.close()
    country(folder / "towns", 60)
    return folder


@pytest.fixture
def run(
    made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> Callable[..., tuple[object, str]]:
    """The command line beside an input and a plan: exit code and what is said of errors."""
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)

    def gridgen_command(*words: object) -> tuple[object, str]:
        monkeypatch.setattr(sys, "argv", ["gridgen", *map(str, words)])
        with pytest.raises(SystemExit) as end:
            main()
        return end.value.code, capsys.readouterr().err

    return gridgen_command


def files() -> dict[str, bytes | None]:
    """What stands in the folder and below it."""
    return {str(p): p.read_bytes() if p.is_file() else None for p in sorted(Path().rglob("*"))}


@pytest.mark.parametrize("command", campaign(COMMANDS, every=5))
def test_a_command_that_writes_into_a_missing_folder_says_which_file_and_what_to_do(
    run: Callable[..., tuple[object, str]], command: str
) -> None:
    words, name = COMMANDS[command]
    before = files()

    code, said = run(*words, f"missing/{name}")

    assert code == 2
    assert said.startswith(f"gridgen: missing/{name}: the file cannot be written: No such file")
    assert "Check that the folder exists" in said
    assert {k: v for k, v in files().items() if k != "made.gpkg"} == before


@pytest.mark.parametrize("command", campaign(COMMANDS, everyday=3))
def test_a_command_does_not_write_over_a_folder(
    run: Callable[..., tuple[object, str]], command: str
) -> None:
    words, name = COMMANDS[command]
    Path("out", name).mkdir(parents=True)

    code, said = run(*words, f"out/{name}")

    assert code == 2
    assert said.startswith(f"gridgen: out/{name}: the file cannot be written: it is a folder")
    assert [str(p) for p in Path("out").rglob("*")] == [f"out/{name}"]


@pytest.mark.parametrize("command", campaign(FOLDERS, everyday=1))
def test_a_folder_that_cannot_be_made_is_one_sentence(
    run: Callable[..., tuple[object, str]], command: str
) -> None:
    Path("file").write_text("older")

    code, said = run(*FOLDERS[command], "file/out")

    assert code == 2
    assert said.startswith("gridgen: file/out: the folder cannot be made: Not a directory")


@pytest.mark.parametrize(
    ("command", "name"),
    campaign(
        [("sample", "input.gpkg"), ("demo", "qinghe.gpkg"), ("demo", "qinghe.html")],
        everyday=1,
        several=True,
    ),
)
def test_a_folder_in_place_of_a_file_of_a_sample_or_demo_is_one_sentence(
    run: Callable[..., tuple[object, str]], command: str, name: str
) -> None:
    Path("out", name).mkdir(parents=True)

    code, said = run(*FOLDERS[command], "out")

    assert code == 2
    assert f"gridgen: out/{name}: the file cannot be written: it is a folder" in said


def test_an_input_with_hamlets_is_refused_under_the_name_of_another_format(
    run: Callable[..., tuple[object, str]],
) -> None:
    before = files()

    code, said = run("hamlets", "in.gpkg", "-o", "out.csv")

    assert code == 2
    assert said.startswith("gridgen: out.csv: the file cannot be written: it is a GeoPackage")
    assert files() == before


def test_no_hamlets_are_written_where_their_page_would_replace_the_input(
    run: Callable[..., tuple[object, str]],
) -> None:
    before = files()

    code, said = run("hamlets", "in.gpkg", "-o", "out.gpkg", "--map", "in.gpkg")

    assert code == 2
    assert said.startswith("gridgen: in.gpkg: this is an input file")
    assert files() == before


@contextmanager
def nearly_full_disk(room: int) -> Iterator[None]:
    """Let no file grow beyond `room` bytes, as on a disk that is full."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def fill_database(file: Path) -> None:
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE TABLE t AS SELECT zeroblob(100000)")


def fill_workbook(file: Path) -> None:
    # gridgen.files says what it writes with before it is loaded.
    import openpyxl

    book = openpyxl.Workbook()
    for row in range(200):
        book.active.append([os.urandom(30).hex(), row])
    book.save(file)


KINDS = {
    "bytes": partial(Path.write_bytes, data=b"new" * 10_000),
    "GeoPackage": fill_database,
    "workbook": fill_workbook,
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_full_disk_leaves_the_older_file_as_it_was(tmp_path: Path, kind: str) -> None:
    (tmp_path / "file").write_bytes(b"old")

    with (
        nearly_full_disk(5_000),
        pytest.raises(WriteError, match=r"file: the file cannot be written: .*disk has room"),
    ):
        write_whole(tmp_path / "file", KINDS[kind])

    assert (tmp_path / "file").read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["file"]


def test_layers_on_a_full_disk_leave_the_older_file_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "in.gpkg").write_bytes(b"old")

    with (
        nearly_full_disk(5_000),
        pytest.raises(WriteError, match=r"in\.gpkg: the file cannot be written: .*disk has room"),
    ):
        write_layers({"households": HOMES}, tmp_path / "in.gpkg")

    assert (tmp_path / "in.gpkg").read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["in.gpkg"]


def test_a_file_is_written_with_the_rights_that_the_user_gives_files(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        write_whole(tmp_path / "new", KINDS["bytes"])
    finally:
        os.umask(before)

    assert (tmp_path / "new").stat().st_mode & 0o777 == 0o640


def into(text: str) -> Callable[[Path], object]:
    return lambda folder: (folder / "file").write_text(text)


def test_a_folder_is_replaced_as_a_whole(tmp_path: Path) -> None:
    write_folder(tmp_path / "new", into("old"))
    (tmp_path / "new" / "more").write_text("of the older one")

    write_folder(tmp_path / "new", into("new"))

    assert os.listdir(tmp_path) == ["new"]
    assert os.listdir(tmp_path / "new") == ["file"]
    assert (tmp_path / "new" / "file").read_text() == "new"


def test_a_folder_whose_files_cannot_be_written_stays_as_it_was(tmp_path: Path) -> None:
    write_folder(tmp_path / "new", into("old"))

    def full(folder: Path) -> None:
        (folder / "file").write_text("half")
        raise OSError("No space left on device")

    with pytest.raises(WriteError, match=r"new: the file cannot be written: .*disk has room"):
        write_folder(tmp_path / "new", full)

    assert os.listdir(tmp_path) == ["new"]
    assert (tmp_path / "new" / "file").read_text() == "old"


def test_a_file_is_no_folder_to_be_replaced(tmp_path: Path) -> None:
    (tmp_path / "new").write_text("a file")

    with pytest.raises(WriteError, match="expected the name of a folder"):
        write_folder(tmp_path / "new", into("new"))


def test_every_command_that_names_a_file_to_write_stands_in_the_table(
    run: Callable[..., tuple[object, str]], capsys: pytest.CaptureFixture
) -> None:
    from gridgen.cli.main import app

    kinds = [group.typer_instance for group in app.registered_groups]
    writing = {"output", "excel", "page"}
    found = {
        f"{command.name or command.callback.__name__}/{name}"
        for kind in kinds
        for command in kind.registered_commands
        if command.callback is not None
        for name in writing & set(command.callback.__annotations__)
    }

    table = {f"{words.removeprefix('store ').split()[0]}/{_parameter(words)}" for words in COMMANDS}
    assert found == table | {f"{name}/output" for name in FOLDERS}


def _parameter(words: str) -> str:
    return {"--excel": "excel", "--map": "page"}.get(words.split()[-1], "output")
