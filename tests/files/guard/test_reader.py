"""Files are read by a process of their own; how it ends is one sentence."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from saved import HOMES, save

from gridgen.files.guard.limits import narrowed
from gridgen.files.guard.reader import ask, prepare, reading
from gridgen.files.inputs import read_inputs
from gridgen.model.errors import ReadError


def question(path: Path) -> dict[str, str]:
    return {"do": "list_layers", "kind": "GeoPackage", "path": str(path), "name": path.name}


def test_the_files_of_an_input_are_read_one_after_the_other(tmp_path: Path) -> None:
    first = save(tmp_path / "a.gpkg", households=HOMES)
    second = save(tmp_path / "b.gpkg", communities=HOMES)

    prepare()
    with reading():
        found = [ask(**question(path))[0] for path in (first, second)]

    assert found == [{"households": True}, {"communities": True}]


def test_a_bad_file_does_not_spoil_the_next(tmp_path: Path) -> None:
    good = save(tmp_path / "a.gpkg", households=HOMES)
    bad = tmp_path / "b.gpkg"
    bad.write_bytes(good.read_bytes()[:100] + b"\xaa" * (good.stat().st_size - 100))

    with reading(alone=True):
        with pytest.raises(ReadError, match=r"b\.gpkg: the file is damaged"):
            ask(**question(bad))

        assert ask(**question(good))[0] == {"households": True}


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit on memory")
def test_a_process_that_needs_more_memory_than_it_may_is_one_sentence(tmp_path: Path) -> None:
    file = save(tmp_path / "a.gpkg", households=HOMES)

    with (
        narrowed(memory_bytes=1 << 26),  # it cannot even begin
        pytest.raises(ReadError, match=r"a\.gpkg: reading it takes more than 1 GB .*--trust"),
    ):
        read_inputs(file)


def test_a_function_that_nobody_lists_is_not_called(tmp_path: Path) -> None:
    file = save(tmp_path / "a.gpkg", households=HOMES)
    asked = {**question(file), "do": "call", "function": "exec", "arguments": []}

    with pytest.raises(ReadError, match="damaged or not what it says: exec"):
        ask(**asked)


def test_trusted_files_are_read_without_limits(tmp_path: Path) -> None:
    file = save(tmp_path / "a.gpkg", households=HOMES)

    with narrowed(rows=1):
        with pytest.raises(ReadError, match="2 rows or more; at most 1"):
            read_inputs(file)

        assert len(read_inputs(file, trust=True).households) == 2
