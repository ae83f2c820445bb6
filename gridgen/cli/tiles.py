"""The command that draws vector tiles into one file: tiles."""

from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from gridgen.cli.help import Command
from gridgen.cli.options import LOCALE, JsonOption, LangOption, help_of
from gridgen.words.say import say

app = typer.Typer()


@app.command(cls=Command, help=help_of("tiles"))
def tiles(
    source: Annotated[Path, typer.Argument(metavar="PLAN|FOLDER", help=help_of("tiles_input"))],
    output: Annotated[Path, typer.Option("-o", "--output", help=help_of("tiles_output"))],
    title: Annotated[str, typer.Option(help=help_of("wall_title"))] = "",
    least: Annotated[int, typer.Option(min=0, help=help_of("tiles_least"))] = 10,
    workers: Annotated[int, typer.Option(min=0, help=help_of("tiles_workers"))] = 0,
    lang: LangOption = LOCALE,
    as_json: JsonOption = False,
) -> None:
    """Draw the zones of a plan, or of a country, into one file of vector tiles."""
    from api.tiles.archive import write_archive
    from api.tiles.sheets import sheets_of_country, sheets_of_plan
    from gridgen.cli.console import out, print_json
    from gridgen.cli.tables import print_written
    from gridgen.cli.work import keep_apart, progress
    from gridgen.files.plan_reader import read_plan
    from gridgen.jobs.executors import spreading

    keep_apart(output, source)
    with TemporaryDirectory(prefix="gridgen-") as folder, progress(lang, "tiling") as advance:
        is_country = source.is_dir()
        sheets = (
            sheets_of_country(source)
            if is_country
            else sheets_of_plan(read_plan(source), Path(folder))
        )
        # One plan is a few squares: a process takes longer to begin than to draw them.
        processes = workers if is_country else 1
        made = write_archive(
            sheets, output, title=title or source.stem, opened=partial(spreading, processes),
            least=least,
            on_progress=advance,
        )  # fmt: skip
    if as_json:
        print_json({"output": str(output), "tiles": made.tiles, "bytes": made.size})
        return
    out.print(say("tiles_told", lang, tiles=made.tiles, mb=round(made.size / 1e6, 1)))
    print_written([output], lang)
