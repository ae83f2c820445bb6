"""Which community and which zones hold a point or a household."""

from __future__ import annotations

import numpy as np
import pytest
from plans import EAST_GATE, VILLAGE, lonlat, town

from gridgen.model.errors import CoordinateError, NotInPlanError
from gridgen.model.households import Presence
from gridgen.plans.locate import Locator, Place


def codes(place: Place | None) -> tuple[str, ...] | None:
    return None if place is None else (place.community_code, *(z.code for z in place.zones))


@pytest.fixture(scope="module")
def locator() -> Locator:
    return Locator(town())


def test_a_point_is_in_its_community_grid_and_group(locator: Locator) -> None:
    place = locator.at(*lonlat(310, 310))

    assert codes(place) == (VILLAGE, f"{VILLAGE}002", f"{VILLAGE}00202")
    assert place is not None
    assert (place.community_name, place.zones[0].name) == ("清河村", "清河村第2网格")


def test_a_level_without_a_zone_there_is_left_out(locator: Locator) -> None:
    place = locator.at(*lonlat(1000, 300))

    assert codes(place) == (EAST_GATE, f"{EAST_GATE}001")
    assert place is not None
    assert place.code_of("ten_household_groups") == ""


@pytest.mark.parametrize(
    ("x", "y", "grid", "group"),
    [
        (300, 200, f"{VILLAGE}001", f"{VILLAGE}00102"),  # border of two grids
        (100, 300, f"{VILLAGE}001", f"{VILLAGE}00101"),  # border of two groups
        (600, 300, f"{VILLAGE}002", f"{VILLAGE}00201"),  # corner of two grids, four groups
        (900, 100, f"{EAST_GATE}001", ""),  # border of the communities
    ],
)
def test_the_smaller_code_wins_on_a_shared_border(
    locator: Locator, x: float, y: float, grid: str, group: str
) -> None:
    place = locator.at(*lonlat(x, y))

    assert place is not None
    assert (place.code_of("grids"), place.code_of("ten_household_groups")) == (grid, group)
    assert place.community_code == grid[:12]


def test_just_beside_a_border_the_side_decides(locator: Locator) -> None:
    west, east = locator.at(*lonlat(299.9, 200)), locator.at(*lonlat(300.1, 200))

    assert west is not None
    assert east is not None
    assert (west.code_of("grids"), east.code_of("grids")) == (f"{VILLAGE}001", f"{VILLAGE}002")


@pytest.mark.parametrize(("x", "y"), [(-1, 300), (900, 601), (90_000, 300)])
def test_outside_of_everything_there_is_nothing(locator: Locator, x: float, y: float) -> None:
    assert locator.at(*lonlat(x, y)) is None


@pytest.mark.parametrize(("lon", "lat"), [(-66.0, -31.0), (114.0, -31.0), (180.0, 90.0), (0, 0)])
def test_the_other_side_of_the_globe_is_outside(locator: Locator, lon: float, lat: float) -> None:
    assert locator.at(lon, lat) is None


def test_many_points_get_the_answers_of_single_ones(locator: Locator) -> None:
    plan = town()
    drawn = np.random.default_rng(1).uniform([-100, -100], [1900, 700], (300, 2)).round(-1)
    points = np.array([lonlat(x, y) for x, y in drawn])

    found = locator.at_many(points)

    communities = plan.communities.code
    for k, place in enumerate(locator.at(lon, lat) for lon, lat in points):
        row = found.community_of[k]
        assert (place.community_code if place else "") == (communities[row] if row >= 0 else "")
        for level, rows in found.zone_of.items():
            code = plan.level(level).code[rows[k]] if rows[k] >= 0 else ""
            assert (place.code_of(level) if place else "") == code


def test_no_points_are_no_places(locator: Locator) -> None:
    assert len(locator.at_many(np.zeros((0, 2)))) == 0


