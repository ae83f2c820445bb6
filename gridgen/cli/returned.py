"""What is printed of a file that was changed by hand: what it was understood as, and what not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.markup import escape

from gridgen.cli.changes import change_rows, print_changes
from gridgen.cli.console import SHOWN, out, print_json
from gridgen.cli.effects import edited_row, print_end, print_made
from gridgen.cli.work import write_to
from gridgen.model.findings import Report, as_rows
from gridgen.people.roster import role_labels
from gridgen.plans.diff import diff, first_level
from gridgen.versions.editing import child_of
from gridgen.words.say import say, todo
from gridgen.words.seen import seen

if TYPE_CHECKING:
    from pathlib import Path

    from gridgen.model.plan import Plan
    from gridgen.versions.draft import Draft
    from gridgen.versions.editing import Made
    from gridgen.versions.returned.edits import Returned


def finish_returned(
    before: Draft,
    done: Made,
    back: Returned,
    files: tuple[Path, Path | None, str],
    lang: str,
    *,
    as_json: bool,
) -> Plan:
    """Write and return the plan that a file and edits after it made, and tell what became of each.

    Parameters
    ----------
    before, done, lang, as_json
        As of `gridgen.cli.effects.finish`.
    back
        What the file was understood as.
    files
        Where the old plan stands, the new one, None where that is not written, and the file that
        came back, as the user named it.
    """
    plan, new = before.plan, child_of(before.plan, done.draft)
    plan_file, target, file = files
    if target is not None:
        write_to(target, new, lang)
    if as_json:
        row = edited_row(before, done, new, (plan_file, target), lang)
        print_json(row | returned_row(back, file, plan, new, lang))
        return new
    print_understood(back, file, lang)
    print_made(before, done, lang)
    print_not_understood(back, lang)
    print_compared(plan, new, lang)
    print_end(before, done, new, (plan_file, target), lang)
    return new


def returned_row(back: Returned, file: str, before: Plan, new: Plan, lang: str) -> dict[str, Any]:
    """Return what `gridgen edit --from --json` says besides the edits themselves.

    Parameters
    ----------
    back
        What the file was understood as.
    file
        As the user named it.
    before, new
        The plan as it was handed out, and as it is after all edits.
    lang
        "en" or "zh".
    """
    return {
        "from": {
            "file": file,
            "edits": len(back.applied),
            "findings": as_rows(Report(back.findings), lang),
        },
        "changes": change_rows(diff(before, new, first_level(new))),
    }


def print_understood(back: Returned, file: str, lang: str) -> None:
    """Print how many edits a file was understood as."""
    number = len(back.applied)
    key = {0: "returned_none" if back.findings else "returned_same", 1: "returned_one"}
    out.print(escape(say(key.get(number, "returned_understood"), lang, file=file, number=number)))


def print_not_understood(back: Returned, lang: str) -> None:
    """Print what of a file was not used and why, and what to do about it."""
    findings = Report(back.findings).findings
    if not findings:
        return
    out.print(say("returned_not", lang, number=len(findings)))
    rules: dict[str, int] = {}
    for found in findings:
        rules[found.rule] = rules.get(found.rule, 0) + 1
        if rules[found.rule] <= SHOWN:
            said = [found.text(lang), todo(found.rule, lang) if rules[found.rule] == 1 else ""]
            word = say(found.severity.value, lang)
            text = say("returned_line", lang, text=said[0], todo=said[1]).strip()
            out.print(f"[yellow]{word}[/] {escape(seen(text))}", soft_wrap=True)
    for rule, number in rules.items():
        if number > SHOWN:
            out.print(f"  [dim]{rule}: {say('findings_more', lang, number=number - SHOWN)}[/]")


def print_compared(before: Plan, new: Plan, lang: str) -> None:
    """Print what is different between the plan as it was handed out and as it is now."""
    # Without reasons: each edit is one.
    difference = diff(before, new, first_level(new))
    if not difference.is_same:
        out.print(say("returned_diff", lang))
        print_changes(difference, role_labels(before) | role_labels(new), lang)
