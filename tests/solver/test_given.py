"""Numbers as callers give them."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given as tried
from hypothesis import strategies as st

from gridgen.model.errors import ProblemError
from gridgen.solver.given import array_of, real_array, real_number, whole_array, whole_number


@tried(
    st.lists(st.integers(-5, 105) | st.floats(-5, 105) | st.just(np.nan), min_size=1),
    st.sampled_from(["f8", "f4", "O", "longdouble"]),
)
def test_whole_arrays_hold_what_each_number_by_itself_may_be(values: list[Any], kind: str) -> None:
    array = np.array(values, kind)
    wrong = [i for i, v in enumerate(array) if not (0 <= v <= 100 and v == int(v))]

    if wrong:
        with pytest.raises(ProblemError, match=f"n has .* at row {wrong[0]}; expected so"):
            whole_array("n", array, 0, 100, expected="so")
    else:
        assert whole_array("n", array, 0, 100, expected="so").tolist() == array.tolist()


@tried(st.lists(st.floats(width=64), min_size=1), st.booleans())
def test_real_arrays_hold_what_is_finite_and_between_the_limits(
    values: list[float], is_object: bool
) -> None:
    array = np.array(values, object if is_object else float)
    wrong = [i for i, v in enumerate(values) if not -7 <= v <= 7]

    if wrong:
        with pytest.raises(ProblemError, match=f"x has .* at row {wrong[0]}; expected so"):
            real_array("x", array, -7, 7, expected="so")
    else:
        found = real_array("x", array, -7, 7, expected="so")
        assert (found.tolist(), found.dtype) == (values, np.float64)


def test_an_array_that_is_good_already_is_not_copied() -> None:
    whole, real = np.arange(3), np.arange(3.0)

    assert array_of("n", whole) is whole
    assert real_array("x", real, 0, 9, expected="so") is real


@pytest.mark.parametrize(
    ("value", "is_read_as"),
    [(7, 7), (7.0, 7), (Fraction(14, 2), 7), (np.uint8(7), 7), (10**40,) * 2],
)
def test_one_whole_number_may_be_of_any_type(value: Any, is_read_as: int) -> None:
    found = whole_number("n", value, 0, np.inf, expected="so")

    assert (found, type(found)) == (is_read_as, int)


@pytest.mark.parametrize("value", [-1, 7.5, np.nan, np.inf, True, "7", None, 7j, [7], b"7"])
def test_what_is_not_one_whole_number_is_refused(value: Any) -> None:
    with pytest.raises(ProblemError, match=r"n is .*; expected so\."):
        whole_number("n", value, 0, np.inf, expected="so")


def test_a_number_above_all_floats_is_infinite() -> None:
    assert real_number("x", 10**400, 0, np.inf, expected="so") == np.inf
    assert real_number("x", np.float32(0.5), 0, np.inf, expected="so") == 0.5
