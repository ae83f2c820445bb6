"""What is read back from a map page under test."""

from __future__ import annotations

from typing import Any

import numpy as np


def corners(drawn: Any) -> list[list[int]]:
    """Every absolute position in the drawing, in millionths of a degree."""
    found: list[list[int]] = []
    if isinstance(drawn, dict):
        for value in drawn.values():
            found += corners(value)
    elif isinstance(drawn, list) and drawn and all(isinstance(v, int) for v in drawn):
        found += np.cumsum(np.array(drawn).reshape(-1, 2), axis=0).tolist()
    elif isinstance(drawn, list):
        for value in drawn:
            found += corners(value)
    return found
