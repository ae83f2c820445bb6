"""Kill who edits, upgrades and backs up stores, at random moments: `make kill`."""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from killing import killed_backup, killed_edits, killed_upgrade


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
    return wrong


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 300) > 0)
