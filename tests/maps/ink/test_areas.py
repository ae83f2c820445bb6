"""Ponds and buildings of a plan are drawn as polygons, cut off where the map ends."""

from __future__ import annotations

from dataclasses import replace

import pytest
import shapely
from drawn import shapes, two_squares
from plans import METRES, ORIGIN

from gridgen.model.arrays import texts
from gridgen.model.ground import Features
from gridgen.model.plan import Plan
from maps.ink.areas import areas_of

X, Y = (float(v) for v in ORIGIN)


def with_water(*ponds: shapely.Geometry) -> Plan:
    """Two squares of 100 m with ponds."""
    plan = two_squares()
    names = texts([""] * len(ponds))
    ground = {"water": Features(names, names, shapes(*ponds), METRES)}
    return replace(plan, township=replace(plan.township, ground=ground))


def test_a_plan_without_water_has_none() -> None:
    assert len(areas_of(two_squares(), "water")) == 0


def test_a_pond_inside_is_drawn_as_it_is() -> None:
    pond = shapely.box(X + 10, Y + 10, X + 30, Y + 30)

    (drawn,) = areas_of(with_water(pond), "water")

    assert drawn.equals(pond)


def test_a_lake_is_cut_off_where_the_map_ends() -> None:
    lake = shapely.box(X - 500, Y, X + 100, Y + 100)

    (drawn,) = areas_of(with_water(lake), "water")

    assert drawn.bounds[0] == pytest.approx(X - 40, abs=5)


def test_what_is_far_away_or_no_polygon_is_not_drawn() -> None:
    far = shapely.box(X + 5000, Y, X + 5100, Y + 100)
    line = shapely.LineString([(X, Y), (X + 50, Y + 50)])

    assert len(areas_of(with_water(far, line), "water")) == 0


def test_a_pond_that_crosses_itself_is_mended() -> None:
    bow = shapely.Polygon([(X, Y), (X + 50, Y + 50), (X + 50, Y), (X, Y + 50)])

    (drawn,) = areas_of(with_water(bow), "water")

    assert drawn.is_valid
    assert drawn.area == pytest.approx(1250)
