"""What is wished of one level of a plan -> the edits that bring it about, the fewest first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from gridgen.model.arrays import picked
from gridgen.model.findings import Severity, finding
from gridgen.model.zones import ASIDE
from gridgen.plans.names import names_of
from gridgen.versions.edits import Create, Dissolve, Merge, Move, Rename, Renumber
from gridgen.versions.returned.named import NEW
from gridgen.versions.returned.trail import Trail
from gridgen.versions.returned.units import units_of
from gridgen.versions.returned.wishes import Wishes

Labels = NDArray[np.object_]
Flow = tuple[str, str, NDArray[np.int64]]
"""From which zone, to which label, which households."""


def edits_of_level(trail: Trail, wishes: Wishes) -> None:
    """Make the edits of one level.

    Parameters
    ----------
    trail
        The plan after the edits of the levels above; takes those that are made here.
    wishes
        Of the level.
    """
    work = _Work(trail, wishes)
    trail.told += wishes.findings
    begin = work.codes()
    target = _targets(work, begin)
    heir_of = _heirs(work, begin, target)
    for key, heir in heir_of.items():
        target[target == key] = heir
    _move(work, target)
    _merge(work, target)
    # By now all have come who empty a zone by leaving it.
    _create(work, target)
    _move(work, target, may_empty=True)
    for code in wishes.gone:
        if trail.now(code) in work.codes():
            work.make(Dissolve(trail.now(code), work.option))
    _call(work, heir_of)


class _Work:
    """A level and the trail of edits to which its own are added."""

    def __init__(self, trail: Trail, wishes: Wishes) -> None:
        self.trail, self.wishes = trail, wishes
        is_top = wishes.level == trail.first.plan.levels[0].level
        self.option = "" if is_top else wishes.level

    def make(self, edit: Move | Merge | Create | Dissolve | Rename | Renumber) -> bool:
        return self.trail.make(edit, self.wishes.where)

    def codes(self) -> Labels:
        """Return (n,) the code of the zone of each household by now."""
        plan = self.trail.draft.plan
        return picked(plan.level(self.wishes.level).code, plan.zone_of[self.wishes.level])

    def flows(self, target: Labels) -> Iterator[Flow]:
        """Yield what still has to go where."""
        now = self.codes()
        to = np.array([self.trail.now(one) for one in target.tolist()], object)
        away = np.flatnonzero((now != to) & (now != ""))
        for source, label in sorted({(str(now[row]), str(to[row])) for row in away}):
            yield source, label, away[(now[away] == source) & (to[away] == label)]


# --- who is to be where --------------------------------------------------------------------------


def _targets(work: _Work, begin: Labels) -> Labels:
    """Return (n,) the label in which each household is to end."""
    plan, wished = work.trail.first.plan, work.wishes.label_of
    zones = plan.level(work.wishes.level)
    old = picked(zones.code, plan.zone_of[work.wishes.level])
    is_aside = _touches_aside(work, old)
    moves = np.flatnonzero((wished != "") & ~is_aside & (begin != ""))
    target, there = begin.copy(), {*begin.tolist()}
    for label in sorted({*wished[moves].tolist()}):
        mine = moves[wished[moves] == label]
        now = label
        if label not in there and not label.startswith(NEW):
            # The edits of the level above gave the zone another code.
            stay = begin[(old == label) & (wished == "")]
            kinds, times = np.unique(stay.astype(str), return_counts=True)
            now = str(kinds[int(np.argmax(times))]) if len(kinds) else f"{NEW}{NEW}{label}"
        target[mine] = now
    return target


def _touches_aside(work: _Work, old: Labels) -> NDArray[np.bool_]:
    """Return (n,) who is wished into or out of a zone that is set aside, which no edit can."""
    zones = work.trail.first.plan.level(work.wishes.level)
    aside = zones.code[np.isin(zones.kind.astype(str), ASIDE)].tolist()
    wished = work.wishes.label_of
    is_aside = np.isin(old.astype(str), aside) | np.isin(wished.astype(str), aside)
    names = names_of(work.trail.first.plan, work.trail.first.rules)
    touched = {code for row in np.flatnonzero(is_aside & (wished != ""))
               for code in (old[row], wished[row]) if code in aside}  # fmt: skip
    work.trail.told += [
        finding("returned_aside", Severity.WARNING, work.wishes.where, name=names[code])
        for code in sorted(touched)
    ]
    return is_aside


def _heirs(work: _Work, begin: Labels, target: Labels) -> dict[str, str]:
    """Return by the label of a new zone the one that ends and carries on as it: of most in it."""
    count = work.trail.draft.plan.township.households.count
    ends = {*begin.tolist()} - {*target.tolist(), ""}
    shares = sorted(
        ((int(count[(begin == code) & (target == key)].sum()), code, key)
         for code in ends
         for key in {*target[begin == code].tolist()} if key.startswith(NEW)),
        key=lambda share: (-share[0], share[1:]),
    )  # fmt: skip
    heirs: dict[str, str] = {}
    for _, code, key in shares:
        if key not in heirs and code not in heirs.values():
            heirs[key] = code
    return heirs


# --- the edits -----------------------------------------------------------------------------------


def _move(work: _Work, target: Labels, *, may_empty: bool = False) -> None:
    """Move households between zones that both stay; what would empty one waits for others."""
    stays = {*target.tolist()}
    pending = [(source, to, rows) for source, to, rows in work.flows(target)
               if source in stays and not to.startswith(NEW)]  # fmt: skip
    while pending:
        now = work.codes()
        at = next((k for k, (source, _, rows) in enumerate(pending)
                   if int((now == source).sum()) > len(rows)), -1)  # fmt: skip
        if at < 0 and not may_empty:
            at = next((k for k, (_, _, rows) in enumerate(pending) if len(rows) > 1), -1)
            if at < 0:
                return
            # All of a zone go while others come: the last goes when they are there.
            source, to, rows = pending[at]
            pending.append((source, to, rows[-1:]))
            pending[at] = source, to, rows[:-1]
        source, to, rows = pending.pop(max(at, 0))
        work.make(Move(units_of(work.trail.draft, rows), to, work.option))


def _create(work: _Work, target: Labels) -> None:
    """Make the zones that are new."""
    wishes = work.wishes
    for key in sorted({one for one in target.tolist() if one.startswith(NEW)}):
        rows = np.flatnonzero(target == key)
        units, name = units_of(work.trail.draft, rows), wishes.names.get(key, "")
        edit = Create(units, name, work.option, wishes.codes.get(key, ""))
        is_made = work.make(edit)
        if not is_made and edit.code:
            is_made = work.make(Create(units, name, work.option))
        target[rows] = work.codes()[rows]


def _merge(work: _Work, target: Labels) -> None:
    """Join what is left of zones that end to those in which they are to be."""
    into: dict[str, list[tuple[str, NDArray[np.int64]]]] = {}
    stays = {*target.tolist()}
    for source, to, rows in work.flows(target):
        if source not in stays and not to.startswith(NEW):
            into.setdefault(to, []).append((source, rows))
    for to, found in into.items():
        now = work.codes()
        whole = [source for source, rows in found if int((now == source).sum()) == len(rows)]
        if len(whole) == len(found):
            keep = "" if _largest(work, [to, *whole]) == to else to
            work.make(Merge((to, *whole), work.option, keep))
            continue
        for source, rows in found:
            units = (source,) if source in whole else units_of(work.trail.draft, rows)
            work.make(Move(units, to, work.option))


def _largest(work: _Work, codes: list[str]) -> str:
    """Return which of zones gives its code where they are merged, in the order they are named."""
    zones = work.trail.draft.plan.level(work.wishes.level)
    size = dict(zip(zones.code, zones.households.tolist(), strict=True))
    return max(codes, key=lambda code: size.get(code, -1))


def _call(work: _Work, heir_of: Mapping[str, str]) -> None:
    """Give codes and names to zones that carry on."""
    wishes, trail = work.wishes, work.trail
    for key, heir in heir_of.items():
        code = wishes.codes.get(key, "")
        if code and code != heir and heir in work.codes() and work.make(Renumber(heir, code)):
            trail.recode(heir, code)
    was, now = (
        dict(zip(zones.code, zones.name, strict=True))
        for zones in (draft.plan.level(wishes.level) for draft in (trail.first, trail.draft))
    )
    for key, name in wishes.names.items():
        old = heir_of.get(key, key)
        code = trail.now(old)
        # A name that the file left as it was may have followed the code.
        if name not in (was.get(old), now.get(code, name)):
            work.make(Rename(code, name))
