"""Plans change: what is different between two of them."""

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

__all__ = [
    "Balance",
    "Difference",
    "Flow",
    "HouseholdChange",
    "State",
    "Tally",
    "ZoneChange",
    "diff",
]
