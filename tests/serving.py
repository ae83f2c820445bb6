"""The service behind a real connection, in a process of its own, on a port that is free."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[1]

_SERVE = """
import uvicorn
from api.app import create_app
server = uvicorn.Server(uvicorn.Config(create_app(), port=0, log_level="error"))
start = server.startup

async def startup(*args, **said):
    await start(*args, **said)
    print(server.servers[0].sockets[0].getsockname()[1], flush=True)

server.startup = startup
server.run()
"""


@contextmanager
def serving(**settings: object) -> Iterator[str]:
    """Yield the address of a service with settings that are said as in the environment."""
    said = {f"GRIDGEN_{name.upper()}": str(value) for name, value in settings.items()}
    command = [sys.executable, "-c", _SERVE]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, env=_here(said), cwd=ROOT
    ) as running:
        assert running.stdout is not None
        try:
            yield f"http://127.0.0.1:{int(running.stdout.readline())}"
        finally:
            running.terminate()


def _here(said: Mapping[str, str]) -> dict[str, str]:
    return {**os.environ, **said, "PYTHONPATH": str(ROOT)}
