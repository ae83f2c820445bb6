"""What edits do as plain values: what `gridgen edit --json` and the service say."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from typing import Any

from gridgen.model.findings import Report, as_rows
from gridgen.versions.apply import Applied
from gridgen.versions.described import described
from gridgen.versions.draft import Draft
from gridgen.versions.edits import edit_to_json
from gridgen.words.say import LANGUAGES


def effect_rows(before: Draft, applied: Iterable[Applied], lang: str) -> list[dict[str, Any]]:
    """Return one row for each edit that was made, in their order, as JSON holds it.

    Parameters
    ----------
    before
        The plan before the first of them.
    applied
        As `gridgen.versions.apply.apply` returns them, one after the other.
    lang
        "en" or "zh".
    """
    rows, said = [], LANGUAGES.index(lang)
    for one in applied:
        effect = one.effect
        zones = [{**dataclasses.asdict(zone), "was_called": zone.was_called[said],
                  "called": zone.called[said]} for zone in effect.zones]  # fmt: skip
        rows.append(
            {
                "edit": edit_to_json(one.edit),
                "says": described(before, one.edit)[said],
                "zones": zones,
                "moved": effect.moved,
                "moved_rows": effect.moved_rows,
                "metres": effect.metres,
                "gone": as_rows(Report(effect.gone), lang),
                "new": as_rows(Report(effect.new), lang),
                "warnings": as_rows(Report(effect.warnings), lang),
            }
        )
        before = one.draft
    return rows
