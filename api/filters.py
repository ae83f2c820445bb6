"""Filters of features in CQL2 text, as OGC 21-065 has it, over the columns of a layer.

The text is parsed by `cql2`; what it says is worked out here, for all features at once.
"""

from __future__ import annotations

import json
import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import reduce
from typing import Any

import cql2
import numpy as np
import shapely
from numpy.typing import NDArray

from api.asked import bounds_of, in_degrees
from api.layers import DEGREES, box_of
from gridgen.model.arrays import Shapes
from gridgen.model.errors import RequestError
from gridgen.words.seen import seen, shortened

MOST = 8_000
"""Characters of a filter."""

DEEPEST = 50
"""Brackets inside each other, and negations: the parser calls itself for each."""

SHOWN = 80
"""Characters of a filter that messages show."""

GEOMETRY = "geometry"
"""What the shape of a feature is called in a filter."""

Columns = Mapping[str, NDArray[Any]]
"""By the name of a property (k,) its values: texts as objects, numbers, or true and false."""

_COMPARED: Mapping[str, Callable[[Any, Any], Any]] = {
    "=": operator.eq, "<>": operator.ne, "<": operator.lt, ">": operator.gt, "<=": operator.le,
    ">=": operator.ge,
}  # fmt: skip
_WORKED_OUT: Mapping[str, Callable[[Any, Any], Any]] = {
    "+": operator.add, "-": operator.sub, "*": operator.mul, "/": np.divide, "%": np.mod,
    "^": np.power, "div": np.floor_divide,
}  # fmt: skip
_SPATIAL: Mapping[str, Callable[[Any, Any], Any]] = {
    "s_intersects": shapely.intersects, "s_disjoint": shapely.disjoint,
    "s_within": shapely.within, "s_contains": shapely.contains, "s_equals": shapely.equals,
    "s_touches": shapely.touches, "s_crosses": shapely.crosses, "s_overlaps": shapely.overlaps,
}  # fmt: skip


def chosen(text: str, columns: Columns, shapes: Shapes, *, crs: str = DEGREES) -> NDArray[np.bool_]:
    """Return (k,) whether each feature is what a filter asks for; what compares a missing value is
    neither true nor false, and so is its negation.

    Parameters
    ----------
    text
        CQL2 text: comparisons, `LIKE`, `BETWEEN`, `IN`, `IS NULL`, `AND`, `OR`, `NOT`, arithmetic,
        `CASEI`, and `S_INTERSECTS` and its like.
    columns
        Values by property.
    shapes
        (k,) in degrees, longitude first; None where there is none, which no spatial test finds.
    crs
        Of the shapes in the filter, their coordinates in the order of its axes.

    Raises
    ------
    RequestError
        The text is no CQL2, too long or too deep, asks for a property that there is not, compares
        what cannot be compared, or has a shape that lies nowhere on the earth.
    """
    _refuse_deep(text)
    try:
        said = cql2.parse_text(text).to_json()
    except (cql2.ParseError, cql2.ValidationError, ValueError) as why:
        raise RequestError("filter_odd", filter=_shown(text), why=_first_line(why)) from why
    with np.errstate(all="ignore"):  # 1/0 is infinite, and compares as such
        return _Filter(text, columns, shapes, crs).truth(said).yes


def _refuse_deep(text: str) -> None:
    depth = deepest = 0
    for letter in text:
        depth += (letter == "(") - (letter == ")")
        deepest = max(deepest, depth)
    negations = len(re.findall(r"(?i)\bnot\b", text)) + text.count("--")
    if len(text) > MOST or max(deepest, negations) > DEEPEST:
        raise RequestError("filter_large", most=MOST, deepest=DEEPEST)


def _shown(text: str) -> str:
    """Return a filter as messages show it."""
    return shortened(seen(text), SHOWN)


def _first_line(why: Exception) -> str:
    """Return what the parser expected, without the picture of the text that it draws."""
    lines = [line.strip(" =|") for line in str(why).splitlines()]
    said = [line for line in lines if line.startswith("expected")]
    return said[0] if said else lines[0]


