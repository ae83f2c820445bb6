import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from towns import town

from gridgen.codes import numbered, reading_order

LABEL = {"zh": "第{n}网格", "en": "Grid {n}"}
VILLAGE = "990101001201"


@pytest.mark.parametrize(
    ("picture", "read"),
    [
        ("ab", "ab"),
        (
            """
            a
            b
            """,
            "ab",
        ),
        (
            """
            ab
            cd
            """,
            "abcd",
        ),
        (
            """
            a...b...c
            .........
            .........
            .........
            d...e...f
            .........
            .........
            .........
            g...h...i
            """,
            "abcdefghi",
        ),
        (
            """
            .b...d..
            a...c..e
            """,
            "abcde",  # flat: one row, from west to east
        ),
        (
            """
            .a
            ..
            b.
            ..
            .c
            ..
            d.
            """,
            "abcd",  # a tall one: from north to south
        ),
    ],
)
def test_zones_are_read_row_by_row_from_the_north_west(picture: str, read: str) -> None:
    places = town(picture)
    letters = sorted(places)
    xy = np.concatenate([places[letter] for letter in letters])

    order = reading_order(xy)

    assert "".join(letters[row] for row in order) == read


def test_the_order_does_not_depend_on_where_the_town_lies() -> None:
    xy = np.random.default_rng(0).integers(0, 100, (30, 2)) * 10.0

    assert reading_order(xy).tolist() == reading_order(xy + [39_500_000, 3_400_000]).tolist()


@given(
    places=st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), max_size=40),
)
def test_every_zone_is_read_once(places: list[tuple[int, int]]) -> None:
    xy = np.array(places, float).reshape(-1, 2)

    order = reading_order(xy)

    assert sorted(order.tolist()) == list(range(len(xy)))


def test_zones_at_one_place_are_read_in_the_order_given() -> None:
    assert reading_order(np.full((4, 2), 7.0)).tolist() == [0, 1, 2, 3]


@pytest.mark.parametrize(
    ("digits", "codes"),
    [(1, ["1", "2"]), (2, ["01", "02"]), (3, ["001", "002"]), (6, ["000001", "000002"])],
)
def test_a_code_is_the_parents_and_a_number_of_so_many_digits(
    digits: int, codes: list[str]
) -> None:
    xy = np.array([[0.0, 0.0], [10.0, 0.0]])

    made, _ = numbered(VILLAGE, xy, digits=digits, label=LABEL, lang="en")

    assert made == [VILLAGE + code for code in codes]


@pytest.mark.parametrize(
    ("lang", "row", "name"),
    [
        ("zh", 0, "第一网格"),
        ("zh", 9, "第十网格"),
        ("zh", 10, "第十一网格"),
        ("zh", 19, "第二十网格"),
        ("zh", 98, "第九十九网格"),
        ("zh", 99, "第一百网格"),
        ("zh", 109, "第一百一十网格"),
        ("en", 0, "Grid 1"),
        ("en", 99, "Grid 100"),
    ],
)
def test_names_number_the_zones_in_the_language_asked_for(lang: str, row: int, name: str) -> None:
    xy = np.stack([np.arange(120) * 10.0, np.zeros(120)], axis=1)

    _, names = numbered(VILLAGE, xy, digits=3, label=LABEL, lang=lang)

    assert names[row] == name


def test_codes_and_names_stand_in_the_order_of_the_zones_not_of_the_numbers() -> None:
    east_first = np.array([[10.0, 0.0], [0.0, 0.0]])

    codes, names = numbered("", east_first, digits=1, label=LABEL, lang="en")

    assert (codes, names) == (["2", "1"], ["Grid 2", "Grid 1"])


@pytest.mark.parametrize(
    ("zones", "last"), [(999, VILLAGE + "999"), (1000, VILLAGE + "1000"), (1200, VILLAGE + "1200")]
)
def test_more_zones_than_digits_take_further_digits_and_no_code_is_doubled(
    zones: int, last: str
) -> None:
    xy = np.stack([np.arange(zones) * 10.0, np.zeros(zones)], axis=1)

    codes, names = numbered(VILLAGE, xy, digits=3, label=LABEL, lang="zh")

    assert len(set(codes)) == len(set(names)) == zones
    assert codes[-1] == last


def test_no_zones_have_no_codes() -> None:
    assert numbered(VILLAGE, np.zeros((0, 2)), digits=3, label=LABEL, lang="zh") == ([], [])
