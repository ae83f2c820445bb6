"""The versions of a store as plans: each is opened once, and then kept up with.

Several services may share a store: what others record is seen by the next request, and what they
publish within a second.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial

from api.begun import Colours, FirstColours
from api.made import Begun
from api.planning.tries import Tries
from api.served import Served
from api.settling import settle
from gridgen.versions.draft import Draft
from gridgen.versions.store.database import Store
from gridgen.versions.store.opening import Opened, open_version
from gridgen.versions.store.recording import caught_up
from gridgen.versions.store.states import PUBLISHED, RETIRED, is_in_force
from gridgen.versions.store.versions import Version, every_version, version_of

_FRESH_S = 1.0
"""Seconds for which the list of versions is not asked for again."""

_FIXED = (PUBLISHED, RETIRED)
"""States in which a version never changes again, but for the day on which it ends."""


@dataclass(slots=True, eq=False)
class _Held:
    """A version in memory, and what has been made of it as it is."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    opened: Opened | None = None
    served: Served | None = None
    at: int = -1
    """The edit after which `served` is."""
    ahead: Served | None = None
    """What comes of an edit that was tried, for when it is made."""


@dataclass(frozen=True, slots=True)
class _Listed:
    """The versions by number as they were at a moment, and those in force by day."""

    versions: Mapping[int, Version]
    in_force: dict[date, list[Version]] = field(default_factory=dict)


class Living:
    """Versions by number, ready to be served and edited; the least used of those not in force go.

    Parameters
    ----------
    store
        Where they are.
    held
        How many are kept besides those in force today.

    Attributes
    ----------
    tries
        Edits that were only tried.
    """

    def __init__(self, store: Store, held: int) -> None:
        self.store = store
        self._most = held
        self._lock = threading.Lock()
        self._held: OrderedDict[int, _Held] = OrderedDict()
        self._listed = _Listed({})
        self._turn = 0
        self._listed_until = 0.0
        self._first = FirstColours(store)
        self.tries = Tries()

    def versions(self) -> Mapping[int, Version]:
        """Return every version by its number, plan by plan, as of the last second."""
        return self._list().versions

    def look_again(self) -> None:
        """Let the list be asked for again: a version was made, or is in another state."""
        # Whoever asks for it at this moment may have what was before: that is not kept.
        self._turn += 1
        self._listed_until = 0.0

    def in_force(self, day: date) -> list[Version]:
        """Return the versions that are in force on a day, by plan and number."""
        listed = self._list()
        if day not in listed.in_force:
            found = [one for one in listed.versions.values() if is_in_force(one, day)]
            listed.in_force[day] = found
        return listed.in_force[day]

    def version(self, number: int) -> Version:
        """Return what the store tells of a version, as it is now.

        Raises
        ------
        NotInStoreError
            There is none such.
        """
        told = self.versions().get(number)
        if told is not None and told.state in _FIXED:
            return told
        with self.store.reading() as connection:
            return version_of(connection, number)

    def opened(self, version: Version) -> Opened:
        """Return a version as it is now, for edits.

        Parameters
        ----------
        version
            As `version` returned it in this request.
        """
        held = self._holding(version.id)
        with held.lock:
            if held.opened is None:
                held.opened = open_version(self.store, version.id)
                if version.state in _FIXED:
                    settle()
            elif held.opened.edit < version.head:
                held.opened = caught_up(self.store, held.opened)
            if held.opened.edit == version.head:
                held.opened = replace(held.opened, version=version)
            return held.opened

    def keep(self, opened: Opened) -> None:
        """Keep a version as it is after an edit, so that nobody has to catch up with it."""
        held = self._holding(opened.version.id)
        with held.lock:
            if held.opened is None or held.opened.edit < opened.edit:
                if held.opened is not None:
                    self.tries.forget(held.opened.draft)
                held.opened = opened

    def served(self, version: Version) -> Served:
        """Return a version as it is now, with all that has been made of it.

        Parameters
        ----------
        version
            As `version` returned it in this request.
        """
        opened = self.opened(version)
        held = self._holding(version.id)
        with held.lock:
            if held.served is None or held.at < opened.edit:
                ahead = held.ahead
                if ahead is None or ahead.plan is not opened.draft.plan:
                    ahead = self._next(held, version, opened.draft)
                # What was made ahead tells of the edit before.
                held.served = ahead.told(f"v{version.id}", opened.version)
                held.at, held.ahead = opened.edit, None
            return held.served.told(f"v{version.id}", opened.version)

    def foreseen(self, version: Version, tried: Draft) -> Served:
        """Return what a version would be after edits that were only tried; who then makes them
        finds it made.

        Parameters
        ----------
        version
            As `version` returned it in this request.
        tried
            What the edits would make of it.
        """
        self.served(version)
        held = self._holding(version.id)
        with held.lock:
            held.ahead = self._next(held, version, tried)
            return held.ahead

    def _next(self, held: _Held, version: Version, draft: Draft) -> Served:
        """Return a draft that goes on from what is held of its version."""
        made = {} if held.served is None else held.served.to_go_on()
        begun = Begun(partial(self._first_colours, version), made, draft.rules)
        return Served(f"v{version.id}", draft.plan, version, begun)

    def _first_colours(self, version: Version) -> Colours:
        return self._first.of(version, {**self.versions(), version.id: version})

    def at_hand(self, day: date) -> list[Version] | None:
        """Return what `in_force` would, where the store need not be asked for it; else None."""
        return self.in_force(day) if time.monotonic() < self._listed_until else None

    def served_at_hand(self, version: Version) -> Served | None:
        """Return what `served` would of a version that never changes, where it is in memory."""
        held = self._held.get(version.id)
        if held is None or held.served is None or version.state not in _FIXED:
            return None
        return held.served.told(f"v{version.id}", version)

    def _list(self) -> _Listed:
        if time.monotonic() < self._listed_until:
            return self._listed
        turn = self._turn
        found = _Listed({one.id: one for one in every_version(self.store)})
        if turn == self._turn:
            self._listed, self._listed_until = found, time.monotonic() + _FRESH_S
        return found

    def _holding(self, number: int) -> _Held:
        """Return the place of a version in memory, as the one that was used last."""
        with self._lock:
            if number not in self._held:
                self._held[number] = _Held()
                kept = {one.id for one in self.in_force(date.today())}
                others = [one for one in self._held if one not in kept]
                for one in others[: max(0, len(others) - self._most)]:
                    del self._held[one]
            self._held.move_to_end(number)
            return self._held[number]
