"""One plan as the service has it: what has been made of it so far, for all who ask."""

from __future__ import annotations

import copy
import threading
from collections.abc import Callable
from functools import cached_property
from typing import Any

from api.asked import offered_for
from api.layers import COMMUNITIES, DEGREES, ServedLayer, layer_of
from api.public.settings import Face
from api.public.shown import PublicPlan
from api.tiles.drawn import Tiles, plan_tiles
from gridgen.model.errors import NotInPlanError
from gridgen.model.plan import Plan
from gridgen.people.roster import role_labels
from gridgen.plans.locate import Locator
from gridgen.versions.store.versions import Version, scope_of
from gridgen.words.say import say
from maps.page.web import web_map
from maps.sheets.printing import Press

LOCATOR = ("locator", "")
"""Under which what finds points is kept."""


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

    def __init__(self, name: str, plan: Plan, version: Version | None = None) -> None:
        self.name = name
        self.plan = plan
        self.version = version
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
        found: Locator = self._once(LOCATOR, lambda: Locator(self.plan))
        return found

    def layer(self, level: str) -> ServedLayer:
        """Return one level as GeoJSON; NotInPlanError where the plan has none of that name."""
        if level not in self.levels:
            raise NotInPlanError(
                "service_no_layer", plan=self.name, level=level, known=list(self.levels)
            )
        found: ServedLayer = self._once(("layer", level), lambda: layer_of(self.plan, level))
        return found

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
            lambda: web_map(self.plan, lang=lang, title=self._title(lang)),
        )
        return found

    def title_of(self, role: str, lang: str) -> str:
        """Return what a role is called in one language: its name where no rules say."""
        labels = self._once(("roles", ""), lambda: role_labels(self.plan))
        called: str = labels[role][lang] if role in labels else role
        return called

    def look_through(self) -> None:
        """Make what the lists of all plans show, so that a plan that cannot be shown is known."""
        for level in self.levels:
            self.layer(level)

    @property
    def tiles(self) -> Tiles:
        """What draws the tiles of the plan."""
        found: Tiles = self._once(("tiles", ""), lambda: plan_tiles(self.plan, self.layer))
        return found

    def public(self, face: Face) -> PublicPlan:
        """Return what everybody may see of the plan."""
        found: PublicPlan = self._once(
            ("public", str(face)), lambda: PublicPlan(self.plan, self.layer, face)
        )
        return found

    @property
    def press(self) -> Press:
        """What prints the plan."""
        found: Press = self._once(("press", ""), lambda: Press(self.plan))
        return found

    def _title(self, lang: str) -> str:
        return f"{self.name} · {say('map_title', lang)}"

    def _once(self, key: tuple[str, str], make: Callable[[], Any]) -> Any:
        with self._lock:
            if key not in self._made:
                self._made[key] = make()
            return self._made[key]
