"""Kill who edits, upgrades and backs up stores, and who does jobs: `make kill`."""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from killed_jobs import killed_jobs
from killing import killed_backup, killed_edits, killed_upgrade

OF_JOBS = 100
"""Kills of workers at most: each costs seconds."""


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
    return wrong + len(said)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 300) > 0)
