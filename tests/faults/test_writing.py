"""A plan that cannot be written is one sentence, and what stood there stays."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path

import pandas as pd
import pytest
from campaigns import campaign
from spoiled import SHELL, Run

import gridgen


@pytest.mark.parametrize("output", ["missing/p.gpkg", "folder", ".", "x" * 300 + ".gpkg"])
def test_a_plan_that_cannot_be_written_is_one_sentence(
    run: Run, output: str, input_file: Path
) -> None:
    Path("folder").mkdir()

    code, out, err = run("divide", input_file, "-o", output, "--effort", "fast")

    assert (code, out) == (2, "")
    assert "cannot be written" in err
    assert [p.name for p in Path().iterdir()] == ["folder"]


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="needs a folder nobody can write to")
def test_a_folder_that_is_read_only_is_one_sentence(run: Run, input_file: Path) -> None:
    code, _, err = run("divide", input_file, "-o", "/proc/gridgen.gpkg", "--effort", "fast")

    assert code == 2
    assert "cannot be written" in err


def test_a_plan_under_the_name_of_another_format_is_refused_with_the_right_name(
    run: Run, input_file: Path
) -> None:
    code, _, err = run("divide", input_file, "-o", "plan.csv", "--effort", "fast")

    assert code == 2
    assert err.startswith("gridgen: plan.csv")
    assert ".gpkg" in err


def test_only_a_file_is_ever_replaced(run: Run, input_file: Path) -> None:
    os.mkfifo("pipe.gpkg")  # as little a file as /dev/null is

    code, _, err = run("divide", input_file, "-o", "pipe.gpkg", "--effort", "fast")

    assert code == 2
    assert "pipe.gpkg" in err
    assert Path("pipe.gpkg").is_fifo()


@pytest.mark.parametrize("role", ["INPUT", "communities", "link"])
def test_the_input_is_not_overwritten_by_the_plan(run: Run, role: str, input_file: Path) -> None:
    Path("in.gpkg").write_bytes(input_file.read_bytes())
    Path("link.gpkg").symlink_to("in.gpkg")
    before = Path("in.gpkg").read_bytes()
    words = {
        "INPUT": ["in.gpkg", "-o", "./in.gpkg"],
        "communities": [input_file, "--communities", "in.gpkg", "-o", "in.gpkg"],
        "link": ["link.gpkg", "-o", "in.gpkg"],
    }[role]

    code, _, err = run("divide", *words, "--effort", "fast")

    assert code == 2
    assert "in.gpkg" in err
    assert Path("in.gpkg").read_bytes() == before


@pytest.mark.parametrize("when", campaign(["at once", "while writing"], everyday=1))
def test_a_process_killed_leaves_the_older_plan_whole(
    tmp_path: Path, plan_file: Path, when: str
) -> None:
    lonlat = [(114 + 0.0002 * (k % 80), 31 + 0.0002 * (k // 80)) for k in range(6_000)]
    pd.DataFrame(lonlat, columns=["lon", "lat"]).to_csv(tmp_path / "many.csv", index_label="id")
    target = tmp_path / "plan.gpkg"
    target.write_bytes(plan_file.read_bytes())
    process = subprocess.Popen(
        [SHELL, "divide", "many.csv", "-o", "plan.gpkg", "--effort", "fast", "--workers", "1"],
        cwd=tmp_path,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )

    deadline = time.monotonic() + 60
    while when == "while writing" and time.monotonic() < deadline:
        written = list(tmp_path.glob(".gridgen-*/*.gpkg"))
        if written or process.poll() is not None:
            break
        with suppress(subprocess.TimeoutExpired):
            process.wait(0.01)  # the plan takes far longer to write
    process.send_signal(signal.SIGKILL)

    assert process.wait() == -signal.SIGKILL
    assert target.read_bytes() == plan_file.read_bytes()
    assert gridgen.check(gridgen.read_plan(target)).errors == ()


@pytest.mark.parametrize(
    ("encoding", "words"),
    [
        ("ascii", ["--lang", "zh"]),
        pytest.param("gbk", ["--lang", "en"], marks=pytest.mark.slow),
        pytest.param("gbk", ["--lang", "en", "--json"], marks=pytest.mark.slow),
    ],
)
def test_an_output_that_cannot_hold_a_character_gets_another(
    tmp_path: Path, input_file: Path, encoding: str, words: list[str]
) -> None:
    # What a Chinese Windows gives a program whose output goes to a file.
    command = [SHELL, "divide", input_file, "-o", tmp_path / "p.gpkg", "--effort", "fast", *words]

    done = subprocess.run(
        command, env=os.environ | {"PYTHONIOENCODING": encoding}, capture_output=True
    )

    assert b"Traceback" not in done.stderr
    assert done.returncode == 0
