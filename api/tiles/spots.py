"""Households -> points of tiles: where, how many, in which grid; never who."""

from __future__ import annotations

import threading
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from api.layers import DEGREES
from api.tiles.mvt import POINT, Layer, Properties, points, write
from api.tiles.square import DEEPEST, EXTENT, Tile, in_square, units
from gridgen.model.crs import project
from gridgen.model.curve import along_curve
from gridgen.model.households import Presence
from gridgen.model.plan import Plan

FROM = 14
"""The first zoom that shows households: below it they would hide the grids."""

LAYER = Layer("households", POINT, {"households": "Number", "grid": "String"}, FROM)

_BITS = 12
"""So many say where a place lies along the side of a tile: `EXTENT` is a power of two."""


@dataclass(frozen=True, slots=True, eq=False)
class _Sorted:
    """The m households that have a place, in the order of the tiles of every zoom.

    `key` (m,) ascending, along a Z-order curve; `x`, `y` (m,) their units at the deepest
    zoom; `rows` (m,) which they are.
    """

    key: NDArray[np.int64]
    x: NDArray[np.int64]
    y: NDArray[np.int64]
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
        self._made: _Sorted | None = None

    def are_those_of(self, plan: Plan) -> bool:
        """Say whether a plan has the same households, each at the same place."""
        same = plan.township.households is self._households
        return same and plan.presence is self._presence

    def inside(self, tile: Tile) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return where in a tile households live, as x and y in one number, and their rows."""
        made, finer = self._sorted(), DEEPEST - tile.zoom
        # What is in one tile, of whatever zoom, stands together along the curve.
        number = along_curve(np.array([tile.col]), np.array([tile.row]))
        width = 2 * (finer + _BITS)
        begin, end = np.searchsorted(made.key, [number[0] << width, (number[0] + 1) << width])
        x, y = (at[begin:end] >> finer & (EXTENT - 1) for at in (made.x, made.y))
        return x << _BITS | y, made.rows[begin:end]

    def _sorted(self) -> _Sorted:
        with self._lock:
            if self._made is None:
                lonlat = project(self._households.xy, self._crs, DEGREES)
                is_somewhere = np.isfinite(lonlat).all(axis=1)
                is_somewhere &= self._presence != Presence.VIRTUAL
                there = np.flatnonzero(is_somewhere)
                last = units(DEEPEST) - 1
                xy = np.clip(np.floor(in_square(lonlat[there]) * (last + 1)), 0, last)
                x, y = xy.astype(np.int64).T
                key = along_curve(x, y)
                order = np.argsort(key, kind="stable")
                self._made = _Sorted(key[order], x[order], y[order], there[order])
            return self._made
