"""Two plans: what changed between them, and how two nets lie over each other."""

from gridgen.edit.centres import CentreChange
from gridgen.edit.diff import (
    Balance,
    Difference,
    Flow,
    HouseholdChange,
    State,
    Tally,
    ZoneChange,
    diff,
)
from gridgen.edit.overlay import Lie, Overlap, Overlay, Relation, overlay

__all__ = [
    "Balance",
    "CentreChange",
    "Difference",
    "Flow",
    "HouseholdChange",
    "Lie",
    "Overlap",
    "Overlay",
    "Relation",
    "State",
    "Tally",
    "ZoneChange",
    "diff",
    "overlay",
]
