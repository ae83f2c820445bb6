"""Towns drawn in the test: a picture in text becomes places; and ground that hurts."""

from __future__ import annotations

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
