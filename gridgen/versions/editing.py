"""Edits made one after the other: a plan -> the plan that they leave."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from gridgen.model.days import is_day
from gridgen.model.errors import CommandError
from gridgen.model.plan import Plan
from gridgen.rules.loader import rules_for
from gridgen.versions.apply import Applied, apply
from gridgen.versions.draft import Draft, open_draft
from gridgen.versions.edits import Edit
from gridgen.words.say import GridgenError, Sentence


@dataclass(frozen=True, slots=True)
class Asked:
    """An edit and what messages call the place where it is asked for: an option, a row."""

    where: str | Sentence
    edit: Edit


@dataclass(frozen=True, slots=True, eq=False)
class Made:
    """What became of edits that were asked for.

    Attributes
    ----------
    applied
        Those that were made, in their order.
    refused
        Why others were not; empty where all are made or none.
    draft
        The plan after all of them.
    """

    applied: tuple[Applied, ...]
    refused: tuple[GridgenError, ...]
    draft: Draft


def edit(
    plan: Plan, edits: Edit | Iterable[Edit], *, rules: str | None = None, day: str | None = None
) -> Plan:
    """Return the plan that edits make; nothing is changed that they do not name.

    Zones, units and communities are called by code or by name, as people call them; units are
    households by id, buildings, estates and villager groups by name, or zones. To look at what each
    edit does, or to take one back, see `gridgen edit`, which tells it after each.

    Parameters
    ----------
    plan
        As it stands. It is not changed: whoever keeps it can go back.
    edits
        One, or several in the order in which they are made: `Move`, `Merge`, `Split`, `Create`,
        `Dissolve`, `Rename`, `Renumber`, `Lock`, `Unlock`, `Assign`, `SetAside`, `Rule`.
    rules
        Other rules than those of the plan.
    day
        From which codes that fall out of use are so, as 2026-11-29; today if not given.

    Returns
    -------
    A new plan that names `plan` as its parent; its report holds what checks find now. Codes that
    fall out of use are never used again.

    Raises
    ------
    NotInPlanError
        An edit names what is not in the plan, or is not one thing.
    CommandError
        An edit would change nothing, or would lose a household from its village; or `day` is none.
    """
    day = day_or_today(day)
    asked = list(edits) if isinstance(edits, Iterable) else [edits]
    draft = open_draft(plan, rules_for(plan, rules))
    for one in asked:
        draft = apply(draft, one, day=day).draft
    return child_of(plan, draft)


def child_of(plan: Plan, draft: Draft) -> Plan:
    """Return the plan of a draft that edits made of `plan`, which it names as its parent; it says
    which zones were changed by hand, in `plan` and since.
    """
    made_by = replace(
        draft.plan.made_by,
        parent=plan.made_by.input_hash,
        lower_bound_m=None,
        least_m=None,
        edited=tuple(sorted({*plan.made_by.edited, *_edited(plan, draft.plan)})),
    )
    return replace(draft.plan, made_by=made_by)


def _edited(old: Plan, new: Plan) -> Iterator[str]:
    """Yield the codes of the zones that have other households or names in one of two plans."""
    for was, now in zip(old.levels, new.levels, strict=True):
        codes = [
            np.append(zones.code, "")[plan.zone_of[zones.level]]
            for plan, zones in ((old, was), (new, now))
        ]
        differ = codes[0] != codes[1]
        yield from {*codes[0][differ], *codes[1][differ]} - {""}
        # Of zones without households as well.
        names = [{*zip(zones.code, zones.name, strict=True)} for zones in (was, now)]
        yield from {code for code, _ in names[0] ^ names[1]}


def made(
    draft: Draft, asked: Sequence[Asked], *, day: str | None = None, skips: bool = False
) -> Made:
    """Make edits in their order.

    Parameters
    ----------
    draft
        The plan.
    asked
        What, and where it was asked.
    day
        From which codes that fall out of use are so, as 2026-11-29; today if not given.
    skips
        Whether those that cannot be made are passed over; else the first of them ends it all.

    Raises
    ------
    CommandError
        An edit cannot be made: where it was asked, and why; or `day` is none.
    """
    day = day_or_today(day)
    applied: list[Applied] = []
    refused: list[GridgenError] = []
    for one in asked:
        try:
            applied.append(apply(draft, one.edit, day=day))
        except GridgenError as why:
            failed = CommandError("edit_not_made", where=one.where, why=why)
            if not skips:
                raise failed from why
            refused.append(failed)
        else:
            draft = applied[-1].draft
    return Made(tuple(applied), tuple(refused), draft)


def day_or_today(day: str | None) -> str:
    """Return the day from which edits hold: today where none is said.

    Raises
    ------
    CommandError
        It is no day such as 2026-11-29.
    """
    if day is None:
        return date.today().isoformat()
    if not is_day(day):
        raise CommandError("day_odd", value=day)
    return day
