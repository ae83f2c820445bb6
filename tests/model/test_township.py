"""A township as it was read: nobody is without a place if not said, and each file has a name."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from plans import METRES, town

from gridgen.model.township import Township

HOMES = town().township.households


def test_everybody_has_a_place_if_not_said() -> None:
    township = Township(HOMES, METRES)

    assert township.is_placeless.tolist() == [False] * len(HOMES)
    assert township.communities is None
    assert township.ground == {}


def test_who_is_virtual_has_no_place_and_who_stands_where_their_unit_does_has_one() -> None:
    standing = ["virtual", "by_unit", *[""] * (len(HOMES) - 2)]

    township = Township(replace(HOMES, standing=standing), METRES)

    assert np.flatnonzero(township.is_placeless).tolist() == [0]


def test_a_file_is_called_by_its_name_or_else_by_what_it_holds() -> None:
    township = Township(HOMES, METRES, source={"people": "staff.csv"})

    assert township.called("people") == "staff.csv"
    assert township.called("ties") == "ties"
