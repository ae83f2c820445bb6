"""Blocks are cut along the lines half way between places, and what two faces share is the same."""

from __future__ import annotations

from importlib import import_module

import numpy as np
import pytest
import shapely
from examples import examples
from hypothesis import given
from numpy.typing import NDArray
from tiling import check_tiles, on_ground
from towns import hurting

from gridgen.land.blocks import blocks
from gridgen.land.faces import cut_faces
from gridgen.land.seeds import sow
from gridgen.land.tracing import Faces, polygons_of
from gridgen.land.voronoi import places
from gridgen.model.arrays import Shapes
from gridgen.model.ground import Ground


def shapes_of(faces: Faces) -> Shapes:
    """Return the polygons of all faces."""
    return polygons_of(faces.edges, np.arange(len(faces.block)))


def test_a_block_is_cut_half_way_between_two_places_and_a_block_of_one_is_not() -> None:
    road = shapely.LineString([(40, -5), (40, 25)])
    land = blocks(Ground(shapely.box(0, 0, 60, 20), visible=[road]))

    faces = cut_faces(sow(np.array([[5.0, 10.0], [25.0, 10.0], [50.0, 10.0]]), land), land)

    assert sorted(shape.bounds for shape in shapes_of(faces)) == [
        (0, 0, 15, 20), (15, 0, 40, 20), (40, 0, 60, 20),
    ]  # fmt: skip
    assert shapely.covers(land.shape[faces.block], shapes_of(faces)).all()


@examples(100)
@given(drawn=hurting())
def test_faces_tile_the_blocks_of_any_ground(drawn: tuple[NDArray[np.float64], Ground]) -> None:
    xy, ground = drawn
    land = blocks(ground)
    at = xy[np.unique(places(xy), return_index=True)[1]]

    faces = cut_faces(sow(at, land), land)

    shapes = shapes_of(faces)
    assert shapely.is_valid(shapes).all()
    assert shapely.coverage_is_valid(shapes)
    assert shapely.intersects_xy(shapes, *faces.spot.T).all()
    of_block = np.bincount(faces.block, shapely.area(shapes), len(land.shape))
    assert of_block == pytest.approx(shapely.area(land.shape), abs=1e-2)


def test_a_line_half_way_that_runs_along_a_wall_still_parts_the_two_beyond_it() -> None:
    """By rounding, the line between the first two misses the wall x = -15 by 2e-15 m."""
    xy = np.array([[-20.0, 10], [-10, 10], [10, 10], [0, 40], [10, -50]])
    courtyard = shapely.box(-15, -9, 0, 8)
    land = blocks(Ground(shapely.box(-60, -60, 60, 60).difference(courtyard)))

    faces = shapes_of(cut_faces(sow(xy, land), land))

    face, place = shapely.STRtree(shapely.points(xy)).query(faces, predicate="contains")
    assert sorted(place.tolist()) == list(range(5))
    assert len(set(face.tolist())) == 5
    check_tiles(list(faces), land.shape[0])


def test_a_gently_bent_edge_keeps_its_corners_where_cells_must_be_drawn_on_a_lattice(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # Rounding hardly ever breaks the first drawing; here it is said to, always.
    monkeypatch.setattr(import_module("gridgen.land.faces"), "traced", lambda *_: None)
    turn = np.linspace(0, 2 * np.pi, 4000, endpoint=False)
    round_village = shapely.Polygon(500 * np.column_stack([np.cos(turn), np.sin(turn)]))
    xy = np.random.default_rng(1).uniform(-300, 300, (40, 2))

    halves = on_ground(xy, Ground(round_village), (xy[:, 0] > 0).astype(int).tolist())

    check_tiles(halves, round_village)
    assert sum(len(shape.exterior.coords) for shape in halves) > 4000
