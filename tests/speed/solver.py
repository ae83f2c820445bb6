"""The benchmarks of the solver, one core: part of `make speed`.

Points stand in hamlets, the band is 50-100, links are Delaunay neighbours. Each row gives seconds
of the processor, grids outside the band, mean metres to the centre, and the proven gap where a
proof is asked for. Rows against public instances and peers are left out where their folder is
absent.
"""

from __future__ import annotations

import subprocess
import sys
import time
import tracemalloc
from pathlib import Path

import numpy as np
from scipy.spatial import Delaunay

import gridgen
from gridgen.solver.branch import Branching
from gridgen.solver.improve import EFFORTS
from gridgen.solver.pose import pose

YARDSTICK = Path(__file__).parents[3] / "shared" / "yardstick"


def main() -> None:
    """Print a row for each benchmark."""
    head = f"{'seconds':>9s} {'outside':>8s} {'metres':>8s} {'gap':>8s} {'a second':>10s}"
    print(f"\n{'solver, one core':40s} {head}")
    _solve(hamlets(500, 1), "fast")  # kernels are loaded once
    sizes = (1_000, 10_000, 100_000, 1_000_000)
    per_point = {n: _row(f"{n:,} points, fast", [hamlets(n)], "fast", n <= 100_000) for n in sizes}
    growth = per_point[1_000_000] / per_point[10_000]
    print(f"seconds a point, 1,000,000 against 10,000: {growth:.2f} times")
    for n in sizes[:3]:
        _row(f"{n:,} points, balanced", [hamlets(n)], "balanced", n <= 10_000)
    _row("2,000 villages of 500, fast", [hamlets(500, s) for s in range(2_000)], "fast", False)
    _row("100 of them, with proof", [hamlets(500, s) for s in range(100)], "fast", True)
    _row(
        "100 villages of 1,000, balanced", [hamlets(1_000, s) for s in range(100)], "balanced", True
    )
    for n in (500, 1_000):
        _row(f"10 villages of {n:,}, best", [hamlets(n, s) for s in range(10)], "best", True)
    _row("10,000 points, best in 170 s", [hamlets(10_000)], "best", True, limit_s=170.0)
    _memory(100_000)
    for command in (["score.py", "--effort", "best"], ["peers.py"]):
        if YARDSTICK.exists():
            print("\n" + " ".join(command), flush=True)
            subprocess.run([sys.executable, str(YARDSTICK / command[0]), *command[1:]], check=True)
        else:
            print(f"{command[0]} left out: {YARDSTICK} is not there")


def _row(
    name: str, towns: list[np.ndarray], effort: str, proven: bool, limit_s: float | None = None
) -> float:
    """Print one row over some towns; return the seconds a point."""
    answers = [_solve(xy, effort, limit_s) for xy in towns]
    seconds = sum(answer[0] for answer in answers)
    points = sum(map(len, towns))
    outside = sum(len(answer[1].breaches) for answer in answers)
    metres = sum(answer[1].metres for answer in answers) / points
    gap = "-"
    if proven:
        gaps = [_gap(xy, found, effort) for xy, (_, found) in zip(towns, answers, strict=True)]
        gap = f"{np.mean(gaps):.3f} %"
    row = f"{seconds:9.2f} {outside:8d} {metres:8.2f} {gap:>8s} {points / seconds:10,.0f}"
    print(f"{name:40s} {row}", flush=True)
    return seconds / points


def _solve(
    xy: np.ndarray, effort: str, limit_s: float | None = None
) -> tuple[float, gridgen.Solution]:
    links = neighbours(xy)
    ones = np.ones(len(xy), int)
    began = time.process_time()
    found = gridgen.solve(
        xy, ones, fewest=50, most=100, links=links, effort=effort, time_limit_s=limit_s
    )
    return time.process_time() - began, found


def _gap(xy: np.ndarray, found: gridgen.Solution, effort: str) -> float:
    problem = pose(xy, np.ones(len(xy), int), fewest=50, most=100)
    proof = Branching(problem, len(found.centre_of))
    proof.advance(found.metres, work=EFFORTS[effort].proof)
    return 100 * (1 - proof.metres / found.metres)


def _memory(n: int) -> None:
    xy = hamlets(n)
    links = neighbours(xy)
    tracemalloc.start()
    gridgen.solve(xy, np.ones(n, int), fewest=50, most=100, links=links, effort="fast")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    print(f"{n:,} points, fast: {peak / n:,.0f} bytes a point at most")


def hamlets(n: int, seed: int = 11) -> np.ndarray:
    """Return n houses (n, 2), metres: hamlets of 40, one house in eight alone.

    About one household in 1,200 m2, as in a dense village, so that figures compare over sizes.
    """
    rng = np.random.default_rng(seed)
    width = np.sqrt(n * 1200.0)
    across = int(np.ceil(np.sqrt(n / 40)))
    cell = (np.indices((across, across)).reshape(2, -1).T + rng.random((across**2, 2))) / across
    home = cell[rng.integers(len(cell), size=n)] * width
    angle = rng.random(n) * 2 * np.pi
    houses = home + rng.gamma(2.0, 22.0, (n, 1)) * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    alone = rng.random(n) < 1 / 8
    houses[alone] = rng.random((int(alone.sum()), 2)) * width
    return houses


def neighbours(xy: np.ndarray) -> np.ndarray:
    """Return the Delaunay neighbours among points (n, 2) as pairs (m, 2)."""
    corners = Delaunay(xy).simplices
    sides = np.concatenate([corners[:, [0, 1]], corners[:, [1, 2]], corners[:, [2, 0]]])
    return np.unique(np.sort(sides, axis=1), axis=0)


if __name__ == "__main__":
    main()
