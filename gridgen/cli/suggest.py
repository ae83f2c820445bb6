"""The command that says how to put right what is found in a plan: suggest."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from gridgen.cli.help import Command
from gridgen.cli.options import LOCALE, JsonOption, LangOption, PlanArgument, TrustOption, help_of
from gridgen.cli.plans import end_with
from gridgen.model.errors import CommandError

app = typer.Typer()

_BETWEEN = re.compile("[,，、\\s]+")


@app.command("suggest", cls=Command, help=help_of("suggest"))
def suggest(
    plan_file: PlanArgument,
    only: Annotated[
        list[str] | None, typer.Option(metavar="GRID|KIND,...", help=help_of("suggest_only"))
    ] = None,
    apply: Annotated[
        list[str] | None, typer.Option(metavar="N,...", help=help_of("suggest_apply"))
    ] = None,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help=help_of("suggest_output"))
    ] = None,
    rules: Annotated[str | None, typer.Option(help=help_of("edit_rules"))] = None,
    day: Annotated[str | None, typer.Option(metavar="YYYY-MM-DD", help=help_of("day"))] = None,
    trust: TrustOption = False,  # noqa: ARG001 - taken by the option itself
    lang: LangOption = LOCALE,
    as_json: JsonOption = False,
) -> None:
    """Tell how findings could be put right, or put some of them right."""
    if apply is not None and output is None:
        raise CommandError("suggest_apply_needs", name="-o")
    if apply is None and output is not None:
        raise CommandError("suggest_apply_needs", name="--apply")
    names = tuple(name for text in only or [] for name in _BETWEEN.split(text) if name)
    job = _Job(plan_file, output, names, _numbers(apply), rules, day)
    _run(job, lang, as_json=as_json)


@dataclass(frozen=True, slots=True)
class _Job:
    """What is asked: the plan, where a new one goes, what to look at, which to make."""

    plan_file: Path
    output: Path | None
    only: tuple[str, ...]
    numbers: tuple[int, ...]
    rules: str | None
    day: str | None


def _numbers(said: list[str] | None) -> tuple[int, ...]:
    """Return the numbers of suggestions that are named."""
    parts = [part for text in said or [] for part in _BETWEEN.split(text) if part]
    if said is not None and not (
        parts and all(part.isdecimal() and len(part) < 10 for part in parts)
    ):
        raise CommandError("suggest_numbers_odd", said=" ".join(said))
    return tuple(int(part) for part in parts)


def _run(job: _Job, lang: str, *, as_json: bool) -> None:
    """Look for suggestions; print them, or make those that are chosen."""
    from gridgen.cli.advice import print_advice
    from gridgen.cli.console import print_json
    from gridgen.cli.effects import finish
    from gridgen.cli.work import new_plan_at, progress
    from gridgen.files.plan_reader import read_plan
    from gridgen.rules.loader import rules_for
    from gridgen.versions.advised import advice_rows
    from gridgen.versions.chosen import chosen
    from gridgen.versions.draft import open_draft
    from gridgen.versions.suggest import advise

    target = None if job.output is None else new_plan_at(job.output, job.plan_file)
    plan = read_plan(job.plan_file)
    draft = open_draft(plan, rules_for(plan, job.rules))
    with progress(lang, "suggesting") as advance:
        advices = advise(draft, only=job.only, on_progress=advance)
    if target is not None:
        done = chosen(draft, advices, job.numbers, day=job.day)
        end_with(finish(draft, done, (job.plan_file, target), lang, as_json=as_json).report)
    elif as_json:
        print_json({"plan": str(job.plan_file), "advice": advice_rows(draft, advices, lang)})
    else:
        print_advice(draft, advices, _command(job), lang)


def _command(job: _Job) -> str:
    """Return the command that takes suggestions of these, but for their numbers."""
    asked = f' --only "{",".join(job.only)}"' if job.only else ""
    rules = "" if job.rules is None else f' --rules "{job.rules}"'
    return f'gridgen suggest "{job.plan_file}"{asked}{rules}'
