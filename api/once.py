"""Things that are made when they are first asked for, and kept."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

Key = tuple[str, str]


class Once:
    """What was made so far, by its name; of several who ask for the same at once one makes it.

    What makes one thing may ask for another.
    """

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._made: dict[Key, Any] = {}

    def __call__(self, key: Key, make: Callable[[], Any]) -> Any:
        """Return what has this name; make it where it is not there."""
        with self._lock:
            if key not in self._made:
                self._made[key] = make()
            return self._made[key]

    def get(self, key: Key) -> Any:
        """Return what has this name, None where it is not made."""
        return self._made.get(key)

    @property
    def made(self) -> dict[Key, Any]:
        """All that is made so far, by its name."""
        return dict(self._made)
