"""gridgen divide | check | diff | people | locate | map | wall | sample | demo | serve.

Tables and answers go to standard output, everything else to standard error; progress is drawn only
on a terminal. What is heavy is imported by the command that needs it, so that help comes at once.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Executor
from contextlib import contextmanager
from enum import StrEnum
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape

from gridgen.cli.changes import difference_rows, overlay_rows, print_difference, print_overlay
from gridgen.cli.console import err, out
from gridgen.cli.tables import (
    as_rows,
    place_row,
    print_findings,
    print_levels,
    print_located,
    print_place,
    print_plan,
    print_roster,
    roster_rows,
)
from gridgen.model.errors import GridgenError
from gridgen.words.say import language_of, say

if TYPE_CHECKING:
    from gridgen.model.plan import Plan
    from gridgen.plans.locate import Place

MANY = 20_000
"""Household rows from which on communities are spread over processes, not threads."""

_LANG = language_of()


def _help(key: str) -> str:
    return say(f"help_{key}" if key else "help", _LANG)


class Lang(StrEnum):
    """Languages of what is printed and written."""

    ZH = "zh"
    EN = "en"


_LOCALE = Lang(_LANG)


class EffortName(StrEnum):
    """How hard to search."""

    FAST = "fast"
    BALANCED = "balanced"
    BEST = "best"


app = typer.Typer(
    help=_help(""),
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


class SystemName(StrEnum):
    """The presets, each with samples of its own."""

    STANDARD = "standard"
    HONGLIAN = "honglian"
    WUZHONG = "wuzhong"
    YANCHI = "yanchi"
    NANHAI = "nanhai"
    YIYANG = "yiyang"
    XIQIAO = "xiqiao"


class SizeName(StrEnum):
    """How large a sample of a preset is."""

    VILLAGE = "village"
    TOWNSHIP = "township"
    PREFECTURE = "prefecture"


rules_app = typer.Typer(help=_help("rules_app"), no_args_is_help=True, rich_markup_mode=None)
app.add_typer(rules_app, name="rules")

LangOption = Annotated[Lang, typer.Option("--lang", help=_help("lang"))]
JsonOption = Annotated[bool, typer.Option("--json", help=_help("json"))]
SeedOption = Annotated[int, typer.Option("--seed", min=0, help=_help("seed"))]
PlanArgument = Annotated[Path, typer.Argument(metavar="PLAN", help=_help("plan"))]
HostOption = Annotated[str, typer.Option("--host", help=_help("host"))]
PortOption = Annotated[int, typer.Option("--port", min=0, max=65535, help=_help("port"))]


def main() -> None:
    """Run the command line; errors made on purpose end in one sentence and exit code 2."""
    _keep_output_ours()
    for stream in (sys.stdout, sys.stderr):
        # A console that lacks a character gets another, not a traceback.
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")
    try:
        app()
    except GridgenError as why:
        err.print(f"[bold red]gridgen:[/] {escape(str(why))}")
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
    version: Annotated[bool, typer.Option("--version", help=_help("version"))] = False,
) -> None:
    if version:
        from importlib.metadata import version as installed

        typer.echo(f"gridgen {installed('gridgen')}")
        raise typer.Exit


@app.command(help=_help("divide"))
def divide(
    source: Annotated[str, typer.Argument(metavar="INPUT", help=_help("input"))],
    output: Annotated[Path, typer.Option("-o", "--output", help=_help("output"))],
    communities: Annotated[str | None, typer.Option(help=_help("communities"))] = None,
    lines: Annotated[str | None, typer.Option(help=_help("lines"))] = None,
    water: Annotated[str | None, typer.Option(help=_help("water"))] = None,
    buildings: Annotated[str | None, typer.Option(help=_help("buildings"))] = None,
    parcels: Annotated[str | None, typer.Option(help=_help("parcels"))] = None,
    special: Annotated[str | None, typer.Option(help=_help("special"))] = None,
    centres: Annotated[str | None, typer.Option(help=_help("centres"))] = None,
    people: Annotated[str | None, typer.Option(help=_help("people"))] = None,
    ties: Annotated[str | None, typer.Option(help=_help("ties"))] = None,
    rules: Annotated[str, typer.Option(help=_help("rules"))] = "standard",
    existing: Annotated[str | None, typer.Option(help=_help("existing"))] = None,
    locks: Annotated[str | None, typer.Option(help=_help("locks"))] = None,
    target: Annotated[int | None, typer.Option(min=1, help=_help("target"))] = None,
    grids: Annotated[list[str] | None, typer.Option(help=_help("grids"))] = None,
    effort: Annotated[EffortName, typer.Option(help=_help("effort"))] = EffortName.BALANCED,
    certify: Annotated[bool, typer.Option("--certify", help=_help("certify"))] = False,
    seed: SeedOption = 0,
    workers: Annotated[int, typer.Option(min=0, help=_help("workers"))] = 0,
    lang: LangOption = _LOCALE,
    as_json: JsonOption = False,
) -> None:
    """Divide households into grids and write the plan."""
    numbers = _numbers(grids or [])
    beside = {
        "communities": communities, "lines": lines, "water": water, "buildings": buildings,
        "parcels": parcels, "special": special, "centres": centres, "people": people, "ties": ties,
    }  # fmt: skip
    _keep_apart(output, source, *beside.values())
    plan = _divided(
        source, beside, lang, workers, existing=_existing(existing), locks=_locks(locks),
        rules=rules, target=target, grids=numbers, effort=effort.value, seed=seed, certify=certify,
    )  # fmt: skip
    _write(plan, output, lang)
    print_plan(plan, output, lang, as_json=as_json)


@app.command(help=_help("redraw"))
def redraw(
    plan_file: PlanArgument,
    output: Annotated[Path, typer.Option("-o", "--output", help=_help("output"))],
    households: Annotated[str | None, typer.Option(help=_help("new_households"))] = None,
    centres: Annotated[str | None, typer.Option(help=_help("new_centres"))] = None,
    people: Annotated[str | None, typer.Option(help=_help("new_people"))] = None,
    rules: Annotated[str | None, typer.Option(help=_help("rules"))] = None,
    locks: Annotated[str | None, typer.Option(help=_help("locks"))] = None,
    effort: Annotated[EffortName, typer.Option(help=_help("effort"))] = EffortName.BALANCED,
    seed: SeedOption = 0,
    workers: Annotated[int, typer.Option(min=0, help=_help("workers"))] = 0,
    lang: LangOption = _LOCALE,
    as_json: JsonOption = False,
) -> None:
    """Divide again with the least change."""
    from gridgen.doors import redraw as redraw_plan
    from gridgen.files.inputs import read_inputs, read_table
    from gridgen.files.plan_reader import read_plan

    _keep_apart(output, plan_file, households, centres, people)
    old = read_plan(plan_file)
    asked: dict[str, Any] = {"rules": rules, "locks": _locks(locks), "lang": lang, "seed": seed}
    table = None
    if households is not None:
        inputs = read_inputs(households)
        table = inputs.households
        asked |= {"source": dict(inputs.source), "input_hash": inputs.input_hash}
    for role, file in (("centres", centres), ("people", people)):
        if file is not None:
            asked[role], asked.setdefault("source", {})[role] = read_table(file, role)
    with _executor(workers, len(old.township.households)) as executor, _progress(lang) as advance:
        new = redraw_plan(
            old, table, executor=executor, on_progress=advance, effort=effort.value, **asked
        )
    _write(new, output, lang)
    print_plan(new, output, lang, as_json=as_json)


@app.command(help=_help("check"))
def check(
    plan_file: PlanArgument,
    rules: Annotated[str | None, typer.Option(help=_help("rules"))] = None,
    lines: Annotated[str | None, typer.Option(help=_help("lines"))] = None,
    excel: Annotated[Path | None, typer.Option(help=_help("excel"))] = None,
    lang: LangOption = _LOCALE,
    as_json: JsonOption = False,
) -> None:
    """Check a plan from its households, boundaries and zones alone."""
    from gridgen.doors import check as check_plan
    from gridgen.files.inputs import read_table
    from gridgen.files.plan_reader import read_plan
    from gridgen.files.workbooks import write_findings

    drawn = None if lines is None else read_table(lines)[0]
    report = check_plan(read_plan(plan_file), rules=rules, lines=drawn)
    if excel is not None:
        _keep_apart(excel, plan_file)
        write_findings(report, excel, lang=lang)
    if as_json:
        findings = as_rows(report, lang)
        typer.echo(json.dumps({"plan": str(plan_file), "findings": findings}, ensure_ascii=False))
    else:
        print_findings(report, lang)
    raise typer.Exit(1 if report.errors else 0)


@app.command(help=_help("diff"))
def diff(
    old_file: Annotated[Path, typer.Argument(metavar="OLD", help=_help("diff_old"))],
    new_file: Annotated[Path, typer.Argument(metavar="NEW", help=_help("diff_new"))],
    level: Annotated[str | None, typer.Option(help=_help("diff_level"))] = None,
    excel: Annotated[Path | None, typer.Option(help=_help("diff_excel"))] = None,
    lang: LangOption = _LOCALE,
    as_json: JsonOption = False,
) -> None:
    """Tell which grids and households differ between two plans."""
    from gridgen.files.plan_reader import read_plan
    from gridgen.files.workbooks import write_difference
    from gridgen.plans.diff import diff as diff_plans

    if excel is not None:
        _keep_apart(excel, old_file, new_file)
    old, new = read_plan(old_file), read_plan(new_file)
    difference = diff_plans(old, new, level or _first_level(new))
    if excel is not None:
        write_difference(difference, excel, lang=lang)
    if as_json:
        said = {"old": str(old_file), "new": str(new_file), **difference_rows(difference)}
        typer.echo(json.dumps(said, ensure_ascii=False))
    else:
        print_difference(difference, lang)


@app.command(help=_help("overlay"))
def overlay(
    first_file: Annotated[Path, typer.Argument(metavar="A", help=_help("overlay_first"))],
    second_file: Annotated[str, typer.Argument(metavar="B", help=_help("overlay_second"))],
    first_level: Annotated[str | None, typer.Option(help=_help("overlay_level"))] = None,
    second_level: Annotated[str | None, typer.Option(help=_help("overlay_level"))] = None,
    excel: Annotated[Path | None, typer.Option(help=_help("overlay_excel"))] = None,
    lang: LangOption = _LOCALE,
    as_json: JsonOption = False,
) -> None:
    """Lay two nets over each other."""
    from gridgen.files.existing import to_existing
    from gridgen.files.plan_reader import read_plan
    from gridgen.files.workbooks import write_overlay
    from gridgen.model.plan import Plan
    from gridgen.plans.overlay import overlay as lay_over

    first, second = read_plan(first_file), _existing(second_file)
    if not isinstance(second, Plan):
        second = to_existing(second, crs_m=first.township.crs, source=second_file)
    found = lay_over(first, second, first_level=first_level, second_level=second_level)
    if excel is not None:
        _keep_apart(excel, first_file, second_file)
        write_overlay(found, excel, lang=lang)
    if as_json:
        said = {"first": str(first_file), "second": second_file, **overlay_rows(found)}
        typer.echo(json.dumps(said, ensure_ascii=False))
    else:
        print_overlay(found, lang)


@app.command(help=_help("roster"))
def people(
    plan_file: PlanArgument,
    excel: Annotated[Path | None, typer.Option(help=_help("roster_excel"))] = None,
    lang: LangOption = _LOCALE,
    as_json: JsonOption = False,
) -> None:
    """Tell who serves: roles, zones, vacancies, areas."""
    from gridgen.files.plan_reader import read_plan
    from gridgen.files.workbooks import write_roster
    from gridgen.people.roster import role_labels, roster

    plan = read_plan(plan_file)
    found, label_of = roster(plan), role_labels(plan)
    if excel is not None:
        _keep_apart(excel, plan_file)
        write_roster(found, label_of, excel, lang=lang)
    if as_json:
        said = {"plan": str(plan_file), **roster_rows(found)}
        typer.echo(json.dumps(said, ensure_ascii=False))
    else:
        print_roster(found, label_of, lang)


@app.command(help=_help("hamlets"))
def hamlets(
    source: Annotated[str, typer.Argument(metavar="INPUT", help=_help("input"))],
    output: Annotated[Path, typer.Option("-o", "--output", help=_help("output"))],
    communities: Annotated[str | None, typer.Option(help=_help("communities"))] = None,
    page: Annotated[Path | None, typer.Option("--map", help=_help("hamlets_map"))] = None,
    smallest: Annotated[int, typer.Option(min=2, help=_help("smallest"))] = 8,
    apart_m: Annotated[float, typer.Option("--apart", min=1, help=_help("apart"))] = 60,
    lang: LangOption = _LOCALE,
    as_json: JsonOption = False,
) -> None:
    """Find hamlets by density and write an input whose households name them."""
    from gridgen.doors import find_hamlets
    from gridgen.files.inputs import input_naming, read_inputs
    from gridgen.files.layer_writer import write_layers
    from maps.page.web import save_map

    _keep_apart(output, source, communities)
    if page is not None:
        _keep_apart(page, source, communities)
    inputs = read_inputs(source, {"communities": communities})
    found = find_hamlets(
        inputs.households, communities=inputs.communities, lines=inputs.lines,
        smallest=smallest, apart_m=apart_m, lang=lang, source=inputs.source,
    )  # fmt: skip
    write_layers(input_naming(found, inputs), output)
    if page is not None:
        save_map(found, page, lang, title=say("hamlets_title", lang))
    if as_json:
        rows = found.table("hamlets")[["code", "name", "community", "households"]]
        said = {"hamlets": rows.to_dict("records"), "findings": as_rows(found.report, lang)}
        typer.echo(json.dumps(said, ensure_ascii=False))
        return
    print_findings(found.report, lang)
    for path in (output, page):
        if path is not None:
            out.print(escape(say("wrote", lang, path=path)))


@app.command(help=_help("locate"))
def locate(
    plan_file: PlanArgument,
    lon: Annotated[float | None, typer.Option(help=_help("lon"))] = None,
    lat: Annotated[float | None, typer.Option(help=_help("lat"))] = None,
    household: Annotated[str | None, typer.Option("--id", help=_help("id"))] = None,
    points: Annotated[str | None, typer.Option(help=_help("points"))] = None,
    lang: LangOption = _LOCALE,
    as_json: JsonOption = False,
) -> None:
    """Tell which grid a point, a household, or each point of a file is in."""
    from gridgen.files.plan_reader import read_plan
    from gridgen.plans.locate import Locator

    ways = [lon is not None and lat is not None, household is not None, points is not None]
    if sum(ways) != 1 or (lon is None) != (lat is None):
        raise typer.BadParameter("expected --lon with --lat, or --id, or --points")
    plan = read_plan(plan_file)
    locator = Locator(plan)
    if points is not None:
        print_located(plan, locator, points, lang, as_json=as_json)
        return
    if household is not None:
        found: Place | None = locator.household(household)
    else:
        found = locator.at(float(lon or 0), float(lat or 0))
    if as_json:
        typer.echo(json.dumps(place_row(found), ensure_ascii=False))
    else:
        print_place(found, household, lang)


@app.command("map", help=_help("map"))
def draw(
    plan_file: PlanArgument,
    output: Annotated[Path, typer.Option("-o", "--output", help=_help("output"))],
    community: Annotated[str | None, typer.Option(help=_help("map_community"))] = None,
    households: Annotated[bool, typer.Option("--households", help=_help("map_homes"))] = False,
    view: Annotated[str, typer.Option(help=_help("map_view"))] = "plan",
    title: Annotated[str, typer.Option(help=_help("wall_title"))] = "",
    lang: LangOption = _LOCALE,
) -> None:
    """Make a map page that opens with no network."""
    from gridgen.files.plan_reader import read_plan
    from maps.page.web import save_map

    _keep_apart(output, plan_file)
    asked = {"community": community, "households": households, "view": view, "title": title}
    save_map(read_plan(plan_file), output, lang, **asked)
    out.print(escape(say("wrote", lang, path=output)))


@app.command(help=_help("wall"))
def wall(
    plan_file: PlanArgument,
    output: Annotated[Path, typer.Option("-o", "--output", help=_help("wall_output"))],
    size: Annotated[str, typer.Option(help=_help("wall_size"))] = "A3",
    scope: Annotated[str, typer.Option(help=_help("wall_scope"))] = "township",
    form: Annotated[str | None, typer.Option(help=_help("wall_form"))] = None,
    only: Annotated[list[str] | None, typer.Option(help=_help("wall_only"))] = None,
    theme: Annotated[str, typer.Option(help=_help("wall_theme"))] = "clear",
    font: Annotated[str | None, typer.Option(help=_help("wall_font"))] = None,
    staff: Annotated[Path | None, typer.Option(help=_help("wall_staff"))] = None,
    lines: Annotated[str | None, typer.Option(help=_help("lines"))] = None,
    title: Annotated[str, typer.Option(help=_help("wall_title"))] = "",
    producer: Annotated[str, typer.Option(help=_help("wall_producer"))] = "",
    edition: Annotated[str, typer.Option(help=_help("wall_edition"))] = "",
    date: Annotated[str | None, typer.Option(help=_help("wall_date"))] = None,
    review: Annotated[str, typer.Option(help=_help("wall_review"))] = "",
    qr: Annotated[str, typer.Option(help=_help("wall_qr"))] = "",
    phone: Annotated[str, typer.Option(help=_help("wall_phone"))] = "",
    emblem: Annotated[Path | None, typer.Option(help=_help("wall_emblem"))] = None,
    slots: Annotated[bool, typer.Option(help=_help("wall_slots"))] = True,
    households: Annotated[bool, typer.Option("--households", help=_help("wall_homes"))] = False,
    scale: Annotated[float | None, typer.Option(help=_help("wall_scale"))] = None,
    bleed: Annotated[float, typer.Option(help=_help("wall_bleed"))] = 0.0,
    dpi: Annotated[int, typer.Option(min=1, help=_help("wall_dpi"))] = 150,
    lang: LangOption = _LOCALE,
    as_json: JsonOption = False,
) -> None:
    """Print wall sheets, atlases, notice boards and registers."""
    import datetime

    from maps.sheets.order import Order, read_emblem
    from maps.sheets.printing import print_plan as lay_out
    from maps.sheets.printing import save_printed
    from maps.sheets.staff import StaffTable, read_staff

    _keep_apart(output, plan_file, lines, *(str(f) for f in (staff, emblem) if f is not None))
    today = datetime.datetime.now().astimezone().date().isoformat()
    order = Order(
        size=size, lang=lang, theme=theme, font=font, title=title, producer=producer,
        version=edition, date=today if date is None else date, review=review, qr=qr, phone=phone,
        emblem=None if emblem is None else read_emblem(emblem), slots=slots,
        staff=StaffTable() if staff is None else read_staff(staff), households=households,
        scale=scale, bleed=bleed,
    )  # fmt: skip
    printed = lay_out(_with_lines(plan_file, lines), order, scope=scope, form=form, only=only or ())
    files = save_printed(printed, output, dpi)
    if as_json:
        said = {"files": [str(file) for file in files], "pages": len(printed.scenes)}
        said |= {"findings": as_rows(printed.report, lang)}
        typer.echo(json.dumps(said, ensure_ascii=False))
    else:
        print_findings(printed.report, lang)
        for file in files:
            out.print(escape(say("wrote", lang, path=file)))
    raise typer.Exit(1 if printed.report.errors else 0)


@app.command(help=_help("sample"))
def sample(
    output: Annotated[Path, typer.Option("-o", "--output", metavar="DIR", help=_help("folder"))],
    households: Annotated[int, typer.Option(min=1, help=_help("households"))] = 9000,
    communities: Annotated[int, typer.Option(min=1, help=_help("how_many"))] = 12,
    system: Annotated[SystemName | None, typer.Option(help=_help("system"))] = None,
    size: Annotated[SizeName, typer.Option(help=_help("size"))] = SizeName.TOWNSHIP,
    seed: SeedOption = 0,
    lang: LangOption = _LOCALE,
) -> None:
    """Make up a township, or the sample of a preset, and write DIR/input.gpkg."""
    from gridgen.sample.any_town import township
    from gridgen.sample.layers import write
    from gridgen.sample.systems import system_sample

    if system is not None:
        layers = system_sample(system.value, size.value, seed)
    else:
        layers = township(households=households, communities=communities, seed=seed)
    target = _folder(output) / "input.gpkg"
    write(layers, target)
    out.print(escape(say("wrote", lang, path=target)))


@app.command(help=_help("demo"))
def demo(
    source: Annotated[Path | None, typer.Option("--input", help=_help("demo_input"))] = None,
    output: Annotated[
        Path, typer.Option("-o", "--output", metavar="DIR", help=_help("folder"))
    ] = Path("demo"),
    system: Annotated[SystemName | None, typer.Option(help=_help("system"))] = None,
    size: Annotated[SizeName, typer.Option(help=_help("size"))] = SizeName.TOWNSHIP,
    no_serve: Annotated[bool, typer.Option("--no-serve", help=_help("no_serve"))] = False,
    host: HostOption = "127.0.0.1",
    port: PortOption = 8000,
    lang: LangOption = _LOCALE,
) -> None:
    """Make the sample township, divide it, check it, draw it, and serve it."""
    from gridgen.doors import check as check_plan
    from gridgen.files.plan_reader import read_plan
    from gridgen.sample.layers import write
    from gridgen.sample.qinghe_town import qinghe
    from gridgen.sample.systems import system_sample
    from maps.page.web import save_map

    folder = _folder(output)
    name = system.value if system else "qinghe"
    if source is None:
        source = folder / "input.gpkg"
        write(system_sample(name, size.value) if system else qinghe(), source)
    plan_file = folder / f"{name}.gpkg"
    plan = _divided(str(source), {}, lang, 0, rules=system.value if system else "standard")
    _write(plan, plan_file, lang)
    print_levels(plan, lang)
    report = check_plan(read_plan(plan_file))
    print_findings(report, lang)
    page = folder / f"{name}.html"
    save_map(plan, page, lang)
    for path in (plan_file, page):
        out.print(escape(say("wrote", lang, path=path)))
    if report.errors:
        raise typer.Exit(1)
    if not no_serve:
        _serve(folder, host, port, lang)


@app.command(help=_help("serve"))
def serve(
    data: Annotated[Path, typer.Option(help=_help("data"))] = Path(),
    host: HostOption = "127.0.0.1",
    port: PortOption = 8000,
    lang: LangOption = _LOCALE,
) -> None:
    """Serve the plans of a folder over HTTP."""
    _serve(data, host, port, lang)


@rules_app.command("list", help=_help("rules_list"))
def list_rules(lang: LangOption = _LOCALE, as_json: JsonOption = False) -> None:
    """List the presets with their titles and levels."""
    from gridgen.rules.levels import PRESETS
    from gridgen.rules.loader import load_rules

    laws = [load_rules(name) for name in PRESETS]
    if as_json:
        rows = [{"name": law.name, "title": law.title[lang], "source": law.source.get(lang, ""),
                 "levels": [level.name for level in law.levels]} for law in laws]  # fmt: skip
        typer.echo(json.dumps(rows, ensure_ascii=False))
        return
    for law in laws:
        typer.echo(f"{law.name:<10} {law.title[lang]}")


@rules_app.command("show", help=_help("rules_show"))
def show_rules(
    name: Annotated[SystemName, typer.Argument(help=_help("rules_name"))],
) -> None:
    """Print the file of a preset."""
    from gridgen.rules.loader import rules_text

    typer.echo(rules_text(name.value)[0], nl=False)


@rules_app.command("check", help=_help("rules_check"))
def check_rules(
    file: Annotated[str, typer.Argument(metavar="FILE", help=_help("rules_file"))],
    lang: LangOption = _LOCALE,
) -> None:
    """Check a rules file."""
    from gridgen.rules.loader import load_rules

    law = load_rules(file)
    levels = ", ".join(level.name for level in law.levels)
    typer.echo(say("rules_good", lang, name=file, number=len(law.levels), levels=levels))


@rules_app.command("table", help=_help("rules_table"))
def table_of_rules(
    size: Annotated[SizeName, typer.Option(help=_help("size"))] = SizeName.TOWNSHIP,
    lang: LangOption = _LOCALE,
) -> None:
    """Divide the sample of each preset and print a row for each."""
    from gridgen.sample.table import systems_table

    typer.echo(systems_table(size=size.value, lang=lang))


# --- work ----------------------------------------------------------------------------------------


def _divided(
    source: str, beside: Mapping[str, str | None], lang: str, workers: int, **asked: Any
) -> Plan:
    """Divide the input in a file, with what is given `beside` it, by role."""
    from gridgen.division.options import Options
    from gridgen.doors import divide_inputs
    from gridgen.files.inputs import read_inputs

    rules, existing = asked.pop("rules"), asked.pop("existing", None)
    with err.status(say("reading", lang)) if err.is_terminal else _nothing():
        inputs = read_inputs(source, beside)
    with _executor(workers, len(inputs.households)) as executor, _progress(lang) as advance:
        options = Options(lang=lang, executor=executor, on_progress=advance, **asked)
        return divide_inputs(inputs, rules=rules, existing=existing, options=options)


def _with_lines(plan_file: Path, lines: str | None) -> Plan:
    """Return a plan, with the lines of another file in place of its own where one is named."""
    import dataclasses

    from gridgen.files.inputs import read_table
    from gridgen.files.lines import to_lines
    from gridgen.files.plan_reader import read_plan

    plan = read_plan(plan_file)
    if lines is None:
        return plan
    table, source = read_table(lines)
    drawn = {**plan.township.ground, "lines": to_lines(table, source=source)[0]}
    return dataclasses.replace(plan, township=dataclasses.replace(plan.township, ground=drawn))


def _write(plan: Plan, path: Path, lang: str) -> None:
    from gridgen.files.plan_writer import write_plan

    with err.status(say("writing", lang)) if err.is_terminal else _nothing():
        write_plan(plan, path, lang=lang)


@contextmanager
def _executor(workers: int, households: int) -> Iterator[Executor | None]:
    """Give workers for the communities: threads, or from `MANY` households on processes.

    Most of the work is compiled and runs beside other threads; processes do better, but take a
    second or two to start.
    """
    import multiprocessing
    import os
    from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

    cores = os.cpu_count() or 1
    number = min(workers or cores, cores)
    if number == 1:
        yield None
    elif households < MANY:
        with ThreadPoolExecutor(number) as threads:
            yield threads
    else:
        context = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(number, mp_context=context) as processes:
            yield processes


@contextmanager
def _progress(lang: str) -> Iterator[Callable[[int, int], None] | None]:
    if not err.is_terminal:
        yield None
        return
    from rich.progress import Progress

    with Progress(console=err, transient=True) as bar:
        task = bar.add_task(say("dividing", lang), total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


@contextmanager
def _nothing() -> Iterator[None]:
    yield


def _keep_apart(output: Path, *sources: str | Path | None) -> None:
    """Refuse to write over a file that is read."""
    from gridgen.files.guard import split_layer
    from gridgen.model.errors import WriteError

    for source in sources:
        try:
            is_same = source is not None and output.samefile(split_layer(source)[0])
        except OSError:  # one of them is not there, or no name for a file: reading will say so
            continue
        if is_same:
            raise WriteError(f"{output}: this is an input file; give the output another name.")


def _first_level(plan: Plan) -> str:
    return plan.levels[0].level if plan.levels else "grids"


def _existing(source: str | None) -> Any:
    """Return the existing grids of a file: a plan, or a layer of polygons."""
    from gridgen.files.inputs import read_table
    from gridgen.files.plan_reader import read_plan
    from gridgen.model.errors import ReadError

    if source is None:
        return None
    try:
        return read_plan(source)
    except ReadError:  # not a plan: polygons with a code, or the reason why not
        return read_table(source)[0]


def _locks(source: str | None) -> list[str]:
    """Return the codes in a file: its column `code` (编码), or its first column."""
    from gridgen.files.inputs import read_table

    if source is None:
        return []
    table, _ = read_table(source)
    named = [
        c for c in table.columns if str(c).strip().lower() in ("code", "grid", "编码", "网格编码")
    ]
    column = table[named[0] if named else table.columns[0]]
    return sorted({str(code).strip() for code in column if str(code).strip()})


def _folder(path: Path) -> Path:
    from gridgen.model.errors import WriteError

    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as why:
        raise WriteError(f"{path}: the folder cannot be made: {why.strerror}.") from why
    return path


def _numbers(grids: list[str]) -> dict[str, int]:
    numbers: dict[str, int] = {}
    for text in grids:
        code, _, number = text.partition("=")
        is_number = number.isascii() and number.isdecimal() and len(number) <= 6
        if not code or not is_number or int(number) < 1:
            raise typer.BadParameter(f"--grids is {text!r}; expected CODE=NUMBER")
        numbers[code] = int(number)
    return numbers


def _serve(folder: Path, host: str, port: int, lang: str) -> None:
    import uvicorn

    from api.app import create_app
    from api.settings import Settings

    service = create_app(Settings(data=folder))
    err.print(escape(say("serving", lang, url=f"http://{host}:{port}")))
    uvicorn.run(service, host=host, port=port, log_level="warning")
