"""What the command line prints: tables and sentences for people, rows for JSON."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any

import typer
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from gridgen.words import level_name, say

if TYPE_CHECKING:
    from pathlib import Path

    from gridgen.locate import Locator, Place
    from gridgen.model import Plan, Report

SHOWN = 5
"""Findings of one rule that are shown in the terminal."""

WIDTH_IN_PIPE = 100
"""Columns of a table where no terminal says how many there are."""

out = Console(highlight=False, soft_wrap=True)
if not out.is_terminal:
    out.width = WIDTH_IN_PIPE
err = Console(stderr=True, highlight=False, soft_wrap=True)


def level_rows(plan: Plan) -> list[dict[str, Any]]:
    """Return one row of counts for each level."""
    rows = []
    for zones in plan.levels:
        status = Counter(zones.status.tolist())
        weight = zones.households
        rows.append(
            {
                "level": zones.level,
                "zones": len(zones),
                "in_band": status["in band"],
                "too_large": status["too large"],
                "too_small": status["too small"],
                "fewest": int(weight.min()),
                "most": int(weight.max()),
                "mean_m": round(float((zones.mean_m * weight).sum() / max(1, weight.sum())), 1),
            }
        )
    return rows


def as_rows(report: Report, lang: str) -> list[dict[str, Any]]:
    """Return one row for each finding."""
    return [
        {
            "rule": found.rule,
            "severity": found.severity.value,
            "where": found.where,
            "number": found.number,
            "limit": found.limit,
            "text": found.text(lang),
        }
        for found in report
    ]


def summary(plan: Plan, output: Path, lang: str) -> dict[str, Any]:
    """Return what `gridgen divide --json` prints."""
    return {
        "plan": str(output),
        "households": int(plan.roll.count.sum()),
        "rows": len(plan.roll),
        "communities": len(plan.areas),
        "levels": level_rows(plan),
        "metres": plan.made_by.metres,
        "findings": as_rows(plan.report, lang),
    }


def print_levels(plan: Plan, lang: str) -> None:
    """Print the table of levels."""
    table = Table(box=SIMPLE_HEAD)
    names = ("level", "zones", "in_band", "too_large", "too_small", "sizes", "mean")
    for name in names:
        is_level = name == "level"
        header = say(f"column_{name}", lang)
        table.add_column(header, justify="left" if is_level else "right", no_wrap=is_level)
    for row in level_rows(plan):
        cells = (level_name(row["level"], lang), row["zones"], row["in_band"], row["too_large"],
                 row["too_small"], f"{row['fewest']}-{row['most']}", row["mean_m"])  # fmt: skip
        table.add_row(*(escape(str(cell)) for cell in cells))
    out.print(table)


def print_findings(report: Report, lang: str) -> None:
    """Print the findings, at most `SHOWN` of a rule, and how many there are of each severity."""
    if len(report) == 0:
        out.print(say("findings_none", lang))
        return
    colours = {"error": "bold red", "warning": "yellow", "note": "dim"}
    seen: Counter[str] = Counter()
    total = Counter(found.rule for found in report)
    for found in report:
        seen[found.rule] += 1
        if seen[found.rule] <= SHOWN:
            word = say(found.severity.value, lang)
            out.print(f"[{colours[found.severity]}]{word}[/] {escape(found.text(lang))}")
        if seen[found.rule] == SHOWN and total[found.rule] > SHOWN:
            more = total[found.rule] - SHOWN
            out.print(f"  [dim]{say('findings_more', lang, number=more)}[/]")
    number = Counter(found.severity.value for found in report)
    out.print(
        say("findings_count", lang, errors=number["error"], warnings=number["warning"],
            notes=number["note"])
    )  # fmt: skip


def place_row(found: Place | None) -> dict[str, Any]:
    """Return what `gridgen locate --json` prints."""
    if found is None:
        return {"community": None, "presence": "outside", "zones": []}
    return {
        "community": {"code": found.community_code, "name": found.community_name},
        "presence": str(found.presence),
        "zones": [{"level": z.level, "code": z.code, "name": z.name} for z in found.zones],
    }


def print_place(found: Place | None, household: str | None, lang: str) -> None:
    """Print the community and the zones of a point or household."""
    if found is None:
        out.print(say("located_nowhere", lang))
        return
    if found.presence == "unplaced":
        out.print(escape(say("located_unplaced", lang, id=household)))
        return
    name, code = found.community_name, found.community_code
    out.print(escape(say("located_community", lang, name=name, code=code)))
    for zone in found.zones:
        level = level_name(zone.level, lang)
        line = say("located_line", lang, level=level, name=zone.name, code=zone.code)
        out.print(escape(line))
    if found.presence == "joined":
        out.print(say("located_joined", lang))


def print_located(plan: Plan, locator: Locator, points: str, lang: str, *, as_json: bool) -> None:
    """Print the codes at each point of a file: tab-separated, or one JSON object."""
    from gridgen.crs import project
    from gridgen.read import read_table, to_households

    table, name = read_table(points)
    asked, left_out = to_households(table, source=name)
    found = locator.at_many(project(asked.given, asked.crs, "EPSG:4326"))
    columns = {"community": _codes(plan.areas.code, found.community_of)}
    for zones in plan.levels:
        columns[zones.level] = _codes(zones.code, found.zone_of[zones.level])
    for finding in left_out:
        err.print(escape(finding.text(lang)))
    if as_json:
        rows = [
            {"id": str(id_), **{level: codes[row] or None for level, codes in columns.items()}}
            for row, id_ in enumerate(asked.ids)
        ]
        typer.echo(json.dumps({"points": rows}, ensure_ascii=False))
        return
    typer.echo("\t".join(["id", *columns]))
    for row, id_ in enumerate(asked.ids):
        name = " ".join(str(id_).split())  # a tab in an id would begin another column
        typer.echo("\t".join([name, *(codes[row] for codes in columns.values())]))


def _codes(codes: Any, rows: Any) -> list[str]:
    return [str(codes[row]) if row >= 0 else "" for row in rows]
