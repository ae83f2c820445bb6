"""How long a million households take to be read, and how much memory, in each format.

    python tests/speed/reading.py [OTHER_CHECKOUT]

Each file is read by a process of its own that imports what it needs, as a command does; with
another checkout the two are read in turn, so that a busy machine slows both. The processor's
seconds of that process and of those it starts are what a busy machine changes least.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

ROOT = Path(__file__).parents[2]
ROWS = 1_000_000
RUNS = 3

_READ = """
import resource, sys, time
began = time.perf_counter()
try:
    from gridgen.files.guard.reader import prepare
    if not sys.argv[1].endswith(".csv"):
        prepare()  # as the command line does before it imports anything else
except ImportError:
    pass
from gridgen.files.inputs import read_inputs
rows = len(read_inputs(sys.argv[1]).households)
took = time.perf_counter() - began
try:
    from gridgen.files.guard.reader import _idle
    _idle.__dict__.clear()  # ends the process, whose seconds then count
except ImportError:
    pass
own, started = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
cpu = sum(who.ru_utime + who.ru_stime for who in (own, started))
print(took, cpu, own.ru_maxrss // 1024, started.ru_maxrss // 1024, rows)
"""


def main() -> None:
    """Print a row for each format and checkout."""
    checkouts = [ROOT, *map(Path, sys.argv[1:])]
    print(f"{'':28s} {'seconds':>8s} {'of processors':>14s} {'MB':>6s} {'MB beside':>10s}")
    with TemporaryDirectory() as folder:
        for file in _files(Path(folder)):
            runs: dict[Path, list[list[float]]] = {checkout: [] for checkout in checkouts}
            for _ in range(RUNS):
                for checkout in checkouts:
                    runs[checkout].append(_timed(file, checkout))
            for checkout, measured in runs.items():
                took, cpu, own, beside, _ = map(statistics.median, zip(*measured, strict=True))
                name = f"{file.suffix} {checkout.name}"
                print(f"{name:28s} {took:8.1f} {cpu:14.1f} {own:6.0f} {beside:10.0f}", flush=True)


def _timed(file: Path, checkout: Path) -> list[float]:
    environment = {**os.environ, "PYTHONPATH": str(checkout)}
    asked = [sys.executable, "-P", "-c", _READ, str(file)]
    done = subprocess.run(asked, env=environment, capture_output=True, text=True, check=True)
    return list(map(float, done.stdout.split()))


def _files(folder: Path) -> list[Path]:
    rng = np.random.default_rng(1)
    row = np.arange(ROWS)
    table = pd.DataFrame(
        {
            "id": [f"HH{k:07d}" for k in row],
            "households": rng.integers(1, 4, ROWS),
            "community": [f"9901010012{k % 60:02d}" for k in row],
            "group": [f"第{k % 9 + 1}村民小组" for k in row],
            "building": [f"{k % 40}栋" for k in row],
        }
    )
    lonlat = np.column_stack([rng.uniform(113, 113.5, ROWS), rng.uniform(23, 23.5, ROWS)]).round(7)
    places = gpd.GeoDataFrame(table, geometry=shapely.points(lonlat), crs="EPSG:4326")
    files = [folder / f"households.{suffix}" for suffix in ("csv", "gpkg", "parquet")]
    table.assign(lon=lonlat[:, 0], lat=lonlat[:, 1]).to_csv(files[0], index=False)
    places.to_file(files[1], layer="households")
    places.to_parquet(files[2])
    return files


if __name__ == "__main__":
    main()
