"""Towns drawn in the test: a picture in text becomes places."""

from __future__ import annotations

from textwrap import dedent

import numpy as np
from numpy.typing import NDArray

SPACING_M = 10.0


def town(picture: str) -> dict[str, NDArray[np.float64]]:
    """Return the places of each letter, (n, 2) metres, in reading order; 10 m a character.

    The first line is the northernmost; blanks and dots are nobody's.
    """
    lines = [line for line in dedent(picture).splitlines() if line.strip()]
    places: dict[str, list[tuple[float, float]]] = {}
    for row, line in enumerate(lines):
        for column, letter in enumerate(line):
            if letter not in " .":
                at = (column * SPACING_M, (len(lines) - 1 - row) * SPACING_M)
                places.setdefault(letter, []).append(at)
    return {letter: np.array(xy) for letter, xy in places.items()}
