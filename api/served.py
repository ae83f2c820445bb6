"""One plan as the service has it: what has been made of it so far, for all who ask."""

from __future__ import annotations

import copy
from collections.abc import Collection
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from api.asked import offered_for
from api.layers import COMMUNITIES, DEGREES, ServedLayer
from api.made import Begun, Made
from api.models import PlaceAnswer
from api.once import Key, Once
from api.public.settings import Face
from api.public.shown import PublicPlan
from api.tiles.drawn import Drawn, Tiles, plan_tiles
from gridgen.model.errors import NotInPlanError
from gridgen.model.plan import Plan
from gridgen.people.roster import role_labels
from gridgen.plans.locate import Locator, Place
from gridgen.versions.store.versions import Version, scope_of
from gridgen.words.say import say
from maps.page.web import web_map
from maps.sheets.printing import Press

_LOCATOR, _TILES = ("locator", ""), ("tiles", "")


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
        self._made = Made(plan, self._begun)
        self._once = Once()

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
        found: Locator = self._once(_LOCATOR, lambda: Locator(self.plan, quick=True))
        return found

    def layer(self, level: str) -> ServedLayer:
        """Return one level as GeoJSON; NotInPlanError where the plan has none of that name."""
        if level not in self.levels:
            raise NotInPlanError(
                "service_no_layer", plan=self.name, level=level, known=list(self.levels)
            )
        return self._made.layer(level)

    def has_features(self, level: str) -> bool:
        """Say whether the features of a level are written already."""
        return self._made.has_features(level)

    @property
    def has_locator(self) -> bool:
        """Whether what finds points is made already."""
        return self._once.get(_LOCATOR) is not None

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
        return self._made.colours

    @property
    def _colours_by_code(self) -> dict[str, int] | None:
        """The colours as maps on paper take them; None for a plan without any level."""
        if not self.plan.levels:
            return None
        return dict(zip(self.plan.levels[0].code, self.colours.tolist(), strict=True))

    @property
    def tiles(self) -> Tiles:
        """What draws the tiles of the plan."""
        before: dict[str, Drawn] | None = self._begun.made.get(_TILES)
        made = self._made
        found: Tiles = self._once(
            _TILES, lambda: plan_tiles(self.plan, made.layer, lambda: made.colours, before)
        )
        return found

    def repainted(self, since: int, altered: Collection[int]) -> NDArray[np.int64]:
        """Return the rows of zones of the first level whose colours are others than after an edit;
        `since`, `altered` as of `Made.repainted`.
        """
        return self._made.repainted(since, altered)

    def to_go_on(self) -> dict[Key, Any]:
        """Return what the plan after an edit is made from, as `Begun` has it."""
        found = self._made.to_go_on(None if self.version is None else self.version.head)
        tiles: Tiles | None = self._once.get(_TILES)
        if tiles is not None:
            found[_TILES] = tiles.made
        return found

    def public(self, face: Face) -> PublicPlan:
        """Return what everybody may see of the plan."""
        made = self._made
        found: PublicPlan = self._once(
            ("public", str(face)),
            lambda: PublicPlan(self.plan, made.layer, face, lambda: made.colours),
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
