"""What lies on the ground is kept as it was given, and is had in metres where it is asked for."""

from __future__ import annotations

import pickle

import numpy as np
import shapely

from gridgen.model.crs import project
from gridgen.model.ground import Features, Ground


def test_features_are_moved_to_metres_and_stay_as_given() -> None:
    line = shapely.LineString([(114.0, 31.0), (114.01, 31.0)])
    lines = Features(["road"], ["318国道"], [line], "EPSG:4490")

    (shape,) = lines.in_metres("EPSG:4547")

    expected = project(shapely.get_coordinates(line), "EPSG:4490", "EPSG:4547")
    assert np.array_equal(shapely.get_coordinates(shape), expected)
    assert lines.shape[0] == line
    assert len(lines) == 1


def test_what_cannot_be_projected_is_empty() -> None:
    lost = shapely.LineString([(0, 0), (np.inf, 1)])

    features = Features([""], [""], [lost], "EPSG:4490")

    assert features.in_metres("EPSG:4547")[0].is_empty


def test_ground_holds_nothing_that_was_not_given() -> None:
    ground = Ground(shapely.box(0, 0, 1, 1), water=[shapely.box(0, 0, 1, 0.5)])

    assert len(ground.water) == 1
    for name in ("cuts", "visible", "bridges", "crossings", "footprints"):
        assert len(getattr(ground, name)) == 0


def test_ground_comes_to_another_process_as_it_was() -> None:
    ground = Ground(
        shapely.box(0, 0, 1, 1),
        visible=[shapely.LineString([(0, 0.1), (1, 1 / 3)])],
        bridges=[shapely.Point(0.5, 0.5)],
        footprints=[shapely.box(0, 0, 0.1, 0.1), shapely.box(0.2, 0, 0.3, 0.1)],
    )

    other = pickle.loads(pickle.dumps(ground))  # noqa: S301 - our own

    assert other.boundary == ground.boundary
    for name in ("cuts", "visible", "water", "bridges", "crossings", "footprints"):
        assert getattr(other, name).tolist() == getattr(ground, name).tolist()
        assert not getattr(other, name).flags.writeable
