"""Which of the grids that are there already holds a place."""

from __future__ import annotations

import numpy as np
import shapely

from gridgen.model.existing import ExistingGrids


def test_a_place_is_in_the_first_polygon_that_holds_it_edges_included() -> None:
    shapes = [shapely.box(0, 0, 2, 1), shapely.box(1, 0, 3, 1), shapely.Polygon()]
    grids = ExistingGrids(["1", "2", "3"], [""] * 3, shapes)

    rows = grids.rows_at(np.array([[0.5, 0.5], [1.5, 0.5], [2.5, 0.5], [3, 1], [3.1, 1]]))

    assert rows.tolist() == [0, 0, 1, 1, -1]
