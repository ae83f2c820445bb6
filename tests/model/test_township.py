"""A township as it was read: nobody is without a place if not said, and each file has a name."""

from __future__ import annotations

import numpy as np
import pytest
from plans import METRES, town

from gridgen.model.township import Township

HOMES = town().township.households


def test_everybody_has_a_place_if_not_said() -> None:
    township = Township(HOMES, METRES)

    assert township.is_placeless.tolist() == [False] * len(HOMES)
    assert township.communities is None
    assert township.ground == {}


def test_who_has_no_place_is_said_for_each_household() -> None:
    with pytest.raises(TypeError, match=rf"is_placeless has 2 rows; expected {len(HOMES)}"):
        Township(HOMES, METRES, is_placeless=np.array([True, False]))


def test_a_file_is_called_by_its_name_or_else_by_what_it_holds() -> None:
    township = Township(HOMES, METRES, source={"people": "staff.csv"})

    assert township.called("people") == "staff.csv"
    assert township.called("ties") == "ties"
