"""What checks find in each community <-> rows of the table `findings`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from gridgen.versions.draft import Draft, Told
from gridgen.versions.store.pieces import finding_of, finding_row

Bordered = tuple[int, int]


def finding_rows(draft: Draft, communities: Iterable[str]) -> list[dict[str, Any]]:
    """Return the rows of some communities of a draft, and of what concerns the whole."""
    none = (None, None)
    rows = []
    for code in communities:
        found = [[number, *finding_row(one)] for number, one in draft.found[code]]
        border_mm, on_lines_mm = draft.bordered.get(code, none)
        rows.append(
            {
                "community": code,
                "found": json.dumps(found, ensure_ascii=False),
                "border_mm": border_mm,
                "on_lines_mm": on_lines_mm,
            }
        )
    return rows


def found_in(
    rows: Iterable[tuple[str, str, int | None, int | None]],
) -> tuple[Mapping[str, tuple[Told, ...]], Mapping[str, Bordered]]:
    """Return what stands in rows of community, findings and borders, as a draft holds it."""
    found: dict[str, tuple[Told, ...]] = {}
    bordered: dict[str, Bordered] = {}
    for code, told, border_mm, on_lines_mm in rows:
        found[code] = tuple((number, finding_of(row)) for number, *row in json.loads(told))
        if border_mm is not None and on_lines_mm is not None:
            bordered[code] = (border_mm, on_lines_mm)
    return found, bordered
