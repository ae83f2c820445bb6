"""No label meets another or leaves the frame; the ladder is climbed down one rung at a time."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
import shapely
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from maps_labels import FRAME, STYLE, ems

from maps.ink.labels import Label, Taken, TextStyle
from maps.ink.ladder import Wish, place_zones, wanted_boxes


def cells(seed: int, n: int) -> list[shapely.Geometry]:
    """The frame, with a margin, cut into n cells."""
    points = np.random.default_rng(seed).uniform(20, 180, (n, 2))
    voronoi = shapely.voronoi_polygons(shapely.multipoints(points))
    return [cell.intersection(shapely.box(20, 20, 180, 180)) for cell in voronoi.geoms]


def wish(shape: shapely.Geometry, number: str = "7") -> Wish:
    return Wish(shape, ("第一网格", "78户"), ("第一网格",), number)


def apart(labels: list[Label]) -> bool:
    return not any(
        a.outline.buffer(-0.01).intersects(b.outline.buffer(-0.01))
        for a, b in combinations(labels, 2)
    )


@pytest.mark.parametrize(
    ("side", "rung", "size_pt"),
    # 6 pt is 2.1 mm high and 4 pt 1.4 mm; below the least size the border is 0.25 mm away.
    [(3.2, "number", 6.0), (2.9, "number", 5.04), (2.0, "number", 4.2336), (1.8, "leader", 6.0)],
)
def test_a_number_gets_the_smallest_legible_type_before_a_leader_line(
    side: float, rung: str, size_pt: float
) -> None:
    small = shapely.box(50, 50, 50 + side, 50 + side)
    style = TextStyle(ems, 12, 6, legible=4)

    (label,), _ = place_zones(
        [wish(small)], taken=Taken(FRAME), style=style
    )  # fmt: skip

    assert label.rung == rung
    assert label.size_pt == pytest.approx(size_pt)


def test_a_number_stands_where_its_shape_is_free_if_its_middle_is_not() -> None:
    taken = Taken(FRAME)
    taken.add_box((50, 50, 57, 60))
    shape = shapely.box(50, 50, 57, 64)

    (label,), _ = place_zones([wish(shape)], taken=taken, style=STYLE)

    assert label.rung == "number"
    assert label.box[1] > 60


@examples(25)
@given(seed=st.integers(0, 10_000), n=st.integers(2, 120))
def test_labels_keep_apart_and_inside_the_frame(seed: int, n: int) -> None:
    wishes = [wish(shape, str(k)) for k, shape in enumerate(cells(seed, n))]

    labels, unplaced = place_zones(wishes, taken=Taken(FRAME), style=STYLE)

    assert apart(labels)
    assert all(shapely.box(*FRAME).covers(label.outline) for label in labels)
    assert sorted([label.row for label in labels] + unplaced) == list(range(len(wishes)))


@examples(25)
@given(seed=st.integers(0, 10_000), n=st.integers(2, 120))
def test_a_label_without_a_leader_stands_inside_its_own_shape(seed: int, n: int) -> None:
    shapes = cells(seed, n)

    labels, _ = place_zones([wish(shape) for shape in shapes], taken=Taken(FRAME), style=STYLE)

    for label in labels:
        if label.target is None:
            assert shapes[label.row].contains(label.outline)
        else:
            assert shapes[label.row].contains(shapely.Point(label.target))


@examples(15)
@given(seed=st.integers(0, 10_000))
def test_leader_lines_cross_no_label_and_no_other_leader(seed: int) -> None:
    labels, _ = place_zones(
        [wish(shape) for shape in cells(seed, 150)],
        taken=Taken(FRAME), style=STYLE,
    )  # fmt: skip

    lines = {
        label.row: shapely.LineString([label.at, label.target])
        for label in labels
        if label.target is not None
    }
    for row, line in lines.items():
        for label in labels:
            if label.row != row:
                assert not line.intersects(label.outline.buffer(-0.01))
                assert not (label.row in lines and line.intersects(lines[label.row]))


# At 6 points an em is 2.12 mm; with the padding around it the full label needs 9.5 by 5.4 mm.
@pytest.mark.parametrize(
    ("width", "height", "rung"),
    [
        (40, 40, "full"),
        (10, 7, "full"),
        (10, 4.6, "short"),
        (9, 4, "number"),
        (4, 4, "number"),
        (2, 2, "leader"),
    ],
)
def test_the_ladder_is_climbed_down_as_the_shape_shrinks(
    width: float, height: float, rung: str
) -> None:
    shape = shapely.box(100, 100, 100 + width, 100 + height)

    (label,), unplaced = place_zones([wish(shape)], taken=Taken(FRAME), style=STYLE)

    assert (label.rung, unplaced) == (rung, [])


def test_a_label_steps_aside_for_furniture() -> None:
    taken = Taken(FRAME)
    taken.add_box((95, 95, 105, 105))

    (label,), _ = place_zones([wish(shapely.box(60, 60, 140, 140))], taken=taken, style=STYLE)

    assert label.rung == "full"
    assert not label.outline.intersects(shapely.box(95, 95, 105, 105))


def test_what_finds_no_place_is_told_and_not_drawn() -> None:
    taken = Taken(FRAME)
    taken.add_box(FRAME)

    labels, unplaced = place_zones([wish(shapely.box(60, 60, 61, 61))], taken=taken, style=STYLE)

    assert (labels, unplaced) == ([], [0])


@pytest.mark.parametrize("shape", [None, shapely.Polygon()])
def test_a_zone_without_a_shape_gets_no_label(shape: shapely.Geometry | None) -> None:
    labels, _ = place_zones([wish(shape)], taken=Taken(FRAME), style=STYLE)

    assert labels == []


def test_the_full_label_wants_the_middle_of_its_shape() -> None:
    square = shapely.box(40, 40, 80, 80)

    ((west, north, east, south),) = wanted_boxes([wish(square), wish(None)], STYLE)

    assert ((west + east) / 2, (north + south) / 2) == pytest.approx((60, 60), abs=0.5)
    assert square.contains(shapely.box(west, north, east, south))
