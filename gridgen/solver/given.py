"""Numbers as callers give them -> arrays and numbers of one type, or a sentence about the first one
that cannot be taken.

A whole number may come in any type: 50, 50.0 and `np.uint8(50)` are the same. What is no number is
refused and never read as one: texts, dates, complex numbers, True and False, masked or missing
values.
"""

from __future__ import annotations

import math
import reprlib
import sys
from numbers import Real
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gridgen.model.errors import ProblemError
from gridgen.words.say import Sentence

MOST = 10**12
"""The largest number that is taken, be it of households (also in all), of visits, of metres or of
prices: what the solver adds up and multiplies then fits in 64 bits."""

SHOWN_MOST = f"{MOST:,}"


def array_of(name: str, values: object) -> NDArray[Any]:
    """Return what is given as an array, none of it masked; what its entries are is not looked at.

    Raises
    ------
    ProblemError
        An entry is masked, or rows are not equally long.
    """
    refuse_masked(name, values)
    try:
        return np.asarray(values)
    except (TypeError, ValueError, OverflowError) as why:
        raise ProblemError("array_unreadable", name=name, why=str(why)) from why


def refuse_masked(name: str, values: object) -> None:
    """Raise ProblemError where a value is masked: numpy would read what stands below the mask."""
    masked = _masked_row(values)
    if masked is not None:
        raise ProblemError("array_masked", name=name, row=masked)


def whole_array(
    name: str, given: NDArray[Any], low: int, high: int, *, expected: Sentence
) -> NDArray[np.int64]:
    """Return whole numbers from `low` to `high`.

    Parameters
    ----------
    name
        As the caller knows it.
    given
        Of any shape and type, as `array_of` returns it.
    low, high
        Both included, from -2**62 to 2**62.
    expected
        What is said of another number, in both languages: "whole numbers, 0 or more".

    Raises
    ------
    ProblemError
        An entry is no number, not whole, below `low` or above `high`.
    """
    return _checked(name, given, low, high, expected, is_whole=True).astype(np.int64)


def real_array(
    name: str, given: NDArray[Any], low: int, high: int, *, expected: Sentence
) -> NDArray[np.float64]:
    """Return finite numbers from `low` to `high`; all else as in `whole_array`."""
    checked = _checked(name, given, low, high, expected, is_whole=False)
    return np.ascontiguousarray(checked, np.float64)


def whole_number(name: str, value: object, low: float, high: float, *, expected: Sentence) -> int:
    """Return one whole number from `low` to `high`, of any size; all else as in `whole_array`."""
    return int(_number(name, value, low, high, expected, is_whole=True))


def real_number(name: str, value: object, low: float, high: float, *, expected: Sentence) -> float:
    """Return one number from `low` to `high`, infinite above all floats; else as `real_array`."""
    number = _number(name, value, low, high, expected, is_whole=False)
    return math.inf if number > sys.float_info.max else float(number)


def _number(
    name: str, value: object, low: float, high: float, expected: Sentence, *, is_whole: bool
) -> Any:
    plain = _plain(value[()] if isinstance(value, np.ndarray) and value.ndim == 0 else value)
    if not _fits(plain, low, high, is_whole=is_whole):
        raise ProblemError("number_odd", name=name, value=shown(plain), expected=expected)
    return plain


def _fits(value: Any, low: float, high: float, *, is_whole: bool) -> bool:
    # To Python and numpy a bool and a span of time are whole numbers too.
    is_number = isinstance(value, Real) and not isinstance(value, bool | np.timedelta64)
    if not is_number or not low <= value <= high:
        return False
    return not is_whole or (abs(value) < math.inf and value == math.floor(value))


def _checked(
    name: str, given: NDArray[Any], low: int, high: int, expected: Sentence, *, is_whole: bool
) -> NDArray[Any]:
    """Return the same array, or one of numbers where the entries were objects."""
    if given.size == 0:
        return np.zeros(given.shape)
    if given.dtype.kind in "iuf":
        wrong = _first_wrong(given, low, high, is_whole=is_whole)
        if wrong is None:
            return given
    else:
        entries = [_plain(value) for value in given.ravel()]
        rows = (i for i, v in enumerate(entries) if not _fits(v, low, high, is_whole=is_whole))
        wrong = next(rows, None)
        if wrong is None:
            kind = int if is_whole else float
            return np.array([kind(value) for value in entries]).reshape(given.shape)
    value = shown(_plain(given.ravel()[wrong]))
    if given.ndim == 0:
        raise ProblemError("number_odd", name=name, value=value, expected=expected)
    row = int(np.unravel_index(wrong, given.shape)[0])
    raise ProblemError("number_odd_at_row", name=name, value=value, row=row, expected=expected)


def _first_wrong(given: NDArray[Any], low: int, high: int, *, is_whole: bool) -> int | None:
    """Return the first place, row by row, of a number that cannot be; None where all can."""
    if given.dtype.kind in "iu" and given.min() >= low and given.max() <= high:
        return None  # as nearly all are: looked at as a whole
    # The limits are above all that two and four bytes can hold.
    wide = given.astype(np.float64) if given.dtype in (np.float16, np.float32) else given
    with np.errstate(invalid="ignore"):  # of NaN that signals
        fits = (wide >= low) & (wide <= high)
        if is_whole:
            fits &= wide == np.floor(wide)
    return None if fits.all() else int(np.argmin(fits.ravel()))


def _plain(value: Any) -> Any:
    """Return one of numpy's values as Python's own; a time as it is, since it would be a number."""
    is_time = isinstance(value, np.datetime64 | np.timedelta64)
    return value.item() if isinstance(value, np.generic) and not is_time else value


def _masked_row(values: object) -> int | None:
    """Return the first row with a masked value, None where there is none."""
    if isinstance(values, np.ma.MaskedArray):
        found = np.argwhere(np.ma.getmaskarray(values))
        return int(found[0, :1].sum()) if len(found) else None  # of one number without rows: 0
    if isinstance(values, list | tuple):
        return next((i for i, row in enumerate(values) if _is_masked(row)), None)
    return None


def _is_masked(row: object) -> bool:
    if isinstance(row, list | tuple):
        return any(_is_masked(value) for value in row)
    return isinstance(row, np.ma.MaskedArray) and bool(np.ma.is_masked(row))


def shown(value: object) -> str:
    """Return a value as a sentence can hold it.

    >>> shown(2**64), shown(10**400), shown("x"), shown(float("nan"))
    ('18446744073709551616', 'a number of 1329 bits', "'x'", 'nan')
    """
    if isinstance(value, int) and value.bit_length() > 128:
        return f"a number of {value.bit_length()} bits"
    return reprlib.repr(value)
