"""Centres as given: -1 stands for the band of the rules, "" for what was not said."""

from __future__ import annotations

import numpy as np
import pytest

from gridgen.model.centres import Centres


def test_a_lone_centre_has_a_row_of_its_place() -> None:
    at = np.array([7.0, 8.0])

    centre = Centres(["C1"], [""], at, [-1], [-1], [""], [""])

    assert centre.xy.shape == (1, 2)
    assert len(centre) == 1
    with pytest.raises(ValueError, match="read-only"):
        centre.xy[0, 0] = 0.0
