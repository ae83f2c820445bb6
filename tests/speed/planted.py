"""`make planted`: 2,000 communities of each kind with a planted division; how often none is found.

`KINDS="towers trees"` runs some kinds alone, `EFFORT=balanced` with more effort than "fast".
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from planted import Planted, planted
from planted_kinds import KINDS, of_kind

from gridgen import solve

TOWNS = 2_000


def main() -> None:
    """Divide communities of chance and of each kind, and print how often none is found."""
    only = os.environ.get("KINDS", "").split()
    effort = os.environ.get("EFFORT", "fast")
    for slack in () if only else (0.1, 0.0):
        towns = [planted(seed, slack=slack) for seed in range(TOWNS)]
        run(f"chance, {slack:.0%} to spare, grids asked", towns, "balanced", is_asked=True)
    for kind in only or KINDS:
        towns = [of_kind(kind, seed) for seed in range(TOWNS)]
        for is_asked in (False, True):
            name = f"{kind}, grids {'asked' if is_asked else 'free'}, {effort}"
            run(name, towns, effort, is_asked=is_asked)


def run(name: str, towns: Sequence[Planted], effort: str, *, is_asked: bool) -> None:
    """Print how many answers have a grid outside the band, of which seeds, and the seconds."""
    missed: list[int] = []
    took: list[float] = []
    for seed, town in enumerate(towns):
        began = time.perf_counter()
        found = solve(
            town.xy, town.load, fewest=town.fewest, most=town.most, links=town.links,
            locked=town.locked, grids=town.grids if is_asked else None, effort=effort,
        )  # fmt: skip
        took.append(time.perf_counter() - began)
        if found.breaches:
            missed.append(seed)
    slowest = max(range(len(towns)), key=took.__getitem__)
    print(
        f"{name}: {len(missed)} of {len(towns)} not found {missed}, {sum(took):.0f} s, "
        f"slowest {took[slowest]:.1f} s (seed {slowest})",
        flush=True,
    )


if __name__ == "__main__":
    main()
