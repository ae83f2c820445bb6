"""A plan of one community alone, taken out of a larger plan."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from gridgen.model.arrays import taken, texts
from gridgen.model.centres import Centres
from gridgen.model.errors import NotInPlanError
from gridgen.model.findings import Report
from gridgen.model.people import Staff
from gridgen.model.plan import Plan
from gridgen.model.ties import Tie


def part_of(plan: Plan, community: str) -> Plan:
    """Return the plan of one community: what stands, serves or was found there.

    Its households, its zones with all that is known of them, the findings that name them, the
    people who serve there or are to, and ties among its own households. Lines, water, buildings and
    parcels stay those of the whole: they run on beside it.

    Raises
    ------
    NotInPlanError
        The plan has no community of that code.
    """
    row = np.flatnonzero(plan.communities.code == community)
    if len(row) == 0:
        raise NotInPlanError(
            "no_such_community",
            code=community,
            number=len(plan.communities),
            first=str(plan.communities.code[0]),
        )
    home = plan.community_of == row[0]
    levels, zone_of = [], {}
    for zones in plan.levels:
        kept = np.flatnonzero(zones.community == community)
        levels.append(taken(zones, kept))
        zone_of[zones.level] = _renumbered(plan.zone_of[zones.level][home], kept)
    codes = {community, *(code for zones in levels for code in zones.code)}
    township = replace(
        plan.township,
        households=taken(plan.township.households, home),
        communities=taken(plan.communities, row[:1]),
        ties=tuple(tie for tie in plan.township.ties if _is_among(tie, plan, home)),
        centres=None if plan.township.centres is None else _centres(plan.township.centres, codes),
    )
    return replace(
        plan,
        township=township,
        presence=plan.presence[home],
        community_of=np.zeros(int(home.sum()), np.int32),
        levels=tuple(levels),
        zone_of=zone_of,
        report=Report(tuple(found for found in plan.report if found.where in codes)),
        staff=None if plan.staff is None else _staff(plan.staff, home, codes),
    )


def _renumbered(rows: NDArray[np.int32], kept: NDArray[np.int64]) -> NDArray[np.int32]:
    """Return rows as numbers of the rows kept, sorted; -1 for none and for what is not kept."""
    # -1 and rows beyond the last find a place here too; the next line takes them out again.
    at = np.searchsorted(kept, rows).clip(max=max(0, len(kept) - 1))
    is_kept = np.isin(rows, kept)
    return np.where(is_kept, at, -1).astype(np.int32)


def _staff(staff: Staff, home: NDArray[np.bool_], codes: Collection[str]) -> Staff:
    """Return who serves the households at `home` or zones of these codes, or is to."""
    posts = tuple(post for post in staff.posts if post.zone in codes)
    contacts = {role: rows[home] for role, rows in staff.contact_of.items()}
    on_post = {post.person for post in posts}
    everybody = zip(staff.people.ids, staff.people.community, strict=True)
    is_here = np.array([who in on_post or of in codes for who, of in everybody], bool)
    for rows in contacts.values():
        is_here[rows[rows >= 0]] = True
    kept = np.flatnonzero(is_here)
    contact_of = {role: _renumbered(rows, kept) for role, rows in contacts.items()}
    return Staff(taken(staff.people, kept), posts, contact_of, staff.area[kept])


def _centres(centres: Centres, codes: Collection[str]) -> Centres:
    """Return the centres of zones of these codes, and those that name the community."""
    zones = [[code for code in held.split(",") if code in codes] for held in centres.zones]
    both = zip(zones, centres.community, strict=True)
    is_here = np.array([bool(held) or of in codes for held, of in both], bool)
    mine = replace(centres, zones=texts([",".join(held) for held in zones]))
    return taken(mine, is_here)


def _is_among(tie: Tie, plan: Plan, home: NDArray[np.bool_]) -> bool:
    """Return whether somebody on each side of a tie is at `home`."""
    return all(
        bool(home[tie.rows(plan.township.households, side)].any())
        for side in (tie.first, tie.second)
    )
