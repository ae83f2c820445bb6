"""Commands for a first look: sample, demo."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gridgen.cli.help import Command
from gridgen.cli.options import (
    LOCALE,
    HostOption,
    LangOption,
    PortOption,
    SeedOption,
    SizeName,
    SystemName,
    help_of,
)
from gridgen.cli.serve import is_loopback, run
from gridgen.model.errors import CommandError

if TYPE_CHECKING:
    from gridgen.model.plan import Plan

app = typer.Typer()


@app.command(cls=Command, help=help_of("sample"))
def sample(
    output: Annotated[Path, typer.Option("-o", "--output", metavar="DIR", help=help_of("folder"))],
    households: Annotated[int, typer.Option(min=1, help=help_of("households"))] = 9000,
    communities: Annotated[int, typer.Option(min=1, help=help_of("how_many"))] = 12,
    system: Annotated[SystemName | None, typer.Option(help=help_of("system"))] = None,
    size: Annotated[SizeName, typer.Option(help=help_of("size"))] = SizeName.TOWNSHIP,
    country: Annotated[bool, typer.Option("--country", help=help_of("made_country"))] = False,
    townships: Annotated[int | None, typer.Option(min=1, help=help_of("townships"))] = None,
    seed: SeedOption = 0,
    lang: LangOption = LOCALE,
) -> None:
    """Make up a township, the sample of a preset, or a country, and write it into DIR."""
    from gridgen.cli.tables import print_written
    from gridgen.cli.work import folder_at
    from gridgen.sample.any_town import township
    from gridgen.sample.layers import write
    from gridgen.sample.systems import system_sample

    if (country and system is not None) or (townships is not None and not country):
        raise CommandError("sample_country_alone")
    if country:
        _country(folder_at(output), townships, seed, lang)
        return
    if system is not None:
        layers = system_sample(system.value, size.value, seed)
    else:
        layers = township(households=households, communities=communities, seed=seed)
    target = folder_at(output) / "input.gpkg"
    write(layers, target)
    print_written([target], lang)


def _country(folder: Path, townships: int | None, seed: int, lang: str) -> None:
    """Make up a country, and tell how far it is."""
    from gridgen.cli.tables import print_written
    from gridgen.cli.work import progress
    from gridgen.sample.country import TOWNSHIPS, write_country

    with progress(lang, "making_country") as advance:
        write_country(folder, townships or TOWNSHIPS, seed=seed, on_progress=advance)
    print_written([folder], lang)


@app.command(cls=Command, help=help_of("demo"))
def demo(
    source: Annotated[Path | None, typer.Option("--input", help=help_of("demo_input"))] = None,
    output: Annotated[
        Path, typer.Option("-o", "--output", metavar="DIR", help=help_of("folder"))
    ] = Path("demo"),
    system: Annotated[SystemName | None, typer.Option(help=help_of("system"))] = None,
    size: Annotated[SizeName, typer.Option(help=help_of("size"))] = SizeName.TOWNSHIP,
    no_serve: Annotated[bool, typer.Option("--no-serve", help=help_of("no_serve"))] = False,
    host: HostOption = "127.0.0.1",
    port: PortOption = 8000,
    lang: LangOption = LOCALE,
) -> None:
    """Make the sample township, divide it, check it, draw it, and serve it."""
    from gridgen.cli.tables import print_findings, print_levels, print_written
    from gridgen.cli.work import divided, folder_at, inputs_of
    from gridgen.doors import check as check_plan
    from gridgen.files.plan_reader import read_plan
    from gridgen.sample.layers import write
    from gridgen.sample.qinghe_town import qinghe
    from gridgen.sample.systems import system_sample
    from maps.page.web import save_map

    folder = folder_at(output)
    name = system.value if system else "qinghe"
    if source is None:
        source = folder / "input.gpkg"
        write(system_sample(name, size.value) if system else qinghe(), source)
    plan_file = folder / f"{name}.gpkg"
    inputs = inputs_of(str(source), {}, lang)
    plan = divided(inputs, plan_file, lang, 0, rules=system.value if system else "standard")
    print_levels(plan, lang)
    report = check_plan(read_plan(plan_file))
    print_findings(report, lang)
    page = folder / f"{name}.html"
    save_map(plan, page, lang)
    print_written([plan_file, page], lang)
    if report.errors:
        raise typer.Exit(1)
    if not no_serve:
        _serve(folder, name, plan, (host, port), lang)


def _serve(folder: Path, name: str, plan: "Plan", at: tuple[str, int], lang: str) -> None:
    """Serve the files of the demo, and a store beside them with the plan, and show it."""
    from api.settings import Settings
    from gridgen.cli.desk import signed_in

    database = str(folder / "store.sqlite")
    settings = replace(
        Settings.from_environment({}), data=folder, database=database,
        is_open=is_loopback(at[0]), log_level="warning",
    )  # fmt: skip
    run(settings, at, lang, jobs=1, page=signed_in(database, name, plan))
