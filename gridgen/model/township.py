"""Everything that is known of a township before it is divided: read once, in metres."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from gridgen.model.arrays import in_short
from gridgen.model.centres import Centres
from gridgen.model.communities import Communities
from gridgen.model.findings import Finding
from gridgen.model.ground import Features
from gridgen.model.households import Households, Presence
from gridgen.model.people import People
from gridgen.model.special import SpecialGrids
from gridgen.model.ties import Tie


@dataclass(frozen=True, slots=True, eq=False)
class Township:
    """A township as it was read. "Not given" is None.

    Attributes
    ----------
    households
        n rows.
    crs
        The metre CRS of the work, in which all values are but those that say otherwise.
    communities
        Villages and urban communities; None where they are drawn around the households of each
        code.
    ground
        What lies on the ground, by the names of `GROUND`, as far as it was given.
    special
        Polygons that are grids of their own.
    centres
        Places around which zones are made.
    people
        Who serves.
    ties
        Whom grids keep together and apart.
    findings
        What was found in reading.
    source
        What the files are called, by what is in them, for findings.
    """

    households: Households
    crs: str
    communities: Communities | None = None
    ground: Mapping[str, Features] = field(default_factory=dict)
    special: SpecialGrids | None = None
    centres: Centres | None = None
    people: People | None = None
    ties: tuple[Tie, ...] = ()
    findings: tuple[Finding, ...] = ()
    source: Mapping[str, str] = field(default_factory=dict)

    __repr__ = in_short

    @property
    def is_placeless(self) -> NDArray[np.bool_]:
        """(n,) whether a household has no place and goes to a virtual grid."""
        return np.asarray(self.households.standing == Presence.VIRTUAL, bool)

    def called(self, role: str) -> str:
        """Return the name of the file that holds `role`, or the role itself."""
        return self.source.get(role, role)
