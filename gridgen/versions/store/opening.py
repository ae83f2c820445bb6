"""A version of the store -> the plan it was after any of its edits, ready for the next one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, select

from gridgen.model.errors import NotInStoreError
from gridgen.model.plan import MadeBy, Plan
from gridgen.model.zones import Zones
from gridgen.versions.change import with_classes
from gridgen.versions.draft import Draft, report_of
from gridgen.versions.editing import child_of
from gridgen.versions.known import Known
from gridgen.versions.posts import in_order as posts_in_order
from gridgen.versions.store.database import Store
from gridgen.versions.store.findings import found_in
from gridgen.versions.store.marks import Said, said_by
from gridgen.versions.store.pieces import Base, base_of, get_pieces, kept_links
from gridgen.versions.store.schema import FINDINGS, MARKS, OPEN, VERSIONS, ZONES
from gridgen.versions.store.temporal import rows_at
from gridgen.versions.store.versions import Version, made_by_of, metres_at, version_of
from gridgen.versions.store.zone_rows import COLUMNS, in_order, transposed, zone_of, zones_of


@dataclass(frozen=True, slots=True, eq=False)
class Opened:
    """A version as somebody has it before them.

    Attributes
    ----------
    version
        As the store told it when it was opened.
    edit
        The edit after which it is, 0 for how it began.
    draft
        The plan, its rules and what checks find in it.
    """

    version: Version
    edit: int
    draft: Draft


def open_version(store: Store, version: int, *, edit: int | None = None) -> Opened:
    """Return a version as it was after one of its edits, the last one if not said.

    Nothing is checked anew: what was found then stands in the store.

    Parameters
    ----------
    store
        Where it is.
    version
        Its number in the store.
    edit
        0 for how it began.

    Raises
    ------
    NotInStoreError
        There is no such version, or it has no such edit.
    """
    with store.reading() as connection:
        told = version_of(connection, version)
        if edit is not None and not 0 <= edit <= told.head:
            raise NotInStoreError("store_no_such_edit", version=version, edit=edit, head=told.head)
        at = told.head if edit is None else edit
        base = base_of(get_pieces(connection, version))
        plan = _plan_at(connection, told, at, base)
        asked = ("community", "found", "border_mm", "on_lines_mm")
        rows = rows_at(connection, FINDINGS, version, _moment(told, at), asked)
        found, bordered = found_in(map(tuple, rows))
    known = Known(plan, base.rules, kept_links=kept_links(store.reading, version))
    plan = replace(plan, report=report_of(found, known.row_of_community))
    return Opened(told, at, Draft(plan, base.rules, known, found, bordered))


def exported(store: Store, version: int, *, edit: int | None = None) -> Plan:
    """Return the plan of a version as a file holds it: where it was edited, a child of the plan
    that was imported, which says what was changed by hand.

    Parameters
    ----------
    store, version, edit
        As of `open_version`.

    Raises
    ------
    NotInStoreError
        There is no such version, or it has no such edit.
    """
    opened = open_version(store, version, edit=edit)
    begun = opened.version
    with store.reading() as connection:
        while begun.parent is not None and begun.parent_edit is not None:
            begun = version_of(connection, begun.parent)
    if begun.id == version and opened.edit == 0:
        return opened.draft.plan
    return child_of(open_version(store, begun.id, edit=0).draft.plan, opened.draft)


def _moment(version: Version, edit: int) -> int:
    """Return `OPEN` for after the last edit: what stands then has an index of its own."""
    return OPEN if edit == version.head else edit


def _plan_at(connection: Connection, version: Version, edit: int, base: Base) -> Plan:
    moment = _moment(version, edit)
    marks = rows_at(connection, MARKS, version.id, moment, ("kind", "level", "code", "value"))
    said = said_by(map(tuple, marks))
    begun = select(VERSIONS.c.made_by).where(VERSIONS.c.id == version.id)
    facts = made_by_of(connection.execute(begun).scalar_one())
    facts["metres"] = metres_at(connection, version.id, edit)
    levels, zone_of_level = _levels(connection, version, moment, base)
    staff = base.staff
    if staff is not None:
        staff = replace(staff, posts=posts_in_order(said.posts, staff.people))
    plan = Plan(
        township=base.township,
        presence=base.presence,
        community_of=base.community_of,
        levels=levels,
        zone_of=zone_of_level,
        made_by=_made_by(facts, said),
        staff=staff,
    )
    return with_classes(plan, said.class_of)


def _levels(
    connection: Connection, version: Version, moment: int, base: Base
) -> tuple[tuple[Zones, ...], dict[str, Any]]:
    communities = base.township.communities
    codes = () if communities is None else communities.code
    rank = {code: row for row, code in enumerate(codes)}
    households = len(base.township.households)
    by_level: dict[str, list[Any]] = {level: [] for level in version.levels}
    for row in rows_at(connection, ZONES, version.id, moment, (*COLUMNS, "level")):
        by_level[row[-1]].append(row)
    levels, rows_of = [], {}
    for level, rows in by_level.items():
        columns = transposed([row[:-1] for row in in_order(rows, rank)])
        levels.append(zones_of(level, columns))
        rows_of[level] = zone_of(columns["members"], households)
    return tuple(levels), rows_of


def _made_by(facts: Mapping[str, Any], said: Said) -> MadeBy:
    retired = {level: tuple(sorted(codes)) for level, codes in sorted(said.retired.items())}
    return MadeBy(
        **facts,
        locks=tuple(sorted(said.locks)),
        retired=retired,
        retired_on=dict(sorted(said.retired_on.items())),
    )
