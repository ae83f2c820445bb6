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
    """Return the outcome of each problem, by its row, ascending; the largest are begun first.

    Parameters
    ----------
    executor
        Any `concurrent.futures.Executor`; None to divide one after the other in this process.
    problems
        By the row of the community.
    on_progress
        Called in this process with (communities done, communities in all), after each.

    Raises
    ------
    GridgenError
        As a community's problem raises it, in whatever process that was.
    """
    done: dict[int, Outcome] = {}
    # Largest first, so that no worker begins a long one when others are done (Graham 1969).
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
