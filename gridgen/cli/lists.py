"""Commands that hand a plan out as a list: list."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gridgen.cli.help import Command
from gridgen.cli.options import LOCALE, JsonOption, LangOption, PlanArgument, help_of

if TYPE_CHECKING:
    from gridgen.model.plan import Plan

app = typer.Typer()


@app.command("list", cls=Command, help=help_of("list"))
def hand_out(
    plan_file: PlanArgument,
    output: Annotated[Path, typer.Option("-o", "--output", help=help_of("list_output"))],
    as_csv: Annotated[bool, typer.Option("--csv", help=help_of("list_csv"))] = False,
    staff: Annotated[Path | None, typer.Option(help=help_of("list_staff"))] = None,
    lang: LangOption = LOCALE,
    as_json: JsonOption = False,
) -> None:
    """Write the households of a plan as a list, in the order of their grids."""
    from gridgen.cli.console import print_json
    from gridgen.cli.tables import print_written
    from gridgen.cli.work import keep_apart
    from gridgen.files.list_book import write_list
    from gridgen.files.plan_reader import read_plan

    keep_apart(output, plan_file, staff)
    plan = read_plan(plan_file)
    contacts = {} if staff is None else _contacts(staff, plan, lang)
    write_list(plan, output, lang=lang, as_csv=True if as_csv else None, contacts=contacts)
    if as_json:
        households = plan.township.households
        counts = {"rows": len(households), "households": int(households.count.sum())}
        print_json({"plan": str(plan_file), "list": str(output), **counts})
    else:
        print_written([output], lang)


def _contacts(file: Path, plan: "Plan", lang: str) -> dict[str, str]:
    """Return whom to ask by code, the heads first, as the list says it."""
    from gridgen.plans.names import names_of
    from gridgen.words.say import say
    from maps.sheets.staff import by_codes, read_staff

    table = by_codes(read_staff(file), names_of(plan))
    between = say("list_between", lang)
    said = {}
    for code in table.of:
        people = [
            say("list_staff_phone" if one.phone else "list_staff", lang,
                role=one.role, name=one.name, phone=one.phone).strip()
            for one in table.people(code)
        ]  # fmt: skip
        said[code] = between.join(people)
    return said
