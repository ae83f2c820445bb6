"""The work of commands: dividing with workers and progress, and the files around it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.progress import Progress

from gridgen.cli.console import err
from gridgen.files import given
from gridgen.files.guard import split_layer
from gridgen.files.headers import recognise
from gridgen.files.inputs import Inputs, read_inputs, read_table
from gridgen.files.newer import NewInputs
from gridgen.files.plan_writer import plan_file, write_plan
from gridgen.files.rejects import require_xlsx
from gridgen.files.said_columns import to_columns
from gridgen.files.values import text_column, to_text
from gridgen.files.vocabulary import GRIDS
from gridgen.files.whole import geopackage
from gridgen.model.errors import WriteError
from gridgen.words.say import reason_of, say

if TYPE_CHECKING:
    from gridgen.division.options import Checkpoints
    from gridgen.model.plan import Plan

MANY = 20_000
"""Household rows from which on communities are spread over processes, not threads."""


def inputs_of(source: str, beside: Mapping[str, str | None], lang: str, **how: Any) -> Inputs:
    """Read the input in a file and tell so.

    Parameters
    ----------
    source
        The file of the households, as the user named it.
    beside
        Other files by role ("communities", "lines", ...); None where none is named.
    lang
        "en" or "zh": the language of progress.
    how
        As `gridgen.files.inputs.read_inputs` takes it.
    """
    with _status("reading", lang):
        return read_inputs(source, beside, **how)


def new_inputs(
    households: str | None, beside: Mapping[str, str | None], lang: str, **how: Any
) -> NewInputs:
    """Read what is new of a plan's input.

    Parameters
    ----------
    households
        The file of the newer list; None where there is none.
    beside
        Other files by role; None where none is named.
    lang
        "en" or "zh": the language of progress.
    how
        As `gridgen.files.given.new_inputs` takes it.
    """
    with _status("reading", lang):
        return given.new_inputs(households, beside, **how)


def divided(inputs: Inputs, output: Path, lang: str, workers: int, **asked: Any) -> Plan:
    """Divide what was read, tell how far it is, and write the plan.

    Parameters
    ----------
    inputs
        As `inputs_of` read them.
    output
        A .gpkg in a folder that is there; an older file is replaced once the new one is whole.
    lang
        "en" or "zh": the language of grid names, of findings and of progress.
    workers
        As many at most; 0 for one on each core.
    asked
        `rules`, `existing`, and the other fields of `Options`.
    """
    # Loads the compiled solver, which commands that only read do without.
    from gridgen.division.options import Options
    from gridgen.doors import divide_inputs

    rules, existing = asked.pop("rules"), asked.pop("existing", None)
    with (
        executor_for(workers, len(inputs.households)) as executor,
        # A worker writes while this process checks what is written.
        plan_file(output, lang=lang, executor=executor) as file,
    ):
        with progress(lang) as advance:
            options = Options(
                lang=lang, executor=executor, on_progress=advance, on_drawn=file.begin, **asked
            )
            plan = divide_inputs(inputs, rules=rules, existing=existing, options=options)
        with _status("writing", lang):
            file.end(plan)
    return plan


@contextmanager
def resuming(output: Path | None, lang: str) -> Iterator[Checkpoints | None]:
    """Give where communities that are done are kept until the plan is written; None for nowhere.

    Parameters
    ----------
    output
        The plan; they are in the folder of its name and `.part`. None where they are not kept.
    lang
        "en" or "zh": the language in which it is told with how many a run goes on.
    """
    if output is None:
        yield None
        return
    from gridgen.jobs.beside import kept_beside

    def told(number: int, of: int) -> None:
        err.print(say("resumed", lang, number=number, of=of))

    folder = folder_at(output.with_name(f"{output.name}.part"))
    with kept_beside(folder, told) as checkpoints:
        yield checkpoints


def write_to(path: Path, plan: Plan, lang: str) -> None:
    """Write a plan; `lang` is that of the names of its layers' columns, and of what is told.

    Parameters
    ----------
    path
        A .gpkg in a folder that is there; an older file is replaced once the new one is
        whole.
    plan
        What is written.
    lang
        "en" or "zh": the language of the texts of the findings, and of what is told
        meanwhile.
    """
    with _status("writing", lang):
        write_plan(plan, path, lang=lang)


@contextmanager
def executor_for(workers: int, households: int) -> Iterator[Executor | None]:
    """Give workers for the communities: threads, or from `MANY` households on processes.

    Most of the work is compiled and runs beside other threads; processes do better, but take a
    second or two to start.
    """
    cores = os.cpu_count() or 1
    number = min(workers or cores, cores)
    if number == 1:
        yield None
    elif households < MANY:
        with ThreadPoolExecutor(number) as threads:
            yield threads
    else:
        from gridgen.division.spread import at_hand
        from gridgen.jobs.executors import processes_of_this

        with processes_of_this(number) as processes:
            # Each imports what it needs while this process still places what was read.
            for _ in range(number):
                processes.submit(at_hand)
            yield processes


@contextmanager
def progress(lang: str, key: str = "dividing") -> Iterator[Callable[[int, int], None] | None]:
    """Give what to call with (done, in all), `key` saying what; None where nobody looks on."""
    if not err.is_terminal:
        yield None
        return
    with Progress(console=err, transient=True) as bar:
        task = bar.add_task(say(key, lang), total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def _status(key: str, lang: str) -> AbstractContextManager[object]:
    return err.status(say(key, lang)) if err.is_terminal else nullcontext()


def keep_apart(output: Path, *sources: str | Path | None) -> None:
    """Refuse to write over a file that is read."""
    for source in sources:
        try:
            is_same = source is not None and output.samefile(split_layer(source)[0])
        except OSError:  # one of them is not there, or no name for a file: reading will say so
            continue
        if is_same:
            raise WriteError("output_is_input", file=output)


def new_plan_at(output: Path, *sources: str | Path | None) -> Path:
    """Return where a plan goes that is made from another; never over a file that is read."""
    target = geopackage(output)
    keep_apart(target, *sources)
    return target


def keep_rejects_apart(rejects: Path | None, output: Path, *sources: str | Path | None) -> None:
    """Refuse a name for the rows that go back that is no workbook, or that of another file.

    Parameters
    ----------
    rejects
        None where they are not asked for.
    output
        Where the plan will be written, be it there already or not.
    sources
        Files that are read; None where none is named.
    """
    if rejects is None:
        return
    require_xlsx(rejects)
    if rejects.resolve() == output.resolve():
        raise WriteError("output_is_input", file=rejects)
    keep_apart(rejects, *sources)


def columns_in(source: str | None) -> dict[str, str] | None:
    """Return what a file says that columns mean; None where none is named."""
    return None if source is None else to_columns(*read_table(source))


def locks_in(source: str) -> list[str]:
    """Return the grids in a file, by code or name: a column of either, or a list without header."""
    table, name = read_table(source)
    known, _ = recognise(table, GRIDS, name)
    if not len(known.columns):
        listed = to_text(table[table.columns[0]]).tolist()
        listed += [str(name) for name in table.columns if len(table.columns) == 1]
        return sorted({text for text in listed if text})
    codes, names = text_column(known, "code"), text_column(known, "name")
    return sorted({code or called for code, called in zip(codes, names, strict=True)} - {""})


def folder_at(path: Path) -> Path:
    """Return a folder that is there now."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as why:
        raise WriteError("folder_unmakable", folder=path, why=reason_of(why)) from why
    return path