@dataclass(frozen=True, slots=True)
class _Truth:
    """Where a condition holds, (k,), and where it does not: neither where a value is missing."""

    yes: NDArray[np.bool_]
    no: NDArray[np.bool_]

    def __invert__(self) -> _Truth:
        return _Truth(self.no, self.yes)

    def __and__(self, other: _Truth) -> _Truth:
        return _Truth(self.yes & other.yes, self.no | other.no)

    def __or__(self, other: _Truth) -> _Truth:
        return ~(~self & ~other)

    @classmethod
    def of(cls, found: Any, missing: Any, k: int) -> _Truth:
        """Return the truth of k features from what was found of them, and where one is missing."""
        yes, no = (np.array(np.broadcast_to(one & ~missing, k), bool) for one in (found, ~found))
        return cls(yes, no)


class _Filter:
    """One filter over the features of one layer."""

    def __init__(self, text: str, columns: Columns, shapes: Shapes, crs: str) -> None:
        self.text, self.columns, self.shapes, self.crs = text, columns, shapes, crs

    def truth(self, said: Any) -> _Truth:
        """Return where a condition holds."""
        k = len(self.shapes)
        if isinstance(said, bool):
            return _Truth.of(np.bool_(said), np.False_, k)
        if not isinstance(said, dict) or "op" not in said:
            raise self._odd(str(said))
        op, args = str(said["op"]).lower(), said.get("args", [])
        if op in ("and", "or"):
            join = operator.and_ if op == "and" else operator.or_
            return reduce(join, [self.truth(one) for one in args])
        if op == "not":
            return ~self.truth(args[0])
        if op == "isnull":
            return _Truth.of(self._missing(args[0]), np.False_, k)
        if op in _SPATIAL:
            return self._spatial(op, args)
        return self._compared(op, args)

    def _missing(self, said: Any) -> Any:
        """Return (k,) where a property, or a shape, is missing."""
        if isinstance(said, dict) and said.get("property") == GEOMETRY:
            return shapely.is_missing(self.shapes)
        return _is_missing(self._column(said))

    def _compared(self, op: str, args: list[Any]) -> _Truth:
        if op == "between":
            value, low, high = (self._value(one) for one in args)
            return self._holds(">=", value, low) & self._holds("<=", value, high)
        if op == "in":
            value = self._value(args[0])
            return reduce(operator.or_, [self._holds("=", value, self._value(one))
                                         for one in args[1]])  # fmt: skip
        if op == "like":
            return self._like(self._value(args[0]), self._value(args[1]))
        if op not in _COMPARED:
            raise self._odd(op)
        return self._holds(op, self._value(args[0]), self._value(args[1]))

    def _value(self, said: Any) -> Any:
        """Return a number or a text, or (k,) of them."""
        if isinstance(said, str | bool | int | float):
            return said
        if not isinstance(said, dict):
            raise self._odd(str(said))
        if "property" in said:
            return self._column(said)
        op, args = str(said.get("op", "")).lower(), said.get("args", [])
        if op == "casei" and len(args) == 1:
            return _folded(self._value(args[0]))
        if op in _WORKED_OUT and len(args) == 2:
            sides = [self._value(one) for one in args]
            if any(_is_text(side) for side in sides):
                raise RequestError("filter_kinds", filter=_shown(self.text))
            return _WORKED_OUT[op](*(np.asarray(side, float) for side in sides))
        raise self._odd(op or str(said))

    def _column(self, said: Any) -> NDArray[Any]:
        name = str(said.get("property")) if isinstance(said, dict) else ""
        if name not in self.columns:
            known = [*self.columns, GEOMETRY]
            raise RequestError("filter_property", name=name, known=known)
        return self.columns[name]

    def _holds(self, op: str, one: Any, other: Any) -> _Truth:
        if _is_text(one) != _is_text(other):
            raise RequestError("filter_kinds", filter=_shown(self.text))
        missing = _is_missing(one) | _is_missing(other)
        if _is_text(one):
            sides = [np.atleast_1d(np.asarray(side, object)) for side in (one, other)]
            sides = [np.where(_is_missing(side), "", side) for side in sides]
            found = _COMPARED[op](*sides)
        else:
            found = _COMPARED[op](np.asarray(one, float), np.asarray(other, float))
        return _Truth.of(found, missing, len(self.shapes))

    def _like(self, value: Any, pattern: Any) -> _Truth:
        if not (isinstance(value, np.ndarray) and _is_text(value) and isinstance(pattern, str)):
            raise RequestError("filter_kinds", filter=_shown(self.text))
        matches = _like(pattern)
        found = np.array([isinstance(v, str) and matches(v) for v in value], bool)
        return _Truth.of(found, _is_missing(value), len(value))

    def _spatial(self, op: str, args: list[Any]) -> _Truth:
        sides = [self._shape(one) for one in args]
        if len(sides) != 2:
            raise self._odd(op)
        missing = shapely.is_missing(sides[0]) | shapely.is_missing(sides[1])
        return _Truth.of(_SPATIAL[op](*sides), missing, len(self.shapes))

    def _shape(self, said: Any) -> Any:
        if isinstance(said, dict) and said.get("property") == GEOMETRY:
            return self.shapes
        if isinstance(said, dict) and "bbox" in said:
            return box_of(bounds_of(",".join(map(str, said["bbox"])), self.crs))
        if isinstance(said, dict) and "type" in said:
            shape: Any = shapely.from_geojson(json.dumps(said), on_invalid="ignore")
            if shape is not None:
                return self._placed(shapely.force_2d(shape))
        raise self._odd(str(said))

    def _placed(self, shape: shapely.Geometry) -> shapely.Geometry:
        """Return a shape of the filter in degrees."""
        is_finite = np.isfinite(shapely.get_coordinates(shape)).all()
        placed = in_degrees(shape, self.crs) if is_finite else shape
        if not (np.abs(shapely.get_coordinates(placed)) <= (180, 90)).all():
            raise RequestError("filter_place", filter=_shown(self.text))
        return placed

    def _odd(self, what: str) -> RequestError:
        return RequestError("filter_unknown", filter=_shown(self.text), what=what)


