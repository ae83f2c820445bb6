"""What of a plan no edit changes, worked out once and kept: who is called what, land, links."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
import shapely
from numpy.typing import NDArray

from gridgen.division.pipeline import links_at
from gridgen.division.site import site_in
from gridgen.division.zones import all_links
from gridgen.land.ground import Land, land_of
from gridgen.model.arrays import rows_of_each, taken
from gridgen.model.ground import Ground
from gridgen.model.links import Links
from gridgen.model.people import Post
from gridgen.model.plan import Plan
from gridgen.model.township import Township
from gridgen.model.zones import Zones
from gridgen.plans.borders import Lines, lines_of, visible_lines
from gridgen.plans.names import language_in
from gridgen.rules.levels import Rules
from gridgen.versions.order import Rank, rows_at_home
from gridgen.versions.ties import TiesAt, ties_at
from gridgen.versions.unit_names import Unit, units_by_name
from gridgen.words.say import LANGUAGES

KeptLinks = Callable[[str], Links | None]
"""Gives the links of a community by its code where they are kept somewhere, else None."""


@dataclass(frozen=True, slots=True, eq=False)
class Plot:
    """One community as edits see it: k rows of a plan.

    Attributes
    ----------
    rows
        (k,) of the households, ascending.
    township
        Of these households and this community alone; all else is that of the whole.
    spot
        (k, 2) metres, where each is taken to stand.
    ground
        Its land, what is set aside taken out.
    links
        Among the k households.
    """

    rows: NDArray[np.int64]
    township: Township
    spot: NDArray[np.float64]
    ground: Ground
    links: Links


@dataclass(frozen=True, eq=False)
class Known:
    """What of a plan and its rules is the same in each of its versions.

    Attributes
    ----------
    plan
        One of the versions: its households, communities and ground are looked at, not its zones.
    rules
        Those of the plan.
    kept_links
        Asked before links are worked out.
    """

    plan: Plan
    rules: Rules
    kept_links: KeptLinks | None = None
    plots: dict[str, tuple[bytes, Plot]] = field(default_factory=dict)
    """By the code of a community the plot that was asked for last, and what was set aside then."""

    @cached_property
    def land(self) -> Land:
        """What lies on the ground."""
        township = self.plan.township
        return land_of(self.rules.lines, township.ground, township.crs)

    @cached_property
    def lines(self) -> Lines:
        """The lines that people can see."""
        return lines_of(visible_lines(self.plan, self.rules))

    @cached_property
    def lang(self) -> str:
        """In which language the rules named the zones of the plan; "zh" where that is not clear."""
        return language_in(self.plan, self.rules) or LANGUAGES[0]

    @cached_property
    def row_of_id(self) -> dict[str, int]:
        """The row of each household by its id."""
        return {id_: row for row, id_ in enumerate(self.plan.township.households.ids.tolist())}

    @cached_property
    def row_of_community(self) -> dict[str, int]:
        """The row of each community by its code."""
        return {code: row for row, code in enumerate(self.plan.communities.code.tolist())}

    @cached_property
    def members(self) -> list[NDArray[np.int64]]:
        """(c,) the rows of the households of each community, ascending."""
        return rows_of_each(self.plan.community_of, len(self.plan.communities))

    @cached_property
    def first_household(self) -> NDArray[np.int32]:
        """(n,) a number for the place of each household: the row of the first that stands there."""
        xy = self.plan.township.households.xy
        order = np.lexsort((np.arange(len(xy)), xy[:, 1], xy[:, 0]))
        is_first = np.append(True, (xy[order][1:] != xy[order][:-1]).any(axis=1))
        first = np.empty(len(xy), np.int32)
        first[order] = order[is_first][np.cumsum(is_first) - 1]
        return first

    @cached_property
    def ties_at(self) -> TiesAt:
        """The ties by the communities that they concern."""
        return ties_at(self.plan)

    @cached_property
    def units_of_name(self) -> dict[str, list[Unit]]:
        """The units by each way in which they may be called."""
        return units_by_name(self.plan)

    def rows_of_unit(self, unit: Unit) -> NDArray[np.int64]:
        """Return the rows of the households of a unit, ascending."""
        home, key, value, estate = unit
        rows, keys = self.members[home], self.plan.township.households.keys
        rows = rows[keys[key][rows] == value]
        return np.asarray(rows[keys["estate"][rows] == estate] if estate else rows)

    def plot(self, plan: Plan, code: str) -> Plot:
        """Return the plot of a community, made when it is first asked for.

        Parameters
        ----------
        plan
            The version that is looked at: its special grids are none of the land that is divided.
        code
            Of the community.
        """
        aside = b"".join(shapely.to_wkb(aside_in(plan, code, self.row_of_community).polygon))
        kept, plot = self.plots.get(code, (b"", None))
        if plot is None or kept != aside:
            plot = self._plot(plan, code, has_aside=bool(aside))
            self.plots[code] = aside, plot
        return plot

    def links_in(self, plan: Plan, communities: Iterable[str]) -> Links:
        """Return the links among all households of some communities of a version, by their rows in
        the plan.
        """
        plots = {self.row_of_community[code]: self.plot(plan, code) for code in communities}
        return all_links({row: plot.rows for row, plot in plots.items()},
                         {row: plot.links for row, plot in plots.items()})  # fmt: skip

    def _plot(self, plan: Plan, code: str, *, has_aside: bool) -> Plot:
        part = part_alone(self, plan, code)
        site = site_in(part, self.rules, self.land)
        links = self.kept_links(code) if self.kept_links and not has_aside else None
        if links is None:
            links = links_at(site, self.rules)
        row = self.row_of_community[code]
        return Plot(self.members[row], part.township, site.placing.spot, site.grounds[0], links)


def aside_in(plan: Plan, code: str, rank: Rank) -> Zones:
    """Return the special grids of a community."""
    zones = plan.levels[0]
    rows = rows_at_home(zones, code, rank)
    return taken(zones, rows[zones.kind[rows] == "special"])


def part_alone(
    known: Known,
    plan: Plan,
    code: str,
    township: Township | None = None,
    *,
    posts: tuple[Post, ...] = (),
) -> Plan:
    """Return the plan of one community alone: its households and zones, without a report.

    Parameters
    ----------
    known
        Of the plan.
    plan
        The version.
    code
        Of the community.
    township
        That of the community, where it is known already.
    posts
        Those wanted of all.
    """
    row = known.row_of_community[code]
    rows = known.members[row]
    if township is None:
        whole = plan.township
        township = replace(whole, households=taken(whole.households, rows), ties=(), findings=(),
                           centres=None, people=None)  # fmt: skip
    township = replace(township, communities=taken(plan.communities, np.array([row])))
    levels, zone_of = [], {}
    for zones in plan.levels:
        mine = rows_at_home(zones, code, known.row_of_community)
        levels.append(taken(zones, mine))
        # Sorted: zones of a community stand in a row of their own, and -1 before all.
        at = np.searchsorted(mine, plan.zone_of[zones.level][rows])
        zone_of[zones.level] = np.where(plan.zone_of[zones.level][rows] < 0, -1, at)
    return Plan(
        township=township,
        presence=plan.presence[rows],
        community_of=np.zeros(len(rows), np.int32),
        levels=tuple(levels),
        zone_of=zone_of,
        made_by=plan.made_by,
        staff=None
        if plan.staff is None
        else replace(
            plan.staff,
            posts=posts,
            contact_of={role: who[rows] for role, who in plan.staff.contact_of.items()},
        ),
    )
