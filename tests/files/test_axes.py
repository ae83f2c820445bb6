"""Which number is which: what fits stays, what does not is put right and told."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridgen.files.axes import Axes, axes_of, is_on_map
from gridgen.model.errors import ReadError

FOSHAN = np.array([[113.11, 23.05], [113.12, 23.06], [113.115, 23.055]])
KASHGAR = FOSHAN + [-37.0, 16.5]
EAST, NORTH = 408_803.0, 2_550_960.0
METRES = np.array([[EAST, NORTH], [EAST + 500, NORTH + 900], [EAST + 100, NORTH]])
PREFIX = np.array([38_000_000.0, 0])


def axes(xy: np.ndarray, crs: str | None, **more: object) -> Axes:
    return axes_of(xy, crs, source="a.csv", **more)  # type: ignore[arg-type]


def rules(found: Axes) -> list[str]:
    return [one.rule for one in found.findings]


# --- degrees -------------------------------------------------------------------------------------


@pytest.mark.parametrize("places", [FOSHAN, KASHGAR, FOSHAN - [113, 0], FOSHAN * [1, -1]])
def test_degrees_that_can_be_so_stay_as_they_are(places: np.ndarray) -> None:
    found = axes(places, "EPSG:4326")

    assert found.is_plain
    assert found.of(places) is places


@pytest.mark.parametrize(
    "places", [FOSHAN, KASHGAR, KASHGAR + [12.9, -10.3], np.array([[179.0, -16.5], [178, -17]])]
)
def test_degrees_are_exchanged_where_only_that_puts_them_on_land(places: np.ndarray) -> None:
    found = axes(places[:, ::-1], "EPSG:4326")

    assert found.of(places[:, ::-1]).tolist() == places.tolist()
    assert rules(found) == ["lon_lat_turned"]


@pytest.mark.parametrize(
    ("lon", "lat"),
    [
        (15.6, 78.2),  # Longyearbyen, which is no place in China when it is exchanged
        (40.0, 40.0),
        (28.0, 70.0),  # Lapland
    ],
)
def test_places_in_the_arctic_and_on_the_diagonal_stay(lon: float, lat: float) -> None:
    assert axes(np.array([[lon, lat]] * 3), "EPSG:4326").is_plain


@pytest.mark.parametrize("places", [FOSHAN, KASHGAR])
def test_rows_are_exchanged_that_are_near_the_others_only_then(places: np.ndarray) -> None:
    some = np.vstack([places, places[:1, ::-1], [[2.0, 47.0]], [[np.nan, 23.0]]])

    found = axes(some, "EPSG:4326")

    assert found.turned.tolist() == [False, False, False, True, False, False]
    assert rules(found) == []


def test_boundaries_say_which_way_round_places_are() -> None:
    turned = np.array([[40.0, 41.5]] * 3)

    assert axes(turned, "EPSG:4326").is_plain
    assert axes(turned, "EPSG:4326", box=(41.4, 39.9, 41.6, 40.1)).is_plain  # near both ways
    assert axes(turned + [0, 3], "EPSG:4326", box=(44.4, 39.9, 44.6, 40.1)).turned.all()


@pytest.mark.parametrize("scale", [1e6, 1e7])
def test_degrees_that_are_whole_numbers_are_divided(scale: float) -> None:
    found = axes((FOSHAN * scale).round(), "EPSG:4326")

    assert found.of((FOSHAN * scale).round()) == pytest.approx(FOSHAN)
    assert rules(found) == ["degrees_scaled"]


@pytest.mark.parametrize("xy", [METRES, METRES[:, ::-1], METRES + PREFIX])
def test_metres_that_are_said_to_be_degrees_have_no_crs(xy: np.ndarray) -> None:
    found = axes(xy, "EPSG:4326")

    assert (found.crs, rules(found)) == (None, ["metres_not_degrees"])


# --- metres --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("xy", "crs", "told"),
    [
        (METRES, "EPSG:4547", []),
        (METRES[:, ::-1], "EPSG:4547", ["axes_turned"]),
        (METRES + PREFIX, "EPSG:4526", []),
        ((METRES + PREFIX)[:, ::-1], "EPSG:4526", ["axes_turned"]),
        (METRES + PREFIX, "EPSG:4547", ["zone_taken_off"]),
        ((METRES + PREFIX)[:, ::-1], "EPSG:4547", ["zone_taken_off", "north_first"]),
        (METRES, "EPSG:4526", ["zone_put_on"]),
        (METRES[:, ::-1], "EPSG:4526", ["zone_put_on", "north_first"]),
    ],
)
def test_metres_are_put_into_the_order_and_the_zone_of_their_crs(
    xy: np.ndarray, crs: str, told: list[str]
) -> None:
    found = axes(xy, crs)

    wanted = METRES if crs == "EPSG:4547" else METRES + PREFIX
    assert found.of(xy).tolist() == wanted.tolist()
    assert rules(found) == told


def test_a_projection_for_a_meridian_of_its_own_is_looked_for_around_it() -> None:
    own = "+proj=tmerc +lat_0=0 +lon_0=113.5 +k=1 +x_0=500000 +y_0=0 +ellps=GRS80 +units=m"

    assert axes(METRES, own).is_plain
    assert axes(METRES[:, ::-1], own).turned.all()


def test_the_zone_of_another_meridian_is_refused() -> None:
    with pytest.raises(ReadError, match=r"zone number 39 .*117, such as EPSG:4527.*EPSG:4547"):
        axes(METRES + PREFIX + [1_000_000, 0], "EPSG:4547")


def test_the_system_of_a_site_is_refused() -> None:
    with pytest.raises(ReadError, match=r"a\.csv: the CRS 'site' is that of a site of its own"):
        axes(METRES, 'LOCAL_CS["site",UNIT["metre",1]]')


@pytest.mark.parametrize(
    ("xy", "crs", "is_turned", "told"),
    [
        (METRES + PREFIX, "EPSG:4526", False, ["zone_read"]),
        ((METRES + PREFIX)[:, ::-1], "EPSG:4526", True, ["zone_read", "north_first"]),
        (METRES + [19_000_000, 0], "EPSG:4497", False, ["zone_read"]),
        (METRES, None, False, []),
        (METRES[:, ::-1], None, True, ["north_first"]),
        (METRES - METRES.min(axis=0), None, False, []),  # of a site: nothing can be told
    ],
)
def test_the_number_of_a_zone_says_the_crs_of_metres(
    xy: np.ndarray, crs: str | None, is_turned: bool, told: list[str]
) -> None:
    found = axes(xy, None)

    assert (found.crs, found.turned.all(), rules(found)) == (crs, is_turned, told)


@pytest.mark.parametrize(("degrees", "is_on"), [(4, True), (7, False)])
def test_the_map_of_a_crs_ends_five_degrees_outside_of_where_it_is_used(
    degrees: float, is_on: bool
) -> None:
    east = 500_000 + (1.5 + degrees) * 102_500  # metres of a degree at 23 N

    assert is_on_map(np.array([[east, NORTH]]), "EPSG:4547") == is_on


@given(st.lists(st.tuples(st.floats(), st.floats()), max_size=8), st.sampled_from(
    ["EPSG:4326", "EPSG:4547", "EPSG:4526", None]))  # fmt: skip
def test_whatever_the_numbers_are_they_are_read_or_refused_in_our_words(
    rows: list[tuple[float, float]], crs: str | None
) -> None:
    xy = np.array(rows, float).reshape(-1, 2)

    found = axes(xy, crs)

    assert found.of(xy).shape == xy.shape