def _like(pattern: str) -> Callable[[str], bool]:
    r"""Return what says whether a text is like a pattern: "%" is any text, "_" any letter, and "\"
    takes that from the sign behind it. What stands between two "%" is looked for from the left, so
    that no pattern takes long.
    """
    pieces: list[list[str]] = [[]]
    for sign in re.findall(r"\\.|.", pattern, re.DOTALL):
        if sign == "%":
            pieces.append([])
        else:
            pieces[-1].append("." if sign == "_" else re.escape(sign[-1]))
    first, *middle, last = [
        re.compile("".join(piece), re.DOTALL) for piece in [*pieces, pieces[-1]]
    ]
    if len(pieces) == 1:
        return lambda text: first.fullmatch(text) is not None
    middle, tail = middle[:-1], len(pieces[-1])

    def matches(text: str) -> bool:
        found = first.match(text)
        for piece in middle:
            found = found and piece.search(text, found.end())
        begin = len(text) - tail
        return found is not None and found.end() <= begin and last.match(text, begin) is not None

    return matches


def _is_text(value: Any) -> bool:
    return isinstance(value, str) or (isinstance(value, np.ndarray) and value.dtype == object)


def _is_missing(value: Any) -> Any:
    """Return where a value is missing: no text, or no number."""
    if isinstance(value, str | bool | int):
        return np.False_
    if _is_text(value):
        return np.array([one is None or one == "" for one in value], bool)
    return np.isnan(np.asarray(value, float))


def _folded(value: Any) -> Any:
    if isinstance(value, str):
        return value.casefold()
    return np.array([one.casefold() if isinstance(one, str) else one for one in value], object)
