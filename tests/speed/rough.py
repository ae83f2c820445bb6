"""`make rough`: 2,000 roughly drawn villages; tells each whose plan is not sound on the ground."""

from __future__ import annotations

import sys
import time
import traceback
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from rough import faults, rough

import gridgen

VILLAGES = 2_000


def main() -> int:
    """Divide the villages, or as many as the command line says; return 1 where one is not sound."""
    number = int(sys.argv[1]) if len(sys.argv) > 1 else VILLAGES
    began = time.perf_counter()
    told: Counter[str] = Counter()
    unsound = 0
    for seed in range(number):
        drawn = rough(seed)
        try:
            plan = gridgen.divide(**drawn.layers, effort="fast")
        except Exception:
            unsound += 1
            print(f"{drawn.what}:\n{traceback.format_exc()}", flush=True)
            continue
        wrong = list(faults(plan))
        told.update({found.rule for found in plan.report.errors})
        if wrong:
            unsound += 1
            print(f"{drawn.what}: {'; '.join(wrong)}", flush=True)
    took = time.perf_counter() - began
    print(f"{unsound} of {number} villages without a sound plan, {took:.0f} s")
    print(f"plans with an error finding, by rule: {dict(told)}")
    return min(1, unsound)


if __name__ == "__main__":
    sys.exit(main())
