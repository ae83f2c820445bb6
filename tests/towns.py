"""Towns drawn in the test: a picture in text becomes places; star-shaped villages; and ground that
hurts.
"""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import dedent

import numpy as np
import shapely
from hypothesis import strategies as st
from numpy.typing import NDArray

from gridgen.model.ground import Ground

SPACING_M = 10.0


def town(picture: str) -> dict[str, NDArray[np.float64]]:
    """Return the places of each letter, (n, 2) metres, in reading order; 10 m a character.

    The first line is the northernmost; blanks and dots are nobody's.
    """
    lines = [line for line in dedent(picture).splitlines() if line.strip()]
    places: dict[str, list[tuple[float, float]]] = {}
    for row, line in enumerate(lines):
        for column, letter in enumerate(line):
            if letter not in " .":
                at = (column * SPACING_M, (len(lines) - 1 - row) * SPACING_M)
                places.setdefault(letter, []).append(at)
    return {letter: np.array(xy) for letter, xy in places.items()}


@st.composite
def hurting(draw: st.DrawFn) -> tuple[NDArray[np.float64], Ground]:
    """Draw a village with lines that cross, touch, end, run along its boundary and each other."""
    rng = np.random.default_rng(draw(st.integers(0, 10**6)))
    corner = draw(st.sampled_from([(0.0, 0.0), (40_500_000.0, 3_400_000.0)]))
    whole = shapely.box(0, 0, 100, 80)
    parts = draw(st.integers(1, 3))
    if parts > 1:
        whole = whole.union(shapely.box(120, 0, 160, 40))
    if parts > 2:
        whole = whole.union(shapely.box(0, 100, 30, 120))
    if draw(st.booleans()):
        whole = whole - shapely.box(40, 30, 60, 50)
    step = draw(st.sampled_from([20.0, 5.0, 1e-3]))

    def line() -> shapely.LineString:
        at = rng.uniform((-20, -20), (170, 130), (rng.integers(2, 5), 2))
        return shapely.LineString((at / step).round() * step)

    cuts = [line() for _ in range(draw(st.integers(0, 5)))]
    visible = [line() for _ in range(draw(st.integers(0, 6)))]
    if draw(st.booleans()):
        visible.append(shapely.LineString([(0, 0), (100, 0)]))
    if draw(st.booleans()):
        cuts += visible[:1]
    water = [shapely.Point(*rng.uniform(0, 100, 2)).buffer(rng.uniform(1, 20), quad_segs=2)]
    water = water * draw(st.integers(0, 2))
    bridges = [shapely.Point(*rng.uniform(0, 100, 2)) for _ in range(draw(st.integers(0, 2)))]
    tried = rng.uniform((0, 0), (160, 120), (60, 2))
    tried = tried if draw(st.booleans()) else (tried / 5).round() * 5
    xy = tried[shapely.intersects(whole, shapely.points(tried))][: draw(st.integers(1, 25))]
    xy = np.concatenate([xy, xy[:2] + 1e-9]) if draw(st.booleans()) else xy

    def moved(shapes: list[shapely.Geometry]) -> list[shapely.Geometry]:
        return [shapely.transform(shape, lambda at: at + corner) for shape in shapes]

    ground = Ground(
        moved([whole])[0],
        cuts=moved(cuts),
        visible=moved(visible),
        water=moved(water),
        bridges=moved(bridges),
    )
    return xy + corner, ground


@st.composite
def villages(
    draw: st.DrawFn,
    shifts: Sequence[float] = (0.0, 500_000.0, 40_500_000.0),
    steps: Sequence[float] = (0.001, 1.0, 10.0),
) -> tuple[NDArray[np.float64], shapely.Geometry]:
    """Draw places in star-shaped villages, some with a lake, some in several parts.

    Places stand on a lattice of one of the steps; the villages lie `shifts` metres to the east.
    """
    rng = np.random.default_rng(draw(st.integers(0, 10**6)))
    shift = draw(st.sampled_from(shifts))
    parts = []
    for number in range(draw(st.integers(1, 3))):
        angle = np.sort(rng.uniform(0, 2 * np.pi, 14))
        reach = rng.uniform(25, 100, 14)
        corners = np.stack([reach * np.cos(angle), reach * np.sin(angle)], axis=1)
        star = max(
            shapely.get_parts(shapely.make_valid(shapely.polygons(corners))), key=shapely.area
        )
        if draw(st.booleans()):
            star = max(shapely.get_parts(star - shapely.box(-15, -9, 8, 8)), key=shapely.area)
        parts.append(
            shapely.transform(star, lambda at, x=300 * number + shift: at + [x, shift / 9])
        )
    boundary = shapely.union_all(parts)
    wanted = draw(st.integers(1, 24))
    step = draw(st.sampled_from(steps))
    xmin, ymin, xmax, ymax = boundary.bounds
    tried = rng.uniform((xmin, ymin), (xmax, ymax), (wanted * 40, 2))
    tried = np.unique((tried / step).round() * step, axis=0)
    inside = tried[shapely.contains(boundary, shapely.points(tried))]
    if len(inside) == 0:
        inside = shapely.get_coordinates(shapely.point_on_surface(boundary))
    return rng.permutation(inside)[:wanted], boundary
