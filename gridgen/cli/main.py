"""The command line: `gridgen COMMAND`.

Tables and answers go to standard output, everything else to standard error; progress is drawn only
on a terminal. A command imports what is heavy when it runs, so that help comes at once. Files of
commands do not defer their annotations (`from __future__ import annotations`): Typer evaluates each
text twice, of all commands, whenever one begins.
"""

from __future__ import annotations

import gc
import os
import re
import sys
from collections.abc import Sequence
from functools import cache
from io import TextIOWrapper
from typing import Annotated, Any

import typer

from gridgen.cli import (
    country,
    edits,
    export,
    keys,
    lists,
    pictures,
    plans,
    rules,
    samples,
    serve,
    store,
    suggest,
    tiles,
)
from gridgen.cli.help import Group
from gridgen.cli.options import LOCALE, LangOption, help_of
from gridgen.model.errors import CommandError
from gridgen.words.say import LANGUAGES, GridgenError, language_of

app = typer.Typer(
    cls=Group,
    help=help_of("gridgen"),
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
for kind in (plans, country, edits, suggest, lists, export, pictures, tiles, samples, serve):
    app.add_typer(kind.app)
app.add_typer(rules.app, name="rules")
app.add_typer(store.app, name="store")
app.add_typer(keys.app, name="key")


CYCLES = 50_000
"""Objects made between two searches for cycles of them. A command makes millions of objects and
hardly a cycle: searching every 700, as Python does of itself, took a tenth of its time."""


def main() -> None:
    """Run the command line; errors made on purpose end in one sentence and exit code 2.

    `--lang` may stand anywhere on it, also before the command: it decides the language of help and
    of errors too. Without it the language is that of the system.
    """
    gc.set_threshold(CYCLES)
    _keep_output_ours()
    for stream in (sys.stdout, sys.stderr):
        # A console that lacks a character gets another, not a traceback.
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")
    lang, words = language_asked(sys.argv[1:])
    command = _command()
    _read_ahead(words)
    try:
        code = command.main(
            words, standalone_mode=False, obj=lang, default_map=_spoken(command, lang)
        )
    except (GridgenError, typer.TyperException) as why:
        from gridgen.cli.console import print_error

        print_error(why if isinstance(why, GridgenError) else _odd(why), lang)
        sys.exit(2)
    sys.exit(code or 0)


@cache
def _command() -> Any:
    """Return all commands as one, made once however often a process runs them."""
    return typer.main.get_command(app)


_READ = re.compile(r"\.(gpkg|geojson|json|shp|parquet|xlsx)$", re.IGNORECASE)


def _read_ahead(words: Sequence[str]) -> None:
    """Start the process that reads files while the command is still importing what it needs."""
    has_file = any(_READ.search(word) and os.path.isfile(word) for word in words)
    if has_file and not {"--help", "--trust"} & set(words):
        from gridgen.files.guard.reader import prepare

        prepare()


def language_asked(words: Sequence[str]) -> tuple[str, list[str]]:
    """Return the language that the words of a command line ask for, and the words without it.

    >>> language_asked(["--lang", "zh", "check", "plan.gpkg"])
    ('zh', ['check', 'plan.gpkg'])
    >>> language_asked(["--lang=en", "--lang=fr"])  # no language of ours: for the command to refuse
    ('en', ['--lang=fr'])
    """
    lang, left, k = "", [], 0
    while k < len(words) and words[k] != "--":
        option, _, value = words[k].partition("=")
        taken = 1 if "=" in words[k] else 2
        value = value if taken == 1 else "".join(words[k + 1 : k + 2])
        if option == "--lang" and value in LANGUAGES:
            lang, k = value, k + taken
        else:
            left.append(words[k])
            k += 1
    return lang or language_of(), [*left, *words[k:]]


def _spoken(command: Any, lang: str) -> dict[str, Any]:
    """Return the language as what `--lang` is in each command where it is not given."""
    below = getattr(command, "commands", {})
    return {"lang": lang, **{name: _spoken(one, lang) for name, one in below.items()}}


def _odd(why: typer.TyperException) -> CommandError:
    return CommandError("command_line_odd", why=why.format_message(), more="gridgen")


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
    lang: LangOption = LOCALE,  # noqa: ARG001 - main has taken it already; here it is explained
) -> None:
    if version:
        from importlib.metadata import version as installed

        typer.echo(f"gridgen {installed('gridgen')}")
        raise typer.Exit
