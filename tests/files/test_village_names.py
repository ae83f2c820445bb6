"""Rows may name their village in words; the boundaries know its code."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from gridgen.files.village_names import with_codes
from gridgen.model.arrays import texts
from gridgen.model.communities import Communities
from gridgen.model.households import Households


def drawn(names: list[str]) -> Communities:
    squares = np.array([shapely.box(n, 0, n + 1, 1) for n in range(len(names))], object)
    codes = [str(990101001201 + number) for number in range(len(names))]
    return Communities(texts(codes), texts(names), texts(["village"] * len(names)), squares)


def saying(community: str) -> Households:
    xy = np.zeros((1, 2))
    return Households(
        ids=texts(["a"]), given=xy, xy=xy, count=np.ones(1, np.int64), community=texts([community]),
        keys={}, source=np.ones(1, np.int64), crs="EPSG:4548",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("上塘村", "990101001201"),
        ("上塘村委会", "990101001201"),
        ("上塘", "990101001201"),
        ("990101001202", "990101001202"),
        ("新桥社区居委会", "990101001203"),
        ("外村", "外村"),
        ("", ""),
    ],
)
def test_a_name_becomes_the_code_of_the_boundary_that_is_called_so(said: str, code: str) -> None:
    households, found = with_codes(
        saying(said), drawn(["上塘村", "中陂村", "新桥社区"]), source="a.csv"
    )

    assert households.community.tolist() == [code]
    assert [finding.rule for finding in found] == ["villages_by_name"] * (code != said)


def test_a_name_that_two_boundaries_share_stays() -> None:
    households, found = with_codes(saying("上塘"), drawn(["上塘村", "上塘社区"]), source="a.csv")

    assert households.community.tolist() == ["上塘"]
    assert found == ()
