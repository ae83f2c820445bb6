"""Draw the figures of docs/engine.md: python docs/engine.py. Takes about three minutes."""

from __future__ import annotations

import sys
import time
from itertools import pairwise
from pathlib import Path

import numpy as np
import shapely

import gridgen
from gridgen.land.cells import cells
from gridgen.land.links import link
from gridgen.model.ground import Ground
from gridgen.solver.branch import Branching
from gridgen.solver.improve import EFFORTS
from gridgen.solver.pose import pose

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "tests" / "speed"))

from solver import hamlets, neighbours  # noqa: E402

INK = ["#4e79a7", "#f28e2b", "#59a14f", "#b07aa1", "#e15759", "#76b7b2"]
WIDTH, HEIGHT, EDGE = 640, 400, 60


def main() -> None:
    """Write the three figures beside this file."""
    _save("example", _example())
    _save("gap", _gap())
    _save("speed", _speed())


def _save(name: str, parts: list[str]) -> None:
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        'font-family="sans-serif" font-size="13"><rect width="100%" height="100%" fill="white"/>'
    )
    (HERE / f"engine.{name}.svg").write_text("\n".join([head, *parts, "</svg>\n"]), "utf-8")


# --- a worked example ----------------------------------------------------------------------------


def _example() -> list[str]:
    """Sixty houses in three hamlets, their links, three grids of 15-25 and the centres."""
    rng = np.random.default_rng(4)
    middle = np.array([[110.0, 120.0], [330.0, 90.0], [480.0, 260.0]])
    xy = middle[rng.integers(0, 3, 60)] + rng.normal(0, 45, (60, 2))
    xy = np.clip(xy, (40, 40), (WIDTH - 40, HEIGHT - 70))
    village = Ground(shapely.box(10, 10, WIDTH - 10, HEIGHT - 40))
    links = link(cells(xy, village), village, np.ones(60, np.int64), fewest=15).pairs
    found = gridgen.solve(xy, np.ones(60, int), fewest=15, most=25, links=links, certify=True)
    parts = []
    for a, b in links:
        same = found.grid_of[a] == found.grid_of[b]
        ink, width = (INK[found.grid_of[a]], 1.6) if same else ("#cccccc", 0.8)
        parts.append(_line(xy[a], xy[b], ink, width))
    for unit, (x, y) in enumerate(xy):
        grid = found.grid_of[unit]
        size = 7 if unit in found.centre_of else 3.5
        parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{size}" fill="{INK[grid]}"/>')
    sizes = ", ".join(str(n) for n in np.bincount(found.grid_of))
    said = (
        f"{sizes} households; {found.metres:,.0f} m to the centres (large dots); "
        f"proven: never below {found.lower_bound_m or 0.0:,.0f} m"
    )
    return [*parts, _text(WIDTH / 2, HEIGHT - 14, said)]


# --- the gap against time, speed against size ----------------------------------------------------


def _gap() -> list[str]:
    """One village of 1,000 points for each of five seeds: seconds and proven gap."""
    towns = [hamlets(1000, seed) for seed in range(5)]
    ones = np.ones(1000, int)
    gridgen.solve(towns[0], ones, fewest=50, most=100, effort="fast")
    series: list[tuple[str, list[tuple[float, float]]]] = []
    answers: dict[int, list[tuple[float, float]]] = {}
    for name, limit in (("fast", 9), ("balanced", 9), ("best", 1), ("best", 3), ("best", 9)):
        seconds, metres = [], []
        for row, xy in enumerate(towns):
            links = neighbours(xy)
            began = time.process_time()
            found = gridgen.solve(
                xy, ones, fewest=50, most=100, grids=13, links=links, effort=name,
                time_limit_s=limit,
            )  # fmt: skip
            seconds.append(time.process_time() - began)
            metres.append(found.metres)
            answers.setdefault(row, []).append((seconds[-1], found.metres))
        print(name, limit, f"{np.mean(seconds):.2f} s, {np.mean(metres):,.0f} m", flush=True)
    for row, xy in enumerate(towns):
        proof = Branching(pose(xy, ones, fewest=50, most=100), 13)
        proof.advance(min(metres for _, metres in answers[row]), work=EFFORTS["best"].proof)
        bound = proof.metres
        series.append((f"village {row + 1}", [(s, 100 * (m / bound - 1)) for s, m in answers[row]]))
    return _chart(series, "seconds, one core", "proven gap, %", (0.01, 20), (0.0, 5.0))


def _speed() -> list[str]:
    """Households a second against the number of points, for two efforts."""
    series = []
    for effort in ("fast", "balanced"):
        points = []
        for n in (1_000, 3_000, 10_000, 30_000, 100_000):
            xy = hamlets(n)
            links = neighbours(xy)
            began = time.process_time()
            gridgen.solve(xy, np.ones(n, int), fewest=50, most=100, links=links, effort=effort)
            points.append((float(n), n / (time.process_time() - began) / 1000))
            print(effort, n, f"{points[-1][1]:.1f} thousand a second", flush=True)
        series.append((effort, points))
    top = 1.1 * max(y for _, points in series for _, y in points)
    return _chart(series, "points", "thousand households a second", (800, 120_000), (0.0, top))


def _chart(
    series: list[tuple[str, list[tuple[float, float]]]],
    across: str,
    up: str,
    x_range: tuple[float, float],
    y_range: tuple[float, float],
) -> list[str]:
    """Return lines with dots; the axis across is logarithmic."""
    low, high = np.log10(x_range)

    def at(x: float, y: float) -> tuple[float, float]:
        return (
            EDGE + (np.log10(x) - low) / (high - low) * (WIDTH - 2 * EDGE),
            HEIGHT - EDGE - (y - y_range[0]) / (y_range[1] - y_range[0]) * (HEIGHT - 2 * EDGE),
        )

    parts = [_text(WIDTH / 2, HEIGHT - 16, across), _text(EDGE, EDGE - 24, up, "start")]
    for power in range(int(np.ceil(low)), int(high) + 1):
        x, y = at(10.0**power, y_range[0])
        parts += [_line((x, y), (x, EDGE), "#e4e4e4", 1), _text(x, y + 18, f"{10.0**power:,g}")]
    step = 10 ** np.floor(np.log10(y_range[1] / 2))
    step *= 1 if y_range[1] / step <= 8 else 2 if y_range[1] / step <= 16 else 5
    for value in np.arange(y_range[0], y_range[1] + 1e-9, step):
        x, y = at(x_range[0], value)
        parts += [
            _line((x, y), (WIDTH - EDGE, y), "#e4e4e4", 1),
            _text(x - 8, y + 4, f"{value:g}", "end"),
        ]
    for row, (name, points) in enumerate(series):
        ink = INK[row % len(INK)]
        spots = [at(*point) for point in points]
        parts += [_line(a, b, ink, 2) for a, b in pairwise(spots)]
        parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{ink}"/>' for x, y in spots]
        parts.append(
            f'<rect x="{WIDTH - 170}" y="{24 + 18 * row}" width="12" height="12" fill="{ink}"/>'
        )
        parts.append(_text(WIDTH - 152, 35 + 18 * row, name, "start"))
    return parts


def _line(a: object, b: object, ink: str, width: float) -> str:
    (x, y), (u, v) = np.asarray(a), np.asarray(b)
    return (
        f'<line x1="{x:.1f}" y1="{y:.1f}" x2="{u:.1f}" y2="{v:.1f}" stroke="{ink}" '
        f'stroke-width="{width}"/>'
    )


def _text(x: float, y: float, said: str, anchor: str = "middle") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{said}</text>'


if __name__ == "__main__":
    main()
