"""The plan files that the service offers: found by name, read once, read again when replaced."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from api.served import Served
from api.settings import Settings
from api.settling import settle
from gridgen.files.guard.limits import narrowed
from gridgen.files.plan_reader import stamp_of
from gridgen.model.errors import ReadError
from gridgen.model.plan import Plan
from gridgen.words.say import GridgenError

_SETTLES_NS = 5_000_000_000
"""A file that changed less than five seconds ago may still be written."""

_READ_S = 60
"""Seconds that one plan may take: the others wait for it where all are asked."""

_Stamp = tuple[int, int, int]
Load = Callable[[Path], Plan]


class Files:
    """Plans by the names of their files. Only files that are there are ever opened."""

    def __init__(
        self, settings: Settings, load: Load, *, tell: Callable[[int], None] | None = None
    ) -> None:
        self._settings = settings
        self._load = load
        self._tell = tell
        self._lock = threading.Lock()
        self._locks: dict[str, threading.Lock] = {}
        self._served: dict[str, tuple[_Stamp, Served | GridgenError]] = {}

    def names(self) -> list[str]:
        """Return the names of all files on offer, sorted; none is opened."""
        return sorted(self._files())

    def read(self, name: str) -> Served | GridgenError | None:
        """Return a plan, read anew if its file was replaced since; or why it cannot be read; None
        where no file has that name.
        """
        file = self._files().get(name)
        if file is None:
            return None
        with self._lock:
            lock = self._locks.setdefault(name, threading.Lock())
        with lock:
            try:
                stamp = stamp_of(file)
            except GridgenError as error:  # it went away a moment ago
                return error
            stood, known = self._served.get(name, (None, None))
            if known is not None and stood == stamp:
                return known
            found = self._load_one(name, file)
            is_settled = time.time_ns() - stamp[0] > _SETTLES_NS
            if isinstance(found, GridgenError) and isinstance(known, Served) and not is_settled:
                return known  # somebody is writing it: the old one until it is whole
            self._served[name] = (stamp, found)
            if self._tell is not None:
                self._tell(sum(isinstance(one, Served) for _, one in [*self._served.values()]))
            return found

    def at_hand(self) -> dict[str, Served | GridgenError] | None:
        """Return every file as it is in memory; None where one of them has to be read for that."""
        found = {}
        for name, file in sorted(self._files().items()):
            stood, known = self._served.get(name, (None, None))
            try:
                if known is None or stood != stamp_of(file):
                    return None
            except GridgenError:  # it went away a moment ago
                return None
            found[name] = known
        return found

    def _load_one(self, name: str, file: Path) -> Served | GridgenError:
        try:
            with narrowed(seconds=_READ_S):
                served = Served(name, self._load(file))
            served.look_through()
            settle()
        except GridgenError as error:
            return error
        except Exception as error:
            # Whatever a file of a stranger leads a library to: it must not touch the other plans.
            return ReadError("plan_unusable", file=file.name, why=str(error)[:200])
        return served

    def _files(self) -> dict[str, Path]:
        """Return every file on offer by its name, those of the folder in order.

        The folder is looked through with every request, which `Path.glob` takes four times as long
        for.
        """
        found: list[str] = []
        if self._settings.data is not None:
            with suppress(OSError), os.scandir(self._settings.data) as entries:
                found = [
                    one.path for one in entries if one.name.endswith(".gpkg") and one.is_file()
                ]
        given = [file for file in self._settings.plans if file.is_file()]
        return {file.stem: file for file in (*map(Path, sorted(found)), *given)}
