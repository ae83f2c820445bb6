"""Killed at any moment, a store opens, is sound, and has every edit that was acknowledged."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from campaigns import campaign
from killing import killed_backup, killed_edits, killed_upgrade

KILLS = 3


@pytest.mark.parametrize("seed", campaign(range(KILLS), everyday=1))
def test_no_acknowledged_edit_is_lost(tmp_path: Path, seed: int) -> None:
    assert killed_edits(tmp_path, seed) == ""


@pytest.mark.parametrize("seed", campaign(range(KILLS), everyday=1))
def test_an_upgrade_is_done_or_not_done(tmp_path: Path, seed: int) -> None:
    assert killed_upgrade(tmp_path, seed) == ""


@pytest.mark.parametrize("seed", campaign(range(KILLS), everyday=1))
def test_a_backup_is_whole_or_not_there(tmp_path: Path, seed: int) -> None:
    assert killed_backup(tmp_path, seed) == ""


FULL = """
import sys; sys.path.insert(0, sys.argv[2])
from killing import fill_until_refused
print(fill_until_refused(sys.argv[1]))
"""

READ_ONLY = """
import sys; sys.path.insert(0, sys.argv[2])
from pathlib import Path
from killing import edit_once, read_sealed
print(read_sealed(sys.argv[1]) if Path(sys.argv[1]).exists() else edit_once(sys.argv[1]))
"""

SEALED = """
mount -o remount,ro {folder}
{python} -c "$CODE" {folder}/store.sqlite {tests}
"""

MOUNTED = """
set -e
mount -t tmpfs -o size={size} none {folder}
{python} -c "$CODE" {folder}/store.sqlite {tests}
"""


def mounted(folder: Path, *, size: str, code: str, seal: bool = False) -> str:
    """What code says of a store on a disk of its own, which can only be read in the end."""
    folder.mkdir()
    tests = Path(__file__).parents[2]
    script = MOUNTED.format(size=size, folder=folder, python=sys.executable, tests=tests)
    if seal:
        script += SEALED.format(folder=folder, python=sys.executable, tests=tests)
    ran = subprocess.run(
        ["unshare", "--mount", "bash", "-c", script], capture_output=True, text=True, check=False,
        env=os.environ | {"CODE": code, "PYTHONPATH": str(tests.parent)},
    )  # fmt: skip
    if "unshare" in ran.stderr or "mount:" in ran.stderr:
        pytest.skip(f"no small disk can be mounted here: {ran.stderr.strip()}")
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


@pytest.mark.slow
def test_a_full_disk_is_told_and_nothing_is_half_written(tmp_path: Path) -> None:
    said = mounted(tmp_path / "small", size="2m", code=FULL)

    assert "the disk is full" in said
    assert "sound" in said


@pytest.mark.slow
def test_a_store_on_a_disk_that_can_only_be_read_is_read_and_refuses_edits(tmp_path: Path) -> None:
    said = mounted(tmp_path / "archive", size="20m", code=READ_ONLY, seal=True)

    assert "opened edit 1, sound" in said
    assert "it can be read but not written" in said
