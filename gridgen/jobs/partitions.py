"""A country in files: a folder with one folder for each township, `township=CODE`.

Of the input each holds `households.parquet`, and as far as there are such the other layers by the
same names; of the output `plan.gpkg`, `grids.parquet` and `done.json`, which says of what they are.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gridgen.files.inputs import ROLES
from gridgen.model.errors import ReadError
from gridgen.words.say import reason_of

PLAN, GRIDS, DONE = "plan.gpkg", "grids.parquet", "done.json"
LIST = "townships.parquet"
"""Beside the townships of the output: one row for each, with its box."""

_ROLES = ("households", *ROLES, "people", "ties")
_NAME = re.compile(r"township=([\w.-]+)")


@dataclass(frozen=True, slots=True)
class Partition:
    """A township of the input: its code, its folder, and how many bytes it has."""

    code: str
    folder: Path
    size: int


def partitions_in(country: Path) -> tuple[Partition, ...]:
    """Return the townships in a folder, the largest first; no file is opened.

    Raises
    ------
    ReadError
        The folder cannot be read, or there is no township in it.
    """
    try:
        named = [(_NAME.fullmatch(one.name), one) for one in country.iterdir()]
        found = [
            Partition(name[1], one, sum(file.stat().st_size for file in files_of(one).values()))
            for name, one in named
            if name and one.is_dir()
        ]
    except OSError as why:
        raise ReadError("country_unreadable", folder=country, why=reason_of(why)) from why
    if not found:
        raise ReadError("country_empty", folder=country)
    return tuple(sorted(found, key=lambda one: (-one.size, one.code)))


def folder_of(country: Path, code: str) -> Path:
    """Return where a township stands.

    >>> folder_of(Path("plans"), "990101101").as_posix()
    'plans/township=990101101'
    """
    return country / f"township={code}"


def files_of(folder: Path) -> dict[str, Path]:
    """Return the layers of a township that are there, by role."""
    files = {role: folder / f"{role}.parquet" for role in _ROLES}
    return {role: file for role, file in files.items() if file.is_file()}


def digests_of(files: Mapping[str, Path]) -> dict[str, str]:
    """Return the SHA-256 of each layer, in hexadecimal.

    Raises
    ------
    ReadError
        A file cannot be read.
    """
    digests = {}
    for role, file in files.items():
        try:
            with file.open("rb") as stream:
                digests[role] = hashlib.file_digest(stream, "sha256").hexdigest()
        except OSError as why:
            raise ReadError("file_unopenable", file=file, why=reason_of(why)) from why
    return digests


def write_done(folder: Path, key: str, facts: Mapping[str, Any]) -> None:
    """Write, after all else of a township, what it was made of and what came of it.

    Parameters
    ----------
    folder
        That holds the plan and the grids.
    key
        `gridgen.jobs.outcomes.hash_of` all that decides the plan.
    facts
        Plain values.
    """
    sizes = {name: (folder / name).stat().st_size for name in (PLAN, GRIDS)}
    said = json.dumps({"key": key, "bytes": sizes, "facts": facts}, ensure_ascii=False, indent=1)
    (folder / DONE).write_text(said, "utf-8")


def facts_if_done(folder: Path, key: str) -> dict[str, Any] | None:
    """Return the facts of a township that was made of exactly this; None where there is none."""
    with suppress(OSError, ValueError, KeyError, TypeError, AttributeError):
        said = json.loads((folder / DONE).read_text("utf-8"))
        is_whole = all((folder / name).stat().st_size == said["bytes"][name]
                       for name in (PLAN, GRIDS))  # fmt: skip
        if said["key"] == key and is_whole:
            return dict(said["facts"])
    return None
