"""What is above the band -> rows and pieces that the solver may part, before it sees them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray

from gridgen.graphs import pieces
from gridgen.links import contract, spread
from gridgen.model import Band, Communities, Households, Links, natural_order, taken, texts
from gridgen.parts import even_sizes, stack
from gridgen.place import Placing
from gridgen.rules import MOST_PARTS, Level, Rules
from gridgen.solver import solve
from gridgen.units import merge

AREAL = ("group", "estate")
"""What lies side by side, and is split by distance; the rest stands upright, by stairway."""

UPRIGHT = ("building", "stairway", "floor")

Keys = Mapping[str, NDArray[np.int64]]

# --- rows ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Row:
    """A household row, or what is cut from it."""

    row: int
    count: int
    stands: tuple[tuple[tuple[int, str], ...], ...]
    """Its building, stairway and floor, in natural order."""


def cut_rows(
    households: Households, placing: Placing, communities: Communities, law: Rules
) -> tuple[Households, Placing]:
    """Return households and placing in which rows that must be split are parts of rows.

    Where one point holds more than a grid may, and the rules let it be split, its rows are packed
    into grids by stairway, then by floor, then row by row. What does not fit so is cut by even
    counts: the row `id` becomes `id#1`, `id#2`, ..., which name it in `part_of`.
    """
    parts: dict[int, list[int]] = {}
    for rows, bands in _full_points(households, placing, communities, law):
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
    once = {name: column * is_first for name, column in cut.counts.items()}
    cut = replace(cut, ids=ids, count=count, part_of=part_of, counts=once)
    return cut, taken(placing, of)


def _full_points(
    households: Households, placing: Placing, communities: Communities, law: Rules
) -> Iterator[tuple[NDArray[np.int64], list[Band]]]:
    """Give the rows of each point that must be split, and the bands of the levels that split it."""
    at = np.column_stack([placing.community_of, placing.spot])
    point_of = np.unique(at, axis=0, return_inverse=True)[1].reshape(-1)
    load = np.bincount(point_of, weights=households.count)
    order = np.argsort(point_of, kind="stable")
    begin = np.searchsorted(point_of[order], np.arange(len(load) + 1))
    splitting = [level for level in law.levels if level.split]
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
    packed = stack(counts, _grains([row.stands for row in rows]), band)
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


def _grains(stands: Sequence[Sequence[object]]) -> list[NDArray[np.int64]]:
    """Return a number for equal buildings, for equal stairways in them, floors, and single rows."""
    grains: list[NDArray[np.int64]] = []
    for depth in range(1, len(UPRIGHT) + 1):
        heads = [tuple(stand[:depth]) for stand in stands]
        number = {head: k for k, head in enumerate(dict.fromkeys(heads))}
        grains.append(np.array([number[head] for head in heads], np.int64))
    return [*grains, np.arange(len(stands))]


def _names(id_: str, parts: int, known: set[str]) -> list[str]:
    mark = "#"
    while any(f"{id_}{mark}{k + 1}" in known for k in range(parts)):
        mark += "#"
    return [f"{id_}{mark}{k + 1}" for k in range(parts)]


def whole_rows(table: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return a plan's table of households with the parts of a row as that row again."""
    if "part_of" not in table:
        return table
    name = table["part_of"].where(table["part_of"] != "", table["id"])
    count = table["households"].groupby(name).transform("sum")
    whole = table.assign(id=name, households=count).drop(columns="part_of")
    return whole[~name.duplicated()].reset_index(drop=True)


# --- units ---------------------------------------------------------------------------------------


def split_units(
    xy: NDArray[np.float64],
    count: NDArray[np.int64],
    links: Links,
    keys: Keys,
    *,
    keep: Sequence[str],
    split: Sequence[str],
    band: Band,
    seed: int,
) -> NDArray[np.int64]:
    """Return (n,) the piece of each row whose unit is above the band and may be split, else -1.

    A place or building is cut between stairways, floors or rows, whichever comes first that leaves
    the fewest pieces below the band. A group or estate is cut into as few pieces as can be by
    distance, each in one piece over links, from its buildings and places.

    Parameters
    ----------
    xy, count, links
        As for `gridgen.units.merge`.
    keys
        (n,) each, numbers in natural order, -1 for none.
    keep, split
        What is kept together, and what of it may be split.
    band
        What is above its most is split.
    seed
        Decides random choices.
    """
    piece = np.full(len(xy), -1, np.int64)
    if not split:
        return piece
    _split_upright(xy, count, links, keys, piece, keep=keep, split=split, band=band)
    if not set(AREAL) & set(split):
        return piece
    atoms = merge(xy, count, links, _values(with_pieces(keys, piece), [*_upright(keep)]))
    near = contract(spread(links, keys["place"].astype(np.int32), piece), atoms.unit_of).pairs
    whole = merge(xy, count, links, _values(keys, keep))
    fixed = _is_fixed(keys, [key for key in keep if key in AREAL and key not in split])
    for unit in _too_large(whole.households, band):
        rows = np.flatnonzero(whole.unit_of == unit)
        mine, atom = np.unique(atoms.unit_of[rows], return_inverse=True)
        if len(mine) == 1 or fixed[rows].any():
            continue
        local = np.full(len(atoms), -1, np.int64)
        local[mine] = np.arange(len(mine))
        inner = local[near]
        inner = inner[(inner >= 0).all(axis=1)]
        grid_of = _by_distance(atoms.xy[mine], atoms.households[mine], inner, band, seed)
        piece[rows] = piece.max() + 1 + grid_of[atom.reshape(-1)]
    return piece


