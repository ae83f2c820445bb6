"""Versions of plans: what the store tells of each, and how one begins."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from sqlalchemy import Column, Connection, Select, func, insert, select

from gridgen.model.arrays import rows_of_each
from gridgen.model.errors import NotInStoreError
from gridgen.model.plan import Plan
from gridgen.versions.draft import Draft
from gridgen.versions.store.audit import add_line, now, require_actor
from gridgen.versions.store.database import Store
from gridgen.versions.store.findings import finding_rows
from gridgen.versions.store.marks import mark_rows, marks_of_plan
from gridgen.versions.store.packing import value_to_bytes
from gridgen.versions.store.pieces import LINKS, pieces_of, put_pieces
from gridgen.versions.store.schema import (
    COMMENTS,
    EDITS,
    FINDINGS,
    MARKS,
    PIECES,
    PLANS,
    VERSIONS,
    ZONES,
)
from gridgen.versions.store.temporal import begin_like, put
from gridgen.versions.store.zone_rows import table_rows

DRAFT = "draft"

_SCOPES = (9, 6)
"""Digits of a township, and of a county."""


@dataclass(frozen=True, slots=True)
class Version:
    """What the store tells of a version.

    Attributes
    ----------
    id
        Its number in the store, by which it is called.
    plan, plan_id, scope
        Name of the plan, its number in the store, and which township or county it is of: the first
        digits of its codes.
    number
        Of the version among those of its plan, from 1.
    parent, parent_edit
        The version from which it was made, and after which of its edits; None where there is none,
        and no edit where it was imported.
    state
        "draft", "submitted", "approved", "published" or "retired".
    head
        Number of its last edit, 0 for none.
    level
        The first level: that of grids.
    levels
        From the top.
    actor, at
        Who made it, and when: UTC.
    in_force_from, in_force_to
        From which day it is in force and from which no longer; None where that is open.
    """

    id: int
    plan: str
    plan_id: int
    scope: str
    number: int
    parent: int | None
    parent_edit: int | None
    state: str
    head: int
    level: str
    levels: tuple[str, ...]
    actor: str
    at: str
    in_force_from: date | None
    in_force_to: date | None


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an imported plan comes from, and what it is called.

    Attributes
    ----------
    name
        Of the plan; that of the parent where there is one.
    rules_text
        Its rules as TOML, so that they are the same wherever the store goes.
    parent
        The version that it redraws.
    scope
        "" for the first digits of its codes.
    """

    name: str
    rules_text: str
    parent: int | None = None
    scope: str = ""


def import_plan(store: Store, draft: Draft, origin: Origin, *, actor: str) -> Version:
    """Return a new version that begins as a draft is.

    Parameters
    ----------
    store
        Gets it, and is as before where anything fails.
    draft
        A plan, checked.
    origin
        Where it comes from.
    actor
        Opaque id of whoever imports it.

    Raises
    ------
    NotInStoreError
        There is no such parent.
    StoreFailedError
        The store cannot be written.
    """
    actor = require_actor(actor)
    pieces = packed(draft, origin)
    with store.writing() as connection:
        return add_version(connection, draft, origin, pieces, actor=actor)


def packed(draft: Draft, origin: Origin) -> dict[str, bytes]:
    """Return what no edit changes of a plan as bytes by role, which takes a while."""
    read_from = draft.rules.read_from
    return pieces_of(draft.plan, origin.rules_text, read_from) | _links_of(draft)


