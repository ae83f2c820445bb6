"""Polygons that somebody changed -> the polygon in which each household is now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from gridgen.model.arrays import Shapes
from gridgen.model.findings import Finding
from gridgen.plans.names import Called
from gridgen.versions.draft import Draft
from gridgen.versions.returned.laid import HAIR_M, Sheet, laid
from gridgen.versions.returned.said import Drawn, about_homes
from gridgen.words.say import in_both

WITHIN_M = 2 * HAIR_M
"""A household this far inside a polygon is in it, however that was rounded."""

BESIDE_M = 0.1
"""A household this near to a polygon is in it, if in none."""

STAYS = -1
"""In place of a row: the household stays in its zone, whatever that becomes."""

Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Places:
    """Where households are by the polygons.

    Attributes
    ----------
    row_of
        (n,) the row of `Drawn`, or `STAYS`.
    own
        (z,) the row that carries a zone on, -1 for none.
    gone
        Zones whose polygon was deleted and nothing drawn in its place.
    findings
        What is unclear.
    """

    row_of: Rows
    own: Rows
    gone: tuple[int, ...]
    findings: tuple[Finding, ...]


def places_in(draft: Draft, level: str, drawn: Drawn, shape: Shapes) -> Places:
    """Return in which of the polygons drawn the households are.

    Who lives where nothing was changed stays. In a changed zone each household goes by its place,
    those who share it with others of another zone, in a tower, with most of what was drawn for
    them. Where polygons lie over one another, a new one goes before that of the zone it was drawn
    over, and this before others.

    Parameters
    ----------
    draft
        The plan as it was handed out.
    level
        Of the zones.
    drawn
        r rows.
    shape
        (r,) its polygons.
    """
    sheet, odd = laid(draft, level, drawn, shape)
    pairs = _Pairs(sheet)
    row_of = pairs.best()
    told = [*odd, *_overlaps(sheet, pairs, row_of)]
    gone = []
    for z in np.flatnonzero(~sheet.is_same & ~sheet.is_aside):
        mine = np.flatnonzero(sheet.zone_of == z)
        told += _rest(sheet, int(z), mine, row_of)
        if sheet.own[z] < 0 and sheet.is_whole and len(mine) and (row_of[mine] == STAYS).all():
            gone.append(int(z))
    return Places(row_of, sheet.own, tuple(gone), tuple(told))


# --- each household by its place -----------------------------------------------------------------


class _Pairs:
    """Households and the changed polygons in or beside which they are: p pairs."""

    def __init__(self, sheet: Sheet) -> None:
        changed = sheet.changed
        points = shapely.points(sheet.plan.township.households.xy)
        tree = shapely.STRtree(sheet.shape[changed])
        home, at = tree.query(points, predicate="dwithin", distance=BESIDE_M)
        zone = sheet.zone_of[home]
        usable = (zone >= 0) & ~sheet.is_aside[zone] & ~_only_shown(sheet, home, changed[at])
        self.home, self.row, zone = home[usable], changed[at[usable]], zone[usable]
        shape, point = sheet.shape[self.row], points[self.home]
        border = shapely.distance(shapely.boundary(shape), point)
        self.depth = np.where(shapely.intersects(shape, point), border, -border)
        is_own = self.row == sheet.own[zone]
        is_new = ~np.isin(self.row, sheet.own)
        rank = np.where(self.depth >= 0, 1, 0)
        rank[is_own & (self.depth >= 0)] = 2
        rank[is_new & (self.depth > WITHIN_M)] = 3
        # Where a zone is as it was, only what was plainly drawn over it counts.
        self.counts = ~sheet.is_same[zone] | (self.depth > WITHIN_M)
        self.rank, self.number = rank, len(points)

    def best(self) -> Rows:
        """Return (n,) the row of each household, `STAYS` where there is none."""
        row_of = np.full(self.number, STAYS, np.int64)
        order = np.lexsort((-self.row, self.depth, self.rank))
        order = order[self.counts[order]]
        row_of[self.home[order]] = self.row[order]  # the last one counts
        return row_of

    def several(self) -> Iterator[tuple[int, list[int]]]:
        """Yield households that are plainly inside several polygons, and these."""
        inside = np.flatnonzero(self.depth > WITHIN_M)
        rows_of: dict[int, list[int]] = {}
        for home, row in zip(self.home[inside].tolist(), self.row[inside].tolist(), strict=True):
            rows_of.setdefault(home, []).append(row)
        yield from ((home, rows) for home, rows in rows_of.items() if len(rows) > 1)


def _overlaps(sheet: Sheet, pairs: _Pairs, row_of: Rows) -> list[Finding]:
    """Return a finding for each two polygons that hold the same households."""
    ids = sheet.plan.township.households.ids
    under: dict[tuple[int, int], list[str]] = {}
    zone_of_row = {int(row): z for z, row in enumerate(sheet.own.tolist()) if row >= 0}
    for home, rows in pairs.several():
        for row in rows:
            if row != row_of[home]:
                under.setdefault((int(row_of[home]), row), []).append(str(ids[home]))
    same = np.flatnonzero((row_of != STAYS) & sheet.is_same[sheet.zone_of] & (sheet.zone_of >= 0))
    for home in same.tolist():
        row = int(sheet.own[sheet.zone_of[home]])
        under.setdefault((int(row_of[home]), row), []).append(str(ids[home]))
    return [
        about_homes("returned_overlap", sheet.drawn.where, found,
                    upper=_called(sheet, zone_of_row, pair[0]),
                    lower=_called(sheet, zone_of_row, pair[1]))
        for pair, found in sorted(under.items())
    ]  # fmt: skip


def _called(sheet: Sheet, zone_of_row: Mapping[int, int], row: int) -> Called:
    """Return what a polygon is called: as the zone that it carries on, or as the file says."""
    if row in zone_of_row:
        return sheet.names[str(sheet.zones.code[zone_of_row[row]])]
    said = sheet.drawn.name[row] or sheet.drawn.code[row]
    return (said, said) if said else in_both("returned_feature", row=row + 1)


# --- who is in none ------------------------------------------------------------------------------


def _rest(sheet: Sheet, zone: int, mine: Rows, row_of: Rows) -> list[Finding]:
    """Put the households of a changed zone that are in no polygon; tell who was left out."""
    old = sheet.zones.polygon[zone]
    if not sheet.zones.schematic[zone] and (row_of[mine] != STAYS).all():
        return []
    near = sheet.changed[shapely.intersects(sheet.shape[sheet.changed], old)]
    common = shapely.area(shapely.intersection(sheet.shape[near], old))
    main = int(near[int(np.argmax(common))]) if common.max(initial=0) > 0 else STAYS
    if sheet.zones.schematic[zone] and main != STAYS:
        # In a tower all stand at one place: they go where most of what was drawn for them went.
        row_of[mine[_shared(sheet, mine)]] = main
    lost = mine[row_of[mine] == STAYS]
    if sheet.own[zone] < 0:
        is_covered = main != STAYS and common.max() >= float(shapely.area(old)) / 2
        went = row_of[mine[row_of[mine] != STAYS]]
        if not is_covered and not (sheet.is_whole and len(went)):
            return []  # it was deleted, or was not handed back
        row_of[lost] = main if is_covered else np.bincount(went).argmax()
    points = shapely.points(sheet.plan.township.households.xy[lost])
    left_out = lost[shapely.dwithin(old, points, BESIDE_M)]
    if len(left_out) == 0:
        return []
    ids = sheet.plan.township.households.ids[left_out].tolist()
    name = sheet.names[str(sheet.zones.code[zone])]
    return [about_homes("returned_outside", sheet.drawn.where, ids, name=name)]


def _only_shown(sheet: Sheet, home: Rows, row: Rows) -> NDArray[np.bool_]:
    """Return (p,) where a polygon carries on another zone with whom a household shares a tower.

    There the borders of both show shares and not who lives on which side.
    """
    zone_of_row = np.full(len(sheet.shape), -1, np.int64)
    zone_of_row[sheet.own[sheet.own >= 0]] = np.flatnonzero(sheet.own >= 0)
    there, size = zone_of_row[row], len(sheet.zones)
    place = sheet.place.astype(np.int64)
    lives = np.unique((place * size + sheet.zone_of)[sheet.zone_of >= 0])
    is_there = (there >= 0) & np.isin(place[home] * size + there, lives)
    return np.asarray(is_there & (there != sheet.zone_of[home]))


def _shared(sheet: Sheet, mine: Rows) -> NDArray[np.bool_]:
    """Return (k,) whether others stand at the very place of a household who are in another zone."""
    pairs = np.unique(np.stack([sheet.place, sheet.zone_of], axis=1), axis=0)
    return np.asarray((np.bincount(pairs[:, 0]) > 1)[sheet.place[mine]])
