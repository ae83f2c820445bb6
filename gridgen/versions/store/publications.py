"""What is told of a publication: which version, from when, what it changes in numbers and codes.

No household is in it: who was moved is for those to ask who may.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from gridgen.versions.store.outbox import put_event
from gridgen.versions.store.schema import ZONES, still_holds
from gridgen.versions.store.versions import Version

CODES_MOST = 200
"""Codes of one level that a message lists; their number is told in any case."""


def tell_published(
    connection: Connection, version: Version, day: date, before: Version | None
) -> None:
    """Tell the hooks that a version comes into force.

    Parameters
    ----------
    connection
        That writes; the publication is in the same transaction.
    version
        The version.
    day
        The first on which it is in force.
    before
        The one that it replaces; None where there is none.
    """
    old = {} if before is None else _counts(connection, before.id)
    new = _counts(connection, version.id)
    data = _about(version) | {
        "from": day.isoformat(),
        "replaces": None if before is None else before.id,
        "diff": None if before is None else f"/versions/{before.id}/diff/{version.id}",
        "summary": {
            level: _compared(old.get(level, {}), new[level])
            for level in version.levels
            if level in new
        },
    }
    put_event(connection, "version.published", version.scope, data)


def tell_retired(connection: Connection, version: Version, day: date) -> None:
    """Tell the hooks that a version is in force no longer from a day on, with none in its place."""
    data = _about(version) | {"to": day.isoformat()}
    put_event(connection, "version.retired", version.scope, data)


def _about(version: Version) -> dict[str, Any]:
    return {
        "version": version.id, "plan": version.plan, "number": version.number,
        "scope": version.scope,
    }  # fmt: skip


def _counts(connection: Connection, version: int) -> dict[str, dict[str, int]]:
    """Return by level how many households each zone has, by its code."""
    asked = select(ZONES.c.level, ZONES.c.code, ZONES.c.households)
    found: dict[str, dict[str, int]] = {}
    rows = connection.execute(asked.where(ZONES.c.version == version, still_holds(ZONES)))
    for level, code, households in rows:
        found.setdefault(level, {})[code] = households
    return found


def _compared(old: Mapping[str, int], new: Mapping[str, int]) -> dict[str, Any]:
    made, retired = sorted(new.keys() - old.keys()), sorted(old.keys() - new.keys())
    kept = new.keys() & old.keys()
    return {
        "zones_before": len(old), "zones": len(new),
        "households_before": sum(old.values()), "households": sum(new.values()),
        "recounted": sum(old[code] != new[code] for code in kept),
        "made": len(made), "made_codes": made[:CODES_MOST],
        "retired": len(retired), "retired_codes": retired[:CODES_MOST],
    }  # fmt: skip
