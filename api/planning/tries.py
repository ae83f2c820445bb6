"""Edits that were tried and not made yet: who then makes them needs not wait a second time."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from gridgen.versions.apply import Applied
from gridgen.versions.draft import Draft
from gridgen.versions.edits import Edit

_MOST = 4
"""Tries that are remembered: each holds a plan."""


@dataclass(frozen=True, slots=True, eq=False)
class Tried:
    """What edits would do, which is what they do to the same draft on the same day.

    Attributes
    ----------
    draft
        To which they would be made; it never changes.
    edits
        All of them, in their order.
    day
        On which codes would fall out of use, as 2026-11-29.
    applied
        What each does.
    lang, rows
        The same as the answer tells it, and in which language.
    """

    draft: Draft
    edits: tuple[Edit, ...]
    day: str
    applied: Sequence[Applied]
    lang: str
    rows: list[dict[str, Any]]


class Tries:
    """The last edits that were tried, of all versions together."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._last: deque[Tried] = deque(maxlen=_MOST)

    def keep(self, tried: Tried) -> None:
        """Remember what was tried; what was tried longest ago is forgotten."""
        with self._lock:
            self._last.append(tried)

    def of(self, draft: Draft, edits: Sequence[Edit], day: str, lang: str) -> Tried | None:
        """Return what was tried, word by word, on this very draft; None where nobody did."""
        wanted = (tuple(edits), day, lang)
        with self._lock:
            found = [one for one in self._last if one.draft is draft]
        return next((one for one in found if (one.edits, one.day, one.lang) == wanted), None)

    def forget(self, draft: Draft) -> None:
        """Forget all that was tried on a draft: the version is another now."""
        with self._lock:
            kept = [one for one in self._last if one.draft is not draft]
            self._last = deque(kept, maxlen=_MOST)
