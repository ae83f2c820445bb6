"""Special grids as given."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from gridgen.model.special import SpecialGrids


def test_special_grids_are_read_only_whatever_they_were_made_from() -> None:
    size = np.array([30, 0])
    shapes = [shapely.box(0, 0, 1, 1), shapely.Polygon()]
    grids = SpecialGrids(["market", ""], ["801", ""], size, shapes)

    size[0] = 99

    assert grids.size.tolist() == [30, 0]
    assert len(grids) == 2
    for column in (grids.name, grids.code, grids.size, grids.shape):
        with pytest.raises(ValueError, match="read-only"):
            column[0] = column[1]
