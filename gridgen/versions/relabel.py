"""Edits that move no household: names, codes, locks, people, and whose rules a community has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gridgen.model.arrays import Texts, texts
from gridgen.model.bands import size_word
from gridgen.model.communities import CLASSES
from gridgen.model.errors import CommandError, NotInPlanError
from gridgen.model.plan import Plan
from gridgen.model.zones import ASIDE, number_in
from gridgen.people.posts import posts_at
from gridgen.plans.sizes import sizes_of_zones
from gridgen.rules.levels import KINDS, keys_of
from gridgen.versions.change import Block, Change, State, block_of, changed
from gridgen.versions.draft import Draft
from gridgen.versions.posts import posts_in
from gridgen.versions.regroup import require_free, rule_of
from gridgen.words.numerals import fill_label


def renamed(draft: Draft, level: int, zone: int, name: str) -> Change:
    """Return the change that gives a zone another name.

    Raises
    ------
    CommandError
        It has that name, or the name is blank.
    """
    zones = draft.plan.levels[level]
    if not name or zones.name[zone] == name:
        raise CommandError("edit_nothing", operation="rename")
    before = block_of(draft.plan, zones.level, np.array([zone]))
    after = _with(before, name=texts([name]))
    return _change(zones.level, before, after)


def renumbered(draft: Draft, level: int, zone: int, code: str) -> Change:
    """Return the change that gives a zone another code; the zones below follow.

    Raises
    ------
    CommandError
        The code is in use, or was, or is not that of the zone above and a number.
    """
    plan, zones = draft.plan, draft.plan.levels[level]
    parent, old = str(zones.parent[zone]), str(zones.code[zone])
    require_free(draft, str(zones.community[zone]), zones.level, parent, code)
    sides: list[dict[str, Block]] = [{}, {}]
    mine, called = np.array([zone]), {old: code}
    for row in range(level, len(plan.levels)):
        if row > level:
            mine = np.flatnonzero(np.isin(plan.levels[row].parent, list(called)))
        if len(mine) == 0:
            break
        before = block_of(plan, plan.levels[row].level, mine)
        now = [code + c[len(old) :] if c.startswith(old) else c for c in before.zones.code]
        above = [called.get(p, p) for p in before.zones.parent]
        after = _with(before, code=texts(now), parent=texts(above))
        if row == level:
            after = _with(after, name=texts([_name_at(draft, row, zone, code)]))
        called = dict(zip(before.zones.code, now, strict=True))
        sides[0][plan.levels[row].level], sides[1][plan.levels[row].level] = before, after
    return _recoded(draft, sides, old, code)


def _name_at(draft: Draft, level: int, zone: int, code: str) -> str:
    """Return the name of a zone under another code: where the rules made it, it says the number."""
    zones = draft.plan.levels[level]
    lang, label = (
        draft.known.lang,
        rule_of(draft.rules, zones.level).label,
    )
    was, now = (
        fill_label(label[lang], number_in(one, str(zones.parent[zone])), lang)
        for one in (str(zones.code[zone]), code)
    )
    return now if zones.name[zone] == was else str(zones.name[zone])


def _recoded(draft: Draft, sides: list[dict[str, Block]], old: str, code: str) -> Change:
    """Return the change, with locks and posts under the new codes and the old ones retired."""
    before, after = sides
    now_of = {
        was: now
        for level in before
        for was, now in zip(before[level].zones.code, after[level].zones.code, strict=True)
    }
    posts = posts_in(draft.plan.staff, now_of)
    locks = tuple(sorted({*now_of} & {*draft.plan.made_by.locks}))
    retired = {level: tuple(sorted(block.zones.code)) for level, block in before.items()}
    home = str(next(iter(before.values())).zones.community[0])
    return Change(
        State(before, locks=locks, posts=posts),
        State(after, locks=tuple(sorted(now_of[lock] for lock in locks)), retired=retired,
              posts=tuple(replace(post, zone=now_of[post.zone]) for post in posts)),
        named=(old, code),
        communities=(home,),
    )  # fmt: skip


def locked(draft: Draft, zones: Sequence[int], *, to: bool) -> Change:
    """Return the change that locks zones of the first level, or unlocks them.

    Raises
    ------
    CommandError
        They all are so already.
    """
    every = draft.plan.levels[0]
    codes = {str(every.code[zone]) for zone in zones}
    there = codes & set(draft.plan.made_by.locks)
    after = codes if to else set()
    if there == after:
        raise CommandError("edit_nothing", operation="lock" if to else "unlock")
    return Change(
        State(locks=tuple(sorted(there))),
        State(locks=tuple(sorted(after))),
        named=tuple(sorted(codes)),
        communities=tuple(sorted({str(every.community[zone]) for zone in zones})),
    )


def assigned(draft: Draft, level: int, zone: int, role: str, people: Sequence[str]) -> Change:
    """Return the change that puts people on the posts of a role in a zone.

    Raises
    ------
    NotInPlanError
        The plan has no people, or no such role at this level, or not these people.
    """
    plan, zones = draft.plan, draft.plan.levels[level]
    if plan.staff is None:
        raise NotInPlanError("edit_without_people")
    roles = {one.name: one for one in draft.rules.people if one.level == zones.level}
    known = {label: name for name, one in roles.items() for label in one.label.values()}
    name = known.get(role, role)
    if name not in roles:
        raise NotInPlanError("edit_role_unknown", role=role, known=[*roles] or ["-"])
    if strange := sorted(set(people) - set(plan.staff.people.ids)):
        raise NotInPlanError("edit_person_unknown", id=strange[0])
    code = str(zones.code[zone])
    before = tuple(p for p in posts_in(plan.staff, {code}) if p.level == zones.level)
    kept = [post for post in before if post.role != name]
    after = (*kept, *posts_at(plan, roles[name], code, people))
    return Change(State(posts=before), State(posts=after), named=(code,),
                  communities=(str(zones.community[zone]),))  # fmt: skip


def ruled(draft: Draft, community: str, goes_by: str) -> Change:
    """Return the change by which a community goes by the rules of another class or kind.

    Raises
    ------
    CommandError
        There is no such class or kind, or the community goes by it already.
    """
    plan = draft.plan
    if goes_by not in (*KINDS, *CLASSES):
        raise CommandError("edit_class_unknown", value=goes_by, known=[*KINDS, *CLASSES])
    row = draft.known.row_of_community[community]
    at = plan.communities
    was = str(at.kind[row]), str(at.urban_class[row])
    now = keys_of(goes_by)[-1], goes_by if goes_by in CLASSES else ""
    if was == now:
        raise CommandError("edit_nothing", operation="rule")
    classes = Change(State(class_of={community: was}), State(class_of={community: now}))
    otherwise = changed(plan, classes)
    sides: list[dict[str, Block]] = [{}, {}]
    for zones in plan.levels:
        mine = np.flatnonzero((zones.community == community) & ~np.isin(zones.kind, ASIDE))
        if len(mine) == 0:
            continue
        before = block_of(plan, zones.level, mine)
        after = _with(before, kind=texts([now[0]] * len(mine)),
                      status=_statuses(draft, otherwise, zones.level, goes_by, mine))  # fmt: skip
        sides[0][zones.level], sides[1][zones.level] = before, after
    named = {code for block in sides[0].values() for code in block.zones.code}
    return Change(
        replace(classes.before, blocks=sides[0]),
        replace(classes.after, blocks=sides[1]),
        named=(community, *sorted(named)),
        communities=(community,),
    )


def _statuses(draft: Draft, plan: Plan, level: str, goes_by: str, mine: NDArray[np.int64]) -> Texts:
    rule = {one.name: one for one in draft.rules.levels}.get(level)
    if rule is None:
        return plan.level(level).status[mine]
    band, size = rule.band_of(goes_by), sizes_of_zones(plan, rule)[mine]
    return texts([size_word(band, int(number)) for number in size])


def _with(block: Block, **columns: Any) -> Block:
    return replace(block, zones=replace(block.zones, **columns))


def _change(level: str, before: Block, after: Block) -> Change:
    return Change(
        State({level: before}),
        State({level: after}),
        named=tuple(before.zones.code.tolist()),
        communities=tuple(sorted({*before.zones.community})),
    )
