"""What a worker tells and keeps while a process works, and when it ends it early."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from concurrent.futures import Executor
from dataclasses import dataclass, field

from gridgen.division.community import Outcome
from gridgen.division.options import Checkpoints
from gridgen.division.problems import CommunityProblem
from gridgen.jobs.lease import Attempt, LostError, keep, kept, tell
from gridgen.jobs.outcomes import hash_of, known_among, outcome_to_bytes
from gridgen.jobs.processes import Watch, day_of

BEGINS: Mapping[str, int] = {"reading": 1, "dividing": 5, "suggesting": 5, "checking": 90}
"""At which percent each stage begins."""


class StoppedError(Exception):
    """The worker was asked to end: another goes on."""


@dataclass(slots=True, eq=False)
class Watching:
    """The eyes of a worker on one attempt.

    Attributes
    ----------
    attempt
        What it does.
    gone
        Set once the job is another's, or over.
    stop
        Set once the worker is to end.
    done, of
        Communities.
    """

    attempt: Attempt
    gone: threading.Event
    stop: threading.Event
    done: int = 0
    of: int = 0
    _hash_of: dict[str, str] = field(default_factory=dict)

    def watch(self, executor: Executor | None) -> Watch:
        """Return it as processes take it."""
        return Watch(
            stage=self.stage,
            step=self.step,
            checkpoints=Checkpoints(self.known, self.keep),
            executor=executor,
            day=day_of(self.attempt.job.created),
        )

    def go_on(self) -> None:
        """Raise LostError where the job is no longer ours, StoppedError where the worker is to end.

        Between two pieces of work, so that what is done is also kept.
        """
        if self.gone.is_set():
            raise LostError
        if self.stop.is_set():
            raise StoppedError

    def stage(self, name: str) -> None:
        """Tell which stage begins."""
        self.go_on()
        tell(self.attempt, {"stage": name}, progress=BEGINS[name])

    def step(self, done: int, of: int) -> None:
        """Tell how far a stage is that keeps nothing."""
        self.go_on()
        if not self.of:
            tell(self.attempt, {"done": done, "of": of}, progress=_percent(done, of))

    def known(self, problems: Mapping[int, CommunityProblem]) -> dict[int, Outcome]:
        """Return the outcomes that an earlier attempt kept of exactly these problems."""
        stored = kept(self.attempt)
        self._hash_of = {problem.code: hash_of(problem) for problem in problems.values()}
        found = known_among(problems, self._hash_of, stored)
        self.done, self.of = len(found), len(problems)
        told = {"done": self.done, "of": self.of}
        tell(self.attempt, told, progress=_percent(self.done, self.of))
        return found

    def keep(self, problem: CommunityProblem, outcome: Outcome) -> None:
        """Keep an outcome, and tell so in the same transaction."""
        self.done += 1
        told = {"community": problem.code, "done": self.done, "of": self.of}
        stored = outcome_to_bytes(outcome, self._hash_of[problem.code])
        progress = _percent(self.done, self.of)
        keep(self.attempt, problem.code, stored, told, progress=progress)


def _percent(done: int, of: int) -> int:
    first, last = BEGINS["dividing"], BEGINS["checking"]
    return first + (last - first) * done // max(of, 1)
