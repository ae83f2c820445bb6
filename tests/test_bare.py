"""tests/bare.sh shows a command a machine without fonts and browser; outside nothing changes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parent / "bare.sh"
LOOK = """
import json, pathlib, shutil, sys
fonts = [pathlib.Path(font).exists() for font in sys.argv[1:]]
fonts += [any(pathlib.Path("/usr/share/fonts").glob("*"))]
print(json.dumps({"programs": [*map(shutil.which, ("chromium", "psql"))], "fonts": fonts}))
"""


def run_bare(*command: str, home: Path, path: str) -> subprocess.CompletedProcess[str]:
    """Run a command under the script, with this home and these folders of programs."""
    return subprocess.run(
        ["/bin/bash", str(SCRIPT), *command],
        env=os.environ | {"HOME": str(home), "PATH": path, "XDG_DATA_HOME": str(home / "share")},
        capture_output=True, text=True, check=False,
    )  # fmt: skip


def a_program(folder: Path, name: str, does: str) -> Path:
    """A program in a folder."""
    folder.mkdir(exist_ok=True)
    file = folder / name
    file.write_text(f"#!/bin/bash\n{does}\n")
    file.chmod(0o755)
    return file


def test_fonts_and_browsers_are_hidden_inside_and_untouched_outside(tmp_path: Path) -> None:
    browsers = [a_program(tmp_path / name, "chromium", "echo here") for name in ("one", "two")]
    fonts = [tmp_path / ".fonts" / "a.ttf", tmp_path / "share" / "fonts" / "b.ttf"]
    for font in fonts:
        font.parent.mkdir(parents=True)
        font.touch()
    path = f"{browsers[0].parent}:{browsers[1].parent}:{os.environ['PATH']}"

    ran = run_bare(sys.executable, "-c", LOOK, *map(str, fonts), home=tmp_path, path=path)

    if "allows no mount namespace" in ran.stderr:
        pytest.skip(ran.stderr)
    assert json.loads(ran.stdout) == {"programs": [None, None], "fonts": [False, False, False]}
    assert all(file.exists() for file in fonts)
    assert {os.access(file, os.X_OK) for file in browsers} == {True}


def test_a_command_that_fails_inside_fails_outside(tmp_path: Path) -> None:
    ran = run_bare("bash", "-c", "exit 7", home=tmp_path, path=os.environ["PATH"])

    if "allows no mount namespace" in ran.stderr:
        pytest.skip(ran.stderr)
    assert ran.returncode == 7


def test_a_system_that_forbids_hiding_is_told_and_runs_nothing(tmp_path: Path) -> None:
    a_program(tmp_path / "bin", "unshare", "echo 'unshare failed: not permitted' >&2; exit 1")
    path = f"{tmp_path / 'bin'}:{os.environ['PATH']}"

    ran = run_bare("echo", "ran", home=tmp_path, path=path)

    assert ran.returncode == 1
    assert ran.stdout == ""
    assert "allows no mount namespace (unshare failed: not permitted)" in ran.stderr
    assert "Run it as root" in ran.stderr


def test_no_command_is_refused_with_an_example(tmp_path: Path) -> None:
    ran = run_bare(home=tmp_path, path=os.environ["PATH"])

    assert ran.returncode == 1
    assert "no command was given; expected one to run, such as: tests/bare.sh make test" in (
        ran.stderr
    )
