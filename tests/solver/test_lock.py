"""One process at a time."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from gridgen.solver.lock import held

HOLDER = """
import sys
from pathlib import Path
from gridgen.solver.lock import held
with held(Path(sys.argv[1]), wait_s=0, tell=lambda: None) as is_held:
    print(is_held, flush=True)
    sys.stdin.read()
"""
"""Holds the lock, says so, and lets go when its input ends."""


def _holder(path: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(path)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stdout.readline() == "True\n"
    return process


def test_a_lock_that_nobody_holds_is_taken_without_a_word(tmp_path: Path) -> None:
    told: list[str] = []

    with held(tmp_path / "lock", wait_s=60, tell=lambda: told.append("wait")) as is_held:
        pass
    with held(tmp_path / "lock", wait_s=60, tell=lambda: told.append("wait")) as is_held_again:
        pass

    assert (is_held, is_held_again, told) == (True, True, [])


def test_who_waits_is_told_once_and_gets_the_lock_when_the_other_lets_go(tmp_path: Path) -> None:
    told: list[str] = []
    with _holder(tmp_path / "lock") as other:

        def tell() -> None:
            told.append("wait")
            assert other.stdin is not None
            other.stdin.close()

        with held(tmp_path / "lock", wait_s=60, tell=tell) as is_held:
            pass

    assert (is_held, told) == (True, ["wait"])


def test_a_process_that_died_holds_nothing(tmp_path: Path) -> None:
    told: list[str] = []
    with _holder(tmp_path / "lock") as other:
        other.kill()
        other.wait()

        with held(tmp_path / "lock", wait_s=0, tell=lambda: told.append("wait")) as is_held:
            pass

    assert (is_held, told) == (True, [])


def test_a_process_that_hangs_is_not_waited_for_for_ever(tmp_path: Path) -> None:
    with _holder(tmp_path / "lock") as other:
        with held(tmp_path / "lock", wait_s=0, tell=lambda: None) as is_held:
            pass
        assert other.stdin is not None
        other.stdin.close()

    assert not is_held
