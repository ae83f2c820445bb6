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
    path = [str(_ROOT), *(entry for entry in sys.path if entry)]
    try:
        done = subprocess.run(  # noqa: S603 - our own module, by this Python
            [get_executable(), "-P", "-B", "-m", "gridgen.files.preview", str(file)],
            stdin=subprocess.DEVNULL,
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
