"""Land that went from one zone to another: what a household moved with, and what is wide."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
import shapely
from plans import METRES, ORIGIN, VILLAGE, altered, town, with_border

from gridgen.model.crs import project
from gridgen.model.plan import Plan
from gridgen.plans.diff import diff, first_level
from gridgen.plans.moved_land import Redrawn, redrawn

FIRST, SECOND = f"{VILLAGE}001", f"{VILLAGE}002"


def box(west: float, south: float, east: float, north: float) -> shapely.Polygon:
    x, y = ORIGIN
    return shapely.box(x + west, y + south, x + east, y + north)


def since(old: Plan, new: Plan) -> Redrawn:
    return redrawn(old, new, diff(old, new, first_level(new)))


def test_land_that_moved_is_what_both_grids_share() -> None:
    found = since(town(), with_border(town(), 200, 4, 9))

    (land,) = found.land
    assert (land.old_zone, land.new_zone, land.households) == (FIRST, SECOND, 2)
    assert land.shape.equals(box(200, 0, 300, 600))


def test_the_old_border_is_where_there_is_none_now() -> None:
    found = since(town(), with_border(town(), 200, 4))

    assert found.gone.length == pytest.approx(600, abs=5)
    assert shapely.hausdorff_distance(
        found.gone, shapely.LineString([ORIGIN + [300, 0], ORIGIN + [300, 600]])
    ) == pytest.approx(2, abs=0.1)


@pytest.mark.parametrize(("at", "is_moved"), [(291, False), (289, True)])
def test_a_strip_where_nobody_lives_moved_only_if_it_is_wide(at: float, is_moved: bool) -> None:
    assert bool(since(town(), with_border(town(), at)).land) is is_moved


def test_a_narrow_strip_moved_where_a_household_in_it_did() -> None:
    old = town()
    xy = np.array(old.township.households.xy)
    xy[4] = ORIGIN + [295, 50]
    roll = dataclasses.replace(old.township.households, xy=xy)

    found = since(
        altered(old, households=roll), altered(with_border(town(), 291, 4), households=roll)
    )

    assert [land.households for land in found.land] == [1]


def test_nothing_moved_between_a_plan_and_itself() -> None:
    found = since(town(), town())

    assert found.land == ()
    assert found.gone.is_empty


def test_a_plan_in_other_metres_is_laid_over_the_new_one() -> None:
    old = town()
    other = "EPSG:4548"
    shift = [shapely.transform(s, lambda xy: project(xy, METRES, other), include_z=False)
             for s in old.levels[0].polygon]  # fmt: skip
    grids = dataclasses.replace(old.levels[0], polygon=np.array(shift, object))
    moved = dataclasses.replace(altered(old, crs=other), levels=(grids, *old.levels[1:]))

    found = since(moved, town())

    assert found.land == ()


def test_a_retired_grid_is_land_that_went_to_its_heir() -> None:
    old = town()
    grids = old.levels[0]
    kept = [0, 2, 3, 4, 5]
    polygon = grids.polygon[kept].copy()
    polygon[0] = box(0, 0, 600, 600)
    fewer = dataclasses.replace(
        grids,
        **{name: getattr(grids, name)[kept] for name in (
            "code", "name", "parent", "kind", "community", "households", "units", "mean_m",
            "max_m", "status", "schematic", "compactness", "walk_m", "on_lines")},
        polygon=polygon,
    )  # fmt: skip
    grid_of = np.array([0, 0, 1, 2, 3, 4, -1])[old.zone_of["grids"]]
    new = dataclasses.replace(
        old, levels=(fewer, *old.levels[1:]), zone_of=old.zone_of | {"grids": grid_of}
    )

    found = since(old, new)

    assert [(land.old_zone, land.new_zone, land.households) for land in found.land] == [
        (SECOND, FIRST, 20)
    ]


def test_polygons_that_cross_themselves_are_no_error() -> None:
    new = with_border(town(), 200, 4)
    polygon = new.levels[0].polygon.copy()
    x, y = ORIGIN
    polygon[5] = shapely.Polygon(
        [(x + 1500, y), (x + 1800, y + 600), (x + 1800, y), (x + 1500, y + 600)]
    )
    polygon[4] = None
    grids = dataclasses.replace(new.levels[0], polygon=polygon)

    found = since(town(), dataclasses.replace(new, levels=(grids, *new.levels[1:])))

    assert (FIRST, SECOND) in [(land.old_zone, land.new_zone) for land in found.land]
