"""Who is meant by what is drawn on a map, in the town of `edited.py`."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import shapely
from edited import draft
from hypothesis import given
from hypothesis import strategies as st
from villages import CRS, ORIGIN

from gridgen.model.crs import project
from gridgen.model.errors import CommandError, NotInPlanError
from gridgen.versions import selection
from gridgen.versions.draft import Draft
from gridgen.versions.editing import Asked, made
from gridgen.versions.edits import Create, Point
from gridgen.versions.selection import Selection, along, at_point, inside


def at(*places: tuple[float, float]) -> list[Point]:
    """Places of the drawing as degrees."""
    lonlat = project(ORIGIN + np.array(places, float), CRS, selection.LONLAT)
    return [(lon, lat) for lon, lat in lonlat.tolist()]


def ids_of(found: Selection) -> set[str]:
    return {*draft().plan.township.households.ids[found.rows].tolist()}


def xy() -> np.ndarray:
    return np.asarray(draft().plan.township.households.xy - ORIGIN)


def test_whoever_lives_inside_a_line_is_chosen_and_nobody_else() -> None:
    # The first three rows of houses of the eastern village begin 30 m east and 20 m north.
    found = inside(draft(), at((0, 0), (300, 0), (300, 85), (0, 85)))

    assert ids_of(found) == {f"h{k}" for k in range(30)}
    assert found.named == ""


def test_both_halves_of_a_line_that_crosses_itself_are_inside() -> None:
    found = inside(draft(), at((0, 0), (300, 85), (300, 0), (0, 85)))

    there = xy()[found.rows]
    assert (there[:, 0] < 100).any()
    assert (there[:, 0] > 200).any()


corner = st.tuples(st.integers(0, 900), st.integers(0, 420))


@given(st.lists(corner, min_size=3, max_size=6))
def test_inside_is_what_shapely_finds_point_by_point(corners: list[tuple[int, int]]) -> None:
    found = inside(draft(), at(*corners))

    area = shapely.make_valid(shapely.Polygon(corners), method="structure", keep_collapsed=False)
    far = shapely.distance(area, shapely.points(xy()))
    edge = shapely.distance(shapely.LineString([*corners, corners[0]]), shapely.points(xy()))
    chosen = np.isin(np.arange(len(far)), found.rows)
    sure = edge > 0.01
    assert (chosen == (far == 0))[sure].all()


@given(st.lists(corner, min_size=1, max_size=4), st.integers(1, 60))
def test_along_is_who_lives_so_near_to_the_line(
    corners: list[tuple[int, int]], within: int
) -> None:
    found = along(draft(), at(*corners), within_m=within)

    line = shapely.LineString(corners) if len(corners) > 1 else shapely.Point(corners[0])
    far = shapely.distance(line, shapely.points(xy()))
    chosen = np.isin(np.arange(len(far)), found.rows)
    assert (chosen == (far <= within))[abs(far - within) > 0.01].all()


def test_a_point_means_all_who_live_at_the_nearest_place() -> None:
    plan = draft().plan
    there = plan.township.households.xy.copy()
    there[1] = there[0]
    households = replace(plan.township.households, xy=there)
    township = replace(plan.township, households=households)
    same = replace(draft(), plan=replace(plan, township=township))

    found = at_point(same, at((33, 21))[0], "household", within_m=30)

    assert ids_of(found) == {"h0", "h1"}


@pytest.mark.parametrize(
    ("place", "what", "named", "ids"),
    [
        ((31, 21), "group", "东村第一村民小组", {f"h{k}" for k in range(30)}),
        ((331, 21), "group", "西村第一村民小组", {f"h{k}" for k in range(150, 180)}),
        ((661, 26), "building", "城南社区2号楼", {"h301"}),
    ],
)
def test_a_point_means_the_unit_of_who_lives_nearest(
    place: tuple[float, float], what: str, named: str, ids: set[str]
) -> None:
    found = at_point(draft(), at(place)[0], what, within_m=30)

    assert (found.named, ids_of(found)) == (named, ids)


def test_nobody_is_meant_who_lives_further_off() -> None:
    x, y = xy()[0].tolist()
    (point,) = at((x, y - 12))

    found = [len(at_point(draft(), point, "household", within_m=m).rows) for m in (11, 13)]

    assert found == [0, 1]


def test_a_unit_that_no_household_names_is_refused() -> None:
    with pytest.raises(NotInPlanError, match="No household of the plan says which estate"):
        at_point(draft(), at((31, 21))[0], "estate", within_m=30)


def test_who_stands_in_no_zone_is_never_chosen() -> None:
    plan = draft().plan
    zone_of = plan.zone_of["grids"].copy()
    zone_of[:10] = -1
    without = replace(draft(), plan=replace(plan, zone_of={**plan.zone_of, "grids": zone_of}))

    found = inside(without, at((0, 0), (300, 0), (300, 85), (0, 85)))

    assert ids_of(found) == {f"h{k}" for k in range(10, 30)}


def test_more_than_one_edit_could_take_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(selection, "MOST_ROWS", 29)

    with pytest.raises(CommandError, match="30 rows of households are chosen; at most 29"):
        inside(draft(), at((0, 0), (300, 0), (300, 85), (0, 85)))


def test_what_cannot_be_measured_in_the_metres_of_the_plan_is_refused() -> None:
    with pytest.raises(CommandError, match="cannot be measured in the metres of the plan"):
        inside(draft(), [(114, 30), (114, 31), (-156, 0)])


def test_an_edit_takes_who_is_chosen() -> None:
    found = inside(draft(), at((0, 0), (300, 0), (300, 160), (0, 160)))
    ids = tuple(draft().plan.township.households.ids[found.rows].tolist())

    done: Draft = made(draft(), [Asked("here", Create(ids, "南网格"))]).draft

    zones = done.plan.levels[0]
    (new,) = np.flatnonzero(zones.name == "南网格")
    assert zones.households[new] == len(ids) == 60
