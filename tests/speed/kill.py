"""Kill who edits, upgrades and backs up stores, does jobs, and divides: `make kill`."""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from killed_divisions import killed_division
from killed_jobs import killed_jobs
from killing import killed_backup, killed_edits, killed_upgrade

OF_JOBS = 100
"""Kills of workers at most: each costs seconds."""

OF_DIVISIONS = 30
"""Kills of `gridgen divide --resume` at most: each costs seconds."""

IN_TURN = 10
"""Kills of one division."""

TOWN = Path(__file__).resolve().parents[2] / "sample_geo" / "qinghe.gpkg"


def main(kills: int) -> int:
    """Kill so many of each kind, print what was wrong, and return how often."""
    wrong = 0
    for kind in (killed_edits, killed_upgrade, killed_backup):
        before = wrong
        for seed in range(kills):
            with TemporaryDirectory() as folder:
                if said := kind(Path(folder), seed):
                    print(f"{kind.__name__}, seed {seed}: {said}", flush=True)
                    wrong += 1
        print(f"{kind.__name__:20s} {kills:6d} killed {wrong - before:6d} wrong", flush=True)
    with TemporaryDirectory() as folder:
        said = killed_jobs(Path(folder), number := min(kills, OF_JOBS))
    print(*said, f"{killed_jobs.__name__:20s} {number:6d} killed {len(said):6d} wrong", sep="\n")
    wrong += len(said)
    return wrong + _divisions(min(kills, OF_DIVISIONS))


def _divisions(kills: int) -> int:
    wrong = 0
    for seed in range(0, kills, IN_TURN):
        with TemporaryDirectory() as folder:
            said = killed_division(Path(folder), TOWN, min(IN_TURN, kills - seed), seed=seed)
        if said:
            print(f"{killed_division.__name__}, seed {seed}: {said}", flush=True)
            wrong += 1
    print(f"{killed_division.__name__:20s} {kills:6d} killed {wrong:6d} wrong", flush=True)
    return wrong


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 300) > 0)
