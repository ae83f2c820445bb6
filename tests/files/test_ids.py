"""Ids that begin anew in each village become those of the village; typing errors do not."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from gridgen.files.ids import ids_of
from gridgen.model.arrays import texts


def read(ids: list[str], community: list[str]) -> tuple[list[str], list[str]]:
    known = pd.DataFrame({"id": ids})
    found, told = ids_of(known, texts(community), np.ones(len(ids), bool), source="a.csv")
    return found.tolist(), [finding.rule for finding in told]


def test_ids_that_begin_anew_in_each_village_are_those_of_the_village() -> None:
    ids, told = read(["1", "2", "3", "1", "2"], ["甲"] * 3 + ["乙"] * 2)

    assert ids == ["甲-1", "甲-2", "甲-3", "乙-1", "乙-2"]
    assert told == ["ids_by_village"]


@pytest.mark.parametrize(
    ("ids", "community"),
    [
        (["1", "2", "3"], ["甲", "甲", "乙"]),  # all different
        (["1", "1", "2", "2"], ["甲"] * 4),  # twice in one village: rows doubled by mistake
        (["1", "2", "1", "2"], [""] * 4),  # nothing tells villages apart
        ([str(n) for n in range(10)] + ["0"], ["甲"] * 10 + ["乙"]),  # one of eleven
    ],
)
def test_other_ids_stay_as_they_are(ids: list[str], community: list[str]) -> None:
    assert read(ids, community) == (ids, [])
