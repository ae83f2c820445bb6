"""A PostgreSQL of our own for tests: in a temporary folder, reached over a socket alone."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

MISSING = "no PostgreSQL: initdb is not installed (Debian: postgresql-15, postgresql-15-postgis-3)"
NOBODY = "postgres"
"""Whom the server runs as where we are root: it refuses root."""


def programs() -> Path | None:
    """The folder of PostgreSQL's programs, where Debian has them, or on the path."""
    there = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    found = shutil.which("initdb")
    files = [*there, *([Path(found)] if found else [])]
    return files[-1].parent if files else None


@contextmanager
def server(bin_folder: Path, *, durable: bool = False, port: int = 0) -> Iterator[str]:
    """Start a server and give the address of it, to which the name of a database is added.

    What tests write need not outlive the machine, unless `durable`. With a port it is reached over
    the network of this machine too, by programs that know no sockets.
    """
    # A socket's path has 107 characters at most, which a folder of pytest may exceed.
    folder = Path(tempfile.mkdtemp(prefix="gg-pg-"))
    as_root = os.geteuid() == 0
    if as_root:
        shutil.chown(folder, NOBODY)
    cluster = folder / "cluster"

    def run(program: str, *words: str) -> None:
        whom = ["runuser", "-u", NOBODY, "--"] if as_root else []
        subprocess.run(
            [*whom, str(bin_folder / program), *words], cwd="/", check=True, capture_output=True
        )

    listen = f"-c listen_addresses=127.0.0.1 -c port={port}" if port else "-c listen_addresses=''"
    options = f"{listen} -c unix_socket_directories={folder} -c max_connections=60"
    options += "" if durable else " -c fsync=off -c full_page_writes=off"
    try:
        run("initdb", "-D", str(cluster), "-A", "trust", "-U", "planner", "-E", "UTF8",
            "--locale=C.UTF-8", "--no-sync")  # fmt: skip
        run("pg_ctl", "-D", str(cluster), "-w", "-o", options, "-l", str(folder / "log"), "start")
        try:
            here = f"127.0.0.1:{port}" if port else ""
            yield f"postgresql://planner@{here}/{{}}" + ("" if port else f"?host={folder}")
        finally:
            run("pg_ctl", "-D", str(cluster), "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(folder)


@contextmanager
def database(server_at: str, name: str, *, like: str = "template1") -> Iterator[str]:
    """Make a database, a copy of another one, and give its address; it is dropped at the end."""
    with psycopg.connect(server_at.format("postgres"), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {like}")
        yield server_at.format(name)
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
