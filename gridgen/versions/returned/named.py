"""What households say of their zone, by code or by name -> the zone that is meant."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from gridgen.model.plan import Plan
from gridgen.model.zones import Zones, number_in
from gridgen.plans.names import names_of, plain
from gridgen.rules.levels import Rules

NEW = "\x00"
"""What the label of a new zone begins with: no code and no name does."""


@dataclass(frozen=True, slots=True, eq=False)
class Called:
    """What the zones of one level are called.

    Attributes
    ----------
    zones
        Of the level.
    zone_of
        (n,) of the households.
    codes
        Of all zones.
    of_name
        Codes by the place, a zone above or a community, and the name in it; by "" those in full.
    """

    zones: Zones
    zone_of: np.ndarray
    codes: frozenset[str]
    of_name: dict[tuple[str, str], set[str]] = field(default_factory=dict)

    def label(self, row: int, said: str) -> str:
        """Return the label of the zone that a household says: a code, or that of a new zone.

        Parameters
        ----------
        row
            Of the household, which is in a zone.
        said
            A code, or a name: in full, or as it stands in the zone above or in the community.
        """
        if said in self.codes:
            return said
        zone = int(self.zone_of[row])
        parent, home = str(self.zones.parent[zone]), str(self.zones.community[zone])
        own = str(self.zones.code[zone])
        for place in (parent, home, ""):
            found = self.of_name.get((place, plain(said)), set())
            if own in found:
                return own
            if len(found) == 1:
                return next(iter(found))
        return f"{NEW}{said}" if number_in(said, home) else f"{NEW}{parent}{NEW}{said}"


def called_in(plan: Plan, rules: Rules, level: str) -> Called:
    """Return what the zones of a level of a plan are called."""
    zones = plan.level(level)
    called = Called(zones, plan.zone_of[level], frozenset(zones.code.tolist()))
    full = names_of(plan, rules)
    for z, code in enumerate(zones.code.tolist()):
        names = {plain(zones.name[z]), *map(plain, full[code])}
        for place in (zones.parent[z], zones.community[z], ""):
            for name in names:
                called.of_name.setdefault((str(place), name), set()).add(code)
    return called


def said_in(label: str) -> tuple[str, str]:
    r"""Return the code and the name that the label of a new zone says; "" for what it does not.

    >>> said_in("\x00990101001201007"), said_in("\x00990101001201\x00河东网格")
    (('990101001201007', ''), ('', '河东网格'))
    """
    place, mark, name = label.removeprefix(NEW).partition(NEW)
    return ("", name) if mark else (place, "")
