from collections.abc import Callable
from dataclasses import fields, replace
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from plans import town, with_people

from gridgen.division.centres import LocalCentres
from gridgen.division.set_aside import Special
from gridgen.land.cells import cells
from gridgen.land.placing import Placing
from gridgen.model.arrays import frozen, taken, texts
from gridgen.model.bands import Band
from gridgen.model.centres import Centres
from gridgen.model.communities import Communities
from gridgen.model.errors import BandError, CoordinateError
from gridgen.model.findings import Finding, Report, Severity
from gridgen.model.ground import Ground
from gridgen.model.households import Households
from gridgen.model.links import Links, Units
from gridgen.model.people import People
from gridgen.model.solutions import Solution, Status
from gridgen.model.special import SpecialGrids
from gridgen.model.zones import Zones, column_of

# --- Band ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("households", "grids"),
    [
        (0, [0]),
        (299, []),
        (300, [1]),
        (500, [1]),
        (501, []),
        (599, []),
        (600, [2]),
        (899, [2]),
        (900, [2, 3]),
        (1000, [2, 3]),
        (1001, [3]),
        (1250, [3, 4]),
    ],
)
def test_counts_at_the_edges_of_the_300_500_band(households: int, grids: list[int]) -> None:
    assert list(Band(300, 500).grid_counts(households)) == grids


@given(fewest=st.integers(1, 60), extra=st.integers(0, 60), households=st.integers(1, 600))
def test_counts_are_exactly_those_that_fit(fewest: int, extra: int, households: int) -> None:
    band = Band(fewest, fewest + extra)

    counts = list(band.grid_counts(households))

    assert counts == [k for k in range(1, 601) if band.fewest * k <= households <= band.most * k]


@pytest.mark.parametrize(
    ("households", "by"), [(0, 50), (49, 1), (50, 0), (75, 0), (100, 0), (101, 1), (150, 50)]
)
def test_a_breach_counts_the_households_outside_the_band(households: int, by: int) -> None:
    assert Band(50, 100).breach(households) == by


@pytest.mark.parametrize(
    ("fewest", "most", "target", "aimed"),
    [(50, 100, 0, 75), (50, 101, 0, 75), (7, 7, 0, 7), (50, 100, 50, 50), (50, 100, 100, 100)],
)
def test_the_target_is_the_middle_unless_it_is_given(
    fewest: int, most: int, target: int, aimed: int
) -> None:
    assert Band(fewest, most, target).target == aimed


@pytest.mark.parametrize(
    ("numbers", "says"),
    [
        ((0, 5), "fewest=0, most=5"),
        ((-3, 5), "fewest=-3, most=5"),
        ((100, 50), "fewest=100, most=50"),
        ((50, 100, 49), "target=49 for 50-100"),
        ((50, 100, 101), "target=101 for 50-100"),
        ((50, 100, -1), "target=-1 for 50-100"),
    ],
)
def test_a_band_that_holds_nothing_is_refused(numbers: tuple[int, ...], says: str) -> None:
    with pytest.raises(BandError, match=says):
        Band(*numbers)


# --- arrays --------------------------------------------------------------------------------------


def roll(**change: Any) -> Households:
    columns: dict[str, Any] = {
        "ids": ["a", "b"],
        "given": [[114.0, 31.0], [114.1, 31.0]],
        "xy": [[0.0, 0.0], [10.0, 0.0]],
        "count": [1, 2],
        "community": ["990101001201", ""],
        "keys": {"building": ["7", ""]},
        "source": [1, 2],
        "crs": "EPSG:4326",
    }
    return Households(**(columns | change))


