"""Uploads become files for the readers, and none of them stays behind."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from gridgen.jobs.uploaded import Uploaded, forget_dead, own_folder
from gridgen.model.errors import NotInPlanError, RulesError
from gridgen.versions.store.database import Store
from gridgen.versions.store.uploads import receive


def sent(store: Store, content: bytes, name: str) -> str:
    return receive(store, [content], name, "p1", 1 << 20).id


def test_an_upload_is_a_file_of_its_own_name_with_its_layer(store: Store, tmp_path: Path) -> None:
    one, two = sent(store, b"1", "a.csv"), sent(store, b"2", "a.csv")
    files = Uploaded(store, tmp_path)

    first, second = files.file({"upload": one}), files.file({"upload": two, "layer": "农户"})

    assert first is not None
    assert second is not None
    assert (Path(first).name, Path(first).read_bytes()) == ("a.csv", b"1")
    assert second.endswith("/a.csv:农户")
    assert Path(second.removesuffix(":农户")).read_bytes() == b"2"
    assert files.file({"upload": one}) == first  # fetched once
    assert files.file(None) is None


@pytest.mark.parametrize("upload", ["none", "../../etc", "/etc/passwd"])
def test_one_that_is_not_there_is_told_and_names_no_folder(
    store: Store, tmp_path: Path, upload: str
) -> None:
    with pytest.raises(NotInPlanError, match="There is no upload"):
        Uploaded(store, tmp_path).file({"upload": upload})


def test_rules_that_are_no_toml_file_are_refused(store: Store, tmp_path: Path) -> None:
    upload = sent(store, b"name = 'x'", "rules.txt")

    with pytest.raises(RulesError, match=r"Rules 'rules\.txt' are not known"):
        Uploaded(store, tmp_path).rules({"upload": upload})


def test_rules_with_a_fault_are_told_without_the_folder_they_lie_in(
    store: Store, tmp_path: Path
) -> None:
    upload = sent(store, b"name = [", "ours.toml")

    with pytest.raises(RulesError, match=r"ours\.toml") as refused:
        Uploaded(store, tmp_path).rules({"upload": upload})

    assert str(tmp_path) not in str(refused.value)


def test_files_are_gone_after_the_work() -> None:
    with own_folder() as folder:
        (folder / "list.csv").write_text("id")

    assert not folder.exists()


def test_what_a_killed_process_left_is_removed_and_what_a_living_one_has_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    left, foreign = tmp_path / f"gridgen-job-{dead.pid}-x", tmp_path / "gridgen-job-else"
    alive = tmp_path / "gridgen-job-1-x"
    for folder in (left, foreign, alive):
        folder.mkdir()

    forget_dead()

    assert [folder.exists() for folder in (left, foreign, alive)] == [False, True, True]
