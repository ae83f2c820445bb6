"""One level of a plan as two layers of a tile: its zones, and a point for the label of each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from api.tiles.mvt import POINT, POLYGON, Layer, Properties, ids_of, points, write
from api.tiles.outlines import Outlines
from api.tiles.square import EXTENT, Tile, units
from gridgen.model.arrays import Shapes

LABELS = "_labels"
"""What the layer of labels has behind the name of its level."""

LABELLED = ("code", "name", "households", "colour")
"""What a label says of its zone."""


class LevelTiles:
    """One level; `layers` tells which two it has.

    Parameters
    ----------
    name
        Of the layer of zones.
    lonlat
        (k,) polygons in degrees, longitude first; None or empty where a zone has none.
    columns
        What zones say of themselves, (k,) each; `code` is among it, and numbers the zones.
    """

    def __init__(self, name: str, lonlat: Shapes, columns: Mapping[str, NDArray[Any]]) -> None:
        labelled = {key: columns[key] for key in LABELLED if key in columns}
        self.layers = (
            Layer(name, POLYGON, _fields(columns)),
            Layer(f"{name}{LABELS}", POINT, _fields(labelled)),
        )
        self._ids = ids_of(map(str, columns["code"]))
        self._outlines = Outlines(lonlat)
        self._middles = self._outlines.middles(len(lonlat))
        self._said = Properties.of(columns)
        self._labelled = Properties.of(labelled)

    def draw(self, tile: Tile) -> bytes:
        """Return both layers of a tile, b"" where it has none.

        A label stands in one tile alone, and only where its zone is large enough to be seen.
        """
        zoomed = self._outlines.at(tile.zoom)
        rows, shapes = zoomed.cut(tile)
        seen = zoomed.rows
        at = np.floor(self._middles[seen] * units(tile.zoom)).astype(np.int64) - tile.origin
        is_here = ((at >= 0) & (at < EXTENT)).all(axis=1)
        zones, labels = self.layers
        labelled = points(at[is_here])
        return write(zones, shapes, rows, self._said, self._ids) + write(
            labels, labelled, seen[is_here], self._labelled, self._ids
        )


def _fields(columns: Mapping[str, NDArray[Any]]) -> dict[str, str]:
    return {
        name: "String" if any(isinstance(one, str) for one in values.tolist()) else "Number"
        for name, values in columns.items()
    }
