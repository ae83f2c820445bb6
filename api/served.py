"""One plan as the service has it: what has been made of it so far, for all who ask."""

from __future__ import annotations

import copy
import threading
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from api.asked import offered_for
from api.begun import Colours, known_rows
from api.layers import COMMUNITIES, DEGREES, ServedLayer, layer_of
from api.models import PlaceAnswer
from api.public.settings import Face
from api.public.shown import PublicPlan
from api.tiles.drawn import Drawn, Tiles, colours_of, plan_tiles
from gridgen.model.errors import NotInPlanError
from gridgen.model.plan import Plan
from gridgen.people.roster import role_labels
from gridgen.plans.locate import Locator, Place
from gridgen.rules.levels import Rules
from gridgen.versions.store.versions import Version, scope_of
from gridgen.words.say import say
from maps.ink.colours import kept_rows
from maps.ink.touching import Touching, touching
from maps.page.web import web_map
from maps.sheets.printing import Press

LOCATOR = ("locator", "")
"""Under which what finds points is kept."""

_COLOURS, _PAINTED = ("colours", ""), ("painted", "")

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
    made: Mapping[tuple[str, str], Any] = field(default_factory=dict)
    rules: Rules | None = None


class Served:
    """One plan and what has been made of it so far; nothing is made before it is asked for.

    Attributes
    ----------
    name
        By which it was asked for: that of a file, "v12", or the digits of a township.
    plan
        As it is.
    version
        What the store tells of it; None for a file.
    """

    def __init__(
        self, name: str, plan: Plan, version: Version | None = None, begun: Begun | None = None
    ) -> None:
        self.name = name
        self.plan = plan
        self.version = version
        self._begun = Begun() if begun is None else begun
        self._lock = threading.RLock()
        self._made: dict[tuple[str, str], Any] = {}

    @property
    def levels(self) -> tuple[str, ...]:
        """The layers on offer: every level from the top, then the communities."""
        return (*(zones.level for zones in self.plan.levels), COMMUNITIES)

    @cached_property
    def scope(self) -> str:
        """The township or county that the plan is of: the first digits of its codes."""
        if self.version is not None:
            return self.version.scope
        codes = self.plan.communities.code
        return scope_of(codes, self.name) if len(codes) else self.name

    def told(self, name: str, version: Version) -> Served:
        """Return the same by another name, and as the store tells of it now, with all that has been
        made of it.
        """
        other = copy.copy(self)
        other.name, other.version = name, version
        return other

    @property
    def locator(self) -> Locator:
        """What answers where points and households belong."""
        found: Locator = self._once(LOCATOR, lambda: Locator(self.plan, quick=True))
        return found

    def layer(self, level: str) -> ServedLayer:
        """Return one level as GeoJSON; NotInPlanError where the plan has none of that name."""
        if level not in self.levels:
            raise NotInPlanError(
                "service_no_layer", plan=self.name, level=level, known=list(self.levels)
            )
        key = "layer", level
        before: ServedLayer | None = self._begun.made.get(key)
        found: ServedLayer = self._once(key, lambda: layer_of(self.plan, level, before))
        return found

    def has_features(self, level: str) -> bool:
        """Say whether the features of a level are written already."""
        layer = self._made.get(("layer", level))
        return layer is not None and layer.has_features

    def has_made(self, *keys: tuple[str, str]) -> bool:
        """Say whether things are made already, by the names under which they are kept."""
        return all(key in self._made for key in keys)

    @property
    def systems(self) -> tuple[str, ...]:
        """The CRS in which the layers are offered, degrees with longitude first before others."""
        return offered_for(self.plan.township.crs)

    def features(self, level: str, crs: str) -> tuple[bytes, ...]:
        """Return the features of one level in one of `systems`."""
        layer = self.layer(level)
        if crs == DEGREES:
            return layer.features
        found: tuple[bytes, ...] = self._once((f"in {crs}", level), lambda: layer.in_crs(crs))
        return found

    def page(self, lang: str) -> str:
        """Return the web map in one language."""
        found: str = self._once(
            ("page", f"{lang} {self.name}"),
            lambda: web_map(
                self.plan, lang=lang, title=self._title(lang), colours=self._colours_by_code
            ),
        )
        return found

    def said_of_places(self, lang: str) -> dict[Place, PlaceAnswer]:
        """Return what has been said of places on the ground in one language, to be said again."""
        key = "said", f"{lang} {self.name}"
        said: dict[Place, PlaceAnswer] = self._once(key, dict)
        return said

    def title_of(self, role: str, lang: str) -> str:
        """Return what a role is called in one language: its name where no rules say."""
        labels = self._once(("roles", ""), lambda: role_labels(self.plan))
        called: str = labels[role][lang] if role in labels else role
        return called

    def look_through(self) -> None:
        """Make what the lists of all plans show, so that a plan that cannot be shown is known."""
        for level in self.levels:
            self.layer(level).features  # noqa: B018 - written here, or not at all

    @property
    def colours(self) -> NDArray[np.int64]:
        """(z,) the number of the colour of each zone of the first level."""
        found: NDArray[np.int64] = self._once(_COLOURS, self._painted)
        return found

    @property
    def _colours_by_code(self) -> dict[str, int] | None:
        """The colours as maps on paper take them; None for a plan without any level."""
        if not self.plan.levels:
            return None
        return dict(zip(self.plan.levels[0].code, self.colours.tolist(), strict=True))

    def _painted(self) -> NDArray[np.int64]:
        if self._begun.colours is None:
            return colours_of(self.plan)
        return kept_rows(self.touching, self._first).astype(np.int64)

    @property
    def touching(self) -> Touching:
        """Which zones of the first level touch."""
        key = "touching", ""
        before: Touching | None = self._begun.made.get(key)
        polygons = self.plan.levels[0].polygon
        found: Touching = self._once(key, lambda: touching(polygons, before))
        return found

    @property
    def tiles(self) -> Tiles:
        """What draws the tiles of the plan."""
        key = "tiles", ""
        before: dict[str, Drawn] | None = self._begun.made.get(key)
        found: Tiles = self._once(
            key, lambda: plan_tiles(self.plan, self.layer, lambda: self.colours, before)
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
        codes, colours = self.plan.levels[0].code, self.colours
        if (then := self._begun.made.get(_PAINTED, {}).get(since)) is not None:
            was = then[1] if then[0] is codes else known_rows(codes, dict(zip(*then, strict=True)))
            return np.flatnonzero((was >= 0) & (was != colours))
        may = self._first != colours
        pairs = self.touching.pairs
        may[pairs[np.isin(pairs, np.array([*altered], np.int64)).any(axis=1)]] = True
        return np.flatnonzero(may)

    @property
    def _first(self) -> NDArray[np.int64]:
        """(z,) the numbers of the colours with which zones began, -1 for none."""
        begun = self._begun.colours
        found: NDArray[np.int64] = self._once(
            ("first", ""),
            lambda: known_rows(self.plan.levels[0].code, {} if begun is None else begun()),
        )
        return found

    def to_go_on(self) -> dict[tuple[str, str], Any]:
        """Return what the plan after an edit is made from, as `Begun` has it."""
        made = {**self._begun.made, **self._made}
        found = {key: made[key] for key in made if key[0] in ("layer", "touching", "tiles")}
        if isinstance(tiles := found.get(("tiles", "")), Tiles):
            found["tiles", ""] = tiles.made
        painted_at = dict(made.get(_PAINTED, {}))
        if self.version is not None and _COLOURS in self._made:
            painted_at[self.version.head] = self.plan.levels[0].code, self.colours
        found[_PAINTED] = dict([*painted_at.items()][-_REMEMBERED:])
        return found

    def public(self, face: Face) -> PublicPlan:
        """Return what everybody may see of the plan."""
        found: PublicPlan = self._once(
            ("public", str(face)),
            lambda: PublicPlan(self.plan, self.layer, face, lambda: self.colours),
        )
        return found

    @property
    def press(self) -> Press:
        """What prints the plan."""
        found: Press = self._once(
            ("press", ""), lambda: Press(self.plan, self._begun.rules, self._colours_by_code)
        )
        return found

    def _title(self, lang: str) -> str:
        return f"{self.name} · {say('map_title', lang)}"

    def _once(self, key: tuple[str, str], make: Callable[[], Any]) -> Any:
        with self._lock:
            if key not in self._made:
                self._made[key] = make()
            return self._made[key]
