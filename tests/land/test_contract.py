import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridgen.land.contract import contract, hanging_together, straight, within
from gridgen.model.graphs import pieces
from gridgen.model.links import Links


def links(*rows: tuple[int, int, float, bool]) -> Links:
    a, b, border, joins = zip(*rows, strict=True) if rows else ((), (), (), ())
    return Links(np.array([a, b]).T, np.array(border), np.array(joins, bool))  # type: ignore[arg-type]


def as_rows(made: Links) -> list[tuple[int, int, float, bool]]:
    return [
        (int(a), int(b), float(m), bool(j))
        for (a, b), m, j in zip(made.pairs, made.border_m, made.joins, strict=True)
    ]


@st.composite
def many_links(draw: st.DrawFn) -> tuple[int, Links]:
    n = draw(st.integers(1, 9))
    every = [(a, b) for a in range(n) for b in range(a + 1, n)]
    pairs = sorted(draw(st.sets(st.sampled_from(every), max_size=15))) if every else []
    return n, links(
        *((a, b, float(draw(st.integers(0, 9))), draw(st.booleans())) for a, b in pairs)
    )


def test_borders_of_households_add_up_to_the_border_of_their_units() -> None:
    made = contract(
        links((0, 1, 5.0, False), (0, 2, 3.0, False), (1, 2, 4.0, False), (2, 3, 1.0, False)),
        np.array([0, 0, 1, 1], np.int32),
    )

    assert as_rows(made) == [(0, 1, 7.0, False)]


def test_what_lies_along_lines_adds_up_like_the_borders_and_stays_with_its_link() -> None:
    none = np.zeros(4, bool)
    made = Links(
        np.array([[0, 1], [0, 2], [1, 2], [2, 3]], np.int32),
        np.array([5.0, 3.0, 4.0, 1.0]),
        none,
        none,
        np.array([5.0, 0.0, 2.5, 0.5]),
    )

    assert contract(made, np.array([0, 0, 1, 1], np.int32)).along_m.tolist() == [2.5]
    assert within(made, np.array([1, 2, 3]), 4).along_m.tolist() == [2.5, 0.5]
    assert straight(made, 4).along_m.tolist() == [5.0, 0.0, 2.5, 0.5]


@pytest.mark.parametrize(
    ("one", "other", "joined"),
    [(True, True, True), (True, False, False), (False, True, False), (False, False, False)],
)
def test_a_link_of_units_joins_a_part_only_if_all_its_links_do(
    one: bool, other: bool, joined: bool
) -> None:
    made = contract(links((0, 2, 0.0, one), (1, 3, 0.0, other)), np.array([0, 0, 1, 1], np.int32))

    assert as_rows(made) == [(0, 1, 0.0, joined)]


def test_everybody_in_one_unit_has_no_link() -> None:
    assert len(contract(links((0, 1, 5.0, False)), np.zeros(2, np.int32))) == 0


def test_no_links_stay_none() -> None:
    assert len(contract(links(), np.arange(3, dtype=np.int32))) == 0
    assert len(within(links(), np.array([1, 2]), 3)) == 0


@given(graph=many_links(), data=st.data())
def test_contracted_links_are_those_between_units_added_up(
    graph: tuple[int, Links], data: st.DataObject
) -> None:
    n, made = graph
    unit_of = data.draw(st.lists(st.integers(0, 3), min_size=n, max_size=n))

    units = contract(made, np.array(unit_of, np.int32))

    border: dict[tuple[int, int], float] = {}
    joins: dict[tuple[int, int], bool] = {}
    for a, b, metres, joined in as_rows(made):
        pair = (min(unit_of[a], unit_of[b]), max(unit_of[a], unit_of[b]))
        if pair[0] != pair[1]:
            border[pair] = border.get(pair, 0.0) + metres
            joins[pair] = joins.get(pair, True) and joined
    assert as_rows(units) == [(a, b, border[a, b], joins[a, b]) for a, b in sorted(border)]


@given(graph=many_links(), data=st.data())
def test_links_within_rows_are_numbered_anew(graph: tuple[int, Links], data: st.DataObject) -> None:
    n, made = graph
    rows = sorted(data.draw(st.sets(st.integers(0, n - 1))))

    inner = within(made, np.array(rows, np.int64), n)

    assert as_rows(inner) == [
        (rows.index(a), rows.index(b), metres, joined)
        for a, b, metres, joined in as_rows(made)
        if a in rows and b in rows
    ]


def test_straight_links_leave_out_what_goes_around_bends() -> None:
    links = Links(
        np.array([[0, 1], [0, 2], [1, 2]], np.int32),
        np.array([5.0, 7.0, 3.0]),
        np.zeros(3, bool),
        np.array([False, True, False]),
    )

    kept = straight(links, 3)

    assert kept.pairs.tolist() == [[0, 1], [1, 2]]


def test_of_the_links_around_bends_the_widest_stays_where_rows_would_come_apart() -> None:
    links = Links(
        np.array([[0, 1], [0, 2], [1, 2]], np.int32),
        np.array([5.0, 7.0, 3.0]),
        np.zeros(3, bool),
        np.array([False, True, True]),
    )

    kept = straight(links, 3)

    assert kept.pairs.tolist() == [[0, 1], [0, 2]]
    assert kept.bends.tolist() == [False, True]


@given(graph=many_links(), data=st.data())
def test_what_hangs_together_stays_so_over_the_widest_links_and_no_more_than_needed(
    graph: tuple[int, Links], data: st.DataObject
) -> None:
    n, made = graph
    keep = np.array(
        data.draw(st.lists(st.booleans(), min_size=len(made), max_size=len(made))), bool
    )

    stays = hanging_together(keep, made.pairs, made.border_m, n=n)

    # The slow way: the widest of the others one by one, each if it joins two pieces.
    slow = keep.copy()
    for row in sorted(np.flatnonzero(~keep), key=lambda row: (-made.border_m[row], row)):
        before = pieces(n, made.pairs[slow])
        slow[row] = before[made.pairs[row, 0]] != before[made.pairs[row, 1]]
    assert stays.tolist() == slow.tolist()
    assert pieces(n, made.pairs[stays]).tolist() == pieces(n, made.pairs).tolist()
