"""Township -> Site: its communities, who is in which, what is set aside, and the land of each."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from gridgen.division.communities import drawn_communities
from gridgen.division.rows import cut_rows
from gridgen.division.set_aside import Special, divided_land, special_in, special_of, with_aside
from gridgen.division.spans import spanned
from gridgen.land.ground import Land, grounds_of, land_of
from gridgen.land.placing import Placing, place
from gridgen.model.arrays import rows_of_each
from gridgen.model.communities import Communities
from gridgen.model.errors import RulesError
from gridgen.model.findings import Finding, Severity, finding
from gridgen.model.ground import Ground
from gridgen.model.households import Households
from gridgen.model.later import later
from gridgen.model.plan import Plan
from gridgen.model.township import Township
from gridgen.rules.levels import Rules
from gridgen.words.say import either


@dataclass(frozen=True, slots=True, eq=False)
class Site:
    """A township laid out for its division.

    Attributes
    ----------
    township
        With rows above the band cut, and with its communities: those given, or drawn, or several
        as one where grids span them.
    communities
        Those of the township.
    placing
        Where each of its households belongs.
    special
        What is set aside, in the community in which it lies.
    grounds
        (c,) the land of each community that is divided, and what lies on it.
    """

    township: Township
    communities: Communities
    placing: Placing
    special: Special
    grounds: Sequence[Ground]

    @property
    def households(self) -> Households:
        """The n households of the township."""
        return self.township.households

    @property
    def members(self) -> dict[int, NDArray[np.int64]]:
        """The rows of the households divided in each community that has any, ascending."""
        mine = rows_of_each(self.placing.divided_in, len(self.communities))
        return {row: rows for row, rows in enumerate(mine) if len(rows)}


def site_of(township: Township, rules: Rules) -> tuple[Site, tuple[Finding, ...]]:
    """Return a township laid out as the rules ask, and findings.

    Raises
    ------
    RulesError
        Zones are to be made by, or to count, a column that the households do not have.
    """
    found: tuple[Finding, ...] = ()
    households, communities = township.households, township.communities
    # What lies on the ground is moved by compiled code, beside which households are placed.
    with ThreadPoolExecutor(1) as beside:
        land = later(beside, land_of, rules.lines, township.ground, township.crs)
        if communities is None:
            communities, found = drawn_communities(households, land())
        if rules.span != "communities":
            households, communities = spanned(households, communities, rules)
        _need_names(rules, households, communities, township.called("households"))
        special, lost = special_of(township.special, communities, source=township.called("special"))
        placing = place(households, communities)
        placing = with_aside(placing, households, special, township.is_placeless)
        found += lost + placing.findings + _empty(communities, placing)
        households, placing = cut_rows(households, placing, communities, rules)
        grounds = grounds_of(land(), divided_land(communities, special))
    township = replace(township, households=households, communities=communities)
    return Site(township, communities, placing, special, grounds), found


def site_in(plan: Plan, rules: Rules, land: Land | None = None) -> Site:
    """Return the site that a plan divided, made anew from places and what lies on the ground.

    Parameters
    ----------
    plan, rules
        What is divided, and which lines count.
    land
        What lies on the ground where that is known already.
    """
    households, communities = plan.township.households, plan.communities
    special = special_in(plan)
    placing = with_aside(place(households, communities), households, special, plan.is_virtual)
    land = land or land_of(rules.lines, plan.township.ground, plan.township.crs)
    grounds = grounds_of(land, divided_land(communities, special))
    return Site(plan.township, communities, placing, special, grounds)


def _need_names(
    rules: Rules, households: Households, communities: Communities, source: str
) -> None:
    """Raise RulesError where rules name or count by a column that the households do not have."""
    for level in rules.levels:
        modes = {level.mode_of(who) for who in communities.class_or_kind}
        if modes & {"given", "unit"} and not set(level.by) & set(households.keys):
            raise RulesError(
                "by_needs_column",
                source=source,
                rules=rules.name,
                level=level.name,
                columns=either(level.by),
            )
    for name in rules.counts:
        if name not in households.counts:
            raise RulesError("counts_need_column", source=source, rules=rules.name, column=name)


def _empty(communities: Communities, placing: Placing) -> tuple[Finding, ...]:
    there = set(placing.community_of.tolist())
    return tuple(
        finding(
            "community_empty",
            Severity.WARNING,
            communities.code[row],
            name=communities.name[row],
        )
        for row in range(len(communities))
        if row not in there
    )
