"""What the service is told from outside: where its plans are, and who may ask."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from gridgen.model.errors import RequestError

_LEAST = 10


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
    public_least
        The smallest count of households that is told to everybody, besides none at all.
    public_sublevels
        Whether levels below the first one are public too.
    cors
        Origins, as https://example.org, whose pages may fetch what is public; "*" for all.
    """

    data: Path | None = None
    plans: tuple[Path, ...] = ()
    database: str | None = None
    is_open: bool = False
    public_least: int = _LEAST
    public_sublevels: bool = False
    cors: tuple[str, ...] = ()

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Settings:
        """Read GRIDGEN_DATA (a folder), GRIDGEN_PLANS (files, separated as in PATH),
        GRIDGEN_DATABASE (address of a store), GRIDGEN_OPEN (1 for yes), GRIDGEN_PUBLIC_LEAST (a
        whole number), GRIDGEN_PUBLIC_SUBLEVELS (1 for yes) and GRIDGEN_CORS (origins, separated
        by commas, or *).

        Raises
        ------
        RequestError
            GRIDGEN_PUBLIC_LEAST is no whole number.

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
            public_least=_whole(env, "GRIDGEN_PUBLIC_LEAST", _LEAST),
            public_sublevels=env.get("GRIDGEN_PUBLIC_SUBLEVELS") == "1",
            cors=tuple(
                one.strip() for one in env.get("GRIDGEN_CORS", "").split(",") if one.strip()
            ),
        )


def _whole(env: Mapping[str, str], name: str, usual: int) -> int:
    """Return the whole number, 0 or above, that a variable holds; the usual one where it is not
    there.
    """
    said = env.get(name, "").strip()
    if said and not (said.isascii() and said.isdecimal() and len(said) < 10):
        raise RequestError("setting_no_whole", name=name, found=said)
    return int(said) if said else usual
