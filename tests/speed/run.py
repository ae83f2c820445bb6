"""The benchmarks: `make speed`. Prints a table; compares nothing, fails only where a run fails.

Whole commands run as processes of their own, as a user would run them, warm: once before, then
RUNS times, and the median is printed, with the most memory that all processes of the command held
together. Rows on real places are left out where their folder is absent, and say so.
"""

from __future__ import annotations

import os
import platform
import statistics
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event, Thread

import numpy as np
import shapely
from machines import machine

import gridgen
from gridgen.land.cells import cells
from gridgen.land.links import link
from gridgen.land.outlines import outline
from gridgen.model.ground import Ground

ROOT = Path(__file__).parents[2]
DATA = ROOT.parent / "shared" / "data"
GRIDGEN = [sys.executable, "-m", "gridgen"]
RUNS = 3


def main() -> None:
    """Print the machine, then a row for each benchmark."""
    print(machine())
    print(f"gridgen {gridgen.__version__}, Python {platform.python_version()}\n")
    print(f"{'whole command':44s} {'seconds':>9s} {'memory MB':>10s}")
    with TemporaryDirectory() as folder:
        _commands(Path(folder))
    print(f"\n{'links and outlines, one core':44s} {'seconds':>9s}")
    _ground(50, 2_000, 1_000)
    _ground(1, 100_000, 50_000)


def _commands(folder: Path) -> None:
    _row("gridgen --help", ["--help"])
    sample = ROOT / "sample_geo" / "qinghe.gpkg"
    _row("divide sample_geo (9,000)", ["divide", str(sample), "-o", str(folder / "sample.gpkg")])
    for place, households in (("liechtenstein", "7,764"), ("cambridge", "40,935 on 10,749 points")):
        name = f"divide {place} ({households})"
        source = DATA / place / f"{place}.gpkg"
        if source.exists():
            _row(name, ["divide", str(source), "-o", str(folder / f"{place}.gpkg")])
        else:
            print(f"{name:44s} left out: {source.parent.parent} is not there")
    big = folder / "big"
    made = ["sample", "--households", "100000", "--communities", "60", "-o", str(big)]
    _row("sample, 100,000 households", made)
    plan = str(big / "plan.gpkg")
    _row("divide 100,000 households", ["divide", str(big / "input.gpkg"), "-o", plan])
    _row("check 100,000 households", ["check", plan])
    _row("map of 100,000 households", ["map", plan, "-o", str(big / "map.html")])


def _row(name: str, arguments: list[str]) -> None:
    _timed(arguments)
    runs = [_timed(arguments) for _ in range(RUNS)]
    seconds = statistics.median(run[0] for run in runs)
    memory = max(run[1] for run in runs)
    print(f"{name:44s} {seconds:9.2f} {memory:10.0f}", flush=True)


def _timed(arguments: list[str]) -> tuple[float, float]:
    began = time.perf_counter()
    process = subprocess.Popen(
        [*GRIDGEN, *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
        start_new_session=True,
    )  # fmt: skip
    most, done = [0.0], Event()
    watcher = Thread(target=_watch, args=(process.pid, most, done))
    watcher.start()
    said = process.communicate()[1]
    done.set()
    watcher.join()
    if process.returncode != 0:
        sys.exit(f"gridgen {' '.join(arguments)} failed:\n{said.decode()}")
    return time.perf_counter() - began, most[0]


def _watch(session: int, most: list[float], done: Event) -> None:
    """Keep the most memory that the processes of a session held together; Linux only."""
    while not done.wait(0.05):
        pages = 0
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                if os.getsid(int(folder.name)) == session:
                    pages += int((folder / "statm").read_text().split()[1])
            except (OSError, ValueError):
                continue
        most[0] = max(most[0], pages * os.sysconf("SC_PAGE_SIZE") / 1e6)


def _ground(villages: int, households: int, segments: int) -> None:
    """Time cells, links and outlines of villages with a net of bent roads and two rivers."""
    began = time.process_time()
    for seed in range(villages):
        rng = np.random.default_rng(seed)
        side = 30 * np.sqrt(households)
        xy = rng.uniform(0, side, (households, 2))
        ground = Ground(shapely.box(0, 0, side, side), **_net(side, segments))
        grid = (xy // (side / np.sqrt(households / 75))).astype(int) @ (1, 10_000)
        drawing = cells(xy, ground)
        link(drawing, ground, np.ones(households, int), fewest=50)
        first = np.unique(drawing.place_of, return_index=True)[1]
        zone_of = np.unique(grid[first], return_inverse=True)[1].astype(np.int32)
        outline(drawing, ground, {"grids": zone_of})
    name = f"{villages} x {households:,} households, {segments:,} segments"
    print(f"{name:44s} {time.process_time() - began:9.2f}", flush=True)


def _net(side: float, segments: int) -> dict[str, list[shapely.LineString]]:
    """Return rivers (`cuts`) and roads (`visible`) of so many segments, metres."""
    lines = max(2, round(np.sqrt(segments / 8)))
    along = np.linspace(0, side, segments // (2 * lines) + 1)
    net = []
    for at in np.linspace(0, side, lines + 2)[1:-1]:
        across = at + 8 * np.sin(along / 70 + at)
        net += [shapely.LineString(np.column_stack(way)) for way in
                ((along, across), (across, along))]  # fmt: skip
    return {"cuts": net[:2], "visible": net[2:]}


if __name__ == "__main__":
    main()
