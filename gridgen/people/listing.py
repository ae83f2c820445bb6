"""Plan -> its households as a list to hand out: in the order of their grids, with who serves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TypeVar

from gridgen.model.arrays import natural_order, picked
from gridgen.model.people import Staff
from gridgen.model.plan import Plan
from gridgen.plans.responsible import responsible_of
from gridgen.words.numerals import arabic

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Listed:
    """One household row and where it belongs; codes and ids, "" and empty for none.

    Attributes
    ----------
    id, households
        As the plan has them.
    community
        Code of the community; "" where it is outside all.
    presence
        A `Presence`.
    keys
        For each key of the list what the household names.
    zones
        For each level of the list the code of its zone.
    people
        For each role of the list the ids of those who serve it, or the zone that it is in.
    """

    id: str
    households: int
    community: str
    presence: str
    keys: tuple[str, ...]
    zones: tuple[str, ...]
    people: tuple[tuple[str, ...], ...]


def contact_of(row: Listed, contacts: Mapping[str, str]) -> str:
    """Return what is said for the lowest zone of a household, or its community; "" for nothing.

    Parameters
    ----------
    row
        The household.
    contacts
        What is said, by code.
    """
    codes = (*reversed(row.zones), row.community)
    return next((contacts[code] for code in codes if code in contacts), "")


@dataclass(frozen=True, slots=True)
class HouseholdList:
    """The households of a plan by community, zones from the top level down, keys and ids.

    Numbers in texts count as numbers: house 2 stands before house 10. Households outside all
    communities come last.

    Attributes
    ----------
    levels
        Names of the levels, from the top.
    keys
        The columns that households were kept together by, as far as any household names one.
    roles
        Names of the roles of those who serve, each with the level at which it stands.
    own_roles
        Those roles of which each household has somebody of its own.
    rows
        The households.
    """

    levels: tuple[str, ...]
    keys: tuple[str, ...]
    roles: Mapping[str, str]
    own_roles: tuple[str, ...]
    rows: tuple[Listed, ...]

    @property
    def nearest(self) -> tuple[str, ...]:
        """The roles nearest to a household: its own, else those of the lowest level with posts."""
        if self.own_roles:
            return self.own_roles
        for level in (*reversed(self.levels), "communities"):
            found = tuple(role for role, at in self.roles.items() if at == level)
            if found:
                return found
        return ()


def household_list(plan: Plan) -> HouseholdList:
    """Return the households of a plan in the order of their grids."""
    staff, households = plan.staff, plan.township.households
    own = () if staff is None else tuple(staff.contact_of)
    posted = _posted(plan)
    roles = {role: level for role, level, _ in posted} | dict.fromkeys(own, "")
    keys = [k for k, column in households.keys.items() if k != "grid" and (column != "").any()]
    home = picked(plan.communities.code, plan.community_of).tolist()
    zones = [picked(level.code, plan.zone_of[level.level]).tolist() for level in plan.levels]
    at = {level.level: codes for level, codes in zip(plan.levels, zones, strict=True)}
    serving = [
        _own(staff, role)
        if staff is not None and role in own
        else [posted.get((role, level, code), ()) for code in at.get(level, home)]
        for role, level in roles.items()
    ]
    n = len(households)
    columns = zip(
        households.ids.tolist(), households.count.tolist(), home, plan.presence.tolist(),
        _across([households.keys[key].tolist() for key in keys], n), _across(zones, n),
        _across(serving, n), strict=True,
    )  # fmt: skip
    rows = sorted((Listed(*row) for row in columns), key=_place)
    levels = tuple(level.level for level in plan.levels)
    return HouseholdList(levels, tuple(keys), roles, own, tuple(rows))


def _own(staff: Staff, role: str) -> list[tuple[str, ...]]:
    """Return (n,) who serves each household itself."""
    people = picked(staff.people.ids, staff.contact_of[role])
    return [(person,) if person else () for person in people]


def _posted(plan: Plan) -> dict[tuple[str, str, str], tuple[str, ...]]:
    """Return who serves by role, level and code of the zone."""
    found: dict[tuple[str, str, str], tuple[str, ...]] = {}
    for who in chain.from_iterable(responsible_of(plan).values()):
        place = (who.role, who.level, who.zone)
        found[place] = (*found.get(place, ()), *([who.person] if who.person else []))
    return found


def _across(columns: Sequence[Sequence[T]], n: int) -> list[tuple[T, ...]]:
    """Return the n rows of columns; empty ones where there is no column."""
    return list(zip(*columns, strict=True)) if columns else [()] * n


def _place(row: Listed) -> tuple[object, ...]:
    # "" is after every code: whoever is in no community or zone comes last.
    codes = [(code == "", code) for code in (row.community, *row.zones)]
    return (codes, [natural_order(arabic(key)) for key in row.keys], natural_order(row.id))
