"""Commands on rules: list, show, check, table."""

from pathlib import Path
from typing import Annotated

import typer

from gridgen.cli.help import Command, Group
from gridgen.cli.options import LOCALE, JsonOption, LangOption, SizeName, SystemName, help_of
from gridgen.words.say import say

app = typer.Typer(cls=Group, help=help_of("rules_app"), rich_markup_mode=None)


@app.command("list", cls=Command, help=help_of("rules_list"))
def list_rules(lang: LangOption = LOCALE, as_json: JsonOption = False) -> None:
    """List the presets with their titles and levels."""
    from gridgen.cli.console import print_json
    from gridgen.rules.levels import PRESETS
    from gridgen.rules.loader import load_rules

    every = [load_rules(name) for name in PRESETS]
    if as_json:
        rows = [
            {
                "name": rules.name,
                "title": rules.title[lang],
                "source": rules.source.get(lang, ""),
                "levels": [level.name for level in rules.levels],
            }
            for rules in every
        ]
        print_json(rows)
        return
    for rules in every:
        typer.echo(f"{rules.name:<10} {rules.title[lang]}")


@app.command("show", cls=Command, help=help_of("rules_show"))
def show_rules(
    name: Annotated[SystemName, typer.Argument(help=help_of("rules_name"))],
    output: Annotated[Path | None, typer.Option("-o", "--output", help=help_of("output"))] = None,
) -> None:
    """Print the file of a preset, or write it: shells of Windows redirect as GBK or UTF-16."""
    from gridgen.files.whole import write_bytes
    from gridgen.rules.loader import rules_text

    text, _ = rules_text(name.value)
    if output is None:
        typer.echo(text, nl=False)
        return
    write_bytes(output, text.encode())


@app.command("check", cls=Command, help=help_of("rules_check"))
def check_rules(
    file: Annotated[str, typer.Argument(metavar="FILE", help=help_of("rules_file"))],
    lang: LangOption = LOCALE,
) -> None:
    """Check a rules file."""
    from gridgen.rules.loader import load_rules

    rules = load_rules(file)
    levels = ", ".join(level.name for level in rules.levels)
    typer.echo(say("rules_good", lang, name=file, number=len(rules.levels), levels=levels))


@app.command("table", cls=Command, help=help_of("rules_table"))
def table_of_rules(
    size: Annotated[SizeName, typer.Option(help=help_of("size"))] = SizeName.TOWNSHIP,
    lang: LangOption = LOCALE,
) -> None:
    """Divide the sample of each preset and print a row for each."""
    from gridgen.sample.table import systems_table

    typer.echo(systems_table(size=size.value, lang=lang))
