"""What goes on from one edit of a plan to the next: its layers, which zones touch, their colours.

It knows nothing of what is made from it (tiles, pages, sheets), which hold it: else each would keep
the other, and a plan of half a million households would stay until somebody collects garbage.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from api.begun import Colours, known_rows
from api.layers import ServedLayer, layer_of
from api.once import Key, Once
from api.tiles.drawn import colours_of
from gridgen.model.plan import Plan
from gridgen.rules.levels import Rules
from maps.ink.colours import kept_rows
from maps.ink.touching import Touching, touching

_COLOURS, _PAINTED, _TOUCHING = ("colours", ""), ("painted", ""), ("touching", "")

_REMEMBERED = 32
"""Edits after which the colours are remembered: whoever looks on asks what is otherwise since."""


@dataclass(frozen=True, slots=True, eq=False)
class Begun:
    """What of a plan goes on from what was before.

    Attributes
    ----------
    colours
        Gives the colours with which its zones began; None where nothing was before.
    made
        What was made of the plan before an edit, by the names under which it is kept.
    rules
        By which it was made, as the store has them; None for a file, which names them.
    """

    colours: Callable[[], Colours] | None = None
    made: Mapping[Key, Any] = field(default_factory=dict)
    rules: Rules | None = None


class Made:
    """Of one plan; nothing is made before it is asked for.

    Parameters
    ----------
    plan
        As it is.
    begun
        What was before.
    """

    def __init__(self, plan: Plan, begun: Begun) -> None:
        self._plan, self._begun = plan, begun
        self._once = Once()

    def layer(self, level: str) -> ServedLayer:
        """Return one level, or the communities, as GeoJSON."""
        key = "layer", level
        before: ServedLayer | None = self._begun.made.get(key)
        found: ServedLayer = self._once(key, lambda: layer_of(self._plan, level, before))
        return found

    def has_features(self, level: str) -> bool:
        """Say whether the features of a level are written already."""
        layer = self._once.get(("layer", level))
        return layer is not None and layer.has_features

    @property
    def touching(self) -> Touching:
        """Which zones of the first level touch."""
        before: Touching | None = self._begun.made.get(_TOUCHING)
        polygons = self._plan.levels[0].polygon
        found: Touching = self._once(_TOUCHING, lambda: touching(polygons, before))
        return found

    @property
    def colours(self) -> NDArray[np.int64]:
        """(z,) the number of the colour of each zone of the first level."""
        found: NDArray[np.int64] = self._once(_COLOURS, self._painted)
        return found

    def _painted(self) -> NDArray[np.int64]:
        if self._begun.colours is None:
            return colours_of(self._plan)
        return kept_rows(self.touching, self._first).astype(np.int64)

    @property
    def _first(self) -> NDArray[np.int64]:
        """(z,) the numbers of the colours with which zones began, -1 for none."""
        begun = self._begun.colours
        found: NDArray[np.int64] = self._once(
            ("first", ""),
            lambda: known_rows(self._plan.levels[0].code, {} if begun is None else begun()),
        )
        return found

    def repainted(self, since: int, altered: Collection[int]) -> NDArray[np.int64]:
        """Return the rows of zones of the first level whose colours are others than after an edit.

        Parameters
        ----------
        since
            The edit.
        altered
            Rows of zones that are otherwise since then. Where nobody knows the colours of that time
            all are taken that may have been others.
        """
        if not altered:
            return np.arange(0)
        codes, colours = self._plan.levels[0].code, self.colours
        if (then := self._begun.made.get(_PAINTED, {}).get(since)) is not None:
            was = then[1] if then[0] is codes else known_rows(codes, dict(zip(*then, strict=True)))
            return np.flatnonzero((was >= 0) & (was != colours))
        may = self._first != colours
        pairs = self.touching.pairs
        may[pairs[np.isin(pairs, np.array([*altered], np.int64)).any(axis=1)]] = True
        return np.flatnonzero(may)

    def to_go_on(self, head: int | None) -> dict[Key, Any]:
        """Return what the plan after an edit is made from, as `Begun` has it.

        Parameters
        ----------
        head
            The edit after which it is so; None for a file.
        """
        made = {**self._begun.made, **self._once.made}
        found = {key: made[key] for key in made if key[0] in ("layer", "touching", "tiles")}
        painted_at = dict(made.get(_PAINTED, {}))
        if head is not None and _COLOURS in made:
            painted_at[head] = self._plan.levels[0].code, made[_COLOURS]
        found[_PAINTED] = dict([*painted_at.items()][-_REMEMBERED:])
        return found
