"""What the command line prints: tables and sentences for people, rows for JSON."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import typer
from rich.box import SIMPLE_HEAD
from rich.markup import escape
from rich.table import Table

from gridgen.cli.console import COLOURS, SHOWN, ZONES_SHOWN, add_row, err, out, print_json
from gridgen.model.findings import as_rows
from gridgen.model.zones import ASIDE
from gridgen.people.roster import Roster, role_labels, roster
from gridgen.plans.balance import apart_from_grids, balance_of
from gridgen.plans.measures import compactness, size_cv
from gridgen.words.say import level_name, say
from gridgen.words.seen import seen

if TYPE_CHECKING:
    from pathlib import Path

    from gridgen.jobs.lookup import Found
    from gridgen.model.findings import Finding, Report
    from gridgen.model.plan import MadeBy, Plan
    from gridgen.plans.locate import Locator, Nearest, Place

LEAST_PAID = 0.05
"""Per cent of the metres that are told to buy something else."""


def level_rows(plan: Plan) -> list[dict[str, Any]]:
    """Return one row of counts for each level; what is set aside has no size and shape to tell."""
    rows = []
    for zones in plan.levels:
        status = Counter(zones.status.tolist())
        weight = zones.households
        usual = ~np.isin(zones.kind, ASIDE) & (weight > 0)
        cv = size_cv(weight[usual], zones.kind[usual])
        roundness = np.median(compactness(zones.polygon[usual])) if usual.any() else np.nan
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
                "size_cv": round(cv, 3) if usual.any() else None,
                "compactness": round(float(roundness), 3) if usual.any() else None,
            }
        )
    return rows


def people_rows(plan: Plan) -> list[dict[str, Any]]:
    """Return one row for each role: people, posts, vacancies, and households for each person."""
    return [] if plan.staff is None else roster_rows(roster(plan))["roles"]


def roster_rows(found: Roster) -> dict[str, Any]:
    """Return what `gridgen people --json` prints: all roles, zones and people."""
    return dataclasses.asdict(found)


def print_people(plan: Plan, lang: str) -> None:
    """Print the table of roles, if there are people."""
    if plan.staff is not None:
        _print_roles(roster(plan), role_labels(plan), lang)


def print_roster(found: Roster, label_of: Mapping[str, Mapping[str, str]], lang: str) -> None:
    """Print the roles, the first zones with vacancies before the others, and the areas.

    Parameters
    ----------
    found
        Who serves, as `gridgen.people.roster.roster` says.
    label_of
        For each role what it is called, by language.
    lang
        "en" or "zh".
    """
    _print_roles(found, label_of, lang)
    names = ("zone", "role", "filled", "vacant", "households", "per_person")
    table = Table(box=SIMPLE_HEAD)
    for name in names:
        side: Literal["left", "right"] = "left" if name in ("zone", "role") else "right"
        table.add_column(say(f"column_{name}", lang), justify=side, no_wrap=side == "left")
    for zone in sorted(found.zones, key=lambda zone: -zone.vacant)[:ZONES_SHOWN]:
        label = label_of[zone.role][lang]
        called = f"{zone.code} {zone.name}".strip()
        filled = zone.posts - zone.vacant
        each = _span(zone.each)
        add_row(table, (called, label, filled, zone.vacant, zone.households, each))
    out.print(table)
    if len(found.zones) > ZONES_SHOWN:
        out.print(say("roster_more", lang, number=len(found.zones) - ZONES_SHOWN))
    for role in found.roles:
        if role.areas:
            out.print(
                say("roster_drawn", lang, role=label_of[role.role][lang], number=role.areas,
                    smallest=f"{role.smallest_m2 / 10_000:.2f}",
                    largest=f"{role.largest_m2 / 10_000:.2f}")
            )  # fmt: skip


def _span(numbers: Sequence[int]) -> str:
    if not numbers:
        return "–"
    least, most = min(numbers), max(numbers)
    return f"{least}-{most}" if least < most else str(least)


def _print_roles(found: Roster, label_of: Mapping[str, Mapping[str, str]], lang: str) -> None:
    table = Table(box=SIMPLE_HEAD)
    for name in ("role", "people", "posts", "vacant", "per_person", "way"):
        table.add_column(say(f"column_{name}", lang), justify="left" if name == "role" else "right")
    for role in found.roles:
        label, each = label_of[role.role][lang], f"{role.fewest}-{role.most}"
        add_row(table, (label, role.people, role.posts, role.vacant, each, role.mean_m))
    out.print(table)


def summary(plan: Plan, output: Path, lang: str) -> dict[str, Any]:
    """Return what `gridgen divide --json` prints.

    Parameters
    ----------
    plan
        As it was divided.
    output
        The file it was written to, as the user named it.
    lang
        "en" or "zh": the language of the findings.
    """
    households = plan.township.households
    return {
        "plan": str(output),
        "households": int(households.count.sum()),
        "rows": len(households),
        "balance": dataclasses.asdict(balance_of(plan)),
        "communities": len(plan.communities),
        "levels": level_rows(plan),
        "metres": plan.made_by.metres,
        "lower_bound_m": plan.made_by.lower_bound_m,
        "least_m": plan.made_by.least_m,
        "people": people_rows(plan),
        "findings": as_rows(plan.report, lang),
    }


def print_plan(plan: Plan, output: Path, lang: str, *, as_json: bool) -> None:
    """Print what was divided and found, and where it was written.

    Parameters
    ----------
    plan, output
        What was divided, and the file it was written to.
    lang
        "en" or "zh".
    as_json
        Print the one object of `summary` in place of tables and sentences.
    """
    if as_json:
        print_json(summary(plan, output, lang))
        return
    print_levels(plan, lang)
    out.print(escape(balance_line(plan, lang)))
    print_people(plan, lang)
    if plan.made_by.lower_bound_m is not None and plan.made_by.metres > 0:
        out.print(_proven(plan.made_by, lang))
    print_findings(plan.report, lang)
    print_written([output], lang)


def _proven(made_by: MadeBy, lang: str) -> str:
    """Return how much less could be walked at most, and how much of it buys something else."""
    walked, bound = made_by.metres, made_by.lower_bound_m or 0.0
    gap = say("proven", lang, gap=f"{max(100 * (1 - bound / walked), 0):.1f}")
    paid = 100 * (1 - (made_by.least_m or walked) / walked)
    return f"{gap}{say('proven_paid', lang, paid=f'{paid:.1f}')}" if paid >= LEAST_PAID else gap


def balance_line(plan: Plan, lang: str) -> str:
    """Return one line that says where every row and household of the list went."""
    found = balance_of(plan)
    reasons = [
        say(f"left_out_{rule}", lang, number=number) for rule, number in found.left_out.items()
    ]
    parts = {**apart_from_grids(found, lang), "left_out": ""}
    if reasons:
        parts["left_out"] = say("balance_left_out", lang, number=found.rows_read - found.rows,
                                reasons=say("list_comma", lang).join(reasons))  # fmt: skip
    return say("balance", lang, **{**dataclasses.asdict(found), **parts})


def print_written(paths: Iterable[Path], lang: str) -> None:
    """Print which files were written."""
    for path in paths:
        out.print(escape(say("wrote", lang, path=path)))


def print_levels(plan: Plan, lang: str) -> None:
    """Print the table of levels."""
    table = Table(box=SIMPLE_HEAD)
    names = ("level", "zones", "in_band", "too_large", "too_small", "sizes", "mean")
    for name in names:
        is_level = name == "level"
        header = say(f"column_{name}", lang)
        table.add_column(header, justify="left" if is_level else "right", no_wrap=is_level)
    rows = level_rows(plan)
    for row in rows:
        cells = (level_name(row["level"], lang), row["zones"], row["in_band"], row["too_large"],
                 row["too_small"], f"{row['fewest']}-{row['most']}", row["mean_m"])  # fmt: skip
        add_row(table, cells)
    out.print(table)
    for row in rows:
        if row["zones"] > 1 and row["size_cv"] is not None:
            told = {"cv": f"{row['size_cv']:.2f}", "compactness": f"{row['compactness']:.2f}"}
            out.print(say("evenness", lang, level=level_name(row["level"], lang), **told))


def print_findings(report: Report, lang: str) -> None:
    """Print the findings, at most `SHOWN` of a rule, and how many there are of each severity.

    Those that say the same are one.
    """
    if len(report) == 0:
        out.print(say("findings_none", lang))
        return
    groups = report.alike()
    shown: Counter[str] = Counter()
    total = Counter(group[0].rule for group in groups)
    for group in groups:
        rule, severity = group[0].rule, group[0].severity
        shown[rule] += 1
        if shown[rule] <= SHOWN:
            word = say(severity.value, lang)
            out.print(f"[{COLOURS[severity]}]{word}[/] {escape(seen(told(group, lang)))}")
        if shown[rule] == SHOWN and total[rule] > SHOWN:
            more = total[rule] - SHOWN
            out.print(f"  [dim]{say('findings_more', lang, number=more)}[/]")
    number = Counter(group[0].severity.value for group in groups)
    out.print(
        say("findings_count", lang, errors=number["error"], warnings=number["warning"],
            notes=number["note"])
    )  # fmt: skip


def told(alike: Sequence[Finding], lang: str) -> str:
    """Return one line for findings that say the same, the codes of what they are about last."""
    text, codes = alike[0].text(lang), [found.code for found in alike if found.code]
    if len(alike) > SHOWN and codes:
        shown = say("list_codes", lang).join(codes[:SHOWN])
        return say("finding_codes_many", lang, text=text, number=len(alike), codes=shown)
    shown = say("list_codes", lang).join(codes)
    return say("finding_codes", lang, text=text, codes=shown) if codes else text


def place_row(found: Place | None, nearest: Nearest | None = None) -> dict[str, Any]:
    """Return what `gridgen locate --json` prints; `nearest` is of a point outside of all grids."""
    if nearest is not None:
        zone = nearest.zone
        near = {"level": zone.level, "code": zone.code, "name": zone.name,
                "metres": round(nearest.metres, 1)}  # fmt: skip
        return {**place_row(found), "nearest": near}
    if found is None:
        return {"community": None, "presence": "outside", "zones": []}
    return {
        "community": {"code": found.community_code, "name": found.community_name},
        "presence": str(found.presence),
        "zones": [{"level": z.level, "code": z.code, "name": z.name} for z in found.zones],
        "responsible": [dataclasses.asdict(who) for who in found.responsible],
    }


def print_found(found: Found | None, lang: str, *, as_json: bool) -> None:
    """Print the grid of a point in a country; None where it is in none."""
    if as_json:
        print_json({"grid": None} if found is None else {"grid": dataclasses.asdict(found)})
    elif found is None:
        out.print(say("located_nowhere", lang))
    else:
        out.print(escape(say("located_in_country", lang, **dataclasses.asdict(found))))


def print_place(
    plan: Plan,
    found: Place | None,
    household: str | None,
    lang: str,
    *,
    nearest: Nearest | None = None,
) -> None:
    """Print the community and the zones of a point or household, and who answers for them.

    Parameters
    ----------
    plan
        That was asked.
    found
        None for a point in no community.
    household
        The id that was asked for, where it was not a point.
    lang
        "en" or "zh".
    nearest
        Of a point in no grid.
    """
    if found is None:
        out.print(say("located_nowhere", lang))
        _print_nearest(nearest, lang)
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
    _print_nearest(nearest, lang)
    label_of = role_labels(plan)
    for who in found.responsible:
        key = "located_responsible_phone" if who.phone else "located_responsible"
        out.print(escape(say(key if who.person else "located_vacant", lang,
                             role=label_of[who.role][lang], person=who.person,
                             phone=who.phone)))  # fmt: skip
    if found.presence != "placed":
        out.print(say(f"located_{found.presence}", lang))


def _print_nearest(nearest: Nearest | None, lang: str) -> None:
    if nearest is not None:
        out.print(escape(say("located_nearest", lang, name=nearest.zone.name,
                             code=nearest.zone.code, metres=round(nearest.metres))))  # fmt: skip


def print_located(
    plan: Plan,
    locator: Locator,
    points: str,
    lang: str,
    *,
    crs: str | None,
    datum: Mapping[str, str],
    as_json: bool,
) -> None:
    """Print the codes at each point of a file: tab-separated, or one JSON object.

    Parameters
    ----------
    plan, locator
        The plan, and what looks up places in it.
    points
        `FILE[:layer]` of points in any CRS; rows that cannot be read are told on standard
        error.
    lang
        "en" or "zh": the language of what is told.
    crs, datum
        Those of the points, as `gridgen.files.inputs.Inputs` takes them.
    as_json
        One object in place of lines.
    """
    from gridgen.files.datums import datums_said
    from gridgen.files.households import to_households
    from gridgen.files.inputs import read_table
    from gridgen.files.tables import table_of
    from gridgen.model.arrays import picked
    from gridgen.model.crs import project

    given, name = read_table(points)
    table = table_of(given, "households", crs, datums_said(datum))
    # In the metres of the plan: they may lie anywhere, as far from each other as they like.
    asked, left_out = to_households(table, source=name, crs_m=plan.township.crs)
    found = locator.at_many(project(asked.given, asked.crs, "EPSG:4326"))
    columns = {"community": picked(plan.communities.code, found.community_of)}
    for zones in plan.levels:
        columns[zones.level] = picked(zones.code, found.zone_of[zones.level])
    for finding in left_out:
        err.print(escape(finding.text(lang)))
    if as_json:
        rows = [
            {"id": str(id_), **{level: codes[row] or None for level, codes in columns.items()}}
            for row, id_ in enumerate(asked.ids)
        ]
        print_json({"points": rows})
        return
    typer.echo("\t".join(["id", *columns]))
    for row, id_ in enumerate(asked.ids):
        # A tab in an id would begin another column.
        name = seen(" ".join(str(id_).split()))
        typer.echo("\t".join([name, *(codes[row] for codes in columns.values())]))
