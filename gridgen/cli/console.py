"""Where the command line prints, and how much."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from gridgen.words.say import GridgenError
from gridgen.words.seen import seen

SHOWN = 5
"""Findings of one rule that are shown in the terminal."""

ZONES_SHOWN = 20
"""Zones that changed that are shown in the terminal."""

COLOURS = {"error": "bold red", "warning": "yellow", "note": "dim"}
"""Of findings, by how bad they are."""

WIDTH_IN_PIPE = 100
"""Columns of a table where no terminal says how many there are."""

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)

if not out.is_terminal:
    out.width = WIDTH_IN_PIPE


def add_row(table: Table, cells: Iterable[object]) -> None:
    """Add a row whose cells are text, not markup."""
    table.add_row(*(escape(seen(str(cell))) for cell in cells))


def print_json(value: Any) -> None:
    """Print one JSON value on one line of standard output, Chinese as it is."""
    typer.echo(json.dumps(value, ensure_ascii=False))


def print_error(why: GridgenError, lang: str) -> None:
    """Print on standard error why the command ends here."""
    err.print(f"[bold red]gridgen:[/] {escape(why.text(lang))}")
