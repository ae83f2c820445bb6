"""Ids that tell who somebody is become such as tell nothing, the same ones by the same key."""

from __future__ import annotations

import stat
import sys
from pathlib import Path

import pytest

from gridgen.files.private_key import is_keyed, key_place, keyed
from gridgen.model.errors import ReadError
from gridgen.words.discreet import check_digit

OLD = "440605700101001"
NEW = "44060519700101001" + check_digit("44060519700101001")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home folder without a key."""
    monkeypatch.delenv("GRIDGEN_KEY", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    monkeypatch.setenv("APPDATA", str(tmp_path / ".config"))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    return tmp_path


def test_one_key_gives_the_same_ids_again_and_another_key_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first, again = keyed([NEW, "13900001234"]), keyed([NEW, "13900001234"])
    monkeypatch.setenv("GRIDGEN_KEY", "another key of the office")

    assert first == again
    assert all(map(is_keyed, first))
    assert not set(first) & set(keyed([NEW, "13900001234"]))


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps files by lists, not by modes")
def test_the_key_is_made_once_and_only_its_user_may_read_it(home: Path) -> None:
    keyed([NEW])
    path = home / ".config" / "gridgen" / "key"
    made = path.read_text()

    keyed([NEW])

    assert path.read_text() == made
    assert len(made.strip()) == 64
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [file.name for file in path.parent.iterdir()] == ["key"]


def test_a_message_tells_where_the_key_is_without_the_folder_of_the_user(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_file = key_place()
    monkeypatch.setenv("GRIDGEN_KEY", "a key of the office")

    assert in_file == ("文件 ~/.config/gridgen/key", "the file ~/.config/gridgen/key")
    assert key_place()[1] == "the environment variable GRIDGEN_KEY"


@pytest.mark.parametrize(
    "same",
    [
        [NEW, f" {NEW[:6]} {NEW[6:14]}-{NEW[14:]}", OLD],
        ["44060519700101001X", "44060519700101001x", "４４０６０５１９７００１０１００１Ｘ"],
        ["13900001234", "139 0000 1234", "139-0000-1234", "+86 13900001234", "8613900001234"],
        ["陈建国", "陈 建 国"],
    ],
)
def test_ways_to_write_one_number_give_one_id(same: list[str]) -> None:
    assert len(set(keyed(same))) == 1


@pytest.mark.parametrize(("length", "is_enough"), [(15, False), (16, True)])
def test_a_key_that_can_be_guessed_is_refused(
    length: int, is_enough: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRIDGEN_KEY", "k" * length)

    if is_enough:
        assert is_keyed(keyed([NEW])[0])
    else:
        with pytest.raises(ReadError, match="GRIDGEN_KEY: the key for ids has 15 characters; exp"):
            keyed([NEW])


def test_a_folder_in_which_no_key_can_be_made_is_told_with_what_to_do(home: Path) -> None:
    (home / ".config").write_text("a file, no folder")

    with pytest.raises(ReadError, match=r"cannot be read or made: .* environment variable GRIDGEN"):
        keyed([NEW])
