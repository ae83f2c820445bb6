"""Links and units: shapes that hold, and what stands where nothing was given."""

from __future__ import annotations

import numpy as np

from gridgen.model.links import Links, Units


def test_links_follow_no_line_and_bend_nowhere_if_not_given() -> None:
    links = Links(np.array([[0, 1], [1, 2]]), np.array([2.0, 3.0]), np.zeros(2, bool))

    assert links.along_m.tolist() == [0.0, 0.0]
    assert links.bends.tolist() == [False, False]
    assert len(links) == 2


def test_no_links_are_still_pairs() -> None:
    none = Links(np.zeros(0, np.int32), np.zeros(0), np.zeros(0, bool))

    assert none.pairs.shape == (0, 2)
    assert len(none) == 0


def test_as_many_units_as_counts_not_as_households() -> None:
    units = Units(np.array([0, 0, 1]), np.zeros((2, 2)), np.array([2, 1]))

    assert len(units) == 2
    assert len(units.unit_of) == 3
