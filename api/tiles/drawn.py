"""Tiles of one plan: layers made when they are first asked for, and tiles held that were drawn."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from api.conditional import Packed
from api.layers import COMMUNITIES, ServedLayer
from api.tiles.levels import LevelTiles
from api.tiles.mvt import Layer
from api.tiles.spots import LAYER, Spots
from api.tiles.square import Tile
from gridgen.model.plan import Plan
from maps.ink.colours import colour_rows

SHOWN = ("code", "name", "kind", "community", "parent", "households", "status")
"""What zones say of themselves in tiles."""

HOUSEHOLDS = LAYER.name

Drawn = LevelTiles | Spots
"""What tiles are drawn from: a level or the communities, or the households."""


class Shelf:
    """Tiles that were drawn; where they are too many, those go that nobody asked for longest.

    Parameters
    ----------
    most_bytes
        Of all tiles together.
    """

    def __init__(self, most_bytes: int = 16_000_000) -> None:
        self._most = most_bytes
        self._held: OrderedDict[Any, Packed] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()

    def get(self, key: Any, draw: Callable[[], bytes]) -> Packed:
        """Return the tile of a key, drawn if it is not there."""
        with self._lock:
            if key in self._held:
                self._held.move_to_end(key)
                return self._held[key]
        made = Packed(draw())
        with self._lock:
            if key not in self._held:
                self._held[key] = made
                self._bytes += len(made.body)
            while self._bytes > self._most:
                self._bytes -= len(self._held.popitem(last=False)[1].body)
        return made

    def __len__(self) -> int:
        return len(self._held)


class Tiles:
    """Tiles of layers that are made when they are first asked for.

    Parameters
    ----------
    make
        Makes the layers of a level, of the communities or of the households, by its name, from
        those before an edit where there are some.
    before
        By name what was made before an edit.
    """

    def __init__(
        self, make: Callable[[str, Drawn | None], Drawn], before: Mapping[str, Drawn] | None = None
    ) -> None:
        self._make = make
        self._lock = threading.Lock()
        self._older = dict(before or {})
        self._made: dict[str, Drawn] = {}
        self._shelf = Shelf()

    @property
    def made(self) -> dict[str, Drawn]:
        """By name what was made last: here, or before the edit."""
        return {**self._older, **self._made}

    def middles(self, level: str) -> NDArray[np.float64]:
        """Return (k, 2) where the labels of a level stand, in the square."""
        made = self._once(level)
        return made.middles if isinstance(made, LevelTiles) else np.zeros((0, 2))

    def layers(self, names: tuple[str, ...]) -> tuple[Layer, ...]:
        """Return which layers the tiles of some levels have."""
        return tuple(layer for name in names for layer in self._once(name).layers)

    def draw(self, names: tuple[str, ...], tile: Tile) -> Packed:
        """Return one tile with the layers of some levels."""
        return self._shelf.get(
            (names, tile), lambda: b"".join(self._once(name).draw(tile) for name in names)
        )

    def _once(self, name: str) -> Drawn:
        with self._lock:
            if name not in self._made:
                self._made[name] = self._make(name, self._older.pop(name, None))
            return self._made[name]


def plan_tiles(
    plan: Plan,
    layer_of: Callable[[str], ServedLayer],
    colours: Callable[[], NDArray[np.int64]],
    before: Mapping[str, Drawn] | None = None,
) -> Tiles:
    """Return the tiles of a plan: its levels, "communities" and "households".

    Parameters
    ----------
    plan
        As it is served; where it changes, tiles are made anew of what it has become.
    layer_of
        Each of its levels, and its communities, in degrees.
    colours
        Gives the number of the colour of each zone of its first level.
    before
        By name what the tiles before an edit were drawn from.
    """

    def make(name: str, older: Drawn | None) -> Drawn:
        if name == HOUSEHOLDS:
            return Spots(plan, older if isinstance(older, Spots) else None)
        served = layer_of(name)
        columns = {key: served.columns[key] for key in SHOWN if key in served.columns}
        was = older if isinstance(older, LevelTiles) else None
        if name == COMMUNITIES:
            # No edit brings a household to another community.
            columns["households"] = households_of(plan) if was is None else was.column("households")
        elif name == plan.levels[0].level:
            columns["colour"] = colours()
        return LevelTiles(name, served.shapes, columns, was)

    return Tiles(make, before)


def colours_of(plan: Plan) -> NDArray[np.int64]:
    """Return (z,) the numbers of the colours of the first level, as maps have them."""
    polygons = plan.levels[0].polygon if plan.levels else np.empty(0, object)
    return colour_rows(polygons).astype(np.int64)


def households_of(plan: Plan) -> NDArray[np.int64]:
    """Return (c,) how many households each community has."""
    placed = plan.community_of >= 0
    return np.bincount(
        plan.community_of[placed],
        weights=plan.township.households.count[placed],
        minlength=len(plan.communities),
    ).astype(np.int64)