def test_households_lie_where_the_plan_says(locator: Locator) -> None:
    plan = town()
    placed = plan.community_of >= 0

    found = locator.at_many(plan.township.households.given[placed])

    assert found.community_of.tolist() == plan.community_of[placed].tolist()
    assert found.zone_of["grids"].tolist() == plan.zone_of["grids"][placed].tolist()


@pytest.mark.parametrize(
    ("lon", "lat", "said"),
    [
        (float("nan"), 31, "longitude is nan; expected -180 to 180"),
        (float("inf"), 31, "longitude is inf; expected -180 to 180"),
        (391.2, 31, "longitude is 391.2; expected -180 to 180"),
        (31, 114, "latitude is 114; expected -90 to 90"),
        (114, float("-inf"), "latitude is -inf; expected -90 to 90"),
    ],
)
def test_coordinates_off_the_globe_are_refused(
    locator: Locator, lon: float, lat: float, said: str
) -> None:
    with pytest.raises(CoordinateError, match=said):
        locator.at(lon, lat)


def test_among_many_points_the_wrong_one_is_named(locator: Locator) -> None:
    with pytest.raises(CoordinateError, match="Point 2: latitude is 95"):
        locator.at_many(np.array([[114, 31], [114, 95]]))


def test_a_household_belongs_where_the_plan_put_it(locator: Locator) -> None:
    place = locator.household("h1")

    assert codes(place) == (VILLAGE, f"{VILLAGE}001", f"{VILLAGE}00102")
    assert place.presence is Presence.PLACED


def test_an_unplaced_household_says_so(locator: Locator) -> None:
    assert locator.household("h64") == Place("", "", (), Presence.UNPLACED)


def test_an_unknown_household_is_refused(locator: Locator) -> None:
    with pytest.raises(NotInPlanError, match="no household 'H1'; it has 64 others"):
        locator.household("H1")


@pytest.mark.parametrize(
    ("x", "y", "grid", "metres"),
    [
        (-100, 300, f"{VILLAGE}001", 100.0),
        (1800 + 3000, 300, f"{EAST_GATE}003", 3000.0),
        (310, 310, f"{VILLAGE}002", 0.0),
    ],
)
def test_the_nearest_grid_of_a_point_outside_is_told_with_its_distance(
    locator: Locator, x: float, y: float, grid: str, metres: float
) -> None:
    found = locator.nearest(*lonlat(x, y))

    assert found is not None
    assert (found.zone.level, found.zone.code) == ("grids", grid)
    assert found.metres == pytest.approx(metres, abs=0.01)
    assert found.community_code == grid[:12]


@pytest.mark.parametrize(("lon", "lat"), [(0.0, 0.0), (-66.0, -31.0), (116.0, 31.0)])
def test_no_grid_is_near_to_the_other_end_of_the_country(
    locator: Locator, lon: float, lat: float
) -> None:
    assert locator.nearest(lon, lat) is None


def test_rows_of_households_are_found_by_their_ids(locator: Locator) -> None:
    assert locator.rows_of(["h2", "nobody", "h1"]).tolist() == [1, -1, 0]


def test_a_quick_locator_gives_the_same_answers() -> None:
    plan, dice = town(), np.random.default_rng(2)
    slow, quick = Locator(plan), Locator(plan, quick=True)
    drawn = dice.uniform([-300, -300], [2100, 900], (3000, 2))
    drawn[::3] = drawn[::3].round(-2) + dice.choice([-1e-3, 0, 1e-3, 1], (1000, 2))
    points = np.array([lonlat(x, y) for x, y in drawn])

    one, other = slow.at_many(points), quick.at_many(points)

    assert one.community_of.tolist() == other.community_of.tolist()
    for level, rows in one.zone_of.items():
        assert rows.tolist() == other.zone_of[level].tolist()
    for lon, lat in points[:500].tolist():
        assert slow.at(lon, lat) == quick.at(lon, lat)
