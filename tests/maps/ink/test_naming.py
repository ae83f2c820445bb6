"""A zone is called without the name of its community, which stands beside it anyway."""

from __future__ import annotations

import pytest

from maps.ink.naming import short_name, zone_number


@pytest.mark.parametrize(
    ("name", "community", "short"),
    [
        ("清河村第1网格", "清河村", "第1网格"),
        ("Qinghe - Grid 1", "Qinghe", "Grid 1"),
        ("清河村", "清河村", "清河村"),
        ("第1网格", "", "第1网格"),
    ],
)
def test_a_short_name_leaves_the_community_out(name: str, community: str, short: str) -> None:
    assert short_name(name, community) == short


@pytest.mark.parametrize(
    ("code", "parent", "number"),
    [
        ("990101001", "990101", "1"),
        ("990101010", "990101", "10"),
        ("000", "", "000"),
        ("7", "7", "7"),
    ],
)
def test_the_number_is_what_the_code_adds_without_zeros(
    code: str, parent: str, number: str
) -> None:
    assert zone_number(code, parent) == number
