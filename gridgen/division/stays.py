"""Communities that stay as a plan has them, beside others that are divided anew."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from gridgen.division.existing import Existing, rows_in_plan
from gridgen.division.site import Site
from gridgen.division.zones import Numbered
from gridgen.land.seams import seamed
from gridgen.model.arrays import Texts, joined, taken
from gridgen.model.centres import Centres
from gridgen.model.errors import ProblemError
from gridgen.model.plan import Plan
from gridgen.model.zones import Zones


def with_stays(
    made: Numbered,
    plan: Plan,
    stays: Collection[str],
    *,
    before: Existing,
    site: Site,
    centres: Centres | None,
) -> Numbered:
    """Return the zones that were made, and those of a plan in the communities that stay.

    Parameters
    ----------
    made
        Its zones in communities that stay, which can only be such as are set aside, are dropped.
    plan
        Has these communities, by their codes, with their zones at each level.
    stays
        Codes of the communities that stay.
    before
        Who holds which zone of the plan.
    site
        Its n households bear in communities that stay the ids that they have in the plan.
    centres
        Those of now; None where there are none.

    Raises
    ------
    ProblemError
        The plan has other communities: the rules make several into one.
    """
    if set(site.communities.code) != set(plan.communities.code):
        raise ProblemError("stays_not_there")
    old_row = rows_in_plan(site.households, plan)
    rank = {code: row for row, code in enumerate(site.communities.code)}
    new = {zones.level: (zones, made.zone_of[zones.level]) for zones in made.levels}
    old = {zones.level: (zones, plan.zone_of[zones.level]) for zones in plan.levels}
    levels: list[Zones] = []
    zone_of: dict[str, NDArray[np.int32]] = {}
    for level in new | old:
        blocks, codes = [], np.full(len(old_row), "", object)
        if level in new:
            block, codes = _part(*new[level], stays, is_in=False)
            blocks.append(block)
        if level in old:
            block, kept = _part(*old[level], stays, is_in=True)
            blocks.append(block)
            stayed = np.append(kept, "")[old_row]  # -1 is the last
            codes = np.where(stayed != "", stayed, codes)
        zones = _in_order(blocks, rank)
        row_of = {code: row for row, code in enumerate(zones.code)}
        levels.append(zones)
        zone_of[level] = np.array([row_of.get(code, -1) for code in codes], np.int32)
    return Numbered(tuple(levels), zone_of, {**made.zone_at, **_held(plan, before, stays, centres)})


def _part(
    zones: Zones, zone_of: NDArray[np.int32], stays: Collection[str], *, is_in: bool
) -> tuple[Zones, Texts]:
    """Return the zones that are in communities that stay, or those in others, and (n,) the code of
    the one in which each household is, "" for none of them.
    """
    mine = np.isin(zones.community.astype(str), list(stays)) == is_in
    return taken(zones, mine), np.append(np.where(mine, zones.code, ""), "")[zone_of]


def _held(
    plan: Plan, before: Existing, stays: Collection[str], centres: Centres | None
) -> dict[int, list[str]]:
    """Return by the row of a centre the codes of the zones around it in communities that stay."""
    held: dict[int, list[str]] = {}
    if centres is None:
        return held
    row_of = {who: row for row, who in enumerate(zip(centres.ids, centres.role, strict=True))}
    for zones in plan.levels:
        of = dict(zip(zones.code, zones.community, strict=True))
        for who, code in before.held.get(zones.level, {}).items():
            if who in row_of and of.get(code) in stays:
                held.setdefault(row_of[who], []).append(code)
    return held


def metres_in(plan: Plan, stays: Collection[str]) -> float:
    """Return the metres that households of communities that stay walk at the first level."""
    if not plan.levels:
        return 0.0
    zones = plan.levels[0]
    mine = np.isin(zones.community.astype(str), list(stays)) & (zones.kind != "special")
    return float((zones.mean_m * zones.households)[mine].sum())


def _in_order(blocks: list[Zones], rank: Mapping[str, int]) -> Zones:
    """Return zones of several sources in the order of their communities, borders made one line."""
    every = joined(blocks)
    zones = taken(every, np.argsort([rank[code] for code in every.community], kind="stable"))
    return replace(zones, polygon=seamed(zones.polygon))
