"""Days of the calendar, as plans write them."""

from __future__ import annotations

from datetime import date


def is_day(text: str) -> bool:
    """Return whether a text is a day of the calendar, as 2026-11-29.

    >>> is_day("2026-11-29"), is_day("2026-13-01"), is_day("29.11.2026")
    (True, False, False)
    """
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
