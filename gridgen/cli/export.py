"""The command that writes a plan for other programs: export."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from gridgen.cli.help import Command
from gridgen.cli.options import LOCALE, JsonOption, LangOption, PlanArgument, help_of

app = typer.Typer()


class FormatName(StrEnum):
    """The formats that are written."""

    GPKG = "gpkg"
    GEOJSON = "geojson"
    GEOPARQUET = "geoparquet"
    SHP = "shp"
    KML = "kml"
    CSV = "csv"
    XLSX = "xlsx"


@app.command("export", cls=Command, help=help_of("export"))
def export(
    plan_file: PlanArgument,
    output: Annotated[Path, typer.Option("-o", "--output", help=help_of("export_output"))],
    as_format: Annotated[
        FormatName | None, typer.Option("--format", help=help_of("export_format"))
    ] = None,
    layer: Annotated[list[str] | None, typer.Option(help=help_of("export_layer"))] = None,
    households: Annotated[
        bool, typer.Option("--households", help=help_of("export_households"))
    ] = False,
    encoding: Annotated[
        str, typer.Option(metavar="NAME", help=help_of("export_encoding"))
    ] = "utf-8",
    lang: LangOption = LOCALE,
    as_json: JsonOption = False,
) -> None:
    """Write a plan for other programs."""
    from gridgen.cli.console import print_json
    from gridgen.cli.tables import print_findings, print_written
    from gridgen.cli.work import keep_apart
    from gridgen.files.export import export as write
    from gridgen.files.plan_reader import read_plan
    from gridgen.model.findings import as_rows

    keep_apart(output, plan_file)
    report = write(
        read_plan(plan_file), output, layers=layer or (), households=households,
        as_format=None if as_format is None else as_format.value, encoding=encoding,
    )  # fmt: skip
    if as_json:
        rows = as_rows(report, lang)
        print_json({"plan": str(plan_file), "output": str(output), "findings": rows})
        return
    if len(report):
        print_findings(report, lang)
    print_written([output], lang)
