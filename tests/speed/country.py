"""What a country costs: seconds of the processor, memory of a worker and bytes, by townships.

    python tests/speed/country.py [TOWNSHIPS ...] [--workers N] [--dask]

Made-up townships (`gridgen sample --country`) are divided by `gridgen country` at effort "fast",
over processes of this machine, or with --dask over as many workers of a Dask scheduler, each a
process too. The processor's seconds are those of all processes together, which a busy machine
changes least; the memory is the most that one process held, which must not grow with the townships.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from contextlib import nullcontext
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from dasks import dask
from machines import machine, processor_s

TOWNSHIPS = (1, 10, 100)


def bytes_in(folder: Path) -> int:
    """Return how many bytes the files below a folder have."""
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


def divided(source: Path, target: Path, *how: str) -> tuple[dict[str, Any], float, float]:
    """Return what `gridgen country` tells, its seconds, and those of the processor."""
    words = [sys.executable, "-m", "gridgen", "country", str(source), "-o", str(target), "--json"]
    began, before = time.monotonic(), os.times()
    run = subprocess.run(
        [*words, "--effort", "fast", *how], check=True, stdout=subprocess.PIPE, text=True
    )
    after = os.times()
    seconds = after.children_user + after.children_system
    seconds -= before.children_user + before.children_system
    return dict(json.loads(run.stdout)), time.monotonic() - began, seconds


def main() -> None:
    """Print a row for each number of townships."""
    words = argparse.ArgumentParser()
    words.add_argument("townships", type=int, nargs="*", default=TOWNSHIPS)
    words.add_argument("--workers", type=int, default=2)
    words.add_argument("--dask", action="store_true")
    asked = words.parse_args()
    print(f"{machine()}; load {os.getloadavg()[0]:.1f}; {asked.workers} workers", flush=True)
    print(
        "townships households      rows  grids  proc s  hh/proc s  wall s  peak MB  in MB  out MB"
    )
    for number in asked.townships:
        with TemporaryDirectory() as place:
            source, target = Path(place, "in"), Path(place, "out")
            made = [sys.executable, "-m", "gridgen", "sample", "--country", "-o", str(source)]
            subprocess.run([*made, "--townships", str(number)], check=True, stdout=sys.stderr)
            with dask(Path(place), asked.workers) if asked.dask else nullcontext() as cluster:
                if cluster is None:
                    how, workers = ["--workers", str(asked.workers)], list[int]()
                else:
                    how, workers = ["--dask", cluster.address], cluster.pids
                told, wall, seconds = divided(source, target, *how)
                seconds += sum(processor_s(pid, with_ended=True) for pid in workers)
            print(
                f"{number:9,d} {told['households']:10,d} {told['rows']:9,d} {told['grids']:6,d} "
                f"{seconds:7.1f} {told['households'] / seconds:10,.0f} {wall:7.1f} "
                f"{told['peak_mb']:8,d} {bytes_in(source) / 1e6:6.1f} "
                f"{bytes_in(target) / 1e6:7.1f}",
                flush=True,
            )  # fmt: skip


if __name__ == "__main__":
    main()
