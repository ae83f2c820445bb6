"""No label meets another or leaves the frame; the ladder is climbed down one rung at a time."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from maps.ink.labels import (
    Label,
    Sizes,
    Taken,
    Wish,
    place_along,
    place_names,
    place_zones,
    size_of,
)

FRAME = (0.0, 0.0, 200.0, 200.0)
SIZES = Sizes(12, 6)


def ems(text: str) -> float:
    """A font in which every character is one em wide."""
    return float(len(text))


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
    sizes = Sizes(12, 6, legible=4)

    (label,), _ = place_zones(
        [wish(small)], frame=FRAME, taken=Taken(), measure=ems, sizes=sizes
    )  # fmt: skip

    assert label.rung == rung
    assert label.size_pt == pytest.approx(size_pt)


def test_a_number_stands_where_its_shape_is_free_if_its_middle_is_not() -> None:
    taken = Taken()
    taken.add_box((50, 50, 57, 60))
    shape = shapely.box(50, 50, 57, 64)

    (label,), _ = place_zones([wish(shape)], frame=FRAME, taken=taken, measure=ems, sizes=SIZES)

    assert label.rung == "number"
    assert label.box[1] > 60


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000), n=st.integers(2, 120))
def test_labels_keep_apart_and_inside_the_frame(seed: int, n: int) -> None:
    wishes = [wish(shape, str(k)) for k, shape in enumerate(cells(seed, n))]

    labels, unplaced = place_zones(wishes, frame=FRAME, taken=Taken(), measure=ems, sizes=SIZES)

    assert apart(labels)
    assert all(shapely.box(*FRAME).covers(label.outline) for label in labels)
    assert sorted([label.row for label in labels] + unplaced) == list(range(len(wishes)))


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000), n=st.integers(2, 120))
def test_a_label_without_a_leader_stands_inside_its_own_shape(seed: int, n: int) -> None:
    shapes = cells(seed, n)

    labels, _ = place_zones(
        [wish(shape) for shape in shapes], frame=FRAME, taken=Taken(), measure=ems, sizes=SIZES
    )

    for label in labels:
        if label.target is None:
            assert shapes[label.row].contains(label.outline)
        else:
            assert shapes[label.row].contains(shapely.Point(label.target))


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_leader_lines_cross_no_label_and_no_other_leader(seed: int) -> None:
    labels, _ = place_zones(
        [wish(shape) for shape in cells(seed, 150)],
        frame=FRAME, taken=Taken(), measure=ems, sizes=SIZES,
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

    (label,), unplaced = place_zones(
        [wish(shape)], frame=FRAME, taken=Taken(), measure=ems, sizes=SIZES
    )

    assert (label.rung, unplaced) == (rung, [])


def test_a_label_steps_aside_for_furniture() -> None:
    taken = Taken()
    taken.add_box((95, 95, 105, 105))

    (label,), _ = place_zones(
        [wish(shapely.box(60, 60, 140, 140))], frame=FRAME, taken=taken, measure=ems, sizes=SIZES
    )

    assert label.rung == "full"
    assert not label.outline.intersects(shapely.box(95, 95, 105, 105))


def test_what_finds_no_place_is_told_and_not_drawn() -> None:
    taken = Taken()
    taken.add_box(FRAME)

    labels, unplaced = place_zones(
        [wish(shapely.box(60, 60, 61, 61))], frame=FRAME, taken=taken, measure=ems, sizes=SIZES
    )

    assert (labels, unplaced) == ([], [0])


@pytest.mark.parametrize("shape", [None, shapely.Polygon()])
def test_a_zone_without_a_shape_gets_no_label(shape: shapely.Geometry | None) -> None:
    labels, _ = place_zones([wish(shape)], frame=FRAME, taken=Taken(), measure=ems, sizes=SIZES)

    assert labels == []


def test_a_name_along_a_line_is_never_upside_down() -> None:
    west = shapely.LineString([(150, 100), (50, 120)])

    (label,), _ = place_along(
        ["青禾路"], [west], frame=FRAME, taken=Taken(), measure=ems, size_pt=8
    )

    assert -90 <= label.angle <= 90
    assert label.outline.centroid.distance(west) < 0.01


def test_a_crooked_line_has_no_name() -> None:
    zigzag = shapely.LineString([(50 + k, 100 + 3 * (k % 2)) for k in range(100)])

    labels, unplaced = place_along(
        ["青禾路"], [zigzag], frame=FRAME, taken=Taken(), measure=ems, size_pt=8
    )

    assert (labels, unplaced) == ([], [0])


def test_the_name_of_a_community_spares_the_places_that_grids_want() -> None:
    square = shapely.box(50, 50, 150, 150)
    spared = np.array([[90.0, 90.0, 110.0, 110.0]])

    (label,), _ = place_names(
        ["清河村"], [square], taken=Taken(), measure=ems, sizes=SIZES, spared=spared
    )

    assert not label.outline.intersects(shapely.box(*spared[0]))


def test_a_long_name_is_broken_at_a_hyphen_where_one_line_does_not_fit() -> None:
    narrow = shapely.box(50, 50, 80, 80)

    (label,), _ = place_names(
        ["Wellington-Harrington"], [narrow], taken=Taken(), measure=ems, sizes=SIZES,
        spared=np.empty((0, 4)),
    )  # fmt: skip

    assert label.lines == ("Wellington-", "Harrington")


@pytest.mark.parametrize("angle", [0, 30, 45, 90, -60])
def test_the_box_of_a_label_holds_its_outline(angle: float) -> None:
    label = Label(0, "line", ("abc",), (10, 20), 12, 3, 8, angle)

    assert shapely.box(*label.box).buffer(1e-9).covers(label.outline)


def test_a_second_line_is_smaller_and_adds_to_the_height() -> None:
    one, two = size_of(["第一网格"], 10, ems), size_of(["第一网格", "78户"], 10, ems)

    assert one[0] == two[0]
    assert 1.8 * one[1] < two[1] < 2.2 * one[1]
