"""Codes and names of zones: numbered within their parent as people read a map."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from gridgen.model.arrays import natural_order
from gridgen.model.zones import number_in
from gridgen.words.numerals import arabic, fill_label


def numbering(
    xy: NDArray[np.float64], order: str, called: Sequence[str] | None
) -> NDArray[np.int64]:
    """Return the rows of `xy` in the order that the rules ask for.

    "rows" is `reading_order`; "columns" the same turned: north to south, columns west to east;
    "units" by what they are called, as people count, those of no name last.

    Parameters
    ----------
    xy
        (z, 2) metres.
    order
        "rows", "columns" or "units".
    called
        (z,) what each is called, "" for no name; None where no column names them, and then "units"
        is as "rows".
    """
    rows = reading_order(xy)
    if order == "columns":
        # Turned by a quarter: what was north is now west, so rows from the north become columns.
        return reading_order(np.stack([-xy[:, 1], -xy[:, 0]], axis=1))
    if order == "units" and called is not None:
        key = {z: (called[z] == "", natural_order(arabic(called[z]))) for z in range(len(xy))}
        return np.array(sorted(rows.tolist(), key=lambda z: key[z]), np.int64)
    return rows


def reading_order(xy: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return the rows of `xy` (z, 2) in the order of numbering: west to east, rows north to south.

    The extent is cut into as many rows as make cells about square; ties go to the northern one,
    then to the smaller row number. Numbering practice for statistical divisions.

    >>> reading_order(np.array([[0.0, 0], [100, 0], [0, 100], [100, 100]])).tolist()
    [2, 3, 0, 1]
    """
    z = len(xy)
    if z == 0:
        return np.zeros(0, np.int64)
    # Cells about square: rows * (z / rows) cells of height / rows by width / (z / rows).
    width, height = np.maximum(np.ptp(xy, axis=0), 1e-9)
    rows = int(np.clip(round(float(np.sqrt(z * height / width))), 1, z))
    from_north = (xy[:, 1].max() - xy[:, 1]) / height
    row = np.minimum((from_north * rows).astype(int), rows - 1)
    return np.lexsort((np.arange(z), from_north, xy[:, 0], row))


@dataclass(frozen=True, slots=True)
class Numbering:
    """How the zones of a level are numbered and named.

    Attributes
    ----------
    digits
        Fewest digits of a number; a larger new one takes more, which the kept ones cannot.
    label
        By language, the name of a zone, as `fill_label` takes it.
    lang
        "en" or "zh".
    order
        "rows", "columns" or "units"; see `numbering`.
    below
        Where the numbers of special and virtual grids begin: new ones stay below while they can.
    """

    digits: int
    label: Mapping[str, str]
    lang: str
    order: str = "rows"
    below: int | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Succession:
    """Which zones n households were in, and are in.

    Attributes
    ----------
    old_of, new_of
        (n,) old and new zone of each household, -1 for none.
    count
        (n,) households in each row, 0 or more.
    old_codes
        (o,) codes of the old zones. A code that is retired, or that is not the parent's and a
        number from 1 in enough digits, cannot be kept; zones of one code are one.
    retired
        Codes of this level never used again, in use elsewhere or not; those of other parents do no
        harm, but those of a level below would be read as large numbers of this one.
    elsewhere
        Old zones of other parents most of whose households are in this one now: by code, the number
        that goes on here if it is free, 0 for none.
    names
        By old code, names that go on with the zone whatever its code: those that people gave.
    """

    old_of: NDArray[np.integer]
    new_of: NDArray[np.integer]
    count: NDArray[np.integer]
    old_codes: Sequence[str] | NDArray[np.object_] = ()
    retired: Collection[str] = ()
    elsewhere: Mapping[str, int] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)


NOBODY = Succession(np.zeros(0, int), np.zeros(0, int), np.zeros(0, int))
"""Where there was nothing before."""


