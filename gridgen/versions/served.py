"""A change of zones -> the same with their posts: whoever served a zone that stays goes on."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

import numpy as np

from gridgen.model.arrays import taken
from gridgen.people.posts import posts_again
from gridgen.versions.change import Block, Change, State, changed
from gridgen.versions.draft import Draft
from gridgen.versions.known import part_alone
from gridgen.versions.posts import posts_in
from gridgen.versions.region import Region


def served_again(draft: Draft, region: Region, change: Change, codes: Collection[str]) -> Change:
    """Return a change with the posts in zones that it makes otherwise.

    Parameters
    ----------
    draft
        Before the change, with its staff.
    region
        In which zones were made anew.
    change
        Without posts.
    codes
        Of the zones that come, go, or have other households: all of the community of the region.
    """
    known, before = draft.known, posts_in(draft.plan.staff, codes)
    part = part_alone(known, draft.plan, region.code, region.plot.township, posts=before)
    at_home = Change(_at_home(region, change.before), _at_home(region, change.after))
    after = posts_again(changed(part, at_home), draft.rules.people, codes)
    return replace(
        change,
        before=replace(change.before, posts=before),
        after=replace(change.after, posts=after),
    )


def _at_home(region: Region, side: State) -> State:
    """Return a side of a change in the plan of the community of a region alone."""
    blocks = {}
    for level, block in side.blocks.items():
        mine = np.flatnonzero(block.zones.community == region.code)
        members = [
            np.searchsorted(region.plot.rows, block.members[row]).astype(np.int32) for row in mine
        ]
        blocks[level] = Block(taken(block.zones, mine), tuple(members))
    return State(blocks)
