"""What all values share: arrays that nobody writes to, rows taken alike, one line on each."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, fields, replace
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
from gridgen.model.arrays import frozen, natural_order, require_rows, taken, texts
from gridgen.model.centres import Centres
from gridgen.model.communities import Communities
from gridgen.model.existing import ExistingGrids
from gridgen.model.ground import Features, Ground
from gridgen.model.households import Households
from gridgen.model.links import Links, Units
from gridgen.model.people import People
from gridgen.model.solutions import Solution, Status
from gridgen.model.special import SpecialGrids
from gridgen.model.zones import Zones


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
        (lambda: some_households(2), ["ids", "given", "xy", "count", "community", "source"]),
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
    "existing grids": lambda n: ExistingGrids(words_of(n, "c"), words_of(n, "n"), squares(n)),
    "features": lambda n: Features(words_of(n, "k"), words_of(n, "n"), squares(n), "EPSG:4490"),
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


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: Features(["river"], ["a", "b"], squares(2), "EPSG:4490"), "Features.kind has 1"),
        (lambda: SpecialGrids(["a", "b"], ["1"], [1, 2], squares(2)), "SpecialGrids.name has 2"),
        (lambda: ExistingGrids(["1", "2"], ["a"], squares(2)), "ExistingGrids.name has 1"),
        (lambda: Communities(["1"], ["a"], ["village"], squares(2)), "Communities.shape has 2"),
        (
            lambda: Centres(["1"], [""], np.zeros((2, 2)), [-1], [-1], [""], [""]),
            "Centres.xy has 2",
        ),
        (lambda: People(["1"], ["a"], np.zeros((1, 2)), [""], ["", ""]), "People.community has 2"),
    ],
)
def test_a_value_whose_columns_differ_in_length_is_refused(make: Make, says: str) -> None:
    with pytest.raises(TypeError, match=rf"{re.escape(says)} rows; expected \d"):
        make()  # type: ignore[call-arg]


def test_an_array_in_a_mapping_has_a_row_for_each_thing_too() -> None:
    @dataclass(frozen=True)
    class Counted:
        counts: dict[str, np.ndarray]

        def __len__(self) -> int:
            return 2

    require_rows(Counted({"a": np.zeros(2), "not given": np.zeros(0)}))
    with pytest.raises(TypeError, match=r"Counted\.counts has 3 rows; expected 2"):
        require_rows(Counted({"a": np.zeros(2), "b": np.zeros(3)}))


@pytest.mark.parametrize(
    ("names", "ordered"),
    [
        (["10单元", "2单元", "1单元"], ["1单元", "2单元", "10单元"]),
        (["b", "a10", "a9", "a"], ["a", "a9", "a10", "b"]),
        (["3", "甲", "20"], ["甲", "3", "20"]),
    ],
)
def test_names_are_ordered_as_people_count(names: list[str], ordered: list[str]) -> None:
    assert sorted(names, key=natural_order) == ordered


# --- what values say of themselves ---------------------------------------------------------------


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
        PLAN.township,
        PLAN.township.ground["lines"],
        SpecialGrids(["market"], [""], [30], squares(1)),  # type: ignore[arg-type]
        ExistingGrids(["1"], [""], squares(1)),  # type: ignore[arg-type]
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_value_says_in_one_line_what_it_holds(value: object) -> None:
    said = repr(value)

    assert said.startswith(f"{type(value).__name__}(")
    assert "\n" not in said
    assert len(said) < 250


def test_a_long_text_of_a_value_ends_and_what_is_empty_is_left_out() -> None:
    long = replace(PLAN.township.households, crs="PROJCRS[" + "x" * 2000, counts={}, keys={})

    said = repr(long)

    assert "crs='PROJCRS[" + "x" * 32 + "...'" in said
    assert "counts" not in said
    assert "keys" not in said
