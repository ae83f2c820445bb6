"""A plan as everybody may see it: communities and grids, their outlines, names and counts."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from api.conditional import Packed
from api.layers import COMMUNITIES, Bounds, ServedLayer, saying
from api.public.counts import shown_counts
from api.public.settings import Face
from api.tiles.drawn import Drawn, Tiles
from api.tiles.levels import LevelTiles
from api.tiles.mvt import Layer
from api.tiles.square import Tile
from gridgen.model.errors import NotInPlanError
from gridgen.model.plan import Plan

SHOWN = ("code", "name", "kind", "community", "parent")
"""What zones say of themselves to everybody, besides how many households they have and the number
of their colour. All else may tell of a few households: `walk_m` by `mean_m` is their number."""


class PublicPlan:
    """One plan, for everybody.

    Parameters
    ----------
    plan
        As it is in force.
    layer_of
        Each of its levels, and its communities, in degrees.
    face
        What everybody may see.
    colours
        Gives the number of the colour of each zone of its first level.
    """

    def __init__(
        self,
        plan: Plan,
        layer_of: Callable[[str], ServedLayer],
        face: Face,
        colours: Callable[[], NDArray[np.int64]],
    ) -> None:
        self._layer_of, self._colours = layer_of, colours
        self._coloured = plan.levels[0].level if plan.levels else ""
        levels = [zones.level for zones in plan.levels]
        published = levels if face.has_sublevels else levels[:1]
        self.levels = (COMMUNITIES, *published)
        self.counts = shown_counts(plan, published, face.least)
        self._tiles = Tiles(self._level)
        self._lock = threading.Lock()
        self._features: dict[str, Packed] = {}

    @property
    def layers(self) -> tuple[Layer, ...]:
        """Which layers its tiles have."""
        return self._tiles.layers(self.levels)

    @property
    def bounds(self) -> Bounds | None:
        """West, south, east, north in degrees; None where nothing has a shape."""
        return self._layer_of(COMMUNITIES).bounds

    def tile(self, tile: Tile) -> Packed:
        """Return one tile with every public level."""
        return self._tiles.draw(self.levels, tile)

    def features(self, level: str) -> Packed:
        """Return one level as a GeoJSON FeatureCollection.

        Raises
        ------
        NotInPlanError
            The level is not there, or not public.
        """
        if level not in self.levels:
            raise NotInPlanError("public_no_level", level=level, known=[*self.levels])
        with self._lock:
            if level not in self._features:
                layer = saying(self._layer_of(level), self._columns(level))
                body = b'{"type":"FeatureCollection","features":[' + b",".join(layer.features)
                self._features[level] = Packed(body + b"]}")
            return self._features[level]

    def rows(self, level: str) -> list[tuple[str, str, int | None]]:
        """Return of each zone of a public level its code, its name and its households."""
        columns = self._columns(level)
        cells = (columns[name].tolist() for name in ("code", "name", "households"))
        return [*zip(*cells, strict=True)]

    def _columns(self, level: str) -> dict[str, NDArray[Any]]:
        given = self._layer_of(level).columns
        said = {name: given[name] for name in SHOWN if name in given}
        return {**said, "households": self.counts[level]}

    def _level(self, level: str, _: Drawn | None) -> LevelTiles:
        columns = self._columns(level)
        if level == self._coloured:
            columns["colour"] = self._colours()
        return LevelTiles(level, self._layer_of(level).shapes, columns)
