"""The map over communities: one by one, or over any executor; what is known is not done again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Executor, as_completed

from gridgen.division.community import Outcome, divide_community
from gridgen.division.options import Options
from gridgen.division.problems import CommunityProblem


def spread_over(
    problems: Mapping[int, CommunityProblem],
    options: Options,
    then: Callable[[int, Outcome], object] = lambda _row, _outcome: None,
) -> dict[int, Outcome]:
    """Return the outcome of each problem, by its row, ascending; the largest are begun first.

    Parameters
    ----------
    problems
        By the row of the community.
    options
        Over which executor; None to divide one after the other in this process. `on_progress` is
        called in this process with (communities done, communities in all), after each. Outcomes
        that `checkpoints` know are not made again, and the others are handed to them to be kept.
    then
        Called in this process with each row and its outcome, while others are still divided.

    Raises
    ------
    GridgenError
        As a community's problem raises it, in whatever process that was.
    """
    done: dict[int, Outcome] = {}
    if options.checkpoints:
        done.update(options.checkpoints.known(problems))
    if done and options.on_progress:
        options.on_progress(len(done), len(problems))
    for row, outcome in done.items():
        then(row, outcome)
    for row, outcome in _divided(options.executor, problems, _order(problems, done)):
        done[row] = outcome
        then(row, outcome)
        if options.checkpoints:
            options.checkpoints.keep(problems[row], outcome)
        if options.on_progress:
            options.on_progress(len(done), len(problems))
    return {row: done[row] for row in sorted(done)}


def at_hand() -> None:
    """Do nothing, in a worker that has imported by then what dividing a community needs."""


def _order(problems: Mapping[int, CommunityProblem], done: Mapping[int, Outcome]) -> list[int]:
    """Return the rows that are left, the largest first: no worker begins a long one when others are
    done (Graham 1969).
    """
    left = problems.keys() - done.keys()
    return sorted(left, key=lambda row: (-len(problems[row].count), row))


def _divided(
    executor: Executor | None, problems: Mapping[int, CommunityProblem], order: list[int]
) -> Iterator[tuple[int, Outcome]]:
    """Yield each row with its outcome, once it is there."""
    if executor is None:
        for row in order:
            yield row, divide_community(problems[row])
        return
    row_of = {executor.submit(divide_community, problems[row]): row for row in order}
    try:
        for future in as_completed(row_of):
            yield row_of[future], future.result()
    finally:
        # Where the division ends early, an executor that lives on has nothing left of it to do.
        for future in row_of:
            future.cancel()
