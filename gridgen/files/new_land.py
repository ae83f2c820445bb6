"""New boundaries, lines and other layers in place of those of a plan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from gridgen.files.communities import to_communities
from gridgen.files.compared import called
from gridgen.files.special import to_special
from gridgen.files.standing import standing
from gridgen.files.ties import to_ties
from gridgen.files.township import ground_of, if_given, unless_empty
from gridgen.land.placing import home_of, named_rows
from gridgen.model.arrays import Texts, texts
from gridgen.model.centres import Centres
from gridgen.model.communities import Communities
from gridgen.model.errors import ReadError
from gridgen.model.ground import GROUND
from gridgen.model.households import Households, Presence
from gridgen.model.people import People
from gridgen.model.plan import Plan
from gridgen.model.township import Township
from gridgen.plans.matching import by_id
from gridgen.rules.levels import Rules

LAYERS = ("communities", *GROUND, "special", "ties")
"""What of a plan's land may be given anew."""


Served = TypeVar("Served", People, Centres)


@dataclass(frozen=True, slots=True, eq=False)
class NewLand:
    """A township on new land.

    Attributes
    ----------
    township
        Its households name the communities of now.
    before
        The communities of the plan.
    heir_of
        By the code of each of these where most of its households are now, where that is another.
    """

    township: Township
    before: Communities
    heir_of: Mapping[str, str] = field(default_factory=dict)

    def named_anew(self, households: Households) -> Households:
        """Return households of a newer list; those that name a community by a code or a name that
        it had before the boundaries changed name the one in which they are, or else its heir.
        """
        now = self.township.communities
        if now is None or not self.heir_of:
            return households
        named = named_rows(households.community, now)
        was = np.where(named < 0, named_rows(households.community, self.before), -1)
        code = _codes_now(households, was, self, now)
        # Many name no community, and some the new one: their groups are those of where they stood.
        lived = home_of(households.xy, was, self.before.shape)[0]
        lived = np.where(households.standing == Presence.VIRTUAL, was, lived)
        renamed = replace(households, community=code)
        lives = home_of(households.xy, named_rows(code, now), now.shape)[0]
        return _apart(renamed, lived, self.before, np.array([*now.code, ""], object)[lives])


def with_land(
    township: Township, tables: Mapping[str, pd.DataFrame | None], rules: Rules
) -> NewLand:
    """Return a township with new boundaries, lines and the like; what is not given stays.

    Parameters
    ----------
    township
        Of a plan, as `gridgen.plans.township.township_of` has it.
    tables
        By the names of `LAYERS`, as `gridgen.doors.divide` takes them.
    rules
        Whether special grids are asked for.

    Raises
    ------
    ReadError, CoordinateError
        A table cannot be used at all.
    """
    before = township.communities
    if before is None:
        raise TypeError("A township of a plan has communities; this one has none.")
    given, found = {}, township.findings
    for role in LAYERS:
        table = tables.get(role)
        if table is not None:
            given[role], more = standing(table, township.called(role))
            found += more
    ground, more = ground_of({role: given.get(role) for role in GROUND}, township.source)
    township = replace(township, ground={**township.ground, **ground}, findings=found + more)
    if "special" in given and rules.special:
        special, more = if_given(to_special, given["special"], "special", township.source,
                                 crs_m=township.crs)  # fmt: skip
        township = replace(township, special=special, findings=township.findings + more)
    if "ties" in given:
        ties, more = if_given(to_ties, given["ties"], "ties", township.source,
                              households=township.households)  # fmt: skip
        township = replace(township, ties=ties or (), findings=township.findings + more)
    drawn, more = unless_empty(given.get("communities"), township.called("communities"))
    township = replace(township, findings=township.findings + more)
    return NewLand(township, before) if drawn is None else _in(township, before, drawn)


def _in(township: Township, before: Communities, table: pd.DataFrame) -> NewLand:
    """Return a township whose households are in the communities of a table."""
    now, found = if_given(to_communities, table, "communities", township.source,
                          crs_m=township.crs, households=township.households)  # fmt: skip
    if now is None:
        raise TypeError("Boundaries were given; none were read.")
    households = township.households
    was = named_rows(households.community, before)
    home = home_of(households.xy, named_rows(households.community, now), now.shape)[0]
    heir_of = _heirs(before, was, now, np.where(township.is_placeless, -1, home))
    land = NewLand(township, before, heir_of)
    code = _codes_now(households, was, land, now)
    named = _apart(replace(households, community=code), was, before, code)
    anew = replace(
        township, communities=now, households=named, findings=township.findings + found,
        people=_served_anew(township.people, heir_of, now),
        centres=_served_anew(township.centres, heir_of, now),
    )  # fmt: skip
    return replace(land, township=anew)


