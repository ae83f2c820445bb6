"""The command that changes a plan by hand: edit."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from gridgen.cli.help import Command
from gridgen.cli.options import LOCALE, JsonOption, LangOption, TrustOption, help_of
from gridgen.cli.plans import end_with
from gridgen.model.errors import CommandError, ReadError

if TYPE_CHECKING:
    from gridgen.versions.draft import Draft
    from gridgen.versions.editing import Asked
    from gridgen.versions.returned.edits import Returned

app = typer.Typer()

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


def _option(name: str, said: str) -> Any:
    flag = f"--{name.replace('_', '-')}"
    return typer.Option(flag, metavar=_METAVAR[name], help=said)


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
    move: Annotated[list[str] | None, _option("move", help_of("edit_move"))] = None,
    merge: Annotated[list[str] | None, _option("merge", help_of("edit_merge"))] = None,
    split: Annotated[list[str] | None, _option("split", help_of("edit_split"))] = None,
    split_line: Annotated[
        list[str] | None, _option("split_line", help_of("edit_split_line"))
    ] = None,
    split_around: Annotated[
        list[str] | None, _option("split_around", help_of("edit_split_around"))
    ] = None,
    create: Annotated[list[str] | None, _option("create", help_of("edit_create"))] = None,
    dissolve: Annotated[list[str] | None, _option("dissolve", help_of("edit_dissolve"))] = None,
    rename: Annotated[list[str] | None, _option("rename", help_of("edit_rename"))] = None,
    renumber: Annotated[list[str] | None, _option("renumber", help_of("edit_renumber"))] = None,
    lock: Annotated[list[str] | None, _option("lock", help_of("edit_lock"))] = None,
    unlock: Annotated[list[str] | None, _option("unlock", help_of("edit_unlock"))] = None,
    assign: Annotated[list[str] | None, _option("assign", help_of("edit_assign"))] = None,
    set_aside: Annotated[list[str] | None, _option("set_aside", help_of("edit_set_aside"))] = None,
    rule: Annotated[list[str] | None, _option("rule", help_of("edit_rule"))] = None,
    level: Annotated[str, typer.Option(metavar="LEVEL", help=help_of("edit_level"))] = "",
    table: Annotated[
        str | None, typer.Option(metavar="FILE[:SHEET]", help=help_of("edit_table"))
    ] = None,
    from_file: Annotated[
        str | None, typer.Option("--from", metavar="FILE[:LAYER]", help=help_of("edit_from"))
    ] = None,
    skip_bad: Annotated[bool, typer.Option("--skip-bad", help=help_of("edit_skip_bad"))] = False,
    template: Annotated[
        Path | None, typer.Option(metavar="FILE.xlsx", help=help_of("edit_template"))
    ] = None,
    rules: Annotated[str | None, typer.Option(help=help_of("edit_rules"))] = None,
    day: Annotated[str | None, typer.Option(metavar="YYYY-MM-DD", help=help_of("day"))] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help=help_of("edit_dry_run"))] = False,
    trust: TrustOption = False,  # noqa: ARG001 - taken by the option itself
    lang: LangOption = LOCALE,
    as_json: JsonOption = False,
) -> None:
    """Make edits of a plan and tell what each does."""
    from gridgen.cli.work import new_plan_at

    said = {
        "move": move, "merge": merge, "split": split, "split_line": split_line,
        "split_around": split_around, "create": create, "dissolve": dissolve, "rename": rename,
        "renumber": renumber, "lock": lock, "unlock": unlock, "assign": assign,
        "set_aside": set_aside, "rule": rule,
    }  # fmt: skip
    if template is not None:
        _write_template(template, plan_file, lang)
        return
    if plan_file is None:
        raise CommandError("edit_needs", name="PLAN")
    if output is None and not dry_run:
        raise CommandError("edit_needs", name="-o")
    if table is None and from_file is None and not any(said.values()):
        raise CommandError("edit_of_nothing")
    target = None
    if not dry_run and output is not None:
        target = new_plan_at(output, plan_file, table, from_file)
    texts = {name: values or [] for name, values in said.items()}
    asked = [*_asked(texts, ctx.meta[_ORDER], level, table, skip_bad=skip_bad, lang=lang)]
    job = _Job(plan_file, target, from_file, tuple(asked), skip_bad, rules, day)
    _run(job, lang, as_json=as_json)


@dataclass(frozen=True, slots=True)
class _Job:
    """What is to be done: the plan, where the new one goes, what came back, and what is asked."""

    plan_file: Path
    target: Path | None
    from_file: str | None
    asked: "tuple[Asked, ...]"
    skips: bool
    rules: str | None
    day: str | None


def _write_template(template: Path, plan_file: Path | None, lang: str) -> None:
    from gridgen.cli.tables import print_written
    from gridgen.cli.work import keep_apart
    from gridgen.files.plan_reader import read_plan
    from gridgen.versions.template import write_template

    keep_apart(template, plan_file)
    plan = None if plan_file is None else read_plan(plan_file)
    write_template(template, plan, lang=lang)
    print_written([template], lang)


def _asked(
    said: Mapping[str, list[str]],
    order: Sequence[str],
    level: str,
    table: str | None,
    *,
    skip_bad: bool,
    lang: str,
) -> "Iterator[Asked]":
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
            yield from in_table(table, skip_bad=skip_bad, lang=lang)


def in_table(table: str, *, skip_bad: bool, lang: str) -> "list[Asked]":
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


def _returned(draft: "Draft", plan_file: Path, source: str, day: str) -> "Returned":
    """Return the edits that a file says which somebody changed by hand."""
    from gridgen.files.every_layer import read_every
    from gridgen.files.guard import split_layer
    from gridgen.versions.returned.edits import edits_from
    from gridgen.versions.returned.tables import handed_back

    file, _ = split_layer(source)
    if file.exists() and file.samefile(plan_file):
        raise ReadError("returned_itself", file=source)
    back = handed_back(draft.plan, read_every(source), file.name)
    return edits_from(draft, back, day=day)


def _run(job: _Job, lang: str, *, as_json: bool) -> None:
    """Make the edits, tell what they do, and write the plan."""
    from gridgen.cli.effects import finish
    from gridgen.cli.returned import finish_returned
    from gridgen.files.plan_reader import read_plan
    from gridgen.rules.loader import rules_for
    from gridgen.versions.draft import open_draft
    from gridgen.versions.editing import day_or_today, made

    plan = read_plan(job.plan_file)
    begin = open_draft(plan, rules_for(plan, job.rules))
    day = day_or_today(job.day)
    if job.from_file is None:
        done = made(begin, job.asked, day=day, skips=job.skips)
        new = finish(begin, done, (job.plan_file, job.target), lang, as_json=as_json)
    else:
        back = _returned(begin, job.plan_file, job.from_file, day)
        done = made(back.draft, job.asked, day=day, skips=job.skips)
        done = replace(done, applied=(*back.applied, *done.applied))
        files = (job.plan_file, job.target, job.from_file)
        new = finish_returned(begin, done, back, files, lang, as_json=as_json)
    end_with(new.report)
