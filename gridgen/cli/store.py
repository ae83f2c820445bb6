"""Commands on the store: init, import, list, show, export, edit, undo, publish, backup, check."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gridgen.cli.help import Command, Group
from gridgen.cli.options import (
    LOCALE,
    JsonOption,
    LangOption,
    OutputOption,
    PlanArgument,
    TrustOption,
    help_of,
)
from gridgen.model.errors import CommandError
from gridgen.words.say import say

if TYPE_CHECKING:
    from datetime import date

    from gridgen.versions.store.database import Store

app = typer.Typer(cls=Group, help=help_of("store_app"), rich_markup_mode=None)

StoreOption = Annotated[
    str | None,
    typer.Option(
        "--store", metavar="FILE|URL", envvar="GRIDGEN_STORE", help=help_of("store_address")
    ),
]
ActorOption = Annotated[
    str, typer.Option("--as", metavar="ID", envvar="GRIDGEN_ACTOR", help=help_of("store_actor"))
]
ReasonOption = Annotated[str, typer.Option("--reason", help=help_of("store_reason"))]
SeenOption = Annotated[int | None, typer.Option("--seen", min=0, help=help_of("store_seen"))]
TimesOption = Annotated[int, typer.Option("--times", min=1, help=help_of("store_times"))]
VersionArgument = Annotated[int, typer.Argument(metavar="VERSION", help=help_of("store_version"))]
DayOption = Annotated[str, typer.Option("--from", metavar="DAY", help=help_of("store_from"))]

PLANNER = "planner"
"""Who does it where nobody says."""


@app.command("init", cls=Command, help=help_of("store_init"))
def init(address: StoreOption = None, lang: LangOption = LOCALE) -> None:
    """Make a store, or bring an older one up to date."""
    from gridgen.versions.store.upgrade import init_store

    store = init_store(_required(address))
    store.close()
    typer.echo(say("store_made", lang, store=store.name))


@app.command("import", cls=Command, help=help_of("store_import"))
def import_(
    plan_file: PlanArgument,
    address: StoreOption = None,
    name: Annotated[str | None, typer.Option("--name", help=help_of("store_name"))] = None,
    parent: Annotated[int | None, typer.Option("--parent", help=help_of("store_parent"))] = None,
    scope: Annotated[str, typer.Option("--scope", help=help_of("store_scope"))] = "",
    rules: Annotated[str | None, typer.Option("--rules", help=help_of("rules"))] = None,
    actor: ActorOption = PLANNER,
    trust: TrustOption = False,  # noqa: ARG001 - taken by the option itself
    lang: LangOption = LOCALE,
    as_json: JsonOption = False,
) -> None:
    """Take a plan file into the store."""
    from gridgen.cli.stores import print_imported
    from gridgen.files.plan_reader import read_plan
    from gridgen.rules.loader import rules_for, rules_text
    from gridgen.versions.draft import open_draft
    from gridgen.versions.store.versions import Origin, import_plan

    with opened_store(address) as store:
        plan = read_plan(plan_file)
        known = rules_for(plan, rules)
        origin = Origin(name or plan_file.stem, rules_text(known.read_from)[0], parent, scope)
        made = import_plan(store, open_draft(plan, known), origin, actor=actor)
    print_imported(made, lang, as_json=as_json)


@app.command("list", cls=Command, help=help_of("store_list"))
def list_versions(
    address: StoreOption = None, lang: LangOption = LOCALE, as_json: JsonOption = False
) -> None:
    """List the plans and versions of the store."""
    from gridgen.cli.stores import print_versions
    from gridgen.versions.store.versions import every_version

    with opened_store(address) as store:
        versions = every_version(store)
    print_versions(versions, lang, as_json=as_json)


@app.command("show", cls=Command, help=help_of("store_show"))
def show(
    version: VersionArgument,
    address: StoreOption = None,
    lang: LangOption = LOCALE,
    as_json: JsonOption = False,
) -> None:
    """Tell the history of a version."""
    from gridgen.cli.stores import print_history
    from gridgen.versions.store.history import history_of

    with opened_store(address) as store:
        history = history_of(store, version)
    print_history(history, lang, as_json=as_json)


@app.command("export", cls=Command, help=help_of("store_export"))
def export(
    output: OutputOption,
    version: Annotated[
        int | None, typer.Argument(metavar="[VERSION]", help=help_of("store_version"))
    ] = None,
    on: Annotated[str | None, typer.Option("--on", metavar="DAY", help=help_of("store_on"))] = None,
    scope: Annotated[str, typer.Option("--scope", help=help_of("store_scope"))] = "",
    edit: Annotated[int | None, typer.Option("--edit", help=help_of("store_at_edit"))] = None,
    address: StoreOption = None,
    lang: LangOption = LOCALE,
) -> None:
    """Write a version, or the plan in force on a day, as a plan file."""
    from gridgen.cli.tables import print_written
    from gridgen.cli.work import write_to
    from gridgen.versions.store.opening import exported
    from gridgen.versions.store.states import in_force

    if (version is None) == (on is None) or (on is not None and not scope):
        raise CommandError("store_export_unsaid")
    with opened_store(address) as store:
        number = version or in_force(store, scope, _day(on or "")).id
        plan = exported(store, number, edit=edit)
    write_to(output, plan, lang)
    print_written([output], lang)


@app.command("draft", cls=Command, help=help_of("store_draft"))
def draft(
    version: VersionArgument,
    address: StoreOption = None,
    actor: ActorOption = PLANNER,
    lang: LangOption = LOCALE,
    as_json: JsonOption = False,
) -> None:
    """Begin a new draft as a version is now."""
    from gridgen.cli.stores import print_imported
    from gridgen.versions.store.versions import draft_from

    with opened_store(address) as store:
        made = draft_from(store, version, actor=actor)
    print_imported(made, lang, as_json=as_json)


@app.command("edit", cls=Command, help=help_of("store_edit"))
def edit_version(
    version: VersionArgument,
    edits: Annotated[Path, typer.Argument(metavar="EDITS", help=help_of("store_edits"))],
    address: StoreOption = None,
    actor: ActorOption = PLANNER,
    reason: ReasonOption = "",
    lang: LangOption = LOCALE,
) -> None:
    """Edit a draft by a file of edits, of which all are recorded or none."""
    from gridgen.cli.effects import print_effects
    from gridgen.cli.stores import edits_in
    from gridgen.versions.store.opening import open_version
    from gridgen.versions.store.recording import By, edit_all

    asked = edits_in(edits, lang)
    with opened_store(address) as store:
        begun = open_version(store, version)
        done = edit_all(store, begun, asked, By(actor, reason))
    print_effects(begun.draft, [one.applied for one in done], lang)
    head = done[-1].opened.edit
    typer.echo(say("store_edited", lang, version=version, edit=head, number=len(asked)))


@app.command("undo", cls=Command, help=help_of("store_undo"))
def undo(
    version: VersionArgument,
    address: StoreOption = None,
    actor: ActorOption = PLANNER,
    reason: ReasonOption = "",
    seen: SeenOption = None,
    times: TimesOption = 1,
    lang: LangOption = LOCALE,
) -> None:
    """Take back the last edits of a draft."""
    from gridgen.versions.store.recording import By
    from gridgen.versions.store.undoing import undo as take_back

    with opened_store(address) as store:
        edit = take_back(store, version, By(actor, reason), seen=seen, times=times)
    typer.echo(say("store_undone", lang, version=version, edit=edit))


@app.command("redo", cls=Command, help=help_of("store_redo"))
def redo(
    version: VersionArgument,
    address: StoreOption = None,
    actor: ActorOption = PLANNER,
    reason: ReasonOption = "",
    seen: SeenOption = None,
    times: TimesOption = 1,
    lang: LangOption = LOCALE,
) -> None:
    """Make again what was undone last."""
    from gridgen.versions.store.recording import By
    from gridgen.versions.store.undoing import redo as make_again

    with opened_store(address) as store:
        edit = make_again(store, version, By(actor, reason), seen=seen, times=times)
    typer.echo(say("store_redone", lang, version=version, edit=edit))


def _moving(state: str) -> Callable[..., None]:
    """Return a command that brings a version into another state."""

    def move(
        version: VersionArgument,
        address: StoreOption = None,
        actor: ActorOption = PLANNER,
        reason: ReasonOption = "",
        lang: LangOption = LOCALE,
    ) -> None:
        from gridgen.versions.store.states import move_to
        from gridgen.words.say import in_both

        with opened_store(address) as store:
            now = move_to(store, version, state, actor=actor, reason=reason).state
        typer.echo(say("store_in_state", lang, version=version, state=in_both(f"state_{now}")))

    return move


app.command("submit", cls=Command, help=help_of("store_submit"))(_moving("submitted"))
app.command("return", cls=Command, help=help_of("store_return"))(_moving("draft"))
app.command("approve", cls=Command, help=help_of("store_approve"))(_moving("approved"))


@app.command("publish", cls=Command, help=help_of("store_publish"))
def publish(
    version: VersionArgument,
    day: DayOption,
    address: StoreOption = None,
    actor: ActorOption = PLANNER,
    lang: LangOption = LOCALE,
) -> None:
    """Publish an approved version from a day on."""
    from gridgen.versions.store.states import publish as publish_version

    begins = _day(day)
    with opened_store(address) as store:
        publish_version(store, version, begins, actor=actor)
    typer.echo(say("store_published", lang, version=version, day=begins.isoformat()))


@app.command("retire", cls=Command, help=help_of("store_retire"))
def retire(
    version: VersionArgument,
    day: DayOption,
    address: StoreOption = None,
    actor: ActorOption = PLANNER,
    lang: LangOption = LOCALE,
) -> None:
    """Retire a published version with none in its place."""
    from gridgen.versions.store.states import retire as retire_version

    ends = _day(day)
    with opened_store(address) as store:
        retire_version(store, version, ends, actor=actor)
    typer.echo(say("store_retired", lang, version=version, day=ends.isoformat()))


@app.command("backup", cls=Command, help=help_of("store_backup"))
def backup(output: OutputOption, address: StoreOption = None, lang: LangOption = LOCALE) -> None:
    """Back the store up."""
    from gridgen.versions.store.backup import back_up

    with opened_store(address) as store:
        back_up(store, output)
    typer.echo(say("store_backed_up", lang, store=store.name, file=str(output)))


@app.command("restore", cls=Command, help=help_of("store_restore"))
def restore(
    source: Annotated[Path, typer.Argument(metavar="BACKUP", help=help_of("store_backup_file"))],
    address: StoreOption = None,
    force: Annotated[bool, typer.Option("--force", help=help_of("store_force"))] = False,
    lang: LangOption = LOCALE,
) -> None:
    """Make a store from a backup."""
    from gridgen.versions.store.backup import restore as make_again

    store = make_again(source, _required(address), force=force)
    store.close()
    typer.echo(say("store_restored", lang, store=store.name, file=str(source)))


@app.command("check", cls=Command, help=help_of("store_check"))
def check(
    address: StoreOption = None, lang: LangOption = LOCALE, as_json: JsonOption = False
) -> None:
    """Prove the store."""
    from gridgen.cli.plans import end_with
    from gridgen.cli.stores import print_proof
    from gridgen.versions.store.history import counts_of
    from gridgen.versions.store.proof import proof_of

    with opened_store(address) as store:
        report, counts = proof_of(store), counts_of(store)
    print_proof(store.name, report, counts, lang, as_json=as_json)
    end_with(report)


def _required(address: str | None) -> str:
    if not address:
        raise CommandError("store_not_said")
    return address


@contextmanager
def opened_store(address: str | None) -> "Iterator[Store]":
    """Give the store that a command is told, and close it; CommandError where none is said."""
    from gridgen.versions.store.upgrade import open_store

    store = open_store(_required(address))
    try:
        yield store
    finally:
        store.close()


def _day(text: str) -> "date":
    from datetime import date

    try:
        return date.fromisoformat(text.strip())
    except ValueError as why:
        raise CommandError("store_day_odd", day=text) from why
