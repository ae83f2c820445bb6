"""The folder of a country: what is a township in it, and when one is done."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from countries import TOWNS, country

from gridgen.jobs.partitions import (
    DONE,
    GRIDS,
    PLAN,
    facts_if_done,
    files_of,
    partitions_in,
    write_done,
)
from gridgen.model.errors import ReadError


def test_the_largest_township_comes_first_and_other_things_are_none(tmp_path: Path) -> None:
    country(tmp_path, 60, 300)
    (tmp_path / "notes").mkdir()
    (tmp_path / "township=x.txt").write_text("no folder")

    found = partitions_in(tmp_path)

    assert [one.code for one in found] == [TOWNS[1], TOWNS[0]]
    assert found[0].size > found[1].size
    assert set(files_of(found[0].folder)) == {"households", "communities"}


def test_a_folder_without_townships_is_told(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match=r"no township in it; expected a folder township=CODE"):
        partitions_in(tmp_path)


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match=r"nowhere: the folder cannot be read: "):
        partitions_in(tmp_path / "nowhere")


def done(folder: Path) -> Path:
    (folder / PLAN).write_bytes(b"plan")
    (folder / GRIDS).write_bytes(b"grids")
    write_done(folder, "key", {"grids": 2})
    return folder


def test_a_township_is_done_of_exactly_what_it_was_made_of(tmp_path: Path) -> None:
    done(tmp_path)

    assert facts_if_done(tmp_path, "key") == {"grids": 2}
    assert facts_if_done(tmp_path, "other") is None


@pytest.mark.parametrize("file", [PLAN, GRIDS, DONE])
def test_a_township_with_a_file_cut_short_or_gone_is_not_done(tmp_path: Path, file: str) -> None:
    whole = (done(tmp_path) / file).read_bytes()

    (tmp_path / file).write_bytes(whole[:-2])
    cut = facts_if_done(tmp_path, "key")
    (tmp_path / file).unlink()

    assert (cut, facts_if_done(tmp_path, "key")) == (None, None)


@pytest.mark.parametrize("said", ["", "[]", "{}", json.dumps({"key": "key", "bytes": 3})])
def test_what_says_nothing_of_sense_is_as_none(tmp_path: Path, said: str) -> None:
    (done(tmp_path) / DONE).write_text(said)

    assert facts_if_done(tmp_path, "key") is None
