"""The audit page by page, the newest line first, and of it what somebody may see."""

from __future__ import annotations

import json
from collections.abc import Sequence

from sqlalchemy import ColumnElement, Text, cast, literal, or_, select

from gridgen.versions.store.access import ALL_LAND, keys
from gridgen.versions.store.audit import Line
from gridgen.versions.store.database import Store
from gridgen.versions.store.schema import AUDIT, PLANS, VERSIONS


def page_of_audit(
    store: Store, scopes: Sequence[str], *, before: int | None = None, most: int = 100
) -> list[Line]:
    """Return lines of the audit, the newest first.

    Who sees a part of the land gets the lines on versions and keys of it, and all that was done
    with these keys.

    Parameters
    ----------
    store
        Where the audit is.
    scopes
        First digits of the codes of the land; `ALL_LAND` for all.
    before
        Lines with smaller numbers alone; None from the newest.
    most
        How many at most.
    """
    asked = select(AUDIT).order_by(AUDIT.c.number.desc()).limit(most)
    if before is not None:
        asked = asked.where(AUDIT.c.number < before)
    if tuple(scopes) != ALL_LAND:
        asked = asked.where(_is_within(store, scopes))
    with store.reading() as connection:
        return [
            Line(**{**row, "detail": json.loads(row["detail"])})
            for row in connection.execute(asked).mappings()
        ]


def _is_within(store: Store, scopes: Sequence[str]) -> ColumnElement[bool]:
    """Return what tells the lines on a part of the land."""
    theirs = [
        key
        for key in keys(store)
        if all(any(scope.startswith(mine) for mine in scopes) for scope in key.scopes)
    ]
    versions = (
        select(literal("version ") + cast(VERSIONS.c.id, Text))
        .join(PLANS, PLANS.c.id == VERSIONS.c.plan)
        .where(or_(*(PLANS.c.scope.startswith(scope) for scope in scopes)))
    )
    return or_(
        AUDIT.c.subject.in_(versions),
        AUDIT.c.subject.in_([f"key {key.id}" for key in theirs]),
        AUDIT.c.actor.in_([key.actor for key in theirs]),
    )
