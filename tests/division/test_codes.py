from dataclasses import dataclass
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from towns import town

from gridgen.division.codes import NOBODY, Numbering, Succession, kept_codes, reading_order
from gridgen.words.numerals import ordinal

LABEL = {"zh": "第{n}网格", "en": "Grid {n}"}
VILLAGE = "990101001201"


def numbered(
    parent: str, xy: np.ndarray, *, digits: int, label: dict[str, str], lang: str
) -> tuple[list[str], list[str]]:
    """Codes and names where nothing was there before."""
    codes, names, _ = kept_codes(
        parent,
        xy,
        NOBODY,
        Numbering(digits=digits, label=label, lang=lang),
    )
    return codes, names


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


# --- codes that stay -----------------------------------------------------------------------------


def redrawn(
    old: str,
    new: str,
    *,
    codes: str = "123456789",
    count: list[int] | None = None,
    retired: tuple[str, ...] = (),
) -> str:
    """Return the new zones' codes after a redraw, a digit each, from west to east.

    A letter of `old` and `new` is the zone of a household, "." none; zones stand from west to east
    in the order of the alphabet, and the parent's code is "P".
    """
    letters = [sorted(set(text) - {"."}) for text in (old, new)]
    old_of, new_of = (
        np.array([zones.index(letter) if letter in zones else -1 for letter in text], int)
        for zones, text in zip(letters, (old, new), strict=True)
    )
    z = len(letters[1])
    made, names, _ = kept_codes(
        "P",
        np.stack([np.arange(z) * 10.0, np.zeros(z)], axis=1),
        Succession(
            old_of=old_of,
            new_of=new_of,
            count=np.array(count if count is not None else [1] * len(old)),
            old_codes=[f"P{code}" for code in codes[: len(letters[0])]],
            retired=[f"P{code}" for code in retired],
        ),
        Numbering(digits=1, label=LABEL, lang="en"),
    )
    assert names == [f"Grid {code.removeprefix('P')}" for code in made]
    return " ".join(code.removeprefix("P") for code in made)


@pytest.mark.parametrize(
    ("old", "new", "codes"),
    [
        ("aabb", "aabb", "1 2"),  # nothing changed
        ("aabb", "bbaa", "2 1"),  # the same zones, read in another order
        ("aaabb", "aabbb", "1 2"),  # one household moved
        ("aaaaa", "aaabb", "1 2"),  # split: the larger part keeps the code
        ("aaaaa", "aabbb", "2 1"),
        ("aaaa", "aabb", "1 2"),  # split in halves: the first in reading order
        ("aaabb", "aaaaa", "1"),  # merged: the larger one's code stays
        ("aabbb", "aaaaa", "2"),
        ("aabb", "aaaa", "1"),  # merged halves: the smaller code
        ("aaabbb", "aabbcc", "1 3 2"),  # two become three
        ("aabbcc", "aaabbb", "1 3"),  # three become two
        ("aaaab", "aabbb", "1 2"),  # 2 + 1 stay, not 2 + 0: the most in all
        ("aaaaaabb", "aaaaabba", "1 2"),
        ("aaaa", "bbcc", "1 2"),
        ("aa..", "aabb", "1 2"),  # zone b holds new households only
        ("aabb", "aa..", "1"),  # those of zone b are gone
        ("..", "ab", "1 2"),  # nothing shared
        ("", "", ""),
        ("aabb", "....", ""),
    ],
)
def test_a_code_stays_where_most_of_its_households_stay(old: str, new: str, codes: str) -> None:
    assert redrawn(old, new) == codes


def test_households_decide_not_rows_and_rows_where_households_are_equal() -> None:
    assert redrawn("aaa", "aab", count=[1, 1, 5]) == "2 1"
    assert redrawn("aaa", "abb", count=[2, 1, 1]) == "2 1"
    assert redrawn("aaa", "abb", count=[0, 0, 0]) == "2 1"


