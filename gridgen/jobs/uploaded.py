"""Uploads that are asked for -> files in a folder, as the readers take them."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir
from typing import Any

from gridgen.model.errors import RulesError
from gridgen.rules.levels import PRESETS, Rules
from gridgen.rules.loader import rules_of, rules_text
from gridgen.versions.store.database import Store
from gridgen.versions.store.uploads import fetched

_OURS = "gridgen-job-"


@contextmanager
def own_folder() -> Iterator[Path]:
    """Give an empty folder that is gone at the end of the block; it says whose it is."""
    with TemporaryDirectory(prefix=f"{_OURS}{os.getpid()}-") as folder:
        yield Path(folder)


def forget_dead() -> None:
    """Remove what processes on this machine left that were killed: it holds people's files."""
    for folder in Path(gettempdir()).glob(f"{_OURS}*"):
        pid = folder.name.removeprefix(_OURS).partition("-")[0]
        if pid.isdecimal() and not _is_alive(int(pid)):
            shutil.rmtree(folder, ignore_errors=True)


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:  # it is there, and another user's
        return True
    return True


@dataclass(frozen=True, slots=True)
class Uploaded:
    """The uploads of an order.

    Attributes
    ----------
    store
        Where they are.
    folder
        Where they become files; empty at first.
    """

    store: Store
    folder: Path

    def file(self, asked: Mapping[str, str] | None) -> str | None:
        """Return `FILE[:layer]` of {"upload": ..., "layer": ...}; None of None.

        Raises
        ------
        NotInPlanError
            There is no such upload.
        """
        if asked is None:
            return None
        # Two uploads may have one name.
        folder = self.folder / sha256(asked["upload"].encode()).hexdigest()[:16]
        there = [*folder.iterdir()] if folder.is_dir() else []
        if not there:
            folder.mkdir()
            there = [fetched(self.store, asked["upload"], folder)]
        layer = asked.get("layer")
        return str(there[0]) if layer is None else f"{there[0]}:{layer}"

    def files(self, asked: Mapping[str, Any], roles: tuple[str, ...]) -> dict[str, str | None]:
        """Return `FILE[:layer]` of each of several inputs, None where it is not given."""
        return {role: self.file(asked.get(role)) for role in roles}

    def rules(self, asked: str | Mapping[str, str]) -> tuple[Rules, str]:
        """Return rules and their text as TOML.

        Parameters
        ----------
        asked
            The name of a preset, TOML, or an upload. Never a path: files of the service are none
            of theirs who ask it.

        Raises
        ------
        RulesError
            There is no such preset, or the rules are wrong.
        """
        if isinstance(asked, str) and asked in PRESETS:
            text, file = rules_text(asked)
            return rules_of(text, file, read_from=asked), text
        if isinstance(asked, str):
            if "=" not in asked:
                raise RulesError("rules_unknown", name=asked, known=list(PRESETS))
            return rules_of(asked, "rules.toml", read_from=_named("rules", asked)), asked
        path = Path(str(self.file({"upload": asked["upload"]})))
        if path.suffix != ".toml":
            raise RulesError("rules_unknown", name=path.name, known=list(PRESETS))
        text, file = rules_text(path)
        return rules_of(text, file, read_from=_named(path.stem, text)), text


def _named(stem: str, text: str) -> str:
    """Return by which name a plan calls rules that are no preset: other rules have another."""
    return f"{stem}-{sha256(text.encode()).hexdigest()[:8]}.toml"
