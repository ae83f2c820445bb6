"""The colours that zones of a store have, whatever is done to them: those they began with."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from gridgen.model.zones import Zones
from gridgen.versions.store.begun import begun_zones
from gridgen.versions.store.database import Store
from gridgen.versions.store.versions import Version
from maps.ink.colours import colour_rows, kept_rows
from maps.ink.touching import touching

Colours = Mapping[str, int]
"""The number of the colour of a zone by its code."""

_HELD = 32
"""Versions whose first colours are kept."""

_MANY = 4
"""Where more than one zone of so many would need another colour, all are chosen anew."""


@dataclass(slots=True, eq=False)
class FirstColours:
    """The colours with which versions began, so that every service over a store has the same, and
    a zone keeps its own from version to version.
    """

    store: Store
    lock: threading.Lock = field(default_factory=threading.Lock)
    held: dict[int, Colours] = field(default_factory=dict)

    def of(self, version: Version, versions: Mapping[int, Version]) -> Colours:
        """Return those of a version: where it was made from another one, the colours of that one.

        Parameters
        ----------
        version
            Which.
        versions
            All there are, by number.
        """
        with self.lock:
            return self._of(version, versions)

    def _of(self, version: Version, versions: Mapping[int, Version]) -> Colours:
        parent = None if version.parent is None else versions.get(version.parent)
        if parent is not None and version.parent_edit is not None:
            return self._of(parent, versions)  # a draft of the same plan
        if version.id not in self.held:
            older = {} if parent is None else self._of(parent, versions)
            while len(self.held) >= _HELD:
                del self.held[next(iter(self.held))]
            self.held[version.id] = _first(begun_zones(self.store, version.id), older)
        return self.held[version.id]


def known_rows(codes: NDArray[np.object_], colours: Colours) -> NDArray[np.int64]:
    """Return (z,) the numbers of the colours of zones by their codes, -1 for none."""
    return np.array([colours.get(code, -1) for code in codes.tolist()], np.int64)


def _first(zones: Zones, older: Colours) -> Colours:
    known = known_rows(zones.code, older)
    rows = kept_rows(touching(zones.polygon), known)
    if _MANY * (rows != known).sum() > len(zones):
        rows = colour_rows(zones.polygon)
    return dict(zip(zones.code.tolist(), rows.tolist(), strict=True))
