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
from gridgen.model.same import same_rows

LABELS = "_labels"
"""What the layer of labels has behind the name of its level."""

_WORN = 10
"""Values that are held for each zone at most, before all of them are written anew."""

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
    before
        The level before an edit: what was made of zones that the edit left is taken over.
    """

    def __init__(
        self,
        name: str,
        lonlat: Shapes,
        columns: Mapping[str, NDArray[Any]],
        before: LevelTiles | None = None,
    ) -> None:
        labelled = {key: columns[key] for key in LABELLED if key in columns}
        self.layers = (
            Layer(name, POLYGON, _fields(columns)),
            Layer(f"{name}{LABELS}", POINT, _fields(labelled)),
        )
        self._columns = columns
        self._outlines: Outlines = Outlines(lonlat, None if before is None else before._outlines)
        if before is None or before._columns.keys() != columns.keys() or before._is_worn:
            self._ids = ids_of(map(str, columns["code"]))
            self._said, self._labelled = Properties.of(columns), Properties.of(labelled)
        else:
            kept = _rows_of_codes(before._columns["code"], columns["code"])
            same = same_rows(before._columns, columns, kept)
            new = ids_of(map(str, columns["code"][kept < 0]))[::-1]
            self._ids = [before._ids[row] if row >= 0 else new.pop() for row in kept.tolist()]
            self._said = before._said.after(columns, same)
            self._labelled = before._labelled.after(labelled, same)

    @property
    def middles(self) -> NDArray[np.float64]:
        """(k, 2) where labels stand, in the square; 0 for zones without a shape."""
        return self._outlines.middles

    def column(self, name: str) -> NDArray[Any]:
        """Return (k,) what the zones say by one name."""
        return self._columns[name]

    @property
    def _is_worn(self) -> bool:
        """Whether many values are known that no zone has any more."""
        return len(self._said.values) > _WORN * len(self._ids) + _WORN

    def draw(self, tile: Tile) -> bytes:
        """Return both layers of a tile, b"" where it has none.

        A label stands in one tile alone, and only where its zone is large enough to be seen.
        """
        zoomed = self._outlines.at(tile.zoom)
        rows, shapes = zoomed.cut(tile)
        seen = zoomed.rows
        at = np.floor(self.middles[seen] * units(tile.zoom)).astype(np.int64) - tile.origin
        is_here = ((at >= 0) & (at < EXTENT)).all(axis=1)
        zones, labels = self.layers
        labelled = points(at[is_here])
        return write(zones, shapes, rows, self._said, self._ids) + write(
            labels, labelled, seen[is_here], self._labelled, self._ids
        )


def _rows_of_codes(before: NDArray[Any], codes: NDArray[Any]) -> NDArray[np.int64]:
    """Return (k,) in which row before an edit each code stood, -1 for in none."""
    if before is codes:
        return np.arange(len(codes))
    row_of = {code: row for row, code in enumerate(before.tolist())}
    return np.array([row_of.get(code, -1) for code in codes.tolist()], np.int64)


def _fields(columns: Mapping[str, NDArray[Any]]) -> dict[str, str]:
    return {name: "String" if _has_text(values) else "Number" for name, values in columns.items()}


def _has_text(values: NDArray[Any]) -> bool:
    return values.dtype.kind == "O" and any(isinstance(one, str) for one in values.tolist())