def _by_distance(
    xy: NDArray[np.float64],
    households: NDArray[np.int64],
    links: NDArray[np.int64],
    band: Band,
    seed: int,
) -> NDArray[np.int32]:
    """Return (a,) the part of each atom: as few parts as leave least above the band."""
    fewest = -(-int(households.sum()) // band.most)
    ways = []
    for parts in range(min(fewest, len(xy)), min(2 * fewest, len(xy)) + 1):
        found = solve(
            xy, households, fewest=band.fewest, most=band.most, grids=parts, links=links, seed=seed
        )
        above = sum(max(0, breach.by) for breach in found.breaches if breach.households > band.most)
        ways.append((above, parts, found.grid_of))
        if above == 0:
            break
    return min(ways, key=lambda way: way[:2])[2]


def with_pieces(keys: Keys, piece: NDArray[np.int64]) -> dict[str, NDArray[np.int64]]:
    """Return keys by which each piece, and nothing more, is kept together."""
    is_split = piece >= 0
    return {
        key: np.where(is_split, piece + 1 + value.max(initial=-1), value)
        for key, value in keys.items()
    }


def _split_upright(
    xy: NDArray[np.float64],
    count: NDArray[np.int64],
    links: Links,
    keys: Keys,
    piece: NDArray[np.int64],
    *,
    keep: Sequence[str],
    split: Sequence[str],
    band: Band,
) -> None:
    upright = _upright(keep)
    if not set(upright) & set(split):
        return
    tower = merge(xy, count, links, _values(keys, upright))
    held = merge(xy, count, links, _values(keys, [key for key in upright if key not in split]))
    fixed = _is_fixed(keys, [key for key in keep if key in AREAL and key not in split])
    blank = np.full(len(xy), -1, np.int64)
    stands = np.stack([keys.get(key, blank) for key in UPRIGHT], axis=1)
    for unit in _too_large(tower.households, band):
        rows = np.flatnonzero(tower.unit_of == unit)
        rows = rows[np.lexsort((rows, *stands[rows].T[::-1]))]
        if fixed[rows].any():
            continue
        grains = [_together(grain, held.unit_of[rows]) for grain in _grains(stands[rows].tolist())]
        piece[rows] = piece.max() + 1 + stack(count[rows], grains, band).part_of


def _too_large(households: NDArray[np.int64], band: Band) -> list[int]:
    """Return the units that are above the band, without those that can only be an error."""
    is_large = (households > band.most) & (households <= MOST_PARTS * band.most)
    return [int(unit) for unit in np.flatnonzero(is_large)]


def _upright(keep: Sequence[str]) -> list[str]:
    return [key for key in keep if key not in AREAL]


def _values(keys: Keys, names: Sequence[str]) -> list[NDArray[np.int64]]:
    return [keys[name] for name in names]


def _is_fixed(keys: Keys, names: Sequence[str]) -> NDArray[np.bool_]:
    """Return (n,) whether a row belongs to something that may not be split."""
    fixed = np.zeros(len(keys["place"]), bool)
    for name in names:
        fixed |= keys[name] >= 0
    return fixed


def _together(a: NDArray[np.int64], b: NDArray[np.integer]) -> NDArray[np.int64]:
    """Return (n,) one number for rows that equal labels of either kind hold together."""
    pairs = []
    for label in (a, b):
        first, row = np.unique(label, return_index=True, return_inverse=True)[1:]
        pairs.append(np.stack([first[row.reshape(-1)], np.arange(len(label))], axis=1))
    return pieces(len(a), np.concatenate(pairs)).astype(np.int64)
