"""A difference between two plans as plain values: of `gridgen diff --json` and the service."""

from __future__ import annotations

import dataclasses
from typing import Any

from gridgen.plans.diff import Difference


def difference_rows(difference: Difference) -> dict[str, Any]:
    """Return a difference as JSON holds it: everything, each count in rows and households."""
    rows = dataclasses.asdict(difference)
    del rows["names"]
    homes = {change: rows.pop(change) for change in ("moved", "new", "gone", "recounted")}
    for empty in ("code", "name"):
        del rows["total"][empty]
    for zone in rows["zones"]:
        zone["why"] = [_plain(reason) for reason in zone["why"]]
    return {"same": difference.is_same, **rows, "households": homes}


def _plain(reason: dict[str, Any]) -> dict[str, Any]:
    """Return a reason without numbers that there are not: NaN is no JSON."""
    return {key: value for key, value in reason.items() if value == value}
