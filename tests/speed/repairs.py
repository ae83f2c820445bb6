"""`make damaged`: 20 damaged drawn towns and 20 damaged samples, the first suggestion of each
finding made, one after the other; how many are then without errors.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from damaged import SEEDS, damaged, opened, repaired_all, sampled
from edited import draft


def main() -> int:
    """Print a line for each plan, and return how many have an error left that need not be."""
    wrong = 0
    for name, whole in (("town", draft()), ("sample", opened(sampled()))):
        for seed in SEEDS:
            made = damaged(seed, whole)
            mended, rounds = repaired_all(made)
            before, after = (len(one.plan.report.errors) for one in (made, mended))
            print(f"{name} {seed:2d}: {before} errors, {after} after {rounds} suggestions",
                  flush=True)  # fmt: skip
            wrong += after > 0
    print(f"{wrong} of {2 * len(SEEDS)} have errors left")
    return wrong


if __name__ == "__main__":
    sys.exit(main() > 0)
