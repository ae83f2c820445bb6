"""Arrays inside values: read-only, and texts as Python strings."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Sized
from dataclasses import fields, replace
from itertools import pairwise
from typing import Any, ClassVar, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

Texts = NDArray[np.object_]
"""Python strings."""

Shapes = NDArray[np.object_]
"""shapely geometries."""


def frozen(values: Any, dtype: Any = None) -> NDArray[Any]:
    """Return `values` as an array nobody can write to; copied unless it already is one."""
    array = np.asarray(values, dtype=dtype)
    if array.flags.writeable:
        array = array.copy()
        array.flags.writeable = False
    return array


def natural_order(text: str) -> tuple[tuple[int, str], ...]:
    """Return what sorts texts as people count: stairway 2 before stairway 10.

    >>> sorted(["10单元", "2单元", "1单元"], key=natural_order)
    ['1单元', '2单元', '10单元']
    """
    return tuple(
        (int(part), "") if part.isdecimal() else (-1, part)
        for part in re.split(r"(\d+)", str(text))
        if part
    )


def texts(values: Any) -> Texts:
    """Return `values` as a read-only array of Python strings; one that is such stays itself."""
    # A plan of 500,000 households is made anew with every edit: their texts are not.
    if _is_made(values):
        return np.asarray(values)
    # np.array() of strings has a fixed width, and cuts what is later put into it.
    array = np.empty(len(values), dtype=object)
    array[:] = list(map(str, values))
    array.flags.writeable = False
    return array


def _is_made(values: Any) -> bool:
    """Say whether `texts` made this: a read-only array of objects, texts from the first on."""
    is_array = isinstance(values, np.ndarray) and values.dtype == object
    return is_array and not values.flags.writeable and (len(values) == 0 or type(values[0]) is str)


def picked(values: Texts, rows: NDArray[np.integer]) -> Texts:
    """Return (n,) the value of each of (n,) rows, "" for -1."""
    made: Texts = np.append(values, np.array([""], object))[rows]
    made.flags.writeable = False
    return made


class RowAligned(Protocol):
    """A dataclass whose arrays all have one row for each of `len(value)` things."""

    __dataclass_fields__: ClassVar[dict[str, Any]]

    def __len__(self) -> int:
        """Return the number of rows."""


R = TypeVar("R", bound=RowAligned)


def taken(value: R, rows: NDArray[np.int64] | NDArray[np.bool_]) -> R:
    """Return a value of the same kind that has these rows alone, in this order.

    Rows are taken of every field that is an array, and of every array in a field that is a mapping;
    all other fields are what the whole is said to be, and stay: a level, a CRS. An empty array
    where there are rows stands for "not given" and stays too.

    Parameters
    ----------
    value
        n rows.
    rows
        (k,) row numbers, which may repeat, or (n,) whether each row is wanted.

    Raises
    ------
    TypeError
        An array has another number of rows: this value is not row-aligned.

    >>> from gridgen.model.communities import Communities
    >>> places = Communities(["1", "2"], ["East", "West"], ["village"] * 2, [None, None])
    >>> taken(places, np.array([1])).name.tolist()
    ['West']
    """
    require_rows(value)
    n = len(value)
    columns: dict[str, Any] = {}
    for column in fields(value):
        held = getattr(value, column.name)
        if isinstance(held, np.ndarray):
            columns[column.name] = read_only(held[rows]) if len(held) == n else held
        elif isinstance(held, Mapping):
            columns[column.name] = {
                key: read_only(array[rows]) if len(array) == n else array
                for key, array in held.items()
            }
    return replace(value, **columns)


def read_only(fresh: NDArray[Any]) -> NDArray[Any]:
    """Return an array that nobody else has, as one that no value copies or looks through again."""
    fresh.flags.writeable = False
    return fresh


def joined(values: Sequence[R]) -> R:
    """Return values of one kind as one: the rows of each behind those of the one before.

    What is no array stays that of the first.

    Parameters
    ----------
    values
        One or more; an array that is "not given" in one is so in all.

    >>> from gridgen.model.communities import Communities
    >>> east, west = (Communities([c], [c], ["village"], [None]) for c in ("1", "2"))
    >>> joined([east, west]).code.tolist()
    ['1', '2']
    """
    first = values[0]
    columns: dict[str, Any] = {
        column.name: read_only(np.concatenate([getattr(value, column.name) for value in values]))
        for column in fields(first)
        if isinstance(getattr(first, column.name), np.ndarray)
    }
    return replace(first, **columns)


def rows_of_each(label: NDArray[np.integer], number: int) -> list[NDArray[np.int64]]:
    """Return for each of so many labels the rows that have it, ascending.

    Parameters
    ----------
    label
        (n,) from 0 to `number` - 1; rows of any other are left out.
    number
        How many labels there are.

    >>> [rows.tolist() for rows in rows_of_each(np.array([1, -1, 0, 1]), 2)]
    [[2], [0, 3]]
    """
    order = np.argsort(label, kind="stable")
    begin = np.searchsorted(label[order], np.arange(number + 1))
    return [order[b:e] for b, e in pairwise(begin)]


def require_rows(value: RowAligned) -> None:
    """Raise TypeError where an array of `value` has not a row for each thing that `value` holds.

    An empty array stands for "not given", as in `taken`.
    """
    for column in fields(value):
        held = getattr(value, column.name)
        arrays = held.values() if isinstance(held, Mapping) else [held]
        for array in arrays:
            if isinstance(array, np.ndarray) and len(array) not in (0, len(value)):
                raise TypeError(
                    f"{type(value).__name__}.{column.name} has {len(array)} rows; expected "
                    f"{len(value)}: it is not row-aligned."
                )


def in_short(value: Any) -> str:
    """Return one line on a value: its fields with what they hold counted, not listed.

    Fields that are None or empty are left out; texts end after 40 characters.

    >>> from gridgen.model.links import Links
    >>> in_short(Links(np.array([[0, 1], [1, 2]]), np.ones(2), np.zeros(2, bool)))
    'Links(pairs[2x2], border_m[2], joins[2], bends[2], along_m[2])'
    """
    held = ((f.name, getattr(value, f.name)) for f in fields(value))
    said = (said_in_short(name, one) for name, one in held if one is not None)
    return f"{type(value).__name__}({', '.join(text for text in said if text)})"


def said_in_short(name: str, held: Any) -> str:
    """Return what one field holds, in short; "" where it holds nothing."""
    if isinstance(held, str):
        return f"{name}={held if len(held) <= 40 else held[:40] + '...'!r}" if held else ""
    if isinstance(held, Mapping):
        return f"{name}{{{', '.join(held)}}}" if held else ""
    if isinstance(held, np.ndarray):
        return f"{name}[{'x'.join(map(str, held.shape))}]" if len(held) else ""
    if isinstance(held, Sized):
        return f"{name}[{len(held)}]" if len(held) else ""
    is_plain = isinstance(held, int | float)
    return f"{name}={held!r}" if is_plain else f"{name}={type(held).__name__}"


def no_shapes() -> Shapes:
    """Return an empty array of shapes."""
    return np.empty(0, object)
