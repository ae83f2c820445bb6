"""The plans that the service offers: found by name, read once, read again when replaced."""

from __future__ import annotations

import gc
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

from fastapi import Depends, Request

from api.asked import offered_for
from api.layers import COMMUNITIES, DEGREES, ServedLayer, layer_of
from api.settings import Settings
from gridgen.files.guard.limits import narrowed
from gridgen.files.plan_reader import stamp_of
from gridgen.model.errors import NotInPlanError, ReadError, RequestError
from gridgen.model.plan import Plan
from gridgen.people.roster import role_labels
from gridgen.plans.locate import Locator
from gridgen.versions.store.database import Store
from gridgen.words.say import GridgenError, say
from maps.page.web import web_map
from maps.sheets.printing import Press

_SETTLES_NS = 5_000_000_000
"""A file that changed less than five seconds ago may still be written."""

_READ_S = 60
"""Seconds that one plan may take: the others wait for it where all are asked."""

_Stamp = tuple[int, int, int]
Load = Callable[[Path], Plan]


class Served:
    """One plan and what has been made of it so far; nothing is made before it is asked for."""

    def __init__(self, name: str, plan: Plan) -> None:
        self.name = name
        self.plan = plan
        self._lock = threading.RLock()
        self._made: dict[tuple[str, str], Any] = {}

    @property
    def levels(self) -> tuple[str, ...]:
        """The layers on offer: every level from the top, then the communities."""
        return (*(zones.level for zones in self.plan.levels), COMMUNITIES)

    @property
    def locator(self) -> Locator:
        """What answers where points and households belong."""
        found: Locator = self._once(("locator", ""), lambda: Locator(self.plan))
        return found

    def layer(self, level: str) -> ServedLayer:
        """Return one level as GeoJSON; NotInPlanError where the plan has none of that name."""
        if level not in self.levels:
            raise NotInPlanError(
                "service_no_layer", plan=self.name, level=level, known=list(self.levels)
            )
        found: ServedLayer = self._once(("layer", level), lambda: layer_of(self.plan, level))
        return found

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
            ("page", lang), lambda: web_map(self.plan, lang=lang, title=self._title(lang))
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


class Plans:
    """Plans by name. Only names of files that are there are ever opened."""

    def __init__(self, settings: Settings, load: Load) -> None:
        self._settings = settings
        self._load = load
        self._lock = threading.Lock()
        self._locks: dict[str, threading.Lock] = {}
        self._served: dict[str, tuple[_Stamp, Served | GridgenError]] = {}

    def names(self) -> list[str]:
        """Return the names of all files on offer, sorted; none is opened."""
        return sorted(self._files())

    def get(self, name: str) -> Served:
        """Return a plan, read anew if its file was replaced since.

        Raises
        ------
        NotInPlanError
            No plan has that name.
        ReadError
            The file cannot be read as a plan.
        """
        found = self._read(name)
        if isinstance(found, GridgenError):
            raise found
        return found

    def chosen(self, name: str | None = None) -> list[Served]:
        """Return the plan of that name; without one, all plans in the order of their names.

        Of all, files that cannot be read as a plan are left out: the folder may hold the input
        of a plan too. Asking for one by name tells why, and so does `unusable`.
        """
        if name is not None:
            return [self.get(name)]
        found = [self._read(one) for one in self.names()]
        return [one for one in found if isinstance(one, Served)]

    def unusable(self) -> dict[str, GridgenError]:
        """Return the files that cannot be read as a plan, by name, each with the reason."""
        found = {name: self._read(name) for name in self.names()}
        return {name: why for name, why in found.items() if isinstance(why, GridgenError)}

    def _read(self, name: str) -> Served | GridgenError:
        file = self._files().get(name)
        if file is None:
            return NotInPlanError("service_no_plan", plan=name, known=self.names())
        with self._lock:
            lock = self._locks.setdefault(name, threading.Lock())
        with lock:
            try:
                stamp = stamp_of(file)
            except GridgenError as error:  # it went away a moment ago
                return error
            stood, known = self._served.get(name, (None, None))
            if known is not None and stood == stamp:
                return known
            found = self._load_one(name, file)
            is_settled = time.time_ns() - stamp[0] > _SETTLES_NS
            if isinstance(found, GridgenError) and isinstance(known, Served) and not is_settled:
                return known  # somebody is writing it: the old one until it is whole
            self._served[name] = (stamp, found)
            return found

    def _load_one(self, name: str, file: Path) -> Served | GridgenError:
        try:
            with narrowed(seconds=_READ_S):
                served = Served(name, self._load(file))
            served.look_through()
            # A plan stays for long: who collects garbage need not look through it at each request.
            gc.unfreeze()  # what a plan before it has left goes
            gc.collect()
            gc.freeze()
        except GridgenError as error:
            return error
        except Exception as error:
            # Whatever a file of a stranger leads a library to: it must not touch the other plans.
            return ReadError("plan_unusable", file=file.name, why=str(error)[:200])
        return served

    def _files(self) -> dict[str, Path]:
        folder = self._settings.data
        found = sorted(folder.glob("*.gpkg")) if folder is not None and folder.is_dir() else []
        given = [file for file in self._settings.plans if file.is_file()]
        return {file.stem: file for file in (*found, *given) if file.is_file()}


def plans_of(request: Request) -> Plans:
    """Return the plans of the application that got the request."""
    plans: Plans = request.app.state.plans
    return plans


PlansHere = Annotated[Plans, Depends(plans_of)]


def store_of(request: Request) -> Store:
    """Return the store of the application that got the request.

    Raises
    ------
    RequestError
        The service serves files alone.
    """
    store: Store | None = request.app.state.store
    if store is None:
        raise RequestError("service_no_store")
    return store


StoreHere = Annotated[Store, Depends(store_of)]
