"""Tiles of one plan: layers made when they are first asked for, and tiles held that were drawn."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
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
        Makes the layers of a level, of the communities or of the households, by its name.
    """

    def __init__(self, make: Callable[[str], LevelTiles | Spots]) -> None:
        self._make = make
        self._lock = threading.Lock()
        self._made: dict[str, LevelTiles | Spots] = {}
        self._shelf = Shelf()

    def layers(self, names: tuple[str, ...]) -> tuple[Layer, ...]:
        """Return which layers the tiles of some levels have."""
        return tuple(layer for name in names for layer in self._once(name).layers)

    def draw(self, names: tuple[str, ...], tile: Tile) -> Packed:
        """Return one tile with the layers of some levels."""
        return self._shelf.get(
            (names, tile), lambda: b"".join(self._once(name).draw(tile) for name in names)
        )

    def _once(self, name: str) -> LevelTiles | Spots:
        with self._lock:
            if name not in self._made:
                self._made[name] = self._make(name)
            return self._made[name]


def plan_tiles(plan: Plan, layer_of: Callable[[str], ServedLayer]) -> Tiles:
    """Return the tiles of a plan: its levels, "communities" and "households".

    Parameters
    ----------
    plan
        As it is served; where it changes, tiles are made anew of what it has become.
    layer_of
        Each of its levels, and its communities, in degrees.
    """

    def make(name: str) -> LevelTiles | Spots:
        if name == HOUSEHOLDS:
            return Spots(plan)
        served = layer_of(name)
        columns = {key: served.columns[key] for key in SHOWN if key in served.columns}
        if name == COMMUNITIES:
            columns["households"] = households_of(plan)
        return LevelTiles(name, served.shapes, {**columns, **colours_of(plan, name)})

    return Tiles(make)


def colours_of(plan: Plan, level: str) -> dict[str, NDArray[Any]]:
    """Return the column with the colours of the first level, as maps have them; {} for others."""
    if not plan.levels or level != plan.levels[0].level:
        return {}
    return {"colour": colour_rows(plan.levels[0].polygon).astype(np.int64)}


def households_of(plan: Plan) -> NDArray[np.int64]:
    """Return (c,) how many households each community has."""
    placed = plan.community_of >= 0
    return np.bincount(
        plan.community_of[placed],
        weights=plan.township.households.count[placed],
        minlength=len(plan.communities),
    ).astype(np.int64)