@pytest.mark.parametrize(
    "change",
    [
        {"count": [1]},
        {"count": [1, 2, 3]},
        {"community": ["990101001201"]},
        {"source": [1, 2, 3]},
        {"keys": {"building": ["7"]}},
        {"keys": {"building": ["7", ""], "grid": []}},
        {"xy": [[0.0, 0.0]]},
        {"given": [[114.0, 31.0], [114.1, 31.0], [114.2, 31.0]]},
    ],
)
def test_columns_of_unequal_length_are_refused(change: dict[str, Any]) -> None:
    with pytest.raises(CoordinateError, match="expected 2 rows"):
        roll(**change)


@pytest.mark.parametrize("bad", [float("nan"), float("inf"), float("-inf")])
def test_metres_that_are_not_finite_are_refused(bad: float) -> None:
    with pytest.raises(CoordinateError, match="xy holds values that are not finite"):
        roll(xy=[[0.0, 0.0], [10.0, bad]])


def test_nobody_is_a_roll_too() -> None:
    nobody = Households([], np.zeros((0, 2)), np.zeros((0, 2)), [], [], {}, [], "EPSG:4326")  # type: ignore[arg-type]

    assert len(nobody) == 0


def links() -> Links:
    return Links(np.array([[0, 1]]), np.array([2.0]), np.array([False]))  # type: ignore[arg-type]


def zones() -> Zones:
    one: Any = ["x"]
    number: Any = [1]
    return Zones(
        "grids", one, one, one, one, one, number, number, number, number, one,
        [shapely.box(0, 0, 1, 1)],  # type: ignore[arg-type]
    )  # fmt: skip


@pytest.mark.parametrize(
    ("made", "fields"),
    [
        (roll, ["ids", "given", "xy", "count", "community", "source"]),
        (links, ["pairs", "border_m", "joins"]),
        (zones, ["code", "households", "mean_m", "polygon"]),
        (
            lambda: Communities(["1"], ["x"], ["village"], [shapely.box(0, 0, 1, 1)]),  # type: ignore[arg-type]
            ["code", "name", "kind", "shape"],
        ),
        (
            lambda: cells(np.zeros((1, 2)), Ground(shapely.box(-1, -1, 1, 1))),
            ["place_of", "xy", "place_of_face", "corners", "edges", "sides", "is_cut"],
        ),
        (
            lambda: Units(np.zeros(1), np.zeros((1, 2)), np.ones(1)),  # type: ignore[arg-type]
            ["unit_of", "xy", "households"],
        ),
        (
            lambda: Solution(np.zeros(1), np.zeros(1), 0.0, 0.0, Status.FEASIBLE),  # type: ignore[arg-type]
            ["grid_of", "centre_of"],
        ),
    ],
)
def test_arrays_inside_a_value_cannot_be_written_to(
    made: Callable[[], Any], fields: list[str]
) -> None:
    value = made()

    for field in fields:
        array = getattr(value, field)
        with pytest.raises(ValueError, match="read-only"):
            array[...] = array


def test_a_value_does_not_change_with_the_array_it_was_made_from() -> None:
    pairs = np.array([[0, 1]], np.int32)
    made = Links(pairs, np.array([2.0]), np.array([False]))

    pairs[0, 0] = 9

    assert made.pairs.tolist() == [[0, 1]]


def test_a_frozen_array_is_not_copied_again() -> None:
    array = frozen([1, 2, 3])

    assert frozen(array) is array


def test_texts_are_python_strings() -> None:
    assert [type(text) for text in texts(np.array(["a", "b"]))] == [str, str]
    assert texts([1, "二"]).tolist() == ["1", "二"]


@pytest.mark.parametrize(
    ("level", "column"), [("grids", "grid"), ("ten_household_groups", "ten_household_group")]
)
def test_the_column_of_a_level_is_its_singular(level: str, column: str) -> None:
    assert column_of(level) == column


# --- Report --------------------------------------------------------------------------------------


def say(rule: str, severity: Severity) -> Finding:
    return Finding(rule, severity, "here", None, None, zh=f"{rule}（中）", en=f"{rule} (en)")


