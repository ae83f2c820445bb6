"""The command line: `gridgen COMMAND`.

Tables and answers go to standard output, everything else to standard error; progress is drawn only
on a terminal. A command imports what is heavy when it runs, so that help comes at once.
"""

from __future__ import annotations

import gc
import os
import sys
from io import TextIOWrapper
from typing import Annotated

import typer

from gridgen.cli import lists, pictures, plans, rules, samples
from gridgen.cli.options import help_of
from gridgen.model.errors import GridgenError

app = typer.Typer(
    help=help_of("gridgen"),
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
for kind in (plans, lists, pictures, samples):
    app.add_typer(kind.app)
app.add_typer(rules.app, name="rules")


CYCLES = 50_000
"""Objects made between two searches for cycles of them. A command makes millions of objects and
hardly a cycle: searching every 700, as Python does of itself, took a tenth of its time."""


def main() -> None:
    """Run the command line; errors made on purpose end in one sentence and exit code 2."""
    gc.set_threshold(CYCLES)
    _keep_output_ours()
    for stream in (sys.stdout, sys.stderr):
        # A console that lacks a character gets another, not a traceback.
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")
    try:
        app()
    except GridgenError as why:
        from gridgen.cli.console import print_error

        print_error(why)
        sys.exit(2)


def _keep_output_ours() -> None:
    """Let nothing but Python write to standard output: HiGHS has messages that no option stops."""
    stream = sys.__stdout__
    if stream is None or sys.stdout is not stream:
        return  # closed, or somebody reads it already
    ours, nowhere = os.dup(stream.fileno()), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)
    sys.stdout = os.fdopen(ours, "w", 1 if os.isatty(ours) else -1, encoding=stream.encoding)


@app.callback(invoke_without_command=True)
def _top(
    version: Annotated[bool, typer.Option("--version", help=help_of("version"))] = False,
) -> None:
    if version:
        from importlib.metadata import version as installed

        typer.echo(f"gridgen {installed('gridgen')}")
        raise typer.Exit
