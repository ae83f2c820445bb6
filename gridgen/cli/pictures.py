"""Commands that draw: map, wall."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gridgen.cli.help import Command
from gridgen.cli.options import LOCALE, JsonOption, LangOption, OutputOption, PlanArgument, help_of

if TYPE_CHECKING:
    from gridgen.model.plan import Plan

app = typer.Typer()


@app.command("map", cls=Command, help=help_of("map"))
def draw(
    plan_file: PlanArgument,
    output: OutputOption,
    community: Annotated[str | None, typer.Option(help=help_of("map_community"))] = None,
    households: Annotated[bool, typer.Option("--households", help=help_of("map_homes"))] = False,
    view: Annotated[str, typer.Option(help=help_of("map_view"))] = "plan",
    changes: Annotated[
        Path | None, typer.Option(metavar="OLD", help=help_of("map_changes"))
    ] = None,
    title: Annotated[str, typer.Option(help=help_of("wall_title"))] = "",
    lang: LangOption = LOCALE,
) -> None:
    """Make a map page that opens with no network."""
    from gridgen.cli.tables import print_written
    from gridgen.cli.work import keep_apart
    from gridgen.files.plan_reader import read_plan
    from gridgen.plans.names import code_of, names_of
    from maps.page.web import save_map

    keep_apart(output, plan_file, changes)
    plan = read_plan(plan_file)
    older = None if changes is None else read_plan(changes)
    code = None if community is None else code_of(community, names_of(plan), "--community")
    asked = {"community": code, "households": households, "view": view, "title": title}
    save_map(plan, output, lang, changes=older, **asked)
    print_written([output], lang)


@app.command(cls=Command, help=help_of("wall"))
def wall(
    plan_file: PlanArgument,
    output: Annotated[Path, typer.Option("-o", "--output", help=help_of("wall_output"))],
    size: Annotated[str, typer.Option(help=help_of("wall_size"))] = "A3",
    scope: Annotated[str, typer.Option(help=help_of("wall_scope"))] = "township",
    form: Annotated[str | None, typer.Option(help=help_of("wall_form"))] = None,
    only: Annotated[list[str] | None, typer.Option(help=help_of("wall_only"))] = None,
    changes: Annotated[
        Path | None, typer.Option(metavar="OLD", help=help_of("wall_changes"))
    ] = None,
    theme: Annotated[str, typer.Option(help=help_of("wall_theme"))] = "clear",
    font: Annotated[str | None, typer.Option(help=help_of("wall_font"))] = None,
    staff: Annotated[Path | None, typer.Option(help=help_of("wall_staff"))] = None,
    lines: Annotated[str | None, typer.Option(help=help_of("lines"))] = None,
    title: Annotated[str, typer.Option(help=help_of("wall_title"))] = "",
    producer: Annotated[str, typer.Option(help=help_of("wall_producer"))] = "",
    edition: Annotated[str, typer.Option(help=help_of("wall_edition"))] = "",
    date: Annotated[str | None, typer.Option(help=help_of("wall_date"))] = None,
    review: Annotated[str, typer.Option(help=help_of("wall_review"))] = "",
    qr: Annotated[str, typer.Option(help=help_of("wall_qr"))] = "",
    phone: Annotated[str, typer.Option(help=help_of("wall_phone"))] = "",
    emblem: Annotated[Path | None, typer.Option(help=help_of("wall_emblem"))] = None,
    slots: Annotated[
        bool | None, typer.Option("--slots/--no-slots", help=help_of("wall_slots"))
    ] = None,
    duties: Annotated[Path | None, typer.Option(help=help_of("wall_duties"))] = None,
    households: Annotated[bool, typer.Option("--households", help=help_of("wall_homes"))] = False,
    scale: Annotated[float | None, typer.Option(help=help_of("wall_scale"))] = None,
    bleed: Annotated[float, typer.Option(help=help_of("wall_bleed"))] = 0.0,
    binding: Annotated[bool, typer.Option("--binding", help=help_of("wall_binding"))] = False,
    dpi: Annotated[int, typer.Option(min=1, help=help_of("wall_dpi"))] = 150,
    lang: LangOption = LOCALE,
    as_json: JsonOption = False,
) -> None:
    """Print wall sheets, atlases, notice boards and registers."""
    from gridgen.cli.console import print_json
    from gridgen.cli.tables import print_findings, print_written
    from gridgen.cli.work import keep_apart
    from gridgen.files.plan_reader import read_plan
    from gridgen.model.findings import as_rows
    from maps.sheets.order import Order, read_duties, read_emblem
    from maps.sheets.printing import print_changes, save_printed
    from maps.sheets.printing import print_plan as lay_out
    from maps.sheets.staff import StaffTable, read_staff

    keep_apart(output, plan_file, lines, changes, staff, emblem, duties)
    # The day where the sheet is printed: in UTC it would be yesterday's until eight in China.
    today = datetime.now().astimezone().date().isoformat()
    order = Order(
        size=size, lang=lang, theme=theme, font=font, title=title, producer=producer,
        version=edition, date=today if date is None else date, review=review, qr=qr, phone=phone,
        emblem=None if emblem is None else read_emblem(emblem), slots=slots,
        staff=StaffTable() if staff is None else read_staff(staff), households=households,
        scale=scale, bleed=bleed, binding=binding,
        duties=() if duties is None else read_duties(duties),
    )  # fmt: skip
    plan = _with_lines(plan_file, lines)
    if changes is None:
        printed = lay_out(plan, order, scope=scope, form=form, only=only or ())
    else:
        printed = print_changes(read_plan(changes), plan, order, only=only or ())
    files = save_printed(printed, output, dpi)
    if as_json:
        said = {"files": [str(file) for file in files], "pages": len(printed.scenes)}
        print_json(said | {"findings": as_rows(printed.report, lang)})
    else:
        print_findings(printed.report, lang)
        print_written(files, lang)
    raise typer.Exit(1 if printed.report.errors else 0)


def _with_lines(plan_file: Path, lines: str | None) -> "Plan":
    """Return a plan, with the lines of another file in place of its own where one is named."""
    from gridgen.files.inputs import read_table
    from gridgen.files.lines import to_lines
    from gridgen.files.plan_reader import read_plan

    plan = read_plan(plan_file)
    if lines is None:
        return plan
    table, source = read_table(lines)
    drawn = {**plan.township.ground, "lines": to_lines(table, source=source)[0]}
    return replace(plan, township=replace(plan.township, ground=drawn))