def _apart(
    households: Households, lived: NDArray[np.int32], before: Communities, lives: Texts
) -> Households:
    """Return households whose groups and buildings are called so that those of two villages that
    are one now are not one.

    Parameters
    ----------
    households
        n rows.
    lived
        (n,) the community of `before` in which each was, -1 for none.
    before
        The communities as they were.
    lives
        (n,) the code of the community in which each is now.
    """
    keys = dict(households.keys)
    village = np.array([*before.code, ""], object)[lived]
    blank = np.full(len(households), "", object)
    for key in (name for name in _OF_VILLAGES if name in keys):
        within = keys.get("estate", blank) if key == "building" else blank
        things = list(zip(lives, within, keys[key], strict=True))
        villages: dict[tuple[str, str, str], set[str]] = {}
        for thing, one in zip(things, village, strict=True):
            villages.setdefault(thing, set()).add(one)
        keys[key] = texts([
            f"{before.name[row]}{thing[2]}"
            if thing[2] and row >= 0 and len(villages[thing]) > 1 and one != thing[0]
            else thing[2]
            for thing, one, row in zip(things, village, lived.tolist(), strict=True)
        ])  # fmt: skip
    return replace(households, keys=keys)


_OF_VILLAGES = ("estate", "building", "group")
"""Keys whose values are names inside a village: two villages may both have a first group."""


def _codes_now(
    households: Households, was: NDArray[np.int32], land: NewLand, now: Communities
) -> Texts:
    """Return (n,) which community each household names now, where `was` (n,) is its row in those
    of before, -1 for one that says what it said.

    It is the one in which it is, or else the heir of the one it named.
    """
    said = households.community.copy()
    home = home_of(households.xy, named_rows(said, now), now.shape)[0]
    home = np.where(households.standing == Presence.VIRTUAL, -1, home)
    for row in np.flatnonzero(was >= 0).tolist():
        code = str(land.before.code[was[row]])
        said[row] = now.code[home[row]] if home[row] >= 0 else land.heir_of.get(code, code)
    return texts(said)


def _heirs(
    before: Communities, was: NDArray[np.int32], now: Communities, home: NDArray[np.int32]
) -> dict[str, str]:
    """Return by the code of each community of before the one where most of its households are now,
    or of one without any where most of its land is.
    """
    there = (was >= 0) & (home >= 0)
    flow = np.zeros((len(before), len(now)))
    np.add.at(flow, (was[there], home[there]), 1)
    for row in np.flatnonzero(~flow.any(axis=1)).tolist():
        flow[row] = shapely.area(shapely.intersection(before.shape[row], now.shape))
    return {
        str(code): str(now.code[flow[row].argmax()])
        for row, code in enumerate(before.code)
        if flow[row].any()
    }


def _served_anew(
    served: Served | None, heir_of: Mapping[str, str], now: Communities
) -> Served | None:
    """Return people or centres who serve the heirs of communities that are no more."""
    if served is None:
        return None
    known = set(now.code)
    codes = [code if code in known else heir_of.get(code, code) for code in served.community]
    return replace(served, community=texts(codes))


def refuse_lost(plan: Plan, township: Township) -> None:
    """Raise ReadError where new boundaries leave out villages in which people of the plan live.

    Their codes would be retired for good by the way.

    Parameters
    ----------
    plan
        Its households bear the ids that they have now.
    township
        On new land, with the households of now.
    """
    now = township.communities
    if now is None:
        return
    households = township.households
    old = by_id(plan.township.households.ids, households.ids)
    was = np.where(old >= 0, plan.community_of[old], -1)
    home = home_of(households.xy, named_rows(households.community, now), now.shape)[0]
    is_placed = ~township.is_placeless & (was >= 0)
    c = len(plan.communities)
    lived = np.bincount(was[is_placed], minlength=c)
    lost = np.bincount(was[is_placed & (home < 0)], minlength=c)
    gone = np.flatnonzero((2 * lost > lived) & (lived > 0))
    if len(gone):
        raise ReadError(
            "boundaries_lack", source=township.called("communities"), number=len(gone),
            total=int((lived > 0).sum()), names=called(plan.communities, gone),
            rows=int(lost[gone].sum()),
        )  # fmt: skip
