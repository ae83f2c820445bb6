"""What the command line prints: tables and sentences for people, rows for JSON."""

from __future__ import annotations

import dataclasses
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal

import typer
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from gridgen.roster import Roster, role_labels, roster
from gridgen.words import community_name, level_name, say, todo

if TYPE_CHECKING:
    from pathlib import Path

    from gridgen.edit import Balance, Difference, Flow, Lie, Overlay
    from gridgen.locate import Locator, Place
    from gridgen.model import Plan, Report

SHOWN = 5
"""Findings of one rule that are shown in the terminal."""

ZONES_SHOWN = 20
"""Zones that changed that are shown in the terminal."""

_STATES = ("kept", "changed", "new", "retired")

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
    """Print the roles, the first zones with vacancies before the others, and the areas."""
    _print_roles(found, label_of, lang)
    names = ("zone", "role", "filled", "vacant", "households", "per_person")
    table = Table(box=SIMPLE_HEAD)
    for name in names:
        side: Literal["left", "right"] = "left" if name in ("zone", "role") else "right"
        table.add_column(say(f"column_{name}", lang), justify=side, no_wrap=side == "left")
    for zone in sorted(found.zones, key=lambda zone: -zone.vacant)[:ZONES_SHOWN]:
        label = label_of[zone.role][lang]
        _add_row(table, f"{zone.code} {zone.name}".strip(), label, zone.posts - zone.vacant,
                 zone.vacant, zone.households, _span(zone.each))  # fmt: skip
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
        _add_row(table, label_of[role.role][lang], role.people, role.posts, role.vacant,
                 f"{role.fewest}-{role.most}", role.mean_m)  # fmt: skip
    out.print(table)


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
            "todo": todo(found.rule, lang),
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
        "lower_bound_m": plan.made_by.lower_bound_m,
        "people": people_rows(plan),
        "findings": as_rows(plan.report, lang),
    }


def print_plan(plan: Plan, output: Path, lang: str, *, as_json: bool) -> None:
    """Print what was divided and found, and where it was written."""
    if as_json:
        typer.echo(json.dumps(summary(plan, output, lang), ensure_ascii=False))
        return
    print_levels(plan, lang)
    print_people(plan, lang)
    if plan.made_by.lower_bound_m is not None and plan.made_by.metres > 0:
        gap = 100 * (1 - plan.made_by.lower_bound_m / plan.made_by.metres)
        out.print(say("proven", lang, gap=f"{max(gap, 0):.1f}"))
    print_findings(plan.report, lang)
    out.print(escape(say("wrote", lang, path=output)))


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


def difference_rows(difference: Difference) -> dict[str, Any]:
    """Return what `gridgen diff --json` prints: everything, each count in rows and households."""
    rows = dataclasses.asdict(difference)
    homes = {change: rows.pop(change) for change in ("moved", "new", "gone", "recounted")}
    for empty in ("code", "name"):
        del rows["total"][empty]
    return {"same": difference.is_same, **rows, "households": homes}


def print_difference(difference: Difference, lang: str) -> None:
    """Print the communities that changed, the first zones that changed, and the totals."""
    level = level_name(difference.level, lang)
    total = difference.total
    if difference.is_same:
        households = total.flow.after.households
        out.print(say("diff_none", lang, zones=total.kept, level=level, households=households))
        return
    _print_communities(difference, lang)
    _print_zones(difference, lang)
    _print_centres(difference, lang)
    out.print(
        say("diff_zones_line", lang, level=level, before=total.kept + total.changed + total.retired,
            after=total.kept + total.changed + total.new, kept=total.kept, changed=total.changed,
            new=total.new, retired=total.retired)
    )  # fmt: skip
    flow = total.flow
    out.print(
        say("diff_households_line", lang, level=level, before=flow.before.households,
            after=flow.after.households, moved=flow.moved.households, moved_rows=flow.moved.rows,
            new=flow.new.households, new_rows=flow.new.rows, gone=flow.gone.households,
            gone_rows=flow.gone.rows, recounted=flow.recounted.households,
            recounted_rows=flow.recounted.rows)
    )  # fmt: skip
    if not difference.has_shared:
        out.print(f"[yellow]{say('diff_nothing_shared', lang)}[/]")


