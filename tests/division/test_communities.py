from collections.abc import Sequence

import numpy as np
import pytest
import shapely
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from towns import town

from gridgen.division.communities import NO_CODE, drawn_communities
from gridgen.land.ground import land_of
from gridgen.model.communities import Communities
from gridgen.model.findings import Finding, Severity
from gridgen.model.ground import Features
from gridgen.model.households import Households
from gridgen.rules.levels import LineRules

METRES = "EPSG:4547"
ORIGIN = np.array([500_000.0, 3_431_000.0])


def drawn(
    xy: NDArray[np.float64], codes: Sequence[str], **layers: Features
) -> tuple[Communities, tuple[Finding, ...]]:
    n = len(xy)
    at = xy + ORIGIN
    households = Households(
        [f"h{row}" for row in range(n)], at, at, [1] * n, codes, {}, range(1, n + 1), METRES
    )  # type: ignore[arg-type]
    return drawn_communities(households, land_of(LineRules(), layers, METRES))


def holding(communities: Communities, xy: NDArray[np.float64]) -> list[str]:
    """Return the code of the one community that holds each place."""
    found = []
    for point in shapely.points(xy + ORIGIN):
        inside = [
            c for c, s in zip(communities.code, communities.shape, strict=True) if s.contains(point)
        ]
        assert len(inside) == 1
        found.append(inside[0])
    return found


def check_no_overlap(communities: Communities) -> None:
    assert all(shapely.is_valid(shape) for shape in communities.shape)
    whole = shapely.union_all(communities.shape)
    assert sum(shape.area for shape in communities.shape) == pytest.approx(whole.area, rel=1e-9)


def test_each_code_gets_an_area_that_holds_its_households() -> None:
    places = town("""
        aaaa..bbbb
        aaaa..bbbb
        ..cccccc..
    """)
    xy = np.concatenate(list(places.values()))
    codes = [letter for letter, at in places.items() for _ in at]

    communities, _ = drawn(xy, codes)

    assert communities.code.tolist() == ["a", "b", "c"]
    assert holding(communities, xy) == codes
    check_no_overlap(communities)


def test_neighbours_share_one_line_half_way() -> None:
    communities, _ = drawn(np.array([[0.0, 0.0], [60.0, 0.0]]), ["a", "b"])

    border = shapely.intersection(communities.shape[0], communities.shape[1])
    assert border.length == pytest.approx(80, rel=0.02)
    assert shapely.get_coordinates(border)[:, 0] == pytest.approx(ORIGIN[0] + 30, abs=1e-3)


def test_households_without_a_code_join_the_nearest_with_one() -> None:
    xy = np.array([[0.0, 0.0], [40.0, 0.0], [60.0, 0.0], [100.0, 0.0]])

    communities, _ = drawn(xy, ["a", "", "", "b"])

    assert holding(communities, xy) == ["a", "a", "b", "b"]


@pytest.mark.parametrize("places", [1, 2, 3, 4, 30])
def test_no_code_at_all_makes_one_area(places: int) -> None:
    xy = np.random.default_rng(places).uniform(0, 300, (places, 2))

    communities, _ = drawn(xy, [""] * places)

    assert communities.code.tolist() == [NO_CODE]
    assert set(holding(communities, xy)) == {NO_CODE}


def test_that_areas_were_drawn_is_a_note_with_their_number() -> None:
    _, found = drawn(np.array([[0.0, 0.0], [60.0, 0.0]]), ["a", "b"])

    note = found[0]
    assert (note.rule, note.severity, note.number) == ("communities_drawn", Severity.NOTE, 2)
    assert "2 communities were drawn" in note.en
    assert "勾画出 2 个范围" in note.zh


def test_a_whole_tower_at_one_point_has_an_area_around_it() -> None:
    communities, _ = drawn(np.zeros((30, 2)), ["a"] * 30)

    assert communities.shape[0].bounds == pytest.approx(
        (ORIGIN[0] - 40, ORIGIN[1] - 40, ORIGIN[0] + 40, ORIGIN[1] + 40)
    )


@examples(60)
@given(
    rows=st.lists(
        st.tuples(st.integers(0, 900), st.integers(0, 900), st.sampled_from(["", "a", "b", "c"])),
        min_size=1,
        max_size=30,
        unique_by=lambda row: row[:2],
    )
)
def test_areas_hold_all_households_by_their_code_and_do_not_overlap(
    rows: list[tuple[int, int, str]],
) -> None:
    xy = np.array([row[:2] for row in rows], float)
    codes = [code for *_, code in rows]

    communities, _ = drawn(xy, codes)

    check_no_overlap(communities)
    coded = [row for row, code in enumerate(codes) if code]
    for row, home in enumerate(holding(communities, xy)):
        if codes[row]:
            assert home == codes[row]
        elif coded:
            apart = {other: float(np.hypot(*(xy[row] - xy[other]))) for other in coded}
            nearest = [other for other in coded if apart[other] == min(apart.values())]
            assert home in {codes[other] for other in nearest}
        else:
            assert home == NO_CODE


# --- on the ground -------------------------------------------------------------------------------


def layer(shape: shapely.Geometry, kind: str = "") -> Features:
    there = shapely.transform(shape, lambda at: at + ORIGIN)
    return Features([kind], [""], np.array([there], object), METRES)  # type: ignore[arg-type]


def test_the_line_that_neighbours_share_lies_on_the_road() -> None:
    xy = np.array([[x, y] for x in (0.0, 10.0, 40.0, 50.0) for y in (0.0, 10.0, 20.0)])
    road = shapely.LineString([(15, -100), (15, 100)])

    communities, _ = drawn(xy, ["1"] * 6 + ["2"] * 6, lines=layer(road, "road"))

    shared = shapely.intersection(*communities.shape)
    assert shared.length > 80
    assert shapely.get_coordinates(shared)[:, 0] - ORIGIN[0] == pytest.approx(15)


@pytest.mark.parametrize("name", ["parcels", "buildings"])
def test_an_area_holds_the_footprints_of_its_households_whole(name: str) -> None:
    xy = np.array([[x, y] for x in (0.0, 10.0, 40.0, 50.0) for y in (0.0, 10.0, 20.0)])
    estate = shapely.box(36, -4, 150, 24) | shapely.box(18, 5, 40, 15)

    communities, _ = drawn(xy, ["1"] * 6 + ["2"] * 6, **{name: layer(estate)})

    assert shapely.buffer(communities.shape[1], 0.02).covers(
        shapely.transform(estate, lambda at: at + ORIGIN)
    )
    check_no_overlap(communities)


def test_a_community_in_which_nobody_has_a_place_is_there_without_land() -> None:
    xy = np.array([(0, 0), (20, 0), (0, 20), (0, 0), (0, 0)], float)
    at = xy + ORIGIN
    households = Households(
        [*"abcde"], at, at, [1] * 5, [*"11121"], {}, range(1, 6), METRES,
        standing=["", "", "", "virtual", "virtual"],
    )  # type: ignore[arg-type]  # fmt: skip

    communities, _ = drawn_communities(households, land_of(LineRules(), {}, METRES))

    assert communities.code.tolist() == ["1", "2"]
    assert shapely.is_empty(communities.shape).tolist() == [False, True]
