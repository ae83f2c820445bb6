"""What routes ask for: the plans that the caller may see, by name, and the store."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated

from fastapi import Depends, Path, Request

from api.access.callers import Caller, caller_of, visitor_of
from api.files import Files
from api.living import Living
from api.served import Served
from gridgen.model.errors import NotInPlanError, NotInStoreError, RequestError
from gridgen.versions.store.database import Store
from gridgen.versions.store.states import in_force_of
from gridgen.versions.store.versions import Version
from gridgen.words.say import GridgenError

_VERSION = re.compile(r"v([1-9]\d{0,8})")
"""By what a version of the store is called."""


class Plans:
    """The plans that somebody may see, as they are called: files by their names, what is in force
    in a township or county by its digits, and any version of the store by its number, as "v12".

    Parameters
    ----------
    files
        Of the folder.
    living
        Of the store; None where there is none.
    caller
        Who asks. What is not theirs is as if it were not there.
    """

    def __init__(self, files: Files, living: Living | None, caller: Caller) -> None:
        self._files, self._living, self._caller = files, living, caller

    def names(self) -> list[str]:
        """Return the names of files, sorted, then those of the land where a plan is in force."""
        names = self._files.names()
        if "" not in self._caller.scopes:
            names = [name for name in names if self._is_file_seen(name)]
        return [*names, *(one.scope for one in self._in_force() if one.scope not in names)]

    def get(self, name: str, day: date | None = None) -> Served:
        """Return a plan as it is now.

        Parameters
        ----------
        name
            Of a file; else "v12", a version of the store; else a township or county, or anything
            in it, by digits of its codes.
        day
            On which it is, was or will be in force; today if not given. Files and versions by
            number are as they are.

        Raises
        ------
        NotInPlanError
            No plan has that name.
        ReadError
            The file cannot be read as a plan.
        """
        found = self._files.read(name)
        if isinstance(found, GridgenError) and self._is_seen(found):
            raise found
        if isinstance(found, Served) and self._is_seen(found):
            return found
        if found is not None or self._living is None:
            raise NotInPlanError("service_no_plan", plan=name, known=self.names() or ["-"])
        if said := _VERSION.fullmatch(name):
            return self._living.served(self.version(int(said[1])))
        return self._on(name, day or date.today(), self._living)

    def chosen(self, name: str | None = None, day: date | None = None) -> list[Served]:
        """Return the plan of that name; without one all files in the order of their names, and
        what is in force today, or on a day.

        Of all, files that cannot be read as a plan are left out: the folder may hold the input
        of a plan too. Asking for one by name tells why, and so does `unusable`.
        """
        if name is not None:
            return [self.get(name, day)]
        read = {one: self._files.read(one) for one in self._files.names()}
        found = [one for one in read.values() if isinstance(one, Served) and self._is_seen(one)]
        return [*found, *(one for one in self.in_force(day) if one.name not in read)]

    def at_hand(self, name: str | None = None, day: date | None = None) -> list[Served] | None:
        """Return what `chosen` would where nothing has to be read or asked for it; None else, and
        where `chosen` would refuse: whoever has this need not leave the event loop.
        """
        files = self._files.at_hand()
        if files is None or (self._living is None and name is not None and name not in files):
            return None
        wanted = files if name is None else {name: files[name]} if name in files else {}
        found = [one for one in wanted.values() if isinstance(one, Served) and self._is_seen(one)]
        if self._living is None or (name is not None and name in files):
            return found if name is None or found else None
        living = self._in_force_at_hand(name, day or date.today(), self._living)
        if living is None:
            return None
        return [*found, *(one for one in living if one.name not in files)]

    def _in_force_at_hand(self, name: str | None, day: date, living: Living) -> list[Served] | None:
        listed = living.at_hand(day)
        if listed is None:
            return None
        wanted = [one for one in listed if self._caller.sees(one.scope)]
        if name is not None:
            wanted = [one for one in wanted if one.scope == name]
        found = [(one, living.served_at_hand(one)) for one in wanted]
        if not found and name is not None:
            return None
        ready = [(one, served) for one, served in found if served is not None]
        if len(ready) < len(found):
            return None
        return [served.told(one.scope, one) for one, served in ready]

    def in_force(self, day: date | None = None) -> list[Served]:
        """Return what is in force today, or on a day, each by the digits of its land."""
        if self._living is None:
            return []
        return [self._living.served(one).told(one.scope, one) for one in self._in_force(day)]

    def unusable(self) -> dict[str, GridgenError]:
        """Return the files that cannot be read as a plan, by name, each with the reason."""
        found = {name: self._files.read(name) for name in self._files.names()}
        return {
            name: why
            for name, why in found.items()
            if isinstance(why, GridgenError) and self._is_seen(why)
        }

    def version(self, number: int) -> Version:
        """Return what the store tells of a version, as it is now.

        Raises
        ------
        NotInStoreError
            There is none such, or it is not theirs.
        """
        if self._living is None:
            raise NotInStoreError("planning_no_version", version=str(number))
        try:
            told = self._living.version(number)
        except NotInStoreError as why:
            raise NotInStoreError("planning_no_version", version=str(number)) from why
        if not self._caller.sees(told.scope):
            raise NotInStoreError("planning_no_version", version=str(number))
        return told

    def versions(self) -> list[Version]:
        """Return every version that they may see, by plan and number, as it is now."""
        if self._living is None:
            return []
        self._living.look_again()
        listed = self._living.versions().values()
        return [one for one in listed if self._caller.sees(one.scope)]

    def _on(self, scope: str, day: date, living: Living) -> Served:
        try:
            told = in_force_of(self._in_force(day), scope, day)
        except NotInStoreError as why:
            raise NotInPlanError(
                "planning_none_in_force", plan=scope, day=day.isoformat(),
                known=self.names() or ["-"],
            ) from why  # fmt: skip
        return living.served(told).told(scope, told)

    def _in_force(self, day: date | None = None) -> list[Version]:
        if self._living is None:
            return []
        found = self._living.in_force(day or date.today())
        return [one for one in found if self._caller.sees(one.scope)]

    def _is_file_seen(self, name: str) -> bool:
        found = self._files.read(name)
        return found is not None and self._is_seen(found)

    def _is_seen(self, found: Served | GridgenError) -> bool:
        """Say whether a file is theirs to see: of one that cannot be read nobody knows whose it is,
        so that it is for those who may see all.
        """
        return self._caller.sees(found.scope if isinstance(found, Served) else "")


async def plans_of(request: Request) -> Plans:
    """Return the plans of the application that got the request, as who asks may see them."""
    state = request.app.state
    return Plans(state.files, state.living, await caller_of(request))


PlansHere = Annotated[Plans, Depends(plans_of)]


async def plans_if_known(request: Request) -> Plans | None:
    """Return the plans as who asks may see them; None where nobody knows who asks."""
    state, visitor = request.app.state, visitor_of(request)
    return None if visitor is None else Plans(state.files, state.living, visitor)


PlansIfKnown = Annotated[Plans | None, Depends(plans_if_known)]


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


def living_of(request: Request, store: StoreHere) -> Living:  # noqa: ARG001 - there must be one
    """Return the versions of the store of the application that got the request."""
    living: Living = request.app.state.living
    return living


LivingHere = Annotated[Living, Depends(living_of)]


def version_of(
    plans: PlansHere,
    store: StoreHere,  # noqa: ARG001 - there must be one
    v: Annotated[int, Path(ge=1, le=10**9, description="Number of a version in the store.")],
) -> Version:
    """Return the version that an address names.

    Raises
    ------
    NotInStoreError
        There is none such, or it is not theirs who ask.
    """
    return plans.version(v)


VersionHere = Annotated[Version, Depends(version_of)]