def test_an_unchanged_zone_of_vacant_homes_keeps_its_code() -> None:
    assert redrawn("aabb", "aabb", count=[1, 1, 0, 0]) == "1 2"


@pytest.mark.parametrize(
    ("retired", "codes"),
    [
        ((), "1 3"),
        (("4",), "1 5"),  # above every number ever used
        (("1",), "3 4"),  # a retired code is not kept either
        (("27",), "1 28"),
        (("1", "2", "9"), "10 11"),
        (("x", ""), "1 3"),  # these never were numbers
    ],
)
def test_new_numbers_follow_the_largest_that_was_ever_used(
    retired: tuple[str, ...], codes: str
) -> None:
    assert redrawn("aab.", "aa.b", retired=retired) == codes


def test_codes_of_other_parents_bar_nothing() -> None:
    assert redrawn("aa", "ab", retired=()) == "1 2"
    made, _, _ = kept_codes(
        "P",
        np.zeros((1, 2)),
        Succession(
            old_of=np.array([], int),
            new_of=np.array([], int),
            count=np.array([], int),
            old_codes=[],
            retired=["Q9"],
        ),
        Numbering(digits=1, label=LABEL, lang="en"),
    )
    assert made == ["P1"]


@pytest.mark.parametrize("odd", ["G7", "Q01", "P", "P00", "P1", "Px1", "P１２", "P" + "9" * 5000])
def test_a_code_that_is_not_the_parents_and_a_number_is_not_kept(odd: str) -> None:
    made, names, _ = kept_codes(
        "P",
        np.zeros((1, 2)),
        Succession(
            old_of=np.zeros(2, int),
            new_of=np.zeros(2, int),
            count=np.ones(2, int),
            old_codes=[odd],
            retired=[],
        ),
        Numbering(digits=2, label=LABEL, lang="zh"),
    )

    number = "02" if odd == "P1" else "01"
    assert made == [f"P{number}"]
    assert names == ["第二网格" if odd == "P1" else "第一网格"]


def test_new_numbers_stand_in_reading_order_and_take_more_digits_where_they_need_them() -> None:
    xy = np.array([[20.0, 0], [0, 0], [10, 0]])

    made, names, _ = kept_codes(
        VILLAGE,
        xy,
        Succession(
            old_of=np.array([0]),
            new_of=np.array([2]),
            count=np.array([4]),
            old_codes=[f"{VILLAGE}017"],
            retired=[f"{VILLAGE}999"],
        ),
        Numbering(digits=3, label=LABEL, lang="zh"),
    )

    assert made == [f"{VILLAGE}1001", f"{VILLAGE}1000", f"{VILLAGE}017"]
    assert names == ["第一千零一网格", "第一千网格", "第十七网格"]


@given(places=st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), max_size=30))
def test_with_nothing_before_zones_are_numbered_as_ever(places: list[tuple[int, int]]) -> None:
    xy = np.array(places, float).reshape(-1, 2)

    codes, names = numbered(VILLAGE, xy, digits=3, label=LABEL, lang="zh")

    for number, zone in enumerate(reading_order(xy), start=1):
        assert codes[zone] == f"{VILLAGE}{number:03d}"
        assert names[zone] == f"第{ordinal(number, 'zh')}网格"


@dataclass(frozen=True)
class Redraw:
    """Some households in some old and new zones."""

    old_of: np.ndarray
    new_of: np.ndarray
    count: np.ndarray
    old_codes: list[str]
    retired: list[str]
    xy: np.ndarray

    def codes(self) -> list[str]:
        made, _, _ = kept_codes(
            "P",
            self.xy,
            Succession(
                old_of=self.old_of,
                new_of=self.new_of,
                count=self.count,
                old_codes=self.old_codes,
                retired=self.retired,
            ),
            Numbering(digits=2, label=LABEL, lang="en"),
        )
        return made

    def stay(self, heir_of: dict[int, int]) -> int:
        """Households whose old zone's heir is their new zone."""
        pairs = zip(self.old_of, self.new_of, self.count, strict=True)
        return sum(int(c) for o, n, c in pairs if o >= 0 and n >= 0 and heir_of.get(o) == n)


