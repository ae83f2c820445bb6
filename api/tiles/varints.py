"""Whole numbers as Protocol Buffers write them, many at once."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_SHORT = tuple(bytes([number]) for number in range(0x80))
"""The numbers that take one byte."""


def zigzag(numbers: NDArray[np.int64]) -> NDArray[np.uint64]:
    """Return numbers without sign: 0, -1, 1, -2 become 0, 1, 2, 3."""
    return ((numbers << 1) ^ (numbers >> 63)).view(np.uint64)


def varint(number: int) -> bytes:
    """Return one number, 0 or above: seven bits a byte, the lowest first.

    >>> varint(300).hex()
    'ac02'
    """
    if number <= 0x7F:
        return _SHORT[number]
    parts = bytearray()
    while number > 0x7F:
        parts.append(number & 0x7F | 0x80)
        number >>= 7
    parts.append(number)
    return bytes(parts)


def varints(numbers: NDArray[np.uint64]) -> tuple[bytes, NDArray[np.int64]]:
    """Return numbers one behind the other.

    Parameters
    ----------
    numbers
        (n,) below 2**63.

    Returns
    -------
    The bytes, and (n + 1,) where each number begins, and where the last one ends.
    """
    size = np.ones(len(numbers), np.int64)
    most = int(numbers.max(initial=0))
    for bits in range(7, most.bit_length(), 7):
        size += numbers >= np.uint64(1 << bits)
    begin = np.concatenate([[0], np.cumsum(size)])
    written = np.empty(begin[-1], np.uint8)
    for k in range(int(size.max(initial=0))):
        long = size > k
        seven = (numbers[long] >> np.uint64(7 * k)).astype(np.uint8) & 0x7F
        written[begin[:-1][long] + k] = seven | np.where(size[long] > k + 1, 0x80, 0).astype(
            np.uint8
        )
    return written.tobytes(), begin