def add_version(
    connection: Connection,
    draft: Draft,
    origin: Origin,
    pieces: Mapping[str, bytes],
    *,
    actor: str,
) -> Version:
    """Add a version in the transaction of whoever imports it together with something else.

    Parameters
    ----------
    connection
        That writes.
    draft, origin, actor
        As of `import_plan`; of a parent, what is said of its zones and not dealt with goes along.
    pieces
        As `packed` returns them.
    """
    plan = draft.plan
    parent = None if origin.parent is None else version_of(connection, origin.parent)
    owner = _plan(connection, origin, plan, parent)
    made = _begun(connection, _row(plan, owner, parent), actor)
    put_pieces(connection, made, pieces)
    for zones in plan.levels:
        members = rows_of_each(plan.zone_of[zones.level], len(zones))
        put(connection, ZONES, made, 0, table_rows(zones.level, zones, members))
    put(connection, MARKS, made, 0, mark_rows(marks_of_plan(plan)))
    put(connection, FINDINGS, made, 0, finding_rows(draft, draft.found))
    if parent is not None:
        _say_again(connection, made, parent.id)
    detail = {"pieces": len(pieces), "input": plan.made_by.input_hash, "parent": origin.parent}
    add_line(connection, actor, "import", f"version {made}", detail)
    return version_of(connection, made)


def draft_from(store: Store, version: int, *, actor: str) -> Version:
    """Return a new draft of the same plan that begins as a version is now, with what is said of its
    zones and not dealt with.

    Raises
    ------
    NotInStoreError
        There is no such version.
    StoreFailedError
        The store cannot be written.
    """
    actor = require_actor(actor)
    with store.writing() as connection:
        parent = version_of(connection, version)
        old = connection.execute(select(VERSIONS).where(VERSIONS.c.id == version)).mappings().one()
        row = {name: old[name] for name in ("plan", "level", "levels", "crs", "srid", "made_by")}
        facts = made_by_of(row["made_by"]) | {"metres": metres_at(connection, version, parent.head)}
        row |= {"made_by": json.dumps(facts), "parent": version, "parent_edit": parent.head}
        made = _begun(connection, row, actor)
        roles = select(PIECES.c.role, PIECES.c.hash).where(PIECES.c.version == version)
        rows = [{"version": made, **piece} for piece in connection.execute(roles).mappings()]
        connection.execute(insert(PIECES), rows)
        begin_like(connection, made, version, parent.head)
        _say_again(connection, made, version)
        detail = {"parent": version, "edit": parent.head}
        add_line(connection, actor, "draft", f"version {made}", detail)
        return version_of(connection, made)


def version_of(connection: Connection, version: int, *, locked: bool = False) -> Version:
    """Return what the store tells of a version.

    Parameters
    ----------
    connection
        That reads.
    version
        Its number in the store.
    locked
        Whether nobody else may change the row before the transaction ends.

    Raises
    ------
    NotInStoreError
        There is none such.
    """
    asked = _versions().where(VERSIONS.c.id == version)
    asked = asked.with_for_update(of=VERSIONS) if locked else asked
    row = connection.execute(asked).mappings().first()
    if row is None:
        known = connection.scalar(select(func.count()).select_from(VERSIONS))
        raise NotInStoreError("store_no_such_version", version=str(version), number=known)
    return _told(row)


def every_version(store: Store) -> list[Version]:
    """Return every version, by plan and number."""
    with store.reading() as connection:
        asked = _versions().order_by(PLANS.c.id, VERSIONS.c.number)
        return [_told(row) for row in connection.execute(asked).mappings()]


def made_by_of(text: str) -> dict[str, Any]:
    """Return how a version came to be, without its locks and retired codes."""
    facts: dict[str, Any] = json.loads(text)
    return facts | {"edited": tuple(facts.get("edited", ()))}


def metres_at(connection: Connection, version: int, edit: int) -> float:
    """Return the metres of a version after an edit, 0 for how it began."""
    if edit:
        which = (EDITS.c.version == version) & (EDITS.c.number == edit)
        return float(connection.execute(select(EDITS.c.metres).where(which)).scalar_one())
    begun = select(VERSIONS.c.made_by).where(VERSIONS.c.id == version)
    return float(made_by_of(connection.execute(begun).scalar_one())["metres"])


