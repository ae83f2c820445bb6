"""The Z-order curve (Morton 1966): what is near on the ground is mostly near along it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_SPREADS = (
    (16, 0x0000_FFFF_0000_FFFF), (8, 0x00FF_00FF_00FF_00FF), (4, 0x0F0F_0F0F_0F0F_0F0F),
    (2, 0x3333_3333_3333_3333), (1, 0x5555_5555_5555_5555),
)  # fmt: skip
"""How far the halves of a number are moved apart, and where its bits then stand."""


def along_curve(x: NDArray[np.int64], y: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return where cells lie along the curve: the bits of x and y in turns, those of y before.

    Parameters
    ----------
    x, y
        (n,) columns and rows, from 0 to 2**31 - 1.

    Examples
    --------
    >>> along_curve(np.array([0, 1, 0, 1]), np.array([0, 0, 1, 1])).tolist()
    [0, 1, 2, 3]
    """
    # A free place before each bit (Anderson, Bit twiddling hacks).
    for step, mask in _SPREADS:
        x, y = (x | x << step) & mask, (y | y << step) & mask
    return y << 1 | x
