"""Everybody is somewhere: inside, within 50 m and marked, or unplaced with a finding."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
import shapely
from examples import examples
from hypothesis import given
from hypothesis import strategies as st

from gridgen.land.placing import (
    JOIN_WITHIN_M,
    Placing,
    home_of,
    named_rows,
    place,
    rows_called,
    served_by,
)
from gridgen.model.arrays import texts
from gridgen.model.communities import Communities
from gridgen.model.findings import Finding, Severity
from gridgen.model.households import Households, Presence

WEST, EAST = "990101001201", "990101001202"


def villages() -> Communities:
    """Draw two villages side by side, 100 m each: WEST from x = 0, EAST from x = 100."""
    return Communities(
        [WEST, EAST], ["清河村", "柳树村"], ["village", "village"],
        [shapely.box(0, 0, 100, 100), shapely.box(100, 0, 200, 100)],
    )  # type: ignore[arg-type]  # fmt: skip


def households(xy: Sequence[tuple[float, float]], codes: Sequence[str] | None = None) -> Households:
    n = len(xy)
    at = np.array(xy, float).reshape(n, 2)
    return Households(
        [f"h{row + 1}" for row in range(n)], at, at, [3] * n,
        codes if codes is not None else [""] * n, {}, range(1, n + 1), "EPSG:4547",
    )  # type: ignore[arg-type]  # fmt: skip


def placed(x: float, y: float, code: str = "") -> Placing:
    return place(households([(x, y)], [code]), villages())


def rules(placing: Placing) -> list[str]:
    return [finding.rule for finding in placing.findings]


def only(placing: Placing) -> Finding:
    (finding,) = placing.findings
    return finding


@pytest.mark.parametrize(("x", "row"), [(1, 0), (50, 0), (99.9, 0), (100.1, 1), (150, 1)])
@pytest.mark.parametrize("right_code", [True, False])
def test_a_household_belongs_to_the_village_that_holds_it(
    x: float, row: int, right_code: bool
) -> None:
    placing = placed(x, 50, [WEST, EAST][row] if right_code else "")

    assert placing.community_of.tolist() == [row]
    assert placing.presence.tolist() == [Presence.PLACED]
    assert placing.spot.tolist() == [[x, 50]]
    assert placing.findings == ()


@pytest.mark.parametrize(("code", "row"), [("", 0), (WEST, 0), (EAST, 1), ("990101001299", 0)])
def test_on_a_shared_border_the_named_village_wins_and_else_the_first(code: str, row: int) -> None:
    placing = placed(100, 50, code)

    assert placing.community_of.tolist() == [row]
    assert placing.presence.tolist() == [Presence.PLACED]


@pytest.mark.parametrize(
    ("x", "y", "code", "row"),
    [
        (-49.9, 50, "", 0),
        (-50.0, 50, "", 0),
        (-50.1, 50, "", -1),
        (249.9, 50, "", 1),
        (250.1, 50, "", -1),
        (50, 149.9, "", 0),
        (50, 150.1, "", -1),
        (-35, -35, "", 0),  # 49.5 m from the corner
        (-36, -36, "", -1),  # 50.9 m
        (-50.1, 50, WEST, -1),  # a code does not carry further than 50 m
        (95, 120, EAST, 1),  # 5 m further than WEST, but named
        (95, 120, WEST, 0),
        (95, 120, "", 0),
        (105, 120, "", 1),
        (40, 120, EAST, 0),  # EAST is 63 m away
    ],
)
def test_outside_every_boundary_a_household_joins_within_50_m(
    x: float, y: float, code: str, row: int
) -> None:
    placing = placed(x, y, code)

    assert placing.community_of.tolist() == [row]
    assert placing.presence.tolist() == [Presence.JOINED if row >= 0 else Presence.UNPLACED]


@pytest.mark.parametrize(("x", "y"), [(-49.9, 50), (50, 149), (-20, -20), (-0.01, 50)])
def test_a_joined_household_is_taken_to_stand_just_inside(x: float, y: float) -> None:
    placing = placed(x, y)

    spot = shapely.Point(placing.spot[0])
    assert villages().shape[0].contains(spot)
    assert (
        spot.distance(shapely.Point(x, y))
        <= shapely.Point(x, y).distance(villages().shape[0]) + 0.1
    )


def test_an_unplaced_household_keeps_its_own_place() -> None:
    assert placed(-500, 50).spot.tolist() == [[-500, 50]]


def test_a_village_too_narrow_to_stand_in_is_joined_all_the_same() -> None:
    strip = Communities([WEST], ["埂"], ["village"], [shapely.box(0, 0, 100, 0.04)])  # type: ignore[arg-type]

    placing = place(households([(50, 10)]), strip)

    assert placing.community_of.tolist() == [0]
    assert strip.shape[0].covers(shapely.Point(placing.spot[0]))


# --- findings ------------------------------------------------------------------------------------


def test_an_unplaced_household_is_a_warning_in_both_languages() -> None:
    finding = only(placed(-50.1, 50))

    assert (finding.rule, finding.severity) == ("household_unplaced", Severity.WARNING)
    assert (finding.where, finding.limit) == ("h1", JOIN_WITHIN_M)
    assert finding.en == (
        "Household h1 (3 households) lies outside every boundary and more than 50 m from any: "
        "in no grid. Check its coordinates, or the boundaries."
    )
    assert finding.zh == (
        "住户 h1（3 户）在所有边界之外，且 50 米内没有村（社区），未划入网格。请核对坐标或边界。"
    )


def test_a_joined_household_is_a_note_that_says_how_far() -> None:
    finding = only(placed(-49.94, 50))

    assert (finding.rule, finding.severity) == ("household_joined", Severity.NOTE)
    assert (finding.where, finding.number, finding.limit) == ("h1", 49.9, JOIN_WITHIN_M)
    assert finding.en == (
        "Household h1 (3 households) lies 49.9 m outside every boundary; it joins the nearest "
        f"community, {WEST}."
    )
    assert finding.zh == f"住户 h1（3 户）在边界外 49.9 米，已并入最近的村（社区）{WEST}。"


def test_a_code_that_speaks_against_the_place_is_a_warning() -> None:
    placing = placed(50, 50, EAST)
    finding = only(placing)

    assert placing.community_of.tolist() == [0]
    assert (finding.rule, finding.severity) == ("community_differs", Severity.WARNING)
    assert finding.en == (
        f"Household h1 names community {EAST} but stands in {WEST}; it is divided with {WEST}. "
        "Check its code or its coordinates."
    )
    assert finding.zh == (f"住户 h1 登记在 {EAST}，但位置在 {WEST}，已按位置划入 {WEST}。请核对。")


def test_an_unknown_code_is_told_once_with_the_number_of_its_rows() -> None:
    odd = "990101001299"

    placing = place(
        households([(10, 50), (20, 50), (150, 50)], [odd, odd, "990101001298"]), villages()
    )

    assert placing.community_of.tolist() == [0, 0, 1]
    assert [(f.rule, f.where, f.number) for f in placing.findings] == [
        ("community_unknown", "990101001298", 1),
        ("community_unknown", odd, 2),
    ]
    assert placing.findings[1].en == (
        f"2 rows name community {odd}, which has no boundary; they are taken by place."
    )
    assert placing.findings[1].zh == (
        f"有 2 条住户登记在 {odd}，边界图层中没有这个代码，已按位置划入。"
    )


def test_a_household_in_its_named_village_is_no_finding_even_on_the_border() -> None:
    assert rules(placed(100, 50, EAST)) == []
    assert rules(placed(100, 50, WEST)) == []


@examples(100)
@given(
    drawn=st.lists(
        st.tuples(
            st.integers(-120, 320), st.integers(-120, 220), st.sampled_from(["", WEST, EAST])
        ),
        min_size=1,
        max_size=20,
    )
)
def test_many_households_are_placed_like_each_alone(drawn: list[tuple[int, int, str]]) -> None:
    together = place(households([(x, y) for x, y, _ in drawn], [c for *_, c in drawn]), villages())

    for row, (x, y, code) in enumerate(drawn):
        alone = placed(x, y, code)
        assert together.community_of[row] == alone.community_of[0]
        assert together.presence[row] == alone.presence[0]
        assert together.spot[row].tolist() == alone.spot[0].tolist()
        apart = [np.hypot(max(low - x, 0, x - low - 100), max(-y, 0, y - 100)) for low in (0, 100)]
        assert (alone.community_of[0] >= 0) == (min(apart) <= JOIN_WITHIN_M)
        if min(apart) == 0 and max(apart) > 0:
            assert alone.community_of[0] == apart.index(0)


# --- one rule for households, centres and people -------------------------------------------------


@examples(100)
@given(
    drawn=st.lists(
        st.tuples(st.integers(-120, 320), st.integers(-120, 220), st.integers(-1, 1)),
        min_size=1,
        max_size=20,
    )
)
def test_where_a_point_lies_is_what_the_slow_way_says(drawn: list[tuple[int, int, int]]) -> None:
    xy, named = np.array([(x, y) for x, y, _ in drawn], float), np.array([c for *_, c in drawn])

    home, is_joined = home_of(xy, named.astype(np.int32), villages().shape)

    for row, (x, y, said) in enumerate(drawn):
        apart = [shape.distance(shapely.Point(x, y)) for shape in villages().shape]
        holding = [own for own in (0, 1) if apart[own] == 0]
        near = [own for own in (0, 1) if apart[own] <= JOIN_WITHIN_M]
        ranked = sorted(holding or near, key=lambda own: (own != said, apart[own], own))
        assert home[row] == [*ranked, -1][0]
        assert is_joined[row] == (not holding and bool(near))


def test_nobody_lies_in_no_community() -> None:
    home, is_joined = home_of(np.zeros((0, 2)), np.zeros(0, np.int32), villages().shape)

    assert (len(home), len(is_joined)) == (0, 0)


def test_codes_are_rows_and_one_that_no_community_has_is_none() -> None:
    assert named_rows(texts([EAST, "", WEST, "990101001299"]), villages()).tolist() == [
        1,
        -1,
        0,
        -1,
    ]


@pytest.mark.parametrize(
    ("x", "code", "row"),
    [
        (50, "", 0),
        (50, EAST, 1),  # unlike a household: the code says whom to serve
        (50, "990101001299", 0),
        (100, "", 0),
        (-50.0, "", 0),
        (-50.1, "", -1),
        (-5000, EAST, 1),
    ],
)
def test_whoever_gives_a_community_serves_it_and_any_other_the_one_in_which_they_lie(
    x: float, code: str, row: int
) -> None:
    assert served_by(np.array([[x, 50.0]]), texts([code]), villages()).tolist() == [row]


def test_a_village_is_known_by_its_name_however_it_is_written() -> None:
    codes, names = ["1", "2", "3", "4"], ["上塘村", "东门社区", "双村", "双社区"]

    said = ["上塘村", "上塘村委会", "东门", "东门社区居委会", "双村", "双", "3", "", "别处"]

    assert rows_called(texts(said), texts(codes), texts(names)).tolist() == [
        0, 0, 1, 1, 2, -1, 2, -1, -1,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("away", "rule"), [(1, "community_unknown"), (2, "community_without_boundary")]
)
def test_a_village_without_a_boundary_is_named_with_its_households(away: int, rule: str) -> None:
    odd = "990101001299"
    xy = [*[(9000.0, 50.0)] * away, *[(50.0, 50.0)] * (3 - away)]

    told = [f for f in place(households(xy, [odd] * 3), villages()).findings if f.where == odd]

    assert [found.rule for found in told] == [rule]
