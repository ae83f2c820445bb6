"""What a file of a stranger holds, told by a process that reads nothing else."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from multiprocessing.spawn import get_executable
from pathlib import Path
from typing import Any

from gridgen.files.guard.wire import unpacked
from gridgen.model.errors import ReadError

SECONDS = 120
"""Seconds that a file may take."""

_ROOT = Path(__file__).parents[1]


def previewed(file: Path) -> Mapping[str, Any]:
    """Return what a file holds, `gridgen.files.preview.Seen` as plain values.

    Parameters
    ----------
    file
        Under the name by which its owner knows it.

    Raises
    ------
    GridgenError
        It cannot be read, or reading takes more than the limits let it.
    """
    return _told("gridgen.files.preview", file, str(file))


def read_through(file: Path, asked: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what a division would read, as `gridgen.jobs.reading.read_through` tells it.

    Parameters
    ----------
    file
        Of the households, for messages.
    asked
        As `gridgen.jobs.reading.read_through` takes it.

    Raises
    ------
    GridgenError
        As `previewed`.
    """
    return _told("gridgen.jobs.reading", file, said=json.dumps(asked))


def _told(module: str, file: Path, *words: str, said: str = "") -> Mapping[str, Any]:
    """Return what a module of ours tells in a process of its own."""
    path = [str(_ROOT), *(entry for entry in sys.path if entry)]
    try:
        done = subprocess.run(  # noqa: S603 - our own module, by this Python
            [get_executable(), "-P", "-B", "-m", module, *words],
            input=said.encode(),
            capture_output=True,
            timeout=SECONDS,
            check=False,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(path)},
        )
        told: Any = json.loads(done.stdout)
    except subprocess.TimeoutExpired as why:
        raise ReadError("reading_too_long", file=file.name, seconds=SECONDS) from why
    except ValueError as why:  # it died in the middle
        raise ReadError("reading_ended", file=file.name) from why
    if "error" in told:
        raise unpacked(told["error"])
    seen: Mapping[str, Any] = told["seen"]
    return seen
