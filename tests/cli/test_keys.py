"""Keys from the command line: shown once, listed without what opens, revoked."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
from campaigns import campaign
from commanding import Run

from gridgen.cli.keys import first_key_told
from gridgen.versions.store.upgrade import init_store
from gridgen.words.discreet import KEY


@pytest.fixture
def kept(run: Run, monkeypatch: pytest.MonkeyPatch, folder: Path, tmp_path: Path) -> Run:
    """An empty store."""
    monkeypatch.setenv("GRIDGEN_STORE", "store.sqlite")
    shutil.copy(folder / "plans.sqlite", tmp_path / "store.sqlite")
    return run


def test_a_key_is_printed_alone_so_that_it_can_be_taken_over(kept: Run) -> None:
    code, out, err = kept(
        "key", "add", "--role", "viewer", "--scope", "990101", "--label", "QGIS", "--lang", "en"
    )

    assert code == 0
    assert re.fullmatch(KEY, out.removesuffix("\n"))
    assert err == f"Key {out[3:11]} was made. It is shown this once; keep it safe:\n"


def test_keys_are_listed_without_what_opens(kept: Run) -> None:
    words = ["--role", "planner", "--scope", "88", "--scope", "990101", "--days", "30"]
    made = json.loads(kept("key", "add", *words, "--as", "p7", "--json")[1])
    kept("key", "add", "--role", "admin", "--scope", "all")

    rows = json.loads(kept("key", "list", "--json")[1])
    told = kept("key", "list", "--lang", "zh")[1]

    assert rows[0] == {name: value for name, value in made.items() if name != "key"}
    assert (rows[0]["made_by"], rows[0]["scopes"]) == ("p7", ["88", "990101"])
    assert "88、990101" in told
    assert "管理员" in told
    assert "全部" in told
    assert made["key"] not in told


def test_a_revoked_key_is_listed_with_its_day(kept: Run) -> None:
    made = json.loads(kept("key", "add", "--role", "viewer", "--scope", "all", "--json")[1])

    code, out, _ = kept("key", "revoke", made["id"], "--lang", "en")

    assert (code, out) == (0, f"Key {made['id']} was revoked.\n")
    assert json.loads(kept("key", "list", "--json")[1])[0]["revoked"] is not None


@pytest.mark.parametrize(
    ("words", "said"),
    campaign(
        [
            (["revoke", "0badc0de"], "There is no key '0badc0de'"),
            (["add", "--role", "viewer", "--scope", "village"], "The scope is 'village'"),
            (
                ["add", "--role", "viewer", "--scope", "all", "--days", "0"],
                "The key is to last 0 days",
            ),
            (["add", "--role", "viewer", "--scope", "all", "--label", "陈建国"], "no person"),
            (["add", "--role", "viewer", "--scope", "all", "--as", "陈建国"], "must be an id"),
            (["add", "--role", "boss", "--scope", "all"], "boss"),
            (["add", "--role", "viewer"], "--scope"),
            (["list", "--store", "none.sqlite"], "There is no store none.sqlite"),
        ],
        every=3,
        several=True,
    ),
)
def test_what_cannot_be_done_is_one_sentence(kept: Run, words: list[str], said: str) -> None:
    code, out, err = kept("key", *words, "--lang", "en")

    assert (code, out) == (2, "")
    assert said in err


def test_the_first_key_is_told_once(tmp_path: Path) -> None:
    store = init_store(str(tmp_path / "store.sqlite"))

    told = [first_key_told(store, "en"), first_key_told(store, "zh")]
    store.close()

    assert told[0] is not None
    assert re.fullmatch(KEY, told[0].splitlines()[-1])
    assert told[1] is None
