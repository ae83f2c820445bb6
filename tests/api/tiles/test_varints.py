"""Whole numbers as Protocol Buffers write them."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from api.tiles.varints import varint, varints, zigzag


def read(written: bytes) -> list[int]:
    """The numbers that stand one behind the other, the slow obvious way."""
    numbers, number, bits = [], 0, 0
    for byte in written:
        number |= (byte & 0x7F) << bits
        bits += 7
        if byte < 0x80:
            numbers.append(number)
            number, bits = 0, 0
    return numbers


@given(st.lists(st.integers(0, 2**63 - 1)))
def test_many_numbers_are_written_as_each_alone(numbers: list[int]) -> None:
    written, begin = varints(np.array(numbers, np.uint64))

    assert read(written) == numbers
    pieces = [written[a:b] for a, b in pairwise(begin)]
    assert pieces == [varint(number) for number in numbers]


@given(st.lists(st.integers(-(2**40), 2**40)))
def test_small_numbers_stay_small_without_their_sign(numbers: list[int]) -> None:
    unsigned = zigzag(np.array(numbers, np.int64)).tolist()

    assert unsigned == [2 * n if n >= 0 else -2 * n - 1 for n in numbers]
