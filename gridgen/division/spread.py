"""The map over communities: one by one, or over any executor."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Executor, as_completed

from gridgen.division.community import Outcome, divide_community
from gridgen.division.options import Progress
from gridgen.division.problems import CommunityProblem


def spread_over(
    executor: Executor | None,
    problems: Mapping[int, CommunityProblem],
    on_progress: Progress | None,
) -> dict[int, Outcome]:
    """Return the outcome of each problem; the largest are begun first."""
    done: dict[int, Outcome] = {}
    order = sorted(problems, key=lambda row: (-len(problems[row].count), row))
    if executor is None:
        for row in order:
            done[row] = divide_community(problems[row])
            if on_progress:
                on_progress(len(done), len(problems))
    else:
        row_of = {executor.submit(divide_community, problems[row]): row for row in order}
        for future in as_completed(row_of):
            done[row_of[future]] = future.result()
            if on_progress:
                on_progress(len(done), len(problems))
    return {row: done[row] for row in sorted(done)}
