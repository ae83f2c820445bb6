"""One role in a plan: who has it, and the zones and households that they serve."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from gridgen.model.arrays import Shapes, Texts
from gridgen.model.people import People
from gridgen.model.plan import Plan
from gridgen.rules.levels import Role

VACANT = 1e-3
"""What the way to a house without households counts, so that it too goes to somebody near."""


@dataclass(frozen=True, eq=False)
class Serving:
    """One role in a plan of n households, and the people of whom some have it.

    A role serves the z zones of its level, or the communities; none where the plan has no such
    level.
    """

    plan: Plan
    people: People
    role: Role

    @cached_property
    def mine(self) -> NDArray[np.int64]:
        """Rows of the people who have the role."""
        return np.flatnonzero(self.people.role == self.role.name)

    @property
    def is_of_communities(self) -> bool:
        """Whether whole communities are served."""
        return self.role.level == "communities"

    @property
    def code(self) -> Texts:
        """(z,) codes of the zones that are served."""
        if self.is_of_communities:
            return self.plan.communities.code
        if self.role.level not in self.plan.zone_of:
            return self.plan.communities.code[:0]
        return self.plan.level(self.role.level).code

    @property
    def zone_of(self) -> NDArray[np.int32]:
        """(n,) the zone of each household, -1 for none."""
        if self.is_of_communities:
            return self.plan.community_of
        nowhere = np.full(len(self.plan.township.households), -1, np.int32)
        return self.plan.zone_of.get(self.role.level, nowhere)

    @property
    def polygon(self) -> Shapes:
        """(z,) polygons of the zones that are served, as they stand in the plan."""
        if self.is_of_communities:
            return self.plan.communities.shape
        return self.plan.level(self.role.level).polygon
