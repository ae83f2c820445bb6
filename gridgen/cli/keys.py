"""Commands on the keys of the service: add, list, revoke."""

from dataclasses import asdict
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from gridgen.cli.help import Command, Group
from gridgen.cli.options import LOCALE, JsonOption, LangOption, help_of
from gridgen.cli.store import PLANNER, ActorOption, StoreOption, opened_store
from gridgen.words.say import say

if TYPE_CHECKING:
    from gridgen.versions.store.access import Key
    from gridgen.versions.store.database import Store

app = typer.Typer(cls=Group, help=help_of("key_app"), rich_markup_mode=None)

ALL = "all"
"""The scope of all land, on a command line."""


class RoleName(StrEnum):
    """What a key may do."""

    VIEWER = "viewer"
    PLANNER = "planner"
    APPROVER = "approver"
    ADMIN = "admin"


@app.command("add", cls=Command, help=help_of("key_add"))
def add(
    role: Annotated[RoleName, typer.Option("--role", help=help_of("key_role"))],
    scope: Annotated[
        list[str], typer.Option("--scope", metavar="CODE|all", help=help_of("key_scope"))
    ],
    label: Annotated[str, typer.Option("--label", help=help_of("key_label"))] = "",
    days: Annotated[int | None, typer.Option("--days", help=help_of("key_days"))] = None,
    address: StoreOption = None,
    actor: ActorOption = PLANNER,
    lang: LangOption = LOCALE,
    as_json: JsonOption = False,
) -> None:
    """Make a key and print it, this once."""
    from gridgen.cli.console import err, print_json
    from gridgen.versions.store.access import KeyOrder, make_key

    scopes = ["" if one == ALL else one for one in scope]
    with opened_store(address) as store:
        key, text = make_key(store, KeyOrder(role, scopes, label, days), actor=actor)
    if as_json:
        print_json({**key_row(key), "key": text})
        return
    err.print(say("key_made", lang, id=key.id))
    typer.echo(text)


@app.command("list", cls=Command, help=help_of("key_list"))
def list_keys(
    address: StoreOption = None, lang: LangOption = LOCALE, as_json: JsonOption = False
) -> None:
    """List the keys that there are or were."""
    from gridgen.cli.console import add_row, out, print_json
    from gridgen.cli.stores import table_of
    from gridgen.versions.store.access import keys

    with opened_store(address) as store:
        found = keys(store)
    if as_json:
        print_json([key_row(key) for key in found])
        return
    table = table_of(("key", "role", "scopes", "label", "made", "expires", "revoked"), lang)
    for key in found:
        scopes = say("list_codes", lang).join(one or say("key_all", lang) for one in key.scopes)
        days = [(moment or "")[:10] for moment in (key.at, key.expires, key.revoked)]
        add_row(table, (key.id, say(f"role_{key.role}", lang), scopes, key.label, *days))
    out.print(table)


@app.command("revoke", cls=Command, help=help_of("key_revoke"))
def revoke(
    key: Annotated[str, typer.Argument(metavar="ID", help=help_of("key_id"))],
    address: StoreOption = None,
    actor: ActorOption = PLANNER,
    lang: LangOption = LOCALE,
) -> None:
    """Revoke a key."""
    from gridgen.versions.store.access import revoke as revoke_key

    with opened_store(address) as store:
        revoke_key(store, key, actor=actor)
    typer.echo(say("key_revoked", lang, id=key))


def first_key_told(store: "Store", lang: str) -> str | None:
    """Return what to print where a store had no key and its administrator got one; else None."""
    from gridgen.versions.store.access import first_key

    text = first_key(store)
    return None if text is None else say("key_first", lang, key=text)


def key_row(key: "Key") -> dict[str, Any]:
    """Return a key as JSON has it, without what opens."""
    return {**asdict(key), "scopes": [*key.scopes]}