def scope_of(codes: Iterable[str], name: str) -> str:
    """Return the township whose communities have these codes, else their county, else the name.

    >>> scope_of(["990101001201", "990101001202"], "plan"), scope_of(["A", "B"], "plan")
    ('990101001', 'plan')
    """
    first, last = min(codes := [*codes]), max(codes)
    same = [k for k, (a, b) in enumerate(zip(first, last, strict=False)) if a != b]
    shared = first[: same[0]] if same else first
    fits = [digits for digits in _SCOPES if len(shared) >= digits and shared[:digits].isdecimal()]
    return shared[: fits[0]] if fits else name


def _versions() -> Select[Any]:
    columns = [VERSIONS.c[name] for name in Version.__dataclass_fields__ if name not in _OF_PLAN]
    of_plan = (PLANS.c.name.label("plan"), PLANS.c.id.label("plan_id"), PLANS.c.scope)
    return select(*columns, *of_plan).join(PLANS, PLANS.c.id == VERSIONS.c.plan)


_OF_PLAN = ("plan", "plan_id", "scope")


def _told(row: Mapping[Any, Any]) -> Version:
    return Version(**{**row, "levels": tuple(json.loads(row["levels"]))})


def _plan(connection: Connection, origin: Origin, plan: Plan, parent: Version | None) -> int:
    """Return the number of the plan that an imported version is of; a new one has no parent."""
    if parent is not None:
        of_parent = select(VERSIONS.c.plan).where(VERSIONS.c.id == parent.id)
        return int(connection.execute(of_parent).scalar_one())
    number = _next(connection, PLANS.c.id)
    scope = origin.scope or scope_of(plan.communities.code, origin.name)
    connection.execute(insert(PLANS), {"id": number, "name": origin.name, "scope": scope})
    return number


def _row(plan: Plan, owner: int, parent: Version | None) -> dict[str, Any]:
    facts = asdict(plan.made_by)
    del facts["locks"], facts["retired"], facts["retired_on"]
    authority, _, code = plan.township.crs.partition(":")
    is_epsg = authority.upper() == "EPSG" and code.isdecimal()
    return {
        "plan": owner,
        "parent": None if parent is None else parent.id,
        "parent_edit": None,
        "level": plan.levels[0].level,
        "levels": json.dumps([zones.level for zones in plan.levels]),
        "crs": plan.township.crs,
        "srid": int(code) if is_epsg else 0,
        "made_by": json.dumps(facts, ensure_ascii=False),
    }


def _begun(connection: Connection, row: Mapping[str, Any], actor: str) -> int:
    """Add the row of a new draft and return its number in the store."""
    made = _next(connection, VERSIONS.c.id)
    of_plan = select(func.coalesce(func.max(VERSIONS.c.number), 0)).where(
        VERSIONS.c.plan == row["plan"]
    )
    number = connection.execute(of_plan).scalar_one() + 1
    begun = {"id": made, "number": number, "state": DRAFT, "head": 0, "actor": actor, "at": now()}
    connection.execute(insert(VERSIONS), {**row, **begun})
    return made


def _say_again(connection: Connection, made: int, parent: int) -> None:
    """Say of a new version what is said of its parent and not dealt with, as it was said there."""
    said = select(COMMENTS.c.zone, COMMENTS.c.text, COMMENTS.c.actor, COMMENTS.c.at)
    said = said.where(COMMENTS.c.version == parent, COMMENTS.c.resolved.is_(None))
    found = connection.execute(said.order_by(COMMENTS.c.number)).mappings().all()
    rows = [{"version": made, "number": k, **one} for k, one in enumerate(found, start=1)]
    if rows:
        connection.execute(insert(COMMENTS), rows)


def _next(connection: Connection, column: Column[int]) -> int:
    return int(connection.execute(select(func.coalesce(func.max(column), 0))).scalar_one()) + 1


def _links_of(draft: Draft) -> dict[str, bytes]:
    """Return the links that were worked out, of communities where nothing is set aside."""
    return {
        f"{LINKS}{code}": value_to_bytes(plot.links)
        for code, (aside, plot) in draft.known.plots.items()
        if not aside
    }
