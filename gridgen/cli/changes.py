"""What is printed of two plans: differences and overlays."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from rich.box import SIMPLE_HEAD
from rich.markup import escape
from rich.table import Table

from gridgen.cli.console import ZONES_SHOWN, add_row, out, print_json
from gridgen.cli.tables import print_plan, summary
from gridgen.people.roster import role_labels
from gridgen.plans.communities_told import told
from gridgen.plans.diff import first_level
from gridgen.plans.differing import difference_rows
from gridgen.plans.reasons import difference_of
from gridgen.words.say import LANGUAGES, community_name, level_name, say
from gridgen.words.seen import seen

if TYPE_CHECKING:
    from pathlib import Path

    from gridgen.model.plan import Plan
    from gridgen.plans.diff import Balance, Difference, Flow, ZoneChange
    from gridgen.plans.overlay import Lie, Overlay


_STATES = ("kept", "renamed", "recoded", "changed", "new", "retired")
_RARE = ("renamed", "recoded")
"""States of which a table has no number where there are none."""

Labels = Mapping[str, Mapping[str, str]]
"""What each role is called, by language."""


def change_rows(difference: Difference) -> dict[str, Any]:
    """Return what `gridgen redraw --json` says of what changed: all but single households."""
    rows = difference_rows(difference)
    del rows["households"]
    rows["zones"] = [zone for zone in rows["zones"] if zone["state"] != "kept"]
    return rows


def print_redrawn(before: Plan, new: Plan, output: Path, lang: str, *, as_json: bool) -> None:
    """Print a plan that was divided again, and what of it changed and why.

    Parameters
    ----------
    before
        The plan as it stood, whose households bear the ids that they have now.
    new, output
        The plan as it is, and the file it was written to.
    lang
        "en" or "zh".
    as_json
        One object in place of tables and sentences.
    """
    has_level = first_level(new) in {zones.level for zones in before.levels}
    difference = difference_of(before, new) if has_level else None
    if as_json:
        changes = None if difference is None else change_rows(difference)
        print_json({**summary(new, output, lang), "changes": changes})
        return
    print_plan(new, output, lang, as_json=False)
    if difference is not None:
        out.print(say("redraw_changes", lang))
        print_changes(difference, role_labels(before) | role_labels(new), lang)


def print_difference(difference: Difference, labels: Labels, lang: str) -> None:
    """Print what became of the communities, the first zones that changed and why, and the totals.

    Parameters
    ----------
    difference
        Of two plans.
    labels
        What the roles of their people are called.
    lang
        "en" or "zh".
    """
    level = level_name(difference.level, lang)
    total = difference.total
    if difference.is_same:
        households = total.flow.after.households
        out.print(say("diff_none", lang, zones=total.kept, level=level, households=households))
        return
    for change in difference.villages:
        out.print(escape(told(change).text(lang)))
    _print_communities(difference, lang)
    print_changes(difference, labels, lang)
    if not difference.has_shared:
        out.print(f"[yellow]{say('diff_nothing_shared', lang)}[/]")


def print_changes(difference: Difference, labels: Labels, lang: str) -> None:
    """Print the first zones that changed and why, whose people changed, and the totals.

    Parameters
    ----------
    difference, labels, lang
        As of `print_difference`.
    """
    _print_zones(difference, lang)
    _print_centres(difference, lang)
    _print_people(difference, labels, lang)
    _print_totals(difference, lang)


def _print_totals(difference: Difference, lang: str) -> None:
    level, total = level_name(difference.level, lang), difference.total
    rare = [say(f"diff_{state}_too", lang, number=getattr(total, state))
            for state in _RARE if getattr(total, state)]  # fmt: skip
    stays = total.kept + total.renamed + total.recoded + total.changed
    out.print(
        say("diff_zones_line", lang, level=level, before=stays + total.retired,
            after=stays + total.new, kept=total.kept, changed=total.changed, new=total.new,
            retired=total.retired, rare="".join(rare))
    )  # fmt: skip
    flow = total.flow
    out.print(
        say("diff_households_line", lang, level=level, before=flow.before.households,
            after=flow.after.households, moved=flow.moved.households, moved_rows=flow.moved.rows,
            new=flow.new.households, new_rows=flow.new.rows, gone=flow.gone.households,
            gone_rows=flow.gone.rows, recounted=flow.recounted.households,
            recounted_rows=flow.recounted.rows)
    )  # fmt: skip


def _print_communities(difference: Difference, lang: str) -> None:
    parts = ("before", "after", "moved", "joined", "left", "new", "gone", "recounted")
    changed = [balance for balance in difference.communities if not balance.is_same]
    states = [one for one in _STATES if one not in _RARE or getattr(difference.total, one)]
    header = "/ ".join(say(f"diff_{state}", lang) for state in states)
    widest = max(len(_states(balance, states)) for balance in (*changed, difference.total))
    table = _flow_table(["community"], parts, header, lang, last_width=widest)
    for balance in changed:
        name = f"{balance.code} {community_name(balance.code, balance.name, lang)}".strip()
        add_row(table, (name, *_households(balance.flow, parts), _states(balance, states)))
    total = difference.total
    name = say("diff_total", lang)
    add_row(table, (name, *_households(total.flow, parts), _states(total, states)))
    out.print(table)
    if same := len(difference.communities) - len(changed):
        out.print(say("diff_same_communities", lang, number=same))


def _print_zones(difference: Difference, lang: str) -> None:
    """Print a line for each of the first zones that changed, and one for the reasons."""
    changed = [zone for zone in difference.zones if zone.state != "kept"]
    # Who lives elsewhere now matters before what is called otherwise.
    changed.sort(key=lambda zone: (zone.state.value in _RARE, zone.code))
    names = called_in(difference, lang)
    for zone in changed[:ZONES_SHOWN]:
        out.print(escape(seen(_zone_line(zone, names, lang))))
        if zone.why:
            why = say("list_semicolon", lang).join(reason.text(lang) for reason in zone.why)
            out.print(f"    [dim]{escape(seen(say('diff_why_line', lang, why=why)))}[/]")
    if len(changed) > ZONES_SHOWN:
        level, more = level_name(difference.level, lang), len(changed) - ZONES_SHOWN
        out.print(say("diff_more", lang, number=more, level=level))


def called_in(difference: Difference, lang: str) -> dict[str, str]:
    """Return the full names of the zones of both plans, by code: that of the village goes first.

    Parameters
    ----------
    difference
        Of two plans.
    lang
        "en" or "zh".
    """
    home_of = {balance.code: balance.name for balance in difference.communities}
    names: dict[str, str] = {}
    for zone in difference.zones:
        sides = ((zone.code, zone.name, zone.community),
                 (zone.old_code, zone.old_name, zone.old_community))  # fmt: skip
        for code, name, community in sides:
            home = home_of.get(community, "")
            full = (
                name if name.startswith(home) else say("zone_of_home", lang, home=home, name=name)
            )
            names.setdefault(code, full or code)
    return names | {
        code: called[LANGUAGES.index(lang)] for code, called in difference.names.items()
    }


def _zone_line(zone: ZoneChange, names: Mapping[str, str], lang: str) -> str:
    flow, parts = zone.flow, ("joined", "left", "new", "gone", "recounted")
    tallies = [(part, getattr(flow, part)) for part in parts]
    said = [say("diff_part", lang, part=say(f"diff_flow_{part}", lang), number=tally.households)
            for part, tally in tallies if tally.rows]  # fmt: skip
    if zone.state == "retired" and zone.went_to:
        said = [say("diff_went_line", lang, name=names.get(zone.went_to, zone.went_to),
                    code=zone.went_to, number=zone.went.households)]  # fmt: skip
    if zone.old_code not in ("", zone.code):
        said.append(say("diff_was_line", lang, name=names[zone.old_code], code=zone.old_code))
    elif zone.is_renamed:
        said.append(say("diff_named_line", lang, name=zone.old_name))
    if zone.until:
        said.append(say("diff_until_line", lang, day=zone.until))
    counts = f"{flow.before.households} → {flow.after.households}"
    if flow.before == flow.after:
        counts = str(flow.after.households)
    return say("diff_zone_line", lang, state=say(f"diff_{zone.state.value}", lang),
               name=names[zone.code], code=zone.code, counts=counts,
               more="".join(say("list_comma", lang) + one for one in said))  # fmt: skip


def _print_people(difference: Difference, labels: Labels, lang: str) -> None:
    names = called_in(difference, lang)
    for one in difference.people[:ZONES_SHOWN]:
        zones = [say("list_codes", lang).join(names.get(code, code) for code in codes) or "-"
                 for codes in (one.old_zones, one.new_zones)]  # fmt: skip
        said = say(f"diff_person_{one.state.value}", lang, id=one.id,
                   role=labels.get(one.role, {}).get(lang, one.role), before=zones[0],
                   now=zones[1], joined=one.joined, left=one.left)  # fmt: skip
        out.print(escape(seen(said)))
    if (more := len(difference.people) - ZONES_SHOWN) > 0:
        out.print(say("diff_people_more", lang, number=more))


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
    table.add_column(last, min_width=last_width)
    return table


def _households(flow: Flow, parts: Iterable[str]) -> list[int]:
    return [getattr(flow, part).households for part in parts]


def _states(balance: Balance, states: Iterable[str]) -> str:
    return "/".join(str(getattr(balance, state)) for state in states)


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
        add_row(table, (lie.code, said, lie.households, lie.zones, lie.best, *shares))
    out.print(table)
    if len(lies) > ZONES_SHOWN:
        out.print(say("findings_more", lang, number=len(lies) - ZONES_SHOWN))
