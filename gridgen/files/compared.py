"""The households of a plan and a newer list side by side: who is known, and what is strange."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from gridgen.land.placing import home_of, named_rows
from gridgen.model.arrays import texts
from gridgen.model.communities import Communities
from gridgen.model.errors import ReadError
from gridgen.model.findings import Finding, Severity, finding
from gridgen.model.households import Households
from gridgen.model.plan import Plan
from gridgen.model.township import Township
from gridgen.plans.matching import (
    SAME_M,
    WITHIN_M,
    Placed,
    by_id,
    by_place,
    is_elsewhere,
    metres_moved,
    without_zeros,
)
from gridgen.words.say import Sentence, in_both

MATCH_BY_PLACE, ACCEPT = "match-by-place", "accept"
NEW_IDS = (MATCH_BY_PLACE, ACCEPT)
"""What may be said of a list whose ids are not those of the plan."""

_SHOWN = 6
"""Villages that are named; of more the number is told."""


@dataclass(frozen=True, slots=True, eq=False)
class Compared:
    """The o households of a plan and the n of a newer list.

    Attributes
    ----------
    old, new
        With the row of `communities` in which each is.
    old_of
        (n,) the older row of each newer one, -1 for none.
    communities
        Those of the plan.
    source
        What the list is called in findings.
    findings
        About how they were matched.
    """

    old: Placed
    new: Placed
    old_of: NDArray[np.int64]
    communities: Communities
    source: str
    findings: tuple[Finding, ...] = ()

    @property
    def known(self) -> int:
        """How many households of the plan are in the list."""
        return int((self.old_of >= 0).sum())

    @property
    def missing(self) -> NDArray[np.int64]:
        """The rows of communities that have households in the plan and none in the list."""
        lived, lives = (
            np.bincount(side.home[side.home >= 0], minlength=len(self.communities)) > 0
            for side in (self.old, self.new)
        )
        return np.flatnonzero(lived & ~lives)

    @property
    def id_of(self) -> Mapping[str, str]:
        """By the id in the plan of a household, the one that it has now, if that is another."""
        both = ((self.old.households.ids[old], self.new.households.ids[new])
                for new, old in enumerate(self.old_of.tolist()) if old >= 0)  # fmt: skip
        return {before: now for before, now in both if before != now}


def compared(township: Township, read: Township, *, new_ids: str | None) -> Compared:
    """Return who of a newer list is who of a plan.

    Parameters
    ----------
    township
        Of the plan: its households name the community in which they are.
    read
        The same with the households of the list.
    new_ids
        `MATCH_BY_PLACE` to know them by place; else by id, and where only zeros in front differ, by
        that: the id with its zeros stays.
    """
    communities = township.communities
    if communities is None:
        raise TypeError("A township of a plan has communities; this one has none.")
    before, now = township.households, read.households
    old = Placed(before, named_rows(before.community, communities), ~township.is_placeless)
    named = named_rows(now.community, communities)
    new = Placed(now, home_of(now.xy, named, communities.shape)[0], ~read.is_placeless)
    source = township.called("households")
    if new_ids == MATCH_BY_PLACE:
        old_of = by_place(old, new)
        return Compared(old, new, old_of, communities, source, _by_place(old, new, old_of, source))
    old_of = by_id(before.ids, now.ids)
    bare = old_of
    if (old_of < 0).any():
        bare = np.where(old_of < 0, without_zeros(before.ids, now.ids), -1)
    lost = np.flatnonzero((old_of < 0) & (bare >= 0))
    if not len(lost):
        return Compared(old, new, old_of, communities, source)
    old_of[lost] = bare[lost]
    ids = now.ids.copy()
    ids[lost] = [max(before.ids[bare[row]], ids[row], key=len) for row in lost]
    new = replace(new, households=replace(now, ids=texts(ids)))
    told = finding("ids_lost_zeros", Severity.WARNING, source, number=len(lost), total=len(now))
    return Compared(old, new, old_of, communities, source, (told,))


def _by_place(
    old: Placed, new: Placed, old_of: NDArray[np.int64], source: str
) -> tuple[Finding, ...]:
    """Return a finding that says how many were matched by place, and how."""
    matched = np.flatnonzero(old_of >= 0)
    apart = np.hypot(*(new.households.xy[matched] - old.households.xy[old_of[matched]]).T)
    same = int((apart <= SAME_M).sum())
    here = int(np.isin(old.home, new.home).sum())  # villages that the list is not of do not count
    told = finding(
        "ids_by_place", Severity.WARNING, source, number=len(matched), limit=WITHIN_M,
        total=len(new), same=same, near=len(matched) - same,
        fresh=len(new) - len(matched), gone=here - len(matched),
    )  # fmt: skip
    return (told,)


MOVED_M = 100.0
"""Houses do not walk: where most stand farther than this from where they were, the CRS is wrong."""


def refuse_strange(both: Compared, *, new_ids: str | None, partial: bool) -> None:
    """Raise ReadError for a list that would make codes of the plan fall out of use by the way.

    That is one with less than half of the plan's households, or that lacks whole villages; one
    whose ids are those of others, and one whose places are all others. The error says which of
    these it is, and what can be said to go on.

    Parameters
    ----------
    both
        The plan and the list.
    new_ids
        `MATCH_BY_PLACE`, or None.
    partial
        Whether the list is of some villages alone, and so may lack households.
    """
    fields = {"number": both.known, "rows": len(both.new), "total": len(both.old)}
    what: list[Sentence] = []
    if 2 * both.known < len(both.old) and not partial:
        key = "newer_not_by_place" if new_ids == MATCH_BY_PLACE else "newer_few_known"
        what.append(in_both(key, **fields))
    if new_ids is None:
        what += _misplaced(both)
    if len(both.missing) and not partial:
        lived = len(np.unique(both.old.home[both.old.home >= 0]))
        what.append(
            in_both("newer_lacks", number=len(both.missing), total=lived,
                    names=called(both.communities, both.missing))
        )  # fmt: skip
    if what:
        found = ("".join(zh for zh, _ in what), " ".join(en for _, en in what))
        raise ReadError("newer_list_asks", source=both.source, found=found)


def _misplaced(both: Compared) -> Iterator[Sentence]:
    """Give what is strange about the places of those that are known by id."""
    metres = metres_moved(both.old, both.new, both.old_of)
    elsewhere = int(is_elsewhere(both.old, both.new, both.old_of).sum())
    if 2 * elsewhere > both.known:
        yield in_both("newer_elsewhere", number=elsewhere, known=both.known)
    elif 2 * int((metres > MOVED_M).sum()) > both.known:
        yield in_both("newer_moved", number=int((metres > MOVED_M).sum()), known=both.known,
                      limit=MOVED_M, metres=round(float(np.nanmedian(metres))))  # fmt: skip


def accepted(both: Compared) -> tuple[Finding, ...]:
    """Return a finding where less than half of a list that is taken as it is are known."""
    if 2 * both.known >= len(both.new):
        return ()
    return (
        finding("ids_unknown", Severity.WARNING, both.source, number=both.known,
                limit=len(both.old), total=len(both.new)),
    )  # fmt: skip


def existing_unknown(plan: Plan, households: Households, source: str) -> tuple[Finding, ...]:
    """Return a finding where less than half of the households of an older plan are there by id.

    Parameters
    ----------
    plan
        Whose grids are to go on.
    households
        As they are now.
    source
        What their file is called.
    """
    before = plan.township.households
    ids = {*before.ids.tolist(), *before.part_of.tolist()} - {""}
    rows = len(set(np.where(before.part_of == "", before.ids, before.part_of).tolist()))
    known = sum(name in ids for name in households.ids.tolist())
    if 2 * known >= rows:
        return ()
    return (
        finding("existing_ids_unknown", Severity.WARNING, source, number=known, limit=rows,
                total=len(households)),
    )  # fmt: skip


def called(communities: Communities, rows: Collection[int] | NDArray[np.int64]) -> Sentence:
    """Return the names of communities, in both languages, the first few of many."""
    names = [str(communities.name[row] or communities.code[row]) for row in rows]
    if len(names) > _SHOWN:
        return in_both("names_and_more", names=names[:_SHOWN], number=len(names))
    return in_both("names_all", names=names)
