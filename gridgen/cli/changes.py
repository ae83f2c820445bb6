"""What is printed of two plans: differences and overlays."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from rich.box import SIMPLE_HEAD
from rich.markup import escape
from rich.table import Table

from gridgen.cli.console import ZONES_SHOWN, add_row, out
from gridgen.words.say import community_name, level_name, say

if TYPE_CHECKING:
    from gridgen.plans.diff import Balance, Difference, Flow
    from gridgen.plans.overlay import Lie, Overlay


_STATES = ("kept", "changed", "new", "retired")


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
        add_row(table, (name, *_households(balance.flow, parts), _states(balance)))
    total = difference.total
    name = say("diff_total", lang)
    add_row(table, (name, *_households(total.flow, parts), _states(total)))
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
        add_row(table, (zone.code, state, *_households(zone.flow, parts), zone.went_to))
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
        add_row(table, (lie.code, said, lie.households, lie.zones, lie.best, *shares))
    out.print(table)
    if len(lies) > ZONES_SHOWN:
        out.print(say("findings_more", lang, number=len(lies) - ZONES_SHOWN))