NOTE, WARNING, ERROR = (
    say(rule, severity)
    for rule, severity in [("n", Severity.NOTE), ("w", Severity.WARNING), ("e", Severity.ERROR)]
)
SECOND = say("w2", Severity.WARNING)


def test_a_report_has_the_worst_first_and_else_keeps_the_order() -> None:
    report = Report((NOTE, SECOND, ERROR, WARNING))

    assert [finding.rule for finding in report] == ["e", "w2", "w", "n"]
    assert len(report) == 4


def test_added_reports_are_in_order_too() -> None:
    report = Report((NOTE, WARNING)) + Report((SECOND, ERROR))

    assert [finding.rule for finding in report] == ["e", "w", "w2", "n"]


def test_a_report_gives_its_errors_and_the_findings_of_one_rule() -> None:
    report = Report((NOTE, WARNING, ERROR, WARNING))

    assert report.errors == (ERROR,)
    assert report.of("w") == (WARNING, WARNING)
    assert report.of("unheard") == ()


@pytest.mark.parametrize(("lang", "text"), [("zh", "n（中）"), ("en", "n (en)")])
def test_a_finding_speaks_both_languages(lang: str, text: str) -> None:
    assert NOTE.text(lang) == text


# --- rows of a value -----------------------------------------------------------------------------

Make = Callable[[int], Any]


def words_of(n: int, word: str) -> list[str]:
    return [f"{word}{k}" for k in range(n)]


def squares(n: int) -> np.ndarray:
    return np.array([shapely.box(k, 0, k + 1, 1) for k in range(n)] + [None], object)[:n]


def some_households(n: int) -> Households:
    return Households(
        ids=words_of(n, "h"), given=np.arange(2.0 * n).reshape(n, 2),
        xy=7 + np.arange(2.0 * n).reshape(n, 2), count=np.arange(n), community=words_of(n, "c"),
        keys={"group": words_of(n, "g"), "estate": words_of(n, "e")}, source=1 + np.arange(n),
        crs="EPSG:4547", part_of=words_of(n, "p"), counts={"population": 3 * np.arange(n)},
    )  # fmt: skip


def some_zones(n: int) -> Zones:
    text = {name: words_of(n, name) for name in ("code", "name", "parent", "kind", "community",
                                                 "status")}  # fmt: skip
    whole = {name: k + np.arange(n) for k, name in enumerate(("households", "units"))}
    metres = {
        name: 0.5 + k + np.arange(n)
        for k, name in enumerate(("mean_m", "max_m", "compactness", "walk_m", "on_lines"))
    }
    return Zones(level="grids", polygon=squares(n), schematic=np.arange(n) % 3 == 0,
                 **text, **whole, **metres)  # fmt: skip


def some_placing(n: int) -> Placing:
    xy = np.arange(2.0 * n).reshape(n, 2)
    return Placing(np.arange(n, dtype=np.int32), texts(words_of(n, "placed")), xy, ())


MAKE: dict[str, Make] = {
    "households": some_households,
    "communities": lambda n: Communities(
        words_of(n, "c"), words_of(n, "n"), words_of(n, "k"), squares(n), words_of(n, "1")
    ),
    "zones": some_zones,
    "links": lambda n: Links(
        np.arange(2 * n).reshape(n, 2), np.arange(n), np.arange(n) % 2, np.arange(n) % 3,
        np.arange(n) / 2,
    ),
    "centres": lambda n: Centres(
        words_of(n, "i"), words_of(n, "r"), np.arange(2.0 * n).reshape(n, 2), np.arange(n),
        1 + np.arange(n), words_of(n, "c"), words_of(n, "z"),
    ),
    "people": lambda n: People(
        words_of(n, "i"), words_of(n, "r"), np.arange(2.0 * n).reshape(n, 2), words_of(n, "t"),
        words_of(n, "c"),
    ),
    "special": lambda n: Special(
        np.arange(n), texts(words_of(n, "n")), texts(words_of(n, "c")), 2 * np.arange(n),
        squares(n),
    ),
    "special grids": lambda n: SpecialGrids(
        texts(words_of(n, "n")), texts(words_of(n, "c")), 2 * np.arange(n), squares(n)
    ),
    "local centres": lambda n: LocalCentres(
        np.arange(n), np.arange(2.0 * n).reshape(n, 2), np.arange(n), 1 + np.arange(n),
        2 + np.arange(n),
    ),
    "placing": some_placing,
    "placing with asides": lambda n: replace(
        some_placing(n), set_aside=np.arange(n, dtype=np.int32) - 2
    ),
}  # fmt: skip


