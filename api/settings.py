"""What the service is told from outside: where its plans are, and who may ask."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from api.access.policies import Rates
from api.access.trusted import Trusted
from api.logs import FORMS, LEVELS
from api.planner.basemap import BaseMap
from api.public.settings import Face
from gridgen.model.errors import CommandError

_UPLOAD_BYTES = 512 * 2**20
_UPLOAD_DAYS = 7

_DIGITS = 16


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
    hook_hosts, hook_hosts_inside
        Hosts that webhooks may tell, as `api.hooks.allowed.Hosts` has them; none without any.
    held
        How many versions of the store are kept in memory besides those in force today.
    rates
        How often somebody may ask; only where there is a store.
    log_form, log_level
        "json" or "text": lines for machines or for people; "debug", "info", "warning" or "error".
    trusted
        Whose tokens count beside keys; None for nobody's.
    upload_bytes
        Bytes of one uploaded file at most.
    upload_days
        Days after which an uploaded file goes, but for those that a job still waits for.
    public
        What everybody may see.
    basemap
        What lies below the grids on the planner's page.
    """

    data: Path | None = None
    plans: tuple[Path, ...] = ()
    database: str | None = None
    is_open: bool = False
    hook_hosts: tuple[str, ...] = ()
    hook_hosts_inside: tuple[str, ...] = ()
    held: int = 16
    rates: Rates = field(default_factory=Rates)
    log_form: str = "json"
    log_level: str = "info"
    trusted: Trusted | None = None
    upload_bytes: int = _UPLOAD_BYTES
    upload_days: int = _UPLOAD_DAYS
    public: Face = field(default_factory=Face)
    basemap: BaseMap = field(default_factory=BaseMap)

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Settings:
        """Read GRIDGEN_DATA (a folder), GRIDGEN_PLANS (files, separated as in PATH),
        GRIDGEN_DATABASE (address of a store), GRIDGEN_OPEN (1 for yes), GRIDGEN_HOOK_HOSTS and
        GRIDGEN_HOOK_HOSTS_INSIDE (hosts with commas between), GRIDGEN_LOG (json or text; text on a
        terminal if not given), GRIDGEN_LOG_LEVEL (info if not given), GRIDGEN_UPLOAD_BYTES,
        GRIDGEN_UPLOAD_DAYS, and what `Rates`, `Trusted`, `Face` and `BaseMap` read.

        Raises
        ------
        CommandError
            A value is none of those that it may be.

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
            hook_hosts=_listed(env, "GRIDGEN_HOOK_HOSTS"),
            hook_hosts_inside=_listed(env, "GRIDGEN_HOOK_HOSTS_INSIDE"),
            rates=Rates.from_environment(env),
            log_form=_one_of(env, "GRIDGEN_LOG", FORMS) or _usual_form(),
            log_level=_one_of(env, "GRIDGEN_LOG_LEVEL", LEVELS) or "info",
            trusted=Trusted.from_environment(env),
            upload_bytes=_whole(env, "GRIDGEN_UPLOAD_BYTES") or _UPLOAD_BYTES,
            upload_days=_whole(env, "GRIDGEN_UPLOAD_DAYS") or _UPLOAD_DAYS,
            public=Face.from_environment(env),
            basemap=BaseMap.from_environment(env),
        )

    def environment(self) -> dict[str, str]:
        """Return what a worker process needs in its environment to find the same plans."""
        return {
            "GRIDGEN_DATA": str(self.data or ""),
            "GRIDGEN_PLANS": os.pathsep.join(map(str, self.plans)),
            "GRIDGEN_DATABASE": self.database or "",
            "GRIDGEN_OPEN": "1" if self.is_open else "",
            "GRIDGEN_HOOK_HOSTS": ",".join(self.hook_hosts),
            "GRIDGEN_HOOK_HOSTS_INSIDE": ",".join(self.hook_hosts_inside),
            "GRIDGEN_LOG": self.log_form,
            "GRIDGEN_LOG_LEVEL": self.log_level,
            "GRIDGEN_UPLOAD_BYTES": str(self.upload_bytes),
            "GRIDGEN_UPLOAD_DAYS": str(self.upload_days),
            **self.rates.environment(),
            **self.basemap.environment(),
            **({} if self.trusted is None else self.trusted.environment()),
        }


def _usual_form() -> str:
    return "text" if sys.stderr.isatty() else "json"


def _listed(env: Mapping[str, str], name: str) -> tuple[str, ...]:
    return tuple(one.strip().lower() for one in env.get(name, "").split(",") if one.strip())


def _one_of(env: Mapping[str, str], name: str, known: tuple[str, ...]) -> str:
    """Return the value of a variable, "" where it has none."""
    value = env.get(name, "").strip().lower()
    if value and value not in known:
        raise CommandError("setting_odd", name=name, value=value, known=[*known])
    return value


def _whole(env: Mapping[str, str], name: str) -> int:
    """Return the whole number that a variable is, 0 where it has no value."""
    value = env.get(name, "").strip() or "0"
    if not (value.isascii() and value.isdigit() and len(value) < _DIGITS):
        raise CommandError("setting_no_whole", name=name, value=value)
    return int(value)
