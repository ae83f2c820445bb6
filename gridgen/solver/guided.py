"""The proof beside the search: it ends it where nothing is better, and shows it where to go.

Where branch and bound is left with centres that are in no doubt, the division around them is the
best of a whole region of the search, but for pieces; often one that the search has not met.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from gridgen.model.problem import Problem
from gridgen.solver.assignment import Assignment, shared_out

if TYPE_CHECKING:
    from gridgen.solver.branch import Branching
    from gridgen.solver.improve import Search

AHEAD = 4.0
"""The proof goes so many times as fast as the search: most of what is found is found early."""


class Guide:
    """What the search of one part asks of its proof.

    Parameters
    ----------
    part
        n units, in the order in which the search has them.
    proof
        Of this part and its number of grids.
    search
        How much work, and until when.
    """

    def __init__(self, part: Problem, proof: Branching, search: Search) -> None:
        self.part, self.proof, self.search = part, proof, search
        self._shown = math.inf

    def is_best(self, score: float, share: float) -> bool:
        """Prove on, and say whether a score is proven to be the best.

        Parameters
        ----------
        score
            Metres of the best division that was found.
        share
            Share of all relocations that were made; at 0 the score is not yet good enough to prove
            anything against.
        """
        if share > 0.0:
            work = math.ceil(self.search.effort.proof * min(1.0, AHEAD * share))
            self.proof.advance(score, work=work, until=self.search.until or math.inf)
        return self.proof.is_done(score)

    def shown(self) -> NDArray[np.int32] | None:
        """Return (n,) the grid of each unit around centres that are in no doubt; None where the
        proof has come to none since they were asked for last.
        """
        settled = self.proof.settled
        if settled is None or settled.metres >= self._shown:
            return None
        self._shown = settled.metres
        centres = settled.centres
        way = np.linalg.norm(self.part.xy[:, None] - self.part.xy[centres][None], axis=2)
        return shared_out(
            Assignment(
                cost=way * self.part.visits[:, None], load=self.part.load, links=None,
                centres=centres, fewest=np.broadcast_to(self.part.fewest, len(centres)),
                most=np.broadcast_to(self.part.most, len(centres)),
            )
        )  # fmt: skip


def guide_of(part: Problem, grids: int, search: Search) -> Guide | None:
    """Return the guide of long searches where only the way has a price, and of parts that the best
    can be proven for; else None.

    Where units are unlike, a half takes ten times as long, and few are closed: three published
    instances took twice the time with a guide and ended no better.
    """
    is_short = len(search.effort.drifts) < 2 or grids < 3
    is_unlike = bool((part.load != part.load[0]).any())
    if is_short or is_unlike or not part.has_way_alone:
        return None
    from gridgen.solver.branch import LARGEST, Branching  # loaded where a proof is wanted

    return Guide(part, Branching(part, grids), search) if len(part) <= LARGEST else None
