"""`gridgen divide --resume`, killed at random moments and run again."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from alike import differences

from gridgen.files.plan_reader import read_plan
from gridgen.jobs.beside import ENDING

STUCK_S = 600.0
"""Seconds in which nothing gets done: then it is stuck, however busy the machine is."""


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


def kill_on_the_way(
    begun: Callable[[], subprocess.Popen[Any]], done: Callable[[], int], kills: int, *, seed: int
) -> None:
    """Begin a run so many times, and kill it each time a moment after it came further.

    Parameters
    ----------
    begun
        Begins it, or begins it again.
    done
        How much is done.
    kills
        At most: a run that ends before is not killed.
    seed
        Decides the moments.
    """
    rng = np.random.default_rng(seed)
    for _ in range(kills):
        before, run = done(), begun()
        until = time.monotonic() + STUCK_S
        while done() == before and run.poll() is None and time.monotonic() < until:
            time.sleep(0.002)
        time.sleep(rng.exponential(0.05))
        run.kill()
        run.communicate()


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
    plan, calm = folder / "plan.gpkg", folder / "calm.gpkg"
    divide(source, calm).communicate()
    kill_on_the_way(lambda: divide(source, plan, "--resume"), lambda: kept(plan), kills, seed=seed)
    there = kept(plan)
    run = divide(source, plan, "--resume")
    _, said = run.communicate()
    if there and f"Going on: {there} of " not in said:
        return f"{there} communities were kept, and it said {said!r}"
    if plan.with_name(f"{plan.name}.part").exists():
        return "the folder is still there"
    return "; ".join(differences(read_plan(calm), read_plan(plan)))
