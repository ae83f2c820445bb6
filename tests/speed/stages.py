"""Where the time of the whole job goes, files to plan, and how it grows with the households.

    python tests/speed/stages.py [HOUSEHOLDS ...]

Made-up towns of 830 households a community are divided at effort "fast", each by a process of its
own on one core (`tests/staged.py`): the processor's seconds of each stage, which a busy machine
changes least, for 10,000 households each, so that a column that grows tells of a stage that takes
more than its share; households a second of the processor; and the most memory.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from machines import machine
from staged import STAGES

HERE = Path(__file__).resolve()
COMMUNITY = 830
"""Households of one community, on average."""

TOWNS = (10_000, 100_000, 1_000_000)


def staged(households: int, folder: Path) -> dict[str, Any]:
    """Return what `tests/staged.py` tells of a town of so many households, made in a folder."""
    town = folder / f"{households}"
    asked = ["--households", f"{households}", "--communities", f"{-(-households // COMMUNITY)}"]
    made = [sys.executable, "-m", "gridgen", "sample", *asked, "-o", str(town)]
    subprocess.run(made, check=True, stdout=subprocess.DEVNULL)
    clocked = [sys.executable, str(HERE.parents[1] / "staged.py"), str(town / "input.gpkg")]
    clocked += ["-o", str(town / "plan.gpkg"), "--effort", "fast"]
    return dict(json.loads(subprocess.run(clocked, check=True, capture_output=True).stdout))


def main() -> None:
    """Print a row for each town."""
    print(machine())
    print("\nprocessor's seconds for 10,000 households, one core")
    names = [*STAGES, "others", "all"]
    print(f"{'households':>12s}", *(f"{name:>8s}" for name in names), " in all   per s  memory MB")
    for households in [int(word) for word in sys.argv[1:]] or TOWNS:
        with TemporaryDirectory() as folder:
            told = staged(households, Path(folder))
        share = 10_000 / households
        spent = [told["spent"][stage] for stage in STAGES]
        row = [*spent, told["all"] - sum(spent), told["all"]]
        print(
            f"{households:12,d}", *(f"{share * seconds:8.2f}" for seconds in row),
            f"{told['all']:7.1f} {households / told['all']:7,.0f} {told['memory_mb']:10,.0f}",
            flush=True,
        )  # fmt: skip


if __name__ == "__main__":
    main()
