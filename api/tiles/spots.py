"""Households -> points of tiles: where, how many, in which grid; never who."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from api.layers import DEGREES
from api.tiles.mvt import POINT, Layer, Properties, points, write
from api.tiles.square import EXTENT, Tile, in_square, units
from gridgen.model.crs import project
from gridgen.model.households import Presence
from gridgen.model.plan import Plan

FROM = 14
"""The first zoom that shows households: below it they would hide the grids."""

LAYER = Layer("households", POINT, {"households": "Number", "grid": "String"}, FROM)

_KEPT = 2
"""Zooms that are held at once."""

_BITS = 12
"""So many say where a place lies along the side of a tile: `EXTENT` is a power of two."""

_WITHIN = (1 << 2 * _BITS) - 1
"""The part of the key of a place that says where in its tile it is; its tile stands before."""


@dataclass(frozen=True, slots=True, eq=False)
class _Zoomed:
    """The m households that have a place at one zoom, by tile, column and row in it: the keys of
    their places, ascending, and which households they are.
    """

    key: NDArray[np.int64]
    rows: NDArray[np.int64]


class Spots:
    """Where the households of a plan live, those that have a place.

    Parameters
    ----------
    plan
        As it is.
    before
        Those before an edit, which moves nobody.
    """

    def __init__(self, plan: Plan, before: Spots | None = None) -> None:
        is_same = before is not None and before._at.are_those_of(plan)
        self._at: _Places = before._at if before is not None and is_same else _Places(plan)
        top = plan.levels[0] if plan.levels else None
        self._count = plan.township.households.count
        self._codes = ["", *(() if top is None else top.code.tolist())]
        self._zone_of = None if top is None else plan.zone_of[top.level]

    @property
    def layers(self) -> tuple[Layer, ...]:
        """The one layer."""
        return (LAYER,)

    def draw(self, tile: Tile) -> bytes:
        """Return the layer of a tile, b"" where it has none: what shares a unit and a grid is one
        point.
        """
        if tile.zoom < FROM:
            return b""
        within, rows = self._at.inside(tile)
        grid = np.zeros(len(rows), np.int64) if self._zone_of is None else self._zone_of[rows] + 1
        places, owner = np.unique(within * len(self._codes) + grid, return_inverse=True)
        # Whole numbers below 2**53 stay whole.
        count = np.bincount(owner, self._count[rows], len(places)).astype(np.int64)
        at, grid = np.divmod(places, len(self._codes))
        counts, number = np.unique(count, return_inverse=True)
        grids, one = np.unique(grid, return_inverse=True)
        codes = [self._codes[row] for row in grids.tolist()]
        said = Properties.chosen({"households": (counts, number), "grid": (codes, one)})
        xy = np.column_stack([at >> _BITS, at & (EXTENT - 1)])
        return write(LAYER, points(xy), np.arange(len(at)), said)


class _Places:
    """Where the households of a plan and of all its edits live."""

    def __init__(self, plan: Plan) -> None:
        self._households, self._presence = plan.township.households, plan.presence
        self._crs = plan.township.crs
        self._lock = threading.Lock()
        self._made: OrderedDict[int, _Zoomed] = OrderedDict()

    def are_those_of(self, plan: Plan) -> bool:
        """Say whether a plan has the same households, each at the same place."""
        same = plan.township.households is self._households
        return same and plan.presence is self._presence

    def inside(self, tile: Tile) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return where in a tile households live, ascending, and the rows of these."""
        zoomed = self._zoomed(tile.zoom)
        number = (tile.row << tile.zoom | tile.col) << 2 * _BITS
        begin, end = np.searchsorted(zoomed.key, [number, number + _WITHIN + 1])
        return zoomed.key[begin:end] & _WITHIN, zoomed.rows[begin:end]

    def _zoomed(self, zoom: int) -> _Zoomed:
        with self._lock:
            if zoom not in self._made:
                self._made[zoom] = self._sorted(zoom)
            self._made.move_to_end(zoom)
            if len(self._made) > _KEPT:
                self._made.popitem(last=False)
            return self._made[zoom]

    def _sorted(self, zoom: int) -> _Zoomed:
        lonlat = project(self._households.xy, self._crs, DEGREES)
        is_somewhere = np.isfinite(lonlat).all(axis=1) & (self._presence != Presence.VIRTUAL)
        there = np.flatnonzero(is_somewhere)
        last = units(zoom) - 1
        xy = np.clip(np.floor(in_square(lonlat[there]) * (last + 1)), 0, last).astype(np.int64)
        (col, row), (x, y) = (xy // EXTENT).T, (xy % EXTENT).T
        key = ((row << zoom | col) << _BITS | x) << _BITS | y
        order = np.argsort(key, kind="stable")
        return _Zoomed(key[order], there[order])
