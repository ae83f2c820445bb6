"""What is printed of edits: each in words, what it does to zones and findings, and the whole."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Literal

from rich.box import SIMPLE_HEAD
from rich.markup import escape
from rich.table import Table

from gridgen.cli.console import COLOURS, SHOWN, ZONES_SHOWN, add_row, out, print_json
from gridgen.cli.tables import print_written
from gridgen.cli.work import write_to
from gridgen.model.findings import Finding, Report, Severity, as_rows
from gridgen.versions.described import described
from gridgen.versions.editing import child_of
from gridgen.versions.effected import effect_rows
from gridgen.words.say import LANGUAGES, level_name, say
from gridgen.words.seen import seen

if TYPE_CHECKING:
    from pathlib import Path

    from gridgen.model.plan import Plan
    from gridgen.versions.apply import Applied
    from gridgen.versions.draft import Draft
    from gridgen.versions.editing import Made
    from gridgen.versions.effect import Effect, ZoneEffect


def finish(
    before: Draft, done: Made, files: tuple[Path, Path | None], lang: str, *, as_json: bool
) -> Plan:
    """Write and return the plan that edits made, and tell what became of each.

    Parameters
    ----------
    before, done, files, lang
        As of `edited_row`.
    as_json
        Print the one object of `edited_row` in place of sentences.
    """
    new = child_of(before.plan, done.draft)
    if files[1] is not None:
        write_to(files[1], new, lang)
    if as_json:
        print_json(edited_row(before, done, new, files, lang))
    else:
        print_made(before, done, lang)
        print_end(before, done, new, files, lang)
    return new


def edited_row(
    before: Draft, done: Made, new: Plan, files: tuple[Path, Path | None], lang: str
) -> dict[str, Any]:
    """Return what `gridgen edit --json` prints.

    Parameters
    ----------
    before
        The plan before the edits.
    done
        What became of them.
    new
        The plan that they made.
    files
        Where the old plan stands, and the new one; None where that was not written.
    lang
        "en" or "zh".
    """
    plan_file, target = files
    return {
        "plan": str(plan_file),
        "output": None if target is None else str(target),
        "edits": effect_rows(before, done.applied, lang),
        "refused": [why.text(lang) for why in done.refused],
        "findings": as_rows(new.report, lang),
    }


def print_made(before: Draft, done: Made, lang: str) -> None:
    """Print each edit that was made and what it does, and those that were passed over.

    Parameters
    ----------
    before, done, lang
        As of `edited_row`.
    """
    print_effects(before, done.applied, lang)
    for why in done.refused:
        out.print(f"[yellow]{say('edit_refused', lang)}[/] {escape(why.text(lang))}")


def print_end(
    before: Draft, done: Made, new: Plan, files: tuple[Path, Path | None], lang: str
) -> None:
    """Print what edits did to the whole, and how to go back.

    Parameters
    ----------
    before, done, new, files, lang
        As of `edited_row`.
    """
    plan_file, target = files
    _print_whole(before.plan, new, len(done.applied), lang)
    if target is None:
        out.print(say("edit_dry", lang))
    else:
        print_written([target], lang)
        out.print(escape(say("edit_back", lang, plan=plan_file, new=target)), soft_wrap=True)


def print_effects(before: Draft, applied: Iterable[Applied], lang: str) -> None:
    """Print each edit that was made to `before`, one after the other, and what it does."""
    for number, one in enumerate(applied, start=1):
        says = _in(described(before, one.edit), lang)
        line = say("edit_numbered", lang, number=number, says=says)
        out.print(f"[bold]{escape(seen(line))}[/]")
        _print_zones(before, one.effect, lang)
        _print_moved(one.effect, lang)
        _print_findings(one.effect, lang)
        before = one.draft


def _print_whole(old: Plan, new: Plan, number: int, lang: str) -> None:
    """Print how many edits were made, and the findings of the plan before and after them."""
    out.print(
        say("edit_whole", lang, number=number, errors=len(new.report.errors),
            old_errors=len(old.report.errors), warnings=_warnings(new), old_warnings=_warnings(old))
    )  # fmt: skip


def _warnings(plan: Plan) -> int:
    return sum(found.severity is Severity.WARNING for found in plan.report)


def _in(pair: tuple[str, str], lang: str) -> str:
    return pair[LANGUAGES.index(lang)]


def _print_zones(before: Draft, effect: Effect, lang: str) -> None:
    """Print the zones of the highest level that is touched, and count those below."""
    touched = {zone.level for zone in effect.zones}
    levels = [zones.level for zones in before.plan.levels if zones.level in touched]
    if not levels:
        return
    top = [zone for zone in effect.zones if zone.level == levels[0]]
    table = Table(box=SIMPLE_HEAD, collapse_padding=True, pad_edge=False)
    for name in ("zone", "households", "pieces", "mean", "state"):
        side: Literal["left", "right"] = "left" if name in ("zone", "state") else "right"
        table.add_column(say(f"edit_column_{name}", lang), justify=side, no_wrap=name == "zone")
    for zone in top[:ZONES_SHOWN]:
        add_row(table, _zone_cells(zone, lang))
    out.print(table)
    if len(top) > ZONES_SHOWN:
        out.print(say("edit_more_zones", lang, number=len(top) - ZONES_SHOWN))
    for level in levels[1:]:
        zones = [zone for zone in effect.zones if zone.level == level]
        new, gone = (sum(side(zone) for zone in zones) for side in (_is_new, _is_gone))
        out.print(
            say("edit_below", lang, level=level_name(level, lang), new=new, gone=gone,
                changed=len(zones) - new - gone)
        )  # fmt: skip


def _is_new(zone: ZoneEffect) -> bool:
    return zone.before is None


def _is_gone(zone: ZoneEffect) -> bool:
    return zone.after is None


def _zone_cells(zone: ZoneEffect, lang: str) -> list[str]:
    sides = (zone.before, zone.after)
    state = say("edit_state_new" if _is_new(zone) else "edit_state_gone", lang)
    if not (_is_new(zone) or _is_gone(zone)):
        was = _in(zone.was_called, lang)
        is_same = zone.was_called == zone.called
        state = "" if is_same else say("edit_state_renamed", lang, name=was)
    return [
        _in(zone.called, lang),
        _arrow([f"{size.households:,}" if size else "" for size in sides]),
        _arrow([str(size.pieces) if size else "" for size in sides]),
        _arrow([f"{size.mean_m:.0f}" if size else "" for size in sides]),
        state,
    ]


def _arrow(sides: Sequence[str]) -> str:
    """Return what was and what is; one number where they are the same."""
    was, now = sides
    return was if was == now else f"{was or '–'} → {now or '–'}"


def _print_moved(effect: Effect, lang: str) -> None:
    if not effect.zones:
        return
    if effect.moved_rows == 0:
        out.print(say("edit_moved_none", lang))
        return
    out.print(
        say("edit_moved", lang, moved=effect.moved, rows=effect.moved_rows,
            way=way_of(effect.metres, lang), metres=round(abs(effect.metres)))
    )  # fmt: skip


def way_of(metres: float, lang: str) -> str:
    """Return the word for ways that are longer or shorter by so many metres."""
    return say("edit_longer" if metres >= 0 else "edit_shorter", lang)


def _print_findings(effect: Effect, lang: str) -> None:
    """Print what is put right, new or still there; notes of which only numbers changed are not."""
    was, now = ({_key(one) for one in side} for side in (effect.gone, effect.new))
    gone = [one for one in effect.gone if _key(one) not in now]
    still = [one for one in effect.new if _key(one) in was and one.severity is not Severity.NOTE]
    new = [one for one in effect.new if _key(one) not in was]
    for key, found in (("gone", gone), ("still", still), ("new", new), ("warned", effect.warnings)):
        for one in Report(tuple(found)).findings[:SHOWN]:
            word = say(one.severity.value, lang)
            said = f"{say(f'edit_{key}', lang)} · {word}"
            colour = "green" if key == "gone" else COLOURS[one.severity]
            out.print(f"[{colour}]{said}[/] {escape(seen(one.text(lang)))}")
        if len(found) > SHOWN:
            out.print(f"  [dim]{say('findings_more', lang, number=len(found) - SHOWN)}[/]")


def _key(found: Finding) -> tuple[str, str, str]:
    return found.rule, found.severity.value, found.where
