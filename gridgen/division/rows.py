"""What is above the band -> rows and pieces that the solver may part, before it sees them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from gridgen.division.packing import UPRIGHT, even_sizes, grains_of, stack
from gridgen.land.placing import Placing
from gridgen.model.arrays import natural_order, taken, texts
from gridgen.model.bands import Band
from gridgen.model.communities import Communities
from gridgen.model.households import Households
from gridgen.rules.levels import MOST_PARTS, Level, Rules


@dataclass(frozen=True, slots=True)
class _Row:
    """A household row, or what is cut from it."""

    row: int
    count: int
    stands: tuple[tuple[tuple[int, str], ...], ...]
    """Its building, stairway and floor, in natural order."""


def cut_rows(
    households: Households, placing: Placing, communities: Communities, rules: Rules
) -> tuple[Households, Placing]:
    """Return households and placing in which rows that must be split are parts of rows.

    Where one point holds more than a grid may, and the rules let it be split, its rows are packed
    into grids by stairway, then by floor, then row by row. What does not fit so is cut by even
    counts: the row `id` becomes `id#1`, `id#2`, ..., which name it in `part_of`.

    Parameters
    ----------
    households, placing
        n rows; the result has as many or more, parts in the place of their row.
    communities
        Their class or kind decides the bands.
    rules
        Which levels split, and what they keep together.
    """
    parts: dict[int, list[int]] = {}
    for rows, bands in _full_points(households, placing, communities, rules):
        for made in _cut(_in_order(households, rows), bands):
            parts.setdefault(made.row, []).append(made.count)
    parts = {row: counts for row, counts in parts.items() if len(counts) > 1}
    if not parts:
        return households, placing
    times = np.ones(len(households), np.int64)
    times[list(parts)] = [len(counts) for counts in parts.values()]
    of = np.repeat(np.arange(len(households)), times)
    cut = taken(households, of)
    ids, count, part_of = cut.ids.copy(), cut.count.copy(), cut.part_of.copy()
    begin = np.cumsum(times) - times
    is_first = np.isin(np.arange(len(of)), begin)
    known = set(households.ids.tolist())
    for row, counts in parts.items():
        mine = slice(begin[row], begin[row] + len(counts))
        part_of[mine] = households.ids[row]
        ids[mine], count[mine] = _names(str(households.ids[row]), len(counts), known), counts
    # Households are shared out among the parts; what else is counted (people, shops) cannot be, and
    # stands in the first part, so that sums stay right.
    once = {name: column * is_first for name, column in cut.counts.items()}
    cut = replace(cut, ids=ids, count=count, part_of=part_of, counts=once)
    return cut, taken(placing, of)


def _full_points(
    households: Households, placing: Placing, communities: Communities, rules: Rules
) -> Iterator[tuple[NDArray[np.int64], list[Band]]]:
    """Give the rows of each point that must be split, and the bands of the levels that split it."""
    if not len(households):
        return
    order = np.lexsort((*placing.spot.T[::-1], placing.community_of))
    at = np.column_stack([placing.community_of, placing.spot])[order]
    is_new = np.append(True, (at[1:] != at[:-1]).any(axis=1))
    begin = np.append(np.flatnonzero(is_new), len(order))
    load = np.add.reduceat(households.count[order], begin[:-1])
    splitting = [level for level in rules.levels if level.split]
    # Almost every point is below every band: they are passed over before any is looked at.
    smallest = min((b.most for level in splitting for b in level.band.values()), default=np.inf)
    for point in np.flatnonzero(load > smallest):
        rows = order[begin[point] : begin[point + 1]]
        community = placing.community_of[rows[0]]
        if community < 0:
            continue
        who = str(communities.class_or_kind[community])
        cutting = (level for level in splitting if _may_be_cut(households, rows, level))
        bands = [band for level in cutting if (band := level.band_of(who))]
        if any(load[point] > band.most for band in bands):
            yield rows, bands


def _may_be_cut(households: Households, rows: NDArray[np.int64], level: Level) -> bool:
    # A key that the level keeps but does not split holds the point whole, if anybody there has it.
    holding = {
        key
        for key in level.keep
        if key == "place" or (key in households.keys and (households.keys[key][rows] != "").any())
    }
    return holding <= set(level.split)


def _in_order(households: Households, rows: NDArray[np.int64]) -> list[_Row]:
    keys = [households.keys.get(key, texts([""] * len(households))) for key in UPRIGHT]
    made = [
        _Row(row, int(households.count[row]), tuple(natural_order(key[row]) for key in keys))
        for row in rows.tolist()
    ]
    return sorted(made, key=lambda row: (row.stands, row.row))


def _cut(rows: list[_Row], bands: Sequence[Band]) -> list[_Row]:
    """Return the rows of one point, cut so that each level can be made of whole rows."""
    if not bands:
        return rows
    band, below = bands[0], bands[1:]
    total = sum(row.count for row in rows)
    if not band.most < total <= MOST_PARTS * band.most:
        return _cut(rows, below)
    sizes = even_sizes(total, band)
    counts = np.array([row.count for row in rows], np.int64)
    packed = stack(counts, grains_of([row.stands for row in rows]), band)
    # Whole rows stay where that is as good as cutting them: nothing above the band, and no more
    # below it than even counts would leave.
    if packed.above or packed.below > (min(sizes) < band.fewest):
        rows, part_of = _cut_at(rows, np.cumsum(sizes).tolist())
    else:
        part_of = packed.part_of.tolist()
    made: list[_Row] = []
    for part in range(max(part_of) + 1):
        mine = [row for row, own in zip(rows, part_of, strict=True) if own == part]
        made += _cut(mine, below)
    return made


def _cut_at(rows: list[_Row], ends: list[int]) -> tuple[list[_Row], list[int]]:
    """Return the rows cut where their running count reaches each of `ends`, and their parts."""
    made: list[_Row] = []
    part_of: list[int] = []
    part, run = 0, 0
    for row in rows:
        left = row.count
        # A vacant row takes no place in any part, but must be somewhere: it goes round once.
        while left > 0 or row.count == 0:
            size = min(left, ends[part] - run)
            made.append(replace(row, count=size))
            part_of.append(part)
            left, run = left - size, run + size
            if run == ends[part] and part + 1 < len(ends):
                part += 1
            if row.count == 0:
                break
    return made, part_of


def _names(id_: str, parts: int, known: set[str]) -> list[str]:
    """Return the names of the parts of a row; the mark grows until no household is called so."""
    mark = "#"
    while any(f"{id_}{mark}{k + 1}" in known for k in range(parts)):
        mark += "#"
    return [f"{id_}{mark}{k + 1}" for k in range(parts)]
