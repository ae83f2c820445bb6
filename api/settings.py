"""What the service is told from outside: where its plans are, and who may ask."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from api.access.policies import Rates
from api.public.settings import Face


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
    held
        How many versions of the store are kept in memory besides those in force today.
    rates
        How often somebody may ask; only where there is a store.
    public
        What everybody may see.
    """

    data: Path | None = None
    plans: tuple[Path, ...] = ()
    database: str | None = None
    is_open: bool = False
    held: int = 16
    rates: Rates = field(default_factory=Rates)
    public: Face = field(default_factory=Face)

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Settings:
        """Read GRIDGEN_DATA (a folder), GRIDGEN_PLANS (files, separated as in PATH),
        GRIDGEN_DATABASE (address of a store), GRIDGEN_OPEN (1 for yes) and what `Rates` and
        `Face` read.

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
            rates=Rates.from_environment(env),
            public=Face.from_environment(env),
        )
