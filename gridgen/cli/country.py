"""The command on a country: country."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gridgen.cli.help import Command
from gridgen.cli.options import (
    LOCALE,
    CrsOption,
    DatumOption,
    EffortName,
    JsonOption,
    LangOption,
    SeedOption,
    TrustOption,
    help_of,
)
from gridgen.words.say import say

if TYPE_CHECKING:
    from gridgen.jobs.country import Country, Progress

app = typer.Typer()

TOLD_EVERY_S = 60.0
"""Seconds from one line of progress to the next, where no terminal draws a bar."""


@app.command(cls=Command, help=help_of("country"))
def country(
    source: Annotated[Path, typer.Argument(metavar="FOLDER", help=help_of("country_input"))],
    output: Annotated[
        Path, typer.Option("-o", "--output", metavar="FOLDER", help=help_of("country_output"))
    ],
    crs: CrsOption = None,
    datum: DatumOption = None,
    rules: Annotated[str, typer.Option(help=help_of("rules"))] = "standard",
    target: Annotated[int | None, typer.Option(min=1, help=help_of("target"))] = None,
    effort: Annotated[EffortName, typer.Option(help=help_of("effort"))] = EffortName.BALANCED,
    seed: SeedOption = 0,
    workers: Annotated[int, typer.Option(min=0, help=help_of("country_workers"))] = 0,
    dask: Annotated[str | None, typer.Option(metavar="ADDRESS", help=help_of("dask"))] = None,
    memory: Annotated[
        float | None, typer.Option(min=0.5, metavar="GB", help=help_of("memory"))
    ] = None,
    trust: TrustOption = False,
    lang: LangOption = LOCALE,
    as_json: JsonOption = False,
) -> None:
    """Divide a country, township by township, from folder to folder."""
    from gridgen.cli.work import folder_at
    from gridgen.division.options import Options
    from gridgen.files.datums import datums_in
    from gridgen.jobs.country import divide_country
    from gridgen.jobs.executors import spreading
    from gridgen.jobs.township import Asked
    from gridgen.rules.loader import load_rules

    options = Options(target=target, effort=effort.value, seed=seed, lang=lang)
    asked = Asked(load_rules(rules), options, crs=crs, datum=datums_in(datum), trust=trust)
    with _progress(lang) as advance:
        made = divide_country(
            source, folder_at(output), asked, opened=partial(spreading, workers, dask),
            memory_bytes=None if memory is None else memory * 1e9, on_progress=advance,
        )  # fmt: skip
    _print(made, output, lang, as_json=as_json)
    raise typer.Exit(1 if made.report.errors else 0)


@contextmanager
def _progress(lang: str) -> "Iterator[Progress]":
    """Give who tells how far it is and how long it will take: a bar, or a line every minute."""
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    from gridgen.cli.console import err

    if err.is_terminal:
        columns = (TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn())
        with Progress(*columns, console=err, transient=True) as bar:
            task = bar.add_task(say("country_begun", lang), total=1.0)

            def drawn(share: float, done: int, of: int) -> None:
                text = say("country_progress", lang, done=done, of=of)
                bar.update(task, completed=share, description=text)

            yield drawn
        return
    began = told = time.monotonic()

    def printed(share: float, done: int, of: int) -> None:
        nonlocal told
        now = time.monotonic()
        if now - told >= TOLD_EVERY_S and done < of:
            told = now
            left_s = (now - began) * (1 - share) / max(share, 1e-9)
            minutes = max(1, round(left_s / 60))
            err.print(say("country_progress_left", lang, done=done, of=of, minutes=minutes))

    yield printed


def _print(made: "Country", output: Path, lang: str, *, as_json: bool) -> None:
    """Print the table of a country, what was found, and where it was written."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    from gridgen.cli.console import add_row, out, print_json
    from gridgen.cli.tables import print_findings, print_written
    from gridgen.model.findings import as_rows

    totals = made.totals
    if as_json:
        memory = {"peak_mb": round(made.peak_mb)}
        found = {"findings": as_rows(made.report, lang)}
        print_json({"folder": str(output), **totals, **memory, **found})
        return
    names = ("townships", "households", "grids", "in_band", "country_findings")
    table = Table(box=SIMPLE_HEAD)
    for name in names:
        table.add_column(say(f"column_{name}", lang), justify="right")
    said = sum(totals[name] for name in ("errors", "warnings", "notes"))
    counts = [*(totals[name] for name in names[:-1]), said]
    add_row(table, [f"{count:,}" for count in counts])
    out.print(table)
    parts = {name: totals[name] for name in ("divided", "as_before", "failed")}
    out.print(say("country_told", lang, **parts))
    print_findings(made.report, lang)
    print_written([output], lang)
