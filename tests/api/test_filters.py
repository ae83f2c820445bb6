"""Filters in CQL2 text choose what they say, and refuse what they cannot compare."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from api.filters import DEEPEST, MOST, chosen
from gridgen.model.errors import RequestError

COLUMNS = {
    "code": np.array(["a1", "a2", "b1", ""], object),
    "name": np.array(["第一网格", "第二网格", "Grid 3", None], object),
    "households": np.array([50, 75, 100, 0]),
    "mean_m": np.array([10.5, np.nan, 30.0, 0.0]),
    "schematic": np.array([False, True, False, False]),
}
SHAPES = np.array([shapely.box(x, 0, x + 1, 1) for x in (0, 1, 2)] + [None], object)


def rows(text: str) -> list[int]:
    return np.flatnonzero(chosen(text, COLUMNS, SHAPES)).tolist()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("households > 50", [1, 2]),
        ("households >= 50 AND households < 100", [0, 1]),
        ("households = 50 OR code = 'b1'", [0, 2]),
        ("NOT households = 50", [1, 2, 3]),
        ("households <> 50", [1, 2, 3]),
        ("households BETWEEN 50 AND 75", [0, 1]),
        ("households NOT BETWEEN 50 AND 75", [2, 3]),
        ("code IN ('a1', 'b1', 'c1')", [0, 2]),
        ("households IN (0, 100)", [2, 3]),
        ("name LIKE '第%'", [0, 1]),
        ("name LIKE '第_网格'", [0, 1]),
        ("name LIKE '%3'", [2]),
        ("name LIKE '%r%d%'", [2]),
        ("name LIKE 'Grid'", []),
        ("name NOT LIKE '第%'", [2]),
        ("NOT name = 'Grid 3'", [0, 1]),
        ("name NOT IN ('Grid 3', 'x')", [0, 1]),
        ("mean_m NOT BETWEEN 0 AND 5", [0, 2]),
        ("name LIKE '第%' OR households = 0", [0, 1, 3]),
        ("NOT (name LIKE '第%' AND households = 0)", [0, 1, 2]),
        ("geometry IS NULL", [3]),
        ("NOT S_INTERSECTS(geometry, POINT(0.5 0.5))", [1, 2]),
        ("S_INTERSECTS(geometry, BBOX(179, 0, 0.5, 1))", [0]),
        ("S_INTERSECTS(geometry, BBOX(2.5, 0, -179, 1))", [2]),
        ("name IS NULL", [3]),
        ("name IS NOT NULL", [0, 1, 2]),
        ("mean_m IS NULL", [1]),
        ("mean_m < 1000", [0, 2, 3]),
        ("CASEI(name) = CASEI('GRID 3')", [2]),
        ("households * 2 > 150", [2]),
        ("households / 0 > 1", [0, 1, 2]),
        ("households > mean_m * 3", [0, 2]),
        ("schematic = TRUE", [1]),
        ("code < 'b'", [0, 1]),
        ("TRUE", [0, 1, 2, 3]),
        ("S_INTERSECTS(geometry, POINT(0.5 0.5))", [0]),
        ("S_INTERSECTS(geometry, BBOX(0.5, 0.5, 1.5, 0.6))", [0, 1]),
        ("S_WITHIN(geometry, POLYGON((-1 -1, 2.5 -1, 2.5 2, -1 2, -1 -1)))", [0, 1]),
        ("S_DISJOINT(geometry, POINT(0.5 0.5))", [1, 2]),
        ("S_INTERSECTS(POINT(2.5 0.5), geometry) AND households > 5", [2]),
        ("S_INTERSECTS(geometry, POINT Z(0.5 0.5 3))", [0]),
    ],
)
def test_a_filter_chooses_what_it_says(text: str, expected: list[int]) -> None:
    assert rows(text) == expected


@pytest.mark.parametrize(
    ("text", "match"),
    [
        ("households >", "expected"),
        ("", "no CQL2"),
        ("people > 5", r"'people', which is no property; expected one of code, name"),
        ("households = 'many'", "compares texts with numbers"),
        ("name > 5", "compares texts with numbers"),
        ("name LIKE 5", "no CQL2|texts with numbers"),
        ("households LIKE '5%'", "compares texts with numbers"),
        ("households + name > 5", "compares texts with numbers"),
        ("nearest(geometry) = 5", "nearest"),
        ("households", "not supported"),
        ("T_AFTER(code, TIMESTAMP('2026-01-01T00:00:00Z'))", "t_after"),
        ("S_INTERSECTS(geometry, code)", "not supported"),
        ("S_INTERSECTS(geometry, POINT(1e400 0))", "nowhere on the earth|no CQL2"),
        ("S_INTERSECTS(geometry, POINT(90 180))", "nowhere on the earth"),
        ("S_INTERSECTS(geometry, POINT(181 0))", "nowhere on the earth"),
        ("S_INTERSECTS(geometry, BBOX(0, 1, 1, 0))", "bbox"),
        ("(" * 60 + "1 = 1" + ")" * 60, "too deep"),
        ("NOT " * 60 + "1 = 1", "too deep"),
        ("households > 1" + " " * MOST, "too long"),
    ],
)
def test_what_is_no_filter_is_told(text: str, match: str) -> None:
    with pytest.raises(RequestError, match=match):
        rows(text)


def test_brackets_may_be_as_deep_as_the_limit() -> None:
    assert rows("(" * DEEPEST + "households = 50" + ")" * DEEPEST) == [0]


@given(
    pattern=st.text(st.sampled_from("ab%_"), max_size=6),
    text=st.text(st.sampled_from("ab"), max_size=6),
)
def test_like_means_what_its_signs_say(pattern: str, text: str) -> None:
    columns = {"name": np.array([text or "a"], object)}

    (found,) = chosen(f"name LIKE '{pattern}'", columns, SHAPES[:1])

    assert found == _is_like(text or "a", pattern)


def _is_like(text: str, pattern: str) -> bool:
    """The slow obvious way."""
    if not pattern:
        return not text
    if pattern[0] == "%":
        return any(_is_like(text[k:], pattern[1:]) for k in range(len(text) + 1))
    return bool(text) and pattern[0] in ("_", text[0]) and _is_like(text[1:], pattern[1:])


@given(st.text(st.sampled_from("()'<>=+-*/%^ NOTANDcodehouseholds,.1eE\"_"), max_size=60))
def test_whatever_is_written_ends_in_rows_or_in_an_error_of_ours(text: str) -> None:
    try:
        found = chosen(text, COLUMNS, SHAPES)
    except RequestError:
        return
    assert found.shape == (4,)
