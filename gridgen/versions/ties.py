"""Which ties concern which communities: nearly all of them one, in which they are checked alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from gridgen.model.plan import Plan
from gridgen.model.ties import Tie


@dataclass(frozen=True, slots=True)
class TiesAt:
    """The ties of a plan by where whom they name lives.

    Attributes
    ----------
    within
        By the code of a community those that concern it alone.
    between
        Those between communities, and all others of such communities.
    joined
        Codes of these communities.
    """

    within: Mapping[str, tuple[Tie, ...]]
    between: tuple[Tie, ...]
    joined: tuple[str, ...]


def ties_at(plan: Plan) -> TiesAt:
    """Return where the ties of a plan are; the columns that they name are gone through once."""
    homes_of = _homes(plan)
    ties = [(tie, homes_of[tie.key, tie.first] | homes_of[tie.key, tie.second])
            for tie in plan.township.ties]  # fmt: skip
    joined = {home for _, homes in ties if len(homes) > 1 for home in homes}
    within: defaultdict[str, tuple[Tie, ...]] = defaultdict(tuple)
    between: list[Tie] = []
    for tie, homes in ties:
        if homes & joined:
            between.append(tie)
        elif homes:
            within[plan.communities.code[homes.pop()]] += (tie,)
    # Who lives in no community, -1, is joined with whom a tie names besides.
    codes = tuple(str(plan.communities.code[home]) for home in sorted(joined - {-1}))
    return TiesAt(dict(within), tuple(between), codes)


def _homes(plan: Plan) -> defaultdict[tuple[str, str], set[int]]:
    """Return by column and value the communities of all whom a tie names so."""
    named: defaultdict[str, set[str]] = defaultdict(set)
    for tie in plan.township.ties:
        named[tie.key] |= {tie.first, tie.second} - {""}
    households, home_of = plan.township.households, plan.community_of.tolist()
    homes: defaultdict[tuple[str, str], set[int]] = defaultdict(set)
    for key, values in named.items():
        by_id = [households.ids, households.part_of]
        for column in by_id if key == "id" else [households.keys.get(key, households.ids[:0])]:
            for row, value in enumerate(column.tolist()):
                if value in values:
                    homes[key, value].add(home_of[row])
    return homes