def _print_communities(difference: Difference, lang: str) -> None:
    parts = ("before", "after", "moved", "joined", "left", "new", "gone", "recounted")
    changed = [balance for balance in difference.communities if not balance.is_same]
    widest = max(len(_states(balance)) for balance in (*changed, difference.total))
    table = _flow_table(["community"], parts, "states", lang, last_width=widest)
    for balance in changed:
        name = f"{balance.code} {community_name(balance.code, balance.name, lang)}".strip()
        _add_row(table, name, *_households(balance.flow, parts), _states(balance))
    total = difference.total
    name = say("diff_total", lang)
    _add_row(table, name, *_households(total.flow, parts), _states(total))
    out.print(table)
    if same := len(difference.communities) - len(changed):
        out.print(say("diff_same_communities", lang, number=same))


def _print_zones(difference: Difference, lang: str) -> None:
    parts = ("before", "after", "joined", "left", "new", "gone", "recounted")
    changed = [zone for zone in difference.zones if zone.state != "kept"]
    if not changed:
        return
    shown = changed[:ZONES_SHOWN]
    widest = max(len(zone.went_to) for zone in shown)
    table = _flow_table(["code", "state"], parts, "went_to", lang, last_width=widest)
    for zone in shown:
        state = say(f"diff_{zone.state}", lang)
        _add_row(table, zone.code, state, *_households(zone.flow, parts), zone.went_to)
    out.print(table)
    if len(changed) > ZONES_SHOWN:
        level, more = level_name(difference.level, lang), len(changed) - ZONES_SHOWN
        out.print(say("diff_more", lang, number=more, level=level))


def _print_centres(difference: Difference, lang: str) -> None:
    for change in difference.centres[:ZONES_SHOWN]:
        state = "follows" if change.follows else change.state
        said = {name: value or "-" for name, value in dataclasses.asdict(change).items()}
        out.print(escape(say(f"diff_centre_{state}", lang, **said)))
    if (more := len(difference.centres) - ZONES_SHOWN) > 0:
        out.print(say("findings_more", lang, number=more))


def _flow_table(
    first: Iterable[str], parts: Iterable[str], last: str, lang: str, *, last_width: int
) -> Table:
    """Return an empty table: words, households of each part of a flow, and words kept whole."""
    table = Table(box=SIMPLE_HEAD, collapse_padding=True, pad_edge=False)
    for name in first:
        table.add_column(say(f"diff_{name}", lang), no_wrap=True)
    for part in parts:
        table.add_column(say(f"diff_flow_{part}", lang), justify="right")
    table.add_column(say(f"diff_{last}", lang), min_width=last_width)
    return table


def _add_row(table: Table, *cells: object) -> None:
    table.add_row(*(escape(str(cell)) for cell in cells))


def _households(flow: Flow, parts: Iterable[str]) -> list[int]:
    return [getattr(flow, part).households for part in parts]


def _states(balance: Balance) -> str:
    return "/".join(str(getattr(balance, state)) for state in _STATES)


def overlay_rows(found: Overlay) -> dict[str, Any]:
    """Return what `gridgen overlay --json` prints: the cross table and the zones of each net."""
    rows = dataclasses.asdict(found)
    return {
        "overlaps": rows["overlaps"],
        "first_zones": rows["first"],
        "second_zones": rows["second"],
        "only_first": found.only_first,
        "only_second": found.only_second,
    }


def print_overlay(found: Overlay, lang: str) -> None:
    """Print how many zones of each net match, hold or cross, and the first that cross."""
    names = ("code", "relation", "households", "zones", "best", "share", "border_share")
    for net, lies in (("first", found.first), ("second", found.second)):
        number = Counter(lie.relation.value for lie in lies)
        kinds = ("same", "inside", "holds", "crosses", "empty")
        out.print(say("overlay_line", lang, net=say(f"overlay_{net}", lang), zones=len(lies),
                      **{kind: number[kind] for kind in kinds}))  # fmt: skip
        crossing = [lie for lie in lies if lie.relation == "crosses"]
        if crossing:
            _print_lies(crossing, names, lang)
    out.print(say("overlay_only", lang, first=found.only_first, second=found.only_second))


def _print_lies(lies: list[Lie], names: Iterable[str], lang: str) -> None:
    table = Table(box=SIMPLE_HEAD)
    whole = {"code": max(len(lie.code) for lie in lies), "best": max(len(lie.best) for lie in lies)}
    for name in names:
        # Codes differ in their last digits: never cut them off.
        table.add_column(say(f"overlay_{name}", lang), min_width=whole.get(name))
    for lie in lies[:ZONES_SHOWN]:
        shares = (f"{lie.share:.0%}", f"{lie.border_share:.0%}")
        said = say(f"overlay_{lie.relation.value}", lang)
        _add_row(table, lie.code, said, lie.households, lie.zones, lie.best, *shares)
    out.print(table)
    if len(lies) > ZONES_SHOWN:
        out.print(say("findings_more", lang, number=len(lies) - ZONES_SHOWN))
