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
from gridgen.model.plan import Plan

FROM = 14
"""The first zoom that shows households: below it they would hide the grids."""

LAYER = Layer("households", POINT, {"households": "Number", "grid": "String"}, FROM)

_KEPT = 2
"""Zooms that are held at once."""


@dataclass(frozen=True, slots=True, eq=False)
class _Zoomed:
    """m places at one zoom, those of a tile one after the other; what shares a unit is one."""

    tile: NDArray[np.int64]
    xy: NDArray[np.int64]
    properties: Properties


class Spots:
    """Where the households of a plan live, those that have a place."""

    def __init__(self, plan: Plan) -> None:
        households = plan.township.households
        lonlat = project(households.xy, plan.township.crs, DEGREES)
        there = np.flatnonzero(np.isfinite(lonlat).all(axis=1) & ~plan.is_virtual)
        top = plan.levels[0] if plan.levels else None
        self._at = in_square(lonlat[there])
        self._count = households.count[there].astype(np.int64)
        self._codes = [""] if top is None else [*top.code.tolist(), ""]
        self._grid = np.full(len(there), -1) if top is None else plan.zone_of[top.level][there]
        self._lock = threading.Lock()
        self._made: OrderedDict[int, _Zoomed] = OrderedDict()

    @property
    def layers(self) -> tuple[Layer, ...]:
        """The one layer."""
        return (LAYER,)

    def draw(self, tile: Tile) -> bytes:
        """Return the layer of a tile, b"" where it has none."""
        if tile.zoom < FROM:
            return b""
        zoomed = self._zoomed(tile.zoom)
        number = tile.row << tile.zoom | tile.col
        begin, end = np.searchsorted(zoomed.tile, [number, number + 1])
        rows = np.arange(begin, end)
        return write(LAYER, points(zoomed.xy[rows] - tile.origin), rows, zoomed.properties)

    def _zoomed(self, zoom: int) -> _Zoomed:
        with self._lock:
            if zoom not in self._made:
                self._made[zoom] = self._merged(zoom)
            self._made.move_to_end(zoom)
            if len(self._made) > _KEPT:
                self._made.popitem(last=False)
            return self._made[zoom]

    def _merged(self, zoom: int) -> _Zoomed:
        last = units(zoom) - 1
        xy = np.clip(np.floor(self._at * (last + 1)), 0, last).astype(np.int64)
        col, row = (xy // EXTENT).T
        keyed = np.column_stack([row << zoom | col, xy, self._grid])
        places, owner = np.unique(keyed, axis=0, return_inverse=True)
        count = np.zeros(len(places), np.int64)
        np.add.at(count, owner.reshape(-1), self._count)
        codes = [self._codes[row] for row in places[:, 3].tolist()]
        said = Properties.of({"households": count, "grid": codes})
        return _Zoomed(places[:, 0], places[:, 1:3], said)