@st.composite
def redraws(draw: st.DrawFn) -> Redraw:
    o, z = draw(st.integers(0, 4)), draw(st.integers(0, 4))
    home = st.tuples(st.integers(-1, o - 1), st.integers(-1, z - 1), st.integers(0, 5))
    homes = np.array(draw(st.lists(home, max_size=25)), int).reshape(-1, 3)
    numbers = draw(st.lists(st.integers(1, 99), min_size=o, max_size=o, unique=True))
    codes = [f"P{number:02d}" for number in numbers]
    retired = draw(st.lists(st.integers(1, 99).map(lambda n: f"P{n:02d}"), max_size=4))
    places = st.tuples(st.integers(0, 9), st.integers(0, 9))
    # Zones in one row at one easting would be read in the order given.
    places = st.lists(places, min_size=z, max_size=z, unique_by=lambda place: place[0])
    xy = np.array(draw(places), float)
    return Redraw(*homes.T, codes, retired, xy.reshape(-1, 2))


@given(redraw=redraws())
def test_no_code_is_doubled_and_no_retired_one_used_again(redraw: Redraw) -> None:
    made = redraw.codes()

    assert len(set(made)) == len(made) == len(redraw.xy)
    assert not set(made) & set(redraw.retired)
    highest = max([int(code[1:]) for code in redraw.old_codes + redraw.retired], default=0)
    fresh = sorted(int(code[1:]) for code in set(made) - set(redraw.old_codes))
    assert fresh == list(range(highest + 1, highest + 1 + len(fresh)))


@given(redraw=redraws())
def test_an_unchanged_zone_keeps_its_code(redraw: Redraw) -> None:
    made = redraw.codes()

    for o, code in enumerate(redraw.old_codes):
        was = redraw.old_of == o
        for z in range(len(redraw.xy)):
            is_same = was.any() and np.array_equal(was, redraw.new_of == z)
            assert not is_same or code in redraw.retired or made[z] == code


@given(redraw=redraws())
def test_no_other_choice_of_codes_keeps_more_households(redraw: Redraw) -> None:
    made = redraw.codes()
    heir_of = {o: made.index(c) for o, c in enumerate(redraw.old_codes) if c in made}

    free = [o for o, code in enumerate(redraw.old_codes) if code not in redraw.retired]
    zones = [*range(len(redraw.xy)), *[-2] * len(free)]
    best = max(
        redraw.stay(dict(zip(free, heirs, strict=True))) for heirs in permutations(zones, len(free))
    )
    assert redraw.stay(heir_of) == best


@given(redraw=redraws())
def test_a_code_is_kept_only_where_somebody_stays(redraw: Redraw) -> None:
    made = redraw.codes()

    for o, code in enumerate(redraw.old_codes):
        if code in made:
            assert ((redraw.old_of == o) & (redraw.new_of == made.index(code))).any()


@given(redraw=redraws(), seed=st.integers(0, 99))
def test_the_order_of_zones_and_households_decides_nothing(redraw: Redraw, seed: int) -> None:
    rng = np.random.default_rng(seed)
    olds = np.append(rng.permutation(len(redraw.old_codes)), -1)  # -1 stays -1
    news = np.append(rng.permutation(len(redraw.xy)), -1)
    homes = rng.permutation(len(redraw.count))
    codes, xy = [""] * len(redraw.old_codes), np.zeros_like(redraw.xy)
    for o, code in enumerate(redraw.old_codes):
        codes[olds[o]] = code
    xy[news[:-1]] = redraw.xy
    turned = Redraw(
        olds[redraw.old_of][homes],
        news[redraw.new_of][homes],
        redraw.count[homes],
        codes,
        redraw.retired,
        xy,
    )

    made = turned.codes()

    assert [made[z] for z in news[:-1]] == redraw.codes()
