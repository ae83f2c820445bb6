"""Communities that are done, kept in a folder beside the plan that they will be part of.

For commands: a job keeps them in its store. One file for each, named by the hash of its problem.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from gridgen.division.community import Outcome
from gridgen.division.options import Checkpoints
from gridgen.division.problems import CommunityProblem
from gridgen.files.whole import write_bytes
from gridgen.jobs.outcomes import hash_of, known_among, outcome_to_bytes

ENDING = ".community"
"""Of the files; the folder has the name of the plan, and `.part`."""


@dataclass(slots=True, eq=False)
class _Beside:
    """Outcomes in a folder, which is there.

    `told` is called with (communities known, communities in all) where there are any.
    """

    folder: Path
    told: Callable[[int, int], None]
    _hash_of: dict[str, str] = field(default_factory=dict)

    def known(self, problems: Mapping[int, CommunityProblem]) -> dict[int, Outcome]:
        """Return the outcomes that an earlier run kept of exactly these problems."""
        self._hash_of = {problem.code: hash_of(problem) for problem in problems.values()}
        stored: dict[str, bytes] = {}
        for problem in problems.values():
            with suppress(OSError):  # what cannot be read is divided again
                stored[problem.code] = self._file_of(problem).read_bytes()
        found = known_among(problems, self._hash_of, stored)
        if found:
            self.told(len(found), len(problems))
        return found

    def keep(self, problem: CommunityProblem, outcome: Outcome) -> None:
        """Keep an outcome: its file is there whole, or not at all."""
        write_bytes(self._file_of(problem), outcome_to_bytes(outcome, self._hash_of[problem.code]))

    def _file_of(self, problem: CommunityProblem) -> Path:
        return self.folder / f"{self._hash_of[problem.code]}{ENDING}"


@contextmanager
def kept_beside(folder: Path, told: Callable[[int, int], None]) -> Iterator[Checkpoints]:
    """Give checkpoints in a folder; they are removed once the block is left without an error.

    Parameters
    ----------
    folder
        That is there. It goes too where nothing else is in it.
    told
        Called with (communities known, communities in all) where a run goes on with where another
        was.
    """
    beside = _Beside(folder, told)
    yield Checkpoints(beside.known, beside.keep)
    for file in folder.glob(f"*{ENDING}"):
        file.unlink(missing_ok=True)
    for unfinished in folder.glob(".gridgen-*"):  # of a run that was killed while it wrote
        shutil.rmtree(unfinished, ignore_errors=True)
    with suppress(OSError):
        folder.rmdir()
