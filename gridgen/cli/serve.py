"""The command that serves plans, from files or from a store."""

import ipaddress
import socket
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gridgen.cli.help import Command
from gridgen.cli.options import LOCALE, HostOption, LangOption, PortOption, help_of
from gridgen.model.errors import CommandError
from gridgen.words.say import reason_of, say

if TYPE_CHECKING:
    from api.settings import Settings

app = typer.Typer()


@app.command(cls=Command, help=help_of("serve"))
def serve(
    data: Annotated[Path | None, typer.Option(help=help_of("data"))] = None,
    database: Annotated[
        str | None,
        typer.Option(metavar="FILE|URL", envvar="GRIDGEN_DATABASE", help=help_of("database")),
    ] = None,
    host: HostOption = "127.0.0.1",
    port: PortOption = 8000,
    is_open: Annotated[bool, typer.Option("--open", help=help_of("open"))] = False,
    workers: Annotated[int, typer.Option(min=1, max=64, help=help_of("serve_workers"))] = 1,
    jobs: Annotated[int, typer.Option(min=0, max=64, help=help_of("serve_jobs"))] = 1,
    lang: LangOption = LOCALE,
) -> None:
    """Serve the plans of a folder, or of a store, over HTTP."""
    from api.settings import Settings

    settings = Settings.from_environment()
    if data is None and database is None and not settings.plans:
        data = settings.data or Path()
    settings = replace(
        settings,
        data=data or settings.data,
        database=database,
        is_open=is_open or settings.is_open,
    )
    run(settings, (host, port), lang, workers=workers, jobs=jobs)


def run(
    settings: "Settings",
    at: tuple[str, int],
    lang: str,
    *,
    workers: int = 1,
    jobs: int = 0,
    page: str = "",
) -> None:
    """Serve until somebody stops it.

    Parameters
    ----------
    settings
        Of the service.
    at
        Host and port.
    lang
        Of what is told.
    workers, jobs
        Processes that answer, and that do jobs.
    page
        Where behind the host something is to be shown in a browser; "" for nothing.

    Raises
    ------
    CommandError
        The address cannot be had, or others could read what has no key.
    StoreError
        The store cannot be opened or made.
    """
    host, _ = at
    _refuse_strangers(settings, host)
    with listening(*at) as address:
        from rich.markup import escape

        from api.server import serve_on
        from gridgen.cli.console import err
        from gridgen.cli.desk import show

        if settings.database is not None:
            _prepare(settings.database, lang)
        taken = address.getsockname()[1]
        shown = f"[{host}]" if ":" in host else host
        url = f"http://{shown}:{taken}"
        if page:
            err.print(escape(say("serving_page", lang, url=f"{url}{page}")), soft_wrap=True)
            show(f"{url}{page}")
        err.print(escape(say("serving", lang, url=url)))
        serve_on(address, settings, workers=workers, jobs=jobs)


def _prepare(database: str, lang: str) -> None:
    """Make the store where there is none, and tell the key of its administrator, this once."""
    from rich.markup import escape

    from gridgen.cli.console import err
    from gridgen.cli.keys import first_key_told
    from gridgen.versions.store.upgrade import init_store

    store = init_store(database)
    try:
        if told := first_key_told(store, lang):
            err.print(escape(told))
    finally:
        store.close()


def _refuse_strangers(settings: "Settings", host: str) -> None:
    if is_loopback(host):
        return
    if settings.database is None:
        raise CommandError("serve_needs_keys", host=host)
    if settings.is_open:
        raise CommandError("serve_open_wide", host=host)


def is_loopback(host: str) -> bool:
    """Say whether a host is this machine to itself.

    >>> is_loopback("127.0.0.1"), is_loopback("localhost"), is_loopback("0.0.0.0")
    (True, True, False)
    """
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def listening(host: str, port: int) -> socket.socket:
    """Return a socket that listens at an address; CommandError where it cannot be had."""
    # uvicorn tells in its own words that an address cannot be had, and ends the program.
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        address = socket.create_server((host, port), family=family)
    except OSError as why:
        raise CommandError("address_taken", host=host, port=str(port), why=reason_of(why)) from why
    # An answer goes out as head and body. Without this the body waits 40 ms for the client to say
    # that it has the head; asyncio sees to it only for sockets that it made itself.
    address.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return address
