"""What a unit of the CRS of the input is on the ground is told where it is no metre."""

from __future__ import annotations

import pytest

from gridgen.checks.metres import span_of


@pytest.mark.parametrize(
    ("least", "most", "said"),
    [
        (0.3048, 0.3048, "0.305"),
        (0.7681, 0.7684, "0.768"),
        (0.7641, 0.7671, "0.764-0.767"),
        (0.8850, 1.1299, "0.885-1.130"),
        (0.0009, 0.0009, "0.001"),
    ],
)
def test_a_span_is_one_number_where_all_directions_are_alike(
    least: float, most: float, said: str
) -> None:
    assert span_of(least, most) == said
