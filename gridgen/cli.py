"""gridgen divide | check | locate | map | sample | demo | serve.

Tables and answers go to standard output, everything else to standard error; progress is drawn only
on a terminal. What is heavy is imported by the command that needs it, so that help comes at once.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from gridgen.errors import GridgenError
from gridgen.words import language_of, say

if TYPE_CHECKING:
    from gridgen.locate import Place
    from gridgen.model import Plan, Report

MANY = 20_000
"""Households from which on communities are spread over processes."""

SHOWN = 5
"""Findings of one rule that are shown in the terminal."""

_LANG = language_of()
_out = Console(highlight=False, soft_wrap=True)
_err = Console(stderr=True, highlight=False, soft_wrap=True)


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

LangOption = Annotated[Lang, typer.Option("--lang", help=_help("lang"))]
JsonOption = Annotated[bool, typer.Option("--json", help=_help("json"))]
SeedOption = Annotated[int, typer.Option("--seed", min=0, help=_help("seed"))]
PlanArgument = Annotated[Path, typer.Argument(metavar="PLAN", help=_help("plan"))]
HostOption = Annotated[str, typer.Option("--host", help=_help("host"))]
PortOption = Annotated[int, typer.Option("--port", min=0, max=65535, help=_help("port"))]


def main() -> None:
    """Run the command line; errors made on purpose end in one sentence and exit code 2."""
    try:
        app()
    except GridgenError as why:
        _err.print(f"[bold red]gridgen:[/] {escape(str(why))}")
        sys.exit(2)


@app.callback(invoke_without_command=True)
def _top(
    version: Annotated[bool, typer.Option("--version", help=_help("version"))] = False,
) -> None:
    if version:
        import gridgen

        typer.echo(f"gridgen {gridgen.__version__}")
        raise typer.Exit


@app.command(help=_help("divide"))
def divide(
    source: Annotated[str, typer.Argument(metavar="INPUT", help=_help("input"))],
    output: Annotated[Path, typer.Option("-o", "--output", help=_help("output"))],
    communities: Annotated[str | None, typer.Option(help=_help("communities"))] = None,
    lines: Annotated[str | None, typer.Option(help=_help("lines"))] = None,
    rules: Annotated[str, typer.Option(help=_help("rules"))] = "standard",
    target: Annotated[int | None, typer.Option(min=1, help=_help("target"))] = None,
    grids: Annotated[list[str] | None, typer.Option(help=_help("grids"))] = None,
    effort: Annotated[EffortName, typer.Option(help=_help("effort"))] = EffortName.BALANCED,
    seed: SeedOption = 0,
    workers: Annotated[int, typer.Option(min=0, help=_help("workers"))] = 0,
    lang: LangOption = _LOCALE,
    as_json: JsonOption = False,
) -> None:
    """Divide households into grids and write the plan."""
    numbers = _numbers(grids or [])
    plan = _divided(
        source, lang, workers, communities=communities, lines=lines,
        rules=rules, target=target, grids=numbers, effort=effort.value, seed=seed,
    )  # fmt: skip
    _write(plan, output, lang)
    if as_json:
        typer.echo(json.dumps(_summary(plan, output, lang), ensure_ascii=False))
        return
    _print_levels(plan, lang)
    _print_findings(plan.report, lang)
    _out.print(escape(say("wrote", lang, path=output)))


@app.command(help=_help("check"))
def check(
    plan_file: PlanArgument,
    rules: Annotated[str | None, typer.Option(help=_help("rules"))] = None,
    excel: Annotated[Path | None, typer.Option(help=_help("excel"))] = None,
    lang: LangOption = _LOCALE,
    as_json: JsonOption = False,
) -> None:
    """Check a plan from its households, boundaries and zones alone."""
    from gridgen.pipeline import check as check_plan
    from gridgen.read import read_plan
    from gridgen.write import write_findings

    report = check_plan(read_plan(plan_file), rules=rules)
    if excel is not None:
        write_findings(report, excel, lang=lang)
    if as_json:
        findings = _as_rows(report, lang)
        typer.echo(json.dumps({"plan": str(plan_file), "findings": findings}, ensure_ascii=False))
    else:
        _print_findings(report, lang)
    raise typer.Exit(1 if report.errors else 0)


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
    from gridgen.locate import Locator
    from gridgen.read import read_plan

    ways = [lon is not None and lat is not None, household is not None, points is not None]
    if sum(ways) != 1 or (lon is None) != (lat is None):
        raise typer.BadParameter("expected --lon with --lat, or --id, or --points")
    plan = read_plan(plan_file)
    locator = Locator(plan)
    if points is not None:
        _print_located(plan, locator, points, as_json)
        return
    if household is not None:
        found: Place | None = locator.household(household)
    else:
        found = locator.at(float(lon or 0), float(lat or 0))
    if as_json:
        typer.echo(json.dumps(_place_row(found), ensure_ascii=False))
    else:
        _print_place(found, household, lang)


@app.command("map", help=_help("map"))
def draw(
    plan_file: PlanArgument,
    output: Annotated[Path, typer.Option("-o", "--output", help=_help("output"))],
    lang: LangOption = _LOCALE,
) -> None:
    """Make a map page that opens with no network."""
    from gridgen.read import read_plan
    from maps.web import save_map

    save_map(read_plan(plan_file), output, lang)
    _out.print(escape(say("wrote", lang, path=output)))


@app.command(help=_help("sample"))
def sample(
    output: Annotated[Path, typer.Option("-o", "--output", metavar="DIR", help=_help("folder"))],
    households: Annotated[int, typer.Option(min=1, help=_help("households"))] = 9000,
    communities: Annotated[int, typer.Option(min=1, help=_help("how_many"))] = 12,
    seed: SeedOption = 0,
    lang: LangOption = _LOCALE,
) -> None:
    """Make up a township and write DIR/input.gpkg."""
    from gridgen.sample import township, write

    layers = township(households=households, communities=communities, seed=seed)
    target = _folder(output) / "input.gpkg"
    write(layers, target)
    _out.print(escape(say("wrote", lang, path=target)))


@app.command(help=_help("demo"))
def demo(
    source: Annotated[Path | None, typer.Option("--input", help=_help("demo_input"))] = None,
    output: Annotated[
        Path, typer.Option("-o", "--output", metavar="DIR", help=_help("folder"))
    ] = Path("demo"),
    no_serve: Annotated[bool, typer.Option("--no-serve", help=_help("no_serve"))] = False,
    host: HostOption = "127.0.0.1",
    port: PortOption = 8000,
    lang: LangOption = _LOCALE,
) -> None:
    """Make the sample township, divide it, check it, draw it, and serve it."""
    from gridgen.pipeline import check as check_plan
    from gridgen.read import read_plan
    from gridgen.sample import qinghe, write
    from maps.web import save_map

    folder = _folder(output)
    if source is None:
        source = folder / "input.gpkg"
        write(qinghe(), source)
    plan_file = folder / "qinghe.gpkg"
    plan = _divided(str(source), lang, 0)
    _write(plan, plan_file, lang)
    _print_levels(plan, lang)
    report = check_plan(read_plan(plan_file))
    _print_findings(report, lang)
    save_map(plan, folder / "qinghe.html", lang)
    for path in (plan_file, folder / "qinghe.html"):
        _out.print(escape(say("wrote", lang, path=path)))
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


# --- work ----------------------------------------------------------------------------------------


def _divided(source: str, lang: str, workers: int, **asked: Any) -> Plan:
    from gridgen.pipeline import divide as divide_all
    from gridgen.read import read_inputs

    files = {role: asked.pop(role, None) for role in ("communities", "lines")}
    with _err.status(say("reading", lang)) if _err.is_terminal else _nothing():
        inputs = read_inputs(source, **files)
    with _executor(workers, len(inputs.households)) as executor, _progress(lang) as advance:
        return divide_all(
            inputs.households,
            communities=inputs.communities,
            lines=inputs.lines,
            source=inputs.source,
            input_hash=inputs.input_hash,
            lang=lang,
            executor=executor,
            on_progress=advance,
            **asked,
        )


def _write(plan: Plan, path: Path, lang: str) -> None:
    from gridgen.write import write_plan

    with _err.status(say("writing", lang)) if _err.is_terminal else _nothing():
        write_plan(plan, path, lang=lang)


@contextmanager
def _executor(workers: int, households: int) -> Iterator[Executor | None]:
    """Give a pool of processes where one is asked for or worth its start, else none."""
    import multiprocessing
    import os
    from concurrent.futures import ProcessPoolExecutor

    number = workers or (os.cpu_count() or 1 if households >= MANY else 1)
    if number == 1:
        yield None
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(number, mp_context=context) as pool:
        yield pool


@contextmanager
def _progress(lang: str) -> Iterator[Callable[[int, int], None] | None]:
    if not _err.is_terminal:
        yield None
        return
    from rich.progress import Progress

    with Progress(console=_err, transient=True) as bar:
        task = bar.add_task(say("dividing", lang), total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


@contextmanager
def _nothing() -> Iterator[None]:
    yield


def _folder(path: Path) -> Path:
    from gridgen.errors import WriteError

    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as why:
        raise WriteError(f"{path}: the folder cannot be made: {why.strerror}.") from why
    return path


def _numbers(grids: list[str]) -> dict[str, int]:
    numbers: dict[str, int] = {}
    for text in grids:
        code, _, number = text.partition("=")
        if not code or not number.isdecimal() or int(number) < 1:
            raise typer.BadParameter(f"--grids is {text!r}; expected CODE=NUMBER")
        numbers[code] = int(number)
    return numbers


def _serve(folder: Path, host: str, port: int, lang: str) -> None:
    import uvicorn

    from api.app import create_app
    from api.settings import Settings

    service = create_app(Settings(data=folder))
    _err.print(escape(say("serving", lang, url=f"http://{host}:{port}")))
    uvicorn.run(service, host=host, port=port, log_level="warning")


# --- what is printed -----------------------------------------------------------------------------


def _level_rows(plan: Plan) -> list[dict[str, Any]]:
    rows = []
    for zones in plan.levels:
        status = Counter(zones.status.tolist())
        weight = zones.households
        rows.append(
            {
                "level": zones.level,
                "zones": len(zones),
                "in_band": status["in band"],
                "too_large": status["too large"],
                "too_small": status["too small"],
                "fewest": int(weight.min()),
                "most": int(weight.max()),
                "mean_m": round(float((zones.mean_m * weight).sum() / max(1, weight.sum())), 1),
            }
        )
    return rows


def _as_rows(report: Report, lang: str) -> list[dict[str, Any]]:
    return [
        {
            "rule": found.rule,
            "severity": found.severity.value,
            "where": found.where,
            "number": found.number,
            "limit": found.limit,
            "text": found.text(lang),
        }
        for found in report
    ]


def _summary(plan: Plan, output: Path, lang: str) -> dict[str, Any]:
    return {
        "plan": str(output),
        "households": int(plan.roll.count.sum()),
        "rows": len(plan.roll),
        "communities": len(plan.areas),
        "levels": _level_rows(plan),
        "metres": plan.made_by.metres,
        "findings": _as_rows(plan.report, lang),
    }


def _print_levels(plan: Plan, lang: str) -> None:
    table = Table()
    names = ("level", "zones", "in_band", "too_large", "too_small", "sizes", "mean")
    for name in names:
        table.add_column(
            say(f"column_{name}", lang), justify="left" if name == "level" else "right"
        )
    for row in _level_rows(plan):
        cells = (say(row["level"], lang), row["zones"], row["in_band"], row["too_large"],
                 row["too_small"], f"{row['fewest']}-{row['most']}", row["mean_m"])  # fmt: skip
        table.add_row(*(escape(str(cell)) for cell in cells))
    _out.print(table)


def _print_findings(report: Report, lang: str) -> None:
    if len(report) == 0:
        _out.print(say("findings_none", lang))
        return
    colours = {"error": "bold red", "warning": "yellow", "note": "dim"}
    seen: Counter[str] = Counter()
    total = Counter(found.rule for found in report)
    for found in report:
        seen[found.rule] += 1
        if seen[found.rule] <= SHOWN:
            word = say(found.severity.value, lang)
            _out.print(f"[{colours[found.severity]}]{word}[/] {escape(found.text(lang))}")
        if seen[found.rule] == SHOWN and total[found.rule] > SHOWN:
            more = total[found.rule] - SHOWN
            _out.print(f"  [dim]{say('findings_more', lang, number=more)}[/]")
    number = Counter(found.severity.value for found in report)
    _out.print(
        say("findings_count", lang, errors=number["error"], warnings=number["warning"],
            notes=number["note"])
    )  # fmt: skip


def _place_row(found: Place | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {
        "community": {"code": found.community_code, "name": found.community_name},
        "presence": str(found.presence),
        "zones": [{"level": z.level, "code": z.code, "name": z.name} for z in found.zones],
    }


def _print_place(found: Place | None, household: str | None, lang: str) -> None:
    if found is None:
        _out.print(say("located_nowhere", lang))
        return
    if found.presence == "unplaced":
        _out.print(escape(say("located_unplaced", lang, id=household)))
        return
    name, code = found.community_name, found.community_code
    _out.print(escape(say("located_community", lang, name=name, code=code)))
    for zone in found.zones:
        level = say(zone.level, lang)
        line = say("located_line", lang, level=level, name=zone.name, code=zone.code)
        _out.print(escape(line))
    if found.presence == "joined":
        _out.print(say("located_joined", lang))


def _print_located(plan: Plan, locator: Any, points: str, as_json: bool) -> None:
    """Print the codes at each point of a file: tab-separated, or one JSON object."""
    from gridgen.crs import project
    from gridgen.read import read_table, to_households

    table, name = read_table(points)
    asked, left_out = to_households(table, source=name)
    found = locator.at_many(project(asked.given, asked.crs, "EPSG:4326"))
    columns = {"community": _codes(plan.areas.code, found.community_of)}
    for zones in plan.levels:
        columns[zones.level] = _codes(zones.code, found.zone_of[zones.level])
    for finding in left_out:
        _err.print(escape(finding.text(_LANG)))
    if as_json:
        rows = [
            {"id": str(id_), **{level: codes[row] or None for level, codes in columns.items()}}
            for row, id_ in enumerate(asked.ids)
        ]
        typer.echo(json.dumps({"points": rows}, ensure_ascii=False))
        return
    typer.echo("\t".join(["id", *columns]))
    for row, id_ in enumerate(asked.ids):
        typer.echo("\t".join([str(id_), *(codes[row] for codes in columns.values())]))


def _codes(codes: Any, rows: Any) -> list[str]:
    return [str(codes[row]) if row >= 0 else "" for row in rows]
