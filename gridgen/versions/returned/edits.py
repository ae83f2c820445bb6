"""A file that somebody changed by hand -> the edits that lead from the plan to it."""

from __future__ import annotations

from dataclasses import dataclass

from gridgen.model.arrays import picked
from gridgen.model.findings import Finding, Severity, finding
from gridgen.versions.apply import Applied
from gridgen.versions.described import post_called, role_called
from gridgen.versions.draft import Draft
from gridgen.versions.edits import Assign, Edit
from gridgen.versions.returned.level import edits_of_level
from gridgen.versions.returned.said import HandedBack, about_homes
from gridgen.versions.returned.trail import Trail
from gridgen.versions.returned.wishes import wishes_of


@dataclass(frozen=True, slots=True, eq=False)
class Returned:
    """What a file was understood as.

    Attributes
    ----------
    applied
        The edits, each made on the plan that those before it leave.
    draft
        The plan after all of them.
    findings
        What was not understood or could not be made.
    """

    applied: tuple[Applied, ...]
    draft: Draft
    findings: tuple[Finding, ...]

    @property
    def edits(self) -> tuple[Edit, ...]:
        """The edits alone."""
        return tuple(one.edit for one in self.applied)


def edits_from(draft: Draft, back: HandedBack, *, day: str = "") -> Returned:
    """Return the edits that lead from a plan to what a file says of it.

    Level by level: households whose column names another zone, or who stand in another polygon,
    move; zones that end in one another are merged; what has no code yet is made; codes and names
    follow, and then the posts.

    Parameters
    ----------
    draft
        The plan as it was handed out.
    back
        What the tables of the file say.
    day
        From which codes that fall out of use are so, as 2026-11-29; "" for not said.
    """
    trail = Trail(draft, day)
    for zones in draft.plan.levels:
        edits_of_level(trail, wishes_of(draft, back, zones.level))
    _assign(trail, back)
    told = (*back.findings, *trail.told, *_contacts(draft, back))
    return Returned(tuple(trail.applied), trail.draft, told)


def _assign(trail: Trail, back: HandedBack) -> None:
    """Put people on their posts; whoever is none of the plan's is told and not named."""
    staff = trail.first.plan.staff
    known = set() if staff is None else {*staff.people.ids}
    for (role, zone), people in sorted(back.posts.items()):
        edit = Assign(trail.now(zone), role, people)
        if strange := {*people} - known:
            post = post_called(trail.draft, edit)
            trail.told.append(
                finding("returned_person", Severity.WARNING, back.where_posts, number=len(strange),
                        post=post)
            )  # fmt: skip
        else:
            trail.make(edit, back.where_posts)


def _contacts(draft: Draft, back: HandedBack) -> list[Finding]:
    """Return findings where a file says of single households who serves them: no edit can."""
    staff, households = draft.plan.staff, draft.plan.township.households
    told = []
    if staff is None:
        return []
    for homes in back.homes:
        for role, people in homes.people.items():
            was = picked(staff.people.ids, staff.contact_of[role][homes.rows])
            rows = homes.rows[(people != "") & (people != was)]
            if len(rows):
                called = role_called(draft.rules, role)
                ids = households.ids[rows].tolist()
                told.append(about_homes("returned_contact", homes.where, ids, role=called))
    return told
