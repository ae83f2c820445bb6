"""How long a planner waits for suggestions about one finding: part of `make speed`.

In the sample after some edits that no planner would make; and in drawn plans of 100 and 5,000
grids, of which the same ten villages have two grids in one.
"""

from __future__ import annotations

import statistics
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from damaged import damaged, opened, sampled
from many_villages import many_villages

from gridgen.versions.apply import apply
from gridgen.versions.draft import Draft
from gridgen.versions.edits import Merge
from gridgen.versions.suggest import advise

DAMAGED = 5
"""Plans made of the sample."""

VILLAGES = 10
"""In which there is a finding; so many are all of the smaller drawn plan."""


def main() -> None:
    """Print a row for each plan: the median of findings, and the longest."""
    print(f"\n{'suggestions for one finding, ms':44s} {'median':>9s} {'longest':>9s}")
    whole = opened(sampled())
    _row("sample (9,000 households)", [
        found for seed in range(DAMAGED) for found in _each(damaged(seed, whole))
    ])  # fmt: skip
    for villages in (VILLAGES, 50 * VILLAGES):
        plan = many_villages(villages, groups=True)
        name = f"{len(plan.level('grids')):,} grids, {len(plan.township.households):,} households"
        _row(name, _each(_merged(opened(plan))))


def _merged(draft: Draft) -> Draft:
    """Return a draft whose first villages have their first two grids in one."""
    for code in draft.plan.communities.code[:VILLAGES]:
        draft = apply(draft, Merge((f"{code}001", f"{code}002"))).draft
    return draft


def _each(draft: Draft) -> list[float]:
    """Return the seconds for each finding of a plan, asked for alone."""
    seconds = []
    for found in {one.where: one for one in draft.plan.report.errors}.values():
        begun = time.perf_counter()
        advise(draft, only=(found.where,))
        seconds.append(time.perf_counter() - begun)
    return seconds


def _row(name: str, seconds: list[float]) -> None:
    print(f"{name:44s} {1000 * statistics.median(seconds):9.0f} {1000 * max(seconds):9.0f}",
          flush=True)  # fmt: skip


if __name__ == "__main__":
    main()
