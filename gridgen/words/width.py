"""How wide texts are where every character has one column, and a Chinese one two."""

from __future__ import annotations

from unicodedata import east_asian_width


def columns_of(text: str) -> int:
    """Return how many columns a text takes.

    >>> columns_of("grid"), columns_of("网格")
    (4, 4)
    """
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)
