"""What is printed of a store: versions, histories, proofs; and a file of edits."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.table import Table

from gridgen.cli.console import add_row, out, print_json
from gridgen.cli.edits import in_table
from gridgen.cli.tables import print_findings
from gridgen.model.errors import CommandError
from gridgen.model.findings import Report, as_rows
from gridgen.versions.editing import Asked
from gridgen.versions.edits import edit_from_json
from gridgen.versions.store.history import Event, History
from gridgen.versions.store.versions import Version
from gridgen.words.say import in_both, reason_of, say

_EXAMPLE = '{"operation": "merge", "zones": ["001", "002"]}'


def edits_in(file: Path, lang: str) -> list[Asked]:
    """Return the edits in a JSON file, one or a list of them, or in a table.

    Raises
    ------
    CommandError
        The file cannot be read or holds none, or one of them is none.
    ReadError
        It is no table of edits.
    """
    if file.suffix.lower() != ".json":
        return in_table(str(file), skip_bad=False, lang=lang)
    try:
        said = json.loads(file.read_text("utf-8-sig"))
    except (OSError, ValueError) as why:
        raise CommandError(
            "store_edits_odd", file=str(file), why=reason_of(why), example=_EXAMPLE
        ) from why
    every = said if isinstance(said, list) else [said]
    if not every or not all(isinstance(one, dict) for one in every):
        found = in_both("nothing") if not every else type(said).__name__
        raise CommandError("store_edits_odd", file=str(file), why=found, example=_EXAMPLE)
    return [
        Asked(in_both("edit_in_list", file=str(file), number=number), edit_from_json(one))
        for number, one in enumerate(every, start=1)
    ]


def print_imported(version: Version, lang: str, *, as_json: bool) -> None:
    """Print which version was made."""
    if as_json:
        print_json(version_row(version))
        return
    out.print(say("store_imported", lang, version=version.id, plan=version.plan,
                  number=version.number, state=in_both(f"state_{version.state}")))  # fmt: skip


def print_versions(versions: Sequence[Version], lang: str, *, as_json: bool) -> None:
    """Print a row for each version."""
    if as_json:
        print_json([version_row(version) for version in versions])
        return
    if not versions:
        out.print(say("store_empty", lang))
        return
    names = ("version", "plan", "scope", "number", "parent", "state", "edits", "in_force")
    table = table_of(names, lang)
    for one in versions:
        state = say(f"state_{one.state}", lang)
        add_row(table, (one.id, one.plan, one.scope, one.number, one.parent or "-", state,
                        one.head, _span(one)))  # fmt: skip
    out.print(table)


def print_history(history: History, lang: str, *, as_json: bool) -> None:
    """Print who did what to a version and when, and what was taken back."""
    if as_json:
        events = [asdict(event) for event in history.events]
        print_json({**version_row(history.version), "events": events})
        return
    print_versions([history.version], lang, as_json=False)
    table = table_of(("edit", "at", "actor", "what", "reason", "undone"), lang)
    for event in history.events:
        add_row(table, (event.number or "-", event.at[:19].replace("T", " "), event.actor,
                        _what(event, lang), event.reason, _stands(event, lang)))  # fmt: skip
    out.print(table)


def print_proof(
    name: str, report: Report, counts: Mapping[str, int], lang: str, *, as_json: bool
) -> None:
    """Print what is wrong with a store, or that nothing is."""
    if as_json:
        print_json({"store": name, **counts, "findings": as_rows(report, lang)})
    elif len(report):
        print_findings(report, lang)
    else:
        out.print(say("store_sound", lang, store=name, **counts))


def version_row(version: Version) -> dict[str, Any]:
    """Return a version as JSON has it."""
    row = asdict(version)
    for day in ("in_force_from", "in_force_to"):
        row[day] = None if row[day] is None else row[day].isoformat()
    return row


def _what(event: Event, lang: str) -> str:
    """Return what was done, as people say it: the operation, or the state."""
    if event.number is None:
        return say(f"audit_{event.what}", lang)
    what = say(f"did_{event.what}", lang)
    if event.undoes is not None:
        return say("store_takes_back", lang, what=what, edit=event.undoes)
    return f"{what} {', '.join(event.named[:3])}".strip()


def _stands(event: Event, lang: str) -> str:
    if event.stands is None:
        return ""
    return say("store_yes" if event.stands else "store_no", lang)


def _span(version: Version) -> str:
    if version.in_force_from is None:
        return ""
    return f"{version.in_force_from} - {version.in_force_to or ''}".strip()


def table_of(names: Iterable[str], lang: str) -> Table:
    """Return an empty table whose columns are called as `store_column_...` says."""
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for name in names:
        table.add_column(say(f"store_column_{name}", lang))
    return table
