"""Commands on plans: divide, redraw, check, diff, overlay, people, hamlets, locate.

What is heavy is imported by the command that needs it, so that help comes at once.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gridgen.cli.help import Command
from gridgen.cli.options import (
    LOCALE,
    ColumnsOption,
    CorrectionsOption,
    CrsOption,
    DatumOption,
    EffortName,
    EncodingOption,
    JsonOption,
    LangOption,
    NewIds,
    OutputOption,
    PlanArgument,
    RejectsOption,
    SeedOption,
    TrustOption,
    help_of,
)
from gridgen.model.errors import CommandError, ProblemError
from gridgen.words.say import say

if TYPE_CHECKING:
    from gridgen.model.findings import Report
    from gridgen.plans.locate import Place

app = typer.Typer()


@app.command(cls=Command, help=help_of("divide"))
def divide(
    source: Annotated[str, typer.Argument(metavar="INPUT", help=help_of("input"))],
    output: OutputOption,
    communities: Annotated[str | None, typer.Option(help=help_of("communities"))] = None,
    lines: Annotated[str | None, typer.Option(help=help_of("lines"))] = None,
    water: Annotated[str | None, typer.Option(help=help_of("water"))] = None,
    buildings: Annotated[str | None, typer.Option(help=help_of("buildings"))] = None,
    parcels: Annotated[str | None, typer.Option(help=help_of("parcels"))] = None,
    special: Annotated[str | None, typer.Option(help=help_of("special"))] = None,
    centres: Annotated[str | None, typer.Option(help=help_of("centres"))] = None,
    people: Annotated[str | None, typer.Option(help=help_of("people"))] = None,
    ties: Annotated[str | None, typer.Option(help=help_of("ties"))] = None,
    corrections: CorrectionsOption = None,
    rejects: RejectsOption = None,
    crs: CrsOption = None,
    columns: ColumnsOption = None,
    datum: DatumOption = None,
    encoding: EncodingOption = None,
    rules: Annotated[str, typer.Option(help=help_of("rules"))] = "standard",
    existing: Annotated[str | None, typer.Option(help=help_of("existing"))] = None,
    locks: Annotated[str | None, typer.Option(help=help_of("locks"))] = None,
    target: Annotated[int | None, typer.Option(min=1, help=help_of("target"))] = None,
    grids: Annotated[list[str] | None, typer.Option(help=help_of("grids"))] = None,
    effort: Annotated[EffortName, typer.Option(help=help_of("effort"))] = EffortName.BALANCED,
    certify: Annotated[bool, typer.Option("--certify", help=help_of("certify"))] = False,
    seed: SeedOption = 0,
    workers: Annotated[int, typer.Option(min=0, help=help_of("workers"))] = 0,
    resume: Annotated[bool, typer.Option("--resume", help=help_of("resume"))] = False,
    trust: TrustOption = False,  # noqa: ARG001 - taken by the option itself
    lang: LangOption = LOCALE,
    as_json: JsonOption = False,
) -> None:
    """Divide households into grids and write the plan."""
    from gridgen.cli.rejects import print_told, send_back
    from gridgen.cli.tables import print_plan
    from gridgen.cli.work import (
        columns_in,
        divided,
        inputs_of,
        keep_apart,
        keep_rejects_apart,
        locks_in,
        resuming,
    )
    from gridgen.files.datums import datums_in
    from gridgen.files.given import existing_grids

    numbers = _grid_numbers(grids or [])
    beside = {
        "communities": communities, "lines": lines, "water": water, "buildings": buildings,
        "parcels": parcels, "special": special, "centres": centres, "people": people, "ties": ties,
    }  # fmt: skip
    returned = corrections or []
    keep_apart(output, source, *beside.values(), *returned)
    keep_rejects_apart(rejects, output, source, *beside.values(), *returned)
    there = None if existing is None else existing_grids(existing)
    locked = [] if locks is None else locks_in(locks)
    inputs = inputs_of(
        source, beside, lang, crs=crs, datum=datums_in(datum), encoding=encoding,
        columns=columns_in(columns), corrections=returned,
    )  # fmt: skip
    with resuming(output if resume else None, lang) as checkpoints:
        plan = divided(
            inputs, output, lang, workers, rules=rules, existing=there, locks=locked,
            target=target, grids=numbers, effort=effort.value, seed=seed, certify=certify,
            checkpoints=checkpoints,
        )  # fmt: skip
    told = send_back(plan, inputs.households, rejects, lang)
    print_plan(plan, output, lang, as_json=as_json)
    print_told([] if as_json else told)
    end_with(plan.report)


@app.command(cls=Command, help=help_of("redraw"))
def redraw(
    plan_file: PlanArgument,
    output: OutputOption,
    households: Annotated[str | None, typer.Option(help=help_of("new_households"))] = None,
    communities: Annotated[str | None, typer.Option(help=help_of("new_communities"))] = None,
    lines: Annotated[str | None, typer.Option(help=help_of("new_lines"))] = None,
    water: Annotated[str | None, typer.Option(help=help_of("water"))] = None,
    buildings: Annotated[str | None, typer.Option(help=help_of("buildings"))] = None,
    parcels: Annotated[str | None, typer.Option(help=help_of("parcels"))] = None,
    special: Annotated[str | None, typer.Option(help=help_of("special"))] = None,
    ties: Annotated[str | None, typer.Option(help=help_of("ties"))] = None,
    new_ids: Annotated[NewIds | None, typer.Option(help=help_of("new_ids"))] = None,
    partial: Annotated[bool, typer.Option("--partial", help=help_of("partial"))] = False,
    corrections: CorrectionsOption = None,
    rejects: RejectsOption = None,
    centres: Annotated[str | None, typer.Option(help=help_of("new_centres"))] = None,
    people: Annotated[str | None, typer.Option(help=help_of("new_people"))] = None,
    crs: CrsOption = None,
    columns: ColumnsOption = None,
    datum: DatumOption = None,
    encoding: EncodingOption = None,
    rules: Annotated[str | None, typer.Option(help=help_of("rules"))] = None,
    locks: Annotated[str | None, typer.Option(help=help_of("locks"))] = None,
    day: Annotated[str | None, typer.Option(metavar="YYYY-MM-DD", help=help_of("day"))] = None,
    effort: Annotated[EffortName, typer.Option(help=help_of("effort"))] = EffortName.BALANCED,
    seed: SeedOption = 0,
    workers: Annotated[int, typer.Option(min=0, help=help_of("workers"))] = 0,
    trust: TrustOption = False,  # noqa: ARG001 - taken by the option itself
    lang: LangOption = LOCALE,
    as_json: JsonOption = False,
) -> None:
    """Divide again with the least change."""
    from gridgen.cli.changes import print_redrawn
    from gridgen.cli.rejects import print_told, send_back
    from gridgen.cli.work import (
        columns_in,
        executor_for,
        keep_apart,
        keep_rejects_apart,
        locks_in,
        new_inputs,
        progress,
        write_to,
    )
    from gridgen.division.options import Options
    from gridgen.doors import redraw_inputs
    from gridgen.files.datums import datums_in
    from gridgen.files.plan_reader import read_plan

    returned = corrections or []
    if returned and households is None:
        raise ProblemError("corrections_without_list")
    beside = {
        "communities": communities, "lines": lines, "water": water, "buildings": buildings,
        "parcels": parcels, "special": special, "ties": ties, "centres": centres, "people": people,
    }  # fmt: skip
    keep_apart(output, plan_file, households, *beside.values(), *returned)
    keep_rejects_apart(rejects, output, plan_file, households, *beside.values(), *returned)
    old = read_plan(plan_file)
    locked = [] if locks is None else locks_in(locks)
    inputs = new_inputs(
        households, beside, lang, encoding=encoding, columns=columns_in(columns),
        corrections=returned, crs=crs, datum=datums_in(datum), partial=partial,
        new_ids=None if new_ids is None else new_ids.value,
    )  # fmt: skip
    with executor_for(workers, len(old.township.households)) as executor, progress(lang) as advance:
        options = Options(
            locks=locked, effort=effort.value, seed=seed, lang=lang, executor=executor,
            on_progress=advance, day=day,
        )  # fmt: skip
        before, new = redraw_inputs(old, inputs, rules=rules, options=options)
    write_to(output, new, lang)
    table = inputs.tables.get("households")
    told = [] if table is None else send_back(new, table, rejects, lang)
    print_redrawn(before, new, output, lang, as_json=as_json)
    print_told([] if as_json else told)
    end_with(new.report)


@app.command(cls=Command, help=help_of("check"))
def check(
    plan_file: PlanArgument,
    rules: Annotated[str | None, typer.Option(help=help_of("rules"))] = None,
    lines: Annotated[str | None, typer.Option(help=help_of("lines"))] = None,
    excel: Annotated[Path | None, typer.Option(help=help_of("excel"))] = None,
    trust: TrustOption = False,  # noqa: ARG001 - taken by the option itself
    lang: LangOption = LOCALE,
    as_json: JsonOption = False,
) -> None:
    """Check a plan from its households, boundaries and zones alone."""
    from gridgen.cli.console import print_json
    from gridgen.cli.tables import print_findings
    from gridgen.cli.work import keep_apart
    from gridgen.doors import check as check_plan
    from gridgen.files.inputs import read_table
    from gridgen.files.plan_reader import read_plan
    from gridgen.model.findings import as_rows

    drawn = None if lines is None else read_table(lines)[0]
    report = check_plan(read_plan(plan_file), rules=rules, lines=drawn)
    if excel is not None:
        from gridgen.files.workbooks import write_findings

        keep_apart(excel, plan_file)
        write_findings(report, excel, lang=lang)
    if as_json:
        print_json({"plan": str(plan_file), "findings": as_rows(report, lang)})
    else:
        print_findings(report, lang)
    end_with(report)


@app.command(cls=Command, help=help_of("diff"))
def diff(
    old_file: Annotated[Path, typer.Argument(metavar="OLD", help=help_of("diff_old"))],
    new_file: Annotated[Path, typer.Argument(metavar="NEW", help=help_of("diff_new"))],
    level: Annotated[str | None, typer.Option(help=help_of("diff_level"))] = None,
    excel: Annotated[Path | None, typer.Option(help=help_of("diff_excel"))] = None,
    lang: LangOption = LOCALE,
    as_json: JsonOption = False,
) -> None:
    """Tell which grids and households differ between two plans."""
    from gridgen.cli.changes import print_difference
    from gridgen.cli.console import print_json
    from gridgen.cli.work import keep_apart
    from gridgen.files.plan_reader import read_plan
    from gridgen.people.roster import role_labels
    from gridgen.plans.differing import difference_rows
    from gridgen.plans.reasons import difference_of

    if excel is not None:
        keep_apart(excel, old_file, new_file)
    old, new = read_plan(old_file), read_plan(new_file)
    difference = difference_of(old, new, level)
    if excel is not None:
        from gridgen.files.difference_book import write_difference

        write_difference(difference, excel, lang=lang)
    if as_json:
        print_json({"old": str(old_file), "new": str(new_file), **difference_rows(difference)})
    else:
        print_difference(difference, role_labels(old) | role_labels(new), lang)


@app.command(cls=Command, help=help_of("overlay"))
def overlay(
    first_file: Annotated[Path, typer.Argument(metavar="A", help=help_of("overlay_first"))],
    second_file: Annotated[str, typer.Argument(metavar="B", help=help_of("overlay_second"))],
    first_level: Annotated[str | None, typer.Option(help=help_of("overlay_level"))] = None,
    second_level: Annotated[str | None, typer.Option(help=help_of("overlay_level"))] = None,
    excel: Annotated[Path | None, typer.Option(help=help_of("overlay_excel"))] = None,
    lang: LangOption = LOCALE,
    as_json: JsonOption = False,
) -> None:
    """Lay two nets over each other."""
    from gridgen.cli.changes import overlay_rows, print_overlay
    from gridgen.cli.console import print_json
    from gridgen.cli.work import keep_apart
    from gridgen.files.existing import to_existing
    from gridgen.files.given import existing_grids
    from gridgen.files.plan_reader import read_plan
    from gridgen.model.plan import Plan
    from gridgen.plans.overlay import overlay as lay_over

    first, second = read_plan(first_file), existing_grids(second_file)
    if not isinstance(second, Plan):
        second = to_existing(second, crs_m=first.township.crs, source=second_file)
    found = lay_over(first, second, first_level=first_level, second_level=second_level)
    if excel is not None:
        from gridgen.files.workbooks import write_overlay

        keep_apart(excel, first_file, second_file)
        write_overlay(found, excel, lang=lang)
    if as_json:
        print_json({"first": str(first_file), "second": second_file, **overlay_rows(found)})
    else:
        print_overlay(found, lang)


@app.command(cls=Command, help=help_of("roster"))
def people(
    plan_file: PlanArgument,
    excel: Annotated[Path | None, typer.Option(help=help_of("roster_excel"))] = None,
    lang: LangOption = LOCALE,
    as_json: JsonOption = False,
) -> None:
    """Tell who serves: roles, zones, vacancies, areas."""
    from gridgen.cli.console import print_json
    from gridgen.cli.tables import print_roster, roster_rows
    from gridgen.cli.work import keep_apart
    from gridgen.files.plan_reader import read_plan
    from gridgen.people.roster import role_labels, roster

    plan = read_plan(plan_file)
    found, label_of = roster(plan), role_labels(plan)
    if excel is not None:
        from gridgen.files.workbooks import write_roster

        keep_apart(excel, plan_file)
        write_roster(found, label_of, excel, lang=lang)
    if as_json:
        print_json({"plan": str(plan_file), **roster_rows(found)})
    else:
        print_roster(found, label_of, lang)


@app.command(cls=Command, help=help_of("hamlets"))
def hamlets(
    source: Annotated[str, typer.Argument(metavar="INPUT", help=help_of("input"))],
    output: OutputOption,
    communities: Annotated[str | None, typer.Option(help=help_of("communities"))] = None,
    page: Annotated[Path | None, typer.Option("--map", help=help_of("hamlets_map"))] = None,
    smallest: Annotated[int, typer.Option(min=2, help=help_of("smallest"))] = 8,
    apart_m: Annotated[float, typer.Option("--apart", min=1, help=help_of("apart"))] = 60,
    crs: CrsOption = None,
    columns: ColumnsOption = None,
    datum: DatumOption = None,
    encoding: EncodingOption = None,
    trust: TrustOption = False,  # noqa: ARG001 - taken by the option itself
    lang: LangOption = LOCALE,
    as_json: JsonOption = False,
) -> None:
    """Find hamlets by density and write an input whose households name them."""
    from gridgen.cli.console import print_json
    from gridgen.cli.tables import print_findings, print_written
    from gridgen.cli.work import columns_in, keep_apart
    from gridgen.doors import find_hamlets
    from gridgen.files.datums import datums_in
    from gridgen.files.inputs import input_naming, read_inputs
    from gridgen.files.layer_writer import write_layers
    from gridgen.model.findings import as_rows
    from maps.page.web import save_map

    keep_apart(output, source, communities)
    if page is not None:
        keep_apart(page, source, communities)
    beside = {"communities": communities}
    inputs = read_inputs(
        source, beside, crs=crs, datum=datums_in(datum), encoding=encoding,
        columns=columns_in(columns),
    )  # fmt: skip
    found = find_hamlets(
        inputs.households, communities=inputs.communities, lines=inputs.lines,
        smallest=smallest, apart_m=apart_m, lang=lang, source=inputs.source,
    )  # fmt: skip
    write_layers(input_naming(found, inputs), output)
    if page is not None:
        save_map(found, page, lang, title=say("hamlets_title", lang))
    if as_json:
        rows = found.to_frame("hamlets")[["code", "name", "community", "households"]]
        print_json({"hamlets": rows.to_dict("records"), "findings": as_rows(found.report, lang)})
    else:
        print_findings(found.report, lang)
        print_written([path for path in (output, page) if path is not None], lang)
    end_with(found.report)


@app.command(cls=Command, help=help_of("locate"))
def locate(
    plan_file: Annotated[Path, typer.Argument(metavar="PLAN", help=help_of("locate_plan"))],
    lon: Annotated[float | None, typer.Option(help=help_of("lon"))] = None,
    lat: Annotated[float | None, typer.Option(help=help_of("lat"))] = None,
    household: Annotated[str | None, typer.Option("--id", help=help_of("id"))] = None,
    points: Annotated[str | None, typer.Option(help=help_of("points"))] = None,
    crs: CrsOption = None,
    datum: DatumOption = None,
    trust: TrustOption = False,  # noqa: ARG001 - taken by the option itself
    lang: LangOption = LOCALE,
    as_json: JsonOption = False,
) -> None:
    """Tell which grid a point, a household, or each point of a file is in."""
    from gridgen.cli.console import print_json
    from gridgen.cli.tables import place_row, print_found, print_located, print_place
    from gridgen.files.datums import datums_in, point_in_wgs84
    from gridgen.files.personal import as_kept
    from gridgen.files.plan_reader import read_plan
    from gridgen.jobs.lookup import grid_at
    from gridgen.model.arrays import texts
    from gridgen.plans.locate import Locator

    ways = [lon is not None and lat is not None, household is not None, points is not None]
    if sum(ways) != 1 or (lon is None) != (lat is None):
        raise CommandError("locate_one_way")
    if plan_file.is_dir():
        if lon is None or lat is None:
            raise CommandError("locate_country_by_point")
        lon, lat = point_in_wgs84(lon, lat, datums_in(datum))
        print_found(grid_at(plan_file, lon, lat), lang, as_json=as_json)
        return
    plan = read_plan(plan_file)
    locator = Locator(plan, quick=points is not None)
    if points is not None:
        said = datums_in(datum)
        print_located(plan, locator, points, lang, crs=crs, datum=said, as_json=as_json)
        return
    found: Place | None
    nearest = None
    if household is not None:
        (known,) = as_kept(texts([household]), plan.township.households.ids)
        found = locator.household(known)
    else:
        lon, lat = point_in_wgs84(float(lon or 0), float(lat or 0), datums_in(datum))
        found = locator.at(lon, lat)
        is_outside = found is None or not found.zones
        nearest = locator.nearest(lon, lat) if is_outside else None
    if as_json:
        print_json(place_row(found, nearest))
    else:
        print_place(plan, found, household, lang, nearest=nearest)


def end_with(report: "Report") -> None:
    """End with exit code 1 where an error stands, though all is written; else with 0."""
    raise typer.Exit(1 if report.errors else 0)


def _grid_numbers(grids: list[str]) -> dict[str, int]:
    numbers: dict[str, int] = {}
    for text in grids:
        code, _, number = text.partition("=")
        is_number = number.isascii() and number.isdecimal() and len(number) <= 6
        if not code or not is_number or int(number) < 1:
            raise CommandError("grids_odd", value=text)
        numbers[code] = int(number)
    return numbers
