"""The command that changes a plan by hand: edit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from gridgen.cli.help import Command
from gridgen.cli.options import LOCALE, JsonOption, LangOption, TrustOption, help_of
from gridgen.cli.plans import end_with
from gridgen.model.errors import CommandError

if TYPE_CHECKING:
    from gridgen.model.plan import Plan
    from gridgen.versions.draft import Draft
    from gridgen.versions.editing import Asked, Made
    from gridgen.versions.returned import Returned
    from gridgen.words.say import GridgenError

app = typer.Typer()

OPTIONS = ("move", "merge", "split", "split_line", "split_around", "create", "dissolve", "rename",
           "renumber", "lock", "unlock", "assign", "set_aside", "rule")  # fmt: skip
"""Those that are edits; they are made in the order in which they are given."""

_ORDER = "gridgen.edits"


class Ordered(Command):
    """A command that knows in which order its options were given."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Take all words, and keep the order of the options."""
        given = list(args)  # taking them empties the list
        left = super().parse_args(ctx, args)
        _, _, order = self.make_parser(ctx).parse_args(given)
        ctx.meta[_ORDER] = [param.name for param in order]
        return left


def _option(name: str) -> Any:
    flag = f"--{name.replace('_', '-')}"
    return typer.Option(flag, metavar=_METAVAR[name], help=help_of(f"edit_{name}"))


_METAVAR = {
    "move": "UNIT,...=GRID", "merge": "GRID,GRID", "split": "GRID:N",
    "split_line": "GRID=LON LAT,...", "split_around": "GRID=LON LAT,...", "create": "UNIT,...=NAME",
    "dissolve": "GRID", "rename": "GRID=NAME", "renumber": "GRID=CODE", "lock": "GRID,...",
    "unlock": "GRID,...", "assign": "GRID:ROLE=ID,...", "set_aside": "UNIT,...=NAME",
    "rule": "VILLAGE=CLASS",
}  # fmt: skip


@app.command("edit", cls=Ordered, help=help_of("edit"))
def edit(
    ctx: typer.Context,
    plan_file: Annotated[
        Path | None, typer.Argument(metavar="[PLAN]", help=help_of("edit_plan"))
    ] = None,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help=help_of("edit_output"))
    ] = None,
    move: Annotated[list[str] | None, _option("move")] = None,
    merge: Annotated[list[str] | None, _option("merge")] = None,
    split: Annotated[list[str] | None, _option("split")] = None,
    split_line: Annotated[list[str] | None, _option("split_line")] = None,
    split_around: Annotated[list[str] | None, _option("split_around")] = None,
    create: Annotated[list[str] | None, _option("create")] = None,
    dissolve: Annotated[list[str] | None, _option("dissolve")] = None,
    rename: Annotated[list[str] | None, _option("rename")] = None,
    renumber: Annotated[list[str] | None, _option("renumber")] = None,
    lock: Annotated[list[str] | None, _option("lock")] = None,
    unlock: Annotated[list[str] | None, _option("unlock")] = None,
    assign: Annotated[list[str] | None, _option("assign")] = None,
    set_aside: Annotated[list[str] | None, _option("set_aside")] = None,
    rule: Annotated[list[str] | None, _option("rule")] = None,
    level: Annotated[str, typer.Option(metavar="LEVEL", help=help_of("edit_level"))] = "",
    table: Annotated[
        str | None, typer.Option(metavar="FILE[:SHEET]", help=help_of("edit_table"))
    ] = None,
    from_file: Annotated[
        str | None, typer.Option("--from", metavar="FILE", help=help_of("edit_from"))
    ] = None,
    skip_bad: Annotated[bool, typer.Option("--skip-bad", help=help_of("edit_skip_bad"))] = False,
    template: Annotated[
        Path | None, typer.Option(metavar="FILE.xlsx", help=help_of("edit_template"))
    ] = None,
    rules: Annotated[str | None, typer.Option(help=help_of("edit_rules"))] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help=help_of("edit_dry_run"))] = False,
    trust: TrustOption = False,  # noqa: ARG001 - taken by the option itself
    lang: LangOption = LOCALE,
    as_json: JsonOption = False,
) -> None:
    """Make edits of a plan and tell what each does."""
    from gridgen.files.whole import geopackage

    said = {name: ctx.params[name] or [] for name in OPTIONS}
    if template is not None:
        _write_template(template, plan_file, lang)
        return
    if plan_file is None or (output is None and not dry_run):
        raise CommandError("edit_needs", name="PLAN" if plan_file is None else "-o")
    if not (table or from_file or any(said.values())):
        raise CommandError("edit_of_nothing")
    target = None if dry_run or output is None else geopackage(output)
    _keep_apart(target, plan_file, table, from_file)
    asked = _asked(said, ctx.meta[_ORDER], level, table, skip_bad=skip_bad, lang=lang)
    job = _Job(plan_file, target, tuple(asked), from_file, skip_bad, rules)
    _run(job, lang, as_json=as_json)


