"""Polygons that would take minutes are told in time; honest ones pass, however fine."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from gridgen.files.guard.limits import narrowed
from gridgen.files.outlandish import refuse_outlandish
from gridgen.model.errors import ReadError

ANY = np.random.default_rng(1)


def refuse(*shapes: shapely.Geometry | None, is_degrees: bool = True) -> None:
    refuse_outlandish(np.array(shapes, object), is_degrees=is_degrees, source="villages.geojson")


def coast(vertices: int) -> shapely.Polygon:
    turn = np.linspace(0, 2 * np.pi, vertices, endpoint=False)
    far = 1 + sum(0.2 / 2**k * np.sin(3 * 2**k * turn + k) for k in range(12))
    return shapely.Polygon(0.1 * np.column_stack([far * np.cos(turn), far * np.sin(turn)]))


def star(vertices: int) -> shapely.Polygon:
    turn, far = np.sort(ANY.uniform(0, 2 * np.pi, vertices)), ANY.uniform(0.008, 0.012, vertices)
    return shapely.Polygon(np.column_stack([far * np.cos(turn), far * np.sin(turn)]))


def test_a_scribble_is_told_by_how_often_it_crosses_itself() -> None:
    with pytest.raises(ReadError, match=r"cross themselves about 1,\d{3},\d{3} times; at most"):
        refuse(shapely.Polygon(0.01 * ANY.uniform(-1, 1, (4000, 2))))


def test_a_star_of_spikes_is_told_by_its_edges() -> None:
    with pytest.raises(ReadError, match=r"too jagged: about [\d,]+ pairs of edges"):
        refuse(star(100_000))


def test_a_zigzag_around_the_globe_is_told_by_its_length() -> None:
    there = np.where(np.arange(400) % 2, -40.0, 40.0)
    zigzag = shapely.Polygon(np.column_stack([there, np.linspace(-40, 40, 400)]))

    with pytest.raises(ReadError, match=r"would get [\d,]+ vertices on their way to metres"):
        refuse(zigzag)


def test_many_scribbles_count_together() -> None:
    scribbles = [shapely.Polygon(0.01 * ANY.uniform(-1, 1, (200, 2))) for _ in range(20)]

    refuse(*scribbles[:4])
    with pytest.raises(ReadError, match="cross themselves about"):
        refuse(*scribbles)


def test_honest_shapes_pass() -> None:
    roads = shapely.MultiLineString([[(0, k / 1e4), (1, k / 1e4)] for k in range(1000)])
    corner = np.indices((40, 40)).reshape(2, -1) / 100
    streets = shapely.union_all(shapely.box(*corner, *(corner + 0.008)))
    bow = shapely.Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])

    refuse(coast(100_000), roads, streets, bow, None, shapely.Point(1, 2), shapely.Polygon())
    refuse(shapely.box(0, 0, 1e5, 1e5), is_degrees=False)


@pytest.mark.parametrize(("most", "is_read"), [(8000, True), (7000, False)])
def test_the_vertices_on_the_way_to_metres_have_a_limit(most: int, is_read: bool) -> None:
    field = shapely.box(0, 0, 1e5, 1e5)  # 400 km around: 8000 vertices at 50 m

    with narrowed(metre_vertices=most):
        if is_read:
            refuse(field, is_degrees=False)
        else:
            with pytest.raises(ReadError, match=r"would get 8,000 vertices .*; at most 7,000"):
                refuse(field, is_degrees=False)
