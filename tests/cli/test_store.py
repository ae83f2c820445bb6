"""The life of a plan in a store, command by command."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from campaigns import campaign
from commanding import Run

import gridgen


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the first store is that the plan was put into; others are copies of it."""
    return tmp_path_factory.mktemp("first") / "store.sqlite"


@pytest.fixture
def kept(run: Run, monkeypatch: pytest.MonkeyPatch, first: Path, tmp_path: Path) -> Run:
    """A store with the plan of the folder in it."""
    monkeypatch.setenv("GRIDGEN_STORE", "store.sqlite")
    if not first.exists():
        assert run("store", "init")[0] == 0
        assert run("store", "import", "plan.gpkg", "--name", "qinghe", "--as", "p1")[0] == 0
        shutil.copy(tmp_path / "store.sqlite", first)
    shutil.copy(first, tmp_path / "store.sqlite")
    return run


def test_a_plan_lives_from_import_to_being_in_force(kept: Run, tmp_path: Path) -> None:
    grids = json.loads(kept("store", "show", 1, "--json")[1])
    assert (grids["state"], grids["scope"], grids["plan"]) == ("draft", "990101001", "qinghe")
    code = "990101001201001"
    (tmp_path / "edits.json").write_text(
        json.dumps([{"operation": "rename", "zone": code, "name": "河东网格"}])
    )

    for words in (
        ["edit", 1, "edits.json", "--reason", "as people say it"],
        ["undo", 1],
        ["redo", 1, "--as", "p2"],
        ["submit", 1],
        ["approve", 1, "--as", "a1"],
        ["publish", 1, "--from", "2026-03-01", "--as", "a1"],
    ):
        code_, _, err = kept("store", *words, "--lang", "en")
        assert (code_, err) == (0, "")
    done = kept("store", "export", "--on", "2026-04-01", "--scope", "990101001", "-o", "now.gpkg")

    assert done[0] == 0
    assert "河东网格" in gridgen.read_plan(tmp_path / "now.gpkg").levels[0].name.tolist()


def test_show_tells_who_did_what_and_what_is_undone(kept: Run, tmp_path: Path) -> None:
    (tmp_path / "edits.json").write_text(
        json.dumps({"operation": "lock", "zones": ["990101001201001"]})
    )
    kept("store", "edit", 1, "edits.json", "--as", "p7", "--reason", "feast")
    kept("store", "undo", 1, "--as", "p8")

    _, out, _ = kept("store", "show", 1, "--lang", "en")

    assert "lock 990101001201001" in out
    assert "p7" in out
    assert "feast" in out
    assert "undo of 1" in out
    assert "undone" in out


def test_backup_restore_and_check(kept: Run, tmp_path: Path) -> None:
    assert kept("store", "backup", "-o", "backup.sqlite")[0] == 0
    assert kept("store", "restore", "backup.sqlite", "--store", "new.sqlite")[0] == 0

    code, out, _ = kept("store", "check", "--store", "new.sqlite", "--lang", "en")

    assert code == 0
    assert "is sound: 1 versions, 0 edits, 1 lines of audit" in out
    assert kept("store", "restore", "backup.sqlite", "--lang", "en")[0] == 2


def test_a_version_is_drafted_listed_and_returned(kept: Run) -> None:
    kept("store", "draft", 1)
    kept("store", "submit", 2)
    kept("store", "return", 2)

    _, out, _ = kept("store", "list", "--lang", "zh")

    assert out.count("草稿") == 2


@pytest.mark.parametrize(
    ("words", "said"),
    campaign(
        [
            (["undo", 1], "has no edit that stands"),
            (["publish", 1, "--from", "March"], "The day 'March' is none"),
            (["retire", 1, "--from", "2026-03-01"], "is draft and cannot become retired"),
            (["export", "-o", "x.gpkg"], "What to export is not said"),
            (["edit", 1, "none.json"], "holds no edits: No such file"),
            (["undo", 1, "--as", "陈建国"], "must be an id such as a staff number"),
        ],
        everyday=2,
        several=True,
    ),
)
def test_what_cannot_be_done_is_one_sentence(kept: Run, words: list[object], said: str) -> None:
    code, out, err = kept("store", *words, "--lang", "en")

    assert (code, out) == (2, "")
    assert said in err


def test_nobody_undoes_what_they_have_not_seen(kept: Run, tmp_path: Path) -> None:
    (tmp_path / "edits.json").write_text(
        json.dumps({"operation": "lock", "zones": ["990101001201001"]})
    )
    kept("store", "edit", 1, "edits.json")

    code, _, err = kept("store", "undo", 1, "--seen", 0, "--lang", "en")

    assert code == 2
    assert "has a newer edit (number 1" in err


EDITS = """操作,对象,目标
改名,990101001201001,河东网格
锁定,清河村河东网格,
"""


def test_a_table_of_edits_is_recorded_and_all_of_it_undone(kept: Run, tmp_path: Path) -> None:
    (tmp_path / "edits.csv").write_text(EDITS, "utf-8")

    edited = kept("store", "edit", 1, "edits.csv", "--lang", "zh")
    undone = kept("store", "undo", 1, "--times", 2, "--lang", "zh")
    shown = json.loads(kept("store", "show", 1, "--json")[1])

    assert "改名为“河东网格”" in edited[1]
    assert "2 项调整已保存" in edited[1]
    assert undone[0] == 0
    assert [event["what"] for event in shown["events"]] == [
        "import", "rename", "lock", "undo", "undo"
    ]  # fmt: skip


def test_of_a_table_with_one_bad_edit_none_is_recorded(kept: Run, tmp_path: Path) -> None:
    (tmp_path / "edits.csv").write_text(f"{EDITS}撤销,清河村第九十网格,\n", "utf-8")

    code, _, err = kept("store", "edit", 1, "edits.csv", "--lang", "zh")
    shown = json.loads(kept("store", "show", 1, "--json")[1])

    assert code == 2
    assert "edits.csv" in err
    assert [event["what"] for event in shown["events"]] == ["import"]


def test_without_a_store_the_command_says_how_to_name_one(run: Run) -> None:
    code, _, err = run("store", "list", "--lang", "en")

    assert code == 2
    assert "GRIDGEN_STORE" in err
