"""A frame and a made-up face for tests of labels."""

from __future__ import annotations

from maps.ink.labels import TextStyle

FRAME = (0.0, 0.0, 200.0, 200.0)


def ems(text: str) -> float:
    """A font in which every character is one em wide."""
    return float(len(text))


STYLE = TextStyle(ems, 12, 6)