def kept_codes(
    parent: str,
    xy: NDArray[np.float64],
    before: Succession,
    how: Numbering,
    *,
    called: Sequence[str] | None = None,
) -> tuple[list[str], list[str], list[str]]:
    """Return the codes and names of the zones of one parent after a redraw, and which they were.

    The codes go where the most households stay under theirs in all; where that leaves a choice, the
    most rows. A zone that came from another parent keeps its number, if that is free here. All
    others get the next numbers above all that the parent ever used: those that came from elsewhere
    in the order of their old codes, then in reading order those that share no row with any old
    zone, and one too many. A name follows the number, unless people gave it. With no old codes they
    are 1, 2, ... in reading order. The order of households and of old zones decides nothing, nor
    does that of new zones where no two stand at one place.

    Parameters
    ----------
    parent
        Its code, with which those of its zones begin.
    xy
        (z, 2) positions of the new zones, metres.
    before
        Where the households were.
    how
        Digits, order, labels.
    called
        (z,) what each zone is called, for labels with {name}; its number where "".

    Returns
    -------
    (z,) codes; (z,) names; (z,) the old code of the zone that each goes on from, "" for none.
    """
    usable, row_of = _usable(before, parent, how.digits)
    old, new_of = row_of[before.old_of], before.new_of
    there = (old >= 0) & (new_of >= 0)
    order_of = numbering(xy, how.order, called)
    place = np.argsort(order_of)
    shape = (len(usable), len(xy))
    heirs = heirs_of(old[there], place[new_of[there]], before.count[there], shape=shape)
    was: list[str] = [""] * len(xy)
    for row, heir in heirs:
        was[order_of[heir]] = usable[row]
    codes = ["" if old_code in before.elsewhere else old_code for old_code in was]
    used = [number_in(code, parent) for code in (*before.old_codes, *before.retired)]
    below = how.below
    came = sorted((z for z in range(len(xy)) if was[z] and not codes[z]), key=lambda z: was[z])
    for z in came:
        number = before.elsewhere[was[z]]
        if number and number not in used and (below is None or number < below):
            codes[z] = f"{parent}{number:0{how.digits}d}"
            used.append(number)
    fresh = [z for z in came if not codes[z]] + [int(z) for z in order_of if not was[z]]
    for z, code in zip(fresh, fresh_codes(parent, len(fresh), used, how), strict=True):
        codes[z] = code
    names = []
    for z, code in enumerate(codes):
        number, name = number_in(code, parent), called[z] if called else ""
        made = fill_label(how.label[how.lang], number, how.lang, name)
        names.append(before.names.get(was[z]) or made)
    return codes, names, was


def fresh_codes(parent: str, number: int, used: Sequence[int], how: Numbering) -> list[str]:
    """Return so many codes of a parent that it never used, the smallest that are left above all.

    Parameters
    ----------
    parent
        Its code, with which they begin.
    number
        How many.
    used
        Numbers of the codes that it has or had.
    how
        Digits, and where the numbers set apart begin.
    """
    below = how.below
    highest = max((n for n in used if below is None or n < below), default=0)
    if below is not None and highest + number >= below:
        highest = max([10**how.digits - 1, *used])  # past the ranges set apart
    # All are as wide as the largest, so that they sort as text as they do by number.
    wide = max(how.digits, len(str(highest + number)))
    return [f"{parent}{n:0{wide}d}" for n in range(highest + 1, highest + number + 1)]


def _usable(before: Succession, parent: str, digits: int) -> tuple[list[str], NDArray[np.int64]]:
    """Return the u codes that may go on, sorted, and (o + 1,) the one of each old zone or -1.

    The last is -1, so that a household of no old zone (-1) has no code.
    """
    barred, old_codes = set(before.retired), before.old_codes
    usable = sorted(
        {
            str(code)
            for code in old_codes
            if code in before.elsewhere
            or (number_in(code, parent) and len(code) >= len(parent) + digits)
            if code not in barred
        }
    )
    rows = {code: row for row, code in enumerate(usable)}
    return usable, np.array([*(rows.get(code, -1) for code in old_codes), -1], np.int64)


def heirs_of(
    old: NDArray[np.int64],
    new: NDArray[np.int64],
    count: NDArray[np.integer],
    *,
    shape: tuple[int, int],
) -> list[tuple[int, int]]:
    """Return pairs of an old and a new zone that keep the most households, then rows, in place."""
    shared = np.zeros(shape)
    # A household outweighs all rows together: rows decide only between equal households, and let
    # a zone of vacant homes keep its code. Whole numbers, exact in a float up to 2 ** 53.
    np.add.at(shared, (old, new), np.asarray(count, float) * (len(old) + 1) + 1)
    rows, columns = linear_sum_assignment(shared, maximize=True)
    return [(int(r), int(c)) for r, c in zip(rows, columns, strict=True) if shared[r, c] > 0]
