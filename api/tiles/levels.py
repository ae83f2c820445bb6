"""One level of a plan as two layers of a tile: its zones, and a point for the label of each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from api.tiles.mvt import POINT, POLYGON, Properties, ids_of, layer, points
from api.tiles.outlines import Outlines
from api.tiles.square import EXTENT, Tile, units
from gridgen.model.arrays import Shapes

LABELS = "_labels"
"""What the layer of labels has behind the name of its level."""

LABELLED = ("code", "name", "households", "colour")
"""What a label says of its zone."""


class LevelTiles:
    """One level.

    Parameters
    ----------
    name
        Of the layer.
    lonlat
        (k,) polygons in degrees, longitude first; None or empty where a zone has none.
    columns
        What zones say of themselves, (k,) each; `code` is among it, and numbers the zones.
    """

    def __init__(self, name: str, lonlat: Shapes, columns: Mapping[str, NDArray[Any]]) -> None:
        self.name = name
        self.columns = columns
        self._ids = ids_of(map(str, columns["code"]))
        self._outlines = Outlines(lonlat)
        self._middles = self._outlines.middles(len(lonlat))
        self._said = Properties.of(columns)
        self._labelled = Properties.of({key: columns[key] for key in LABELLED if key in columns})

    @property
    def fields(self) -> dict[str, dict[str, str]]:
        """By the name of each layer what its features say, as TileJSON has it."""
        kinds = {
            name: "String" if any(isinstance(one, str) for one in values.tolist()) else "Number"
            for name, values in self.columns.items()
        }
        labelled = {name: kinds[name] for name in LABELLED if name in kinds}
        return {self.name: kinds, f"{self.name}{LABELS}": labelled}

    def draw(self, tile: Tile) -> bytes:
        """Return both layers of a tile, b"" where it has none.

        A label stands in one tile alone, and only where its zone is large enough to be seen.
        """
        zoomed = self._outlines.at(tile.zoom)
        rows, shapes = zoomed.cut(tile)
        seen = zoomed.rows
        at = np.floor(self._middles[seen] * units(tile.zoom)).astype(np.int64) - tile.origin
        is_here = ((at >= 0) & (at < EXTENT)).all(axis=1)
        return layer(self.name, POLYGON, shapes, rows, self._said, self._ids) + layer(
            f"{self.name}{LABELS}", POINT, points(at[is_here]), seen[is_here], self._labelled,
            self._ids,
        )  # fmt: skip
