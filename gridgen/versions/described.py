"""An edit in words, as it is said to people: zones by their names, few of many units."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from gridgen.model.errors import NotInPlanError
from gridgen.plans.names import names_of
from gridgen.rules.levels import Rules
from gridgen.versions.calls import zone_called
from gridgen.versions.draft import Draft
from gridgen.versions.edits import (
    Assign,
    Create,
    Dissolve,
    Edit,
    Lock,
    Merge,
    Move,
    Rename,
    Renumber,
    Rule,
    SetAside,
    Split,
    Unlock,
    operation_of,
)
from gridgen.versions.order import at_home
from gridgen.words.say import Sentence, in_a_row, in_both

SHOWN = 5
"""Units of an edit that are named; the others are counted."""


def described(draft: Draft, edit: Edit) -> Sentence:
    """Return what an edit says, in Chinese and English.

    Parameters
    ----------
    draft
        The plan before it is made: its names are said.
    edit
        What is asked.
    """
    key = f"edit_says_{operation_of(edit)}"
    match edit:
        case Move():
            return in_both(key, units=_units(draft, edit.units), zone=_zone(draft, edit.to))
        case Merge() if edit.keep:
            return in_both("edit_says_merge_into", zones=_zones(draft, edit.zones),
                           zone=_zone(draft, edit.keep))  # fmt: skip
        case Merge() | Lock() | Unlock():
            return in_both(key, zones=_zones(draft, edit.zones))
        case Split():
            return _split(draft, edit)
        case Create():
            named = in_both("edit_says_named", name=edit.name) if edit.name else ""
            coded = in_both("edit_says_coded", code=edit.code) if edit.code else ""
            return in_both(key, units=_units(draft, edit.units), named=named, coded=coded)
        case SetAside():
            return in_both(key, units=_units(draft, edit.units), name=edit.name)
        case Dissolve():
            return in_both(key, zone=_zone(draft, edit.zone))
        case Rename():
            return in_both(key, zone=_zone(draft, edit.zone), name=edit.name)
        case Renumber():
            return in_both(key, zone=_zone(draft, edit.zone), code=edit.code)
        case Assign():
            ids = [(one, one) for one in edit.people]
            people = _few(ids) if ids else in_both("edit_nobody")
            return in_both(key, zone=_zone(draft, edit.zone), people=people,
                           role=role_called(draft.rules, edit.role))  # fmt: skip
        case Rule():
            return in_both(key, community=edit.community, goes_by=_goes_by(edit.goes_by))


def _split(draft: Draft, edit: Split) -> Sentence:
    if edit.together:
        zones = _zones(draft, (edit.zone, *edit.together))
        return in_both("edit_says_split_together", zones=zones, number=edit.parts)
    way = "_around" if edit.around else "_line" if edit.line else ""
    number = len(edit.around) or edit.parts
    return in_both(f"edit_says_split{way}", zone=_zone(draft, edit.zone), number=number)


def post_called(draft: Draft, edit: Assign) -> Sentence:
    """Return what the posts of an edit are called, without who is to have them."""
    return in_both(
        "edit_post", zone=_zone(draft, edit.zone), role=role_called(draft.rules, edit.role)
    )


def _zone(draft: Draft, name: str) -> Sentence:
    """Return what a zone is called in full; as it was said where there is none such."""
    try:
        level, zone = zone_called(draft, name)
    except NotInPlanError:
        return name, name
    code = str(draft.plan.levels[level].code[zone])
    home = str(draft.plan.levels[level].community[zone])
    levels = at_home(draft.plan, home, draft.known.row_of_community)
    return names_of(draft.plan, draft.rules, levels).get(code, (name, name))


def _zones(draft: Draft, names: Iterable[str]) -> Sentence:
    return in_a_row([_zone(draft, name) for name in names])


def _units(draft: Draft, names: Sequence[str]) -> Sentence:
    shown = set(names[:SHOWN])
    codes = {one for zones in draft.plan.levels for one in shown.intersection(zones.code.tolist())}
    return _few([_zone(draft, name) if name in codes else (name, name) for name in names])


def _few(names: Sequence[Sentence]) -> Sentence:
    shown = in_a_row(names[:SHOWN])
    if len(names) <= SHOWN:
        return shown
    return in_both("edit_and_more", shown=shown, number=len(names))


def role_called(rules: Rules, role: str) -> Sentence:
    """Return what a role is called; its own name where no rules say."""
    label = next((one.label for one in rules.people if one.name == role), {})
    return label.get("zh", role), label.get("en", role)


def _goes_by(word: str) -> Sentence:
    return in_both(word) if word in ("village", "community") else (word, word)
