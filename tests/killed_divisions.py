"""`gridgen divide --resume`, killed at random moments and run again."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import numpy as np
from alike import differences

from gridgen.files.plan_reader import read_plan
from gridgen.jobs.beside import ENDING

STUCK_S = 600.0
"""Seconds in which no community gets done: then it is stuck, however busy the machine is."""


def divide(source: Path, plan: Path, *more: str) -> subprocess.Popen[str]:
    """Begin to divide at the least effort."""
    words = [sys.executable, "-m", "gridgen", "divide", str(source), "-o", str(plan)]
    return subprocess.Popen(
        [*words, "--effort", "fast", "--lang", "en", *more],
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def kept(plan: Path) -> int:
    """How many communities are kept beside a plan."""
    return len([*plan.with_name(f"{plan.name}.part").glob(f"*{ENDING}")])


def killed_division(folder: Path, source: Path, kills: int, *, seed: int = 0) -> str:
    """Kill a division so many times, each a moment after it came further; return what is wrong.

    Parameters
    ----------
    folder
        Where the plans are written.
    source
        The input.
    kills
        At most: fewer where all communities are done before.
    seed
        Decides the moments.
    """
    rng, plan, calm = np.random.default_rng(seed), folder / "plan.gpkg", folder / "calm.gpkg"
    divide(source, calm).communicate()
    for _ in range(kills):
        before, run = kept(plan), divide(source, plan, "--resume")
        until = time.monotonic() + STUCK_S
        while kept(plan) == before and run.poll() is None and time.monotonic() < until:
            time.sleep(0.002)
        time.sleep(rng.exponential(0.05))
        run.kill()
        run.communicate()
    there = kept(plan)
    run = divide(source, plan, "--resume")
    _, said = run.communicate()
    if there and f"Going on: {there} of " not in said:
        return f"{there} communities were kept, and it said {said!r}"
    if plan.with_name(f"{plan.name}.part").exists():
        return "the folder is still there"
    return "; ".join(differences(read_plan(calm), read_plan(plan)))
