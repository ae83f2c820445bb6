"""What lies on the ground, as the rules see it, and what of it is near each community."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from tiling import shapes

from gridgen.land.ground import REACH_M, grounds_of, land_of
from gridgen.model.ground import Features
from gridgen.rules.loader import load_rules

METRES = "EPSG:4547"
RULES = load_rules("standard").lines
X, Y = 500_000.0, 3_400_000.0


def line(*xy: tuple[float, float]) -> shapely.LineString:
    return shapely.LineString([(X + x, Y + y) for x, y in xy])


def box(x0: float, y0: float, x1: float, y1: float) -> shapely.Polygon:
    return shapely.box(X + x0, Y + y0, X + x1, Y + y1)


def layer(*made: tuple[str, shapely.Geometry]) -> Features:
    kinds, geometry = zip(*made, strict=True)
    return Features(kinds, [""] * len(made), shapes(*geometry), METRES)  # type: ignore[arg-type]


RIVER, ROAD = line((50, -100), (50, 200)), line((0, 50), (100, 50))


@pytest.mark.parametrize(
    ("kind", "field"),
    [("river", "cuts"), ("railway", "cuts"), ("road", "visible"), ("bridge", "bridges")],
)
def test_a_line_is_what_the_rules_say_of_its_kind(kind: str, field: str) -> None:
    land = land_of(RULES, {"lines": layer((kind, ROAD))}, METRES)

    found = {name: len(getattr(land, name)) for name in ("cuts", "visible", "bridges")}
    assert found == {name: int(name == field) for name in found}


def test_a_kind_that_the_rules_do_not_know_is_left_out_and_so_is_a_layer_that_is_not_there() -> (
    None
):
    land = land_of(RULES, {"lines": layer(("rainbow", ROAD))}, METRES)

    assert [len(getattr(land, name)) for name in land.__dataclass_fields__] == [0] * 6


def test_where_a_road_crosses_a_river_there_is_a_crossing_and_where_it_touches_is_none() -> None:
    ends = line((0, 80), (50, 80))
    pond = box(70, 40, 80, 60)

    land = land_of(
        RULES,
        {
            "lines": layer(("river", RIVER), ("road", ROAD), ("road", ends)),
            "water": layer(("", pond)),
        },
        METRES,
    )

    assert sorted(shape.bounds for shape in land.crossings) == [
        (X + 50, Y + 50, X + 50, Y + 50), (X + 70, Y + 50, X + 80, Y + 50),
    ]  # fmt: skip


def test_polygons_are_repaired_and_those_without_land_are_left_out() -> None:
    bow_tie = shapely.Polygon([(X, Y), (X + 20, Y + 20), (X + 20, Y), (X, Y + 20)])
    spike = shapely.Polygon([(X, Y), (X + 9, Y), (X, Y)])

    land = land_of(RULES, {"water": layer(("", bow_tie)), "parcels": layer(("", spike))}, METRES)

    assert shapely.is_valid(land.water).all()
    assert shapely.area(land.water).tolist() == [100, 100]
    assert len(land.footprints) == 0


def test_layers_in_degrees_come_in_metres() -> None:
    here = layer(("river", RIVER))
    degrees = Features(here.kind, here.name, here.in_metres("EPSG:4490"), "EPSG:4490")

    land = land_of(RULES, {"lines": degrees}, METRES)

    assert shapely.hausdorff_distance(land.cuts[0], RIVER) < 1e-3


# --- of each community ---------------------------------------------------------------------------


@pytest.mark.parametrize(("away_m", "is_near"), [(REACH_M - 1, True), (REACH_M + 1, False)])
def test_what_lies_a_little_outside_of_a_boundary_still_matters(
    away_m: float, is_near: bool
) -> None:
    barn = box(100 + away_m, 0, 120 + away_m, 10)
    land = land_of(RULES, {"buildings": layer(("", barn))}, METRES)

    (ground,) = grounds_of(land, shapes(box(0, 0, 100, 100)))

    assert len(ground.footprints) == is_near


def test_each_community_has_its_own_ground_and_a_long_river_is_cut_off_around_it() -> None:
    river = line((50, -90_000), (50, 90_000))
    land = land_of(RULES, {"lines": layer(("river", river), ("road", ROAD))}, METRES)
    boundaries = shapes(box(0, 0, 100, 100), box(0, 1000, 100, 1100))

    south, north = grounds_of(land, boundaries)

    assert [south.boundary, north.boundary] == boundaries.tolist()
    assert [shape.length for shape in (*south.cuts, *north.cuts)] == [100 + 2 * REACH_M] * 2
    assert (len(south.visible), len(north.visible)) == (1, 0)


def test_what_lies_near_comes_in_the_order_of_the_input() -> None:
    spots = np.random.default_rng(3).permutation(90)
    barns = [box(x, 0, x + 0.5, 1) for x in spots]
    land = land_of(RULES, {"buildings": layer(*(("", barn) for barn in barns))}, METRES)

    (ground,) = grounds_of(land, shapes(box(0, 0, 100, 100)))

    assert ground.footprints.tolist() == barns