@dataclass(frozen=True, slots=True)
class _Job:
    """What is to be done: the plan, where the new one goes, and what is asked."""

    plan_file: Path
    target: Path | None
    asked: tuple[Asked, ...]
    from_file: str | None
    skips: bool
    rules: str | None


def _keep_apart(target: Path | None, *sources: str | Path | None) -> None:
    from gridgen.cli.work import keep_apart

    if target is not None:
        keep_apart(target, *sources)


def _asked(
    said: Mapping[str, list[str]],
    order: Sequence[str],
    level: str,
    table: str | None,
    *,
    skip_bad: bool,
    lang: str,
) -> Iterator[Asked]:
    """Yield the edits that options ask for in their order, a table where its option stands."""
    from gridgen.versions.editing import Asked
    from gridgen.versions.said import edit_said, in_halves

    texts = {name: iter(values) for name, values in said.items()}
    for name in order:
        if name in texts:
            where = f"--{name.replace('_', '-')}"
            half = replace(in_halves(name, next(texts[name])), level=level)
            yield Asked(where, edit_said(half, where))
        elif name == "table" and table is not None:
            yield from _in_table(table, skip_bad=skip_bad, lang=lang)


def _in_table(table: str, *, skip_bad: bool, lang: str) -> list[Asked]:
    """Return the edits of a table; rows that are none are told, and end it all unless skipped."""
    from rich.markup import escape

    from gridgen.cli.console import err
    from gridgen.versions.editing import Asked
    from gridgen.versions.table import read_edits

    rows = read_edits(table)
    bad = [row.why for row in rows if row.why is not None]
    for why in bad if skip_bad else bad[1:]:
        err.print(escape(why.text(lang)))
    if bad and not skip_bad:
        raise CommandError("edits_bad", number=len(bad), first=bad[0])
    return [Asked(row.where, row.edit) for row in rows if row.edit is not None]


def _run(job: _Job, lang: str, *, as_json: bool) -> None:
    """Make the edits, tell what they do, and write the plan."""
    from gridgen.cli.effects import effects_rows, print_effects, print_refused, print_whole
    from gridgen.cli.tables import print_written
    from gridgen.cli.work import write_to
    from gridgen.files.plan_reader import read_plan
    from gridgen.rules.loader import load_rules
    from gridgen.versions.draft import open_draft
    from gridgen.versions.editing import child_of, made

    plan = read_plan(job.plan_file)
    begin = open_draft(plan, load_rules(job.rules or plan.made_by.rules or "standard"))
    back = _returned(begin, job.from_file)
    first = back.draft if back is not None else begin
    done = made(first, job.asked, skips=job.skips)
    applied = (*(back.applied if back is not None else ()), *done.applied)
    new = child_of(plan, done.draft)
    if job.target is not None:
        write_to(job.target, new, lang)
    if as_json:
        print_json_of(job, effects_rows(begin, applied, lang), back, done, new, lang)
    else:
        if back is not None:
            print_returned(back, job.from_file or "", lang)
        print_effects(begin, applied, lang)
        print_refused(done.refused, lang)
        if back is not None and applied:
            print_changes(begin.plan, new, lang)
        print_whole(begin.plan, new, len(applied), lang)
        if job.target is None:
            print_dry(lang)
        else:
            print_written([job.target], lang)
            print_back(job.plan_file, job.target, lang)
    end_with(new.report)
