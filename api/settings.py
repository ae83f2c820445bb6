"""What the service is told from outside: where its plans are, and who may ask."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

_UPLOAD_BYTES = 512 * 2**20


@dataclass(frozen=True, slots=True)
class Settings:
    """Where plans are.

    Attributes
    ----------
    data
        A folder whose `*.gpkg` files are plans, each named by its file; looked at anew with every
        request, so that a plan may come and go while the service runs. None for no folder.
    plans
        Single plan files beside those of the folder; on equal names these win.
    database
        Address of the store, a file or postgresql://...; None for none: then only files are
        served, and nothing can be changed.
    is_open
        Whether whoever asks without a key may read. Without a store everybody may.
    upload_bytes
        Bytes of one file that is sent at most.
    held
        How many versions of the store are kept in memory besides those in force today.
    """

    data: Path | None = None
    plans: tuple[Path, ...] = ()
    database: str | None = None
    is_open: bool = False
    upload_bytes: int = _UPLOAD_BYTES
    held: int = 16

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Settings:
        """Read GRIDGEN_DATA (a folder), GRIDGEN_PLANS (files, separated as in PATH),
        GRIDGEN_DATABASE (address of a store) and GRIDGEN_OPEN (1 for yes).

        >>> Settings.from_environment({"GRIDGEN_DATA": "plans"}).data.name
        'plans'
        """
        env = os.environ if environment is None else environment
        data = env.get("GRIDGEN_DATA", "")
        files = [name for name in env.get("GRIDGEN_PLANS", "").split(os.pathsep) if name]
        return cls(
            Path(data) if data else None,
            tuple(Path(name) for name in files),
            database=env.get("GRIDGEN_DATABASE") or None,
            is_open=env.get("GRIDGEN_OPEN") == "1",
        )