def picked(column: Any, rows: list[int], n: int) -> Any:
    """The slow way: row by row; what has no rows stays."""
    if isinstance(column, dict):
        return {name: picked(values, rows, n) for name, values in column.items()}
    if isinstance(column, np.ndarray) and len(column) == n:
        return [np.asarray(column[row]).tolist() for row in rows]
    return column.tolist() if isinstance(column, np.ndarray) else column


def plain(column: Any) -> Any:
    if isinstance(column, dict):
        return {name: plain(values) for name, values in column.items()}
    return column.tolist() if isinstance(column, np.ndarray) else column


@pytest.mark.parametrize("what", MAKE)
@given(st.data())
def test_rows_taken_of_a_value_are_those_of_each_of_its_columns(what: str, data: Any) -> None:
    n = data.draw(st.integers(0, 5))
    rows = data.draw(st.lists(st.integers(0, n - 1), max_size=7)) if n else []
    value = MAKE[what](n)

    found = taken(value, np.array(rows, np.int64))

    assert type(found) is type(value)
    for column in fields(value):
        given_column, mine = getattr(value, column.name), getattr(found, column.name)
        assert plain(mine) == picked(given_column, rows, n), column.name
        if isinstance(mine, np.ndarray):
            assert mine.dtype == given_column.dtype


@pytest.mark.parametrize("what", MAKE)
def test_rows_are_taken_by_a_mask_as_by_their_numbers(what: str) -> None:
    value, is_wanted = MAKE[what](4), np.array([True, False, False, True])

    found = taken(value, is_wanted)

    for column in fields(value):
        by_number = getattr(taken(value, np.array([0, 3])), column.name)
        assert plain(getattr(found, column.name)) == plain(by_number)


def test_rows_are_not_taken_of_what_is_not_row_aligned() -> None:
    units = Units(np.array([0, 0, 1]), np.zeros((2, 2)), np.array([2, 1]))

    with pytest.raises(TypeError, match=r"Units\.unit_of has 3 rows; expected 2"):
        taken(units, np.array([0]))


# --- what values say of themselves ---------------------------------------------------------------


def test_a_plan_says_in_three_lines_what_it_is() -> None:
    plan = replace(town(), report=Report((NOTE, WARNING, SECOND)))

    lines = repr(plan).splitlines()

    assert lines == [
        "Plan: households 1261, communities 2, grids 6, ten_household_groups 6",
        "findings: error 0, warning 2, note 1",
        "made by rules='standard', seed=0",
    ]


PLAN = with_people(town())


@pytest.mark.parametrize(
    "value",
    [
        PLAN.township.households,
        PLAN.communities,
        PLAN.levels[0],
        PLAN.report,
        PLAN.staff,
        PLAN.staff and PLAN.staff.people,
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_value_says_in_one_line_what_it_holds(value: object) -> None:
    said = repr(value)

    assert said.startswith(f"{type(value).__name__}(")
    assert "\n" not in said
    assert len(said) < 250


def test_a_long_text_of_a_value_ends_and_what_is_empty_is_left_out() -> None:
    roll = replace(PLAN.township.households, crs="PROJCRS[" + "x" * 2000, counts={}, keys={})

    said = repr(roll)

    assert "crs='PROJCRS[" + "x" * 32 + "...'" in said
    assert "counts" not in said
    assert "keys" not in said
